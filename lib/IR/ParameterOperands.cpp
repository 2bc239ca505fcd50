//===- ParameterOperands.cpp - verification of quantization parameters ------------------------------------===//
#include "ParameterOperands.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// One operand and what the encoding says about it.
struct Operand {
  StringRef name;
  Value value;
  PartKind kind;
  /// Found by a `dynamic` rule, so not given beside it.
  bool isChosen;
};
} // namespace

static SmallVector<Operand, 5> listOperands(const ParameterOperands &operands) {
  return {{"scale", operands.scale, PartKind::Scales, true},
          {"zero_point", operands.zeroPoint, PartKind::ZeroPoints, true},
          {"codebook", operands.codebook, PartKind::Codebook, false},
          {"tensor_scale", operands.tensorScale, PartKind::TensorScale, true},
          {"mask", operands.mask, PartKind::Mask, false}};
}

/// (C3), (C4), (C5): an operand is there exactly when the encoding has the part and no rule finds it.
static LogicalResult verifyPresence(Operation *op, ArrayType array, CalibrationAttr calibration,
                                    const Operand &operand) {
  bool hasPart = array.getPartType(operand.kind) != nullptr;
  // (C3)
  if (operand.value && calibration && operand.isChosen)
    return op->emitOpError() << "expected no " << operand.name << " operand with a dynamic rule, but got one";
  // (C4), (C5)
  if (operand.value && !hasPart)
    return op->emitOpError() << "expected no " << operand.name << " operand, because the encoding has no "
                             << getPartName(operand.kind) << ", but got one";
  if (operand.value || !hasPart || (calibration && operand.isChosen))
    return success();
  InFlightDiagnostic error = op->emitOpError() << "expected a " << operand.name << " operand";
  if (operand.kind == PartKind::Scales)
    error << " or a dynamic rule";
  return error << ", because the encoding has " << getPartName(operand.kind) << ", but got none";
}

/// (C6)
static LogicalResult verifyType(Operation *op, ArrayType array, const Operand &operand) {
  if (!operand.value)
    return success();
  RankedTensorType expected = array.getPartType(operand.kind);
  auto type = cast<RankedTensorType>(operand.value.getType());
  if (type.getElementType() == expected.getElementType() && succeeded(verifyCompatibleShape(type, expected)))
    return success();
  return op->emitOpError() << "expected " << operand.name << " to have a type compatible with " << expected
                           << ", but got " << type;
}

/// True when one block covers the array whatever its dynamic sizes are.
static bool hasOneBlock(ArrayType array) {
  for (auto [size, dim] : llvm::zip(array.getEncoding().getBlock(), array.getShape()))
    if (size != numerics::kWhole && (ShapedType::isDynamic(dim) || dim > size || dim == 0))
      return false;
  return true;
}

/// True when the rule finds a range that is not symmetric about 0, which needs a zero point.
static bool isAsymmetric(const numerics::Calibration &rule) {
  if (rule.rule == numerics::ScaleRule::Fixed)
    return rule.arguments.size() == 2 && rule.arguments[0] != -rule.arguments[1];
  return rule.rule == numerics::ScaleRule::MinMax;
}

/// (C8): a symmetric rule divides by the largest code.
static LogicalResult verifyCodesOfRule(Operation *op, EncodingAttr encoding, const ParameterOperands &operands) {
  numerics::Calibration rule = operands.calibration.toNumerics();
  numerics::Convention convention = operands.convention ? operands.convention.toNumerics() : numerics::Convention();
  numerics::Encoding codes = encoding.toNumerics();
  std::optional<int64_t> zero = numerics::findZeroAtTheEnd(codes, convention, rule);
  if (!zero)
    return success();
  return op->emitOpError() << "expected a code above " << *zero << ", the code of 0, for the dynamic rule '"
                           << numerics::Calibration::getRuleName(rule.rule) << "', but got codes from "
                           << codes.codeRange().first << " to " << codes.codeRange().second;
}

