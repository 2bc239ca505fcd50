//===- Encode.cpp - ops that turn one real number into one code ------------------------------------------===//

#include "Qnt/Emit/Encode.h"
#include "FloatRounding.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::FormatInfo;
using numerics::Overflow;
using numerics::Rounding;

//===----------------------------------------------------------------------------------------------------===//
// To integral values
//===----------------------------------------------------------------------------------------------------===//

/// floor(value + noise) without the rounding of that sum: the difference from the neighbour nearer to zero is exact.
static Value roundStochastic(const ElementOps &ops, Value value, Value noise) {
  Value below = ops.floor(value), one = ops.number(value, 1.0);
  Value above = ops.add(below, one);
  Value negativeUp = ops.compare(arith::CmpFPredicate::OLE, ops.subtract(above, value), noise);
  Value positiveUp = ops.compare(arith::CmpFPredicate::OGE, ops.subtract(value, below), ops.subtract(one, noise));
  Value up = ops.select(ops.compare(arith::CmpFPredicate::OLT, value, 0.0), negativeUp, positiveUp);
  return math::CopySignOp::create(ops.builder(), ops.select(up, above, below), value);
}

/// Noise centred on 0 joins the value in f32 before an ordinary rounding.
static Value roundNoisyHalfEven(const ElementOps &ops, Value value, Value noise) {
  Value centred = ops.toF32(ops.subtract(noise, ops.number(noise, 0.5)));
  Value rounded = math::RoundEvenOp::create(ops.builder(), ops.add(ops.toF32(value), centred));
  return ops.toFloat(rounded, cast<FloatType>(ElementOps::elementType(value)));
}

Value emit::emitRoundToIntegral(ImplicitLocOpBuilder &b, Value value, Rounding rounding, Value noise) {
  ElementOps ops(b, value);
  switch (rounding) {
  case Rounding::HalfEven:
    return math::RoundEvenOp::create(b, value);
  case Rounding::HalfAway:
    return math::RoundOp::create(b, value);
  case Rounding::Stochastic:
    return roundStochastic(ops, ops.toF64(value), noise);
  case Rounding::NoisyHalfEven:
    return roundNoisyHalfEven(ops, value, noise);
  }
  llvm_unreachable("unknown rounding");
}

//===----------------------------------------------------------------------------------------------------===//
// To fp8, fp6 and fp4
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Layout of the float type that a value has: f32 or f64.
struct SourceLayout {
  explicit SourceLayout(Value value) : bits(ElementOps::width(value)) {}
  unsigned mantissaBits() const { return bits == 32 ? 23 : 52; }
  int64_t bias() const { return bits == 32 ? 127 : 1023; }
  int64_t magnitudeMask() const { return std::numeric_limits<int64_t>::max() >> (64 - bits); }
  int64_t exponentMask() const { return (2 * bias() + 1) << mantissaBits(); }
  unsigned bits;
};

/// A magnitude cut into the steps of a format: value = steps * 2^(exponent - format's mantissa bits).
struct Steps {
  Value magnitude; ///< bits, at most those of the limit
  Value exponent;  ///< exponent bits in place, at least those of the smallest normal number
};
} // namespace

/// The largest magnitude that is told apart: the largest finite value, or the one that would follow, whose code is that
/// of infinity (e5m2) or NaN (e4m3fn).
static double getLimit(const FormatInfo &info, Overflow overflow) {
  if (overflow == Overflow::Saturate || !info.hasNaN)
    return info.maxFinite;
  double lastPlace = std::ldexp(1.0, std::ilogb(info.maxFinite) - int(info.mantissaBits));
  return info.maxFinite + lastPlace;
}

static Steps splitIntoSteps(const ElementOps &ops, const FormatInfo &info, Value value, double limit) {
  SourceLayout source(value);
  APFloat limitInType(limit);
  bool loses;
  limitInType.convert(source.bits == 32 ? APFloat::IEEEsingle() : APFloat::IEEEdouble(), APFloat::rmTowardZero, &loses);
  Value magnitude = ops.bitAnd(ops.bitsOf(value), source.magnitudeMask());
  int64_t limitBits = limitInType.bitcastToAPInt().getZExtValue();
  Steps steps;
  steps.magnitude = ops.unsignedMinimum(magnitude, ops.integer(magnitude, limitBits));
  int64_t minNormalBits = (source.bias() + 1 - info.bias) << source.mantissaBits();
  steps.exponent =
      ops.unsignedMaximum(ops.bitAnd(steps.magnitude, source.exponentMask()), ops.integer(magnitude, minNormalBits));
  return steps;
}

