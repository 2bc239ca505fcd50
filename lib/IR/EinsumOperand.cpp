//===- EinsumOperand.cpp - an operand of einsum with a label per dimension --------------------------------===//
#include "EinsumOperand.h"
#include "ContractionShapes.h"
#include "EinsumParts.h"
#include "LayoutParts.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include <utility>

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Arrays: a plan of layout ops, made before anything is rewritten
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct ArrayMove {
  enum Kind : uint8_t { Reshape, Transpose, Slice } kind;
  ArrayType result;
  SmallVector<int64_t> permutation;    ///< of a transpose
  SmallVector<int64_t> sizes, strides; ///< of a slice from 0
};

struct ArrayPlan {
  SmallVector<ArrayMove> moves;
  ArrayType type;
  EinsumLabels labels;
};
} // namespace

static MappingError beSilent() { return InFlightDiagnostic(); }

/// Whether a tile is the one entry of its dimension. In a dimension of size 0 only kWhole has an entry.
static bool coversAll(int64_t tile, int64_t size) {
  return tile == numerics::kWhole || (!ShapedType::isDynamic(size) && size > 0 && tile >= size);
}

/// A reshape of the plan's array, when its blocks stay what they are.
static LogicalResult planReshape(ArrayPlan &plan, ArrayRef<int64_t> shape, const Tiling &tiling) {
  FailureOr<ArrayType> type = makeArrayType(shape, withTiling(plan.type.getEncoding(), tiling), beSilent);
  if (failed(type) || failed(checkReshape(plan.type, *type, beSilent)))
    return failure();
  plan.moves.push_back({ArrayMove::Reshape, *type, {}, {}, {}});
  plan.type = *type;
  return success();
}

/// Takes dimension `dim` out of the lists; fails when n:m groups lie along it.
static LogicalResult eraseDim(Tiling &tiling, int64_t dim) {
  if (tiling.sparseAxis == dim)
    return failure();
  for (SmallVector<int64_t> *list : {&tiling.block, &tiling.group, &tiling.vector})
    list->erase(list->begin() + dim);
  if (tiling.sparseAxis && *tiling.sparseAxis > dim)
    --*tiling.sparseAxis;
  return success();
}

/// Drops dimensions of size 1 that broadcast.
static LogicalResult planBroadcasts(ArrayPlan &plan, const EinsumEquation &equation) {
  Tiling tiling(plan.type.getEncoding());
  SmallVector<int64_t> shape(plan.type.getShape());
  bool changed = false;
  for (int64_t dim = shape.size(); dim-- > 0;) {
    if (!equation.isBroadcast(plan.labels[dim], shape[dim]))
      continue;
    if (failed(eraseDim(tiling, dim)))
      return failure();
    shape.erase(shape.begin() + dim);
    plan.labels.erase(plan.labels.begin() + dim);
    changed = true;
  }
  return changed ? planReshape(plan, shape, tiling) : success();
}

/// Moves dimension `from` next to `to`, behind it.
static LogicalResult planTranspose(ArrayPlan &plan, int64_t to, int64_t from) {
  SmallVector<int64_t> permutation = llvm::to_vector(llvm::seq<int64_t>(plan.type.getRank()));
  permutation.erase(permutation.begin() + from);
  permutation.insert(permutation.begin() + to + 1, from);
  FailureOr<TransposeMapping> mapping = mapTranspose(plan.type, permutation, beSilent);
  if (failed(mapping))
    return failure();
  plan.moves.push_back({ArrayMove::Transpose, mapping->result, permutation, {}, {}});
  plan.type = mapping->result;
  EinsumLabels labels;
  for (int64_t dim : permutation)
    labels.push_back(plan.labels[dim]);
  plan.labels = labels;
  return success();
}

