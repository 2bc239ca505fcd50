//===- Tensor.h - a tensor of any element type the interpreter knows --------------------------------------===//
//
// Elements are held as raw bits, 64 for each, so a value of any type is exactly what its type can hold and nothing
// more. A scalar is a tensor of rank 0. Copies share their elements until one of them is written.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_REFERENCE_TENSOR_H
#define QNT_REFERENCE_TENSOR_H

#include "Qnt/Numerics/Encoding.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>
#include <memory>

namespace mlir::qnt::reference {

using numerics::Shape;

/// What the bits of an element mean: an integer of `width` bits (index: 64), or a float of `format`.
struct ElementKind {
  bool isFloat = false;
  unsigned width = 64;
  numerics::Format format = numerics::Format::F64; ///< floats only
};

/// The kind of an integer type up to 64 bits, index, a float type that has a numerics::Format, or the storage of an
/// upstream quantized type.
std::optional<ElementKind> getElementKind(Type type);

inline double bitsToFloat(const ElementKind &kind, uint64_t bits) {
  if (kind.format != numerics::Format::F32)
    return numerics::decode(kind.format, bits);
  float value;
  auto narrow = static_cast<uint32_t>(bits);
  std::memcpy(&value, &narrow, sizeof(value));
  return value;
}

/// `value` rounded to nearest even; out of range becomes infinity, or NaN where the format has none.
uint64_t floatToBits(const ElementKind &kind, double value);

inline int64_t bitsToSigned(const ElementKind &kind, uint64_t bits) {
  return kind.width == 0 ? 0 : llvm::SignExtend64(bits, kind.width);
}
inline uint64_t integerToBits(const ElementKind &kind, uint64_t value) {
  return value & llvm::maskTrailingOnes<uint64_t>(kind.width);
}

class Tensor {
public:
  Tensor() = default;
  /// `elementType` must have an ElementKind and `bits` one entry per element.
  Tensor(Type elementType, llvm::ArrayRef<int64_t> shape, std::vector<uint64_t> bits);
  /// All elements zero.
  Tensor(Type elementType, llvm::ArrayRef<int64_t> shape);

  static Tensor scalar(Type elementType, uint64_t bits) { return Tensor(elementType, {}, {bits}); }
  static Tensor fromInteger(Type elementType, int64_t value);
  static Tensor fromFloat(Type elementType, double value);
  /// Every value rounded to the element type.
  static Tensor fromFloats(Type elementType, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<double> values);

  Type getElementType() const { return elementType; }
  const ElementKind &getKind() const { return kind; }
  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  unsigned getRank() const { return shape.size(); }
  int64_t getNumElements() const { return bits ? bits->size() : 0; }

  llvm::ArrayRef<uint64_t> getBits() const { return *bits; }
  /// For writing: other copies keep what they had.
  llvm::MutableArrayRef<uint64_t> getMutableBits();

  uint64_t getRaw(int64_t index = 0) const { return (*bits)[index]; }
  int64_t getSigned(int64_t index = 0) const { return bitsToSigned(kind, getRaw(index)); }
  double getFloat(int64_t index = 0) const { return bitsToFloat(kind, getRaw(index)); }
  /// A float's value, or an integer's as a double (`isUnsigned` for codes of unsigned storage).
  double getNumber(int64_t index, bool isUnsigned = false) const;
  std::vector<double> getNumbers(bool isUnsigned = false) const;

  /// The same elements in another shape of the same size.
  Tensor reshaped(llvm::ArrayRef<int64_t> newShape) const;
  /// Every float element converted to `type`, rounding once.
  Tensor convertedTo(FloatType type) const;

private:
  Type elementType;
  ElementKind kind;
  Shape shape;
  std::shared_ptr<std::vector<uint64_t>> bits;
};

/// Row-major strides of a shape.
Shape getRowMajorStrides(llvm::ArrayRef<int64_t> shape);
/// Elements of a tensor that fills a quarter of the machine's memory, at most 2^40: more are refused, so that a model
/// with a damaged size ends with an error and not with the machine out of memory.
int64_t getMaxNumElements();
/// The number of elements, nothing when there are more than that or a dimension is negative.
std::optional<int64_t> getCheckedNumElements(llvm::ArrayRef<int64_t> shape);
/// Moves `position` to the next one of a row-major walk over `shape`; false after the last.
bool advance(llvm::MutableArrayRef<int64_t> position, llvm::ArrayRef<int64_t> shape);
/// "4x8xf32"
std::string describeShape(llvm::ArrayRef<int64_t> shape, Type elementType);

} // namespace mlir::qnt::reference

#endif // QNT_REFERENCE_TENSOR_H
