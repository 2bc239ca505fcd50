//===- WeightFile.h - constants of a program in a file beside its code ------------------------------------===//
//
// A file is a header of 64 bytes and the constants, each at a multiple of 256, row-major, little-endian, elements
// aligned to their size (those of less than a byte take one), with bytes 0 between them:
//
//   0   "QNTWGHTS"
//   8   u32, the version: 1
//   12  u32, the number of constants
//   16  u64, bytes of the file
//   24  u64, 0
//   32  32 bytes, BLAKE3 of what follows the header
//
// The code holds the same header, so that a file of another program, another version of it, or a part of one is told
// before it is used. The same program gives the same bytes.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_WEIGHTFILE_H
#define QNT_EXECUTION_WEIGHTFILE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <string>
#include <vector>

namespace mlir::qnt::execution {

class WeightFile {
public:
  static constexpr uint64_t kHeaderBytes = 64, kAlignment = 256;
  /// Smaller constants of the host's code stay in it. All constants of kernels go into the file.
  static constexpr uint64_t kMinBytes = 1024;
  using Hash = std::array<uint8_t, 32>;

  struct Entry {
    std::string name; ///< the program's symbol
    uint64_t offset, bytes;
    ElementsAttr value; ///< its data is not copied
  };

  /// Bytes that `value` takes; nothing where the file does not take it: without data, or empty.
  static std::optional<uint64_t> getBytes(ElementsAttr value);
  /// `value` is one that getBytes takes; gives the offset.
  uint64_t add(StringRef name, ElementsAttr value);

  ArrayRef<Entry> getEntries() const { return entries; }
  /// Null when it is not there.
  const Entry *find(StringRef name) const;
  /// Of the whole file.
  uint64_t getFileBytes() const { return end; }
  Hash computeHash() const;
  /// `hash` is computeHash().
  std::string getHeader(const Hash &hash) const;
  void write(llvm::raw_ostream &stream, const Hash &hash) const;

private:
  /// All that follows the header, piece by piece.
  void visit(llvm::function_ref<void(StringRef)> take) const;

  std::vector<Entry> entries;
  uint64_t end = kHeaderBytes;
};

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_WEIGHTFILE_H
