//===- QuantizedResults.cpp - arrays that kernels of tensor cores give ------------------------------------===//
#include "QuantizedResults.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Quantize.h"
#include "Qnt/Emit/Requantize.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// The op
//===----------------------------------------------------------------------------------------------------===//

std::optional<ResultQuantization> ResultQuantization::find(Value yielded) {
  if (auto op = yielded.getDefiningOp<QuantizeOp>(); op && !op.getCalibrationAttr())
    return ResultQuantization(op);
  auto op = yielded.getDefiningOp<RequantizeOp>();
  if (op && !op.getCalibrationAttr() && isa<RankedTensorType>(op.getInput().getType()))
    return ResultQuantization(op);
  return std::nullopt;
}

ArrayType ResultQuantization::getType() const { return cast<ArrayType>(op->getResult(0).getType()); }

Value ResultQuantization::getInput() const { return op->getOperand(0); }

Value ResultQuantization::getOperand(StringRef name) const {
  auto get = [&](auto typed) -> Value {
    return llvm::StringSwitch<Value>(name)
        .Case("scale", typed.getScale())
        .Case("zero_point", typed.getZeroPoint())
        .Case("tensor_scale", typed.getTensorScale())
        .Case("mask", typed.getMask())
        .Default({});
  };
  RequantizeOp requantize = getRequantize();
  if (!requantize)
    return get(cast<QuantizeOp>(op));
  Value factor = llvm::StringSwitch<Value>(name)
                     .Case("input_scale", requantize.getInputScale())
                     .Case("multiplier", requantize.getMultiplier())
                     .Case("shift", requantize.getShift())
                     .Default({});
  return factor ? factor : get(requantize);
}

SmallVector<Value> ResultQuantization::getParts() const {
  SmallVector<Value> parts;
  for (StringRef name : {"scale", "zero_point", "tensor_scale"})
    if (Value value = getOperand(name))
      parts.push_back(value);
  return parts;
}

SmallVector<Value> ResultQuantization::getOperands() const {
  SmallVector<Value> operands = getParts();
  for (StringRef name : {"input_scale", "multiplier", "shift"})
    if (Value value = getOperand(name))
      operands.push_back(value);
  return operands;
}

numerics::Convention ResultQuantization::getConvention() const {
  auto convention = op->getAttrOfType<ConventionAttr>("convention");
  return convention ? convention.toNumerics() : numerics::Convention();
}

bool ResultQuantization::isIntegerForm() const {
  RequantizeOp requantize = getRequantize();
  return requantize && requantize.isIntegerForm();
}

//===----------------------------------------------------------------------------------------------------===//
// What is possible
//===----------------------------------------------------------------------------------------------------===//

/// `input`: the format of what is divided by the scale.
static emit::ElementQuantizer getQuantizer(ArrayType type, const numerics::Convention &convention, Format input) {
  return {emit::ElementEncoding(type.getEncoding()), convention, input};
}

std::string ResultQuantization::whyNotConvention() const {
  if (isIntegerForm())
    return {};
  numerics::Convention convention = getConvention();
  if (convention.quotient == numerics::Quotient::ReciprocalXLA ||
      getQuantizer(getType(), convention, Format::F32).needsIndex())
    return "the codes of its result depend on more than an element and its scale";
  return {};
}

/// Whether `tensor` has, wherever the result has a dynamic size, one element.
static bool isOneWhereDynamic(Value tensor, ArrayType result) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor.getType()).getShape();
  return llvm::all_of(llvm::zip_equal(shape, result.getShape()), [](auto sizes) {
    auto [own, ofResult] = sizes;
    return own == 1 || (!ShapedType::isDynamic(own) && !ShapedType::isDynamic(ofResult));
  });
}

