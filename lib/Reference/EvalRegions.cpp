//===- EvalRegions.cpp - invoke_quant and kernel ----------------------------------------------------------===//

#include "Evaluator.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// A float tensor in another float type; everything else as it is.
static InterpreterValue convertFloats(const InterpreterValue &value, Type type) {
  auto floatType = dyn_cast<FloatType>(getElementTypeOrSelf(type));
  if (!value.isTensor() || !floatType)
    return value;
  return value.getTensor().convertedTo(floatType);
}

static Type getWideType(Type elementType) {
  return isa<Float16Type, BFloat16Type>(elementType) ? Float32Type::get(elementType.getContext()) : elementType;
}

/// Values enter and leave in the types that are written; with codegen_low_precision(false) f16 and bf16 are f32 inside.
static EvalResult evalInvokeQuant(InvokeQuantOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  bool computesInF32 = !op.isLowPrecision();
  Values arguments;
  for (auto [operand, input] : llvm::zip(operands, op.getInputs())) {
    Type written = getElementTypeOrSelf(input);
    InterpreterValue argument = convertFloats(operand, written);
    arguments.push_back(computesInF32 ? convertFloats(argument, getWideType(written)) : argument);
  }
  EvalResult yielded = evaluator.runIsolatedRegion(op.getBody(), arguments, computesInF32);
  if (!yielded)
    return yielded;
  for (auto [value, result] : llvm::zip(*yielded, op.getResults())) {
    Type written = getElementTypeOrSelf(result);
    value = convertFloats(convertFloats(value, written), evaluator.getComputeType(written));
  }
  return yielded;
}

/// A kernel changes no value: it computes as what surrounds it does.
static EvalResult evalKernel(KernelOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  return evaluator.runIsolatedRegion(op.getBody(), operands, evaluator.isComputingInF32());
}

void reference::registerRegions(EvalRegistry &registry) {
  registry.add<InvokeQuantOp>(evalInvokeQuant);
  registry.add<KernelOp>(evalKernel);
}
