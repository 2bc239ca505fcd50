//===- ElementReads.cpp - elements of tensors computed in the body that reads them ------------------------===//
#include "ElementReads.h"
#include "LoopKernels.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// What can be computed
//===----------------------------------------------------------------------------------------------------===//

/// Every element belongs to one turn of the loops, which needs no other.
static bool isParallel(linalg::GenericOp op, OpResult result) {
  bool readsInit =
      llvm::any_of(op.getDpsInitsMutable(), [&](OpOperand &init) { return op.payloadUsesValueFromOperand(&init); });
  return op.getNumReductionLoops() == 0 && !readsInit && op.getIndexingMapMatchingResult(result).isPermutation();
}

static bool isReshape(Operation *op) { return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp>(op); }

/// Reading it in place of its result costs no more than numbers of an index.
static bool isMove(Operation *op) {
  return isReshape(op) || isa_and_nonnull<tensor::ExtractSliceOp, tensor::CastOp>(op);
}

/// Its elements lie in no memory until an op writes them there, one that `mayCompute`.
static bool needsMemory(Value tensor, function_ref<bool(Operation *)> mayCompute) {
  bool isReshaped = false, isSliced = false;
  while (isMove(tensor.getDefiningOp())) {
    Operation *op = tensor.getDefiningOp();
    isReshaped |= isReshape(op);
    // A reshape of part of a tensor copies that part.
    isSliced |= isReshaped && isa<tensor::ExtractSliceOp>(op);
    tensor = op->getOperand(0);
  }
  auto generic = tensor.getDefiningOp<linalg::GenericOp>();
  if (!generic)
    return isSliced;
  return isParallel(generic, cast<OpResult>(tensor)) && mayCompute(generic);
}

/// Sizes that take no computed tensor to know.
static std::optional<SmallVector<OpFoldResult>> findKnownSizes(Value tensor) {
  if (auto slice = tensor.getDefiningOp<tensor::ExtractSliceOp>()) {
    SmallVector<OpFoldResult> sizes;
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    for (auto [dim, size] : llvm::enumerate(slice.getMixedSizes()))
      if (!dropped.test(dim))
        sizes.push_back(size);
    return sizes;
  }
  if (auto expand = tensor.getDefiningOp<tensor::ExpandShapeOp>())
    return expand.getMixedOutputShape();
  return findSizes(tensor);
}

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

namespace {
class ElementReader {
public:
  ElementReader(OpBuilder &b, Location loc) : b(b), loc(loc) {}
  /// The element at `indices`, computed where the builder stands.
  Value read(Value tensor, ArrayRef<Value> indices);

private:
  Value readMoved(Operation *op, ArrayRef<Value> indices);
  Value compute(linalg::GenericOp op, unsigned result, ArrayRef<Value> indices);
  Value index(OpFoldResult size) { return getValueOrCreateConstantIndexOp(b, loc, size); }
  Value apply(AffineExpr expr, ArrayRef<Value> dims) {
    SmallVector<OpFoldResult> operands(dims.begin(), dims.end());
    return index(affine::makeComposedFoldedAffineApply(b, loc, AffineMap::get(dims.size(), 0, expr), operands));
  }
  SmallVector<Value> apply(AffineMap map, ArrayRef<Value> dims) {
    return llvm::map_to_vector(map.getResults(), [&](AffineExpr expr) { return apply(expr, dims); });
  }
  Value joinGroup(ArrayRef<Value> indices, ArrayRef<OpFoldResult> sizes);
  SmallVector<Value> splitNumber(Value number, ArrayRef<OpFoldResult> sizes);

  OpBuilder &b;
  Location loc;
  /// What was read before, each once.
  std::map<std::pair<void *, std::vector<void *>>, Value> known;
};
} // namespace

/// The row-major number of `indices`.
Value ElementReader::joinGroup(ArrayRef<Value> indices, ArrayRef<OpFoldResult> sizes) {
  Value number = indices.front();
  for (auto [own, size] : llvm::zip_equal(indices.drop_front(), sizes.drop_front())) {
    number = b.createOrFold<arith::MulIOp>(loc, number, index(size));
    number = b.createOrFold<arith::AddIOp>(loc, number, own);
  }
  return number;
}

SmallVector<Value> ElementReader::splitNumber(Value number, ArrayRef<OpFoldResult> sizes) {
  SmallVector<Value> indices(sizes.size());
  for (size_t i = sizes.size(); i-- > 1;) {
    Value size = index(sizes[i]);
    indices[i] = b.createOrFold<arith::RemUIOp>(loc, number, size);
    number = b.createOrFold<arith::DivUIOp>(loc, number, size);
  }
  indices[0] = number;
  return indices;
}

