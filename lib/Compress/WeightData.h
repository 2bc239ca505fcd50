//===- WeightData.h - the elements of a float constant ------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_WEIGHTDATA_H
#define QNT_LIB_COMPRESS_WEIGHTDATA_H

#include "Qnt/IR/Enums.h"
#include <vector>

namespace mlir::qnt {

/// The bytes of a constant's elements, not copied: row-major, in the element type. Nothing for splats, and for
/// resources that are missing or of the wrong size.
std::optional<ArrayRef<char>> getRawElements(ElementsAttr value);

/// First element that is NaN or infinite, looked for on the threads of the context.
std::optional<int64_t> findNonFinite(ArrayRef<char> bytes, Format type, MLIRContext *context);

/// A copy in which NaN and infinite elements are 0.
std::vector<char> zeroNonFinite(ArrayRef<char> bytes, Format type);

/// The elements `begin` .. `begin + values.size()` as numbers.
void readElements(const void *data, Format type, int64_t begin, MutableArrayRef<double> values);

/// As readElements, for f32, f16 and bf16.
void readFloats(const void *data, Format type, int64_t begin, MutableArrayRef<float> values);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_WEIGHTDATA_H
