//===- EvalQuantDialect.cpp - upstream's quant.qcast, dcast and scast -------------------------------------===//
//
// Upstream leaves rounding open; here it is that of the default convention, which is what importing these ops gives:
// saturate(round_half_even(x / scale) + zero_point), with scales in f32 (f64 for an expressed type of f64).
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Evaluator.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

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

/// Scales in the type that codes are computed with.
static double roundScale(const numerics::Encoding &encoding, double scale) {
  return encoding.scale == Format::F64 ? scale : static_cast<double>(static_cast<float>(scale));
}

static llvm::Error setPerAxis(UniformArray &array, quant::UniformQuantizedPerAxisType type) {
  auto axis = static_cast<size_t>(type.getQuantizedDimension());
  if (axis >= array.parts.shape.size() || array.parts.shape[axis] != static_cast<int64_t>(type.getScales().size()))
    return llvm::createStringError("expected a scale for each index of dimension " + Twine(axis));
  array.encoding.block[axis] = 1;
  for (double scale : type.getScales())
    array.parts.scales.push_back(roundScale(array.encoding, scale));
  for (int64_t zeroPoint : type.getZeroPoints())
    array.parts.zeroPoints.push_back(static_cast<double>(zeroPoint));
  return llvm::Error::success();
}

static llvm::Error setSubChannel(UniformArray &array, quant::UniformQuantizedSubChannelType type) {
  for (auto [axis, size] : llvm::zip(type.getQuantizedDimensions(), type.getBlockSizes())) {
    assert(static_cast<size_t>(axis) < array.encoding.block.size() && "verified: quantized dimensions below the rank");
    array.encoding.block[axis] = size;
  }
  numerics::Shape grid = numerics::getGridShape(array.parts.shape, array.encoding.block);
  if (ArrayRef<int64_t>(grid) != type.getScales().getType().getShape())
    return llvm::createStringError("expected a scale for each block of the shape");
  for (const APFloat &scale : type.getScales().getValues<APFloat>()) {
    APFloat wide = scale;
    bool losesInfo;
    wide.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
    array.parts.scales.push_back(roundScale(array.encoding, wide.convertToDouble()));
  }
  for (const APInt &zeroPoint : type.getZeroPoints().getValues<APInt>())
    array.parts.zeroPoints.push_back(static_cast<double>(zeroPoint.getSExtValue()));
  return llvm::Error::success();
}

static llvm::Error setParameters(UniformArray &array, quant::QuantizedType type) {
  if (auto perLayer = dyn_cast<quant::UniformQuantizedType>(type)) {
    array.parts.scales.push_back(roundScale(array.encoding, perLayer.getScale()));
    array.parts.zeroPoints.push_back(static_cast<double>(perLayer.getZeroPoint()));
    return llvm::Error::success();
  }
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type))
    return setPerAxis(array, perAxis);
  if (auto subChannel = dyn_cast<quant::UniformQuantizedSubChannelType>(type))
    return setSubChannel(array, subChannel);
  return llvm::createStringError("expected a !quant.uniform type");
}

static llvm::Expected<UniformArray> makeArray(quant::QuantizedType type, ArrayRef<int64_t> shape, Format expressed) {
  UniformArray array;
  if (!type.getStorageType())
    return llvm::createStringError("expected a !quant.uniform type");
  std::string storage = (type.isSigned() ? "i" : "u") + std::to_string(type.getStorageTypeIntegralWidth());
  std::optional<Format> format = numerics::parseFormat(storage);
  if (!isa_and_present<IntegerType>(type.getStorageType()) || !format || !numerics::isInteger(*format))
    return llvm::createStringError("storage type " + storage + " is not known to the reference interpreter");
  array.encoding.storage = *format;
  array.encoding.expressed = expressed;
  array.encoding.block.assign(shape.size(), numerics::kWhole);
  array.encoding.scale = expressed == Format::F64 ? Format::F64 : Format::F32;
  array.encoding.zeroPoint = Format::I32;
  array.encoding.clamp = {type.getStorageTypeMin(), type.getStorageTypeMax()};
  array.parts.shape.assign(shape.begin(), shape.end());
  if (llvm::Error error = setParameters(array, type))
    return error;
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