/// The code of a whole number of steps (i32); a carry into the exponent falls out of the addition.
static Value assembleMagnitude(const ElementOps &ops, const FormatInfo &info, Value exponent, Value numSteps) {
  SourceLayout source(exponent);
  int64_t minNormalBits = (source.bias() + 1 - info.bias) << source.mantissaBits();
  Value aboveSmallest = ops.subtract(exponent, ops.integer(exponent, minNormalBits));
  Value exponentCode = ops.shiftRight(aboveSmallest, source.mantissaBits() - info.mantissaBits);
  return ops.add(ops.truncate(exponentCode, 32), numSteps);
}

/// Half to even from f32: the sum with 2^(23 steps) is rounded to a whole number of steps, which then stand in its low
/// bits.
static Value roundStepsHalfEven(const ElementOps &ops, const FormatInfo &info, const Steps &steps) {
  Value magic = ops.add(steps.exponent, ops.integer(32, int64_t(23 - info.mantissaBits) << 23));
  Value sum = ops.add(ops.bitcast(steps.magnitude, ops.f32()), ops.bitcast(magic, ops.f32()));
  return ops.subtract(ops.bitsOf(sum), magic);
}

/// By any rounding: the signed value in steps is a product with a power of two, exact.
static Value roundStepsBy(const ElementOps &ops, const FormatInfo &info, const Steps &steps, Value value,
                          Rounding rounding, Value noise) {
  SourceLayout source(value);
  auto type = cast<FloatType>(ElementOps::elementType(value));
  Value sign = ops.bitAnd(ops.bitsOf(value), ~source.magnitudeMask());
  Value limited = ops.bitcast(ops.bitOr(sign, steps.magnitude), type);
  int64_t doubledBias = (2 * source.bias() + info.mantissaBits) << source.mantissaBits();
  Value factor = ops.bitcast(ops.subtract(ops.integer(steps.exponent, doubledBias), steps.exponent), type);
  Value rounded = emitRoundToIntegral(ops.builder(), ops.multiply(limited, factor), rounding, noise);
  return ops.toInteger(ops.abs(rounded), 32);
}

static uint64_t getCodeOfNaN(const FormatInfo &info, numerics::FloatNaN rule) {
  uint64_t allOnes = (uint64_t(1) << (info.bits - 1)) - 1;
  if (info.hasInfinity) // quiet: exponent and the top mantissa bit
    return allOnes & ~((uint64_t(1) << (info.mantissaBits - 1)) - 1);
  if (info.hasNaN)
    return allOnes;
  switch (rule) {
  case numerics::FloatNaN::LargestFinite:
    return allOnes;
  case numerics::FloatNaN::Zero:
    return 0;
  case numerics::FloatNaN::NegativeZero:
    return allOnes + 1;
  }
  llvm_unreachable("unknown NaN rule");
}

static Value encodeSmallFloat(const ElementOps &ops, const FormatInfo &info, Value value,
                              const numerics::EncodeOptions &options, Value noise) {
  bool isStochastic = options.rounding == Rounding::Stochastic || options.rounding == Rounding::NoisyHalfEven;
  value = isStochastic ? ops.toF64(value) : roundToOddF32(ops, value);
  Steps steps = splitIntoSteps(ops, info, value, getLimit(info, options.overflow));
  Value numSteps = options.rounding == Rounding::HalfEven
                       ? roundStepsHalfEven(ops, info, steps)
                       : roundStepsBy(ops, info, steps, value, options.rounding, noise);
  Value magnitude = assembleMagnitude(ops, info, steps.exponent, numSteps);
  unsigned signBit = info.bits - 1;
  Value sign = ops.shiftRight(ops.bitsOf(value), ElementOps::width(value) - info.bits);
  Value code = ops.bitOr(magnitude, ops.truncate(ops.bitAnd(sign, int64_t(1) << signBit), 32));
  Value codeOfNaN = ops.integer(code, int64_t(getCodeOfNaN(info, options.floatNaN)));
  return ops.truncate(ops.select(ops.isNaN(value), codeOfNaN, code), 8);
}

//===----------------------------------------------------------------------------------------------------===//
// To powers of two
//===----------------------------------------------------------------------------------------------------===//