/// (C3), (C8)
static LogicalResult verifyRule(Operation *op, ArrayType array, const ParameterOperands &operands) {
  CalibrationAttr calibration = operands.calibration;
  if (!calibration)
    return success();
  EncodingAttr encoding = array.getEncoding();
  StringRef name = numerics::Calibration::getRuleName(calibration.getRule());
  if (!encoding.getScale())
    return op->emitOpError() << "expected an encoding with a scale for the dynamic rule '" << name << "', but got "
                             << encoding;
  if (isAsymmetric(calibration.toNumerics()) && !encoding.getZeroPoint())
    return op->emitOpError() << "expected an encoding with a zero point for the dynamic rule '" << name << "', but got "
                             << encoding;
  numerics::Calibration rule = calibration.toNumerics();
  if (rule.rule == numerics::ScaleRule::Percentile && encoding.getZeroPoint() && rule.argument(0, 100.0) < 50.0)
    return op->emitOpError()
           << "expected the dynamic rule 'percentile' to have a percentile of at least 50 with a zero "
           << "point, where it cuts off both tails, but got " << rule.argument(0, 100.0);
  LutAttr lut = encoding.getLut();
  if (lut && encoding.getZeroPoint())
    return op->emitOpError() << "expected an encoding without a code book or without a zero point for a dynamic rule, "
                             << "but got " << encoding;
  if (calibration.getRule() == numerics::ScaleRule::MSE && lut && (lut.isVector() || !lut.getGroup().empty()))
    return op->emitOpError() << "expected no code book or one of scalar entries for the whole tensor with the dynamic "
                             << "rule 'mse', but got " << encoding;
  if (calibration.getRule() == numerics::ScaleRule::Fixed && !hasOneBlock(array))
    return op->emitOpError() << "expected one block for the whole value with the dynamic rule 'fixed', but got "
                             << encoding;
  return verifyCodesOfRule(op, encoding, operands);
}

LogicalResult mlir::qnt::verifyParameterOperands(Operation *op, ArrayType array, const ParameterOperands &operands) {
  for (const Operand &operand : listOperands(operands))
    if (failed(verifyPresence(op, array, operands.calibration, operand)) || failed(verifyType(op, array, operand)) ||
        (operand.value && failed(verifyPartValues(op, operand.value, operand.kind, array.getEncoding(), operand.name))))
      return failure();
  return verifyRule(op, array, operands);
}

/// The float format of a part; nothing for parts that hold integers.
static std::optional<Format> getFloatFormat(PartKind kind, EncodingAttr encoding) {
  std::optional<Format> format;
  if (kind == PartKind::Scales)
    format = encoding.getScale();
  else if (kind == PartKind::ZeroPoints)
    format = encoding.getZeroPoint();
  else if (kind == PartKind::Codebook)
    format = encoding.getLut().getEntry();
  else if (kind == PartKind::TensorScale)
    format = Format::F32;
  return format && numerics::isFloat(*format) ? format : std::nullopt;
}

/// (C7)
LogicalResult mlir::qnt::verifyPartValues(Operation *op, ElementsAttr values, PartKind kind, EncodingAttr encoding,
                                          StringRef name) {
  std::optional<Format> format = getFloatFormat(kind, encoding);
  if (!format)
    return success();
  bool isScale = kind == PartKind::Scales || kind == PartKind::TensorScale;
  std::optional<int64_t> index = findUnusableValue(values, *format, /*allowZero=*/!isScale);
  if (!index)
    return success();
  return op->emitOpError() << "expected constant " << name << " to be finite" << (isScale ? " and not zero" : "")
                           << ", but got another value at element " << *index;
}

LogicalResult mlir::qnt::verifyPartValues(Operation *op, Value part, PartKind kind, EncodingAttr encoding,
                                          StringRef name) {
  ElementsAttr values;
  if (!matchPattern(part, m_Constant(&values)))
    return success();
  return verifyPartValues(op, values, kind, encoding, name);
}
