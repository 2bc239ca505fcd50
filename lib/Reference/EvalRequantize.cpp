//===- EvalRequantize.cpp - requantize, through floats or with integers only ------------------------------===//

#include "Qnt/Numerics/Requantize.h"
#include "QuantizeValues.h"
#include <algorithm>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

namespace {

/// A tensor whose dimensions of size 1 stand for every index of another shape.
class BroadcastTensor {
public:
  static llvm::Expected<BroadcastTensor> create(RequantizeOp op, const Tensor &tensor, ArrayRef<int64_t> shape,
                                                StringRef name) {
    bool fits = tensor.getRank() == shape.size() && llvm::all_of(llvm::zip(tensor.getShape(), shape), [](auto pair) {
                  return std::get<0>(pair) == 1 || std::get<0>(pair) == std::get<1>(pair);
                });
    if (!fits)
      return makeError(op, "expected " + name + " to broadcast to " + describeShape(shape, tensor.getElementType()) +
                               ", got " + describeShape(tensor.getShape(), tensor.getElementType()));
    return BroadcastTensor(tensor, shape);
  }

  /// The index in the tensor of an element of the shape.
  int64_t getIndex(int64_t element) const {
    int64_t index = 0;
    for (size_t dim = shape.size(); dim-- > 0; element /= shape[dim])
      index += tensor.getShape()[dim] == 1 ? 0 : element % shape[dim] * strides[dim];
    return index;
  }
  double getFloat(int64_t element) const { return tensor.getFloat(getIndex(element)); }
  int64_t getSigned(int64_t element) const { return tensor.getSigned(getIndex(element)); }

private:
  BroadcastTensor(const Tensor &tensor, ArrayRef<int64_t> shape)
      : tensor(tensor), shape(shape), strides(getRowMajorStrides(tensor.getShape())) {}

  const Tensor &tensor;
  Shape shape, strides;
};

} // namespace

static QuantizeRequest makeRequest(RequantizeOp op, const Evaluator &evaluator) {
  QuantizeRequest request;
  request.encoding = op.getResult().getType().getEncoding();
  request.scale = getOptionalTensor(op.getScale(), evaluator);
  request.zeroPoint = getOptionalTensor(op.getZeroPoint(), evaluator);
  request.codebook = getOptionalTensor(op.getCodebook(), evaluator);
  request.tensorScale = getOptionalTensor(op.getTensorScale(), evaluator);
  request.mask = getOptionalTensor(op.getMask(), evaluator);
  request.calibration = op.getCalibrationAttr();
  request.convention = op.getConventionAttr();
  return request;
}

//===----------------------------------------------------------------------------------------------------===//
// Float form
//===----------------------------------------------------------------------------------------------------===//

/// f32(acc) * input_scale, in f32, or in f64 where the scale is.
static llvm::Expected<RealValues> scaleAccumulators(RequantizeOp op, const Tensor &input, const Tensor &inputScale) {
  llvm::Expected<BroadcastTensor> scale = BroadcastTensor::create(op, inputScale, input.getShape(), "input_scale");
  if (!scale)
    return scale.takeError();
  bool isDouble = inputScale.getKind().format == Format::F64;
  std::vector<double> values(input.getNumElements());
  for (size_t i = 0; i < values.size(); ++i) {
    auto accumulator = static_cast<float>(input.getSigned(i));
    values[i] = isDouble ? static_cast<double>(accumulator) * scale->getFloat(i)
                         : static_cast<double>(accumulator * static_cast<float>(scale->getFloat(i)));
  }
  return RealValues(input.getShape(), std::move(values), isDouble ? Format::F64 : Format::F32);
}

static llvm::Expected<RealValues> getRealInput(RequantizeOp op, const InterpreterValue &input,
                                               const Evaluator &evaluator) {
  if (input.isArray()) {
    Type expressed = evaluator.getComputeType(input.getArray().encoding.getExpressedType());
    return RealValues(dequantizeArray(input.getArray(), expressed));
  }
  const Tensor *scale = getOptionalTensor(op.getInputScale(), evaluator);
  assert(scale && "verified: accumulators have an input_scale");
  return scaleAccumulators(op, input.getTensor(), *scale);
}

//===----------------------------------------------------------------------------------------------------===//
// Integer form
//===----------------------------------------------------------------------------------------------------===//

