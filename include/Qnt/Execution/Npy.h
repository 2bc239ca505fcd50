//===- Npy.h - NumPy's array files ------------------------------------------------------------------------===//
//
// Versions 1, 2 and 3 of the .npy format (numpy.lib.format). A file is untrusted: every length is checked before it is
// used, and the data is looked at in place (memory-mapped where the file is large).
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EXECUTION_NPY_H
#define QNT_EXECUTION_NPY_H

#include "Qnt/Numerics/Encoding.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::qnt::execution {

/// An element type: the kind letter of NumPy and a size. 'f' float, 'i' signed, 'u' unsigned, 'b' bool, 'V' raw bytes
/// (what ml_dtypes writes for bf16, fp8 and int4).
struct NpyType {
  char kind = 'f';
  unsigned size = 4;
  bool isBigEndian = false;

  /// "<f4", "|u1", ">i8"; as NumPy writes it.
  std::string getDescription() const;
  friend bool operator==(const NpyType &a, const NpyType &b) {
    return a.kind == b.kind && a.size == b.size && a.isBigEndian == b.isBigEndian;
  }
};

struct NpyHeader {
  NpyType type;
  bool isFortranOrder = false;
  numerics::Shape shape;
  uint64_t dataOffset = 0; ///< in the file
};

/// Reads the header of a file. Errors: not a .npy file, an unknown version, a malformed or oversized header, an element
/// type that has no numbers, more than 2^40 elements.
llvm::Expected<NpyHeader> parseNpyHeader(llvm::ArrayRef<uint8_t> file);

/// A file in memory.
class NpyFile {
public:
  static llvm::Expected<NpyFile> open(llvm::StringRef path);
  /// `buffer` is the whole file.
  static llvm::Expected<NpyFile> parse(std::unique_ptr<llvm::MemoryBuffer> buffer);

  const NpyHeader &getHeader() const { return header; }
  llvm::ArrayRef<int64_t> getShape() const { return header.shape; }
  const NpyType &getType() const { return header.type; }
  int64_t getNumElements() const { return numElements; }
  /// The bytes of an element as a little-endian integer, `element` counted in row-major order of the shape.
  uint64_t getRaw(int64_t element) const;

private:
  int64_t getFileIndex(int64_t element) const;

  std::unique_ptr<llvm::MemoryBuffer> buffer;
  NpyHeader header;
  int64_t numElements = 0;
};

/// The header of a version 1 file with row-major little-endian data; the data follows at a multiple of 64 bytes.
std::string makeNpyHeader(const NpyType &type, llvm::ArrayRef<int64_t> shape);

/// A whole file: `bits` hold one element an entry, the low bytes of each are written.
void writeNpy(llvm::raw_ostream &stream, const NpyType &type, llvm::ArrayRef<int64_t> shape,
              llvm::ArrayRef<uint64_t> bits);

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_NPY_H