/// The tile over two neighbouring dimensions of size n seen as one: all of both, or one element.
static std::optional<int64_t> mergeTiles(int64_t outer, int64_t inner, int64_t n) {
  if (coversAll(outer, n) && coversAll(inner, n))
    return numerics::kWhole;
  return outer == 1 && inner == 1 ? std::optional<int64_t>(1) : std::nullopt;
}

/// The diagonal of neighbouring dimensions `dim` and `dim` + 1: every (n + 1)-th element of the n * n.
static LogicalResult planDiagonal(ArrayPlan &plan, int64_t dim) {
  int64_t n = plan.type.getDimSize(dim);
  if (ShapedType::isDynamic(n) || n != plan.type.getDimSize(dim + 1))
    return failure();
  Tiling tiling(plan.type.getEncoding());
  std::optional<int64_t> block = mergeTiles(tiling.block[dim], tiling.block[dim + 1], n);
  std::optional<int64_t> group = mergeTiles(tiling.group[dim], tiling.group[dim + 1], n);
  bool isScalar = tiling.vector[dim] == 1 && tiling.vector[dim + 1] == 1 && tiling.sparseAxis != dim;
  if (!block || !group || !isScalar || failed(eraseDim(tiling, dim + 1)))
    return failure();
  tiling.block[dim] = *block;
  tiling.group[dim] = *group;
  SmallVector<int64_t> shape(plan.type.getShape());
  shape.erase(shape.begin() + dim + 1);
  shape[dim] = n * n;
  if (failed(planReshape(plan, shape, tiling)))
    return failure();

  SmallVector<int64_t> offsets(shape.size(), 0), sizes(shape.size(), -1), strides(shape.size(), 1);
  sizes[dim] = n;
  strides[dim] = n + 1;
  FailureOr<SliceMapping> slice = mapSlice(plan.type, offsets, sizes, strides, beSilent);
  if (failed(slice))
    return failure();
  plan.moves.push_back({ArrayMove::Slice, slice->result, {}, sizes, strides});
  plan.type = slice->result;
  plan.labels.erase(plan.labels.begin() + dim + 1);
  return success();
}

/// First pair of dimensions with one label.
static std::optional<std::pair<int64_t, int64_t>> findRepeated(ArrayRef<EinsumLabel> labels) {
  for (auto [i, label] : llvm::enumerate(labels))
    for (size_t j = i + 1; j < labels.size(); ++j)
      if (labels[j] == label)
        return std::pair<int64_t, int64_t>(i, j);
  return std::nullopt;
}

static FailureOr<ArrayPlan> planArray(ArrayType type, ArrayRef<EinsumLabel> labels, const EinsumEquation &equation) {
  ArrayPlan plan{{}, type, EinsumLabels(labels)};
  if (failed(planBroadcasts(plan, equation)))
    return failure();
  while (auto pair = findRepeated(plan.labels)) {
    auto [first, second] = *pair;
    if (second != first + 1 && failed(planTranspose(plan, first, second)))
      return failure();
    if (failed(planDiagonal(plan, first)))
      return failure();
  }
  return plan;
}

static Value applyMove(OpBuilder &builder, Location loc, Value array, const ArrayMove &move) {
  switch (move.kind) {
  case ArrayMove::Reshape:
    return ReshapeOp::create(builder, loc, move.result, array);
  case ArrayMove::Transpose:
    return TransposeOp::create(builder, loc, move.result, array, move.permutation);
  case ArrayMove::Slice:
    return SliceOp::create(builder, loc, move.result, array, SmallVector<int64_t>(move.sizes.size(), 0), move.sizes,
                           move.strides);
  }
  llvm_unreachable("unknown move");
}

//===----------------------------------------------------------------------------------------------------===//
// Float tensors
//===----------------------------------------------------------------------------------------------------===//

