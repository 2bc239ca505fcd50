//===- TrainingOps.cpp - fake quantization and gradients --------------------------------------------------===//
#include "OperandSegments.h"
#include "ParameterOperands.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

/// One verifier for the three: they quantize `input` to an array that is not a value of the program.
template <typename OpT>
static LogicalResult verifyTrainingOp(OpT op, ArrayRef<StringRef> operands) {
  if (failed(verifySingleOperands(op, operands)))
    return failure();
  auto input = cast<RankedTensorType>(op.getInput().getType());
  EncodingAttr encoding = op.getEncoding();
  // (C1)
  auto array = ArrayType::getChecked([&] { return op.emitOpError(); }, op.getContext(), input.getShape(), encoding);
  if (!array)
    return failure();
  // (C2)
  if (input.getElementType() != encoding.getExpressedType())
    return op.emitOpError() << "expected input to have the expressed type " << encoding.getExpressedType()
                            << ", but got " << input.getElementType();
  // (C3) .. (C8)
  return verifyParameterOperands(op, array, ParameterOperands::of(op));
}

template <typename OpT>
static ArrayType getQuantizedType(OpT op) {
  auto input = cast<RankedTensorType>(op.getInput().getType());
  return ArrayType::get(op.getContext(), input.getShape(), op.getEncoding());
}

LogicalResult FakeQuantizeOp::verify() { return verifyTrainingOp(*this, {"input"}); }
LogicalResult FakeQuantizeGradOp::verify() { return verifyTrainingOp(*this, {"input", "gradient"}); }
LogicalResult QuantizeGradOp::verify() { return verifyTrainingOp(*this, {"input", "gradient"}); }

ArrayType FakeQuantizeOp::getArrayType() { return getQuantizedType(*this); }
ArrayType FakeQuantizeGradOp::getArrayType() { return getQuantizedType(*this); }
ArrayType QuantizeGradOp::getArrayType() { return getQuantizedType(*this); }

LogicalResult FakeQuantizeOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getMixedSizes(builder, getLoc(), getInput()));
  return success();
}

LogicalResult FakeQuantizeGradOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getMixedSizes(builder, getLoc(), getInput()));
  return success();
}

LogicalResult QuantizeGradOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getMixedSizes(builder, getLoc(), getInput()));
  return success();
}
