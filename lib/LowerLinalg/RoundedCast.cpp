//===- RoundedCast.cpp - floats to narrower floats, in every rounding mode --------------------------------===//
#include "RoundedCast.h"
#include "Qnt/Emit/Decode.h"
#include "Qnt/Emit/Encode.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

Format mlir::qnt::getFloatFormat(Type type) {
  if (type.isBF16())
    return Format::BF16;
  std::string name;
  llvm::raw_string_ostream(name) << type;
  std::optional<Format> format = numerics::parseFormat(name);
  assert(format && "expected a float type with a format");
  return *format;
}

/// Rounded to nearest: the code as an integer of the container's width, or the float itself.
static Value emitNearest(ImplicitLocOpBuilder &b, Value value, Type type,
                         numerics::Rounding rounding = numerics::Rounding::HalfEven,
                         numerics::Overflow overflow = numerics::Overflow::NonFinite) {
  bool isPlain = rounding == numerics::Rounding::HalfEven && overflow == numerics::Overflow::NonFinite;
  if (isPlain && !isSmallFloat(type))
    return emit::emitFloatCast(b, value, cast<FloatType>(type));
  numerics::EncodeOptions options;
  options.rounding = rounding;
  options.overflow = overflow;
  return emit::emitEncode(b, getFloatFormat(type), value, options);
}

static unsigned getWidth(Value value) { return value.getType().getIntOrFloatBitWidth(); }

/// What a code (an integer of its container, or a float as itself) stands for.
static Value decodeToF64(ImplicitLocOpBuilder &b, Value code, Type type) {
  if (!isSmallFloat(type))
    return toF64(b, code);
  return emit::emitDecode(b, getFloatFormat(type), code, b.getF64Type(), emit::HighBits::Zeros);
}

/// A code one step further from zero (`isOutward`, an i1) or nearer to it. Codes are sign and magnitude.
static Value emitNeighbour(ImplicitLocOpBuilder &b, Value code, Value isOutward) {
  auto bitsType = b.getIntegerType(getWidth(code));
  Value bits = code.getType() == bitsType ? code : arith::BitcastOp::create(b, bitsType, code);
  Value one = arith::ConstantOp::create(b, b.getIntegerAttr(bitsType, 1));
  Value up = arith::AddIOp::create(b, bits, one), down = arith::SubIOp::create(b, bits, one);
  Value moved = arith::SelectOp::create(b, isOutward, up, down);
  return code.getType() == bitsType ? moved : arith::BitcastOp::create(b, code.getType(), moved);
}

static Value constantOf(ImplicitLocOpBuilder &b, double value) {
  return arith::ConstantOp::create(b, b.getF64FloatAttr(value));
}

static Value emitIsFinite(ImplicitLocOpBuilder &b, Value value) {
  Value difference = arith::SubFOp::create(b, value, value);
  return arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, difference, constantOf(b, 0.0));
}

/// Towards -inf, 0 or +inf: the nearest finite value, moved by one code where it lies on the wrong side; beyond the
/// largest one follows what infinity becomes.
static Value emitDirected(ImplicitLocOpBuilder &b, Value value, Type type, arith::RoundingMode mode) {
  double infinity = std::numeric_limits<double>::infinity();
  Value exact = toF64(b, value);
  Value nearest = emitNearest(b, value, type, numerics::Rounding::HalfEven, numerics::Overflow::Saturate);
  Value got = decodeToF64(b, nearest, type);
  Value isNegative = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, exact, constantOf(b, 0.0));
  Value isUpward = isNegative;
  if (mode != arith::RoundingMode::toward_zero)
    isUpward = arith::ConstantIntOp::create(b, mode == arith::RoundingMode::upward, 1);
  Value isLow = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, got, exact);
  Value isHigh = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, got, exact);
  Value isWrong = arith::SelectOp::create(b, isUpward, isLow, isHigh);
  Value isOutward = arith::XOrIOp::create(b, isUpward, isNegative);
  Value moved = emitNeighbour(b, nearest, isOutward);

  Value limit = arith::SelectOp::create(b, isNegative, constantOf(b, -infinity), constantOf(b, infinity));
  Value beyond = emitNearest(b, limit, type);
  Value largest = constantOf(b, numerics::getInfo(getFloatFormat(type)).maxFinite);
  Value isLargest = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, math::AbsFOp::create(b, got), largest);
  moved = arith::SelectOp::create(b, arith::AndIOp::create(b, isLargest, isOutward), beyond, moved);
  Value directed = arith::SelectOp::create(b, isWrong, moved, nearest);
  // What is not finite stays as the nearest mode has it.
  return arith::SelectOp::create(b, emitIsFinite(b, exact), directed, emitNearest(b, value, type));
}

/// To nearest, ties away from zero, for types wider than a byte: the value towards zero, or its outer neighbour where
/// that is as near. Beyond the largest finite value the neighbour counts as the next power of two.
static Value emitAway(ImplicitLocOpBuilder &b, Value value, Type type) {
  double infinity = std::numeric_limits<double>::infinity();
  double largest = numerics::getInfo(getFloatFormat(type)).maxFinite;
  Value exact = toF64(b, value), magnitude = math::AbsFOp::create(b, exact);
  Value inner = emitDirected(b, value, type, arith::RoundingMode::toward_zero);
  Value outer = emitNeighbour(b, inner, arith::ConstantIntOp::create(b, 1, 1));
  Value below = math::AbsFOp::create(b, toF64(b, inner)), above = math::AbsFOp::create(b, toF64(b, outer));
  Value isEnd = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, above, constantOf(b, infinity));
  above = arith::SelectOp::create(b, isEnd, constantOf(b, std::ldexp(1.0, std::ilogb(largest) + 1)), above);
  Value fromBelow = arith::SubFOp::create(b, magnitude, below), fromAbove = arith::SubFOp::create(b, above, magnitude);
  Value isOuter = arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, fromBelow, fromAbove);
  Value rounded = arith::SelectOp::create(b, isOuter, outer, inner);
  return arith::SelectOp::create(b, emitIsFinite(b, exact), rounded, emitNearest(b, value, type));
}

Value mlir::qnt::emitRoundedCast(ImplicitLocOpBuilder &b, Value value, Type type,
                                 std::optional<arith::RoundingMode> mode) {
  if (value.getType() == type)
    return value;
  bool isWidening = !isSmallFloat(type) && type.getIntOrFloatBitWidth() > getWidth(value);
  if (isWidening)
    return arith::ExtFOp::create(b, type, value);
  switch (mode.value_or(arith::RoundingMode::to_nearest_even)) {
  case arith::RoundingMode::to_nearest_even:
    return emitNearest(b, value, type);
  case arith::RoundingMode::to_nearest_away:
    return isSmallFloat(type) ? emitNearest(b, value, type, numerics::Rounding::HalfAway) : emitAway(b, value, type);
  default:
    return emitDirected(b, value, type, *mode);
  }
}
