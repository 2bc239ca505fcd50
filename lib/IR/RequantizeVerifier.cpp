//===- RequantizeVerifier.cpp - verification of requantize ------------------------------------------------===//
#include "OperandSegments.h"
#include "ParameterOperands.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;

static ArrayRef<int64_t> getInputShape(RequantizeOp op) {
  if (auto array = dyn_cast<ArrayType>(op.getInput().getType()))
    return array.getShape();
  return cast<RankedTensorType>(op.getInput().getType()).getShape();
}

/// (C2)
static LogicalResult verifyInputScale(RequantizeOp op) {
  bool isNeeded = !op.isIntegerForm() && !isa<ArrayType>(op.getInput().getType());
  if (isNeeded == (op.getInputScale() != nullptr))
    return success();
  if (isNeeded)
    return op.emitOpError() << "expected an input_scale operand for i32 accumulators without multiplier and shift, "
                               "but got none";
  return op.emitOpError() << "expected no input_scale operand "
                          << (op.isIntegerForm() ? "with multiplier and shift" : "for an array input")
                          << ", but got one";
}

/// (C10) for one of input and result.
static LogicalResult verifyIntegerArray(RequantizeOp op, StringRef name, Type type) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array)
    return success();
  EncodingAttr encoding = array.getEncoding();
  bool hasIntegerZeroPoint = !encoding.getZeroPoint() || numerics::isInteger(*encoding.getZeroPoint());
  if (encoding.hasIntegerCodes() && hasIntegerZeroPoint)
    return success();
  return op.emitOpError() << "expected " << name << " to have integer codes and integer zero points or none with "
                          << "multiplier and shift, but got " << encoding;
}

/// (C9), (C10)
static LogicalResult verifyIntegerForm(RequantizeOp op) {
  if (!op.isIntegerForm())
    return success();
  if (!op.getMultiplier() || !op.getShift())
    return op.emitOpError() << "expected multiplier and shift together, but got only "
                            << (op.getMultiplier() ? "multiplier" : "shift");
  if (op.getCalibration())
    return op.emitOpError() << "expected no dynamic rule with multiplier and shift, but got '"
                            << numerics::Calibration::getRuleName(op.getCalibrationAttr().getRule()) << "'";
  return success(succeeded(verifyIntegerArray(op, "input", op.getInput().getType())) &&
                 succeeded(verifyIntegerArray(op, "result", op.getType())));
}

/// (C11)
static LogicalResult verifyBroadcast(RequantizeOp op, StringRef name, Value operand) {
  if (!operand)
    return success();
  ArrayRef<int64_t> shape = getInputShape(op);
  auto type = cast<RankedTensorType>(operand.getType());
  bool fits = type.getRank() == static_cast<int64_t>(shape.size());
  for (unsigned i = 0; fits && i < shape.size(); ++i) {
    int64_t size = type.getDimSize(i);
    fits = size == 1 || size == shape[i] || ShapedType::isDynamic(size) || ShapedType::isDynamic(shape[i]);
  }
  if (fits)
    return success();
  return op.emitOpError() << "expected " << name << " to have the rank of input and broadcast to it, but got " << type
                          << " and " << op.getInput().getType();
}

/// (C12): the values of a constant lie in low .. high.
static LogicalResult verifyConstantRange(RequantizeOp op, StringRef name, Value operand, int64_t low, int64_t high) {
  DenseIntElementsAttr values = operand ? getConstantIntegers(operand) : DenseIntElementsAttr();
  if (!values)
    return success();
  for (const APInt &value : values.getValues<APInt>())
    if (value.getSExtValue() < low || value.getSExtValue() > high)
      return op.emitOpError() << "expected constant " << name << " in " << low << " .. " << high << ", but got "
                              << value.getSExtValue();
  return success();
}

/// (C12) for input_scale.
static LogicalResult verifyConstantInputScale(RequantizeOp op) {
  ElementsAttr values;
  if (!op.getInputScale() || !matchPattern(op.getInputScale(), m_Constant(&values)))
    return success();
  Format format = *getFormat(cast<FloatType>(values.getElementType()));
  std::optional<int64_t> index = findUnusableValue(values, format, /*allowZero=*/false);
  if (index)
    return op.emitOpError() << "expected constant input_scale to be finite and not zero, but got another value at "
                            << "element " << *index;
  return success();
}

LogicalResult RequantizeOp::verify() {
  if (failed(verifySingleOperands(*this, {"input"})))
    return failure();
  // (C1)
  if (failed(verifyCompatibleShape(getInputShape(*this), getType().getShape())))
    return emitOpError() << "expected input and result to have compatible shapes, but got " << getInput().getType()
                         << " and " << getType();
  if (failed(verifyIntegerForm(*this)) || failed(verifyInputScale(*this)))
    return failure();
  for (auto [name, operand] :
       {std::pair<StringRef, Value>("input_scale", getInputScale()),
        std::pair<StringRef, Value>("multiplier", getMultiplier()), std::pair<StringRef, Value>("shift", getShift())})
    if (failed(verifyBroadcast(*this, name, operand)))
      return failure();
  if (failed(verifyConstantRange(*this, "multiplier", getMultiplier(), 1 << 30, INT32_MAX)) ||
      failed(verifyConstantRange(*this, "shift", getShift(), -31, 62)) || failed(verifyConstantInputScale(*this)))
    return failure();
  // (C3) .. (C8)
  return verifyParameterOperands(*this, getType(), ParameterOperands::of(*this));
}
