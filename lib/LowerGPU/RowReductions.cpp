//===- RowReductions.cpp - reductions of a function that share their rows ---------------------------------===//
#include "RowReductions.h"
#include "Combiner.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

bool mlir::qnt::isRowLoop(scf::ForOp loop) {
  bool readsTensors = false;
  loop.getBody()->walk([&](tensor::ExtractOp) { readsTensors = true; });
  if (!readsTensors || loop.getNumResults() == 0 || !isa<linalg::GenericOp>(loop->getParentOp()))
    return false;
  return llvm::all_of(llvm::zip_equal(loop.getBody()->getTerminator()->getOperands(), loop.getRegionIterArgs()),
                      [](auto pair) { return Combiner::match(std::get<0>(pair), std::get<1>(pair)).has_value(); });
}

static bool isReduction(linalg::GenericOp op) {
  return op.getNumReductionLoops() != 0 || llvm::any_of(op.getBody()->getOps<scf::ForOp>(), isRowLoop);
}

bool mlir::qnt::hasReductions(func::FuncOp function) {
  return llvm::any_of(function.getBody().front().getOps<linalg::GenericOp>(), isReduction);
}

/// Of sizes that are multiples of the same number.
static bool isSmaller(const LinearIndex &first, const LinearIndex &second) {
  if (first.isConstant() != second.isConstant())
    return first.isConstant();
  return first.isConstant() ? first.constant < second.constant
                            : first.terms.front().second < second.terms.front().second;
}

namespace {
/// Dimensions of a shape from `first` on, and the product of their sizes.
struct DimGroup {
  ArrayRef<LinearIndex> sizes;
  size_t first, next;
  LinearIndex product;

  /// False where there is no dimension more, or one of a size that is not known.
  bool grow() {
    if (next == sizes.size() || !sizes[next].isConstant())
      return false;
    product = product * sizes[next++].constant;
    return true;
  }
};
} // namespace

static size_t skipUnits(ArrayRef<LinearIndex> sizes, size_t next) {
  while (next < sizes.size() && sizes[next] == LinearIndex(1))
    ++next;
  return next;
}

std::optional<Position> mlir::qnt::matchRow(IndexSpace &space, ArrayRef<LinearIndex> sizes,
                                            ArrayRef<LinearIndex> rowSizes, const Position &row) {
  Position position(sizes.size());
  size_t next = skipUnits(sizes, 0), nextOfRow = skipUnits(rowSizes, 0);
  while (next < sizes.size() && nextOfRow < row.size()) {
    DimGroup own{sizes, next, next + 1, sizes[next]}, ofRow{rowSizes, nextOfRow, nextOfRow + 1, rowSizes[nextOfRow]};
    while (!(own.product == ofRow.product))
      if (!(isSmaller(own.product, ofRow.product) ? own : ofRow).grow())
        return std::nullopt;
    LinearIndex number = row[ofRow.first];
    for (size_t dim = ofRow.first + 1; dim < ofRow.next; ++dim)
      number = number * rowSizes[dim].constant + row[dim];
    for (size_t dim = own.next; dim-- > own.first + 1;) {
      position[dim] = space.remainder(number, sizes[dim].constant);
      number = space.floorDivide(number, sizes[dim].constant);
    }
    position[own.first] = number;
    next = skipUnits(sizes, own.next);
    nextOfRow = skipUnits(rowSizes, ofRow.next);
  }
  if (next != sizes.size() || nextOfRow != row.size())
    return std::nullopt;
  return position;
}

/// Of a result; nothing where they come from elsewhere than the inputs' sizes.
static std::optional<SmallVector<LinearIndex>> getSizes(LoopKernelFrame &frame, Value tensor) {
  std::optional<SmallVector<OpFoldResult>> sizes = findSizes(tensor);
  if (!sizes)
    return std::nullopt;
  return llvm::map_to_vector(*sizes, [&](OpFoldResult size) { return frame.getSize(size); });
}

std::optional<Position> RowReductions::getLoops(LoopKernelFrame &frame, linalg::GenericOp op,
                                                const Position &row) const {
  std::optional<SmallVector<LinearIndex>> sizes = getSizes(frame, op->getResult(0));
  std::optional<Position> position = sizes ? matchRow(frame.elements.space, *sizes, rowSizes, row) : std::nullopt;
  AffineMap map = op.getIndexingMapMatchingResult(op->getResult(0));
  if (!position || !map.isProjectedPermutation(/*allowZeroInResults=*/true))
    return std::nullopt;
  for (OpResult result : op->getResults())
    if (op.getIndexingMapMatchingResult(result) != map)
      return std::nullopt;
  Position loops(op.getNumLoops());
  for (auto [expr, index] : llvm::zip_equal(map.getResults(), *position))
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      loops[dim.getPosition()] = index;
  return loops;
}

