//===- Logic.cpp - and or xor not cnot lop3 shl shr shf prmt -----------------------------------------------===//

#include "../Arithmetic/Bits.h"
#include "ArithmeticDecode.h"
#include "PrecisePoison.h"

namespace mlir::qnt::emulator {

static uint64_t bitAnd(uint64_t a, uint64_t b) { return a & b; }
static uint64_t bitOr(uint64_t a, uint64_t b) { return a | b; }
static uint64_t bitXor(uint64_t a, uint64_t b) { return a ^ b; }
static uint64_t notPredicate(uint64_t a) { return a ^ 1; }
template <class Type>
static uint64_t bitNot(uint64_t a) {
  return zeroExtended(Type(~a));
}

//===--- Which bytes of a result are undefined ---===//

/// Bitwise functions: a bit is defined when it is the same for every value of the undefined bits.
template <class Function>
static ByteMask bitwiseRule(const LaneSource *sources, unsigned numSources, Function function) {
  uint64_t undefined[3] = {};
  for (unsigned i = 0; i < numSources; ++i)
    undefined[i] = bitsOfBytes(sources[i].undefined);
  uint64_t first = 0;
  uint64_t differs = 0;
  for (unsigned fill = 0; fill < 1u << numSources; ++fill) {
    uint64_t values[3] = {};
    for (unsigned i = 0; i < numSources; ++i)
      values[i] = fill >> i & 1 ? sources[i].value | undefined[i] : sources[i].value & ~undefined[i];
    uint64_t result = function(values);
    if (fill == 0)
      first = result;
    differs |= result ^ first;
  }
  return bytesOfBits(differs);
}
static ByteMask andRule(const Operation &, const LaneSource *sources, unsigned) {
  return bitwiseRule(sources, 2, [](const uint64_t *values) { return values[0] & values[1]; });
}
static ByteMask orRule(const Operation &, const LaneSource *sources, unsigned) {
  return bitwiseRule(sources, 2, [](const uint64_t *values) { return values[0] | values[1]; });
}
/// Predicates have one bit: true or anything is true.
static ByteMask orPredicateRule(const Operation &, const LaneSource *sources, unsigned) {
  bool known = (!sources[0].undefined && sources[0].value) || (!sources[1].undefined && sources[1].value);
  return known ? 0 : sources[0].undefined | sources[1].undefined;
}
static ByteMask xorRule(const Operation &, const LaneSource *sources, unsigned) {
  return bitwiseRule(sources, 2, [](const uint64_t *values) { return values[0] ^ values[1]; });
}
static ByteMask notRule(const Operation &, const LaneSource *sources, unsigned) { return sources[0].undefined; }

/// Shifts of the undefined bits; all of the result when the amount is not known.
template <class Type, uint64_t (*shift)(uint64_t, uint64_t)>
static ByteMask shiftRule(const Operation &, const LaneSource *sources, unsigned) {
  if (sources[1].undefined)
    return kAllBytes;
  return bytesOfBits(shift(bitsOfBytes(sources[0].undefined), sources[1].value));
}

//===--- and or xor not cnot ---===//

template <auto function, PoisonRule rule>
static bool decodeBinary(DecodeContext &context) {
  ScalarType type =
      context.modifiers().expectType({ScalarType::Pred, ScalarType::B16, ScalarType::B32, ScalarType::B64});
  context.destination(type);
  context.source(type);
  context.source(type);
  if (type == ScalarType::Pred && rule == orRule)
    return context.finish(executePrecise<function, orPredicateRule>);
  return context.finish(executePrecise<function, rule>);
}

static bool decodeNot(DecodeContext &context) {
  ScalarType type =
      context.modifiers().expectType({ScalarType::Pred, ScalarType::B16, ScalarType::B32, ScalarType::B64});
  context.destination(type);
  context.source(type);
  switch (type) {
  case ScalarType::Pred:
    return context.finish(executeLanes<&notPredicate>);
  case ScalarType::B16:
    return context.finish(executePrecise<&bitNot<uint16_t>, notRule>);
  case ScalarType::B32:
    return context.finish(executePrecise<&bitNot<uint32_t>, notRule>);
  default:
    return context.finish(executePrecise<&bitNot<uint64_t>, notRule>);
  }
}

static bool decodeCnot(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::B16, ScalarType::B32, ScalarType::B64});
  context.destination(type);
  context.source(type);
  return context.finish(QNT_INTEGER_EXECUTES(logicalNot).select(type));
}

