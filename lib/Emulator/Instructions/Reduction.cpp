//===- Reduction.cpp - redux -----------------------------------------------------------------------------===//
#include "ControlInstructions.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <array>
#include <cmath>

namespace mlir::qnt::emulator {

using ptx::ScalarType;

namespace {
enum class ReductionOperator : uint8_t { Add, Minimum, Maximum, And, Or, Xor };

struct ReductionPayload {
  ReductionOperator op = ReductionOperator::Add;
  bool isSigned = false;
  bool isFloat = false;
  bool isAbsolute = false;
  bool propagatesNaN = false;
};
} // namespace

static uint32_t combine(const ReductionPayload &payload, uint32_t a, uint32_t b) {
  const bool isLess = payload.isSigned ? static_cast<int32_t>(a) < static_cast<int32_t>(b) : a < b;
  switch (payload.op) {
  case ReductionOperator::Add:
    return a + b;
  case ReductionOperator::Minimum:
    return isLess ? a : b;
  case ReductionOperator::Maximum:
    return isLess ? b : a;
  case ReductionOperator::And:
    return a & b;
  case ReductionOperator::Or:
    return a | b;
  case ReductionOperator::Xor:
    break;
  }
  return a ^ b;
}

static float toFloat(uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/// The smaller or larger of two; -0 is smaller than +0; a NaN is left out, or wins with .NaN (and is the canonical
/// one).
static uint32_t combineFloat(const ReductionPayload &payload, uint32_t a, uint32_t b) {
  constexpr uint32_t kCanonicalNaN = 0x7FFFFFFF;
  const bool isNaNA = std::isnan(toFloat(a));
  const bool isNaNB = std::isnan(toFloat(b));
  if (isNaNA || isNaNB) {
    if (payload.propagatesNaN || (isNaNA && isNaNB))
      return kCanonicalNaN;
    return isNaNA ? b : a;
  }
  const bool isLess = toFloat(a) < toFloat(b) || (toFloat(a) == toFloat(b) && a >> 31 > b >> 31);
  return isLess == (payload.op == ReductionOperator::Minimum) ? a : b;
}

static uint32_t reduce(const ReductionPayload &payload, const uint64_t *values, LaneMask group) {
  const uint32_t sign = payload.isAbsolute ? 0x7FFFFFFFu : 0xFFFFFFFFu;
  uint32_t result = static_cast<uint32_t>(values[firstLane(group)]) & sign;
  forEachLane(group & (group - 1), [&](unsigned lane) {
    const uint32_t value = static_cast<uint32_t>(values[lane]) & sign;
    result = payload.isFloat ? combineFloat(payload, result, value) : combine(payload, result, value);
  });
  if (payload.isFloat && std::isnan(toFloat(result)))
    return 0x7FFFFFFF;
  return result;
}

static void executeReduction(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<ReductionPayload>();
  if (!warp.gather(operation.sources[1], "redux.sync"))
    return;
  const Slot value = operation.sources[0];
  std::array<uint64_t, kWarpSize> results = {};
  std::array<Poison, kWarpSize> poison;
  LaneMask undefined = 0;
  forEachGroup(warp, operation.sources[1], warp.active(), [&](uint64_t, LaneMask group) {
    const uint32_t result = reduce(payload, warp.read(value), group);
    const LaneMask unknown = warp.undefinedLanes(value) & group;
    forEachLane(group, [&](unsigned lane) {
      results[lane] = result;
      if (unknown)
        poison[lane] = Poison{kAllBytes, warp.getPoison(value, firstLane(unknown)).origin};
    });
    undefined |= unknown ? group : 0;
  });
  warp.writeLanes(operation.destinations[0], results.data());
  forEachLane(undefined, [&](unsigned lane) { warp.setPoison(operation.destinations[0], lane, poison[lane]); });
}

static bool decodeReduction(DecodeContext &context) {
  ModifierReader &modifiers = context.modifiers();
  modifiers.expectOneOf({"sync"});
  ReductionPayload payload;
  payload.op = static_cast<ReductionOperator>(modifiers.expectOneOf({"add", "min", "max", "and", "or", "xor"}));
  const bool isOrder = payload.op == ReductionOperator::Minimum || payload.op == ReductionOperator::Maximum;
  payload.isAbsolute = isOrder && modifiers.take("abs");
  payload.propagatesNaN = isOrder && modifiers.take("NaN");
  ScalarType type;
  if (payload.isAbsolute || payload.propagatesNaN || (isOrder && modifiers.peek() == "f32"))
    type = modifiers.expectType({ScalarType::F32});
  else if (payload.op >= ReductionOperator::And)
    type = modifiers.expectType({ScalarType::B32});
  else
    type = modifiers.expectType({ScalarType::U32, ScalarType::S32});
  payload.isSigned = type == ScalarType::S32;
  payload.isFloat = type == ScalarType::F32;
  if (payload.isFloat && context.targetVersion() != 100)
    context.fail("expected a target of sm_100a");
  if (context.targetVersion() < 80)
    context.fail("expected a target of sm_80 or later");
  context.destination(type);
  context.source(type);
  context.source(ScalarType::B32);
  context.setPayload(payload);
  return context.finish(executeReduction);
}

void registerReductions(OpcodeTable &table) {
  table.beginFamily("Collectives");
  table.add(
      "redux", decodeReduction,
      {"redux.sync.(add|min|max).(u32|s32)", "redux.sync.(and|or|xor).b32", "redux.sync.(min|max){.abs}{.NaN}.f32"});
}

} // namespace mlir::qnt::emulator
