//===- CarryChain.cpp - addc sub.cc subc madc: arithmetic with the condition code --------------------------===//
//
// The condition code is a hidden register of the frame, one bit a lane. add.cc, sub.cc and mad.cc come here from the
// decoders of add, sub and mad.
//
//===----------------------------------------------------------------------===//

#include "CarryChain.h"
#include "../Arithmetic/Integer.h"

namespace mlir::qnt::emulator {

template <class Type, bool carryIn, bool subtract>
static LanePair chainAdd(uint64_t a, uint64_t b, uint64_t carry) {
  WithCarry result = subtract ? subBorrow<Type>(a, b, carryIn && carry) : addCarry<Type>(a, b, carryIn && carry);
  return {result.value, result.carry};
}

template <class Type, bool carryIn, bool high>
static LanePair chainMad(uint64_t a, uint64_t b, uint64_t c, uint64_t carry) {
  using Unsigned = std::make_unsigned_t<Type>;
  uint64_t product = high ? mulHigh<Type>(a, b) : mulLow<Type>(a, b);
  WithCarry result = addCarry<Unsigned>(product, c, carryIn && carry);
  return {result.value, result.carry};
}

template <class Type>
static Execute selectAdd(bool carryIn, bool subtract) {
  if (carryIn)
    return subtract ? executeLanes<&chainAdd<Type, true, true>> : executeLanes<&chainAdd<Type, true, false>>;
  return subtract ? executeLanes<&chainAdd<Type, false, true>> : executeLanes<&chainAdd<Type, false, false>>;
}

template <class Type>
static Execute selectMad(bool carryIn, bool high) {
  if (carryIn)
    return high ? executeLanes<&chainMad<Type, true, true>> : executeLanes<&chainMad<Type, true, false>>;
  return high ? executeLanes<&chainMad<Type, false, true>> : executeLanes<&chainMad<Type, false, false>>;
}

/// Source and destination of the condition code; without `.cc` the new one goes nowhere.
static void addCarrySlots(DecodeContext &context, bool carryIn, bool carryOut) {
  context.addSource(carryIn ? context.carry() : context.constant(0));
  context.addDestination(carryOut ? context.carry() : context.newRegister());
}

bool decodeCarryAdd(DecodeContext &context, bool carryIn, bool carryOut, bool subtract) {
  ScalarType type =
      context.modifiers().expectType({ScalarType::U32, ScalarType::S32, ScalarType::U64, ScalarType::S64});
  context.destination(type);
  context.source(type);
  context.source(type);
  addCarrySlots(context, carryIn, carryOut);
  bool wide = ptx::getBitWidth(type) == 64;
  return context.finish(wide ? selectAdd<uint64_t>(carryIn, subtract) : selectAdd<uint32_t>(carryIn, subtract));
}

bool decodeCarryMad(DecodeContext &context, bool carryIn, bool high, bool carryOut) {
  ScalarType type =
      context.modifiers().expectType({ScalarType::U32, ScalarType::S32, ScalarType::U64, ScalarType::S64});
  context.destination(type);
  for (int i = 0; i < 3; ++i)
    context.source(type);
  addCarrySlots(context, carryIn, carryOut);
  if (type == ScalarType::U32)
    return context.finish(selectMad<uint32_t>(carryIn, high));
  if (type == ScalarType::S32)
    return context.finish(selectMad<int32_t>(carryIn, high));
  if (type == ScalarType::U64)
    return context.finish(selectMad<uint64_t>(carryIn, high));
  return context.finish(selectMad<int64_t>(carryIn, high));
}

static bool decodeAddc(DecodeContext &context) {
  bool carryOut = context.modifiers().take("cc");
  return decodeCarryAdd(context, /*carryIn=*/true, carryOut, /*subtract=*/false);
}
static bool decodeSubc(DecodeContext &context) {
  bool carryOut = context.modifiers().take("cc");
  return decodeCarryAdd(context, /*carryIn=*/true, carryOut, /*subtract=*/true);
}
static bool decodeMadc(DecodeContext &context) {
  bool high = context.modifiers().expectOneOf({"lo", "hi"}) == 1;
  bool carryOut = context.modifiers().take("cc");
  return decodeCarryMad(context, /*carryIn=*/true, high, carryOut);
}

void registerCarryChain(OpcodeTable &table) {
  table.beginFamily("Extended-precision integer arithmetic");
  table.add("addc", decodeAddc, {"addc{.cc}.(u32|s32|u64|s64)"});
  table.add("subc", decodeSubc, {"subc{.cc}.(u32|s32|u64|s64)"});
  table.add("madc", decodeMadc, {"madc.(lo|hi){.cc}.(u32|s32|u64|s64)"});
}

} // namespace mlir::qnt::emulator
