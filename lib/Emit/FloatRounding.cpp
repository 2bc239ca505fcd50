//===- FloatRounding.cpp - one rounding to a narrower float ----------------------------------------------===//

#include "FloatRounding.h"
#include "Qnt/Emit/Decode.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;

FloatType emit::getFloatType(MLIRContext *context, Format format) {
  switch (format) {
  case Format::F64:
    return Float64Type::get(context);
  case Format::F32:
    return Float32Type::get(context);
  case Format::F16:
    return Float16Type::get(context);
  case Format::BF16:
    return BFloat16Type::get(context);
  default:
    llvm_unreachable("expected f64, f32, f16 or bf16");
  }
}

Value emit::roundToOddF32(const ElementOps &ops, Value value) {
  Value nearest = ops.toF32(value);
  if (ElementOps::width(value) <= 32 || value.getDefiningOp<arith::ExtFOp>())
    return nearest;
  Value back = ops.toFloat(nearest, ops.f64());
  Value isTooLarge = ops.compare(arith::CmpFPredicate::OGT, ops.abs(back), ops.abs(value));
  Value isInexact = ops.compare(arith::CmpFPredicate::ONE, back, value);
  Value towardsZero = ops.subtract(ops.bitsOf(nearest), ops.zeroExtend(isTooLarge, 32));
  return ops.bitcast(ops.bitOr(towardsZero, ops.zeroExtend(isInexact, 32)), ops.f32());
}

/// The bits of the nearest bf16 in the high half of an i32: integers, because processors flush subnormal numbers in
/// their own conversions.
static Value roundToHighHalf(const ElementOps &ops, Value value) {
  Value bits = ops.bitsOf(value);
  Value lastKept = ops.bitAnd(ops.shiftRight(bits, 16), 1);
  Value rounded = ops.add(ops.add(bits, ops.integer(bits, 0x7FFF)), lastKept);
  return ops.select(ops.isNaN(value), ops.integer(bits, 0x7FC00000), rounded);
}

static Value roundToF16(const ElementOps &ops, Value value) {
  Value rounded = arith::TruncFOp::create(ops.builder(), ops.like(ops.f16()), value);
  Value nan = ops.constant(ops.f16(), FloatAttr::get(ops.f16(), APFloat::getQNaN(APFloat::IEEEhalf())));
  return ops.select(ops.isNaN(value), nan, rounded);
}

Value emit::roundToFloat(const ElementOps &ops, Value value, FloatType type) {
  if (ElementOps::elementType(value) == type)
    return value;
  if (type.getWidth() >= 32)
    return ops.toFloat(value, type);
  if (auto extended = value.getDefiningOp<arith::ExtFOp>())
    if (ElementOps::elementType(extended.getIn()) == type)
      return extended.getIn();
  Value single = roundToOddF32(ops, value);
  if (type.isF16())
    return roundToF16(ops, single);
  return ops.bitcast(ops.truncate(ops.shiftRight(roundToHighHalf(ops, single), 16), 16), type);
}

Value emit::roundWithinF32(const ElementOps &ops, Value value, Format format) {
  Value single = roundToOddF32(ops, value);
  if (format == Format::F16)
    return ops.toF32(roundToF16(ops, single));
  assert(format == Format::BF16 && "expected f16 or bf16");
  return ops.bitcast(ops.bitAnd(roundToHighHalf(ops, single), 0xFFFF0000), ops.f32());
}

Value emit::emitFloatCast(ImplicitLocOpBuilder &b, Value value, FloatType type) {
  ElementOps ops(b, value);
  Value wide = ElementOps::width(value) < 32 ? ops.toF32(value) : value;
  return roundToFloat(ops, wide, type);
}
