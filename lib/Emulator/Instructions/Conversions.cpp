//===- Conversions.cpp - cvt between integers and floats ---------------------------------------------------===//
//
// One lane function for each pair of types, chosen from tables of templates. Packed and 8-bit formats are in
// PackedConversions.cpp.
//
//===----------------------------------------------------------------------===//

#include "Conversions.h"
#include "../Arithmetic/Convert.h"
#include "PrecisePoison.h"

namespace mlir::qnt::emulator {

//===--- Lane functions ---===//

template <class To, class From, bool saturate>
static uint64_t integerLane(const ConvertModifiers &modifiers, uint64_t a) {
  return convertInteger<To, From>(a, saturate) & modifiers.registerMask;
}
/// Cut and extended bits; an undefined sign makes the extension undefined.
template <class To, class From, bool saturate>
static ByteMask integerRule(const Operation &operation, const LaneSource *sources, unsigned) {
  if (saturate)
    return kAllBytes;
  uint64_t bits = convertInteger<To, From>(bitsOfBytes(sources[0].undefined), false);
  return bytesOfBits(bits & operation.getPayload<ConvertModifiers>().registerMask);
}
template <class F, class From>
static uint64_t toFloatLane(const ConvertModifiers &modifiers, uint64_t a) {
  return convertToFloat<F, From>(a, modifiers.modifiers);
}
template <class To, class F>
static uint64_t toIntegerLane(const ConvertModifiers &modifiers, uint64_t a) {
  return convertToInteger<To, F>(a & F::mask, modifiers.modifiers.rounding, modifiers.modifiers.flush) &
         modifiers.registerMask;
}
template <class To, class From>
static uint64_t floatLane(const ConvertModifiers &modifiers, uint64_t a) {
  if (modifiers.toIntegral) {
    if constexpr (std::is_same_v<To, From>)
      return roundFloatToIntegral<To>(a & To::mask, modifiers.modifiers);
  }
  return convertFloat<To, From>(a & From::mask, modifiers.modifiers, modifiers.saturateFinite);
}

//===--- Tables ---===//

namespace {
template <class... Types>
struct TypeList {};
using Integers = TypeList<uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t>;
using Floats = TypeList<F16, BF16, F32, F64>;
} // namespace

static int integerIndex(ScalarType type) {
  switch (type) {
  case ScalarType::U8:
    return 0;
  case ScalarType::S8:
    return 1;
  case ScalarType::U16:
    return 2;
  case ScalarType::S16:
    return 3;
  case ScalarType::U32:
    return 4;
  case ScalarType::S32:
    return 5;
  case ScalarType::U64:
    return 6;
  case ScalarType::S64:
    return 7;
  default:
    return -1;
  }
}
static int floatIndex(ScalarType type) {
  switch (type) {
  case ScalarType::F16:
    return 0;
  case ScalarType::BF16:
    return 1;
  case ScalarType::F32:
    return 2;
  case ScalarType::F64:
    return 3;
  default:
    return -1;
  }
}

template <class To, bool saturate, class... From>
static Execute integerFrom(int from, TypeList<From...>) {
  static constexpr Execute table[] = {
      executePrecise<&integerLane<To, From, saturate>, integerRule<To, From, saturate>>...};
  return table[from];
}
template <bool saturate, class... To>
static Execute integerToInteger(int to, int from, TypeList<To...>) {
  Execute result = nullptr;
  int index = 0;
  ((index++ == to ? void(result = integerFrom<To, saturate>(from, Integers())) : void()), ...);
  return result;
}
template <class F, class... From>
static Execute floatFromInteger(int from, TypeList<From...>) {
  static constexpr Execute table[] = {executeLanes<&toFloatLane<F, From>>...};
  return table[from];
}
template <class F, class... To>
static Execute integerFromFloat(int to, TypeList<To...>) {
  static constexpr Execute table[] = {executeLanes<&toIntegerLane<To, F>>...};
  return table[to];
}
template <class To, class... From>
static Execute floatFrom(int from, TypeList<From...>) {
  static constexpr Execute table[] = {executeLanes<&floatLane<To, From>>...};
  return table[from];
}

/// The function of a pair of types.
template <class... F>
static Execute selectConversion(ScalarType to, ScalarType from, bool saturate, TypeList<F...>) {
  int toInteger = integerIndex(to);
  int fromInteger = integerIndex(from);
  if (toInteger >= 0 && fromInteger >= 0)
    return saturate ? integerToInteger<true>(toInteger, fromInteger, Integers())
                    : integerToInteger<false>(toInteger, fromInteger, Integers());
  Execute result = nullptr;
  int index = 0;
  if (toInteger >= 0) {
    int source = floatIndex(from);
    ((index++ == source ? void(result = integerFromFloat<F>(toInteger, Integers())) : void()), ...);
    return result;
  }
  int target = floatIndex(to);
  if (fromInteger >= 0)
    ((index++ == target ? void(result = floatFromInteger<F>(fromInteger, Integers())) : void()), ...);
  else
    ((index++ == target ? void(result = floatFrom<F>(floatIndex(from), Floats())) : void()), ...);
  return result;
}

//===--- Decoding ---===//

ConvertPrefix takeConvertPrefix(ModifierReader &reader) {
  ConvertPrefix prefix;
  static constexpr Rounding roundings[] = {Rounding::NearestEven, Rounding::TowardZero, Rounding::Down, Rounding::Up};
  if (std::optional<unsigned> index = reader.takeOneOf({"rn", "rz", "rm", "rp"})) {
    prefix.kind = RoundingKind::Float;
    prefix.rounding = roundings[*index];
  } else if (std::optional<unsigned> integral = reader.takeOneOf({"rni", "rzi", "rmi", "rpi"})) {
    prefix.kind = RoundingKind::Integral;
    prefix.rounding = roundings[*integral];
  } else if (std::optional<unsigned> other = reader.takeOneOf({"rna", "rs"})) {
    prefix.kind = *other ? RoundingKind::Stochastic : RoundingKind::Away;
    prefix.rounding = Rounding::NearestAway;
  }
  bool more = true;
  while (more) {
    more = false;
    for (auto [name, flag] : {std::pair<const char *, bool *>{"ftz", &prefix.flush},
                              {"sat", &prefix.saturate},
                              {"relu", &prefix.relu},
                              {"satfinite", &prefix.saturateFinite}})
      if (!*flag && reader.take(name))
        *flag = more = true;
  }
  return prefix;
}

static constexpr auto kConvertTypes = {ScalarType::U8,  ScalarType::U16,  ScalarType::U32, ScalarType::U64,
                                       ScalarType::S8,  ScalarType::S16,  ScalarType::S32, ScalarType::S64,
                                       ScalarType::F16, ScalarType::BF16, ScalarType::F32, ScalarType::F64};

static std::string formOf(ScalarType to, ScalarType from) {
  return "cvt." + std::string(ptx::getName(to)) + "." + std::string(ptx::getName(from));
}

static void requireForTypes(DecodeContext &context, ScalarType to, ScalarType from, const ConvertPrefix &prefix) {
  bool brain = to == ScalarType::BF16 || from == ScalarType::BF16;
  bool toBrainFromSingle = to == ScalarType::BF16 && from == ScalarType::F32;
  bool fromBrainToSingle = from == ScalarType::BF16 && to == ScalarType::F32;
  std::string form = formOf(to, from);
  if (toBrainFromSingle)
    requireTarget(context, form, 80, 70);
  else if (fromBrainToSingle)
    requireTarget(context, form, 80, 71);
  else if (brain)
    requireTarget(context, form, 90, 78);
  else if (to == ScalarType::F16 || from == ScalarType::F16)
    requireTarget(context, form, 53, 42);
  if (prefix.relu)
    requireTarget(context, "cvt.relu", 80, 70);
  if (prefix.saturateFinite)
    requireTarget(context, "cvt.satfinite", 80, 81);
}

/// Whether the pair of types needs a rounding modifier, and of which kind.
static RoundingKind neededRounding(ScalarType to, ScalarType from) {
  bool toFloat = floatIndex(to) >= 0;
  bool fromFloat = floatIndex(from) >= 0;
  if (!toFloat)
    return fromFloat ? RoundingKind::Integral : RoundingKind::None;
  if (!fromFloat)
    return RoundingKind::Float;
  unsigned toBits = ptx::getBitWidth(to);
  unsigned fromBits = ptx::getBitWidth(from);
  return toBits < fromBits ? RoundingKind::Float : RoundingKind::None;
}

/// Every value of the integer type `from` is one of `to`.
static bool neverSaturates(ScalarType to, ScalarType from) {
  if (integerIndex(to) < 0 || integerIndex(from) < 0)
    return false;
  bool toSigned = integerIndex(to) % 2, fromSigned = integerIndex(from) % 2;
  unsigned toBits = ptx::getBitWidth(to), fromBits = ptx::getBitWidth(from);
  return toSigned == fromSigned ? toBits >= fromBits : toSigned && toBits > fromBits;
}

static void checkModifiers(DecodeContext &context, ScalarType to, ScalarType from, const ConvertPrefix &prefix) {
  std::string form = formOf(to, from);
  RoundingKind needed = neededRounding(to, from);
  bool mayRoundIntegral = to == from && floatIndex(to) >= 0;
  // f16 and bf16 into each other round to nearest when nothing is said.
  bool mayRound = floatIndex(to) + floatIndex(from) == 1 && floatIndex(to) >= 0 && floatIndex(from) >= 0;
  bool rounds = prefix.kind == needed || (mayRound && prefix.kind == RoundingKind::Float) ||
                (mayRoundIntegral && prefix.kind == RoundingKind::Integral);
  if (!rounds && needed == RoundingKind::Float)
    context.fail("expected a rounding modifier (.rn, .rz, .rm or .rp) with '" + form + "'");
  else if (!rounds && needed == RoundingKind::Integral)
    context.fail("expected an integer rounding modifier (.rni, .rzi, .rmi or .rpi) with '" + form + "'");
  else if (!rounds)
    context.fail("expected no such rounding modifier with '" + form + "'");
  bool half = to == ScalarType::F16 || to == ScalarType::BF16;
  bool fromSingle = from == ScalarType::F32;
  if (prefix.flush && to != ScalarType::F32 && !fromSingle)
    context.fail("expected no '.ftz' with '" + form + "'");
  if ((prefix.relu || prefix.saturateFinite) && !(half && fromSingle))
    context.fail("expected no '.relu' and no '.satfinite' with '" + form + "'");
  if (prefix.saturate && (to == ScalarType::BF16 || neverSaturates(to, from)))
    context.fail("expected no '.sat' with '" + form + "'");
}

static bool decodePlainConversion(DecodeContext &context, const ConvertPrefix &prefix) {
  ScalarType to = context.modifiers().expectType(kConvertTypes);
  ScalarType from = context.modifiers().expectType(kConvertTypes);
  checkModifiers(context, to, from, prefix);
  requireForTypes(context, to, from, prefix);
  const ptx::Operand *target = context.peekOperand();
  ConvertModifiers modifiers;
  modifiers.modifiers = {prefix.rounding, prefix.flush, prefix.saturate, prefix.relu};
  modifiers.saturateFinite = prefix.saturateFinite;
  modifiers.toIntegral = prefix.kind == RoundingKind::Integral && floatIndex(to) >= 0;
  unsigned bits = target ? registerBits(context, *target) : 64;
  modifiers.registerMask = bits >= 64 || bits == 0 ? ~uint64_t(0) : (uint64_t(1) << bits) - 1;
  context.destination(to, Width::AtLeast);
  context.source(from, Width::AtLeast);
  context.setPayload(modifiers);
  return context.finish(selectConversion(to, from, prefix.saturate, Floats()));
}

static bool decodeCvt(DecodeContext &context) {
  if (context.modifiers().take("pack"))
    return decodeCvtPack(context);
  ConvertPrefix prefix = takeConvertPrefix(context.modifiers());
  if (isPackedConversion(context.modifiers()))
    return decodePackedConversion(context, prefix);
  return decodePlainConversion(context, prefix);
}

void registerConversions(OpcodeTable &table) {
  table.beginFamily("Conversions");
  const std::string integers = "(u8|u16|u32|u64|s8|s16|s32|s64)";
  std::vector<std::string> forms = {"cvt." + integers + "." + integers,
                                    "cvt.sat.u8.(u16|u32|u64|s8|s16|s32|s64)",
                                    "cvt.sat.u16.(u32|u64|s8|s16|s32|s64)",
                                    "cvt.sat.u32.(u64|s8|s16|s32|s64)",
                                    "cvt.sat.u64.(s8|s16|s32|s64)",
                                    "cvt.sat.s8.(u8|u16|u32|u64|s16|s32|s64)",
                                    "cvt.sat.s16.(u16|u32|u64|s32|s64)",
                                    "cvt.sat.s32.(u32|u64|s64)",
                                    "cvt.sat.s64.u64",
                                    "cvt.(rn|rz|rm|rp){.sat}.(f16|f64)." + integers,
                                    "cvt.(rn|rz|rm|rp){.ftz}{.sat}.f32." + integers,
                                    "cvt.(rn|rz|rm|rp).bf16." + integers,
                                    "cvt.(rni|rzi|rmi|rpi){.sat}." + integers + ".(f16|f64)",
                                    "cvt.(rni|rzi|rmi|rpi)." + integers + ".bf16",
                                    "cvt.(rni|rzi|rmi|rpi){.ftz}{.sat}." + integers + ".f32",
                                    "cvt{.(rni|rzi|rmi|rpi)}{.sat}.f16.f16",
                                    "cvt{.(rni|rzi|rmi|rpi)}.bf16.bf16",
                                    "cvt{.(rni|rzi|rmi|rpi)}{.ftz}{.sat}.f32.f32",
                                    "cvt{.(rni|rzi|rmi|rpi)}{.sat}.f64.f64",
                                    "cvt{.ftz}{.sat}.f32.f16",
                                    "cvt{.sat}.f64.f16",
                                    "cvt{.ftz}{.sat}.f64.f32",
                                    "cvt.(f32|f64).bf16",
                                    "cvt.(rn|rz|rm|rp){.ftz}{.sat}.f32.f64",
                                    "cvt.(rn|rz|rm|rp){.ftz}{.sat}.f16.f32",
                                    "cvt.(rn|rz|rm|rp){.ftz}.bf16.f32",
                                    "cvt.(rn|rz).(relu|satfinite|relu.satfinite|satfinite.relu).(f16|bf16).f32",
                                    "cvt.(rn|rz|rm|rp){.sat}.f16.f64",
                                    "cvt.(rn|rz|rm|rp).bf16.f64",
                                    "cvt{.(rn|rz|rm|rp)}.bf16.f16",
                                    "cvt{.(rn|rz|rm|rp)}.f16.bf16"};
  for (const std::string &form : listPackedForms())
    forms.push_back(form);
  table.add("cvt", decodeCvt, forms);
}

} // namespace mlir::qnt::emulator