/// Why the elements of a row are not neighbours, or belong to several rows; empty where all is well.
static StringRef whyNotRows(linalg::GenericOp op) {
  StringRef notInnermost = "it reduces along a dimension that is not innermost";
  for (auto loop : op.getBody()->getOps<scf::ForOp>()) {
    bool isInnermost = true;
    loop.getBody()->walk([&](tensor::ExtractOp extract) {
      isInnermost &= !extract.getIndices().empty() && extract.getIndices().back() == loop.getInductionVar();
    });
    if (isRowLoop(loop) && !isInnermost)
      return notInnermost;
  }
  SmallVector<unsigned> reduced, parallel;
  op.getReductionDims(reduced);
  op.getParallelDims(parallel);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  auto isUnit = [&](unsigned loop) { return sizes[loop] == 1; };
  llvm::erase_if(reduced, isUnit);
  llvm::erase_if(parallel, isUnit);
  if (reduced.empty())
    return {};
  bool hasOwnElements = false;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    if (llvm::none_of(reduced, [&](unsigned loop) { return map.isFunctionOfDim(loop); }))
      continue;
    if (!map.getResults().back().isFunctionOfDim(reduced.back()))
      return notInnermost;
    hasOwnElements |= llvm::all_of(parallel, [&](unsigned loop) { return map.isFunctionOfDim(loop); });
  }
  return hasOwnElements ? "" : "its sums share their elements";
}

static int64_t countDims(ArrayRef<LinearIndex> sizes) {
  return llvm::count_if(sizes, [](const LinearIndex &size) { return !(size == LinearIndex(1)); });
}

std::optional<RowReductions> RowReductions::find(LoopKernelFrame &frame) {
  RowReductions found;
  for (auto op : frame.function.getBody().front().getOps<linalg::GenericOp>())
    if (isReduction(op)) {
      found.ops.push_back(op);
      if (StringRef why = whyNotRows(op); !why.empty()) {
        frame.elements.fail(why);
        return std::nullopt;
      }
    }
  if (found.ops.empty()) {
    frame.elements.fail("it reduces nothing");
    return std::nullopt;
  }
  for (linalg::GenericOp op : found.ops) {
    std::optional<SmallVector<LinearIndex>> sizes = getSizes(frame, op->getResult(0));
    if (!sizes) {
      frame.elements.fail("the number of rows is not known from the sizes of its inputs");
      return std::nullopt;
    }
    // Where some ops see rows in more dimensions than others: indices there are parts of no other number.
    if (!found.rows || countDims(*sizes) > countDims(found.rowSizes)) {
      found.rows = op->getResult(0);
      found.rowSizes = *sizes;
    }
  }
  Position origin(found.rowSizes.size());
  for (linalg::GenericOp op : found.ops)
    if (!found.getLoops(frame, op, origin)) {
      frame.elements.fail("it holds reductions with different rows");
      return std::nullopt;
    }
  return found;
}

LinearIndex mlir::qnt::getLoopLength(ElementEmitter &elements, scf::ForOp loop, const LinearIndex &lower,
                                     BodyValues &body) {
  IndexSpace &space = elements.space;
  LinearIndex length = elements.getIndex(loop.getUpperBound(), body) - lower;
  auto min = loop.getUpperBound().getDefiningOp<affine::AffineMinOp>();
  if (!min || length.isConstant())
    return length;
  SmallVector<LinearIndex> operands;
  for (Value operand : min.getOperands())
    operands.push_back(elements.getIndex(operand, body));
  ArrayRef<LinearIndex> all(operands);
  AffineMap map = min.getAffineMap();
  for (AffineExpr expr : map.getResults()) {
    std::optional<LinearIndex> end =
        space.apply(expr, all.take_front(map.getNumDims()), all.drop_front(map.getNumDims()));
    if (end && (*end - lower).isConstant())
      return space.addAtom(space.emit(length), {0, (*end - lower).constant});
  }
  return length;
}

/// The size of a loop that is not static.
static LinearIndex getLoopSize(LoopKernelFrame &frame, linalg::GenericOp op, unsigned loop) {
  for (OpOperand *operand : op.getDpsInputOperands())
    for (auto [dim, expr] : llvm::enumerate(op.getMatchingIndexingMap(operand).getResults()))
      if (expr == getAffineDimExpr(loop, op.getContext()))
        if (std::optional<SmallVector<OpFoldResult>> sizes = findSizes(operand->get()))
          return frame.getSize((*sizes)[dim]);
  frame.elements.fail("the length of its rows is not known from the sizes of its inputs");
  return {};
}

LinearIndex mlir::qnt::getReductionLength(LoopKernelFrame &frame, linalg::GenericOp op) {
  SmallVector<unsigned> reduced;
  op.getReductionDims(reduced);
  SmallVector<int64_t> sizes = op.getStaticLoopRanges();
  LinearIndex length(1);
  for (unsigned loop : reduced) {
    if (!ShapedType::isDynamic(sizes[loop]))
      length = length * sizes[loop];
    else if (reduced.size() == 1)
      return getLoopSize(frame, op, loop);
    else
      frame.elements.fail("it reduces several dimensions of which one is dynamic");
  }
  return length;
}
