//===- EvalArith.cpp - constants, selection and all elementwise ops of arith and math ---------------------===//

#include "Elementwise.h"
#include "Evaluator.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------------------------------------===//

static llvm::Expected<Tensor> readAttribute(arith::ConstantOp op) {
  if (auto elements = dyn_cast<ElementsAttr>(op.getValue()))
    return getConstant(elements, op);
  if (auto integer = dyn_cast<IntegerAttr>(op.getValue()); integer && getElementKind(integer.getType()))
    return Tensor::fromInteger(integer.getType(), integer.getValue().sextOrTrunc(64).getSExtValue());
  if (auto real = dyn_cast<FloatAttr>(op.getValue()); real && getElementKind(real.getType()))
    return Tensor::scalar(real.getType(), real.getValue().bitcastToAPInt().getZExtValue());
  return makeError(op, "has a constant of a type that is not known to the reference interpreter");
}

static EvalResult evalConstant(arith::ConstantOp op, ArrayRef<InterpreterValue>, Evaluator &evaluator) {
  llvm::Expected<Tensor> tensor = readAttribute(op);
  if (!tensor)
    return tensor.takeError();
  Type computeType = evaluator.getComputeType(tensor->getElementType());
  if (computeType != tensor->getElementType())
    return single(tensor->convertedTo(cast<FloatType>(computeType)));
  return single(std::move(*tensor));
}

//===----------------------------------------------------------------------------------------------------===//
// Elementwise ops
//===----------------------------------------------------------------------------------------------------===//

static llvm::Error checkSameShape(Operation *op, ArrayRef<InterpreterValue> operands) {
  ArrayRef<int64_t> expected = operands.front().getShape();
  for (auto [index, operand] : llvm::enumerate(operands))
    if (operand.getShape() != expected)
      return makeError(op, "expected operand " + Twine(index) + " to have the shape of operand 0, got " +
                               describeShape(operand.getShape(), operand.getTensor().getElementType()) + " and " +
                               describeShape(expected, operands.front().getTensor().getElementType()));
  return llvm::Error::success();
}

static EvalResult evalElementwise(Operation *op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  if (llvm::Error error = checkSameShape(op, operands))
    return error;
  SmallVector<ElementKind> operandKinds, resultKinds;
  SmallVector<const uint64_t *> operandRows;
  for (const InterpreterValue &operand : operands) {
    operandKinds.push_back(operand.getTensor().getKind());
    operandRows.push_back(operand.getTensor().getBits().data());
  }
  SmallVector<Tensor> results;
  SmallVector<uint64_t *> resultRows;
  for (Type type : op->getResultTypes()) {
    Type elementType = evaluator.getComputeType(getElementTypeOrSelf(type));
    if (!getElementKind(elementType))
      return makeError(op, "has a result type that is not known to the reference interpreter");
    results.emplace_back(elementType, operands.front().getShape());
    resultKinds.push_back(results.back().getKind());
    resultRows.push_back(results.back().getMutableBits().data());
  }
  const RowFunctionBuilder *builder = getElementwiseRegistry().lookup(op);
  RowFunction function = (*builder)(op, {operandKinds, resultKinds});
  if (const char *reason = function({operandRows, resultRows, results.front().getNumElements()}))
    return makeError(op, reason);
  return Values(std::make_move_iterator(results.begin()), std::make_move_iterator(results.end()));
}

/// A scalar condition chooses between values of any type; a tensor of conditions chooses element by element.
static EvalResult evalSelect(Operation *op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  if (isa<TensorType>(op->getOperand(0).getType()))
    return evalElementwise(op, operands, evaluator);
  return single(operands[0].getTensor().getRaw() ? operands[1] : operands[2]);
}

void reference::registerArith(EvalRegistry &registry) {
  for (const auto &entry : getElementwiseRegistry().getBuilders())
    registry.add(entry.getKey(), evalElementwise);
  registry.add(arith::SelectOp::getOperationName(), evalSelect);
  registry.add<arith::ConstantOp>(evalConstant);
}
