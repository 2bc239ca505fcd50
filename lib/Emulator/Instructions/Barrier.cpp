//===- Barrier.cpp - bar, barrier, bar.warp --------------------------------------------------------------===//
#include "Block.h"
#include "ControlInstructions.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

using ptx::ScalarType;

namespace {
/// Sources: number, then the count and the predicate where there are any.
struct BarrierPayload {
  bool isAligned = true;
  bool isArriveOnly = false;
  BarrierReduction reduction = BarrierReduction::None;
  bool hasCount = false;
  bool isNegated = false;
};
} // namespace

/// The common value of the active lanes. Nothing when the warp failed.
static std::optional<uint32_t> readUniform(Warp &warp, Slot slot, const char *what) {
  if (!warp.requireDefined(slot, warp.active(), what))
    return std::nullopt;
  const uint64_t *values = warp.read(slot);
  const uint64_t value = values[firstLane(warp.active())];
  LaneMask other = 0;
  forEachLane(warp.active(), [&](unsigned lane) { other |= LaneMask{values[lane] != value} << lane; });
  if (!other)
    return static_cast<uint32_t>(value);
  warp.fail(ReportClass::DivergentBarrier, firstLane(other),
            std::string("expected one ") + what + " in all lanes that arrive, got " + std::to_string(value) + " and " +
                std::to_string(values[firstLane(other)]));
  return std::nullopt;
}

static void executeBarrier(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<BarrierPayload>();
  if (payload.isAligned && !warp.gatherAll("the barrier"))
    return;
  const std::optional<uint32_t> number = readUniform(warp, operation.sources[0], "barrier number");
  if (!number)
    return;
  BarrierArrival arrival;
  arrival.isArriveOnly = payload.isArriveOnly;
  arrival.reduction = payload.reduction;
  if (payload.hasCount) {
    const std::optional<uint32_t> count = readUniform(warp, operation.sources[1], "number of threads");
    if (!count)
      return;
    arrival.numThreads = *count;
  }
  const unsigned lane = firstLane(warp.active());
  if (*number >= Block::kNumBarriers) {
    warp.fail(ReportClass::DivergentBarrier, lane,
              "expected a barrier number below 16, got " + std::to_string(*number));
    return;
  }
  if (payload.hasCount && (arrival.numThreads == 0 || arrival.numThreads % kWarpSize)) {
    warp.fail(ReportClass::DivergentBarrier, lane,
              "expected a number of threads that is a multiple of 32, got " + std::to_string(arrival.numThreads));
    return;
  }
  if (payload.reduction != BarrierReduction::None) {
    const Slot predicate = operation.sources[payload.hasCount ? 2 : 1];
    if (!warp.requireDefined(predicate, warp.active(), "predicate of a reduction"))
      return;
    arrival.predicate = readPredicate(warp, predicate, payload.isNegated);
  }
  if (warp.getBlock().arrive(warp, *number, arrival) && !payload.isArriveOnly)
    warp.waitAtBarrier(*number);
}

static void executeWarpBarrier(Warp &warp, const Operation &operation) {
  if (warp.gather(operation.sources[0], "bar.warp.sync"))
    forEachGroup(warp, operation.sources[0], warp.active(),
                 [&](uint64_t, LaneMask group) { warp.getMemory().onWarpBarrier(warp, group); });
}

static bool decodeWarpBarrier(DecodeContext &context) {
  context.modifiers().expectOneOf({"sync"});
  context.source(ScalarType::B32);
  return context.finish(executeWarpBarrier);
}

static bool decodeBarrier(DecodeContext &context) {
  ModifierReader &modifiers = context.modifiers();
  const bool isBar = context.opcode() == "bar";
  if (isBar && modifiers.take("warp"))
    return decodeWarpBarrier(context);
  modifiers.take("cta");
  BarrierPayload payload;
  const unsigned kind = modifiers.expectOneOf({"sync", "arrive", "red"});
  payload.isArriveOnly = kind == 1;
  if (kind == 2) {
    constexpr BarrierReduction kReductions[] = {BarrierReduction::Population, BarrierReduction::And,
                                                BarrierReduction::Or};
    payload.reduction = kReductions[modifiers.expectOneOf({"popc", "and", "or"})];
  }
  payload.isAligned = modifiers.take("aligned") || isBar;
  if (payload.reduction != BarrierReduction::None) {
    const bool isCount = payload.reduction == BarrierReduction::Population;
    context.destination(modifiers.expectType({isCount ? ScalarType::U32 : ScalarType::Pred}));
  }
  context.source(ScalarType::U32);
  payload.hasCount = context.operandsLeft() > (kind == 2 ? 1u : 0u);
  if (kind == 1 && !payload.hasCount)
    context.fail("expected a number of threads");
  if (payload.hasCount)
    context.source(ScalarType::U32);
  if (kind == 2)
    payload.isNegated = context.predicate().negated;
  context.setPayload(payload);
  return context.finish(executeBarrier);
}

void registerBarriers(OpcodeTable &table) {
  table.beginFamily("Barriers");
  table.add(
      "bar", decodeBarrier,
      {"bar{.cta}.sync", "bar{.cta}.arrive", "bar{.cta}.red.popc.u32", "bar{.cta}.red.(and|or).pred", "bar.warp.sync"});
  table.add("barrier", decodeBarrier,
            {"barrier{.cta}.sync{.aligned}", "barrier{.cta}.arrive{.aligned}", "barrier{.cta}.red.popc{.aligned}.u32",
             "barrier{.cta}.red.(and|or){.aligned}.pred"});
}

} // namespace mlir::qnt::emulator
