//===- EvalQuantDialect.cpp - upstream's quant.qcast, dcast and scast -------------------------------------===//
//
// Upstream leaves rounding open; here it is that of the default convention, which is what importing these ops gives:
// saturate(round_half_even(x / scale) + zero_point), with scales in the expressed type.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Evaluator.h"
#include "Qnt/IR/UniformTypes.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/Dialect/Quant/IR/Quant.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

namespace {

/// A `!quant.uniform` type for a run-time shape, as an encoding and its parameters.
struct UniformArray {
  numerics::Encoding encoding;
  numerics::ArrayParts parts;
};

} // namespace

static llvm::Expected<UniformArray> makeArray(quant::QuantizedType type, ArrayRef<int64_t> shape, Format expressed) {
  std::string reason;
  FailureOr<UniformParameters> parameters = readUniformType(type, static_cast<int64_t>(shape.size()), reason);
  if (failed(parameters)) {
    std::string text;
    llvm::raw_string_ostream(text) << "expected a !quant.uniform type with an array form, but got " << type;
    return llvm::createStringError(text + ": " + reason);
  }
  UniformArray array;
  array.encoding = parameters->encoding;
  array.encoding.expressed = expressed;
  array.parts.shape.assign(shape.begin(), shape.end());
  numerics::Shape grid = numerics::getGridShape(array.parts.shape, array.encoding.block);
  if (ArrayRef<int64_t>(grid) != ArrayRef<int64_t>(parameters->grid))
    return llvm::createStringError("expected a scale for each block of the shape");
  array.parts.scales.assign(parameters->scales.begin(), parameters->scales.end());
  array.parts.zeroPoints.assign(parameters->zeroPoints.begin(), parameters->zeroPoints.end());
  return array;
}

static EvalResult evalQuantizeCast(quant::QuantizeCastOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &input = operands[0].getTensor();
  llvm::Expected<UniformArray> array =
      addContext(op, makeArray(op.getQuantizedType(), input.getShape(), input.getKind().format));
  if (!array)
    return array.takeError();
  if (llvm::Error error = numerics::computeCodes(array->parts, input.getNumbers(), input.getKind().format,
                                                 array->encoding, numerics::Convention()))
    return addContext(op, std::move(error));
  return single(Tensor(op.getQuantizedType(), input.getShape(), std::move(array->parts.codes)));
}

static EvalResult evalDequantizeCast(quant::DequantizeCastOp op, ArrayRef<InterpreterValue> operands,
                                     Evaluator &evaluator) {
  const Tensor &input = operands[0].getTensor();
  Type expressed = evaluator.getComputeType(op.getFloatType());
  std::optional<ElementKind> kind = getElementKind(expressed);
  if (!kind)
    return makeError(op, "has a result type that is not known to the reference interpreter");
  llvm::Expected<UniformArray> array = addContext(op, makeArray(op.getQuantizedType(), input.getShape(), kind->format));
  if (!array)
    return array.takeError();
  array->parts.codes = input.getBits().vec();
  std::vector<double> values = numerics::dequantize(array->parts, array->encoding);
  return single(Tensor::fromFloats(expressed, input.getShape(), values));
}

static EvalResult evalStorageCast(quant::StorageCastOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &input = operands[0].getTensor();
  return single(Tensor(getElementTypeOrSelf(op.getType()), input.getShape(), input.getBits().vec()));
}

void reference::registerQuantDialect(EvalRegistry &registry) {
  registry.add<quant::QuantizeCastOp>(evalQuantizeCast);
  registry.add<quant::DequantizeCastOp>(evalDequantizeCast);
  registry.add<quant::StorageCastOp>(evalStorageCast);
}
