//===- FloatOps.cpp - float ops that need other ops to be what they are defined to be ---------------------===//
#include "ExpandFloats.h"
#include "RoundedCast.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

static Value numberOf(ImplicitLocOpBuilder &b, Type type, double value) {
  return arith::ConstantOp::create(b, b.getFloatAttr(type, value));
}

static Value compare(ImplicitLocOpBuilder &b, arith::CmpFPredicate predicate, Value lhs, Value rhs) {
  return arith::CmpFOp::create(b, predicate, lhs, rhs);
}

//===----------------------------------------------------------------------------------------------------===//
// Casts
//===----------------------------------------------------------------------------------------------------===//

/// An f64 from which rounding to a type of at most 24 bits rounds the integer once: bits beyond the first 53 are folded
/// into the last one that is kept. `magnitude` is an i64 without sign.
static Value emitMagnitudeToOdd(ImplicitLocOpBuilder &b, Value magnitude) {
  auto type = b.getI64Type();
  auto integer = [&](int64_t value) -> Value { return arith::ConstantIntOp::create(b, type, value); };
  Value isWide = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, magnitude, integer((int64_t(1) << 53) - 1));
  Value dropped = arith::AndIOp::create(b, magnitude, integer((1 << 11) - 1));
  Value hasRest = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, dropped, integer(0));
  Value sticky = arith::ShLIOp::create(b, arith::ExtUIOp::create(b, type, hasRest), integer(11));
  Value kept = arith::OrIOp::create(b, arith::XOrIOp::create(b, magnitude, dropped), sticky);
  return arith::UIToFPOp::create(b, b.getF64Type(), arith::SelectOp::create(b, isWide, kept, magnitude));
}

/// An integer as f16 or bf16.
static Value expandIntegerCast(ImplicitLocOpBuilder &b, Value input, Type type, bool isSigned) {
  unsigned width = input.getType().getIntOrFloatBitWidth();
  auto wide = b.getI64Type();
  Value value = input;
  if (width < 64)
    value = isSigned ? arith::ExtSIOp::create(b, wide, input).getResult()
                     : arith::ExtUIOp::create(b, wide, input).getResult();
  if (!isSigned)
    return emitRoundedCast(b, emitMagnitudeToOdd(b, value), type, std::nullopt);
  Value zero = arith::ConstantIntOp::create(b, wide, 0);
  Value isNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, value, zero);
  Value magnitude = arith::SelectOp::create(b, isNegative, arith::SubIOp::create(b, zero, value), value);
  Value number = emitMagnitudeToOdd(b, magnitude);
  number = arith::SelectOp::create(b, isNegative, arith::NegFOp::create(b, number), number);
  return emitRoundedCast(b, number, type, std::nullopt);
}

Value mlir::qnt::saturateCast(ImplicitLocOpBuilder &b, Operation *op) {
  Value value = op->getOperand(0);
  bool isHalf = value.getType().isF16() || value.getType().isBF16();
  if (isHalf)
    value = arith::ExtFOp::create(b, b.getF32Type(), value);
  auto type = cast<IntegerType>(op->getResult(0).getType());
  bool isSigned = isa<arith::FPToSIOp>(op);
  APInt low = isSigned ? APInt::getSignedMinValue(type.getWidth()) : APInt(type.getWidth(), 0);
  APInt high = isSigned ? APInt::getSignedMaxValue(type.getWidth()) : APInt::getMaxValue(type.getWidth());
  // Both limits are 0 or a power of two, which every float type here holds.
  double least = low.isZero() ? 0.0 : -std::ldexp(1.0, type.getWidth() - 1);
  double limit = std::ldexp(1.0, isSigned ? type.getWidth() - 1 : type.getWidth());
  Value isLow = compare(b, arith::CmpFPredicate::OLT, value, numberOf(b, value.getType(), least));
  Value isHigh = compare(b, arith::CmpFPredicate::OGE, value, numberOf(b, value.getType(), limit));
  Value isNaN = compare(b, arith::CmpFPredicate::UNO, value, value);
  Value isOutside = arith::OrIOp::create(b, arith::OrIOp::create(b, isLow, isHigh), isNaN);
  Value inside = arith::SelectOp::create(b, isOutside, numberOf(b, value.getType(), 0.0), value);
  Value result = isSigned ? arith::FPToSIOp::create(b, type, inside).getResult()
                          : arith::FPToUIOp::create(b, type, inside).getResult();
  auto integer = [&](const APInt &number) -> Value {
    return arith::ConstantOp::create(b, b.getIntegerAttr(type, number));
  };
  result = arith::SelectOp::create(b, isLow, integer(low), result);
  return arith::SelectOp::create(b, isHigh, integer(high), result);
}

