//===- ElementLoops.h - element by element, block by block ------------------------------------------------===//
#ifndef QNT_LOWERLINALG_ELEMENTLOOPS_H
#define QNT_LOWERLINALG_ELEMENTLOOPS_H

#include "mlir/IR/AffineMap.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

using Sizes = SmallVector<OpFoldResult>;

/// A tensor that a loop reads, and where.
struct LoopInput {
  Value tensor;
  AffineMap map;
};

using ElementBody = function_ref<SmallVector<Value>(ImplicitLocOpBuilder &builder, ValueRange elements)>;
using BlockBody =
    function_ref<SmallVector<Value>(ImplicitLocOpBuilder &builder, ValueRange position, ValueRange state)>;

/// A parallel linalg.generic over `sizes`. `body` takes an element of each input and gives an element of each result;
/// the types of the results are those of what it gives.
SmallVector<Value> mapElements(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes, ArrayRef<LoopInput> inputs,
                               ElementBody body);

/// Inside mapElements over `sizes`: the row-major position of the element as an index.
Value emitLinearPosition(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes);
/// The same for an element at `position`.
Value emitLinearPosition(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes, ValueRange position);
/// Inside mapElements: linalg.index of each dimension.
SmallVector<Value> emitPosition(ImplicitLocOpBuilder &builder, unsigned rank);
/// `map` (of dimensions only) at a position.
SmallVector<Value> emitMapped(ImplicitLocOpBuilder &builder, AffineMap map, ValueRange position);

/// Sizes of the grid of blocks: ceil(size / block), 1 for numerics::kWhole.
Sizes getGridSizes(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes, ArrayRef<int64_t> block);

/// Visits the elements of the block at `gridPosition` of a value of `sizes` in row-major order, carrying `initial`.
SmallVector<Value> emitBlockLoops(ImplicitLocOpBuilder &builder, ValueRange gridPosition, ArrayRef<int64_t> block,
                                  ArrayRef<OpFoldResult> sizes, ValueRange initial, BlockBody body);

/// A loop over 0 .. count-1 that carries `initial`; `body` takes the index (of index type) as its position.
SmallVector<Value> emitLoop(ImplicitLocOpBuilder &builder, Value count, ValueRange initial, BlockBody body);

/// `tensor` with the static sizes of both its own type and `shape`. The sizes must agree when the program runs.
Value refineShape(ImplicitLocOpBuilder &builder, Value tensor, ArrayRef<int64_t> shape);
/// `tensor` as `type`, through a cast of static sizes to dynamic ones or back.
Value castTensor(ImplicitLocOpBuilder &builder, Value tensor, Type type);

} // namespace mlir::qnt

#endif // QNT_LOWERLINALG_ELEMENTLOOPS_H
