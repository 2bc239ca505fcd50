//===- FloatArithmetic.cpp - add sub mul mad fma div abs neg copysign rcp sqrt -----------------------------===//
//
// Opcodes that integers and floats share are decoded here for both.
//
//===----------------------------------------------------------------------===//

#include "../Arithmetic/Approximate.h"
#include "../Arithmetic/Integer.h"
#include "CarryChain.h"

namespace mlir::qnt::emulator {

static constexpr auto kAddTypes = {ScalarType::U16,   ScalarType::U32,   ScalarType::U64,  ScalarType::S16,
                                   ScalarType::S32,   ScalarType::S64,   ScalarType::F32,  ScalarType::F64,
                                   ScalarType::F16,   ScalarType::F16x2, ScalarType::BF16, ScalarType::BF16x2,
                                   ScalarType::U16x2, ScalarType::S16x2, ScalarType::F32x2};

namespace {
/// Modifiers that stand before the type.
struct FloatPrefix {
  std::optional<Rounding> rounding;
  FloatModifiers modifiers;
};
} // namespace

static FloatPrefix takePrefix(ModifierReader &reader) {
  FloatPrefix prefix;
  prefix.rounding = takeRounding(reader);
  prefix.modifiers.rounding = prefix.rounding.value_or(Rounding::NearestEven);
  prefix.modifiers.flush = reader.take("ftz");
  prefix.modifiers.saturate = reader.take("sat");
  prefix.modifiers.relu = reader.take("relu");
  return prefix;
}

/// Errors for modifiers that the type does not take; `opcode` has `.relu` only where it says so.
static void checkPrefix(DecodeContext &context, const FloatPrefix &prefix, ScalarType type, bool mayRelu) {
  std::string name(ptx::getName(type));
  bool isFloat = isFloatType(type);
  // fma of bf16 has all modes; its other operations, and f16, round to nearest.
  bool onlyNearest = isNarrowFloat(type) && !(mayRelu && isBrainFloat(type));
  if (prefix.rounding && (!isFloat || (onlyNearest && *prefix.rounding != Rounding::NearestEven)))
    context.fail("expected no such rounding modifier with ." + name);
  if (prefix.modifiers.flush && (!isFloat || type == ScalarType::F64 || isBrainFloat(type)))
    context.fail("expected no '.ftz' with ." + name);
  bool maySaturate =
      type == ScalarType::F32 || type == ScalarType::F16 || type == ScalarType::F16x2 || type == ScalarType::S32;
  if (prefix.modifiers.saturate && !maySaturate)
    context.fail("expected no '.sat' with ." + name);
  if (prefix.modifiers.relu && (!mayRelu || !isNarrowFloat(type) || prefix.modifiers.saturate))
    context.fail("expected no '.relu' with ." + name);
}

template <auto function>
static uint64_t inWords2(uint64_t a, uint64_t b, FloatModifiers modifiers) {
  return function(uint32_t(a), uint32_t(b), modifiers) | function(a >> 32, b >> 32, modifiers) << 32;
}
template <auto function>
static uint64_t inWords3(uint64_t a, uint64_t b, uint64_t c, FloatModifiers modifiers) {
  return function(uint32_t(a), uint32_t(b), uint32_t(c), modifiers) | function(a >> 32, b >> 32, c >> 32, modifiers)
                                                                          << 32;
}

/// The six formats and f32x2 of a function template with two or three operands.
#define QNT_FLOAT_EXECUTE(FUNCTION, COUNT, TYPE, MODIFIERS)                                                            \
  ((TYPE) == ScalarType::F32x2                                                                                         \
       ? executeFloat##COUNT<&inWords##COUNT<&FUNCTION<F32>>>(MODIFIERS)                                               \
       : FloatExecutes{executeFloat##COUNT<&FUNCTION<F64>>(MODIFIERS), executeFloat##COUNT<&FUNCTION<F32>>(MODIFIERS), \
                       executeFloat##COUNT<&FUNCTION<F16>>(MODIFIERS),                                                 \
                       executeFloat##COUNT<&FUNCTION<BF16>>(MODIFIERS),                                                \
                       executeFloat##COUNT<&inHalves##COUNT<&FUNCTION<F16>>>(MODIFIERS),                               \
                       executeFloat##COUNT<&inHalves##COUNT<&FUNCTION<BF16>>>(MODIFIERS)}                              \
             .select(TYPE))

static uint64_t addHalves(uint64_t a, uint64_t b) { return byHalves(a, b, addInteger<uint16_t>); }

static void readOperands(DecodeContext &context, ScalarType type, int numSources) {
  context.destination(type);
  for (int i = 0; i < numSources; ++i)
    context.source(type);
}

static bool decodeAddOrSub(DecodeContext &context, bool subtract) {
  if (context.modifiers().take("cc"))
    return decodeCarryAdd(context, /*carryIn=*/false, /*carryOut=*/true, subtract);
  FloatPrefix prefix = takePrefix(context.modifiers());
  ScalarType type = context.modifiers().expectType(kAddTypes);
  checkPrefix(context, prefix, type, /*mayRelu=*/false);
  requireForType(context, type);
  readOperands(context, type, 2);
  if (isFloatType(type)) {
    context.setPayload(prefix.modifiers);
    return context.finish(subtract ? QNT_FLOAT_EXECUTE(subFloat, 2, type, prefix.modifiers)
                                   : QNT_FLOAT_EXECUTE(addFloat, 2, type, prefix.modifiers));
  }
  if (type == ScalarType::U16x2 || type == ScalarType::S16x2) {
    if (subtract)
      context.fail("expected no packed integers with 'sub'");
    return context.finish(executeLanes<&addHalves>);
  }
  if (prefix.modifiers.saturate)
    return context.finish(subtract ? executeLanes<&subSaturated> : executeLanes<&addSaturated>);
  return context.finish(subtract ? QNT_INTEGER_EXECUTES(subInteger).select(type)
                                 : QNT_INTEGER_EXECUTES(addInteger).select(type));
}
static bool decodeAdd(DecodeContext &context) { return decodeAddOrSub(context, false); }
static bool decodeSub(DecodeContext &context) { return decodeAddOrSub(context, true); }

static constexpr auto kWideTypes = {ScalarType::U16, ScalarType::U32, ScalarType::S16, ScalarType::S32};

/// The type of a .wide result.
static ScalarType wideType(ScalarType type) {
  switch (type) {
  case ScalarType::U16:
    return ScalarType::U32;
  case ScalarType::S16:
    return ScalarType::S32;
  case ScalarType::U32:
    return ScalarType::U64;
  default:
    return ScalarType::S64;
  }
}

#define QNT_WIDE_EXECUTE(FUNCTION, TYPE)                                                                               \
  ((TYPE) == ScalarType::U16   ? executeLanes<&FUNCTION<uint16_t>>                                                     \
   : (TYPE) == ScalarType::S16 ? executeLanes<&FUNCTION<int16_t>>                                                      \
   : (TYPE) == ScalarType::U32 ? executeLanes<&FUNCTION<uint32_t>>                                                     \
                               : executeLanes<&FUNCTION<int32_t>>)

static bool decodeIntegerMul(DecodeContext &context, unsigned mode) {
  ScalarType type =
      mode == 2 ? context.modifiers().expectType(kWideTypes) : context.modifiers().expectType(kIntegerTypes);
  context.destination(mode == 2 ? wideType(type) : type);
  context.source(type);
  context.source(type);
  if (mode == 2)
    return context.finish(QNT_WIDE_EXECUTE(mulWide, type));
  return context.finish(mode == 1 ? QNT_INTEGER_EXECUTES(mulHigh).select(type)
                                  : QNT_INTEGER_EXECUTES(mulLow).select(type));
}

static bool decodeMul(DecodeContext &context) {
  if (std::optional<unsigned> mode = context.modifiers().takeOneOf({"lo", "hi", "wide"}))
    return decodeIntegerMul(context, *mode);
  FloatPrefix prefix = takePrefix(context.modifiers());
  ScalarType type =
      context.modifiers().expectType({ScalarType::F32, ScalarType::F64, ScalarType::F16, ScalarType::F16x2,
                                      ScalarType::BF16, ScalarType::BF16x2, ScalarType::F32x2});
  checkPrefix(context, prefix, type, /*mayRelu=*/false);
  requireForType(context, type);
  readOperands(context, type, 2);
  context.setPayload(prefix.modifiers);
  return context.finish(QNT_FLOAT_EXECUTE(mulFloat, 2, type, prefix.modifiers));
}

static bool decodeIntegerMad(DecodeContext &context, unsigned mode) {
  if (mode != 2 && context.modifiers().take("cc"))
    return decodeCarryMad(context, /*carryIn=*/false, mode == 1, /*carryOut=*/true);
  bool saturate = mode == 1 && context.modifiers().take("sat");
  ScalarType type = saturate    ? context.modifiers().expectType({ScalarType::S32})
                    : mode == 2 ? context.modifiers().expectType(kWideTypes)
                                : context.modifiers().expectType(kIntegerTypes);
  ScalarType resultType = mode == 2 ? wideType(type) : type;
  context.destination(resultType);
  context.source(type);
  context.source(type);
  context.source(resultType);
  if (saturate)
    return context.finish(executeLanes<&madHighSaturated>);
  if (mode == 2)
    return context.finish(QNT_WIDE_EXECUTE(madWide, type));
  return context.finish(mode == 1 ? QNT_INTEGER_EXECUTES(madHigh).select(type)
                                  : QNT_INTEGER_EXECUTES(madLow).select(type));
}

/// mad and fma of floats are the same.
static bool decodeFloatMad(DecodeContext &context, std::initializer_list<ScalarType> types) {
  FloatPrefix prefix = takePrefix(context.modifiers());
  ScalarType type = context.modifiers().expectType(types);
  checkPrefix(context, prefix, type, /*mayRelu=*/true);
  std::string form = std::string(context.opcode()) + "." + std::string(ptx::getName(type));
  if (!prefix.rounding)
    context.fail("expected a rounding modifier (.rn, .rz, .rm or .rp) with '" + form + "'");
  if (type == ScalarType::F32x2)
    requireTarget(context, form, 100, 86);
  else if (isBrainFloat(type) || prefix.modifiers.relu)
    requireTarget(context, form, 80, 70);
  else if (isNarrowFloat(type))
    requireTarget(context, form, 53, 42);
  readOperands(context, type, 3);
  context.setPayload(prefix.modifiers);
  return context.finish(QNT_FLOAT_EXECUTE(fmaFloat, 3, type, prefix.modifiers));
}

static bool decodeMad(DecodeContext &context) {
  if (std::optional<unsigned> mode = context.modifiers().takeOneOf({"lo", "hi", "wide"}))
    return decodeIntegerMad(context, *mode);
  return decodeFloatMad(context, {ScalarType::F32, ScalarType::F64});
}
static bool decodeFma(DecodeContext &context) {
  return decodeFloatMad(context, {ScalarType::F32, ScalarType::F64, ScalarType::F16, ScalarType::F16x2,
                                  ScalarType::BF16, ScalarType::BF16x2, ScalarType::F32x2});
}

static uint64_t divApprox(const FloatModifiers &modifiers, uint64_t a, uint64_t b) {
  return divApproximate(a, b, false, modifiers.flush);
}
static uint64_t divFull(const FloatModifiers &modifiers, uint64_t a, uint64_t b) {
  return divApproximate(a, b, true, modifiers.flush);
}

static bool decodeDiv(DecodeContext &context) {
  std::optional<unsigned> approximate = context.modifiers().takeOneOf({"approx", "full"});
  FloatPrefix prefix = takePrefix(context.modifiers());
  if (!approximate && !prefix.rounding) {
    ScalarType type = context.modifiers().expectType(kIntegerTypes);
    checkPrefix(context, prefix, type, /*mayRelu=*/false);
    readOperands(context, type, 2);
    return context.finish(QNT_INTEGER_EXECUTES(divInteger).select(type));
  }
  ScalarType type = approximate ? context.modifiers().expectType({ScalarType::F32})
                                : context.modifiers().expectType({ScalarType::F32, ScalarType::F64});
  checkPrefix(context, prefix, type, /*mayRelu=*/false);
  readOperands(context, type, 2);
  context.setPayload(prefix.modifiers);
  if (approximate)
    return context.finish(*approximate == 1 ? executeLanes<&divFull> : executeLanes<&divApprox>);
  return context.finish(type == ScalarType::F64 ? executeFloat2<&divFloat<F64>>(prefix.modifiers)
                                                : executeFloat2<&divFloat<F32>>(prefix.modifiers));
}

/// abs and neg of integers and floats.
static bool decodeSign(DecodeContext &context, bool negate) {
  FloatModifiers modifiers;
  modifiers.flush = context.modifiers().take("ftz");
  ScalarType type = context.modifiers().expectType({ScalarType::S16, ScalarType::S32, ScalarType::S64, ScalarType::F32,
                                                    ScalarType::F64, ScalarType::F16, ScalarType::F16x2,
                                                    ScalarType::BF16, ScalarType::BF16x2});
  std::string form = std::string(context.opcode()) + "." + std::string(ptx::getName(type));
  if (modifiers.flush && (isInteger(type) || type == ScalarType::F64 || isBrainFloat(type)))
    context.fail("expected no '.ftz' with ." + std::string(ptx::getName(type)));
  if (isBrainFloat(type))
    requireTarget(context, form, 80, 70);
  else if (isNarrowFloat(type))
    requireTarget(context, form, 53, negate ? 60 : 65);
  readOperands(context, type, 1);
  context.setPayload(modifiers);
  if (isInteger(type))
    return context.finish(negate ? QNT_INTEGER_EXECUTES(negInteger).select(type)
                                 : QNT_INTEGER_EXECUTES(absInteger).select(type));
  FloatExecutes negations = {executeFloat1<&negFloat<F64>>(modifiers),
                             executeFloat1<&negFloat<F32>>(modifiers),
                             executeFloat1<&negFloat<F16>>(modifiers),
                             executeFloat1<&negFloat<BF16>>(modifiers),
                             executeFloat1<&inHalves1<&negFloat<F16>>>(modifiers),
                             executeFloat1<&inHalves1<&negFloat<BF16>>>(modifiers)};
  FloatExecutes magnitudes = {executeFloat1<&absFloat<F64>>(modifiers),
                              executeFloat1<&absFloat<F32>>(modifiers),
                              executeFloat1<&absFloat<F16>>(modifiers),
                              executeFloat1<&absFloat<BF16>>(modifiers),
                              executeFloat1<&inHalves1<&absFloat<F16>>>(modifiers),
                              executeFloat1<&inHalves1<&absFloat<BF16>>>(modifiers)};
  return context.finish((negate ? negations : magnitudes).select(type));
}
static bool decodeAbs(DecodeContext &context) { return decodeSign(context, false); }
static bool decodeNeg(DecodeContext &context) { return decodeSign(context, true); }

static bool decodeCopysign(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::F32, ScalarType::F64});
  readOperands(context, type, 2);
  return context.finish(type == ScalarType::F64 ? executeLanes<&copysignFloat<F64>>
                                                : executeLanes<&copysignFloat<F32>>);
}