static Value expandCast(ImplicitLocOpBuilder &b, Operation *op) {
  Type type = op->getResult(0).getType();
  bool isHalf = type.isF16() || type.isBF16();
  if (auto cast = dyn_cast<arith::TruncFOp>(op); cast && (isHalf || cast.getRoundingmode()))
    return emitRoundedCast(b, cast.getIn(), type, cast.getRoundingmode());
  if (auto cast = dyn_cast<arith::SIToFPOp>(op); cast && isHalf)
    return expandIntegerCast(b, cast.getIn(), type, /*isSigned=*/true);
  if (auto cast = dyn_cast<arith::UIToFPOp>(op); cast && isHalf)
    return expandIntegerCast(b, cast.getIn(), type, /*isSigned=*/false);
  return {};
}

//===----------------------------------------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------------------------------------===//

/// maximumf or minimumf of f32 or f64, where -0 lies below +0 and a NaN wins. Of equal values the bits differ for zeros
/// alone: both signs make a minimum's, one of them a maximum's.
static Value emitExtremum(ImplicitLocOpBuilder &b, Value lhs, Value rhs, bool isMax) {
  Type type = lhs.getType(), bitsType = b.getIntegerType(type.getIntOrFloatBitWidth());
  Value lhsBits = arith::BitcastOp::create(b, bitsType, lhs), rhsBits = arith::BitcastOp::create(b, bitsType, rhs);
  Value bits = isMax ? arith::AndIOp::create(b, lhsBits, rhsBits).getResult()
                     : arith::OrIOp::create(b, lhsBits, rhsBits).getResult();
  auto isBetter = isMax ? arith::CmpFPredicate::OGT : arith::CmpFPredicate::OLT;
  Value better = arith::SelectOp::create(b, compare(b, isBetter, lhs, rhs), lhs, rhs);
  Value result = arith::SelectOp::create(b, compare(b, arith::CmpFPredicate::OEQ, lhs, rhs),
                                         arith::BitcastOp::create(b, type, bits), better);
  Value quiet = numberOf(b, type, std::numeric_limits<double>::quiet_NaN());
  return arith::SelectOp::create(b, compare(b, arith::CmpFPredicate::UNO, lhs, rhs), quiet, result);
}

/// maximumf and minimumf; with `losesNaN` maxnumf and minnumf, which give the other operand.
static Value expandExtremum(ImplicitLocOpBuilder &b, Value lhs, Value rhs, bool isMax, bool losesNaN) {
  Type type = lhs.getType();
  bool isHalf = type.isF16() || type.isBF16();
  if (isHalf) {
    lhs = arith::ExtFOp::create(b, b.getF32Type(), lhs);
    rhs = arith::ExtFOp::create(b, b.getF32Type(), rhs);
  }
  Value result = emitExtremum(b, lhs, rhs, isMax);
  if (losesNaN) {
    result = arith::SelectOp::create(b, compare(b, arith::CmpFPredicate::UNO, rhs, rhs), lhs, result);
    result = arith::SelectOp::create(b, compare(b, arith::CmpFPredicate::UNO, lhs, lhs), rhs, result);
  }
  return isHalf ? emitRoundedCast(b, result, type, std::nullopt) : result;
}

/// max(min(x, high), low) by comparisons; a NaN anywhere gives NaN.
static Value expandClamp(ImplicitLocOpBuilder &b, math::ClampFOp op) {
  Value x = op.getValue(), low = op.getMin(), high = op.getMax();
  Value capped = arith::SelectOp::create(b, compare(b, arith::CmpFPredicate::OLT, high, x), high, x);
  Value clamped = arith::SelectOp::create(b, compare(b, arith::CmpFPredicate::OLT, capped, low), low, capped);
  Value isNaN = arith::OrIOp::create(b, compare(b, arith::CmpFPredicate::UNO, x, low),
                                     compare(b, arith::CmpFPredicate::UNO, high, high));
  Value quiet = numberOf(b, x.getType(), std::numeric_limits<double>::quiet_NaN());
  return arith::SelectOp::create(b, isNaN, quiet, clamped);
}

