//===- QuantTypes.cpp - !quant.uniform to arrays ----------------------------------------------------------===//
#include "QuantTypes.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/UniformTypes.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace mlir::qnt;

static DenseElementsAttr makeScales(RankedTensorType type, ArrayRef<double> scales) {
  const llvm::fltSemantics &semantics = cast<FloatType>(type.getElementType()).getFloatSemantics();
  SmallVector<APFloat> values;
  for (double scale : scales) {
    APFloat value(scale);
    bool losesInfo;
    value.convert(semantics, APFloat::rmNearestTiesToEven, &losesInfo);
    values.push_back(value);
  }
  return DenseElementsAttr::get(type, values);
}

static DenseElementsAttr makeZeroPoints(RankedTensorType type, ArrayRef<int64_t> zeroPoints) {
  SmallVector<APInt> values;
  for (int64_t zeroPoint : zeroPoints)
    values.emplace_back(type.getElementTypeBitWidth(), zeroPoint, /*isSigned=*/true, /*implicitTrunc=*/true);
  return DenseElementsAttr::get(type, values);
}

/// The storage format when every zero point lies in it, else i32.
static Format getZeroPointFormat(Format storage, ArrayRef<int64_t> zeroPoints) {
  const numerics::FormatInfo &info = numerics::getInfo(storage);
  bool fits = llvm::all_of(zeroPoints, [&](int64_t value) { return value >= info.minInt && value <= info.maxInt; });
  return fits ? storage : Format::I32;
}

FailureOr<ImportedQuantType> mlir::qnt::importQuantType(Type type, std::string &reason) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  auto quantized = dyn_cast<quant::QuantizedType>(getElementTypeOrSelf(type));
  if (!tensor || !quantized) {
    reason = "only ranked tensors have an array form";
    return failure();
  }
  FailureOr<UniformParameters> parameters = readUniformType(quantized, tensor.getRank(), reason);
  if (failed(parameters))
    return failure();
  numerics::Encoding encoding = parameters->encoding;
  encoding.zeroPoint.reset();
  bool hasZeroPoints = llvm::any_of(parameters->zeroPoints, [](int64_t value) { return value != 0; });
  if (hasZeroPoints)
    encoding.zeroPoint = getZeroPointFormat(encoding.storage, parameters->zeroPoints);

  MLIRContext *context = type.getContext();
  ImportedQuantType result;
  result.type = ArrayType::get(context, tensor.getShape(), EncodingAttr::fromNumerics(context, encoding));
  RankedTensorType scalesType = result.type.getScalesType();
  if (!scalesType.hasStaticShape() || scalesType.getShape() != ArrayRef<int64_t>(parameters->grid)) {
    reason = "its scales do not match the tensor's dimensions";
    return failure();
  }
  result.scales = makeScales(scalesType, parameters->scales);
  if (hasZeroPoints)
    result.zeroPoints = makeZeroPoints(result.type.getZeroPointsType(), parameters->zeroPoints);
  return result;
}

//===----------------------------------------------------------------------------------------------------===//
// Arrays to !quant.uniform
//===----------------------------------------------------------------------------------------------------===//

/// What upstream's types have no place for.
static std::string findObstacle(ArrayType type) {
  EncodingAttr encoding = type.getEncoding();
  if (!encoding.hasIntegerCodes())
    return "its codes are not integers";
  if (!encoding.getScale())
    return "it has no scale";
  if (encoding.getTensorScale())
    return "it has a tensor scale";
  if (encoding.getSparsity())
    return "it is sparse";
  if (encoding.getMulSub())
    return "its decode rule is mul_sub";
  if (encoding.getLayout())
    return "its codes have a memory layout of their own";
  if (encoding.getZeroPoint() && numerics::isFloat(*encoding.getZeroPoint()))
    return "its zero points are floats";
  // Upstream's type has the scale in the expressed type, which f64 steps would be lost with.
  if (encoding.getScale() == Format::F64 && encoding.getExpressed() != Format::F64)
    return "its scale is wider than the expressed type";
  for (auto [dim, size] : llvm::zip(type.getShape(), encoding.getBlock()))
    if (size != numerics::kWhole && (ShapedType::isDynamic(dim) || dim % size != 0))
      return "a block size does not divide its dimension";
  return {};
}

