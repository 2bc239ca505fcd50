//===- ArrayElements.h - arrays with one code an element, as loops read and write them --------------------===//
#ifndef QNT_LIB_LOWERLINALG_ARRAYELEMENTS_H
#define QNT_LIB_LOWERLINALG_ARRAYELEMENTS_H

#include "LoweredArray.h"
#include "Qnt/Emit/ElementEncoding.h"
#include "Qnt/LowerLinalg/ElementLoops.h"

namespace mlir::qnt {

/// The parts of an array with codes and mask unpacked, other parts as they lie in memory; null where absent.
struct ArrayElements {
  EncodingAttr encoding;
  Sizes sizes; ///< of the value
  Value codes; ///< in their container: signed formats sign-extended, others zero-extended
  Value scales, zeroPoints, codebook, tensorScale;
  Value mask; ///< tensor<...xi1>
  /// Of codes, where they do not come from unpackArray or Emit.
  std::optional<emit::HighBits> highBits;
};

/// Reads an array that a pattern's adaptor gives.
ArrayElements unpackArray(ImplicitLocOpBuilder &builder, const LoweredArray &array);

/// The parts of an array of `type` in memory, for replaceOpWithMultiple.
SmallVector<Value> packArray(ImplicitLocOpBuilder &builder, const ArrayElements &elements, ArrayType type);

/// What qnt.dequantize gives: a tensor of the encoding's expressed type.
Value dequantizeElements(ImplicitLocOpBuilder &builder, const ArrayElements &elements);

/// The decoded values before they are rounded to the expressed type, a tensor of `type` (f32 or f64).
Value realElements(ImplicitLocOpBuilder &builder, const ArrayElements &elements, FloatType type);

/// Indexing map from an element of the value to its code: divided by the code book's vector.
AffineMap getCodeMap(EncodingAttr encoding);
/// From an element to its block of `encoding`.
AffineMap getScaleMap(EncodingAttr encoding);

/// Entry `index` (of index type) of the table that the element at `position` uses, in its container; of a vector the
/// component of that element.
Value emitTableEntry(ImplicitLocOpBuilder &builder, const ArrayElements &elements, ValueRange position, Value index);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_ARRAYELEMENTS_H
