//===- Codebook.cpp - ops that find the nearest entry of a code book --------------------------------------===//

#include "Qnt/Emit/Codebook.h"
#include "ElementOps.h"
#include "StepArithmetic.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using arith::CmpFPredicate;

static constexpr double kInfinity = std::numeric_limits<double>::infinity();

static Value replaceNaN(const ElementOps &ops, Value value) {
  return ops.select(ops.isNaN(value), ops.number(value, 0.0), value);
}

//===----------------------------------------------------------------------------------------------------===//
// A fold over the entries
//===----------------------------------------------------------------------------------------------------===//

/// Exact: [largest entry below the value, its index, smallest one not below, its index]. In f32: [distance, index].
SmallVector<Value> NearestEntry::emitInitial(ImplicitLocOpBuilder &b, Value value) const {
  ElementOps ops(b, value);
  Value first = ops.integer(32, 0);
  if (distance == numerics::CodebookDistance::F32)
    return {ops.number(ops.f32(), kInfinity), first};
  return {ops.number(type, -kInfinity), first, ops.number(type, kInfinity), first};
}

/// As argmin runs: the first NaN wins, then the first smallest.
static SmallVector<Value> stepInF32(const ElementOps &ops, ValueRange state, Value value, Value entry, Value index) {
  Value candidate = ops.abs(ops.subtract(ops.toF32(entry), ops.toF32(value)));
  // Unordered or less, but not when the best one is NaN already.
  Value isBetter = ops.bitAnd(ops.compare(CmpFPredicate::ULT, candidate, state[0]),
                              ops.compare(CmpFPredicate::ORD, state[0], state[0]));
  return {ops.select(isBetter, candidate, state[0]), ops.select(isBetter, index, state[1])};
}

namespace {
/// Where a value lies as seen from the midpoint of two entries (i1).
struct MidpointSides {
  Value isBelow, isEqual;
};
} // namespace

/// Exact: a rounded sum of the entries decides but where it equals twice the value, then what it lost in rounding does.
/// `mayOverflow`: the sum may leave the range of f64; halves of such entries are exact.
static MidpointSides compareWithMidpoint(const ElementOps &ops, Value value, Value low, Value high, bool mayOverflow) {
  if (mayOverflow) {
    Value overflows = ops.compare(CmpFPredicate::OEQ, ops.abs(ops.add(low, high)), kInfinity);
    Value factor = ops.select(overflows, ops.number(value, 0.5), ops.number(value, 1.0));
    low = ops.multiply(low, factor);
    high = ops.multiply(high, factor);
    value = ops.multiply(value, factor);
  }
  Value twice = ops.add(value, value), sum = ops.add(low, high), lost = getSumError(ops, low, high, sum);
  Value isSum = ops.compare(CmpFPredicate::OEQ, twice, sum);
  Value isBelowSum = ops.compare(CmpFPredicate::OLT, twice, sum);
  return {ops.select(isSum, ops.compare(CmpFPredicate::OGT, lost, 0.0), isBelowSum),
          ops.bitAnd(isSum, ops.compare(CmpFPredicate::OEQ, lost, 0.0))};
}

SmallVector<Value> NearestEntry::emitStep(ImplicitLocOpBuilder &b, ValueRange state, Value value, Value entry,
                                          Value index) const {
  ElementOps ops(b, value);
  if (distance == numerics::CodebookDistance::F32)
    return stepInF32(ops, state, value, entry, index);
  value = replaceNaN(ops, ops.toFloat(value, type));
  entry = ops.toFloat(entry, type);
  // Minus infinity would find itself.
  double lowest = type.isF32() ? std::numeric_limits<float>::lowest() : std::numeric_limits<double>::lowest();
  value = ops.maximum(value, ops.number(type, lowest));
  // The strict comparisons with what was found leave out NaN and infinities, and keep the first of equal entries.
  Value isBelow =
      ops.bitAnd(ops.compare(CmpFPredicate::OLT, entry, value), ops.compare(CmpFPredicate::OGT, entry, state[0]));
  Value isAbove =
      ops.bitAnd(ops.compare(CmpFPredicate::OGE, entry, value), ops.compare(CmpFPredicate::OLT, entry, state[2]));
  return {ops.select(isBelow, entry, state[0]), ops.select(isBelow, index, state[1]),
          ops.select(isAbove, entry, state[2]), ops.select(isAbove, index, state[3])};
}

Value NearestEntry::emitCode(ImplicitLocOpBuilder &b, ValueRange state, Value value) const {
  ElementOps ops(b, value);
  if (distance == numerics::CodebookDistance::F32)
    return ops.truncate(state[1], 8);
  Value number = ops.toF64(replaceNaN(ops, ops.toFloat(value, type)));
  Value below = ops.toF64(state[0]), above = ops.toF64(state[2]);
  MidpointSides sides = compareWithMidpoint(ops, number, below, above, type.isF64());
  Value code = ops.select(sides.isBelow, state[1], state[3]);
  code = ops.select(sides.isEqual, ops.signedMinimum(state[1], state[3]), code);
  code = ops.select(ops.compare(CmpFPredicate::OEQ, below, -kInfinity), state[3], code);
  return ops.truncate(ops.select(ops.compare(CmpFPredicate::OEQ, above, kInfinity), state[1], code), 8);
}

//===----------------------------------------------------------------------------------------------------===//
// A table that is known
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct Entry {
  double value;
  int64_t index;
};
} // namespace

