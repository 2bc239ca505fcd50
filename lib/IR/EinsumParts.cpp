//===- EinsumParts.cpp - diagonals of an array, part by part ----------------------------------------------===//
//
// For arrays that qnt.reshape and qnt.slice cannot move: several blocks along a repeated dimension, dynamic sizes,
// n:m groups. Element i of a diagonal has the scale of the block that element (i, i) lies in:
//
//   !qnt.array<4x4, block = 2x1>   "ii->i"   !qnt.array<4, block = 1>
//     codes:  [i] -> [i, i]        scales: [i] -> [i floordiv 2, i]
//
//===-----------------------------------------------------------------------------------------------------===//
#include "EinsumParts.h"
#include "LayoutParts.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// The plan
//===----------------------------------------------------------------------------------------------------===//

/// kWhole for a tile that holds all of the dimension. One of size 0 has no entry, unless its tile is kWhole.
static int64_t normalizeTile(int64_t tile, int64_t size) {
  return !ShapedType::isDynamic(size) && size > 0 && tile >= size ? numerics::kWhole : tile;
}

static int64_t getDiagonalSize(ArrayRef<int64_t> dims, ArrayType type) {
  for (int64_t dim : dims)
    if (!type.isDynamicDim(dim))
      return type.getDimSize(dim);
  return ShapedType::kDynamic;
}

/// The tile of the diagonal of dimensions `dims`. Where there is no element, no tile has to hold another.
static std::optional<int64_t> mergeTiles(ArrayRef<int64_t> tiles, ArrayRef<int64_t> dims, ArrayType type) {
  int64_t merged = numerics::kWhole;
  for (int64_t dim : dims) {
    int64_t tile = normalizeTile(tiles[dim], type.getDimSize(dim));
    if (tile == numerics::kWhole)
      continue;
    int64_t larger = std::max(merged, tile), smaller = merged == numerics::kWhole ? tile : std::min(merged, tile);
    if (larger % smaller != 0 && getDiagonalSize(dims, type) != 0)
      return std::nullopt;
    merged = smaller;
  }
  return merged;
}

/// The tiles of all labels; of a label with one dimension its own.
static FailureOr<SmallVector<int64_t>> mergeAllTiles(ArrayRef<int64_t> tiles, const PartwisePlan &plan,
                                                     ArrayType type) {
  SmallVector<int64_t> merged;
  for (ArrayRef<int64_t> dims : plan.dims) {
    std::optional<int64_t> tile = dims.size() == 1 ? tiles[dims.front()] : mergeTiles(tiles, dims, type);
    if (!tile)
      return failure();
    merged.push_back(*tile);
  }
  return merged;
}

static void groupDims(PartwisePlan &plan, ArrayType type, ArrayRef<EinsumLabel> labels,
                      const EinsumEquation &equation) {
  for (auto [dim, label] : llvm::enumerate(labels)) {
    if (equation.isBroadcast(label, type.getDimSize(dim)))
      continue;
    size_t position = llvm::find(plan.labels, label) - plan.labels.begin();
    if (position == plan.labels.size()) {
      plan.labels.push_back(label);
      plan.dims.emplace_back();
    }
    plan.dims[position].push_back(static_cast<int64_t>(dim));
  }
}

/// Whether every dimension along which a code stands for several elements stays.
static bool keepsVectors(ArrayRef<int64_t> vector, const PartwisePlan &plan) {
  for (auto [dim, size] : llvm::enumerate(vector))
    if (size != 1 && !llvm::is_contained(plan.dims, SmallVector<int64_t>{static_cast<int64_t>(dim)}))
      return false;
  return true;
}

/// n:m groups along a dimension that stays; else a bitmask.
static SparsityAttr getSparsity(EncodingAttr encoding, const PartwisePlan &plan) {
  SparsityAttr sparsity = encoding.getSparsity();
  if (!sparsity || sparsity.isBitmask())
    return sparsity;
  for (auto [axis, dims] : llvm::enumerate(plan.dims))
    if (dims.size() == 1 && dims.front() == static_cast<int64_t>(sparsity.getAxis()))
      return SparsityAttr::get(encoding.getContext(), sparsity.getN(), sparsity.getM(), axis);
  return SparsityAttr::get(encoding.getContext(), 0, 0, 0);
}