/// What is added to the bits of a positive value so that a cut after the exponent rounds by the rule.
static int64_t getPowerAddend(numerics::E8M0Rule rule, unsigned mantissaBits) {
  switch (rule) {
  case numerics::E8M0Rule::Floor:
  case numerics::E8M0Rule::OAS:
    return 0;
  case numerics::E8M0Rule::Nearest:
    return int64_t(1) << (mantissaBits - 1);
  case numerics::E8M0Rule::Ceil:
    return (int64_t(1) << mantissaBits) - 1;
  }
  llvm_unreachable("unknown e8m0 rule");
}

/// The exponents of f32 are those of e8m0; its subnormal numbers count half as much.
static Value roundF32ToPower(const ElementOps &ops, Value value, numerics::E8M0Rule rule) {
  Value bits = ops.bitsOf(value);
  int64_t addend = getPowerAddend(rule, 23);
  if (addend == 0)
    return ops.shiftRight(bits, 23);
  Value isSubnormal = ops.compare(arith::CmpIPredicate::ult, bits, 0x00800000);
  Value added = ops.select(isSubnormal, ops.integer(bits, addend / 2), ops.integer(bits, addend));
  return ops.shiftRight(ops.add(bits, added), 23);
}

static Value roundF64ToPower(const ElementOps &ops, Value value, numerics::E8M0Rule rule) {
  Value bits = ops.bitsOf(value);
  Value cut = ops.shiftRight(ops.add(bits, ops.integer(bits, getPowerAddend(rule, 52))), 52);
  Value code = ops.subtract(ops.truncate(cut, 32), ops.integer(32, 1023 - 127));
  return ops.signedMaximum(code, ops.integer(code, 0));
}

static Value encodeE8M0(const ElementOps &ops, Value value, const numerics::EncodeOptions &options) {
  Value code = ElementOps::width(value) == 32 ? roundF32ToPower(ops, value, options.e8m0)
                                              : roundF64ToPower(ops, value, options.e8m0);
  int64_t largest = options.overflow == Overflow::Saturate ? 0xFE : 0xFF;
  code = ops.unsignedMinimum(code, ops.integer(code, largest));
  Value isPositive = ops.compare(arith::CmpFPredicate::OGT, value, 0.0);
  return ops.truncate(ops.select(isPositive, code, ops.integer(code, 0xFF)), 8);
}

//===----------------------------------------------------------------------------------------------------===//
// To integers and wide floats, and any of them
//===----------------------------------------------------------------------------------------------------===//

static Value encodeInteger(const ElementOps &ops, const FormatInfo &info, Value value,
                           const numerics::EncodeOptions &options, Value noise, int64_t nanCode) {
  Value rounded = emitRoundToIntegral(ops.builder(), value, options.rounding, noise);
  if (info.bits == 32)
    rounded = ops.toF64(rounded);
  double codeOfNaN = double(llvm::SignExtend64(uint64_t(nanCode), info.bits));
  if (!info.isSigned)
    codeOfNaN = double(uint64_t(nanCode) & llvm::maskTrailingOnes<uint64_t>(info.bits));
  rounded = ops.select(ops.isNaN(rounded), ops.number(rounded, codeOfNaN), rounded);
  Value saturated = ops.clamp(rounded, double(info.minInt), double(info.maxInt));
  return ops.truncate(ops.toInteger(saturated, 32), info.bits <= 8 ? 8 : info.bits);
}

static Value encodeWideFloat(const ElementOps &ops, const FormatInfo &info, Value value,
                             const numerics::EncodeOptions &options) {
  assert(options.rounding == Rounding::HalfEven && "expected half even for f64, f32, f16 and bf16");
  FloatType type = getFloatType(ops.builder().getContext(), info.format);
  if (type.isF64())
    value = ops.toF64(value);
  if (options.overflow == Overflow::Saturate)
    value = ops.select(ops.isNaN(value), value, ops.clamp(value, -info.maxFinite, info.maxFinite));
  return roundToFloat(ops, value, type);
}

Value emit::emitEncode(ImplicitLocOpBuilder &b, Format format, Value value, const numerics::EncodeOptions &options,
                       Value noise, int64_t nanCode) {
  ElementOps ops(b, value);
  const FormatInfo &info = numerics::getInfo(format);
  if (ElementOps::width(value) < 32)
    value = ops.toF32(value);
  if (!info.isFloat)
    return encodeInteger(ops, info, value, options, noise, nanCode);
  if (format == Format::F8E8M0FNU)
    return encodeE8M0(ops, value, options);
  if (numerics::isExpressedFormat(format))
    return encodeWideFloat(ops, info, value, options);
  return encodeSmallFloat(ops, info, value, options, noise);
}
