//===- FloatFunctions.cpp - rcp sqrt rsqrt sin cos lg2 ex2 tanh testp ---------------------------------------===//

#include "../Arithmetic/Approximate.h"
#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

template <class F, ApproximateFunction function, bool flush>
static uint64_t approximateLane(uint64_t a) {
  return approximate<F>(function, a, flush);
}
template <class F, ApproximateFunction function, bool flush>
static uint64_t approximateHalves(uint64_t a) {
  return approximate<F>(function, a & 0xffff, flush) | approximate<F>(function, (a >> 16) & 0xffff, flush) << 16;
}
template <ApproximateFunction function>
static uint64_t highHalfLane(uint64_t a) {
  return approximateHighHalf(function, a);
}

template <ApproximateFunction function>
static Execute selectSingle(bool flush) {
  return flush ? executeLanes<&approximateLane<F32, function, true>>
               : executeLanes<&approximateLane<F32, function, false>>;
}

static void readUnary(DecodeContext &context, ScalarType type) {
  context.destination(type);
  context.source(type);
}

/// rcp and sqrt: .approx of f32, or rounded.
static bool decodeRounded(DecodeContext &context, bool reciprocal) {
  ModifierReader &modifiers = context.modifiers();
  if (modifiers.take("approx")) {
    bool flush = modifiers.take("ftz");
    ScalarType type = reciprocal && flush ? modifiers.expectType({ScalarType::F32, ScalarType::F64})
                                          : modifiers.expectType({ScalarType::F32});
    readUnary(context, type);
    if (type == ScalarType::F64)
      return context.finish(executeLanes<&highHalfLane<ApproximateFunction::Reciprocal>>);
    return context.finish(reciprocal ? selectSingle<ApproximateFunction::Reciprocal>(flush)
                                     : selectSingle<ApproximateFunction::SquareRoot>(flush));
  }
  FloatModifiers payload;
  std::optional<Rounding> rounding = takeRounding(modifiers);
  if (!rounding)
    context.fail("expected '.approx' or a rounding modifier (.rn, .rz, .rm or .rp) with '" +
                 std::string(context.opcode()) + "'");
  payload.rounding = rounding.value_or(Rounding::NearestEven);
  payload.flush = modifiers.take("ftz");
  ScalarType type = payload.flush ? modifiers.expectType({ScalarType::F32})
                                  : modifiers.expectType({ScalarType::F32, ScalarType::F64});
  readUnary(context, type);
  context.setPayload(payload);
  if (type == ScalarType::F64)
    return context.finish(reciprocal ? executeFloat1<&rcpFloat<F64>>(payload)
                                     : executeFloat1<&sqrtFloat<F64>>(payload));
  return context.finish(reciprocal ? executeFloat1<&rcpFloat<F32>>(payload) : executeFloat1<&sqrtFloat<F32>>(payload));
}
static bool decodeRcp(DecodeContext &context) { return decodeRounded(context, true); }
static bool decodeSqrt(DecodeContext &context) { return decodeRounded(context, false); }

static bool decodeRsqrt(DecodeContext &context) {
  context.modifiers().expectOneOf({"approx"});
  bool flush = context.modifiers().take("ftz");
  ScalarType type = context.modifiers().expectType({ScalarType::F32, ScalarType::F64});
  readUnary(context, type);
  if (type == ScalarType::F64)
    return context.finish(flush ? executeLanes<&highHalfLane<ApproximateFunction::ReciprocalSquareRoot>>
                                : executeLanes<&reciprocalSquareRootDouble>);
  return context.finish(selectSingle<ApproximateFunction::ReciprocalSquareRoot>(flush));
}

/// sin, cos, lg2: f32 only.
template <ApproximateFunction function>
static bool decodeSingle(DecodeContext &context) {
  context.modifiers().expectOneOf({"approx"});
  bool flush = context.modifiers().take("ftz");
  context.modifiers().expectType({ScalarType::F32});
  readUnary(context, ScalarType::F32);
  return context.finish(selectSingle<function>(flush));
}

