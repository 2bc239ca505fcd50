//===- PackedConversions.cpp - cvt to and from f16x2, bf16x2, tf32, e4m3x2 and e5m2x2; cvt.pack ---------------===//

#include "../Arithmetic/Convert.h"
#include "Conversions.h"

namespace mlir::qnt::emulator {

//===--- Lane functions: a goes to the upper half ---===//

template <class F>
static uint64_t pairFromSingles(const ConvertModifiers &modifiers, uint64_t a, uint64_t b) {
  return convertFloat<F, F32>(a, modifiers.modifiers, modifiers.saturateFinite) << F::width |
         convertFloat<F, F32>(b, modifiers.modifiers, modifiers.saturateFinite);
}
template <class F>
static uint64_t bytesFromHalves(const ConvertModifiers &modifiers, uint64_t a) {
  return convertFloat<F, F16>((a >> 16) & 0xffff, modifiers.modifiers, true) << 8 |
         convertFloat<F, F16>(a & 0xffff, modifiers.modifiers, true);
}
template <class F>
static uint64_t halvesFromBytes(const ConvertModifiers &modifiers, uint64_t a) {
  return convertFloat<F16, F>((a >> 8) & 0xff, modifiers.modifiers) << 16 |
         convertFloat<F16, F>(a & 0xff, modifiers.modifiers);
}
static uint64_t tf32Lane(const ConvertModifiers &modifiers, uint64_t a) {
  return convertToTf32(a, modifiers.modifiers, modifiers.saturateFinite);
}

//===--- Decoding ---===//

static constexpr auto kTargets = {ScalarType::F16x2,   ScalarType::BF16x2, ScalarType::TF32,   ScalarType::E4M3x2,
                                  ScalarType::E5M2x2,  ScalarType::E2M1x2, ScalarType::E2M3x2, ScalarType::E3M2x2,
                                  ScalarType::UE8M0x2, ScalarType::E4M3x4, ScalarType::E5M2x4, ScalarType::E2M1x4,
                                  ScalarType::E2M3x4,  ScalarType::E3M2x4};
static constexpr auto kSources = {ScalarType::F32,    ScalarType::F16x2,  ScalarType::BF16x2,
                                  ScalarType::E4M3x2, ScalarType::E5M2x2, ScalarType::E2M1x2,
                                  ScalarType::E2M3x2, ScalarType::E3M2x2, ScalarType::UE8M0x2};

bool isPackedConversion(const ModifierReader &reader) {
  ScalarType type = ptx::parseScalarType(reader.peek());
  for (ScalarType target : kTargets)
    if (type == target)
      return true;
  return false;
}

/// Types that sm_100 brought, which are not executed.
static bool isLaterType(ScalarType type) { return type >= ScalarType::E4M3x4 && type != ScalarType::UE4M3; }
static bool isByteFloat(ScalarType type) { return type == ScalarType::E4M3x2 || type == ScalarType::E5M2x2; }

/// Refuses what the target does not have. False when it failed.
static bool checkTarget(DecodeContext &context, ScalarType to, ScalarType from, const ConvertPrefix &prefix) {
  std::string form = "cvt." + std::string(ptx::getName(to)) + "." + std::string(ptx::getName(from));
  bool later = isLaterType(to) || isLaterType(from) || (isByteFloat(from) && to == ScalarType::BF16x2) ||
               (isByteFloat(to) && from == ScalarType::BF16x2);
  if (later || prefix.kind == RoundingKind::Stochastic) {
    std::string name = later ? form : "cvt.rs";
    requireTarget(context, name, 100, later ? 86 : 87);
    context.fail("'" + name + "' is not executed: it belongs to sm_100 and later");
    return false;
  }
  if (isByteFloat(to) || isByteFloat(from))
    requireTarget(context, form, 89, context.targetVersion() >= 90 ? 78 : 81);
  else if (to == ScalarType::TF32 && prefix.kind == RoundingKind::Float)
    requireTarget(context, form + (prefix.saturateFinite ? " with .rn or .rz and .satfinite" : " with .rn or .rz"),
                  prefix.saturateFinite ? 100 : 90, prefix.saturateFinite ? 86 : 78);
  else
    requireTarget(context, form, 80, prefix.saturateFinite ? 81 : 70);
  return !context.hasFailed();
}

static void checkRounding(DecodeContext &context, ScalarType to, ScalarType from, const ConvertPrefix &prefix) {
  bool toNearest = prefix.kind == RoundingKind::Float && prefix.rounding == Rounding::NearestEven;
  bool toZero = prefix.kind == RoundingKind::Float && prefix.rounding == Rounding::TowardZero;
  bool onlyNearest = isByteFloat(to) || isByteFloat(from);
  bool away = to == ScalarType::TF32 && prefix.kind == RoundingKind::Away;
  if (!toNearest && !away && (onlyNearest || !toZero))
    context.fail(std::string("expected ") +
                 (onlyNearest              ? ".rn"
                  : to == ScalarType::TF32 ? ".rna, .rn or .rz"
                                           : ".rn or .rz") +
                 " with this conversion");
  if (isByteFloat(to) && !prefix.saturateFinite)
    context.fail("expected '.satfinite' in a conversion to ." + std::string(ptx::getName(to)));
  if (prefix.flush || prefix.saturate)
    context.fail("expected no '.ftz' and no '.sat' in a conversion of packed types");
  if ((away && prefix.relu) || (isByteFloat(from) && prefix.saturateFinite))
    context.fail(std::string("expected no '") + (away ? ".relu" : ".satfinite") + "' with this conversion");
}

static Execute selectPacked(ScalarType to, ScalarType from) {
  if (to == ScalarType::TF32)
    return executeLanes<&tf32Lane>;
  if (from == ScalarType::E4M3x2)
    return executeLanes<&halvesFromBytes<E4M3>>;
  if (from == ScalarType::E5M2x2)
    return executeLanes<&halvesFromBytes<E5M2>>;
  if (from == ScalarType::F16x2)
    return to == ScalarType::E4M3x2 ? executeLanes<&bytesFromHalves<E4M3>> : executeLanes<&bytesFromHalves<E5M2>>;
  switch (to) {
  case ScalarType::F16x2:
    return executeLanes<&pairFromSingles<F16>>;
  case ScalarType::BF16x2:
    return executeLanes<&pairFromSingles<BF16>>;
  case ScalarType::E4M3x2:
    return executeLanes<&pairFromSingles<E4M3>>;
  default:
    return executeLanes<&pairFromSingles<E5M2>>;
  }
}

bool decodePackedConversion(DecodeContext &context, const ConvertPrefix &prefix) {
  ScalarType to = context.modifiers().expectType(kTargets);
  ScalarType from = context.modifiers().expectType(kSources);
  if (context.hasFailed() || !checkTarget(context, to, from, prefix))
    return false;
  bool known = from == ScalarType::F32 || (to == ScalarType::F16x2 && isByteFloat(from)) ||
               (isByteFloat(to) && from == ScalarType::F16x2);
  if (!known) {
    context.fail("expected types that cvt converts, but got ." + std::string(ptx::getName(to)) + " from ." +
                 std::string(ptx::getName(from)));
    return false;
  }
  checkRounding(context, to, from, prefix);
  ConvertModifiers modifiers;
  modifiers.modifiers = {prefix.rounding, false, false, prefix.relu};
  modifiers.saturateFinite = prefix.saturateFinite;
  context.destination(to == ScalarType::TF32 ? ScalarType::B32 : bitsTypeOf(to));
  context.source(from == ScalarType::F32 ? from : bitsTypeOf(from));
  if (from == ScalarType::F32 && to != ScalarType::TF32)
    context.source(from);
  context.setPayload(modifiers);
  return context.finish(selectPacked(to, from));
}

//===--- cvt.pack ---===//

namespace {
struct SaturatedPack {
  uint8_t bits;
  bool isSigned;
};
} // namespace

static uint64_t packLane(const SaturatedPack &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return packSaturated(a, b, c, modifiers.bits, modifiers.isSigned);
}

bool decodeCvtPack(DecodeContext &context) {
  ModifierReader &reader = context.modifiers();
  reader.expectOneOf({"sat"});
  static constexpr SaturatedPack kinds[] = {{16, false}, {16, true}, {8, false}, {8, true},
                                            {4, false},  {4, true},  {2, false}, {2, true}};
  unsigned kind = reader.expectOneOf({"u16", "s16", "u8", "s8", "u4", "s4", "u2", "s2"});
  SaturatedPack modifiers = kinds[kind];
  reader.expectType({ScalarType::S32});
  bool hasThird = modifiers.bits < 16;
  if (hasThird)
    reader.expectType({ScalarType::B32});
  requireTarget(context, "cvt.pack", modifiers.bits < 8 ? 75 : 72, 65);
  context.destination(ScalarType::B32);
  context.source(ScalarType::S32);
  context.source(ScalarType::S32);
  if (hasThird)
    context.source(ScalarType::B32);
  else
    context.addSource(context.constant(0));
  context.setPayload(modifiers);
  return context.finish(executeLanes<&packLane>);
}

std::vector<std::string> listPackedForms() {
  return {"cvt.(rn|rz){.(relu|satfinite|relu.satfinite|satfinite.relu)}.(f16x2|bf16x2).f32",
          "cvt.rna{.satfinite}.tf32.f32",
          "cvt.(rn|rz){.satfinite}{.relu}.tf32.f32",
          "cvt.rn.satfinite{.relu}.(e4m3x2|e5m2x2).(f32|f16x2)",
          "cvt.rn{.relu}.f16x2.(e4m3x2|e5m2x2)",
          "cvt.pack.sat.(u16|s16).s32",
          "cvt.pack.sat.(u8|s8|u4|s4|u2|s2).s32.b32"};
}

} // namespace mlir::qnt::emulator