FailureOr<PartwisePlan> mlir::qnt::planPartwise(ArrayType type, ArrayRef<EinsumLabel> labels,
                                                const EinsumEquation &equation) {
  PartwisePlan plan;
  groupDims(plan, type, labels, equation);
  EncodingAttr encoding = type.getEncoding();
  Tiling tiling(encoding);
  if (!keepsVectors(tiling.vector, plan))
    return failure();
  for (SmallVector<int64_t> *list : {&tiling.block, &tiling.group, &tiling.vector}) {
    FailureOr<SmallVector<int64_t>> merged = mergeAllTiles(*list, plan, type);
    if (failed(merged))
      return failure();
    *list = *merged;
  }
  tiling.sparseAxis.reset();
  EncodingAttr tiled = withTiling(encoding, tiling);
  EncodingAttr result = EncodingAttr::getChecked(
      [&] { return makeSilentError(type.getContext()); }, type.getContext(), tiled.getStorage(), tiled.getLut(),
      tiled.getExpressed(), tiled.getBlock(), tiled.getScale(), tiled.getTensorScale(), tiled.getZeroPoint(),
      tiled.getClamp(), tiled.getMulSub(), getSparsity(encoding, plan), tiled.getLayout());
  if (!result)
    return failure();
  SmallVector<int64_t> shape =
      llvm::map_to_vector(plan.dims, [&](ArrayRef<int64_t> dims) { return getDiagonalSize(dims, type); });
  FailureOr<ArrayType> made = makeArrayType(shape, result, [] { return MappingError(InFlightDiagnostic()); });
  if (failed(made))
    return failure();
  plan.result = *made;
  return plan;
}

//===----------------------------------------------------------------------------------------------------===//
// The parts
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// One part of the input and its tiles there and in the result.
struct PartMove {
  Value part;
  const PartGrid &input, &result;
  RankedTensorType type; ///< of the result's part
};
} // namespace

/// Sizes of the result's part. A dynamic one is that of the input's dimension with the same tile.
static SmallVector<OpFoldResult> getSizes(OpBuilder &builder, Location loc, const PartMove &move,
                                          const PartwisePlan &plan) {
  SmallVector<OpFoldResult> sizes;
  for (auto [i, size] : llvm::enumerate(move.type.getShape())) {
    if (!ShapedType::isDynamic(size)) {
      sizes.push_back(builder.getIndexAttr(size));
      continue;
    }
    int64_t tile = move.result.tile[i];
    const int64_t *dim = llvm::find_if(plan.dims[i], [&](int64_t d) { return move.input.tile[d] == tile; });
    sizes.push_back(tensor::getMixedSize(builder, loc, move.part, *dim));
  }
  return sizes;
}

/// Where entry (i, j, ...) of the result's part stands in the input's.
static AffineMap getSource(MLIRContext *context, const PartMove &move, const PartwisePlan &plan) {
  unsigned rank = move.type.getRank();
  SmallVector<AffineExpr> subscripts(move.input.tile.size(), getAffineConstantExpr(0, context));
  for (auto [i, dims] : llvm::enumerate(plan.dims))
    for (int64_t dim : dims) {
      int64_t tile = move.input.tile[dim], resultTile = move.result.tile[i];
      bool isOneEntry = cast<RankedTensorType>(move.part.getType()).getDimSize(dim) == 1 && tile != resultTile;
      if (tile != numerics::kWhole && resultTile != numerics::kWhole && !isOneEntry)
        subscripts[dim] = getAffineDimExpr(i, context).floorDiv(tile / resultTile);
    }
  for (unsigned inner = 0; inner < move.input.numInner; ++inner)
    subscripts.push_back(getAffineDimExpr(rank - move.input.numInner + inner, context));
  return AffineMap::get(rank, 0, subscripts, context);
}

static Value movePart(OpBuilder &builder, Location loc, const PartMove &move, const PartwisePlan &plan) {
  SmallVector<OpFoldResult> sizes = getSizes(builder, loc, move, plan);
  Value init = tensor::EmptyOp::create(builder, loc, sizes, move.type.getElementType());
  unsigned rank = move.type.getRank();
  SmallVector<AffineMap> maps{getSource(builder.getContext(), move, plan), builder.getMultiDimIdentityMap(rank)};
  SmallVector<utils::IteratorType> iterators(rank, utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(builder, loc, init.getType(), move.part, init, maps, iterators,
                                        [](OpBuilder &body, Location bodyLoc, ValueRange arguments) {
                                          linalg::YieldOp::create(body, bodyLoc, arguments.front());
                                        });
  return copy.getResult(0);
}

Value mlir::qnt::applyPartwise(OpBuilder &builder, Location loc, Value array, const PartwisePlan &plan) {
  auto type = cast<ArrayType>(array.getType());
  auto parts = DisassembleOp::create(builder, loc, type.getPartTypes(), array);
  SmallVector<PartGrid> inputGrids = getPartGrids(type), resultGrids = getPartGrids(plan.result);
  SmallVector<Value> moved;
  for (PartKind kind : plan.result.getPartKinds()) {
    const PartGrid *input = llvm::find_if(inputGrids, [&](const PartGrid &grid) { return grid.part == kind; });
    const PartGrid *result = llvm::find_if(resultGrids, [&](const PartGrid &grid) { return grid.part == kind; });
    Value part = parts.getPart(kind);
    if (input != inputGrids.end())
      part = movePart(builder, loc, {part, *input, *result, plan.result.getPartType(kind)}, plan);
    moved.push_back(part);
  }
  return AssembleOp::create(builder, loc, plan.result, moved);
}
