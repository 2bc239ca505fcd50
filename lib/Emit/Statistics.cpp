//===- Statistics.cpp - ops that collect what a scale rule needs to know ----------------------------------===//
//
// Minima and maxima are kept as integers of the same order as the numbers: reductions over integers are vectorized
// without leave to reorder floats, and NaN can be put beyond either end.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Emit/Parameters.h"
#include "StepArithmetic.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::ScaleRule;

namespace {
/// Integers that order the numbers of a float type. Magnitudes: the bits without the sign, NaN above all. Keys: the
/// bits, those below the sign inverted for negative numbers.
struct Order {
  explicit Order(unsigned bits) : bits(bits) {}
  int64_t lowest() const { return std::numeric_limits<int64_t>::min() >> (64 - bits); }
  int64_t highest() const { return ~lowest(); } ///< as a mask: all but the sign
  int64_t infinity() const { return bits == 32 ? int64_t(0x7F800000) : int64_t(0x7FF0000000000000); }
  int64_t keyOfMinusInfinity() const { return ~infinity(); }
  unsigned bits;
};
} // namespace

/// From bits to key and from key to bits.
static Value swapKey(const ElementOps &ops, Value bits) {
  Order order(ElementOps::width(bits));
  Value signs = ops.shiftRightSigned(bits, order.bits - 1);
  return ops.bitXor(bits, ops.bitAnd(signs, order.highest()));
}

FloatType ParameterRule::getStatisticsType(MLIRContext *context) const {
  return input == Format::F64 ? FloatType(Float64Type::get(context)) : Float32Type::get(context);
}

bool ParameterRule::readsMinMax() const { return !symmetric || convention.guard == numerics::ScaleGuard::Constant; }

/// True when neither the range nor the guard reads the smallest and the largest element. A percentile does where one
/// that is not finite decides.
bool ParameterRule::ignoresEnds() const {
  if (convention.guard == numerics::ScaleGuard::Constant)
    return false;
  bool findsOthers = calibration.rule == ScaleRule::Percentile && convention.statistics == numerics::Statistics::Finite;
  return calibration.rule == ScaleRule::Fixed || findsOthers;
}

SmallVector<Value> ParameterRule::emitInitialStatistics(ImplicitLocOpBuilder &b, Value sample) const {
  ElementOps ops(b, sample);
  Order order(getStatisticsType(b.getContext()).getWidth());
  if (ignoresEnds())
    return {};
  if (!readsMinMax())
    return {ops.integer(order.bits, 0)};
  return {ops.integer(order.bits, order.infinity()), ops.integer(order.bits, order.keyOfMinusInfinity())};
}

SmallVector<Value> ParameterRule::emitUpdate(ImplicitLocOpBuilder &b, ValueRange state, Value x, Value kept) const {
  if (state.empty())
    return {};
  ElementOps ops(b, x);
  Value bits = ops.bitsOf(ops.toFloat(x, getStatisticsType(b.getContext())));
  Order order(ElementOps::width(bits));
  Value magnitude = ops.bitAnd(bits, order.highest());
  Value counts = kept;
  if (convention.statistics == numerics::Statistics::Finite) {
    Value isFinite = ops.compare(arith::CmpIPredicate::ult, magnitude, order.infinity());
    counts = counts ? ops.bitAnd(counts, isFinite) : isFinite;
  }
  auto keep = [&](Value value, int64_t neutral) {
    return counts ? ops.select(counts, value, ops.integer(value, neutral)) : value;
  };
  if (state.size() == 1)
    return {ops.unsignedMaximum(state[0], keep(magnitude, 0))};
  Value key = swapKey(ops, bits), keyForMin = key, keyForMax = key;
  if (convention.statistics == numerics::Statistics::All) {
    Value isNaN = ops.compare(arith::CmpIPredicate::ugt, magnitude, order.infinity());
    keyForMin = ops.select(isNaN, ops.integer(key, order.lowest()), key);
    keyForMax = ops.select(isNaN, ops.integer(key, order.highest()), key);
  }
  return {ops.signedMinimum(state[0], keep(keyForMin, order.infinity())),
          ops.signedMaximum(state[1], keep(keyForMax, order.keyOfMinusInfinity()))};
}

