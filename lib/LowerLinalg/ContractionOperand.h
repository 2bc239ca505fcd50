//===- ContractionOperand.h - an operand of a contraction, element by element -----------------------------===//
#ifndef QNT_LIB_LOWERLINALG_CONTRACTIONOPERAND_H
#define QNT_LIB_LOWERLINALG_CONTRACTIONOPERAND_H

#include "ArrayElements.h"
#include "Qnt/LowerLinalg/ContractionLoops.h"
#include <optional>

namespace mlir::qnt {

/// A tensor of numbers that a sum reads.
struct NumberTensor {
  Value tensor;            ///< of signless integers or floats
  bool isUnsigned = false; ///< integers are zero-extended
};

/// An array, or a float tensor, as a pattern's adaptor gives it.
class ContractionOperand {
public:
  ContractionOperand(ImplicitLocOpBuilder &builder, Value original, ValueRange converted);

  /// Null for a float tensor.
  const LoweredArray *getArray() const { return array ? &*array : nullptr; }
  unsigned getRank() const { return sizes.size(); }
  ArrayRef<OpFoldResult> getSizes() const { return sizes; }
  /// Block size along a dimension; numerics::kWhole for float tensors and where one block covers a static size.
  int64_t getBlock(unsigned dim) const;
  /// The types that decide between f32 and f64 arithmetic: f64 for tensors of f64, f64 expressed types and scales.
  bool isWide() const;
  /// True for types that hold NaN or infinity: a product of such an element and 0 is not 0.
  bool mayBeNonFinite() const;

  /// An array at `ranges`, of which nothing is unpacked or copied (ArraySlices.h).
  ContractionOperand slice(ImplicitLocOpBuilder &builder, ArrayRef<IndexRange> ranges) const;

  /// Decoded, not rounded to the expressed type; `type` is f32 or f64.
  NumberTensor buildReals(ImplicitLocOpBuilder &builder, FloatType type) const;
  /// code - zero point, 0 where the mask is 0, in the narrowest of i8, i16, i32, i64 that holds them and is not wider
  /// than `width` bits (of wider numbers the low bits). Not for float tensors.
  NumberTensor buildIntegers(ImplicitLocOpBuilder &builder, unsigned width) const;
  /// The factor of each block as f32, a tensor over the grid; null for an array without scales. Not for f64 scales.
  Value buildScales(ImplicitLocOpBuilder &builder) const;

private:
  ContractionOperand(ImplicitLocOpBuilder &builder, LoweredArray array);
  EncodingAttr getEncoding() const { return array->getEncoding(); }

  ArrayRef<int64_t> shape;
  Sizes sizes;
  Value tensor; ///< a float tensor
  std::optional<LoweredArray> array;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_CONTRACTIONOPERAND_H