void registerFloatArithmetic(OpcodeTable &table) {
  table.beginFamily("Arithmetic");
  table.add("add", decodeAdd,
            {"add.(u16|u32|u64|s16|s64)", "add{.sat}.s32", "add.(u16x2|s16x2)", "add.cc.(u32|s32|u64|s64)",
             "add{.(rn|rz|rm|rp)}{.ftz}{.sat}.f32", "add{.(rn|rz|rm|rp)}.f64", "add{.rn}{.ftz}{.sat}.(f16|f16x2)",
             "add{.rn}.(bf16|bf16x2)", "add{.(rn|rz|rm|rp)}{.ftz}.f32x2"});
  table.add("sub", decodeSub,
            {"sub.(u16|u32|u64|s16|s64)", "sub{.sat}.s32", "sub.cc.(u32|s32|u64|s64)",
             "sub{.(rn|rz|rm|rp)}{.ftz}{.sat}.f32", "sub{.(rn|rz|rm|rp)}.f64", "sub{.rn}{.ftz}{.sat}.(f16|f16x2)",
             "sub{.rn}.(bf16|bf16x2)", "sub{.(rn|rz|rm|rp)}{.ftz}.f32x2"});
  table.add("mul", decodeMul,
            {"mul.(lo|hi).(u16|u32|u64|s16|s32|s64)", "mul.wide.(u16|u32|s16|s32)",
             "mul{.(rn|rz|rm|rp)}{.ftz}{.sat}.f32", "mul{.(rn|rz|rm|rp)}.f64", "mul{.rn}{.ftz}{.sat}.(f16|f16x2)",
             "mul{.rn}.(bf16|bf16x2)", "mul{.(rn|rz|rm|rp)}{.ftz}.f32x2"});
  table.add("mad", decodeMad,
            {"mad.(lo|hi).(u16|u32|u64|s16|s32|s64)", "mad.wide.(u16|u32|s16|s32)", "mad.hi.sat.s32",
             "mad.(lo|hi).cc.(u32|s32|u64|s64)", "mad.(rn|rz|rm|rp){.ftz}{.sat}.f32", "mad.(rn|rz|rm|rp).f64"});
  table.add("fma", decodeFma,
            {"fma.(rn|rz|rm|rp){.ftz}{.sat}.f32", "fma.(rn|rz|rm|rp).f64", "fma.rn{.ftz}{.sat}.(f16|f16x2)",
             "fma.rn{.ftz}.relu.(f16|f16x2)", "fma.(rn|rz|rm|rp){.relu}.(bf16|bf16x2)",
             "fma.(rn|rz|rm|rp){.ftz}.f32x2"});
  table.add("div", decodeDiv,
            {"div.(u16|u32|u64|s16|s32|s64)", "div.(approx|full){.ftz}.f32", "div.(rn|rz|rm|rp){.ftz}.f32",
             "div.(rn|rz|rm|rp).f64"});
  table.add("abs", decodeAbs, {"abs.(s16|s32|s64)", "abs{.ftz}.(f32|f16|f16x2)", "abs.(f64|bf16|bf16x2)"});
  table.add("neg", decodeNeg, {"neg.(s16|s32|s64)", "neg{.ftz}.(f32|f16|f16x2)", "neg.(f64|bf16|bf16x2)"});
  table.add("copysign", decodeCopysign, {"copysign.(f32|f64)"});
}

} // namespace mlir::qnt::emulator