SmallVector<Value> ParameterRule::emitCombine(ImplicitLocOpBuilder &b, ValueRange first, ValueRange second) const {
  if (first.empty())
    return {};
  ElementOps ops(b, first[0]);
  if (first.size() == 1)
    return {ops.unsignedMaximum(first[0], second[0])};
  return {ops.signedMinimum(first[0], second[0]), ops.signedMaximum(first[1], second[1])};
}

/// 0 and 0 where no element counts.
std::pair<StepValue, StepValue> ParameterRule::emitMinMax(const ElementOps &ops, ValueRange state) const {
  assert(state.size() == 2 && "expected min and max");
  FloatType type = getStatisticsType(ops.builder().getContext());
  Value isEmpty = ops.compare(arith::CmpIPredicate::sgt, state[0], state[1]);
  Value zero = ops.integer(state[0], 0);
  auto decode = [&](Value key) -> StepValue {
    return {ops.bitcast(swapKey(ops, ops.select(isEmpty, zero, key)), type), input};
  };
  return {decode(state[0]), decode(state[1])};
}

static Value negateAndTakeLarger(const ElementOps &ops, Value min, Value max) {
  Value negated = ops.negate(min);
  return ops.select(ops.compare(arith::CmpFPredicate::OGT, max, negated), max, negated);
}

StepValue ParameterRule::emitMagnitude(const ElementOps &ops, ValueRange state) const {
  if (state.size() == 1)
    return {ops.bitcast(state[0], getStatisticsType(ops.builder().getContext())), input};
  auto [min, max] = emitMinMax(ops, state);
  return {negateAndTakeLarger(ops, min.value, max.value), input};
}

//===----------------------------------------------------------------------------------------------------===//
// Squares
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> ParameterRule::emitInitialSquares(ImplicitLocOpBuilder &b, Value sample) const {
  ElementOps ops(b, sample);
  return {ops.number(ops.f64(), 0.0), ops.integer(64, 0)};
}

/// Up to which exponent of the largest magnitude elements are squared as they are: squares beyond would leave the range
/// of the arithmetic. None where range_type = input squares in a narrow type as the package does that it stands for.
std::optional<int> ParameterRule::getLimitOfSquares() const {
  if (getRangeArithmetic().getType() == Format::F64)
    return input == Format::F64 ? std::optional(400) : std::nullopt; // no other input reaches it
  return convention.rangeType == numerics::Arithmetic::F32 ? std::optional(30) : std::nullopt;
}

/// Exponent of a positive f64 when it is beyond -limit .. limit (i64), else 0.
static Value getExponentShift(const ElementOps &ops, Value absmax, int limit) {
  Value isTiny = ops.compare(arith::CmpFPredicate::OLT, absmax, std::ldexp(1.0, -limit));
  // Subnormal numbers have no exponent of their own.
  Value normal = ops.select(isTiny, ops.multiply(absmax, ops.number(absmax, 0x1p600)), absmax);
  Value field = ops.bitAnd(ops.shiftRight(ops.bitsOf(normal), 52), 0x7FF);
  Value bias = ops.select(isTiny, ops.integer(64, 1023 + 600), ops.integer(64, 1023));
  Value isHuge = ops.compare(arith::CmpFPredicate::OGE, absmax, std::ldexp(1.0, limit + 1));
  Value zero = ops.integer(64, 0);
  return ops.select(arith::OrIOp::create(ops.builder(), isTiny, isHuge), ops.subtract(field, bias), zero);
}

/// value * 2^exponent in two factors, each of which f64 holds.
static Value multiplyByPower(const ElementOps &ops, Value value, Value exponent) {
  Value half = ops.shiftRightSigned(exponent, 1), rest = ops.subtract(exponent, half);
  for (Value part : {half, rest}) {
    Value factor = ops.shiftLeft(ops.add(part, ops.integer(64, 1023)), 52);
    value = ops.multiply(value, ops.bitcast(factor, ops.f64()));
  }
  return value;
}