/// Distinct finite entries in ascending order, each with its first index.
static SmallVector<Entry> sortEntries(ArrayRef<double> entries) {
  SmallVector<Entry> sorted;
  for (auto [index, value] : llvm::enumerate(entries))
    if (std::isfinite(value))
      sorted.push_back({value, int64_t(index)});
  llvm::sort(sorted, [](const Entry &a, const Entry &b) {
    return std::make_pair(a.value, a.index) < std::make_pair(b.value, b.index);
  });
  sorted.erase(std::unique(sorted.begin(), sorted.end(), [](auto &a, auto &b) { return a.value == b.value; }),
               sorted.end());
  return sorted;
}

/// Twice the value against the sum of the entries. That sum is rounded both ways in a wider type, so that nothing lies
/// between the two results, and neither overflows.
static bool belongsToUpper(double value, Entry lower, Entry upper) {
  auto widen = [](double number) {
    APFloat wide(number);
    bool losesInfo = false;
    wide.convert(APFloat::IEEEquad(), APFloat::rmNearestTiesToEven, &losesInfo);
    return wide;
  };
  APFloat twice = widen(value) + widen(value), sumDown = widen(lower.value), sumUp = sumDown;
  sumDown.add(widen(upper.value), APFloat::rmTowardNegative);
  sumUp.add(widen(upper.value), APFloat::rmTowardPositive);
  if (sumDown == sumUp && twice == sumDown)
    return upper.index < lower.index;
  return twice.compare(sumDown) == APFloat::cmpGreaterThan;
}

/// The smallest value of `type` that belongs to `upper`: bisection, to neighbours.
static double findThreshold(Entry lower, Entry upper, bool isF32) {
  double low = lower.value, high = upper.value; // the first belongs to lower, the second to upper
  for (;;) {
    double width = high - low, middle = std::isinf(width) ? low / 2 + high / 2 : low + width / 2;
    if (isF32)
      middle = double(float(middle));
    if (middle <= low || middle >= high)
      break;
    (belongsToUpper(middle, lower, upper) ? high : low) = middle;
  }
  return high;
}

Value NearestEntry::emitConstantSearch(ImplicitLocOpBuilder &b, Value value, ArrayRef<double> entries) const {
  ElementOps ops(b, value);
  if (distance == numerics::CodebookDistance::F32) {
    SmallVector<Value> state = emitInitial(b, value);
    for (auto [index, entry] : llvm::enumerate(entries))
      state = emitStep(b, state, value, ops.number(type, entry), ops.integer(32, int64_t(index)));
    return emitCode(b, state, value);
  }
  SmallVector<Entry> sorted = sortEntries(entries);
  if (sorted.empty())
    return ops.integer(8, 0);
  value = replaceNaN(ops, ops.toFloat(value, type));
  Value code = ops.integer(32, sorted.front().index);
  for (auto [lower, upper] : llvm::zip(ArrayRef(sorted).drop_back(), ArrayRef(sorted).drop_front())) {
    Value threshold = ops.number(type, findThreshold(lower, upper, type.isF32()));
    Value isAbove = ops.compare(CmpFPredicate::OGE, value, threshold);
    Value step = ops.select(isAbove, ops.integer(32, upper.index - lower.index), ops.integer(32, 0));
    code = ops.add(code, step);
  }
  return ops.truncate(code, 8);
}

//===----------------------------------------------------------------------------------------------------===//
// Vectors and gradients
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> emit::emitFarthest(ImplicitLocOpBuilder &b, Value sample) {
  ElementOps ops(b, sample);
  return {ops.number(ops.f64(), -kInfinity), ops.number(ops.f64(), kInfinity)};
}

SmallVector<Value> emit::emitNoDistance(ImplicitLocOpBuilder &b, Value sample) {
  ElementOps ops(b, sample);
  return {ops.number(ops.f64(), 0.0), ops.number(ops.f64(), 0.0)};
}

SmallVector<Value> emit::emitAddDistance(ImplicitLocOpBuilder &b, ValueRange distance, Value value, Value component,
                                         Value present) {
  ElementOps ops(b, distance[0]);
  Value number = replaceNaN(ops, ops.toF64(value)), entry = ops.toF64(component), zero = ops.number(entry, 0.0);
  Value isInfinite = ops.compare(CmpFPredicate::OEQ, ops.abs(number), kInfinity);
  Value isPositive = ops.compare(CmpFPredicate::OGT, number, 0.0);
  Value reach = ops.select(isInfinite, ops.select(isPositive, entry, ops.negate(entry)), zero);
  // Zero for finite entries, NaN for the others.
  Value difference = ops.subtract(ops.select(isInfinite, entry, number), entry);
  Value square = ops.multiply(difference, difference);
  if (present) {
    reach = ops.select(present, reach, zero);
    square = ops.select(present, square, zero);
  }
  return {ops.add(distance[0], reach), ops.add(distance[1], square)};
}

Value emit::emitIsNearer(ImplicitLocOpBuilder &b, ValueRange distance, ValueRange other) {
  ElementOps ops(b, distance[0]);
  Value isCandidate = ops.compare(CmpFPredicate::OLT, distance[1], kInfinity);
  Value reachesAsFar = ops.compare(CmpFPredicate::OEQ, distance[0], other[0]);
  Value isNearer = ops.bitAnd(reachesAsFar, ops.compare(CmpFPredicate::OLT, distance[1], other[1]));
  return ops.bitAnd(isCandidate, ops.bitOr(ops.compare(CmpFPredicate::OGT, distance[0], other[0]), isNearer));
}

Value emit::emitPassesCodebookGradient(ImplicitLocOpBuilder &b, Value x, Value scale, Value low, Value high) {
  ElementOps ops(b, x);
  Value quotient = ops.toF64(makeStepValue(ops, x).value);
  if (scale)
    quotient = ops.divide(quotient, ops.toF64(scale));
  return ops.bitAnd(ops.compare(CmpFPredicate::OLE, ops.toF64(low), quotient),
                    ops.compare(CmpFPredicate::OLE, quotient, ops.toF64(high)));
}