/// Accumulators, or code - zero point of every element of an array: 0 for one that its mask leaves out.
static std::vector<int64_t> getAccumulators(const InterpreterValue &input) {
  std::vector<int64_t> accumulators;
  if (input.isTensor()) {
    for (int64_t i = 0; i < input.getTensor().getNumElements(); ++i)
      accumulators.push_back(input.getTensor().getSigned(i));
    return accumulators;
  }
  const numerics::ArrayParts &parts = *input.getArray().parts;
  numerics::Encoding encoding = input.getArray().getEncoding();
  for (size_t i = 0; i < parts.codes.size(); ++i) {
    if (!parts.mask.empty() && !parts.mask[i]) {
      accumulators.push_back(0);
      continue;
    }
    auto code = static_cast<int64_t>(numerics::decode(encoding.storage, parts.codes[i]));
    int64_t block = numerics::getBlockIndex(i, parts.shape, encoding.block);
    accumulators.push_back(code - (parts.zeroPoints.empty() ? 0 : static_cast<int64_t>(parts.zeroPoints[block])));
  }
  return accumulators;
}

/// Also where there is no element to multiply, as the verifier asks it of constants.
static llvm::Error checkFactors(RequantizeOp op, const Tensor &multipliers, const Tensor &shifts) {
  for (int64_t i = 0; i < multipliers.getNumElements(); ++i)
    if (int64_t multiplier = multipliers.getSigned(i); multiplier < 1 << 30)
      return makeError(op, "expected a multiplier from 2^30 to 2^31 - 1, got " + Twine(multiplier));
  for (int64_t i = 0; i < shifts.getNumElements(); ++i)
    if (int64_t shift = shifts.getSigned(i); shift < -31 || shift > 62)
      return makeError(op, "expected a shift from -31 to 62, got " + Twine(shift));
  return llvm::Error::success();
}

/// saturate(round(acc * multiplier * 2^-shift) + zero_point)
static llvm::Expected<uint64_t> requantizeElement(RequantizeOp op, int64_t accumulator,
                                                  numerics::FixedPointMultiplier multiplier, int64_t zeroPoint,
                                                  const numerics::Encoding &encoding,
                                                  const numerics::Convention &convention) {
  if (accumulator != static_cast<int32_t>(accumulator))
    return makeError(op, "expected code - zero point to fit in 32 bits, got " + Twine(accumulator));
  int64_t scaled = numerics::multiplyByFixedPoint(static_cast<int32_t>(accumulator), multiplier, convention.rounding,
                                                  convention.requantize);
  auto [low, high] = encoding.codeRange();
  int64_t code = std::clamp(scaled + zeroPoint, low, high);
  return static_cast<uint64_t>(code) & llvm::maskTrailingOnes<uint64_t>(numerics::bitWidth(encoding.storage));
}

static llvm::Expected<Array> requantizeIntegers(RequantizeOp op, const InterpreterValue &input,
                                                const Evaluator &evaluator) {
  QuantizeRequest request = makeRequest(op, evaluator);
  llvm::Expected<numerics::ArrayParts> parts =
      addContext(op, getParameters(RealValues(input.getShape(), {}, Format::F32), request));
  if (!parts)
    return parts.takeError();
  const Tensor &multipliers = *getOptionalTensor(op.getMultiplier(), evaluator);
  const Tensor &shifts = *getOptionalTensor(op.getShift(), evaluator);
  llvm::Expected<BroadcastTensor> multiplier = BroadcastTensor::create(op, multipliers, input.getShape(), "multiplier");
  if (!multiplier)
    return multiplier.takeError();
  llvm::Expected<BroadcastTensor> shift = BroadcastTensor::create(op, shifts, input.getShape(), "shift");
  if (!shift)
    return shift.takeError();
  if (llvm::Error error = checkFactors(op, multipliers, shifts))
    return error;
  numerics::Encoding encoding = request.encoding.toNumerics();
  for (auto [i, accumulator] : llvm::enumerate(getAccumulators(input))) {
    int64_t block = numerics::getBlockIndex(i, parts->shape, encoding.block);
    int64_t zeroPoint = parts->zeroPoints.empty() ? 0 : static_cast<int64_t>(parts->zeroPoints[block]);
    numerics::FixedPointMultiplier factor{static_cast<int32_t>(multiplier->getSigned(i)),
                                          static_cast<int32_t>(shift->getSigned(i))};
    llvm::Expected<uint64_t> code =
        requantizeElement(op, accumulator, factor, zeroPoint, encoding, request.getConvention());
    if (!code)
      return code.takeError();
    parts->codes.push_back(*code);
  }
  return Array(request.encoding, std::move(*parts));
}

static EvalResult evalRequantize(RequantizeOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  if (op.isIntegerForm()) {
    llvm::Expected<Array> array = requantizeIntegers(op, operands[0], evaluator);
    return array ? EvalResult(single(std::move(*array))) : EvalResult(array.takeError());
  }
  llvm::Expected<RealValues> input = getRealInput(op, operands[0], evaluator);
  if (!input)
    return input.takeError();
  llvm::Expected<Array> array = addContext(op, quantizeValues(*input, makeRequest(op, evaluator)));
  if (!array)
    return array.takeError();
  return single(std::move(*array));
}

void reference::registerRequantize(EvalRegistry &registry) { registry.add<RequantizeOp>(evalRequantize); }
