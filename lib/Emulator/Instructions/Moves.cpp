//===- Moves.cpp - mov, with packing and unpacking of vectors -------------------------------------------------===//
//
//   mov.b32 %r1, {%rs1, %rs2};    mov.b64 {%r1, %r2}, %rd1;    mov.u64 %rd1, symbol;
//
//===----------------------------------------------------------------------===//

#include "ArithmeticDecode.h"
#include "PrecisePoison.h"

namespace mlir::qnt::emulator {

static uint64_t copyLane(uint64_t a) { return a; }
static ByteMask copyRule(const Operation &, const LaneSource *sources, unsigned) { return sources[0].undefined; }

/// The two slots of 128 bits.
static void copyWide(Warp &warp, const Operation &operation) {
  alignas(64) uint64_t values[2][kWarpSize];
  Poison poison[2][kWarpSize];
  LaneMask undefined = warp.undefinedSources(operation);
  for (unsigned half = 0; half < 2; ++half) {
    std::memcpy(values[half], warp.read(operation.sources[half]), sizeof(values[half]));
    forEachLane(undefined, [&](unsigned lane) { poison[half][lane] = warp.getPoison(operation.sources[half], lane); });
  }
  for (unsigned half = 0; half < 2; ++half) {
    warp.writeLanes(operation.destinations[half], values[half]);
    forEachLane(undefined,
                [&](unsigned lane) { warp.setPoison(operation.destinations[half], lane, poison[half][lane]); });
  }
}

namespace {
/// Elements of a vector and their width; both sides are taken as one number of up to 128 bits.
struct PackModifiers {
  uint8_t elementBits;
  uint8_t numElements;
};
} // namespace

static uint64_t lowBits(unsigned count) { return count >= 64 ? ~uint64_t(0) : (uint64_t(1) << count) - 1; }

template <unsigned count>
static uint64_t packElements(const PackModifiers &modifiers, const uint64_t (&elements)[count]) {
  uint64_t result = 0;
  for (unsigned i = 0; i < count; ++i)
    result |= (elements[i] & lowBits(modifiers.elementBits)) << (i * modifiers.elementBits);
  return result;
}
static uint64_t pack2(const PackModifiers &modifiers, uint64_t a, uint64_t b) {
  return packElements<2>(modifiers, {a, b});
}
static uint64_t pack4(const PackModifiers &modifiers, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
  return packElements<4>(modifiers, {a, b, c, d});
}
static ByteMask packRule(const Operation &operation, const LaneSource *sources, unsigned) {
  const PackModifiers &modifiers = operation.getPayload<PackModifiers>();
  uint64_t bits = 0;
  for (unsigned i = 0; i < modifiers.numElements; ++i)
    bits |= (bitsOfBytes(sources[i].undefined) & lowBits(modifiers.elementBits)) << (i * modifiers.elementBits);
  return bytesOfBits(bits);
}

/// One element of an unpacked vector.
static uint64_t elementOf(const PackModifiers &modifiers, uint64_t a, unsigned element) {
  return (a >> (element * modifiers.elementBits)) & lowBits(modifiers.elementBits);
}
static ByteMask unpackRule(const Operation &operation, const LaneSource *sources, unsigned destination) {
  return bytesOfBits(elementOf(operation.getPayload<PackModifiers>(), bitsOfBytes(sources[0].undefined), destination));
}
static void unpackValues(Warp &warp, const Operation &operation) {
  const PackModifiers &modifiers = operation.getPayload<PackModifiers>();
  alignas(64) uint64_t source[kWarpSize];
  alignas(64) uint64_t element[kWarpSize];
  std::memcpy(source, warp.read(operation.sources[0]), sizeof(source));
  for (unsigned i = 0; i < operation.numDestinations; ++i) {
    for (unsigned lane = 0; lane < kWarpSize; ++lane)
      element[lane] = elementOf(modifiers, source[lane], i);
    warp.writeLanes(operation.destinations[i], element);
  }
}
static void unpackLanes(Warp &warp, const Operation &operation) {
  if (!warp.undefinedSources(operation))
    return unpackValues(warp, operation);
  executeWithRule(warp, operation, unpackValues, unpackRule);
}

/// The type of one of `count` elements of `bits` in all; None when there is no such vector.
static ScalarType elementType(unsigned bits, size_t count) {
  if ((count != 2 && count != 4) || bits % count != 0)
    return ScalarType::None;
  switch (bits / count) {
  case 8:
    return ScalarType::B8;
  case 16:
    return ScalarType::B16;
  case 32:
    return ScalarType::B32;
  case 64:
    return ScalarType::B64;
  default:
    return ScalarType::None;
  }
}

static ScalarType checkedElementType(DecodeContext &context, ScalarType type, const ptx::Operand &vector) {
  ScalarType element = elementType(ptx::getBitWidth(type), vector.numElements);
  if (!ptx::isUntyped(type) || element == ScalarType::None) {
    context.fail("expected a vector of 2 or 4 elements that fills .b16, .b32, .b64 or .b128, but got " +
                 std::to_string(vector.numElements) + " elements of ." + std::string(ptx::getName(type)));
    return ScalarType::B32;
  }
  return element;
}

static bool decodePack(DecodeContext &context, ScalarType type) {
  Slot destination = context.destination(type);
  ScalarType element = checkedElementType(context, type, *context.peekOperand());
  std::vector<Slot> slots = context.sourceVector(element);
  context.setPayload(PackModifiers{uint8_t(ptx::getBitWidth(element)), uint8_t(slots.size())});
  if (type != ScalarType::B128)
    return context.finish(slots.size() == 4 ? executePrecise<&pack4, packRule> : executePrecise<&pack2, packRule>);
  context.addDestination(destination.next());
  if (slots.size() != 2)
    context.fail("expected two 64-bit elements with .b128");
  return context.finish(copyWide);
}

static bool decodeUnpack(DecodeContext &context, ScalarType type) {
  ScalarType element = checkedElementType(context, type, *context.peekOperand());
  std::vector<Slot> slots = context.destinationVector(element);
  Slot source = context.source(type);
  context.setPayload(PackModifiers{uint8_t(ptx::getBitWidth(element)), uint8_t(slots.size())});
  if (type != ScalarType::B128)
    return context.finish(unpackLanes);
  context.addSource(source.next());
  if (slots.size() != 2)
    context.fail("expected two 64-bit elements with .b128");
  return context.finish(copyWide);
}

static bool decodeMov(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::Pred, ScalarType::B16, ScalarType::B32, ScalarType::B64,
                                                    ScalarType::B128, ScalarType::U16, ScalarType::U32, ScalarType::U64,
                                                    ScalarType::S16, ScalarType::S32, ScalarType::S64, ScalarType::F32,
                                                    ScalarType::F64, ScalarType::F16, ScalarType::F16x2});
  if (type == ScalarType::B128)
    requireTarget(context, "mov.b128", 70, 83);
  const ptx::Operand *first = context.peekOperand();
  if (first && first->is(ptx::Operand::Kind::Vector))
    return decodeUnpack(context, type);
  const ptx::Operand *second = first && context.operandsLeft() > 1 ? first + 1 : nullptr;
  if (second && second->is(ptx::Operand::Kind::Vector))
    return decodePack(context, type);
  Slot destination = context.destination(type);
  Slot source = context.source(type);
  if (type != ScalarType::B128)
    return context.finish(executePrecise<&copyLane, copyRule>);
  context.addDestination(destination.next());
  context.addSource(source.next());
  return context.finish(copyWide);
}

void registerMoves(OpcodeTable &table) {
  table.beginFamily("Moves");
  table.add("mov", decodeMov, {"mov.(pred|b16|b32|b64|b128|u16|u32|u64|s16|s32|s64|f32|f64)"});
}

} // namespace mlir::qnt::emulator
