//===- ConventionPresets.cpp - conventions with a name ---------------------------------------------------===//
//
// Each preset is the default with the parameters in which its system differs.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Numerics/Convention.h"

using namespace mlir::qnt::numerics;

/// ONNX operators as the reference evaluator and onnxruntime run them: integer NaN gives the low end.
static Convention makeOnnx() {
  Convention c;
  c.nan = IntegerNaN::Low;
  c.floatNaN = FloatNaN::NegativeZero;
  c.range = CodeRange::Full;
  return c;
}

/// google/qwix 0.1.8, qarray.quantize, as its source says.
static Convention makeQwix() {
  Convention c;
  c.zeroPointOrder = ZeroPointOrder::BeforeRounding;
  c.quotientType = Arithmetic::Input;
  c.nan = IntegerNaN::Zero;
  c.floatNaN = FloatNaN::NegativeZero;
  c.range = CodeRange::Full;
  c.bound = SymmetricBound::HalfInteger;
  c.statistics = Statistics::All;
  c.rangeType = Arithmetic::Input;
  c.scaleType = Arithmetic::Input;
  c.guard = ScaleGuard::SqrtSmallestNormal;
  c.mxScale = E8M0Rule::Ceil;
  c.distance = CodebookDistance::F32;
  return c;
}

/// The same package as XLA's CPU backend runs it: divisions by a scale or a constant become multiplications, subnormals
/// 0.
static Convention makeQwixCpu() {
  Convention c = makeQwix();
  c.subnormals = Subnormals::Flush;
  c.quotient = Quotient::ReciprocalXLA;
  c.scaleQuotient = Quotient::ReciprocalXLA;
  return c;
}

/// apple/coremltools 9.0, optimize/_utils.py: NumPy arithmetic in the weight's type, no guard.
static Convention makeCoremltools() {
  Convention c;
  c.quotientType = Arithmetic::Input;
  c.statistics = Statistics::All;
  c.rangeType = Arithmetic::Input;
  c.scaleType = Arithmetic::Input;
  c.nan = IntegerNaN::Zero;
  c.symmetricScale = SymmetricScale::Span;
  c.zeroPointRule = ZeroPointRule::Interpolated;
  c.guard = ScaleGuard::None;
  return c;
}

/// Core AI (coreai-opt 0.3.0) quantize_weights: an absolute epsilon, MX codes from the scale before its rounding.
static Convention makeApple() {
  Convention c = makeCoremltools();
  c.epsilon = 1e-6;
  c.mxScale = E8M0Rule::Nearest;
  c.mxBound = MXBound::MaxFinite;
  c.codesUse = CodesUse::FinerScale;
  return c;
}

/// zama-ai/concrete-ml 1.9.0, UniformQuantizer, with NumPy 1.26: codes in the values' type, parameters in f64.
static Convention makeConcrete() {
  Convention c;
  c.zeroPointOrder = ZeroPointOrder::BeforeRounding;
  c.quotientType = Arithmetic::Input;
  c.statistics = Statistics::All;
  c.rangeType = Arithmetic::Input;
  c.scaleType = Arithmetic::F64;
  c.nan = IntegerNaN::Low;
  c.range = CodeRange::Full;
  c.includeZero = false;
  c.zeroPointRule = ZeroPointRule::Interpolated;
  c.clampZeroPoint = false;
  c.guard = ScaleGuard::Constant;
  return c;
}

/// baracuda's quantize plans as documented: the default, which is theirs too.
static Convention makeBaracuda() { return Convention(); }

/// baracuda's kernels, which multiply by the reciprocal.
static Convention makeBaracudaKernel() {
  Convention c = makeBaracuda();
  c.quotient = Quotient::Reciprocal;
  return c;
}

/// TensorFlow Lite: half away from zero, parameters in f64, requantization with two roundings.
static Convention makeTFLite() {
  Convention c;
  c.rounding = Rounding::HalfAway;
  c.zeroPointRule = ZeroPointRule::SmallerError;
  c.rangeType = Arithmetic::F64;
  c.scaleType = Arithmetic::F64;
  c.requantize = RequantizeRounding::TFLite;
  return c;
}

/// StableHLO uniform_quantize: the zero point joins the quotient, which is clamped and then rounded.
static Convention makeStableHLO() {
  Convention c;
  c.zeroPointOrder = ZeroPointOrder::BeforeRounding;
  c.clampOrder = ClampOrder::BeforeRounding;
  return c;
}

namespace {
struct Preset {
  llvm::StringRef name;
  Convention (*make)();
};
} // namespace

static constexpr Preset presets[] = {
    {"default", [] { return Convention(); }},
    {"onnx", makeOnnx},
    {"qwix", makeQwix},
    {"qwix-cpu", makeQwixCpu},
    {"apple", makeApple},
    {"coremltools", makeCoremltools},
    {"concrete", makeConcrete},
    {"baracuda", makeBaracuda},
    {"baracuda-kernel", makeBaracudaKernel},
    {"tflite", makeTFLite},
    {"stablehlo", makeStableHLO},
};

std::optional<Convention> Convention::preset(llvm::StringRef name) {
  for (const Preset &preset : presets)
    if (preset.name == name)
      return preset.make();
  return std::nullopt;
}

llvm::ArrayRef<llvm::StringRef> Convention::presetNames() {
  static const llvm::SmallVector<llvm::StringRef> names = [] {
    llvm::SmallVector<llvm::StringRef> all;
    for (const Preset &preset : presets)
      all.push_back(preset.name);
    return all;
  }();
  return names;
}
