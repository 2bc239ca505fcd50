//===- Npy.h - NumPy's array files ------------------------------------------------------------------------===//
//
// The format is read and written by QntNpy; here it meets LLVM's errors and buffers: the data is looked at in place
// (memory-mapped where the file is large).
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_NPY_H
#define QNT_EXECUTION_NPY_H

#include "Qnt/Npy/Npy.h"
#include "Qnt/Numerics/Encoding.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::qnt::execution {

using NpyType = npy::ElementType;
using NpyHeader = npy::Header;

/// Reads the header of a file. Errors: not a .npy file, an unknown version, a malformed or oversized header, an element
/// type that has no numbers, more than 2^40 elements.
llvm::Expected<NpyHeader> parseNpyHeader(llvm::ArrayRef<uint8_t> file);

/// A file in memory.
class NpyFile {
public:
  static llvm::Expected<NpyFile> open(llvm::StringRef path);
  /// `buffer` is the whole file.
  static llvm::Expected<NpyFile> parse(std::unique_ptr<llvm::MemoryBuffer> buffer);

  const NpyHeader &getHeader() const { return view.getHeader(); }
  llvm::ArrayRef<int64_t> getShape() const { return getHeader().shape; }
  const NpyType &getType() const { return getHeader().type; }
  int64_t getNumElements() const { return view.getNumElements(); }
  /// The bytes of an element as a little-endian integer, `element` counted in row-major order of the shape.
  uint64_t getRaw(int64_t element) const { return view.getRaw(buffer->getBuffer(), element); }

private:
  std::unique_ptr<llvm::MemoryBuffer> buffer;
  npy::View view;
};

/// The header of a version 1 file with row-major little-endian data; the data follows at a multiple of 64 bytes.
std::string makeNpyHeader(const NpyType &type, llvm::ArrayRef<int64_t> shape);

/// A whole file: `bits` hold one element an entry, the low bytes of each are written.
void writeNpy(llvm::raw_ostream &stream, const NpyType &type, llvm::ArrayRef<int64_t> shape,
              llvm::ArrayRef<uint64_t> bits);

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_NPY_H
