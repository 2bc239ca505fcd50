//===- IntegerArithmetic.cpp - div rem sad mul24 mad24 dp4a dp2a ------------------------------------------===//
//
// Integer instructions whose opcode no float shares; add, sub, mul, mad, abs and neg are in FloatArithmetic.cpp.
//
//===----------------------------------------------------------------------===//

#include "../Arithmetic/Integer.h"
#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

static bool decodeRem(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType(kIntegerTypes);
  context.destination(type);
  context.source(type);
  context.source(type);
  return context.finish(QNT_INTEGER_EXECUTES(remInteger).select(type));
}

static bool decodeSad(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType(kIntegerTypes);
  context.destination(type);
  for (int i = 0; i < 3; ++i)
    context.source(type);
  return context.finish(QNT_INTEGER_EXECUTES(sadInteger).select(type));
}

static bool decodeMul24(DecodeContext &context) {
  bool high = context.modifiers().expectOneOf({"lo", "hi"}) == 1;
  ScalarType type = context.modifiers().expectType({ScalarType::U32, ScalarType::S32});
  context.destination(type);
  context.source(type);
  context.source(type);
  if (type == ScalarType::S32)
    return context.finish(high ? executeLanes<&mul24High<int32_t>> : executeLanes<&mul24Low<int32_t>>);
  return context.finish(high ? executeLanes<&mul24High<uint32_t>> : executeLanes<&mul24Low<uint32_t>>);
}

static bool decodeMad24(DecodeContext &context) {
  bool high = context.modifiers().expectOneOf({"lo", "hi"}) == 1;
  bool saturate = high && context.modifiers().take("sat");
  ScalarType type = saturate ? context.modifiers().expectType({ScalarType::S32})
                             : context.modifiers().expectType({ScalarType::U32, ScalarType::S32});
  context.destination(type);
  for (int i = 0; i < 3; ++i)
    context.source(type);
  if (saturate)
    return context.finish(executeLanes<&mad24HighSaturated>);
  if (type == ScalarType::S32)
    return context.finish(high ? executeLanes<&mad24High<int32_t>> : executeLanes<&mad24Low<int32_t>>);
  return context.finish(high ? executeLanes<&mad24High<uint32_t>> : executeLanes<&mad24Low<uint32_t>>);
}

namespace {
struct DotModifiers {
  bool signedA;
  bool signedB;
  bool high;
};
} // namespace

static uint64_t dot4Lane(const DotModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return dot4(a, b, c, modifiers.signedA, modifiers.signedB);
}
static uint64_t dot2Lane(const DotModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c) {
  return dot2(a, b, c, modifiers.signedA, modifiers.signedB, modifiers.high);
}

static bool decodeDot(DecodeContext &context, bool four) {
  bool high = !four && context.modifiers().expectOneOf({"lo", "hi"}) == 1;
  ScalarType typeA = context.modifiers().expectType({ScalarType::U32, ScalarType::S32});
  ScalarType typeB = context.modifiers().expectType({ScalarType::U32, ScalarType::S32});
  ScalarType typeC = typeA == ScalarType::U32 && typeB == ScalarType::U32 ? ScalarType::U32 : ScalarType::S32;
  context.destination(typeC);
  context.source(typeA);
  context.source(typeB);
  context.source(typeC);
  context.setPayload(DotModifiers{typeA == ScalarType::S32, typeB == ScalarType::S32, high});
  return context.finish(four ? executeLanes<&dot4Lane> : executeLanes<&dot2Lane>);
}
static bool decodeDp4a(DecodeContext &context) { return decodeDot(context, true); }
static bool decodeDp2a(DecodeContext &context) { return decodeDot(context, false); }

void registerIntegerArithmetic(OpcodeTable &table) {
  table.beginFamily("Integer arithmetic");
  table.add("rem", decodeRem, {"rem.(u16|u32|u64|s16|s32|s64)"});
  table.add("sad", decodeSad, {"sad.(u16|u32|u64|s16|s32|s64)"});
  table.add("mul24", decodeMul24, {"mul24.(lo|hi).(u32|s32)"});
  table.add("mad24", decodeMad24, {"mad24.(lo|hi).(u32|s32)", "mad24.hi.sat.s32"});
  table.add("dp4a", decodeDp4a, {"dp4a.(u32|s32).(u32|s32)"});
  table.add("dp2a", decodeDp2a, {"dp2a.(lo|hi).(u32|s32).(u32|s32)"});
}

} // namespace mlir::qnt::emulator
