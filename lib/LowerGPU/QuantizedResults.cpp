//===- QuantizedResults.cpp - arrays that kernels of tensor cores give ------------------------------------===//
#include "QuantizedResults.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Quantize.h"

using namespace mlir;
using namespace mlir::qnt;

QuantizeOp mlir::qnt::getResultQuantize(Value yielded) {
  auto op = yielded.getDefiningOp<QuantizeOp>();
  return op && !op.getCalibrationAttr() ? op : QuantizeOp();
}

SmallVector<Value> mlir::qnt::getQuantizeParameters(QuantizeOp op) {
  SmallVector<Value> parameters;
  for (Value value : {op.getScale(), op.getZeroPoint(), op.getTensorScale()})
    if (value)
      parameters.push_back(value);
  return parameters;
}

static numerics::Convention getConvention(QuantizeOp op) {
  return op.getConventionAttr() ? op.getConventionAttr().toNumerics() : numerics::Convention();
}

static emit::ElementQuantizer getQuantizer(QuantizeOp op) {
  auto input = cast<FloatType>(cast<RankedTensorType>(op.getInput().getType()).getElementType());
  return {emit::ElementEncoding(op.getType().getEncoding()), getConvention(op), *getFormat(input)};
}

/// Of a size that memory holds one after the other, and no type that loads cannot have.
static bool isReadable(Type element) {
  if (element.isInteger())
    return element.getIntOrFloatBitWidth() % 8 == 0;
  return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(element);
}

std::string mlir::qnt::whyNotQuantizedResult(QuantizeOp op) {
  ArrayType type = op.getType();
  EncodingAttr encoding = type.getEncoding();
  if (op.getMask() || encoding.getSparsity() || encoding.hasLut() || encoding.getLayout())
    return "its result has a mask, a code book or a layout";
  if (!encoding.hasIntegerCodes() || encoding.getCodeWidth() % 8 != 0)
    return "its result has codes other than integers of 8, 16 or 32 bits";
  if (getConvention(op).quotient == numerics::Quotient::ReciprocalXLA || getQuantizer(op).needsIndex())
    return "the codes of its result depend on more than an element and its scale";
  for (Value parameter : getQuantizeParameters(op)) {
    auto tensor = cast<RankedTensorType>(parameter.getType());
    if (!isReadable(tensor.getElementType()))
      return "a scale or zero point of its result has less than a byte, or a type without arithmetic";
    Operation *source = parameter.getDefiningOp();
    if (source && !isa<arith::ConstantOp>(source))
      return "a scale or zero point of its result is computed in the kernel";
    if (tensor.getRank() > 0 && ShapedType::isDynamicShape(tensor.getShape().drop_front()))
      return "its result has scales of dynamic inner sizes";
  }
  return {};
}

Value mlir::qnt::emitQuantizedElement(KernelEmitter &e, QuantizeOp op, Value element, ArrayRef<Value> position,
                                      function_ref<Value(Value, ArrayRef<Value>)> readParameter) {
  EncodingAttr encoding = op.getType().getEncoding();
  emit::ElementEncoding ofElement(encoding);
  SmallVector<Value> block;
  for (auto [size, index] : llvm::zip_equal(encoding.getBlock(), position))
    block.push_back(size == numerics::kWhole ? e.constant(0, e.b.getI64Type()) : e.divide(index, size));
  Value scale, zeroPoint, tensorScale;
  if (op.getTensorScale())
    tensorScale = readParameter(op.getTensorScale(), {});
  if (op.getScale())
    scale = emit::emitScale(e.b, ofElement, readParameter(op.getScale(), block), tensorScale);
  if (op.getZeroPoint())
    zeroPoint = emit::emitZeroPoint(e.b, ofElement, readParameter(op.getZeroPoint(), block));
  emit::ElementQuantizer quantizer = getQuantizer(op);
  return quantizer.emitCode(e.b, element, quantizer.emitBlock(e.b, scale, zeroPoint));
}