SmallVector<Value> ParameterRule::emitAddSquare(ImplicitLocOpBuilder &b, ValueRange squares, ValueRange state, Value x,
                                                Value kept) const {
  ElementOps ops(b, x);
  StepValue value = makeStepValue(ops, x);
  Value isFinite =
      ops.compare(arith::CmpFPredicate::OLT, ops.abs(value.value), std::numeric_limits<double>::infinity());
  Value counts = kept ? ops.bitAnd(kept, isFinite) : isFinite;
  if (std::optional<int> limit = getLimitOfSquares()) {
    Value shift = getExponentShift(ops, ops.toF64(emitMagnitude(ops, state).value), *limit);
    value = getRangeArithmetic().round(ops, value);
    value = {multiplyByPower(ops, ops.toF64(value.value), ops.subtract(ops.integer(64, 0), shift)), Format::F64};
  }
  Value square = ops.toF64(getRangeArithmetic().multiply(ops, value, value).value);
  Value added = ops.select(counts, square, ops.number(ops.f64(), 0.0));
  return {ops.add(squares[0], added), ops.add(squares[1], ops.zeroExtend(counts, 64))};
}

Value ParameterRule::emitErrorToSquare(ImplicitLocOpBuilder &b, Value error, const RangeValues &range) const {
  if (input != Format::F64)
    return error;
  ElementOps ops(b, error);
  Value shift = getExponentShift(ops, emitAbsmax(ops, range), 400);
  return multiplyByPower(ops, error, ops.subtract(ops.integer(64, 0), shift));
}

/// Squares, their mean and its root are rounded, the sum is not. Without elements, and for 0 and infinity: absmax.
StepValue ParameterRule::emitRootMeanSquare(const ElementOps &ops, StepValue absmax, ValueRange squares) const {
  StepArithmetic arithmetic = getRangeArithmetic();
  auto round = [&](Value value) { return ops.toF64(arithmetic.round(ops, {value, Format::F64}).value); };
  Value mean = round(ops.divide(squares[0], ops.fromInteger(squares[1], ops.f64())));
  Value root = round(math::SqrtOp::create(ops.builder(), mean));
  Value magnitude = ops.toF64(absmax.value);
  if (std::optional<int> limit = getLimitOfSquares())
    root = round(multiplyByPower(ops, root, getExponentShift(ops, magnitude, *limit)));
  Value hasElements = ops.compare(arith::CmpIPredicate::ne, squares[1], 0);
  Value isOrdinary =
      ops.bitAnd(ops.compare(arith::CmpFPredicate::OGT, magnitude, 0.0),
                 ops.compare(arith::CmpFPredicate::OLT, magnitude, std::numeric_limits<double>::infinity()));
  return {ops.select(ops.bitAnd(hasElements, isOrdinary), root, magnitude), Format::F64};
}

//===----------------------------------------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------------------------------------===//

static StepValue negate(const ElementOps &ops, StepValue value) {
  value.value = ops.negate(value.value);
  return value;
}

RangeValues ParameterRule::emitFoundRange(const ElementOps &ops, ValueRange state, ValueRange squares) const {
  RangeValues range;
  switch (calibration.rule) {
  case ScaleRule::RMS:
    range.max = emitRootMeanSquare(ops, emitMagnitude(ops, state), squares);
    return range;
  case ScaleRule::Fixed:
    range.max = makeConstant(ops, calibration.arguments.back());
    if (!symmetric)
      range.min = makeConstant(ops, calibration.arguments.front());
    return range;
  case ScaleRule::AbsMax:
  case ScaleRule::MinMax:
  case ScaleRule::MSE:
    if (symmetric)
      range.max = emitMagnitude(ops, state);
    else
      std::tie(range.min, range.max) = emitMinMax(ops, state);
    return range;
  case ScaleRule::Percentile:
    break;
  }
  llvm_unreachable("expected bounds for a percentile");
}

