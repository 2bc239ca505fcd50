//===- Npy.h - NumPy's array files on plain C++ -----------------------------------------------------------===//
//
// Versions 1, 2 and 3 of the .npy format (numpy.lib.format), with the standard library alone. A file is untrusted:
// every length is checked before it is used. A function that may fail returns nothing and says why in `error`.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NPY_NPY_H
#define QNT_NPY_NPY_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlir::qnt::npy {

/// An element type: the kind letter of NumPy and a size. 'f' float, 'i' signed, 'u' unsigned, 'b' bool, 'V' raw bytes
/// (what ml_dtypes writes for bf16, fp8 and int4).
struct ElementType {
  char kind = 'f';
  unsigned size = 4; ///< bytes: 1, 2, 4 or 8
  bool isBigEndian = false;

  /// "<f4", "|u1", ">i8"; as NumPy writes it.
  std::string getDescription() const;
  friend bool operator==(const ElementType &a, const ElementType &b) {
    return a.kind == b.kind && a.size == b.size && a.isBigEndian == b.isBigEndian;
  }
};

using Shape = std::vector<int64_t>;

struct Header {
  ElementType type;
  bool isFortranOrder = false;
  Shape shape;
  uint64_t dataOffset = 0; ///< in the file
};

/// Reads the header of a file. Errors: not a .npy file, an unknown version, a malformed or oversized header, an element
/// type that has no numbers, a size above 2^40.
std::optional<Header> parseHeader(std::string_view file, std::string &error);

/// The header of a version 1 file with row-major little-endian data; the data follows at a multiple of 64 bytes.
std::string makeHeader(const ElementType &type, const Shape &shape);

/// A whole file that lies in memory of somebody else.
class View {
public:
  View() = default;
  /// Errors: those of the header, more than 2^40 elements, more or less data than the shape needs.
  static std::optional<View> parse(std::string_view file, std::string &error);

  const Header &getHeader() const { return header; }
  int64_t getNumElements() const { return numElements; }
  /// The bytes of an element as a little-endian integer, `element` counted in row-major order of the shape. `file` is
  /// what was parsed, wherever it lies now.
  uint64_t getRaw(std::string_view file, int64_t element) const;

private:
  int64_t getFileIndex(int64_t element) const;

  Header header;
  int64_t numElements = 0;
};

/// A file with its bytes.
class File {
public:
  /// Errors name the path.
  static std::optional<File> open(const std::string &path, std::string &error);
  /// `bytes` is the whole file.
  static std::optional<File> parse(std::string bytes, std::string &error);

  const Header &getHeader() const { return view.getHeader(); }
  int64_t getNumElements() const { return view.getNumElements(); }
  uint64_t getRaw(int64_t element) const { return view.getRaw(bytes, element); }
  /// Bytes of the data.
  size_t getDataSize() const { return static_cast<size_t>(getNumElements()) * getHeader().type.size; }
  /// The elements in row-major order of the shape, little-endian, into `getDataSize()` bytes.
  void copyElements(void *destination) const;

private:
  std::string bytes;
  View view;
};

/// The bytes of a regular file. Errors name the path and what the system says; a file of more than `maxSize` bytes is
/// one.
std::optional<std::string> readFile(const std::string &path, uint64_t maxSize, std::string &error);

} // namespace mlir::qnt::npy

#endif // QNT_NPY_NPY_H
