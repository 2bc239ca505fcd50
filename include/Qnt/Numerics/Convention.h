//===- Convention.h - how a value was chosen, as named parameters ---------------------------------------===//
//
// A convention says everything about quantization that a reader does not need in order to decode. Presets carry the
// names of the systems whose results they reproduce bit for bit; every parameter can be set alone by its name.
//
//   Convention c = *Convention::preset("qwix");  c.set("mx_scale", "oas");
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_CONVENTION_H
#define QNT_NUMERICS_CONVENTION_H

#include "Qnt/Numerics/Rounding.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>

namespace mlir::qnt::numerics {

enum class ZeroPointOrder : uint8_t {
  AfterRounding,  ///< q = round(x / s) + zp
  BeforeRounding, ///< q = round(x / s + zp)
};
enum class ClampOrder : uint8_t {
  AfterRounding,  ///< round, then saturate
  BeforeRounding, ///< saturate, then round (StableHLO)
};
enum class Quotient : uint8_t {
  Divide,     ///< x / s
  Reciprocal, ///< x * (1 / s), the reciprocal rounded to the quotient's type; Divide when that is Exact
  /// As XLA's CPU backend rewrites a division: the reciprocal of a bf16 number stays in f32, and nothing is rewritten
  /// where both operands have the same shape (one scale an element; the bound of a single scale).
  ReciprocalXLA,
};
/// What becomes of subnormal numbers of f32 and bf16 arithmetic, as operands and as results.
enum class Subnormals : uint8_t {
  Keep,
  Flush, ///< 0 of the same sign (XLA on a CPU)
};
/// Which elements of a block the scale rules look at.
enum class Statistics : uint8_t {
  Finite, ///< NaN and infinities are left out
  All,    ///< one NaN makes the scale NaN, one infinity makes it infinite
};
enum class Arithmetic : uint8_t {
  F32,   ///< f32, each step rounded; f64 when the input or the scale type is f64
  Input, ///< the type of the input; each step rounded to it, the scale first
  Exact, ///< one rounding only: the exact real quotient becomes a code (a scale rule: f64)
  F64,   ///< f64, each step rounded
};
enum class IntegerNaN : uint8_t { ZeroPoint, Zero, Low };
/// Which codes an integer encoding may use when its parameters are chosen symmetrically. Codes computed with given
/// parameters (computeCodes, quantizeElement) use the whole range of the encoding.
enum class CodeRange : uint8_t {
  Full,   ///< -2^(n-1) .. 2^(n-1)-1; unsigned 0 .. 2^n-1
  Narrow, ///< -(2^(n-1)-1) .. 2^(n-1)-1; unsigned symmetric 0 .. 2^n-2 with zero point qmax/2
};
/// What absmax is divided by in a symmetric scale.
enum class SymmetricBound : uint8_t {
  MaxCode,     ///< 2^(n-1)-1: 127, 7
  HalfInteger, ///< 2^(n-1)-0.5: 127.5, 7.5; uint8 255.5; int16 32768 (Qwix)
};
/// How a symmetric scale is computed; the two differ by the epsilon and where 2 * absmax overflows.
enum class SymmetricScale : uint8_t {
  Bound, ///< (absmax + epsilon) / bound
  Span,  ///< (absmax - -absmax + epsilon) / (2 * bound) (Core AI, coremltools)
};
enum class ZeroPointRule : uint8_t {
  FromMin,      ///< rne(qmin - min / scale)
  Interpolated, ///< rne((qmin * max - qmax * min) / (max - min + epsilon))
  SmallerError, ///< qmin - min / scale or qmax - max / scale, whose terms are smaller (TFLite)
};
/// A stored scale is never 0 or infinite but under None (and infinite under Statistics::All): it becomes the smallest
/// positive or the largest finite value of the scale type.
enum class ScaleGuard : uint8_t {
  Default,            ///< 1 when every |x| is below the smallest normal number of the scale rule's arithmetic
  SqrtSmallestNormal, ///< a scale below sqrt(smallest normal number of the input type) becomes 1 (Qwix)
  Constant,           ///< max - min < 1e-6: scale max and zero point 0 (scale 1 when |max| < 1e-6) (Concrete ML)
  None,               ///< whatever the arithmetic gives, NaN and 0 included
};
enum class CodesUse : uint8_t {
  StoredScale, ///< codes computed with the scale as stored (after rounding to f16, e8m0, e4m3 ...)
  FinerScale,  ///< codes computed with the scale before it was rounded to its storage type
};
/// What absmax is divided by for a power-of-two (f8E8M0FNU) scale.
enum class MXBound : uint8_t {
  Auto,       ///< PowerOfTwo for floor (OCP MX v1.0, section 6.3), MaxFinite for the other rules
  MaxFinite,  ///< the largest value: f4E2M1FN 6, f8E4M3FN 448
  PowerOfTwo, ///< the largest power of two: f4E2M1FN 4, f8E4M3FN 256
};
/// How the nearest entry of a code book is found.
enum class CodebookDistance : uint8_t {
  Exact, ///< the nearest, first on ties; NaN as 0, infinities as the ends
  F32,   ///< the first smallest |entry - x| in f32; NaN and infinities give entry 0 (Qwix)
};
enum class RequantizeRounding : uint8_t {
  Single, ///< one rounding of acc * multiplier * 2^-shift, by `rounding`
  TFLite, ///< saturating rounding doubling high multiply, then rounding divide by power of two
};

/// Named parameters; docs/Numerics.md has a table of the presets.
struct Convention {
  ZeroPointOrder zeroPointOrder = ZeroPointOrder::AfterRounding; // zero_point_order
  ClampOrder clampOrder = ClampOrder::AfterRounding;             // clamp_order
  Quotient quotient = Quotient::Divide;                          // quotient
  Arithmetic quotientType = Arithmetic::F32;                     // quotient_type
  Subnormals subnormals = Subnormals::Keep;                      // subnormals
  Rounding rounding = Rounding::HalfEven;                        // rounding
  uint64_t seed = 0;                                             // seed (stochastic rounding)
  IntegerNaN nan = IntegerNaN::ZeroPoint;                        // nan
  FloatNaN floatNaN = FloatNaN::LargestFinite;                   // float_nan
  Overflow overflow = Overflow::Saturate;                        // overflow
  CodeRange range = CodeRange::Narrow;                           // range (of symmetric encodings)
  SymmetricBound bound = SymmetricBound::MaxCode;                // bound
  SymmetricScale symmetricScale = SymmetricScale::Bound;         // symmetric_scale
  bool includeZero = true;                                       // include_zero: asymmetric range widened to hold 0
  ZeroPointRule zeroPointRule = ZeroPointRule::FromMin;          // zero_point_rule
  bool clampZeroPoint = true;                                    // clamp_zero_point
  Statistics statistics = Statistics::Finite;                    // statistics
  Arithmetic rangeType = Arithmetic::F32;                        // range_type: of k * absmax and max - min
  Arithmetic scaleType = Arithmetic::F32;                        // scale_type: of the scale and the zero point
  Quotient scaleQuotient = Quotient::Divide;                     // scale_quotient: by the bound or the code span
  double epsilon = 0.0;                                          // epsilon added to the range
  ScaleGuard guard = ScaleGuard::Default;                        // guard
  E8M0Rule mxScale = E8M0Rule::Floor;                            // mx_scale
  MXBound mxBound = MXBound::Auto;                               // mx_bound
  CodesUse codesUse = CodesUse::StoredScale;                     // codes_use
  CodebookDistance distance = CodebookDistance::Exact;           // distance
  RequantizeRounding requantize = RequantizeRounding::Single;    // requantize