Value mlir::qnt::emitFmaToOdd(ImplicitLocOpBuilder &b, Value factor, Value other, Value addend) {
  Value product = arith::MulFOp::create(b, factor, other);
  Value sum = arith::AddFOp::create(b, product, addend);
  // Knuth's exact error of the sum.
  Value rest = arith::SubFOp::create(b, sum, product);
  Value ofProduct = arith::SubFOp::create(b, product, arith::SubFOp::create(b, sum, rest));
  Value error = arith::AddFOp::create(b, ofProduct, arith::SubFOp::create(b, addend, rest));
  Value zero = numberOf(b, b.getF64Type(), 0.0);
  Value isInexact = compare(b, arith::CmpFPredicate::ONE, error, zero);
  Value isFinite = compare(b, arith::CmpFPredicate::OEQ, arith::SubFOp::create(b, sum, sum), zero);
  Value bits = arith::BitcastOp::create(b, b.getI64Type(), sum);
  Value one = arith::ConstantIntOp::create(b, b.getI64Type(), 1);
  Value isEven = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, arith::AndIOp::create(b, bits, one), one);
  Value isAway = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, compare(b, arith::CmpFPredicate::OGT, error, zero),
                                       compare(b, arith::CmpFPredicate::OGT, sum, zero));
  Value moved =
      arith::SelectOp::create(b, isAway, arith::AddIOp::create(b, bits, one), arith::SubIOp::create(b, bits, one));
  Value moves = arith::AndIOp::create(b, arith::AndIOp::create(b, isInexact, isFinite), isEven);
  bits = arith::SelectOp::create(b, moves, moved, bits);
  return arith::BitcastOp::create(b, b.getF64Type(), bits);
}

static Value expandFma(ImplicitLocOpBuilder &b, math::FmaOp op) {
  Value odd = emitFmaToOdd(b, toF64(b, op.getA()), toF64(b, op.getB()), toF64(b, op.getC()));
  return emitRoundedCast(b, odd, op.getType(), std::nullopt);
}

Value mlir::qnt::emitIsNormal(ImplicitLocOpBuilder &b, Value value, double smallest) {
  Value magnitude = math::AbsFOp::create(b, value);
  Value infinity = numberOf(b, value.getType(), std::numeric_limits<double>::infinity());
  Value isLarge = compare(b, arith::CmpFPredicate::OGE, magnitude, numberOf(b, value.getType(), smallest));
  return arith::AndIOp::create(b, isLarge, compare(b, arith::CmpFPredicate::OLT, magnitude, infinity));
}

//===----------------------------------------------------------------------------------------------------===//
// All of them
//===----------------------------------------------------------------------------------------------------===//

static Value expandMath(ImplicitLocOpBuilder &b, Operation *op) {
  if (auto clamp = dyn_cast<math::ClampFOp>(op))
    return expandClamp(b, clamp);
  if (auto fma = dyn_cast<math::FmaOp>(op); fma && fma.getType().getIntOrFloatBitWidth() == 16)
    return expandFma(b, fma);
  if (auto isNormal = dyn_cast<math::IsNormalOp>(op)) {
    Value value = isNormal.getOperand();
    return emitIsNormal(b, toF64(b, value), numerics::getInfo(getFloatFormat(value.getType())).minNormal);
  }
  if (auto power = dyn_cast<math::FPowIOp>(op)) {
    Value exponent = arith::SIToFPOp::create(b, b.getF64Type(), power.getRhs());
    Value value = math::PowFOp::create(b, toF64(b, power.getLhs()), exponent);
    return emitRoundedCast(b, value, power.getType(), std::nullopt);
  }
  if (auto rsqrt = dyn_cast<math::RsqrtOp>(op)) {
    Value root = math::SqrtOp::create(b, toF64(b, rsqrt.getOperand()));
    Value value = arith::DivFOp::create(b, numberOf(b, b.getF64Type(), 1.0), root);
    return emitRoundedCast(b, value, rsqrt.getType(), std::nullopt);
  }
  return {};
}

SmallVector<Value> mlir::qnt::expandFloatOp(ImplicitLocOpBuilder &b, Operation *op) {
  if (auto sincos = dyn_cast<math::SincosOp>(op)) {
    Value angle = toF64(b, sincos.getOperand());
    Type type = sincos.getOperand().getType();
    return {emitRoundedCast(b, math::SinOp::create(b, angle), type, std::nullopt),
            emitRoundedCast(b, math::CosOp::create(b, angle), type, std::nullopt)};
  }
  if (op->getNumResults() != 1)
    return {};
  Value value = expandCast(b, op);
  if (!value)
    value = expandMath(b, op);
  if (isa<arith::MaximumFOp, arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp>(op))
    value = expandExtremum(b, op->getOperand(0), op->getOperand(1), isa<arith::MaximumFOp, arith::MaxNumFOp>(op),
                           isa<arith::MaxNumFOp, arith::MinNumFOp>(op));
  return value ? SmallVector<Value>{value} : SmallVector<Value>();
}
