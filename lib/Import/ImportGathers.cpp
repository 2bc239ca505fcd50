//===- ImportGathers.cpp - rows read one element at a time to tensor.gather ---------------------------------===//
//
// Enters: a linalg.generic whose body extracts table[id, ...] with an id of its own for each row (an embedding as
// front ends write it). Leaves: tensor.gather, which Compress knows as the reader of a weight.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "LinalgOperands.h"
#include "Qnt/IR/Names.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/ValueBoundsOpInterface.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// What a body reads: table[..., id, ...] with whole rows around the id.
struct RowAccess {
  Value table;
  int64_t dim = -1;         ///< of the table, that ids address
  Value ids;                ///< a tensor of the leading loops
  bool mayHaveMore = false; ///< ids are read by index, and there may be more of them than rows
  bool isUnsigned = false;  ///< ids are extended with zeros
};
} // namespace

bool mlir::qnt::extractsElements(linalg::GenericOp op) {
  return llvm::any_of(op.getBody()->without_terminator(),
                      [](Operation &inner) { return isa<tensor::ExtractOp>(inner); });
}

/// The loop of `op` whose number `value` is; -1: none.
static int64_t getLoop(linalg::GenericOp op, Value value) {
  auto index = value.getDefiningOp<linalg::IndexOp>();
  return index && index->getBlock() == op.getBody() ? static_cast<int64_t>(index.getDim()) : -1;
}

/// The tensor whose element `value` is, that of the first loops in order; null: there is none. An operand has as many
/// elements as the loops have iterations, a tensor that is read by index may have more.
static Value findIds(linalg::GenericOp op, Value value, bool &mayHaveMore) {
  if (auto extract = value.getDefiningOp<tensor::ExtractOp>()) {
    for (auto [dim, index] : llvm::enumerate(extract.getIndices()))
      if (getLoop(op, index) != static_cast<int64_t>(dim))
        return {};
    mayHaveMore = true;
    return extract.getTensor();
  }
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || argument.getOwner() != op.getBody() || argument.getArgNumber() >= op.getNumDpsInputs())
    return {};
  OpOperand *operand = op.getDpsInputOperand(argument.getArgNumber());
  AffineMap map = op.getMatchingIndexingMap(operand);
  for (auto [dim, result] : llvm::enumerate(map.getResults()))
    if (auto loop = dyn_cast<AffineDimExpr>(result); !loop || loop.getPosition() != dim)
      return {};
  return operand->get();
}

/// The id that addresses a dimension, through one cast to index.
static bool readId(linalg::GenericOp op, Value index, RowAccess &access) {
  if (auto cast = index.getDefiningOp<arith::IndexCastOp>())
    index = cast.getIn();
  else if (auto cast = index.getDefiningOp<arith::IndexCastUIOp>()) {
    index = cast.getIn();
    access.isUnsigned = true;
  }
  access.ids = findIds(op, index, access.mayHaveMore);
  return access.ids && isa<RankedTensorType>(access.ids.getType());
}

/// Why the op is no gather; empty when `access` says what it reads.
static std::string readAccess(linalg::GenericOp op, RowAccess &access) {
  if (!op.hasPureTensorSemantics() || op.getNumDpsInits() != 1)
    return "it works on buffers, or has several results";
  if (op.getNumReductionLoops() != 0 || !op.getMatchingIndexingMap(op.getDpsInitOperand(0)).isIdentity())
    return "its result is not one element a loop, in order";
  auto extract = op.getBody()->getTerminator()->getOperand(0).getDefiningOp<tensor::ExtractOp>();
  if (!extract || extract->getBlock() != op.getBody())
    return "it computes with the elements that it extracts";
  for (Operation &inner : op.getBody()->without_terminator())
    if (!isa<tensor::ExtractOp, linalg::IndexOp, arith::IndexCastOp, arith::IndexCastUIOp>(inner))
      return ("'" + inner.getName().getStringRef() + "' stands in its body").str();
  access.table = extract.getTensor();
  int64_t numLoops = op.getNumLoops(), rank = extract.getIndices().size(), next = numLoops - rank + 1;
  for (auto [dim, index] : llvm::enumerate(extract.getIndices())) {
    if (int64_t loop = getLoop(op, index); loop >= 0 && loop == next) {
      ++next;
      continue;
    }
    if (access.dim >= 0 || !readId(op, index, access))
      return "it extracts other elements than those of whole rows";
    access.dim = dim;
  }
  if (access.dim < 0 || cast<RankedTensorType>(access.ids.getType()).getRank() != numLoops - rank + 1)
    return "its ids have not one number for each row";
  return "";
}

