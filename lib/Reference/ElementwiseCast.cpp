//===- ElementwiseCast.cpp - conversions between element types --------------------------------------------===//

#include "Elementwise.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Floats to floats
//===----------------------------------------------------------------------------------------------------===//

/// `value` rounded towards -inf, 0 or +inf: the nearest finite value, moved by one step where it lies on the wrong
/// side. Codes are sign and magnitude, so one code up is one step away from zero.
static uint64_t roundDirected(const ElementKind &kind, double value, arith::RoundingMode mode) {
  if (!std::isfinite(value))
    return floatToBits(kind, value);
  uint64_t code = numerics::encodeFloat(kind.format, value);
  double nearest = bitsToFloat(kind, code);
  bool isUpward =
      mode == arith::RoundingMode::upward || (mode == arith::RoundingMode::toward_zero && std::signbit(value));
  bool isRightSide = isUpward ? nearest >= value : nearest <= value;
  if (isRightSide)
    return code;
  bool outward = isUpward != static_cast<bool>(std::signbit(value));
  if (!outward)
    return code - 1;
  bool isLargest = std::fabs(nearest) == numerics::getInfo(kind.format).maxFinite;
  return isLargest ? floatToBits(kind, std::copysign(std::numeric_limits<double>::infinity(), value)) : code + 1;
}

static uint64_t roundWithMode(const ElementKind &kind, double value, arith::RoundingMode mode) {
  switch (mode) {
  case arith::RoundingMode::to_nearest_even:
    return floatToBits(kind, value);
  case arith::RoundingMode::to_nearest_away: {
    numerics::EncodeOptions options;
    options.rounding = numerics::Rounding::HalfAway;
    options.overflow = numerics::Overflow::NonFinite;
    return numerics::encodeFloat(kind.format, value, options);
  }
  default:
    return roundDirected(kind, value, mode);
  }
}

static RowFunction mapFloatCast(const ElementwiseTypes &types, arith::RoundingMode mode) {
  ElementKind from = types.operands[0], to = types.results[0];
  if (from.format == to.format)
    return mapUnary([](uint64_t a) { return a; });
  return mapUnary([=](uint64_t a) { return roundWithMode(to, bitsToFloat(from, a), mode); });
}

static RowFunction buildTruncF(Operation *op, const ElementwiseTypes &types) {
  return mapFloatCast(types,
                      cast<arith::TruncFOp>(op).getRoundingmode().value_or(arith::RoundingMode::to_nearest_even));
}

static RowFunction buildExtF(Operation *, const ElementwiseTypes &types) {
  return mapFloatCast(types, arith::RoundingMode::to_nearest_even);
}

/// The scale as a power of two: what is not f8E8M0FNU is cast to it first, as the ops' documentation says.
static double getPowerOfTwo(const ElementKind &kind, uint64_t bits) {
  ElementKind e8m0{true, 8, numerics::Format::F8E8M0FNU};
  double value = bitsToFloat(kind, bits);
  return kind.format == e8m0.format ? value : bitsToFloat(e8m0, floatToBits(e8m0, value));
}

static RowFunction buildScalingExtF(Operation *, const ElementwiseTypes &types) {
  ElementKind in = types.operands[0], scale = types.operands[1], out = types.results[0];
  return mapBinary(
      [=](uint64_t a, uint64_t s) { return floatToBits(out, bitsToFloat(in, a) * getPowerOfTwo(scale, s)); });
}