/// Drops dimensions of size 1 that broadcast. (Not by a slice: upstream refuses any of a tensor without elements.)
static LabeledValue dropBroadcasts(OpBuilder &builder, Location loc, const LabeledValue &input,
                                   const EinsumEquation &equation) {
  auto type = cast<RankedTensorType>(input.value.getType());
  LabeledValue result;
  SmallVector<int64_t> shape;
  SmallVector<ReassociationIndices> groups;
  ReassociationIndices dropped;
  for (auto [dim, label] : llvm::enumerate(input.labels)) {
    dropped.push_back(static_cast<int64_t>(dim));
    if (equation.isBroadcast(label, type.getDimSize(dim)))
      continue;
    groups.push_back(std::exchange(dropped, {}));
    result.labels.push_back(label);
    shape.push_back(type.getDimSize(dim));
  }
  if (result.labels.size() == input.labels.size())
    return input;
  if (!groups.empty())
    groups.back().append(dropped);
  result.value = tensor::CollapseShapeOp::create(builder, loc, type.clone(shape), input.value, groups);
  return result;
}

Value mlir::qnt::makeEmptyTensor(OpBuilder &builder, Location loc, const LabeledValue &source,
                                 ArrayRef<EinsumLabel> labels) {
  SmallVector<OpFoldResult> sizes;
  for (EinsumLabel label : labels)
    sizes.push_back(getDimSize(builder, loc, source.value, llvm::find(source.labels, label) - source.labels.begin()));
  return tensor::EmptyOp::create(builder, loc, sizes, cast<RankedTensorType>(source.value.getType()).getElementType());
}

/// A copy that reads each label that occurs twice at one index.
static LabeledValue takeDiagonals(OpBuilder &builder, Location loc, const LabeledValue &input) {
  EinsumLabels distinct;
  SmallVector<AffineExpr> subscripts;
  for (EinsumLabel label : input.labels) {
    if (!llvm::is_contained(distinct, label))
      distinct.push_back(label);
    subscripts.push_back(builder.getAffineDimExpr(llvm::find(distinct, label) - distinct.begin()));
  }
  if (distinct.size() == input.labels.size())
    return input;
  Value init = makeEmptyTensor(builder, loc, input, distinct);
  SmallVector<AffineMap> maps{AffineMap::get(distinct.size(), 0, subscripts, builder.getContext()),
                              builder.getMultiDimIdentityMap(distinct.size())};
  SmallVector<utils::IteratorType> iterators(distinct.size(), utils::IteratorType::parallel);
  auto copy = linalg::GenericOp::create(builder, loc, init.getType(), input.value, init, maps, iterators,
                                        [](OpBuilder &body, Location bodyLoc, ValueRange arguments) {
                                          linalg::YieldOp::create(body, bodyLoc, arguments.front());
                                        });
  return {copy.getResult(0), distinct};
}

//===----------------------------------------------------------------------------------------------------===//
// Both
//===----------------------------------------------------------------------------------------------------===//

bool mlir::qnt::canSeparateLabels(Type type, unsigned i, const EinsumEquation &equation) {
  auto array = dyn_cast<ArrayType>(type);
  return !array || succeeded(planArray(array, equation.operands[i], equation)) ||
         succeeded(planPartwise(array, equation.operands[i], equation));
}

LabeledValue mlir::qnt::separateLabels(PatternRewriter &rewriter, Location loc, Value value, unsigned i,
                                       const EinsumEquation &equation) {
  LabeledValue labeled{value, equation.operands[i]};
  auto array = dyn_cast<ArrayType>(value.getType());
  if (!array)
    return takeDiagonals(rewriter, loc, dropBroadcasts(rewriter, loc, labeled, equation));
  FailureOr<ArrayPlan> plan = planArray(array, labeled.labels, equation);
  if (failed(plan)) {
    FailureOr<PartwisePlan> partwise = planPartwise(array, labeled.labels, equation);
    return {applyPartwise(rewriter, loc, value, *partwise), partwise->labels};
  }
  for (const ArrayMove &move : plan->moves)
    labeled.value = applyMove(rewriter, loc, labeled.value, move);
  labeled.labels = plan->labels;
  return labeled;
}
