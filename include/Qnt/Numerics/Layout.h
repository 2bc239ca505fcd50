//===- Layout.h - memory layouts of codes -----------------------------------------------------------------===//
//
// "plain" is row-major with rows padded to a byte (Packing.h). The layouts of tensor cores hold codes in the order in
// which the lanes of a warp need them as operand A of `mma.sync`, so that a lane reads its share with 16-byte loads
// and decodes a register of operands at a time:
//
//   mma_k16    [rows, K], operands of 16 bits (m16n8k16)      mma_k16_t  the same of a value [K, rows]
//   mma_k32    [rows, K], operands of 8 bits (m16n8k32)       mma_k32_t  the same of a value [K, rows]
//
// A block is 64 rows x 64 along K, blocks lie one after the other along K, then along the rows; both are padded to
// whole blocks with bits 0. In a block row r is row 8 * (r % 2) + r / 8 of fragment (r % 8) / 2, so that a lane owns 8
// neighbouring rows. A lane has 128 codes, in the order step along K, fragment, register, position in the register.
// Codes of 3, 5, 6 and 7 bits are split into planes of 4, 2 and 1 bits, low bits first. A plane of w bits is 4 * w
// words a lane: word i holds registers i * n .. i * n + n - 1, n = operand bits / w, register j at bit w * j of each
// operand position. A group of four words of all lanes stands together (16 bytes a lane).
//
// Codes of iN are stored with the sign bit inverted (so unsigned, plus 2^(N-1)), but those of i8 in mma_k32.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_LAYOUT_H
#define QNT_NUMERICS_LAYOUT_H

#include "Qnt/Numerics/Encoding.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace mlir::qnt::numerics {

/// True for a layout that an encoding may name.
bool isKnownLayout(llvm::StringRef name);
/// Names of the known layouts, for messages.
std::string describeLayouts();

/// A layout for operand A of tensor cores.
struct FragmentLayout {
  unsigned operandBits = 16; ///< 16 or 8: what a code is decoded to
  bool isTransposed = false; ///< the value is [K, rows]

  /// Rows and elements along K of a block.
  static constexpr int64_t kBlockRows = 64, kBlockK = 64;
  /// Elements along K of one instruction.
  int64_t getStepK() const { return 256 / operandBits; }
  /// Of a value of `shape`.
  int64_t getRows(llvm::ArrayRef<int64_t> shape) const { return shape[isTransposed ? 1 : 0]; }
  int64_t getK(llvm::ArrayRef<int64_t> shape) const { return shape[isTransposed ? 0 : 1]; }
  /// Of the codes of `format`; `shape` is static, of rank 2.
  int64_t getBytes(llvm::ArrayRef<int64_t> shape, Format format) const;
  /// What is xored into a code of `format` before it is stored.
  uint64_t getSignMask(Format format) const;
};

/// Nothing for "plain" and unknown names.
std::optional<FragmentLayout> findFragmentLayout(llvm::StringRef name);
/// "mma_k16_t"
llvm::StringRef getFragmentLayoutName(FragmentLayout layout);

/// Widths of the planes that codes of `bits` (1 to 8) are split into, low bits first: 6 -> 4, 2.
llvm::SmallVector<unsigned, 3> getCodePlanes(unsigned bits);

/// Where code number `index` (0 to 127) of a lane stands in a plane of `width` bits: word of the lane, bit of the word.
struct PlanePosition {
  unsigned word, bit;
};
PlanePosition getPlanePosition(unsigned operandBits, unsigned width, unsigned index);

/// As packCodes and unpackCodes of Packing.h, for a value of rank 2. `format`: storage or index of a code book.
std::vector<uint8_t> packFragments(llvm::ArrayRef<uint64_t> codes, llvm::ArrayRef<int64_t> shape, Format format,
                                   FragmentLayout layout);
llvm::Expected<std::vector<uint64_t>> unpackFragments(llvm::ArrayRef<uint8_t> bytes, llvm::ArrayRef<int64_t> shape,
                                                      Format format, FragmentLayout layout);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_LAYOUT_H