static RowFunction buildScalingTruncF(Operation *op, const ElementwiseTypes &types) {
  ElementKind in = types.operands[0], scale = types.operands[1], out = types.results[0];
  auto mode = cast<arith::ScalingTruncFOp>(op).getRoundingmode().value_or(arith::RoundingMode::to_nearest_even);
  return mapBinary([=](uint64_t a, uint64_t s) {
    uint64_t quotient = floatToBits(in, bitsToFloat(in, a) / getPowerOfTwo(scale, s));
    return roundWithMode(out, bitsToFloat(in, quotient), mode);
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Integers to floats and back
//===----------------------------------------------------------------------------------------------------===//

/// A double from which rounding to a float type of at most 24 bits gives the nearest value of the integer: what does
/// not fit in 53 bits is rounded to odd, which keeps ties apart from what lies beside them.
static double toDoubleForRounding(uint64_t magnitude) {
  unsigned width = 64 - llvm::countl_zero(magnitude);
  if (width <= 53)
    return static_cast<double>(magnitude);
  unsigned dropped = width - 53;
  uint64_t kept = magnitude >> dropped;
  bool isInexact = (magnitude & llvm::maskTrailingOnes<uint64_t>(dropped)) != 0;
  return std::ldexp(static_cast<double>(kept | isInexact), static_cast<int>(dropped));
}

static uint64_t roundInteger(const ElementKind &to, uint64_t magnitude, bool isNegative) {
  // f64 is rounded by the machine, once; the others from the double above, also once.
  double value = to.format == numerics::Format::F64 ? static_cast<double>(magnitude) : toDoubleForRounding(magnitude);
  return floatToBits(to, isNegative ? -value : value);
}

template <bool isSigned>
static RowFunction buildIntToFloat(Operation *, const ElementwiseTypes &types) {
  ElementKind from = types.operands[0], to = types.results[0];
  return mapUnary([=](uint64_t a) {
    bool isNegative = isSigned && bitsToSigned(from, a) < 0;
    uint64_t magnitude = isNegative ? uint64_t(0) - static_cast<uint64_t>(bitsToSigned(from, a)) : a;
    return roundInteger(to, magnitude, isNegative);
  });
}

/// Rounds towards zero; NaN and what the integer type cannot hold are undefined.
template <bool isSigned>
static RowFunction buildFloatToInt(Operation *, const ElementwiseTypes &types) {
  ElementKind from = types.operands[0], to = types.results[0];
  double lowest = isSigned ? -std::ldexp(1.0, to.width - 1) : 0.0;
  double limit = std::ldexp(1.0, isSigned ? to.width - 1 : to.width);
  return mapCheckedUnary([=](uint64_t a, uint64_t &result) -> const char * {
    double value = std::trunc(bitsToFloat(from, a));
    if (!(value >= lowest && value < limit))
      return "float to integer conversion out of range";
    result = integerToBits(to, value < 0 ? static_cast<uint64_t>(static_cast<int64_t>(value))
                                         : static_cast<uint64_t>(value));
    return nullptr;
  });
}

//===----------------------------------------------------------------------------------------------------===//
// Integers to integers, and bits
//===----------------------------------------------------------------------------------------------------===//

static RowFunction buildSignedResize(Operation *, const ElementwiseTypes &types) {
  ElementKind from = types.operands[0], to = types.results[0];
  return mapUnary([=](uint64_t a) { return integerToBits(to, bitsToSigned(from, a)); });
}

static RowFunction buildUnsignedResize(Operation *, const ElementwiseTypes &types) {
  return mapUnary([to = types.results[0]](uint64_t a) { return integerToBits(to, a); });
}

static RowFunction buildTruncI(Operation *op, const ElementwiseTypes &types) {
  ElementKind from = types.operands[0], to = types.results[0];
  auto flags = cast<arith::TruncIOp>(op).getOverflowFlags();
  bool noSignedWrap = bitEnumContainsAll(flags, arith::IntegerOverflowFlags::nsw);
  bool noUnsignedWrap = bitEnumContainsAll(flags, arith::IntegerOverflowFlags::nuw);
  return mapCheckedUnary([=](uint64_t a, uint64_t &result) -> const char * {
    result = integerToBits(to, a);
    if (noSignedWrap && bitsToSigned(to, result) != bitsToSigned(from, a))
      return "signed overflow where nsw is promised";
    if (noUnsignedWrap && result != a)
      return "unsigned overflow where nuw is promised";
    return nullptr;
  });
}

static RowFunction buildBitcast(Operation *, const ElementwiseTypes &) {
  return mapUnary([](uint64_t a) { return a; });
}

void reference::registerCastElementwise(ElementwiseRegistry &registry) {
  registry.add<arith::ExtFOp>(buildExtF);
  registry.add<arith::TruncFOp>(buildTruncF);
  registry.add<arith::ScalingExtFOp>(buildScalingExtF);
  registry.add<arith::ScalingTruncFOp>(buildScalingTruncF);
  registry.add<arith::SIToFPOp>(buildIntToFloat<true>);
  registry.add<arith::UIToFPOp>(buildIntToFloat<false>);
  registry.add<arith::FPToSIOp>(buildFloatToInt<true>);
  registry.add<arith::FPToUIOp>(buildFloatToInt<false>);
  registry.add<arith::ExtSIOp>(buildSignedResize);
  registry.add<arith::ExtUIOp>(buildUnsignedResize);
  registry.add<arith::TruncIOp>(buildTruncI);
  registry.add<arith::IndexCastOp>(buildSignedResize);
  registry.add<arith::IndexCastUIOp>(buildUnsignedResize);
  registry.add<arith::BitcastOp>(buildBitcast);
}