/// The rows of the result are those of the table, not a part of them.
static bool hasWholeRows(RankedTensorType table, RankedTensorType result, int64_t dim) {
  SmallVector<int64_t> row(table.getShape());
  row.erase(row.begin() + dim);
  return !ShapedType::isDynamicShape(row) && result.getShape().take_back(row.size()) == ArrayRef<int64_t>(row);
}

/// Why the table, the ids and the result of the op are not those of a gather; empty when they are.
static std::string findTypeObstacle(linalg::GenericOp op, const RowAccess &access) {
  auto table = cast<RankedTensorType>(access.table.getType()), ids = cast<RankedTensorType>(access.ids.getType()),
       result = cast<RankedTensorType>(op->getResult(0).getType());
  if (table.getEncoding() || ids.getEncoding() || result.getEncoding())
    return "a type of its tensors has an encoding attribute";
  if (!hasWholeRows(table, result, access.dim))
    return "its rows are not known to be whole rows of the table";
  for (auto [numIds, numRows] : llvm::zip(ids.getShape(), result.getShape()))
    if (!ShapedType::isDynamic(numIds) && !ShapedType::isDynamic(numRows) && numIds < numRows)
      return "it has fewer ids than rows";
  return "";
}

/// Whether each leading dimension of `init` has the size of that of `ids`.
static bool areAsMany(Value ids, Value init) {
  int64_t rank = cast<RankedTensorType>(ids.getType()).getRank();
  return llvm::all_of(llvm::seq(rank), [&](int64_t dim) {
    FailureOr<bool> areEqual = ValueBoundsConstraintSet::areEqual({ids, dim}, {init, dim});
    return succeeded(areEqual) && *areEqual;
  });
}

/// The ids that `op` reads, one for each row of its result.
static Value takeIds(RewriterBase &rewriter, linalg::GenericOp op, const RowAccess &access) {
  auto type = cast<RankedTensorType>(access.ids.getType());
  Value init = op.getDpsInitOperand(0)->get();
  ArrayRef<int64_t> shape = cast<RankedTensorType>(init.getType()).getShape().take_front(type.getRank());
  if (!access.mayHaveMore || areAsMany(access.ids, init))
    return access.ids;
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, op.getLoc(), init);
  sizes.truncate(type.getRank());
  SmallVector<OpFoldResult> zeros(sizes.size(), rewriter.getIndexAttr(0)), ones(sizes.size(), rewriter.getIndexAttr(1));
  return tensor::ExtractSliceOp::create(rewriter, op.getLoc(), type.clone(shape), access.ids, zeros, sizes, ones);
}

/// tensor<..> of ids as tensor<..x1>.
static Value expandIds(RewriterBase &rewriter, Location loc, Value ids) {
  auto type = cast<RankedTensorType>(ids.getType());
  SmallVector<ReassociationIndices> groups(type.getRank());
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    groups[dim].push_back(dim);
  if (!groups.empty())
    groups.back().push_back(type.getRank());
  SmallVector<int64_t> shape(type.getShape());
  shape.push_back(1);
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, loc, ids);
  sizes.push_back(rewriter.getIndexAttr(1));
  return tensor::ExpandShapeOp::create(rewriter, loc, RankedTensorType::get(shape, type.getElementType()), ids, groups,
                                       sizes);
}

LogicalResult mlir::qnt::importGather(RewriterBase &rewriter, linalg::LinalgOp linalgOp, std::string &reason) {
  auto op = cast<linalg::GenericOp>(linalgOp.getOperation());
  RowAccess access;
  reason = readAccess(op, access);
  if (!reason.empty())
    return failure();
  reason = findTypeObstacle(op, access);
  if (!reason.empty())
    return failure();
  auto tableType = cast<RankedTensorType>(access.table.getType());
  auto resultType = cast<RankedTensorType>(op->getResult(0).getType());
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  Value ids = takeIds(rewriter, op, access);
  auto idsType = cast<RankedTensorType>(ids.getType());
  if (access.isUnsigned)
    ids = arith::IndexCastUIOp::create(rewriter, loc, idsType.clone(rewriter.getIndexType()), ids);
  SmallVector<int64_t> shape(idsType.getShape());
  llvm::append_range(shape, resultType.getShape().drop_front(idsType.getRank()));
  auto gather = tensor::GatherOp::create(rewriter, loc, RankedTensorType::get(shape, tableType.getElementType()),
                                         access.table, expandIds(rewriter, loc, ids), {access.dim});
  copySourceName(op, gather);
  Value result = gather;
  if (result.getType() != resultType)
    result = tensor::CastOp::create(rewriter, loc, resultType, result);
  rewriter.replaceOp(op, result);
  return success();
}
