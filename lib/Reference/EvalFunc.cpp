//===- EvalFunc.cpp - calls -------------------------------------------------------------------------------===//

#include "Evaluator.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

static EvalResult evalCall(func::CallOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  return evaluator.call(op.getCallee(), operands, op);
}

static EvalResult evalCallIndirect(func::CallIndirectOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  return evaluator.call(operands.front().getFunction().name, operands.drop_front(), op);
}

static EvalResult evalConstant(func::ConstantOp op, ArrayRef<InterpreterValue>, Evaluator &) {
  return single(FunctionReference{op.getValue().str()});
}

void reference::registerFunc(EvalRegistry &registry) {
  registry.add<func::CallOp>(evalCall);
  registry.add<func::CallIndirectOp>(evalCallIndirect);
  registry.add<func::ConstantOp>(evalConstant);
}
