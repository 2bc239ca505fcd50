//===- SugarOps.cpp - dot, einsum, ragged_dot -------------------------------------------------------------===//
#include "ContractionShapes.h"
#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// dot
//===----------------------------------------------------------------------------------------------------===//

static int64_t getContractingDim(const ContractionInput &rhs) { return rhs.getRank() == 1 ? 0 : rhs.getRank() - 2; }

LogicalResult DotOp::verify() {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  // (C1)
  for (const ContractionInput *input : {&lhs, &rhs})
    if (input->getRank() == 0)
      return emitOpError() << "expected " << input->name << " of at least rank 1, but got rank 0";
  int64_t lhsDim = lhs.getRank() - 1, rhsDim = getContractingDim(rhs);
  // (C2)
  if (failed(verifyDotDimensions(*this, lhs, rhs, {lhsDim, rhsDim, {}, {}})))
    return failure();
  // (C3)
  SmallVector<int64_t> shape(lhs.shape.drop_back());
  for (int64_t dim : getFreeDimensions(rhs.getRank(), rhsDim, {}))
    shape.push_back(rhs.shape[dim]);
  if (failed(verifyResultShape(*this, getType(), shape)))
    return failure();
  // (C4), (C5)
  return success(succeeded(verifyIntegerCodes(*this, getType(), lhs)) &&
                 succeeded(verifyIntegerCodes(*this, getType(), rhs)) &&
                 succeeded(verifyNoTiles(*this, getType(), lhs, lhsDim)) &&
                 succeeded(verifyNoTiles(*this, getType(), rhs, rhsDim)));
}

LogicalResult DotOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  SmallVector<OpFoldResult> sizes;
  appendDimSizes(builder, getLoc(), getLhs(), getFreeDimensions(lhs.getRank(), lhs.getRank() - 1, {}), getType(),
                 sizes);
  appendDimSizes(builder, getLoc(), getRhs(), getFreeDimensions(rhs.getRank(), getContractingDim(rhs), {}), getType(),
                 sizes);
  shapes.push_back(std::move(sizes));
  return success();
}

