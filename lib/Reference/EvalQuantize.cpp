//===- EvalQuantize.cpp - quantize, dequantize ------------------------------------------------------------===//

#include "QuantizeValues.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

static EvalResult evalQuantize(QuantizeOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  QuantizeRequest request;
  request.encoding = op.getResult().getType().getEncoding();
  request.scale = getOptionalTensor(op.getScale(), evaluator);
  request.zeroPoint = getOptionalTensor(op.getZeroPoint(), evaluator);
  request.codebook = getOptionalTensor(op.getCodebook(), evaluator);
  request.tensorScale = getOptionalTensor(op.getTensorScale(), evaluator);
  request.mask = getOptionalTensor(op.getMask(), evaluator);
  request.calibration = op.getCalibrationAttr();
  request.convention = op.getConventionAttr();
  llvm::Expected<Array> array = addContext(op, quantizeValues(RealValues(operands[0].getTensor()), request));
  if (!array)
    return array.takeError();
  return single(std::move(*array));
}

static EvalResult evalDequantize(DequantizeOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  Type expressed = evaluator.getComputeType(op.getResult().getType().getElementType());
  return single(dequantizeArray(operands[0].getArray(), expressed));
}

void reference::registerQuantize(EvalRegistry &registry) {
  registry.add<QuantizeOp>(evalQuantize);
  registry.add<DequantizeOp>(evalDequantize);
}