/// `range` widened to hold 0, rounded to its arithmetic; symmetric ranges have only `max` so far.
RangeValues ParameterRule::emitRoundedRange(const ElementOps &ops, RangeValues range) const {
  StepArithmetic arithmetic = getRangeArithmetic();
  if (symmetric) {
    range.max = arithmetic.round(ops, range.max);
    range.min = negate(ops, range.max);
    return range;
  }
  if (convention.includeZero) {
    auto widen = [&](StepValue value, arith::CmpFPredicate isInside) { // NaN stays
      Value zero = ops.number(value.value, 0.0);
      value.value = ops.select(ops.compare(isInside, value.value, zero), zero, value.value);
      return value;
    };
    range.min = widen(range.min, arith::CmpFPredicate::OGT);
    range.max = widen(range.max, arith::CmpFPredicate::OLT);
  }
  range.min = arithmetic.round(ops, range.min);
  range.max = arithmetic.round(ops, range.max);
  return range;
}

RangeValues ParameterRule::emitRange(ImplicitLocOpBuilder &b, ValueRange state, Value sample,
                                     ValueRange squares) const {
  ElementOps ops(b, sample);
  RangeValues range = emitRoundedRange(ops, emitFoundRange(ops, state, squares));
  if (convention.guard == numerics::ScaleGuard::Constant)
    std::tie(range.observedMin, range.observedMax) = emitMinMax(ops, state);
  bool hasFactor = calibration.rule == ScaleRule::AbsMax || calibration.rule == ScaleRule::MinMax ||
                   calibration.rule == ScaleRule::RMS;
  double factor = hasFactor ? calibration.argument(0, 1.0) : 1.0;
  return factor == 1.0 ? range : emitScaledRange(b, range, ops.number(ops.f64(), factor));
}

/// `min` and `max` (f64), or the ends of the elements where one of these is NaN or infinite.
std::pair<Value, Value> ParameterRule::emitEndsUnlessFinite(const ElementOps &ops, ValueRange state, Value min,
                                                            Value max) const {
  auto isFinite = [&](Value value) {
    return ops.compare(arith::CmpFPredicate::OLT, ops.abs(value), std::numeric_limits<double>::infinity());
  };
  if (symmetric) {
    Value magnitude = ops.toF64(emitMagnitude(ops, state).value);
    return {min, ops.select(isFinite(magnitude), max, magnitude)};
  }
  auto [lowest, highest] = emitMinMax(ops, state);
  Value low = ops.toF64(lowest.value), high = ops.toF64(highest.value);
  Value areFinite = ops.bitAnd(isFinite(low), isFinite(high));
  return {ops.select(areFinite, min, low), ops.select(areFinite, max, high)};
}

RangeValues ParameterRule::emitRangeOfBounds(ImplicitLocOpBuilder &b, ValueRange state, Value min, Value max) const {
  ElementOps ops(b, max);
  if (convention.statistics == numerics::Statistics::All)
    std::tie(min, max) = emitEndsUnlessFinite(ops, state, min, max);
  RangeValues range;
  range.max = {max, Format::F64};
  if (!symmetric)
    range.min = {min, Format::F64};
  range = emitRoundedRange(ops, range);
  if (convention.guard == numerics::ScaleGuard::Constant)
    std::tie(range.observedMin, range.observedMax) = emitMinMax(ops, state);
  return range;
}

RangeValues ParameterRule::emitScaledRange(ImplicitLocOpBuilder &b, const RangeValues &range, Value factor) const {
  ElementOps ops(b, factor);
  StepArithmetic arithmetic = getRangeArithmetic();
  StepValue rounded = arithmetic.round(ops, {factor, Format::F64});
  RangeValues scaled = range;
  scaled.min = arithmetic.multiply(ops, range.min, rounded);
  scaled.max = arithmetic.multiply(ops, range.max, rounded);
  return scaled;
}

Value ParameterRule::emitIsInRange(ImplicitLocOpBuilder &b, Value x, const RangeValues &range) const {
  ElementOps ops(b, x);
  Value value = ops.toF64(makeStepValue(ops, x).value);
  return ops.bitAnd(ops.compare(arith::CmpFPredicate::OLE, ops.toF64(range.min.value), value),
                    ops.compare(arith::CmpFPredicate::OLE, value, ops.toF64(range.max.value)));
}
