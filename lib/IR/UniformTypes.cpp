//===- UniformTypes.cpp - what upstream's !quant.uniform types hold ---------------------------------------===//
#include "Qnt/IR/UniformTypes.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/Numerics/Rounding.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

/// Storage format and, for a narrow range, the clamp.
static LogicalResult setStorage(numerics::Encoding &encoding, quant::QuantizedType type, std::string &reason) {
  auto storage = dyn_cast_if_present<IntegerType>(type.getStorageType());
  if (!storage) {
    reason = "its storage type is no integer";
    return failure();
  }
  auto format = numerics::parseFormat((type.isSigned() ? "i" : "u") + std::to_string(storage.getWidth()));
  if (!format || !numerics::isStorageFormat(*format)) {
    reason = "its storage type is not i2..i8, i16, i32, u2..u8 or u16";
    return failure();
  }
  encoding.storage = *format;
  const numerics::FormatInfo &info = numerics::getInfo(*format);
  if (type.getStorageTypeMin() != info.minInt || type.getStorageTypeMax() != info.maxInt)
    encoding.clamp = {type.getStorageTypeMin(), type.getStorageTypeMax()};
  return success();
}

static LogicalResult setExpressed(numerics::Encoding &encoding, quant::QuantizedType type, std::string &reason) {
  auto expressed = dyn_cast_if_present<FloatType>(type.getExpressedType());
  std::optional<Format> format = expressed ? getFormat(expressed) : std::nullopt;
  if (!format || !numerics::isExpressedFormat(*format)) {
    reason = "its expressed type is not f64, f32, f16 or bf16";
    return failure();
  }
  encoding.expressed = *format;
  encoding.scale = format;
  encoding.zeroPoint = Format::I32;
  return success();
}

static double toDouble(APFloat value) {
  bool losesInfo;
  value.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven, &losesInfo);
  return value.convertToDouble();
}

/// The number that the low bits of a zero point mean. Those above the width are not trusted: upstream prints an
/// unsigned 15 of four bits as -1, and its parser leaves the sign of that in them.
static int64_t toInteger(const APInt &value, bool isSigned) {
  uint64_t bits = value.getRawData()[0] & llvm::maskTrailingOnes<uint64_t>(value.getBitWidth());
  return isSigned ? llvm::SignExtend64(bits, value.getBitWidth()) : static_cast<int64_t>(bits);
}

static LogicalResult setPerAxis(UniformParameters &result, quant::UniformQuantizedPerAxisType type,
                                std::string &reason) {
  int64_t axis = type.getQuantizedDimension();
  if (axis < 0 || axis >= static_cast<int64_t>(result.grid.size())) {
    reason = "its quantized dimension is outside the tensor's rank";
    return failure();
  }
  result.encoding.block[axis] = 1;
  result.grid[axis] = static_cast<int64_t>(type.getScales().size());
  result.scales.assign(type.getScales().begin(), type.getScales().end());
  result.zeroPoints.assign(type.getZeroPoints().begin(), type.getZeroPoints().end());
  return success();
}

static LogicalResult setSubChannel(UniformParameters &result, quant::UniformQuantizedSubChannelType type,
                                   std::string &reason) {
  auto rank = static_cast<int64_t>(result.grid.size());
  ArrayRef<int64_t> grid = type.getScales().getType().getShape();
  for (auto [dim, size] : type.getBlockSizeInfo()) {
    if (dim < 0 || dim >= rank || size <= 0) {
      reason = "its quantized dimension or block size is out of range";
      return failure();
    }
    result.encoding.block[dim] = size;
  }
  if (static_cast<int64_t>(grid.size()) != rank) {
    reason = "its scales have another rank than the tensor";
    return failure();
  }
  result.grid.assign(grid.begin(), grid.end());
  for (const APFloat &scale : type.getScales().getValues<APFloat>())
    result.scales.push_back(toDouble(scale));
  for (const APInt &zeroPoint : type.getZeroPoints().getValues<APInt>())
    result.zeroPoints.push_back(toInteger(zeroPoint, type.isSigned()));
  return success();
}

FailureOr<UniformParameters> mlir::qnt::readUniformType(quant::QuantizedType type, int64_t rank, std::string &reason) {
  UniformParameters result;
  result.encoding.block.assign(rank, numerics::kWhole);
  result.grid.assign(rank, 1);
  if (auto perLayer = dyn_cast<quant::UniformQuantizedType>(type)) {
    result.scales = {perLayer.getScale()};
    result.zeroPoints = {perLayer.getZeroPoint()};
  } else if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(type)) {
    if (failed(setPerAxis(result, perAxis, reason)))
      return failure();
  } else if (auto subChannel = dyn_cast<quant::UniformQuantizedSubChannelType>(type)) {
    if (failed(setSubChannel(result, subChannel, reason)))
      return failure();
  } else {
    reason = "only uniform types (per layer, per axis, sub-channel) have an array form";
    return failure();
  }
  if (failed(setStorage(result.encoding, type, reason)) || failed(setExpressed(result.encoding, type, reason)))
    return failure();
  numerics::EncodeOptions toInfinity;
  toInfinity.overflow = numerics::Overflow::NonFinite;
  for (double &scale : result.scales)
    scale = numerics::roundTo(result.encoding.expressed, scale, toInfinity);
  return result;
}