LogicalResult DotOp::canonicalize(DotOp op, PatternRewriter &rewriter) {
  ContractionInput lhs("lhs", op.getLhs()), rhs("rhs", op.getRhs());
  ArrayRef<int64_t> none;
  auto general = DotGeneralOp::create(rewriter, op.getLoc(), op.getType(), op.getLhs(), op.getRhs(), lhs.getRank() - 1,
                                      getContractingDim(rhs), none, none);
  general->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  rewriter.replaceOp(op, general);
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// einsum
//===----------------------------------------------------------------------------------------------------===//

/// (C6), (C7), (C8)
static LogicalResult verifyIntegerEinsum(EinsumOp op, const EinsumEquation &equation) {
  if (!op.getType().getElementType().isInteger())
    return success();
  if (op.getInputs().size() != 2)
    return op.emitOpError() << "expected two operands for an i32 result, but got " << op.getInputs().size();
  EinsumLabels lone = equation.getLoneSummedLabels();
  if (!lone.empty())
    return op.emitOpError() << "expected every summed label in both operands for an i32 result, but got "
                            << describeEinsumLabel(lone.front()) << " in one";
  for (auto [i, value, labels] : llvm::enumerate(op.getInputs(), equation.operands)) {
    ContractionInput input("operand #" + Twine(i), value);
    if (failed(verifyIntegerCodes(op, op.getType(), input)))
      return failure();
    SmallVector<int64_t> summed;
    for (auto [dim, label] : llvm::enumerate(labels))
      if (!llvm::is_contained(equation.output, label))
        summed.push_back(dim);
    if (failed(verifyNoTiles(op, op.getType(), input, summed)))
      return failure();
  }
  return success();
}

LogicalResult EinsumOp::verify() {
  SmallVector<ArrayRef<int64_t>> shapes;
  for (Value value : getInputs())
    shapes.push_back(ContractionInput("", value).shape);
  // (C1) to (C4)
  llvm::Expected<EinsumEquation> equation = EinsumEquation::parse(getEquation(), shapes);
  if (!equation)
    return emitOpError() << llvm::toString(equation.takeError());
  // (C5)
  SmallVector<int64_t> shape;
  for (EinsumLabel label : equation->output)
    shape.push_back(equation->sizes.lookup(label));
  if (failed(verifyResultShape(*this, getType(), shape)))
    return failure();
  return verifyIntegerEinsum(*this, *equation);
}

/// The operand and the dimension of it that say the size of a label: the first that does not broadcast.
static std::pair<size_t, int64_t> findLabel(EinsumOp op, const EinsumEquation &equation, EinsumLabel wanted) {
  for (auto [i, value, labels] : llvm::enumerate(op.getInputs(), equation.operands)) {
    ContractionInput input("", value);
    for (auto [dim, label] : llvm::enumerate(labels))
      if (label == wanted && !equation.isBroadcast(label, input.shape[dim]))
        return {i, dim};
  }
  llvm_unreachable("verified: a label of the output occurs in an operand");
}

LogicalResult EinsumOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<ArrayRef<int64_t>> inputShapes;
  for (Value value : getInputs())
    inputShapes.push_back(ContractionInput("", value).shape);
  EinsumEquation equation = llvm::cantFail(EinsumEquation::parse(getEquation(), inputShapes));
  SmallVector<OpFoldResult> sizes;
  for (EinsumLabel label : equation.output) {
    auto [operand, dim] = findLabel(*this, equation, label);
    int64_t known = equation.sizes.lookup(label);
    if (ShapedType::isDynamic(known))
      appendDimSizes(builder, getLoc(), getInputs()[operand], dim, getType(), sizes);
    else
      sizes.push_back(builder.getIndexAttr(known));
  }
  shapes.push_back(std::move(sizes));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// ragged_dot
//===----------------------------------------------------------------------------------------------------===//

LogicalResult RaggedDotOp::verify() {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  // (C1)
  if (lhs.getRank() != 2 || rhs.getRank() != 3)
    return emitOpError() << "expected lhs of rank 2 and rhs of rank 3, but got " << lhs.getRank() << " and "
                         << rhs.getRank();
  // (C2)
  int64_t contracting = 1;
  if (failed(verifyDotDimensions(*this, lhs, rhs, {contracting, contracting, {}, {}})))
    return failure();
  // (C3)
  ArrayRef<int64_t> sizes = getGroupSizes().getType().getShape();
  if (sizes.size() != 1)
    return emitOpError() << "expected group_sizes of rank 1, but got shape " << describeShape(sizes);
  // (C4), (C5)
  if (failed(verifyGroupOffset(*this, getGroupOffset())) ||
      failed(verifyGroupCount(*this, "rhs", rhs.shape[0], sizes[0], getGroupOffset() != nullptr)))
    return failure();
  // (C6)
  if (failed(verifyResultShape(*this, getType(), {lhs.shape[0], rhs.shape[2]})))
    return failure();
  // (C7), (C8)
  return success(succeeded(verifyIntegerCodes(*this, getType(), lhs)) &&
                 succeeded(verifyIntegerCodes(*this, getType(), rhs)) &&
                 succeeded(verifyNoTiles(*this, getType(), lhs, contracting)) &&
                 succeeded(verifyNoTiles(*this, getType(), rhs, contracting)));
}

LogicalResult RaggedDotOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  int64_t rows = 0, columns = 2;
  SmallVector<OpFoldResult> sizes;
  appendDimSizes(builder, getLoc(), getLhs(), rows, getType(), sizes);
  appendDimSizes(builder, getLoc(), getRhs(), columns, getType(), sizes);
  shapes.push_back(std::move(sizes));
  return success();
}

LogicalResult RaggedDotOp::canonicalize(RaggedDotOp op, PatternRewriter &rewriter) {
  ArrayRef<int64_t> none;
  int64_t contracting = 1, ragged = 0, group = 0;
  auto general =
      RaggedDotGeneralOp::create(rewriter, op.getLoc(), op.getType(), op.getLhs(), op.getRhs(), op.getGroupSizes(),
                                 op.getGroupOffset(), contracting, contracting, none, none, ragged, group);
  general->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  rewriter.replaceOp(op, general);
  return success();
}
