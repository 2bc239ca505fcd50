//===- EvalTraining.cpp - fake quantization and straight-through gradients --------------------------------===//

#include "Qnt/Numerics/Gradient.h"
#include "Qnt/Numerics/Quantize.h"
#include "QuantizeValues.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

template <typename OpT>
static QuantizeRequest makeRequest(OpT op, const Evaluator &evaluator) {
  QuantizeRequest request;
  request.encoding = op.getEncoding();
  request.scale = getOptionalTensor(op.getScale(), evaluator);
  request.zeroPoint = getOptionalTensor(op.getZeroPoint(), evaluator);
  request.codebook = getOptionalTensor(op.getCodebook(), evaluator);
  request.tensorScale = getOptionalTensor(op.getTensorScale(), evaluator);
  request.mask = getOptionalTensor(op.getMask(), evaluator);
  request.calibration = op.getCalibrationAttr();
  request.convention = op.getConventionAttr();
  return request;
}

static EvalResult evalFakeQuantize(FakeQuantizeOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  const Tensor &input = operands[0].getTensor();
  llvm::Expected<Array> array = addContext(op, quantizeValues(RealValues(input), makeRequest(op, evaluator)));
  if (!array)
    return array.takeError();
  return single(dequantizeArray(*array, input.getElementType()));
}

//===----------------------------------------------------------------------------------------------------===//
// Gradients
//===----------------------------------------------------------------------------------------------------===//

namespace {

/// Where the gradient passes, and the scale of every element.
struct StraightThrough {
  std::vector<uint8_t> passes;
  std::vector<double> scales;
};

} // namespace

/// A scalar code book passes what lies between its smallest and largest entry, one with vectors everything but NaN.
static bool passesCodebook(double quotient, const numerics::Encoding &encoding, ArrayRef<double> codebook) {
  if (encoding.codebook->isVector())
    return !std::isnan(quotient);
  auto [low, high] = std::minmax_element(codebook.begin(), codebook.end());
  return *low <= quotient && quotient <= *high;
}

/// The table of the group that an element belongs to.
static ArrayRef<double> getTable(const numerics::ArrayParts &parts, const numerics::Encoding &encoding,
                                 int64_t element) {
  size_t size = size_t(1) << numerics::bitWidth(encoding.codebook->index);
  size *= encoding.codebook->isVector() ? encoding.codebook->vectorSize() : 1;
  int64_t table = numerics::getBlockIndex(element, parts.shape, encoding.codebook->group);
  return ArrayRef<double>(parts.codebook).slice(table * size, size);
}

static StraightThrough findPassing(const RealValues &input, const numerics::ArrayParts &parts,
                                   const numerics::Encoding &encoding, const numerics::Convention &convention) {
  StraightThrough result;
  for (auto [i, value] : llvm::enumerate(input.values)) {
    int64_t block = numerics::getBlockIndex(i, parts.shape, encoding.block);
    double scale = parts.scales.empty() ? 1.0 : parts.scales[block];
    if (parts.tensorScale)
      scale = static_cast<float>(*parts.tensorScale) * static_cast<float>(scale);
    double zeroPoint = parts.zeroPoints.empty() ? 0.0 : parts.zeroPoints[block];
    bool inRange = encoding.codebook
                       ? passesCodebook(value / scale, encoding, getTable(parts, encoding, i))
                       : numerics::passesGradient(value, scale, zeroPoint, input.format, encoding, convention);
    bool isKept = parts.mask.empty() || parts.mask[i];
    result.passes.push_back(inRange && isKept);
    result.scales.push_back(scale);
  }
  return result;
}

/// With a rule, what lies outside the range that it finds (absmax with a factor below 1, percentile) is cut off too.
static llvm::Error applyCalibrationMask(StraightThrough &result, const RealValues &input,
                                        const QuantizeRequest &request, ArrayRef<uint8_t> kept) {
  if (!request.calibration || request.encoding.hasLut())
    return llvm::Error::success();
  llvm::Expected<std::vector<uint8_t>> mask =
      numerics::getCalibrationMask(input.values, input.shape, input.format, request.encoding.toNumerics(),
                                   request.getConvention(), request.calibration.toNumerics(), kept);
  if (!mask)
    return mask.takeError();
  for (auto [passes, inRange] : llvm::zip(result.passes, *mask))
    passes &= inRange;
  return llvm::Error::success();
}

static llvm::Expected<StraightThrough> getStraightThrough(const RealValues &input, const QuantizeRequest &request) {
  llvm::Expected<numerics::ArrayParts> parts = getParameters(input, request);
  if (!parts)
    return parts.takeError();
  numerics::Encoding encoding = request.encoding.toNumerics();
  numerics::Convention convention = request.getConvention();
  if (request.calibration)
    encoding = numerics::getChosenEncoding(encoding, convention, request.calibration.toNumerics());
  StraightThrough result = findPassing(input, *parts, encoding, convention);
  if (llvm::Error error = applyCalibrationMask(result, input, request, parts->mask))
    return error;
  return result;
}

/// `gradient`, divided by the scale for qnt.quantize_grad, where it passes; else 0.
template <typename OpT>
static EvalResult evalGradient(OpT op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  constexpr bool dividesByScale = std::is_same_v<OpT, QuantizeGradOp>;
  const Tensor &gradient = operands[1].getTensor();
  if (gradient.getShape() != operands[0].getShape())
    return makeError(op, "expected input and gradient of the same shape");
  llvm::Expected<StraightThrough> passing =
      addContext(op, getStraightThrough(RealValues(operands[0].getTensor()), makeRequest(op, evaluator)));
  if (!passing)
    return passing.takeError();
  bool isDouble = gradient.getKind().format == Format::F64;
  std::vector<double> values(gradient.getNumElements(), 0.0);
  for (size_t i = 0; i < values.size(); ++i) {
    if (!passing->passes[i])
      continue;
    double value = gradient.getFloat(i);
    if (dividesByScale)
      value =
          isDouble ? value / passing->scales[i] : static_cast<float>(value) / static_cast<float>(passing->scales[i]);
    values[i] = value;
  }
  return single(Tensor::fromFloats(gradient.getElementType(), gradient.getShape(), values));
}

void reference::registerTraining(EvalRegistry &registry) {
  registry.add<FakeQuantizeOp>(evalFakeQuantize);
  registry.add<FakeQuantizeGradOp>(evalGradient<FakeQuantizeGradOp>);
  registry.add<QuantizeGradOp>(evalGradient<QuantizeGradOp>);
}