//===--- lop3 ---===//

namespace {
struct Lop3Modifiers {
  uint8_t table;
  bool isOr;    ///< of the predicate form
  bool negated; ///< q
};
} // namespace

static uint64_t lop3Lane(const Lop3Modifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return lop3(a, b, c, modifiers.table);
}
/// lop3.or, lop3.and: p = (d != 0) op q.
static LanePair lop3PredicateLane(const Lop3Modifiers &modifiers, uint64_t a, uint64_t b, uint64_t c, uint64_t q) {
  uint64_t result = lop3(a, b, c, modifiers.table);
  bool predicate = (q != 0) != modifiers.negated;
  bool isSet = result != 0;
  return {result, modifiers.isOr ? isSet || predicate : isSet && predicate};
}
static ByteMask lop3Rule(const Operation &operation, const LaneSource *sources, unsigned) {
  uint8_t table = operation.getPayload<Lop3Modifiers>().table;
  return bitwiseRule(sources, 3,
                     [table](const uint64_t *values) { return lop3(values[0], values[1], values[2], table); });
}

static bool decodeLop3(DecodeContext &context) {
  std::optional<unsigned> combine = context.modifiers().takeOneOf({"or", "and"});
  context.modifiers().expectType({ScalarType::B32});
  Lop3Modifiers modifiers = {0, combine && *combine == 0, false};
  if (combine) {
    requireTarget(context, "lop3." + std::string(*combine ? "and" : "or"), 70, 82);
    context.destinationPair(ScalarType::B32, ScalarType::Pred);
  } else {
    context.destination(ScalarType::B32);
  }
  for (int i = 0; i < 3; ++i)
    context.source(ScalarType::B32);
  modifiers.table = uint8_t(context.immediate(0, 255));
  if (combine)
    modifiers.negated = context.predicate().negated;
  context.setPayload(modifiers);
  return context.finish(combine ? Execute(executeLanes<&lop3PredicateLane>)
                                : Execute(executePrecise<&lop3Lane, lop3Rule>));
}

//===--- Shifts ---===//

static bool decodeShl(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::B16, ScalarType::B32, ScalarType::B64});
  context.destination(type);
  context.source(type);
  context.source(ScalarType::U32);
  if (type == ScalarType::B16)
    return context.finish(executePrecise<&shiftLeft<uint16_t>, shiftRule<uint16_t, shiftLeft<uint16_t>>>);
  if (type == ScalarType::B32)
    return context.finish(executePrecise<&shiftLeft<uint32_t>, shiftRule<uint32_t, shiftLeft<uint32_t>>>);
  return context.finish(executePrecise<&shiftLeft<uint64_t>, shiftRule<uint64_t, shiftLeft<uint64_t>>>);
}

template <class Type>
static Execute shiftRightExecute() {
  return executePrecise<&shiftRight<Type>, shiftRule<Type, shiftRight<Type>>>;
}
static bool decodeShr(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::B16, ScalarType::B32, ScalarType::B64, ScalarType::U16,
                                                    ScalarType::U32, ScalarType::U64, ScalarType::S16, ScalarType::S32,
                                                    ScalarType::S64});
  context.destination(type);
  context.source(type);
  context.source(ScalarType::U32);
  IntegerExecutes executes = {shiftRightExecute<uint16_t>(), shiftRightExecute<int16_t>(),
                              shiftRightExecute<uint32_t>(), shiftRightExecute<int32_t>(),
                              shiftRightExecute<uint64_t>(), shiftRightExecute<int64_t>()};
  return context.finish(executes.select(type));
}

