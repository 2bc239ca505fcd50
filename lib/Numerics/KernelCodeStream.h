//===- KernelCodeStream.h - packed codes in pieces ---------------------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELCODESTREAM_H
#define QNT_LIB_NUMERICS_KERNELCODESTREAM_H

#include "KernelLayout.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstring>

namespace mlir::qnt::numerics::kernels {

/// Packs codes that arrive in pieces; a piece may end inside a byte.
class CodePacker {
public:
  CodePacker(unsigned bits, uint8_t *packed) : bits(bits), packed(packed) {}

  /// Where the next piece, of at most kPieceSize codes, is to be written.
  uint8_t *getSpace() { return bits == 8 ? packed : buffer + pending; }

  /// Where packed codes may be written instead, null where that is inside a byte; and past how many they were.
  uint8_t *getPackedSpace() { return pending == 0 ? packed : nullptr; }
  void advancePacked(int64_t bytes) { packed += bytes; }

  void advance(int64_t count) {
    if (bits == 8) {
      packed += count;
      return;
    }
    pending += count;
    const int64_t whole = pending / 8 * 8;
    packRun(buffer, whole, bits, packed);
    packed += whole / 8 * bits;
    pending -= whole;
    std::memmove(buffer, buffer + whole, pending);
  }

  void finish() {
    if (pending)
      packRun(buffer, pending, bits, packed);
  }

private:
  unsigned bits;
  uint8_t *packed;
  int64_t pending = 0; ///< codes in the buffer, fewer than 8 between pieces
  uint8_t buffer[kPieceSize + 8];
};

/// Unpacks codes in pieces; a piece may begin inside a byte.
class CodeUnpacker {
public:
  CodeUnpacker(unsigned bits, const uint8_t *packed, int64_t count) : bits(bits), packed(packed), left(count) {}

  /// The next `count` codes, at most kPieceSize.
  const uint8_t *take(int64_t count) {
    if (bits == 8) {
      packed += count;
      return packed - count;
    }
    std::memmove(buffer, buffer + begin, ready);
    const int64_t missing = std::min(llvm::alignTo(count - std::min(ready, count), 8), uint64_t(left));
    unpackRun(packed, missing, bits, buffer + ready);
    packed += missing / 8 * bits;
    left -= missing;
    ready += missing - count;
    begin = count;
    return buffer;
  }

private:
  unsigned bits;
  const uint8_t *packed;
  int64_t left;                 ///< codes not unpacked so far
  int64_t begin = 0, ready = 0; ///< codes unpacked but not taken
  uint8_t buffer[kPieceSize + 16];
};

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELCODESTREAM_H