std::string ResultQuantization::whyNot() const {
  EncodingAttr encoding = getType().getEncoding();
  if (getOperand("mask") || encoding.getSparsity() || encoding.hasLut() || encoding.getLayout())
    return "its result has a mask, a code book or a layout";
  if (std::string reason = whyNotConvention(); !reason.empty())
    return reason;
  for (Value operand : getOperands()) {
    Operation *source = operand.getDefiningOp();
    if (source && !isa<arith::ConstantOp>(source))
      return "a scale or zero point of its result is computed in the kernel";
  }
  for (Value part : getParts()) {
    auto tensor = cast<RankedTensorType>(part.getType());
    if (tensor.getRank() > 0 && ShapedType::isDynamicShape(tensor.getShape().drop_front()))
      return "its result has scales of dynamic inner sizes";
  }
  for (StringRef name : {"input_scale", "multiplier", "shift"})
    if (Value factor = getOperand(name); factor && !isOneWhereDynamic(factor, getType()))
      return "its result is requantized by factors of dynamic sizes";
  return {};
}

unsigned mlir::qnt::getPackedBits(Type type) {
  auto array = dyn_cast<ArrayType>(type);
  return array && hasPackedCodes(array) ? array.getEncoding().getCodeWidth() : 0;
}

std::string mlir::qnt::whyNotPackedResults(const ContractionKernel &contraction) {
  int64_t perGroup = contraction.columns / contraction.getColumnGroups();
  for (Type type : KernelOp(contraction.kernel).getResultTypes()) {
    unsigned bits = getPackedBits(type);
    if (bits == 0)
      continue;
    if (ShapedType::isDynamic(contraction.columns))
      return "the columns of its result are dynamic, so codes of a byte may belong to different rows";
    if (!contraction.isResultRowMajor())
      return "the features of its result are not innermost, so codes of a byte belong to different rows";
    if (contraction.getColumnGroups() > 1 && perGroup * bits % 8 != 0)
      return "codes of a byte of its result belong to different groups of features";
  }
  return {};
}

//===----------------------------------------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------------------------------------===//

/// f32(acc) * input_scale, in f64 where the scale is.
static Value emitScaled(KernelEmitter &e, Value accumulator, Value scale) {
  Value number = arith::SIToFPOp::create(e.b, e.b.getF32Type(), accumulator);
  Type type = scale.getType().isF64() ? Type(e.b.getF64Type()) : e.b.getF32Type();
  auto widen = [&](Value value) {
    return value.getType() == type ? value : arith::ExtFOp::create(e.b, type, value).getResult();
  };
  return arith::MulFOp::create(e.b, widen(number), widen(scale));
}

Value ResultQuantization::emitCode(KernelEmitter &e, Value element, ArrayRef<Value> position,
                                   function_ref<Value(Value, ArrayRef<Value>)> read) const {
  EncodingAttr encoding = getType().getEncoding();
  emit::ElementEncoding ofElement(encoding);
  SmallVector<Value> block;
  for (auto [size, index] : llvm::zip_equal(encoding.getBlock(), position))
    block.push_back(size == numerics::kWhole ? e.constant(0, e.b.getI64Type()) : e.divide(index, size));
  auto readBroadcast = [&](StringRef name) {
    Value tensor = getOperand(name);
    SmallVector<Value> at(position);
    for (auto [size, index] : llvm::zip_equal(cast<RankedTensorType>(tensor.getType()).getShape(), at))
      if (size == 1)
        index = e.constant(0, e.b.getI64Type());
    return read(tensor, at);
  };
  Value storedZeroPoint = getOperand("zero_point") ? read(getOperand("zero_point"), block) : Value();
  if (isIntegerForm())
    return emit::emitRequantize(e.b, ofElement, element, readBroadcast("multiplier"), readBroadcast("shift"),
                                storedZeroPoint, getConvention());
  Value scale, zeroPoint, tensorScale;
  if (getOperand("tensor_scale"))
    tensorScale = read(getOperand("tensor_scale"), {});
  if (getOperand("scale"))
    scale = emit::emitScale(e.b, ofElement, read(getOperand("scale"), block), tensorScale);
  if (storedZeroPoint)
    zeroPoint = emit::emitZeroPoint(e.b, ofElement, storedZeroPoint);
  if (getRequantize())
    element = emitScaled(e, element, readBroadcast("input_scale"));
  emit::ElementQuantizer quantizer =
      getQuantizer(getType(), getConvention(), *getFormat(cast<FloatType>(element.getType())));
  return quantizer.emitCode(e.b, element, quantizer.emitBlock(e.b, scale, zeroPoint));
}