  /// default, onnx, qwix, qwix-cpu, apple, coremltools, concrete, baracuda, baracuda-kernel, tflite, stablehlo.
  static std::optional<Convention> preset(llvm::StringRef name);
  static llvm::ArrayRef<llvm::StringRef> presetNames();
  static llvm::ArrayRef<llvm::StringRef> parameterNames();
  /// The values a parameter takes, for messages ("floor, nearest, ceil, oas"; "a number" for seed and epsilon).
  static std::string describeValues(llvm::StringRef parameter);

  /// Sets one parameter by name; the error names the parameter and what it takes.
  llvm::Error set(llvm::StringRef parameter, llvm::StringRef value);
  /// The parameter's value as text, in the spelling that set() takes. The parameter must exist.
  std::string get(llvm::StringRef parameter) const;

  friend bool operator==(const Convention &a, const Convention &b);
  friend bool operator!=(const Convention &a, const Convention &b) { return !(a == b); }
};

/// How the scale of a block is found from its elements.
enum class ScaleRule : uint8_t { AbsMax, MinMax, RMS, Fixed, Percentile, MSE };

/// absmax[,k]: bound = k * max|x|; minmax[,k]: k * [min, max]; rms,k: bound = k * sqrt(mean(x^2));
/// fixed,a[,b]: bound a, or range [a, b] (must contain 0); percentile,p: p in (0, 100] of |x| (or of both tails);
/// mse: the bound among `steps` candidates from `a` to 1 times absmax that minimises the squared error, lowest first.
struct Calibration {
  ScaleRule rule = ScaleRule::AbsMax;
  /// Arguments as written; empty means the rule's default (k = 1, p = 99.99, mse 0.4 with 80 steps).
  llvm::SmallVector<double, 2> arguments;

  static llvm::Expected<Calibration> create(llvm::StringRef rule, llvm::ArrayRef<double> arguments);
  static llvm::StringRef getRuleName(ScaleRule rule); ///< absmax, minmax, rms, fixed, percentile, mse
  static std::optional<ScaleRule> parseRule(llvm::StringRef name);

  /// The argument at `index`, or `fallback` when it was not given.
  double argument(unsigned index, double fallback) const;
};

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_CONVENTION_H