static std::string describeInexact(double scale) {
  std::string text;
  llvm::raw_string_ostream(text) << "scale " << llvm::format("%.9g", scale) << " is no value of the expressed type";
  return text;
}

static std::string checkValues(EncodingAttr encoding, ArrayRef<double> scales, ArrayRef<int64_t> zeroPoints) {
  // An empty list of scales is a type that prints and does not parse.
  if (scales.empty())
    return "a dimension of size 0 leaves it without scales, and the type lists at least one";
  for (double scale : scales) {
    if (!(scale > 0) || !std::isfinite(scale))
      return "a scale is not positive and finite";
    // Upstream's type has scales in the expressed type.
    if (numerics::roundTo(encoding.getExpressed(), scale) != scale)
      return describeInexact(scale);
  }
  const numerics::FormatInfo &info = numerics::getInfo(encoding.getStorage());
  for (int64_t zeroPoint : zeroPoints)
    if (zeroPoint < info.minInt || zeroPoint > info.maxInt)
      return "a zero point lies outside the storage range";
  return {};
}

static Type makeQuantType(ArrayType type, ArrayRef<double> scales, ArrayRef<int64_t> zeroPoints) {
  EncodingAttr encoding = type.getEncoding();
  const numerics::FormatInfo &info = numerics::getInfo(encoding.getStorage());
  unsigned flags = info.isSigned ? quant::QuantizationFlags::Signed : 0;
  auto [low, high] = encoding.getClamp().value_or(std::make_pair(info.minInt, info.maxInt));
  Type storage = encoding.getCodeType(), expressed = encoding.getExpressedType();
  SmallVector<int32_t> dims;
  SmallVector<int64_t> sizes;
  for (auto [dim, size] : llvm::enumerate(encoding.getBlock()))
    if (size != numerics::kWhole) {
      dims.push_back(dim);
      sizes.push_back(size);
    }
  if (scales.size() == 1)
    return quant::UniformQuantizedType::get(flags, storage, expressed, scales[0], zeroPoints[0], low, high);
  if (dims.size() == 1 && sizes[0] == 1)
    return quant::UniformQuantizedPerAxisType::get(flags, storage, expressed, scales, zeroPoints, dims[0], low, high);
  SmallVector<int64_t> grid(type.getScalesType().getShape());
  auto scaleAttr = makeScales(RankedTensorType::get(grid, expressed), scales);
  auto zeroPointAttr = makeZeroPoints(RankedTensorType::get(grid, storage), zeroPoints);
  return quant::UniformQuantizedSubChannelType::get(flags, storage, expressed, scaleAttr, zeroPointAttr, dims, sizes,
                                                    low, high);
}

/// Scales (or zero points) as numbers; nothing, with a reason, when they cannot be read.
static std::optional<SmallVector<double>> readValues(ElementsAttr attr, Format format, StringRef what,
                                                     std::string &reason) {
  std::optional<SmallVector<double>> values = getPartValues(attr, format);
  if (!values)
    reason = ("the data of its " + what + " is missing or not of the size of their type").str();
  return values;
}

FailureOr<RankedTensorType> mlir::qnt::exportQuantType(ArrayType type, ElementsAttr scales, ElementsAttr zeroPoints,
                                                       std::string &reason) {
  reason = findObstacle(type);
  if (!reason.empty())
    return failure();
  EncodingAttr encoding = type.getEncoding();
  std::optional<SmallVector<double>> scaleValues = readValues(scales, *encoding.getScale(), "scales", reason);
  if (!scaleValues)
    return failure();
  SmallVector<int64_t> zeroPointValues(scaleValues->size(), 0);
  if (zeroPoints) {
    auto values = readValues(zeroPoints, *encoding.getZeroPoint(), "zero points", reason);
    if (!values)
      return failure();
    zeroPointValues.assign(values->begin(), values->end());
  }
  reason = checkValues(encoding, *scaleValues, zeroPointValues);
  if (!reason.empty())
    return failure();
  return RankedTensorType::get(type.getShape(), makeQuantType(type, *scaleValues, zeroPointValues));
}