/// The narrow formats of ex2 and tanh.
template <ApproximateFunction function, bool flushBrain>
static Execute selectNarrow(ScalarType type) {
  switch (type) {
  case ScalarType::F16:
    return executeLanes<&approximateLane<F16, function, false>>;
  case ScalarType::F16x2:
    return executeLanes<&approximateHalves<F16, function, false>>;
  case ScalarType::BF16:
    return executeLanes<&approximateLane<BF16, function, flushBrain>>;
  default:
    return executeLanes<&approximateHalves<BF16, function, flushBrain>>;
  }
}

static constexpr auto kApproximateTypes = {ScalarType::F32, ScalarType::F16, ScalarType::F16x2, ScalarType::BF16,
                                           ScalarType::BF16x2};

static void requireNarrow(DecodeContext &context, ScalarType type) {
  std::string form = std::string(context.opcode()) + ".approx." + std::string(ptx::getName(type));
  if (isBrainFloat(type))
    requireTarget(context, form, 90, 78);
  else
    requireTarget(context, form, 75, 70);
}

static bool decodeEx2(DecodeContext &context) {
  context.modifiers().expectOneOf({"approx"});
  bool flush = context.modifiers().take("ftz");
  ScalarType type = context.modifiers().expectType(kApproximateTypes);
  readUnary(context, type);
  if (type == ScalarType::F32)
    return context.finish(selectSingle<ApproximateFunction::Exp2>(flush));
  requireNarrow(context, type);
  // Of the narrow formats bf16 is always flushed, f16 never.
  if (flush != isBrainFloat(type))
    context.fail(std::string(flush ? "expected no '.ftz'" : "expected '.ftz'") + " with 'ex2.approx." +
                 std::string(ptx::getName(type)) + "'");
  return context.finish(selectNarrow<ApproximateFunction::Exp2, true>(type));
}

static bool decodeTanh(DecodeContext &context) {
  context.modifiers().expectOneOf({"approx"});
  ScalarType type = context.modifiers().expectType(kApproximateTypes);
  requireNarrow(context, type);
  readUnary(context, type);
  if (type == ScalarType::F32)
    return context.finish(selectSingle<ApproximateFunction::Tanh>(false));
  return context.finish(selectNarrow<ApproximateFunction::Tanh, false>(type));
}

template <class F>
static uint64_t testLane(const NumberTest &test, uint64_t a) {
  return testNumber<F>(a, test);
}

static bool decodeTestp(DecodeContext &context) {
  unsigned test =
      context.modifiers().expectOneOf({"finite", "infinite", "number", "notanumber", "normal", "subnormal"});
  ScalarType type = context.modifiers().expectType({ScalarType::F32, ScalarType::F64});
  context.destination(ScalarType::Pred);
  context.source(type);
  context.setPayload(NumberTest(test));
  return context.finish(type == ScalarType::F64 ? executeLanes<&testLane<F64>> : executeLanes<&testLane<F32>>);
}

void registerFloatFunctions(OpcodeTable &table) {
  table.beginFamily("Functions of floats");
  table.add("rcp", decodeRcp,
            {"rcp.approx{.ftz}.f32", "rcp.(rn|rz|rm|rp){.ftz}.f32", "rcp.(rn|rz|rm|rp).f64", "rcp.approx.ftz.f64"});
  table.add("sqrt", decodeSqrt, {"sqrt.approx{.ftz}.f32", "sqrt.(rn|rz|rm|rp){.ftz}.f32", "sqrt.(rn|rz|rm|rp).f64"});
  table.add("rsqrt", decodeRsqrt, {"rsqrt.approx{.ftz}.f32", "rsqrt.approx{.ftz}.f64"});
  table.add("sin", decodeSingle<ApproximateFunction::Sine>, {"sin.approx{.ftz}.f32"});
  table.add("cos", decodeSingle<ApproximateFunction::Cosine>, {"cos.approx{.ftz}.f32"});
  table.add("lg2", decodeSingle<ApproximateFunction::Log2>, {"lg2.approx{.ftz}.f32"});
  table.add("ex2", decodeEx2, {"ex2.approx{.ftz}.f32", "ex2.approx.(f16|f16x2)", "ex2.approx.ftz.(bf16|bf16x2)"});
  table.add("tanh", decodeTanh, {"tanh.approx.(f32|f16|f16x2|bf16|bf16x2)"});
  table.add("testp", decodeTestp, {"testp.(finite|infinite|number|notanumber|normal|subnormal).(f32|f64)"});
}

} // namespace mlir::qnt::emulator