/// The element of what `op` moves; null where sizes are not known.
Value ElementReader::readMoved(Operation *op, ArrayRef<Value> indices) {
  SmallVector<Value> source;
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    ArrayRef<Value> rest = indices;
    for (auto [dim, offset, stride] : llvm::enumerate(slice.getMixedOffsets(), slice.getMixedStrides())) {
      source.push_back(index(offset));
      if (dropped.test(dim))
        continue;
      Value distance = b.createOrFold<arith::MulIOp>(loc, rest.consume_front(), index(stride));
      source.back() = b.createOrFold<arith::AddIOp>(loc, distance, source.back());
    }
  } else if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
    SmallVector<OpFoldResult> sizes = expand.getMixedOutputShape();
    for (const ReassociationIndices &group : expand.getReassociationIndices())
      source.push_back(
          joinGroup(indices.slice(group.front(), group.size()), ArrayRef(sizes).slice(group.front(), group.size())));
  } else if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
    std::optional<SmallVector<OpFoldResult>> sizes = findKnownSizes(collapse.getSrc());
    if (!sizes)
      return {};
    for (auto [number, group] : llvm::zip_equal(indices, collapse.getReassociationIndices()))
      llvm::append_range(source, splitNumber(number, ArrayRef(*sizes).slice(group.front(), group.size())));
  } else {
    source.assign(indices.begin(), indices.end());
  }
  // Ranks of 0 have no groups: one element.
  unsigned rank = cast<RankedTensorType>(op->getOperand(0).getType()).getRank();
  while (source.size() < rank)
    source.push_back(index(b.getIndexAttr(0)));
  return read(op->getOperand(0), source);
}

/// The body of a parallel op at the turn that the element belongs to.
Value ElementReader::compute(linalg::GenericOp op, unsigned result, ArrayRef<Value> indices) {
  AffineMap toLoops = inversePermutation(op.getIndexingMapMatchingResult(op->getResult(result)));
  SmallVector<Value> loops = apply(toLoops, indices);
  IRMapping mapping;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    BlockArgument argument = op.getMatchingBlockArgument(operand);
    if (argument.use_empty())
      continue;
    bool isTensor = isa<RankedTensorType>(operand->get().getType());
    mapping.map(argument,
                isTensor ? read(operand->get(), apply(op.getMatchingIndexingMap(operand), loops)) : operand->get());
  }
  for (Operation &nested : op.getBody()->without_terminator()) {
    Operation *copy = b.clone(nested, mapping);
    SmallVector<linalg::IndexOp> positions;
    copy->walk([&](linalg::IndexOp position) { positions.push_back(position); });
    for (linalg::IndexOp position : positions) {
      Value value = loops[position.getDim()];
      if (position == copy)
        mapping.map(nested.getResult(0), value);
      position.replaceAllUsesWith(value);
      position.erase();
    }
  }
  return mapping.lookupOrDefault(op.getBody()->getTerminator()->getOperand(result));
}

Value ElementReader::read(Value tensor, ArrayRef<Value> indices) {
  std::vector<void *> position;
  for (Value value : indices)
    position.push_back(value.getAsOpaquePointer());
  Value &element = known[{tensor.getAsOpaquePointer(), position}];
  if (element)
    return element;
  Operation *op = tensor.getDefiningOp();
  Value found;
  DenseElementsAttr splat;
  if (op && matchPattern(op, m_Constant(&splat)) && splat.isSplat())
    found = arith::ConstantOp::create(b, loc, cast<TypedAttr>(splat.getSplatValue<Attribute>()));
  else if (isMove(op))
    found = readMoved(op, indices);
  else if (auto generic = dyn_cast_if_present<linalg::GenericOp>(op);
           generic && isParallel(generic, cast<OpResult>(tensor)))
    found = compute(generic, cast<OpResult>(tensor).getResultNumber(), indices);
  if (!found)
    found = tensor::ExtractOp::create(b, loc, tensor, indices);
  return known[{tensor.getAsOpaquePointer(), position}] = found;
}

//===----------------------------------------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------------------------------------===//

/// The body's own tensor.extract, as long as one reads what needs memory.
static bool computeExtracts(linalg::GenericOp op, RewriterBase &rewriter, function_ref<bool(Operation *)> mayCompute) {
  bool hasChanged = false;
  while (true) {
    tensor::ExtractOp next;
    op.getBody()->walk([&](tensor::ExtractOp extract) {
      if (!needsMemory(extract.getTensor(), mayCompute))
        return WalkResult::advance();
      next = extract;
      return WalkResult::interrupt();
    });
    if (!next)
      return hasChanged;
    OpBuilder::InsertionGuard guard(rewriter);
    rewriter.setInsertionPoint(next);
    Value element =
        ElementReader(rewriter, next.getLoc()).read(next.getTensor(), SmallVector<Value>(next.getIndices()));
    // The same again where sizes are not known.
    if (auto same = element.getDefiningOp<tensor::ExtractOp>(); same && same.getTensor() == next.getTensor())
      return hasChanged;
    rewriter.replaceOp(next, element);
    hasChanged = true;
  }
}

