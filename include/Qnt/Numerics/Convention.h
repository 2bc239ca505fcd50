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
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

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
  Reciprocal, ///< x * (1 / s), the reciprocal rounded to the quotient's type
};
enum class Arithmetic : uint8_t {
  F32,   ///< f32 for f32, f16 and bf16 inputs, f64 for f64
  Input, ///< the type of the input; each step rounded to it
  Exact, ///< one rounding only: the exact real quotient becomes a code
};
enum class IntegerNaN : uint8_t { ZeroPoint, Zero, Low };
/// Which codes an integer encoding may use when it is chosen symmetrically.
enum class CodeRange : uint8_t {
  Full,   ///< -2^(n-1) .. 2^(n-1)-1; unsigned 0 .. 2^n-1
  Narrow, ///< -(2^(n-1)-1) .. 2^(n-1)-1; unsigned symmetric 0 .. 2^n-2 with zero point qmax/2
};
/// What absmax is divided by in a symmetric scale.
enum class SymmetricBound : uint8_t {
  MaxCode,     ///< 2^(n-1)-1: 127, 7
  HalfInteger, ///< 2^(n-1)-0.5: 127.5, 7.5; uint8 255.5; int16 32768 (Qwix)
};
enum class ZeroPointRule : uint8_t {
  FromMin,      ///< rne(qmin - min / scale)
  Interpolated, ///< rne((qmin * max - qmax * min) / (max - min + epsilon))
};
enum class ScaleGuard : uint8_t {
  Default,          ///< 1 for an all-zero block; 0 becomes the smallest positive value of the scale type, inf the largest
  SqrtSmallestNormal, ///< a scale below sqrt(smallest normal of the input type) becomes 1 (Qwix)
  Constant,         ///< Concrete ML's rule for constant tensors
  None,             ///< whatever the arithmetic gives, NaN and 0 included
};
enum class CodesUse : uint8_t {
  StoredScale, ///< codes computed with the scale as stored (after rounding to f16, e8m0, e4m3 ...)
  FinerScale,  ///< codes computed with the scale before it was rounded to its storage type
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
  Rounding rounding = Rounding::HalfEven;                        // rounding
  uint64_t seed = 0;                                             // seed (stochastic rounding)
  IntegerNaN nan = IntegerNaN::ZeroPoint;                        // nan
  FloatNaN floatNaN = FloatNaN::LargestFinite;                   // float_nan
  Overflow overflow = Overflow::Saturate;                        // overflow
  CodeRange range = CodeRange::Narrow;                           // range (of symmetric encodings)
  SymmetricBound bound = SymmetricBound::MaxCode;                // bound
  bool includeZero = true;                                       // include_zero: asymmetric range widened to hold 0
  ZeroPointRule zeroPointRule = ZeroPointRule::FromMin;          // zero_point_rule
  bool clampZeroPoint = true;                                    // clamp_zero_point
  Arithmetic scaleType = Arithmetic::F32;                        // scale_type: arithmetic of the scale rule
  double epsilon = 0.0;                                          // epsilon added to the range
  ScaleGuard guard = ScaleGuard::Default;                        // guard
  E8M0Rule mxScale = E8M0Rule::Floor;                            // mx_scale
  CodesUse codesUse = CodesUse::StoredScale;                     // codes_use
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
};

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_CONVENTION_H
