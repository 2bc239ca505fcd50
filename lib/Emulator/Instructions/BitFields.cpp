//===- BitFields.cpp - bfe bfi bfind brev clz popc fns szext bmsk ------------------------------------------===//

#include "../Arithmetic/Bits.h"
#include "ArithmeticDecode.h"
#include "PrecisePoison.h"

namespace mlir::qnt::emulator {

/// The field of the undefined bits; an undefined sign makes all of the extension undefined.
template <class Type>
static ByteMask extractRule(const Operation &, const LaneSource *sources, unsigned) {
  if (sources[1].undefined || sources[2].undefined)
    return kAllBytes;
  return bytesOfBits(extractField<Type>(bitsOfBytes(sources[0].undefined), sources[1].value, sources[2].value));
}
template <class Type>
static ByteMask insertRule(const Operation &, const LaneSource *sources, unsigned) {
  if (sources[2].undefined || sources[3].undefined)
    return kAllBytes;
  return bytesOfBits(insertField<Type>(bitsOfBytes(sources[0].undefined), bitsOfBytes(sources[1].undefined),
                                       sources[2].value, sources[3].value));
}

static bool decodeBfe(DecodeContext &context) {
  ScalarType type =
      context.modifiers().expectType({ScalarType::U32, ScalarType::U64, ScalarType::S32, ScalarType::S64});
  context.destination(type);
  context.source(type);
  context.source(ScalarType::U32);
  context.source(ScalarType::U32);
  switch (type) {
  case ScalarType::U32:
    return context.finish(executePrecise<&extractField<uint32_t>, extractRule<uint32_t>>);
  case ScalarType::S32:
    return context.finish(executePrecise<&extractField<int32_t>, extractRule<int32_t>>);
  case ScalarType::U64:
    return context.finish(executePrecise<&extractField<uint64_t>, extractRule<uint64_t>>);
  default:
    return context.finish(executePrecise<&extractField<int64_t>, extractRule<int64_t>>);
  }
}

static bool decodeBfi(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::B32, ScalarType::B64});
  context.destination(type);
  context.source(type);
  context.source(type);
  context.source(ScalarType::U32);
  context.source(ScalarType::U32);
  if (type == ScalarType::B32)
    return context.finish(executePrecise<&insertField<uint32_t>, insertRule<uint32_t>>);
  return context.finish(executePrecise<&insertField<uint64_t>, insertRule<uint64_t>>);
}

template <class Type, bool shiftAmount>
static uint64_t findLeadingLane(uint64_t a) {
  return findLeading<Type>(a, shiftAmount);
}
template <class Type>
static Execute findLeadingExecute(bool shiftAmount) {
  return shiftAmount ? executeLanes<&findLeadingLane<Type, true>> : executeLanes<&findLeadingLane<Type, false>>;
}

static bool decodeBfind(DecodeContext &context) {
  bool shiftAmount = context.modifiers().take("shiftamt");
  ScalarType type =
      context.modifiers().expectType({ScalarType::U32, ScalarType::U64, ScalarType::S32, ScalarType::S64});
  context.destination(ScalarType::U32);
  context.source(type);
  IntegerExecutes executes = {nullptr,
                              nullptr,
                              findLeadingExecute<uint32_t>(shiftAmount),
                              findLeadingExecute<int32_t>(shiftAmount),
                              findLeadingExecute<uint64_t>(shiftAmount),
                              findLeadingExecute<int64_t>(shiftAmount)};
  return context.finish(executes.select(type));
}

/// clz, popc (results of 32 bits) and brev.
template <auto narrow, auto wide, bool keepsWidth>
static bool decodeCount(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::B32, ScalarType::B64});
  context.destination(keepsWidth ? type : ScalarType::U32);
  context.source(type);
  return context.finish(type == ScalarType::B64 ? executeLanes<wide> : executeLanes<narrow>);
}

static bool decodeFns(DecodeContext &context) {
  context.modifiers().expectType({ScalarType::B32});
  requireTarget(context, "fns", 30, 60);
  context.destination(ScalarType::B32);
  context.source(ScalarType::B32);
  context.source(ScalarType::B32);
  context.source(ScalarType::S32);
  return context.finish(executeLanes<&findNthSet>);
}

template <bool isSigned, bool wrap>
static uint64_t extendLane(uint64_t a, uint64_t count) {
  return extendFrom(a, count, isSigned, wrap);
}
static bool decodeSzext(DecodeContext &context) {
  bool wrap = context.modifiers().expectOneOf({"clamp", "wrap"}) == 1;
  ScalarType type = context.modifiers().expectType({ScalarType::U32, ScalarType::S32});
  requireTarget(context, "szext", 70, 76);
  context.destination(type);
  context.source(type);
  context.source(ScalarType::U32);
  if (type == ScalarType::S32)
    return context.finish(wrap ? executeLanes<&extendLane<true, true>> : executeLanes<&extendLane<true, false>>);
  return context.finish(wrap ? executeLanes<&extendLane<false, true>> : executeLanes<&extendLane<false, false>>);
}

template <bool wrap>
static uint64_t maskLane(uint64_t position, uint64_t count) {
  return bitMask(position, count, wrap);
}
static bool decodeBmsk(DecodeContext &context) {
  bool wrap = context.modifiers().expectOneOf({"clamp", "wrap"}) == 1;
  context.modifiers().expectType({ScalarType::B32});
  requireTarget(context, "bmsk", 70, 76);
  context.destination(ScalarType::B32);
  context.source(ScalarType::U32);
  context.source(ScalarType::U32);
  return context.finish(wrap ? executeLanes<&maskLane<true>> : executeLanes<&maskLane<false>>);
}

void registerBitFields(OpcodeTable &table) {
  table.beginFamily("Bit fields");
  table.add("bfe", decodeBfe, {"bfe.(u32|u64|s32|s64)"});
  table.add("bfi", decodeBfi, {"bfi.(b32|b64)"});
  table.add("bfind", decodeBfind, {"bfind{.shiftamt}.(u32|u64|s32|s64)"});
  table.add("brev", decodeCount<&reverseBits<uint32_t>, &reverseBits<uint64_t>, true>, {"brev.(b32|b64)"});
  table.add("clz", decodeCount<&countLeadingZeros<uint32_t>, &countLeadingZeros<uint64_t>, false>, {"clz.(b32|b64)"});
  table.add("popc", decodeCount<&countOnes<uint32_t>, &countOnes<uint64_t>, false>, {"popc.(b32|b64)"});
  table.add("fns", decodeFns, {"fns.b32"});
  table.add("szext", decodeSzext, {"szext.(clamp|wrap).(u32|s32)"});
  table.add("bmsk", decodeBmsk, {"bmsk.(clamp|wrap).b32"});
}

} // namespace mlir::qnt::emulator
