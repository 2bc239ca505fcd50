//===- ContainerTypes.h - how values lie in memory --------------------------------------------------------===//
//
// The rule that the lowerings, the JIT and the C interface share:
//
// | type                                     | in memory                                                              |
// |---|---|
// | array, codes of less than a byte         | tensor<...x ceil(inner * bits / 8) x i8>: rows padded to a byte        |
// | array, other codes                       | tensor<...xiN> of N = 8, 16 or 32; fp8 codes are i8                    |
// | array, mask                              | packed as codes of one bit                                             |
// | array, other parts                       | as tensors                                                             |
// | array with packed parts whose inner dimension is dynamic | one more part, the last: its size as an index          |
// | tensor of iN, N < 64 and not 1, 8, 16, 32| the next wider of these, sign-extended                                 |
// | tensor or scalar of fp8, fp6, fp4, e8m0  | i8, one code a byte, upper bits 0                                      |
// | tensor of !quant.uniform                 | as of its storage type; a scalar: the storage type                     |
// | other types                              | themselves                                                             |
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LOWERLINALG_CONTAINERTYPES_H
#define QNT_LOWERLINALG_CONTAINERTYPES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

/// The element type that tensors of `element` have in memory.
Type getContainerElementType(Type element);
/// What a scalar of `type` is computed in: i8 for the small floats, the storage of upstream's quantized types, else
/// itself.
Type getContainerScalarType(Type type);
/// True for the float types that need a container: of at most 8 bits.
bool isSmallFloat(Type type);
/// `type` with the container of its elements.
RankedTensorType getContainerType(RankedTensorType type);

/// True when codes of `type` have less than a byte, and so are packed.
bool hasPackedCodes(ArrayType type);
/// True when the last part is the size of the inner dimension of the value.
bool needsInnerSize(ArrayType type);
/// The type of a part as it lies in memory.
RankedTensorType getContainerPartType(ArrayType type, PartKind kind);
/// All parts in order, the inner size last.
SmallVector<Type> getContainerPartTypes(ArrayType type);

/// The rule as a type conversion: 1:N for arrays, through function types. No materializations of its own.
class ContainerTypeConverter : public TypeConverter {
public:
  ContainerTypeConverter();
};

} // namespace mlir::qnt

#endif // QNT_LOWERLINALG_CONTAINERTYPES_H
