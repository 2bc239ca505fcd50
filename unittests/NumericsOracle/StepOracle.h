//===- StepOracle.h - a value to a code, step by step ----------------------------------------------------===//
//
// Quantization as the conventions write it down: a quotient, a zero point, a rounding, a clamp, each rounded to the
// type that the recipe names, in exact integer arithmetic. The exact quotient is never formed: the value is compared
// with products of boundaries and the scale.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_STEPORACLE_H
#define QNT_UNITTESTS_NUMERICSORACLE_STEPORACLE_H

#include "BoundaryTable.h"

namespace oracle {

enum class QuotientForm {
  Divide,          ///< x / s
  Reciprocal,      ///< x * (1 / s), both rounded to the type of the steps
  FloatReciprocal, ///< the same, but where the type is bf16, 1 / s and the product are f32 before the product is bf16
};

struct Recipe {
  QuotientForm quotient = QuotientForm::Divide;
  bool flush = false;          ///< subnormal operands and results of f32 and bf16 steps are zeros of their sign
  bool zeroPointFirst = false; ///< round(x / s + zp) in place of round(x / s) + zp
  bool exact = false;          ///< x / s (and the sum with zp) is not rounded before it becomes a code
  FloatSpec arithmetic = kF32; ///< what each step is rounded to, scale and zero point first, unless exact
  Choice choice;
};

struct Range {
  int64_t low, high;
};

/// x / s or x * (1 / s), each step rounded to the recipe's type.
double quotientByRecipe(double x, double scale, const Recipe &recipe);

/// The code value of `x`. Exact recipes: x not NaN, scale not 0 and finite, zero point integral, choice not stochastic.
/// NaN, also of a step, gives `nanCode`, saturated.
int64_t quantizeToInteger(double x, double scale, double zeroPoint, Range range, const Recipe &recipe, int64_t nanCode);
/// The same after the quotient is known. A zero point with a fraction, added after rounding, makes a second rounding,
/// half to even.
int64_t finishInteger(double quotient, double zeroPoint, Range range, const Recipe &recipe, int64_t nanCode);

/// The code of `x` in a float format, no zero point.
uint64_t quantizeToFloat(double x, double scale, const BoundaryTable &table, const Recipe &recipe,
                         const FloatRules &rules = {});

/// How a code is decoded: what the expressed type and the scale's type make of the steps.
struct DecodeRecipe {
  bool mulSub = false;         ///< q * s - zp * s, the products rounded to `expressed`, in place of (q - zp) * s
  bool floatZeroPoint = false; ///< the subtraction is rounded like a product
  FloatSpec product = kF32;    ///< f64 when the expressed type or the scale's is f64
  FloatSpec expressed = kF32;
};
double dequantizeByRecipe(double code, double scale, double zeroPoint, const DecodeRecipe &recipe);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_STEPORACLE_H