/// Loops whose trips an operand tells.
static void addKnownLoops(AffineMap map, llvm::SmallBitVector &known) {
  for (AffineExpr expr : map.getResults())
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      known.set(dim.getPosition());
}

/// In place of operands that no body reads any more: bits that are never looked at, of the same sizes.
static Value makeSizes(Value tensor, RewriterBase &rewriter) {
  std::optional<SmallVector<OpFoldResult>> sizes = findKnownSizes(tensor);
  if (!sizes)
    return {};
  return tensor::EmptyOp::create(rewriter, tensor.getLoc(), *sizes, rewriter.getI1Type());
}

/// `op` with a body that reads `operands` by itself.
static linalg::GenericOp extractOperands(linalg::GenericOp op, ArrayRef<OpOperand *> operands, RewriterBase &rewriter) {
  rewriter.setInsertionPoint(op);
  llvm::SmallBitVector known(op.getNumLoops());
  for (OpOperand &operand : op->getOpOperands())
    if (!llvm::is_contained(operands, &operand))
      addKnownLoops(op.getMatchingIndexingMap(&operand), known);
  SmallVector<Value> inputs;
  SmallVector<AffineMap> maps;
  SmallVector<int64_t> kept; ///< for each input, the number of the argument that it is, or -1
  for (OpOperand *operand : op.getDpsInputOperands()) {
    AffineMap map = op.getMatchingIndexingMap(operand);
    bool isRead = llvm::is_contained(operands, operand);
    if (isRead && known.all())
      continue;
    Value value = isRead ? makeSizes(operand->get(), rewriter) : operand->get();
    if (!value)
      return {};
    addKnownLoops(map, known);
    inputs.push_back(value);
    maps.push_back(map);
    kept.push_back(isRead ? -1 : static_cast<int64_t>(operand->getOperandNumber()));
  }
  for (OpOperand &init : op.getDpsInitsMutable())
    maps.push_back(op.getMatchingIndexingMap(&init));
  auto changed = linalg::GenericOp::create(
      rewriter, op.getLoc(), op->getResultTypes(), inputs, op.getOutputs(), maps, op.getIteratorTypesArray(),
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        SmallVector<Value> loops;
        for (unsigned loop = 0; loop < op.getNumLoops(); ++loop)
          loops.push_back(linalg::IndexOp::create(b, loc, loop));
        IRMapping mapping;
        for (auto [number, argument] : llvm::zip(kept, arguments))
          if (number >= 0)
            mapping.map(op.getBody()->getArgument(number), argument);
        for (auto [old, argument] : llvm::zip_equal(op.getRegionOutputArgs(), arguments.take_back(op.getNumDpsInits())))
          mapping.map(old, argument);
        for (OpOperand *operand : operands) {
          SmallVector<Value> indices;
          for (AffineExpr expr : op.getMatchingIndexingMap(operand).getResults()) {
            SmallVector<OpFoldResult> dims(loops.begin(), loops.end());
            indices.push_back(getValueOrCreateConstantIndexOp(
                b, loc, affine::makeComposedFoldedAffineApply(b, loc, AffineMap::get(loops.size(), 0, expr), dims)));
          }
          mapping.map(op.getMatchingBlockArgument(operand),
                      tensor::ExtractOp::create(b, loc, operand->get(), indices).getResult());
        }
        for (Operation &nested : op.getBody()->getOperations())
          b.clone(nested, mapping);
      });
  rewriter.replaceOp(op, changed);
  return changed;
}

linalg::GenericOp mlir::qnt::computeReads(linalg::GenericOp op, RewriterBase &rewriter,
                                          function_ref<bool(Operation *)> mayCompute) {
  SmallVector<OpOperand *> operands;
  for (OpOperand *operand : op.getDpsInputOperands())
    if (!op.getMatchingBlockArgument(operand).use_empty() && needsMemory(operand->get(), mayCompute))
      operands.push_back(operand);
  linalg::GenericOp changed = operands.empty() ? op : extractOperands(op, operands, rewriter);
  if (!changed)
    changed = op;
  bool hasChanged = changed != op;
  hasChanged |= computeExtracts(changed, rewriter, mayCompute);
  return hasChanged ? changed : linalg::GenericOp();
}
