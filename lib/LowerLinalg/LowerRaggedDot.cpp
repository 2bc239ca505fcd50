//===- LowerRaggedDot.cpp - qnt.ragged_dot_general to linalg ----------------------------------------------===//
//
// starts[row.., g] is where group g begins in the ragged dimension, for each row of group sizes. Then, by the kind of
// the ragged dimension:
//
//   free          one box for each row and group, put into a result of zeros
//   contracting   one box for each group and row of batch dimensions; where rows lie along contracting dimensions, the
//                 whole sum for each group with the products of other groups left out
//   batch         the dot without groups, batches before the first group made 0
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LowerContractions.h"
#include "Qnt/IR/ContractionDimensions.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerLinalg/OperandChecks.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// A ragged dot, its operands and the loops that they make.
class RaggedDot {
public:
  RaggedDot(ImplicitLocOpBuilder &builder, RaggedDotGeneralOp op, const ContractionOperand &lhs,
            const ContractionOperand &rhs, Value groupSizes, Value groupOffset);
  Value build();

private:
  enum class Mode { Free, Contracting, Batch };

  void readDims();
  void checkGroups();
  Value buildStarts();
  Value emitBound(ImplicitLocOpBuilder &inner, ValueRange row, Value group, Value limit);
  /// The part of the ragged loop that a group takes, for a row.
  IndexRange emitGroup(ImplicitLocOpBuilder &inner, ValueRange row, Value group);
  Value buildFree();
  Value buildContracting();
  Value buildBatch();
  /// Calls `body` for each row of group sizes and each held group, carrying a tensor.
  Value forEachGroup(Value state,
                     function_ref<Value(ImplicitLocOpBuilder &, ValueRange row, Value held, Value state)> body);
  Value addOffset(ImplicitLocOpBuilder &inner, Value held);
  /// lhs with every element, and i1 for each of them: it belongs to the group.
  Value emitMembers(ImplicitLocOpBuilder &inner, Value group);
  bool hasRows() const { return !rowLoops.empty(); }

