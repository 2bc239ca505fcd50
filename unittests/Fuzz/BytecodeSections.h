//===- BytecodeSections.h - the frame of MLIR's bytecode, for changes inside it ---------------------------===//
//
//   "ML\xefR" | version | producer, ended by 0 | section ...
//   section: number of the kind, +128 when aligned | length | [alignment, padding of 0xCB] | bytes
//
// Numbers are of MLIR's variable length: the lowest set bit of the first byte says how many bytes there are.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_FUZZ_BYTECODESECTIONS_H
#define QNT_UNITTESTS_FUZZ_BYTECODESECTIONS_H

#include "llvm/ADT/StringRef.h"
#include <optional>
#include <vector>

namespace mlir::qnt::fuzz {

struct BytecodeSection {
  uint8_t kind;
  std::optional<uint64_t> alignment;
  std::string bytes;
};

struct BytecodeFile {
  std::string header; ///< all before the first section
  std::vector<BytecodeSection> sections;

  /// Nothing when `bytes` is no bytecode as far as its frame goes.
  static std::optional<BytecodeFile> split(llvm::StringRef bytes);
  std::string join() const;
};

/// A mutator of libFuzzer. Returns the new size.
size_t mutateBytecode(uint8_t *data, size_t size, size_t maxSize, unsigned seed);

} // namespace mlir::qnt::fuzz

#endif // QNT_UNITTESTS_FUZZ_BYTECODESECTIONS_H