template <bool left, bool wrap>
static uint64_t funnelLane(uint64_t a, uint64_t b, uint64_t amount) {
  return funnelShift(a, b, amount, left, wrap);
}
template <bool left, bool wrap>
static ByteMask funnelRule(const Operation &, const LaneSource *sources, unsigned) {
  if (sources[2].undefined)
    return kAllBytes;
  return bytesOfBits(
      funnelShift(bitsOfBytes(sources[0].undefined), bitsOfBytes(sources[1].undefined), sources[2].value, left, wrap));
}

static bool decodeShf(DecodeContext &context) {
  bool left = context.modifiers().expectOneOf({"l", "r"}) == 0;
  bool wrap = context.modifiers().expectOneOf({"clamp", "wrap"}) == 1;
  context.modifiers().expectType({ScalarType::B32});
  context.destination(ScalarType::B32);
  context.source(ScalarType::B32);
  context.source(ScalarType::B32);
  context.source(ScalarType::U32);
  if (left)
    return context.finish(wrap ? executePrecise<&funnelLane<true, true>, funnelRule<true, true>>
                               : executePrecise<&funnelLane<true, false>, funnelRule<true, false>>);
  return context.finish(wrap ? executePrecise<&funnelLane<false, true>, funnelRule<false, true>>
                             : executePrecise<&funnelLane<false, false>, funnelRule<false, false>>);
}

//===--- prmt ---===//

template <PermuteMode mode>
static uint64_t permuteLane(uint64_t a, uint64_t b, uint64_t selector) {
  return permuteBytes(a, b, selector, mode);
}
/// A byte that is the sign of another is as undefined as that one; undefined bytes have bits 0xff.
template <PermuteMode mode>
static ByteMask permuteRule(const Operation &, const LaneSource *sources, unsigned) {
  if (sources[2].undefined)
    return kAllBytes;
  return bytesOfBits(
      permuteBytes(bitsOfBytes(sources[0].undefined), bitsOfBytes(sources[1].undefined), sources[2].value, mode));
}
template <PermuteMode mode>
static Execute permuteExecute() {
  return executePrecise<&permuteLane<mode>, permuteRule<mode>>;
}

static bool decodePrmt(DecodeContext &context) {
  context.modifiers().expectType({ScalarType::B32});
  std::optional<unsigned> mode = context.modifiers().takeOneOf({"f4e", "b4e", "rc8", "ecl", "ecr", "rc16"});
  context.destination(ScalarType::B32);
  for (int i = 0; i < 3; ++i)
    context.source(ScalarType::B32);
  if (!mode)
    return context.finish(permuteExecute<PermuteMode::Index>());
  const Execute executes[] = {permuteExecute<PermuteMode::Forward4>(),   permuteExecute<PermuteMode::Backward4>(),
                              permuteExecute<PermuteMode::Replicate8>(), permuteExecute<PermuteMode::EdgeLeft>(),
                              permuteExecute<PermuteMode::EdgeRight>(),  permuteExecute<PermuteMode::Replicate16>()};
  return context.finish(executes[*mode]);
}

void registerLogic(OpcodeTable &table) {
  table.beginFamily("Logic and shifts");
  table.add("and", decodeBinary<&bitAnd, andRule>, {"and.(pred|b16|b32|b64)"});
  table.add("or", decodeBinary<&bitOr, orRule>, {"or.(pred|b16|b32|b64)"});
  table.add("xor", decodeBinary<&bitXor, xorRule>, {"xor.(pred|b16|b32|b64)"});
  table.add("not", decodeNot, {"not.(pred|b16|b32|b64)"});
  table.add("cnot", decodeCnot, {"cnot.(b16|b32|b64)"});
  table.add("lop3", decodeLop3, {"lop3.b32", "lop3.(or|and).b32"});
  table.add("shl", decodeShl, {"shl.(b16|b32|b64)"});
  table.add("shr", decodeShr, {"shr.(b16|b32|b64|u16|u32|u64|s16|s32|s64)"});
  table.add("shf", decodeShf, {"shf.(l|r).(clamp|wrap).b32"});
  table.add("prmt", decodePrmt, {"prmt.b32{.(f4e|b4e|rc8|ecl|ecr|rc16)}"});
}

} // namespace mlir::qnt::emulator
