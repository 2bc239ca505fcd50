//===- StepOracle.cpp - a value to a code, step by step --------------------------------------------------===//
#include "StepOracle.h"
#include "ExactArithmetic.h"
#include <cassert>
#include <cmath>

namespace oracle {

static double flushed(double value, const Recipe &recipe) {
  bool hasRangeOfF32 = recipe.arithmetic.exponentBits == kF32.exponentBits;
  return recipe.flush && hasRangeOfF32 && std::fabs(value) < 0x1p-126 ? std::copysign(0.0, value) : value;
}

double quotientByRecipe(double x, double scale, const Recipe &recipe) {
  assert(!recipe.exact && "the exact quotient is not a double");
  const FloatSpec &type = recipe.arithmetic;
  double dividend = flushed(x, recipe), divisor = flushed(roundTo(type, scale), recipe);
  if (recipe.quotient == QuotientForm::Divide)
    return flushed(divide(type, dividend, divisor), recipe);
  bool isWider = recipe.quotient == QuotientForm::FloatReciprocal && type.mantissaBits == kBF16.mantissaBits;
  const FloatSpec &stepType = isWider ? kF32 : type;
  double reciprocal = flushed(divide(stepType, 1.0, divisor), recipe);
  return flushed(roundTo(type, multiply(stepType, dividend, reciprocal)), recipe);
}

/// rne(integer + zeroPoint), exactly.
static int64_t addZeroPoint(int64_t integer, double zeroPoint) {
  double whole = std::floor(zeroPoint), fraction = zeroPoint - whole;
  int64_t sum = integer + int64_t(whole);
  return fraction > 0.5 || (fraction == 0.5 && sum % 2 != 0) ? sum + 1 : sum;
}

int64_t finishInteger(double quotient, double zeroPoint, Range range, const Recipe &recipe, int64_t nanCode) {
  if (recipe.zeroPointFirst)
    quotient = flushed(add(recipe.arithmetic, quotient, roundTo(recipe.arithmetic, zeroPoint)), recipe);
  if (std::isnan(quotient))
    return saturate(nanCode, range.low, range.high);
  int64_t rounded = roundToInteger(quotient, recipe.choice);
  return saturate(recipe.zeroPointFirst ? rounded : addZeroPoint(rounded, zeroPoint), range.low, range.high);
}

/// True when x / s >= boundary (with `orEqual`) or > boundary.
static bool quotientReaches(double x, double scale, double boundary, bool orEqual) {
  int order = compareToProduct(x, boundary, scale) * (scale < 0 ? -1 : 1);
  return order > 0 || (orEqual && order == 0);
}

/// True when the exact x / s becomes `candidate` or more. Its lower boundary is candidate - 1/2 on the number line of
/// the codes, which a zero point moves; where it is added after rounding, it moves the parity of the ties, too.
static bool exactReaches(double x, double scale, int64_t zeroPoint, int64_t candidate, const Recipe &recipe) {
  double boundary = double(candidate - zeroPoint) - 0.5;
  int64_t rounded = recipe.zeroPointFirst ? candidate : candidate - zeroPoint;
  bool tieGoesUp = recipe.choice.rule == Rule::HalfAway ? rounded > 0 : rounded % 2 == 0;
  return quotientReaches(x, scale, boundary, tieGoesUp);
}

static int64_t quantizeExactly(double x, double scale, int64_t zeroPoint, Range range, const Recipe &recipe) {
  assert(recipe.choice.rule != Rule::Stochastic);
  if (std::isinf(x))
    return std::signbit(x) == std::signbit(scale) ? range.high : range.low;
  int64_t low = range.low, high = range.high; // the code lies in [low, high]
  while (low < high) {
    int64_t middle = low + (high - low + 1) / 2;
    if (exactReaches(x, scale, zeroPoint, middle, recipe))
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

int64_t quantizeToInteger(double x, double scale, double zeroPoint, Range range, const Recipe &recipe,
                          int64_t nanCode) {
  if (std::isnan(x))
    return saturate(nanCode, range.low, range.high);
  if (recipe.exact)
    return quantizeExactly(x, scale, int64_t(zeroPoint), range, recipe);
  return finishInteger(quotientByRecipe(x, scale, recipe), zeroPoint, range, recipe, nanCode);
}

static uint64_t encodeExactQuotient(double x, double scale, const BoundaryTable &table, const Recipe &recipe,
                                    const FloatRules &rules) {
  bool negative = std::signbit(x) != std::signbit(scale);
  double magnitude = std::fabs(x), divisor = std::fabs(scale);
  size_t low = 0, high = std::isinf(x) ? 0 : table.numFinite(); // the index lies in [low, high]
  while (low < high) {
    size_t middle = (low + high + 1) / 2;
    bool tieGoesUp = recipe.choice.rule == Rule::HalfAway || middle % 2 == 0;
    if (quotientReaches(magnitude, divisor, table.midpoint(middle - 1), tieGoesUp))
      low = middle;
    else
      high = middle - 1;
  }
  if (std::isinf(x) || low == table.numFinite())
    return codeOfOverflow(table.spec(), negative, rules);
  return low | (negative ? table.spec().signMask() : 0);
}

uint64_t quantizeToFloat(double x, double scale, const BoundaryTable &table, const Recipe &recipe,
                         const FloatRules &rules) {
  if (std::isnan(x))
    return codeOfNaN(table.spec(), rules);
  if (recipe.exact)
    return encodeExactQuotient(x, scale, table, recipe, rules);
  return table.encode(quotientByRecipe(x, scale, recipe), recipe.choice, rules);
}

double dequantizeByRecipe(double code, double scale, double zeroPoint, const DecodeRecipe &recipe) {
  if (recipe.mulSub) {
    double left = roundTo(recipe.expressed, multiply(recipe.product, code, scale));
    double right = roundTo(recipe.expressed, multiply(recipe.product, zeroPoint, scale));
    return roundTo(recipe.expressed, subtract(recipe.product, left, right));
  }
  // Codes and integer zero points have at most 32 bits: a double holds their difference exactly.
  double difference = recipe.floatZeroPoint ? subtract(recipe.product, code, zeroPoint) : code - zeroPoint;
  return roundTo(recipe.expressed, multiply(recipe.product, difference, scale));
}

} // namespace oracle