  ImplicitLocOpBuilder &b;
  RaggedDotGeneralOp op;
  const ContractionOperand &lhs, &rhs;
  Value groupSizes, first; ///< first: index of the first group that is computed, or null for 0
  Mode mode;
  DotDimensionLists dims;
  SmallVector<int64_t> rowDims; ///< dimensions of lhs along which rows of group sizes lie
  SmallVector<unsigned> rowLoops;
  unsigned raggedLoop = 0;
  ContractionLoops loops;
  std::optional<ContractionSums> sums;
  Value numGroups, numHeld, starts; ///< index, index, tensor of indices [rows.., groups + 1]
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Dimensions
//===----------------------------------------------------------------------------------------------------===//

/// Batch dimensions, and those of the ragged dimension's kind before it.
void RaggedDot::readDims() {
  int64_t ragged = op.getLhsRagged().front();
  mode = llvm::is_contained(op.getLhsContracting(), ragged) ? Mode::Contracting
         : llvm::is_contained(op.getLhsBatch(), ragged)     ? Mode::Batch
                                                            : Mode::Free;
  dims = {SmallVector<int64_t>(op.getLhsBatch()),
          SmallVector<int64_t>(op.getRhsBatch()),
          SmallVector<int64_t>(op.getLhsContracting()),
          SmallVector<int64_t>(op.getRhsContracting()),
          getFreeDimensions(lhs.getRank(), op.getLhsBatch(), op.getLhsContracting()),
          getFreeDimensions(rhs.getRank(), op.getRhsBatch(), op.getRhsContracting(), op.getRhsGroup())};
  loops = makeDotLoops(b, lhs, rhs, dims);
  auto getLoop = [&](int64_t dim) { return cast<AffineDimExpr>(loops.lhs.getResult(dim)).getPosition(); };
  raggedLoop = getLoop(ragged);
  if (op.getGroupSizes().getType().getRank() == 1)
    return;
  ArrayRef<int64_t> kind = mode == Mode::Free          ? ArrayRef<int64_t>(dims.lhsFree)
                           : mode == Mode::Contracting ? ArrayRef<int64_t>(dims.lhsContracting)
                                                       : ArrayRef<int64_t>(dims.lhsBatch);
  if (mode != Mode::Batch)
    rowDims = dims.lhsBatch;
  rowDims.append(kind.begin(), llvm::find(kind, ragged));
  rowLoops = llvm::map_to_vector(rowDims, getLoop);
}

//===----------------------------------------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------------------------------------===//

/// What the interpreter refuses: rows that do not fit, sizes below 0, groups that have no size.
void RaggedDot::checkGroups() {
  Sizes sizes = getTensorSizes(b, b.getLoc(), groupSizes);
  for (auto [i, loop] : llvm::enumerate(rowLoops))
    emitSameSize(b, sizes[i], loops.sizes[loop],
                 "expected group_sizes with a row for each index before the ragged one");
  assertGroupSizes(b, groupSizes);
  Value zero = arith::ConstantIndexOp::create(b, 0), left = numGroups;
  if (first) {
    Value isIndex = arith::CmpIOp::create(b, arith::CmpIPredicate::sge, first, zero);
    emitCheck(b, isIndex, "expected a group_offset of at least 0");
    left = arith::SubIOp::create(b, numGroups, first);
  }
  emitCheck(b, arith::CmpIOp::create(b, arith::CmpIPredicate::sle, numHeld, left),
            "expected groups within those of group_sizes");
}

Value RaggedDot::buildStarts() {
  AffineExpr s0 = b.getAffineSymbolExpr(0);
  Sizes sizes = getTensorSizes(b, b.getLoc(), groupSizes);
  sizes.back() = emitIndex(b, s0 + 1, {sizes.back()});
  return mapElements(b, sizes, {},
                     [&](ImplicitLocOpBuilder &inner, ValueRange) -> SmallVector<Value> {
                       SmallVector<Value> position = emitPosition(inner, sizes.size());
                       Value zero = arith::ConstantIndexOp::create(inner, 0);
                       return emitLoop(
                           inner, position.back(), zero,
                           [&](ImplicitLocOpBuilder &nested, ValueRange group, ValueRange sum) -> SmallVector<Value> {
                             SmallVector<Value> at(position);
                             at.back() = group.front();
                             Value size = tensor::ExtractOp::create(nested, groupSizes, at);
                             size = arith::IndexCastOp::create(nested, nested.getIndexType(), size);
                             return {arith::AddIOp::create(nested, sum.front(), size)};
                           });
                     })
      .front();
}

/// starts[row, group], not beyond the ragged dimension.
Value RaggedDot::emitBound(ImplicitLocOpBuilder &inner, ValueRange row, Value group, Value limit) {
  SmallVector<Value> position(row);
  position.push_back(group);
  return arith::MinSIOp::create(inner, tensor::ExtractOp::create(inner, starts, position), limit);
}

IndexRange RaggedDot::emitGroup(ImplicitLocOpBuilder &inner, ValueRange row, Value group) {
  Value limit = toValue(inner, loops.sizes[raggedLoop]), one = arith::ConstantIndexOp::create(inner, 1);
  Value start = emitBound(inner, row, group, limit);
  Value end = emitBound(inner, row, arith::AddIOp::create(inner, group, one), limit);
  return {start, arith::SubIOp::create(inner, end, start).getResult()};
}

Value RaggedDot::addOffset(ImplicitLocOpBuilder &inner, Value held) {
  return first ? arith::AddIOp::create(inner, held, first) : held;
}

Value RaggedDot::forEachGroup(
    Value state, function_ref<Value(ImplicitLocOpBuilder &, ValueRange row, Value held, Value state)> body) {
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  SmallVector<Value> upper;
  for (unsigned loop : rowLoops)
    upper.push_back(toValue(b, loops.sizes[loop]));
  upper.push_back(numHeld);
  SmallVector<Value> lower(upper.size(), zero), steps(upper.size(), one);
  scf::LoopNest nest = scf::buildLoopNest(
      b, b.getLoc(), lower, upper, steps, state,
      [&](OpBuilder &nested, Location loc, ValueRange indices, ValueRange carried) -> scf::ValueVector {
        ImplicitLocOpBuilder inner(loc, nested);
        return {body(inner, indices.drop_back(), indices.back(), carried.front())};
      });
  return nest.results.front();
}

//===----------------------------------------------------------------------------------------------------===//
// The three modes
//===----------------------------------------------------------------------------------------------------===//

/// The box of one row.
static LoopBox makeRowBox(OpBuilder &builder, const ContractionLoops &loops, ArrayRef<unsigned> rowLoops,
                          ValueRange row) {
  LoopBox box = loops.getBox(builder);
  for (auto [loop, index] : llvm::zip_equal(rowLoops, row))
    box[loop] = {index, builder.getIndexAttr(1)};
  return box;
}

/// Puts what a box gives into a tensor of all results, behind `leading` positions.
static Value insertBox(ImplicitLocOpBuilder &b, Value result, Value all, const LoopBox &box, unsigned numResultLoops,
                       ArrayRef<OpFoldResult> leading = {}) {
  Sizes offsets(leading), sizes(leading.size(), b.getIndexAttr(1));
  for (const IndexRange &range : ArrayRef<IndexRange>(box).take_front(numResultLoops)) {
    offsets.push_back(range.offset);
    sizes.push_back(range.size);
  }
  return emitInsertion(b, result, all, offsets, sizes);
}

Value RaggedDot::buildFree() {
  Sizes sizes(ArrayRef<OpFoldResult>(loops.sizes).take_front(loops.numResultLoops));
  Value zeros = emitZeros(b, sizes, op.getType().getElementType());
  auto body = [&](ImplicitLocOpBuilder &inner, ValueRange row, Value held, Value state) {
    LoopBox box = makeRowBox(inner, loops, rowLoops, row);
    box[raggedLoop] = emitGroup(inner, row, addOffset(inner, held));
    box[loops.getNumProperLoops()].offset = held; // the group dimension of rhs
    return insertBox(inner, sums->build(inner, box), state, box, loops.numResultLoops);
  };
  return forEachGroup(zeros, body);
}

Value RaggedDot::emitMembers(ImplicitLocOpBuilder &inner, Value group) {
  Value one = arith::ConstantIndexOp::create(inner, 1);
  Value next = arith::AddIOp::create(inner, group, one);
  auto body = [&](ImplicitLocOpBuilder &nested, ValueRange) -> SmallVector<Value> {
    SmallVector<Value> position = emitPosition(nested, lhs.getRank()), at;
    for (int64_t dim : rowDims)
      at.push_back(position[dim]);
    Value index = position[op.getLhsRagged().front()];
    auto compare = [&](arith::CmpIPredicate predicate, Value bound) -> Value {
      at.push_back(bound);
      Value start = tensor::ExtractOp::create(nested, starts, at);
      at.pop_back();
      return arith::CmpIOp::create(nested, predicate, index, start);
    };
    return {arith::AndIOp::create(nested, compare(arith::CmpIPredicate::sge, group),
                                  compare(arith::CmpIPredicate::slt, next))};
  };
  return mapElements(inner, lhs.getSizes(), {}, body).front();
}

Value RaggedDot::buildContracting() {
  Sizes sizes{getAsOpFoldResult(numHeld)};
  llvm::append_range(sizes, ArrayRef<OpFoldResult>(loops.sizes).take_front(loops.numResultLoops));
  Value all = tensor::EmptyOp::create(b, sizes, op.getType().getElementType());
  bool rowsAreSummed = llvm::any_of(rowLoops, [&](unsigned loop) { return loop >= loops.numResultLoops; });
  if (!rowsAreSummed)
    return forEachGroup(all, [&](ImplicitLocOpBuilder &inner, ValueRange row, Value held, Value state) {
      LoopBox box = makeRowBox(inner, loops, rowLoops, row);
      box[raggedLoop] = emitGroup(inner, row, addOffset(inner, held));
      return insertBox(inner, sums->build(inner, box), state, box, loops.numResultLoops, OpFoldResult(held));
    });
  rowLoops.clear();
  return forEachGroup(all, [&](ImplicitLocOpBuilder &inner, ValueRange, Value held, Value state) {
    LoopBox box = loops.getBox(inner);
    Value result = sums->build(inner, box, emitMembers(inner, addOffset(inner, held)));
    return insertBox(inner, result, state, box, loops.numResultLoops, OpFoldResult(held));
  });
}

Value RaggedDot::buildBatch() {
  Value result = sums->build(b, loops.getBox(b));
  if (!first)
    return result;
  Sizes sizes(ArrayRef<OpFoldResult>(loops.sizes).take_front(loops.numResultLoops));
  LoopInput input{result, b.getMultiDimIdentityMap(sizes.size())};
  auto body = [&](ImplicitLocOpBuilder &inner, ValueRange args) -> SmallVector<Value> {
    SmallVector<Value> position = emitPosition(inner, sizes.size()), at;
    for (unsigned loop : rowLoops)
      at.push_back(position[loop]);
    at.push_back(first);
    Value start = tensor::ExtractOp::create(inner, starts, at);
    Value isBefore = arith::CmpIOp::create(inner, arith::CmpIPredicate::slt, position[raggedLoop], start);
    Value zero = arith::ConstantOp::create(inner, inner.getZeroAttr(args[0].getType()));
    return {arith::SelectOp::create(inner, isBefore, zero, args[0])};
  };
  return mapElements(b, sizes, input, body).front();
}

RaggedDot::RaggedDot(ImplicitLocOpBuilder &builder, RaggedDotGeneralOp op, const ContractionOperand &lhs,
                     const ContractionOperand &rhs, Value groupSizes, Value groupOffset)
    : b(builder), op(op), lhs(lhs), rhs(rhs), groupSizes(groupSizes) {
  readDims();
  if (groupOffset) {
    SmallVector<Value> zeros(cast<RankedTensorType>(groupOffset.getType()).getRank(),
                             arith::ConstantIndexOp::create(b, 0));
    first = arith::IndexCastOp::create(b, b.getIndexType(), tensor::ExtractOp::create(b, groupOffset, zeros));
  }
  numGroups = toValue(b, getTensorSizes(b, b.getLoc(), groupSizes).back());
  // In batch mode no dimension holds groups.
  numHeld = arith::ConstantIndexOp::create(b, 0);
  if (mode == Mode::Free)
    numHeld = toValue(b, rhs.getSizes()[op.getRhsGroup().front()]);
  if (mode == Mode::Contracting)
    numHeld = op.getType().isDynamicDim(0) ? numGroups : toValue(b, b.getIndexAttr(op.getType().getDimSize(0)));
  checkGroups();
  starts = buildStarts();
  // Each group of rhs is in one box, unless rows of group sizes read it again.
  bool readsOnce =
      mode == Mode::Batch ||
      (mode == Mode::Free && llvm::all_of(rowLoops, [&](unsigned loop) { return loops.rhs.isFunctionOfDim(loop); }));
  sums.emplace(b, lhs, rhs, loops, getAccumulator(op), getSumsInF32(op), op.getType().getElementType(),
               readsOnce ? Streamable::Rhs : Streamable::Neither);
  remarkDecodedWhole(op, *sums);
}

Value RaggedDot::build() {
  switch (mode) {
  case Mode::Free:
    return buildFree();
  case Mode::Contracting:
    return buildContracting();
  case Mode::Batch:
    return buildBatch();
  }
  llvm_unreachable("unknown mode");
}

namespace {
struct LowerRaggedDot : OpConversionPattern<RaggedDotGeneralOp> {
  using OpConversionPattern::OpConversionPattern;
  LogicalResult matchAndRewrite(RaggedDotGeneralOp op, OneToNOpAdaptor adaptor,
                                ConversionPatternRewriter &rewriter) const override {
    ImplicitLocOpBuilder builder(op.getLoc(), rewriter);
    ContractionOperand lhs(builder, op.getLhs(), adaptor.getLhs()), rhs(builder, op.getRhs(), adaptor.getRhs());
    Value offset = op.getGroupOffset() ? llvm::getSingleElement(adaptor.getGroupOffset()) : Value();
    RaggedDot dot(builder, op, lhs, rhs, llvm::getSingleElement(adaptor.getGroupSizes()), offset);
    rewriter.replaceOp(op, castTensor(builder, dot.build(), op.getType()));
    return success();
  }
};
} // namespace

void mlir::qnt::populateRaggedDotLowering(const TypeConverter &converter, RewritePatternSet &patterns) {
  patterns.add<LowerRaggedDot>(converter, patterns.getContext());
}
