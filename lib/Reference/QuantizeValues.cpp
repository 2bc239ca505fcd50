//===- QuantizeValues.cpp - quantization as ops ask for it ------------------------------------------------===//

#include "QuantizeValues.h"
#include "Qnt/Numerics/Quantize.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

numerics::Convention QuantizeRequest::getConvention() const {
  return convention ? convention.toNumerics() : numerics::Convention();
}

/// The parts that are operands.
static llvm::Expected<numerics::ArrayParts> getGivenParts(ArrayRef<int64_t> shape, const QuantizeRequest &request) {
  numerics::ArrayParts parts;
  parts.shape.assign(shape.begin(), shape.end());
  ArrayType type = ArrayType::get(request.encoding.getContext(), shape, request.encoding);
  std::pair<PartKind, const Tensor *> given[] = {{PartKind::Scales, request.scale},
                                                 {PartKind::ZeroPoints, request.zeroPoint},
                                                 {PartKind::Codebook, request.codebook},
                                                 {PartKind::TensorScale, request.tensorScale},
                                                 {PartKind::Mask, request.mask}};
  for (auto [kind, tensor] : given)
    if (tensor)
      if (llvm::Error error = setPart(parts, type, kind, *tensor))
        return error;
  return parts;
}

llvm::Expected<numerics::ArrayParts> reference::getParameters(const RealValues &input, const QuantizeRequest &request) {
  llvm::Expected<numerics::ArrayParts> parts = getGivenParts(input.shape, request);
  if (!parts || !request.calibration)
    return parts;
  numerics::Encoding encoding = request.encoding.toNumerics();
  if (llvm::Error error = numerics::chooseParameters(*parts, input.values, input.format, encoding,
                                                     request.getConvention(), request.calibration.toNumerics()))
    return error;
  return parts;
}

/// The parameters are operands: codes only.
static llvm::Expected<numerics::ArrayParts> quantizeStatic(const RealValues &input, const QuantizeRequest &request,
                                                           numerics::ArrayParts parts) {
  if (request.encoding.getSparsity() && !request.mask)
    for (double value : input.values)
      parts.mask.push_back(value != 0.0);
  if (llvm::Error error = numerics::computeCodes(parts, input.values, input.format, request.encoding.toNumerics(),
                                                 request.getConvention()))
    return error;
  return parts;
}

/// The mask is an operand and a rule finds the parameters: as numerics::quantize, which makes its own mask.
static llvm::Expected<numerics::ArrayParts> quantizeMasked(const RealValues &input, const QuantizeRequest &request,
                                                           numerics::ArrayParts parts) {
  numerics::Encoding encoding = request.encoding.toNumerics();
  numerics::Convention convention = request.getConvention();
  numerics::Calibration calibration = request.calibration.toNumerics();
  std::vector<double> finerScales;
  if (llvm::Error error = numerics::chooseParameters(parts, input.values, input.format, encoding, convention,
                                                     calibration, &finerScales))
    return error;
  if (convention.codesUse == numerics::CodesUse::StoredScale)
    finerScales.clear();
  numerics::Encoding chosen = numerics::getChosenEncoding(encoding, convention, calibration);
  if (llvm::Error error = numerics::computeCodes(parts, input.values, input.format, chosen, convention, finerScales))
    return error;
  return parts;
}

static llvm::Expected<numerics::ArrayParts> makeParts(const RealValues &input, const QuantizeRequest &request) {
  llvm::Expected<numerics::ArrayParts> given = getGivenParts(input.shape, request);
  if (!given)
    return given.takeError();
  if (!request.calibration)
    return quantizeStatic(input, request, std::move(*given));
  if (request.mask)
    return quantizeMasked(input, request, std::move(*given));
  return numerics::quantize(input.values, input.shape, input.format, request.encoding.toNumerics(),
                            request.getConvention(), request.calibration.toNumerics(), given->codebook);
}

llvm::Expected<Array> reference::quantizeValues(const RealValues &input, const QuantizeRequest &request) {
  assert(input.shape.size() == request.encoding.getRank() && "verified: the input has the encoding's rank");
  llvm::Expected<numerics::ArrayParts> parts = makeParts(input, request);
  if (!parts)
    return parts.takeError();
  return Array(request.encoding, std::move(*parts));
}

Tensor reference::dequantizeArray(const Array &array, Type expressed) {
  numerics::Encoding encoding = array.getEncoding();
  encoding.expressed = getElementKind(expressed)->format;
  return Tensor::fromFloats(expressed, array.getShape(), numerics::dequantize(*array.parts, encoding));
}

const Tensor *reference::getOptionalTensor(mlir::Value operand, const Evaluator &evaluator) {
  return operand ? &evaluator.getValue(operand).getTensor() : nullptr;
}
