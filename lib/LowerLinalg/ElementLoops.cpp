//===- ElementLoops.cpp - element by element, block by block ----------------------------------------------===//
#include "Qnt/LowerLinalg/ElementLoops.h"
#include "Qnt/Numerics/Encoding.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

/// Puts the arguments for `inputs` and the body into an empty block; gives what the body yields.
static SmallVector<Value> buildBody(ImplicitLocOpBuilder &builder, Block *block, ArrayRef<LoopInput> inputs,
                                    ElementBody body) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(block);
  for (const LoopInput &input : inputs)
    block->addArgument(cast<RankedTensorType>(input.tensor.getType()).getElementType(), builder.getLoc());
  SmallVector<Value> yielded = body(builder, block->getArguments());
  for (Value value : yielded)
    block->addArgument(value.getType(), builder.getLoc());
  linalg::YieldOp::create(builder, yielded);
  return yielded;
}

SmallVector<Value> mlir::qnt::mapElements(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes,
                                          ArrayRef<LoopInput> inputs, ElementBody body) {
  unsigned rank = sizes.size();
  OperationState state(builder.getLoc(), linalg::GenericOp::getOperationName());
  // The body comes first: it decides the types of the results.
  Block *block = new Block();
  state.addRegion()->push_back(block);
  SmallVector<Value> yielded = buildBody(builder, block, inputs, body);
  SmallVector<Attribute> maps;
  for (const LoopInput &input : inputs) {
    state.addOperands(input.tensor);
    maps.push_back(AffineMapAttr::get(input.map));
  }
  for (Value value : yielded) {
    Value init = tensor::EmptyOp::create(builder, sizes, value.getType());
    state.addOperands(init);
    state.addTypes(init.getType());
    maps.push_back(AffineMapAttr::get(builder.getMultiDimIdentityMap(rank)));
  }
  auto parallel = linalg::IteratorTypeAttr::get(builder.getContext(), utils::IteratorType::parallel);
  auto &properties = state.getOrAddProperties<linalg::GenericOp::Properties>();
  properties.indexing_maps = builder.getArrayAttr(maps);
  properties.iterator_types = builder.getArrayAttr(SmallVector<Attribute>(rank, parallel));
  properties.operandSegmentSizes = {static_cast<int32_t>(inputs.size()), static_cast<int32_t>(yielded.size())};
  return llvm::to_vector_of<Value>(builder.create(state)->getResults());
}

SmallVector<Value> mlir::qnt::emitPosition(ImplicitLocOpBuilder &builder, unsigned rank) {
  SmallVector<Value> position;
  for (unsigned dim = 0; dim < rank; ++dim)
    position.push_back(linalg::IndexOp::create(builder, dim));
  return position;
}

Value mlir::qnt::emitLinearPosition(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes, ValueRange position) {
  Value linear = arith::ConstantIndexOp::create(builder, 0);
  for (auto [size, index] : llvm::zip_equal(sizes, position)) {
    Value scaled =
        arith::MulIOp::create(builder, linear, getValueOrCreateConstantIndexOp(builder, builder.getLoc(), size));
    linear = arith::AddIOp::create(builder, scaled, index);
  }
  return linear;
}

Value mlir::qnt::emitLinearPosition(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes) {
  return emitLinearPosition(builder, sizes, emitPosition(builder, sizes.size()));
}

SmallVector<Value> mlir::qnt::emitMapped(ImplicitLocOpBuilder &builder, AffineMap map, ValueRange position) {
  SmallVector<Value> mapped;
  SmallVector<OpFoldResult> operands(position.begin(), position.end());
  for (unsigned i = 0; i < map.getNumResults(); ++i)
    mapped.push_back(getValueOrCreateConstantIndexOp(
        builder, builder.getLoc(),
        affine::makeComposedFoldedAffineApply(builder, builder.getLoc(), map.getSubMap({i}), operands)));
  return mapped;
}

//===----------------------------------------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------------------------------------===//

Sizes mlir::qnt::getGridSizes(ImplicitLocOpBuilder &builder, ArrayRef<OpFoldResult> sizes, ArrayRef<int64_t> block) {
  Sizes grid;
  AffineExpr symbol = builder.getAffineSymbolExpr(0);
  for (auto [size, blockSize] : llvm::zip_equal(sizes, block)) {
    AffineExpr count = blockSize == numerics::kWhole ? builder.getAffineConstantExpr(1) : symbol.ceilDiv(blockSize);
    grid.push_back(affine::makeComposedFoldedAffineApply(builder, builder.getLoc(), count, {size}));
  }
  return grid;
}

/// First and one past the last element of the block along a dimension.
static std::pair<OpFoldResult, OpFoldResult> getBlockRange(ImplicitLocOpBuilder &builder, Value gridIndex,
                                                           int64_t blockSize, OpFoldResult size) {
  if (blockSize == numerics::kWhole)
    return {builder.getIndexAttr(0), size};
  AffineExpr index = builder.getAffineSymbolExpr(0), end = builder.getAffineSymbolExpr(1);
  Location loc = builder.getLoc();
  OpFoldResult first = affine::makeComposedFoldedAffineApply(builder, loc, index * blockSize, {gridIndex});
  std::optional<int64_t> known = getConstantIntValue(size);
  if (known && *known % blockSize == 0)
    return {first, affine::makeComposedFoldedAffineApply(builder, loc, index * blockSize + blockSize, {gridIndex})};
  auto ends = AffineMap::get(0, 2, {index * blockSize + blockSize, end}, builder.getContext());
  return {first, affine::makeComposedFoldedAffineMin(builder, loc, ends, {gridIndex, size})};
}

SmallVector<Value> mlir::qnt::emitBlockLoops(ImplicitLocOpBuilder &builder, ValueRange gridPosition,
                                             ArrayRef<int64_t> block, ArrayRef<OpFoldResult> sizes, ValueRange initial,
                                             BlockBody body) {
  SmallVector<Value> position(gridPosition), lower, upper, steps;
  SmallVector<unsigned> loopDims;
  Value one = arith::ConstantIndexOp::create(builder, 1);
  for (auto [dim, blockSize] : llvm::enumerate(block)) {
    if (blockSize == 1)
      continue;
    auto [first, end] = getBlockRange(builder, gridPosition[dim], blockSize, sizes[dim]);
    lower.push_back(getValueOrCreateConstantIndexOp(builder, builder.getLoc(), first));
    upper.push_back(getValueOrCreateConstantIndexOp(builder, builder.getLoc(), end));
    steps.push_back(one);
    loopDims.push_back(dim);
  }
  if (loopDims.empty())
    return body(builder, position, initial);
  scf::LoopNest nest = scf::buildLoopNest(
      builder, builder.getLoc(), lower, upper, steps, initial,
      [&](OpBuilder &nested, Location loc, ValueRange indices, ValueRange state) -> scf::ValueVector {
        ImplicitLocOpBuilder inner(loc, nested);
        for (auto [dim, index] : llvm::zip_equal(loopDims, indices))
          position[dim] = index;
        SmallVector<Value> next = body(inner, position, state);
        return scf::ValueVector(next.begin(), next.end());
      });
  return SmallVector<Value>(nest.results);
}

SmallVector<Value> mlir::qnt::emitLoop(ImplicitLocOpBuilder &builder, Value count, ValueRange initial, BlockBody body) {
  Value zero = arith::ConstantIndexOp::create(builder, 0), one = arith::ConstantIndexOp::create(builder, 1);
  auto loop = scf::ForOp::create(builder, zero, count, one, initial,
                                 [&](OpBuilder &nested, Location loc, Value index, ValueRange state) {
                                   ImplicitLocOpBuilder inner(loc, nested);
                                   scf::YieldOp::create(inner, body(inner, index, state));
                                 });
  return llvm::to_vector_of<Value>(loop.getResults());
}

//===----------------------------------------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------------------------------------===//

Value mlir::qnt::castTensor(ImplicitLocOpBuilder &builder, Value tensor, Type type) {
  return tensor.getType() == type ? tensor : tensor::CastOp::create(builder, type, tensor);
}

Value mlir::qnt::refineShape(ImplicitLocOpBuilder &builder, Value tensor, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> refined(type.getShape());
  for (auto [size, other] : llvm::zip_equal(refined, shape))
    if (ShapedType::isDynamic(size))
      size = other;
  return castTensor(builder, tensor, type.clone(refined));
}
