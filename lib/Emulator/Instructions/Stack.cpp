//===- Stack.cpp - alloca, stacksave, stackrestore ------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <algorithm>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

struct AllocaPayload {
  uint64_t alignment;
};

/// A frame without variables of its own begins above what is in use.
uint64_t getTop(Warp &warp, unsigned lane) {
  return std::max(getTrackedMemory(warp).getLocal(warp).getTop(lane), warp.frame().localBase);
}

/// The size is rounded up to 8 bytes, as the stack's alignment.
void executeAlloca(Warp &warp, const Operation &operation) {
  const uint64_t alignment = operation.getPayload<AllocaPayload>().alignment;
  const LaneMask lanes = warp.active();
  if (!warp.requireDefined(operation.sources[0], lanes, "size of alloca"))
    return;
  LocalMemory &local = getTrackedMemory(warp).getLocal(warp);
  const uint64_t *sizes = warp.read(operation.sources[0]);
  uint64_t places[kWarpSize] = {};
  for (LaneMask left = lanes; left; left &= left - 1) {
    unsigned lane = firstLane(left);
    uint64_t begin = (getTop(warp, lane) + alignment - 1) / alignment * alignment;
    uint64_t size = std::min(sizes[lane], local.getLimit() + 1);
    uint64_t end = (begin + size + 7) / 8 * 8;
    if (!local.enter(1u << lane, begin, end))
      return warp.fail(ReportClass::StackOverflow, lane,
                       "alloca of " + std::to_string(sizes[lane]) + " bytes with " +
                           std::to_string(local.getTop(lane)) + " of " + std::to_string(local.getLimit()) +
                           " bytes of local memory in use");
    places[lane] = begin;
    warp.frame().localEnd = std::max(warp.frame().localEnd, end);
  }
  warp.writeLanes(operation.destinations[0], places);
}

bool decodeAlloca(DecodeContext &context) {
  ScalarType type = context.modifiers().expectType({ScalarType::U64, ScalarType::U32});
  context.destination(type);
  context.source(type);
  AllocaPayload payload{8};
  if (context.operandsLeft())
    payload.alignment = static_cast<uint64_t>(context.immediate(1, 1 << 16));
  if (payload.alignment & (payload.alignment - 1))
    context.fail("expected an alignment that is a power of two");
  context.setPayload(payload);
  return context.finish(executeAlloca);
}

void executeStackSave(Warp &warp, const Operation &operation) {
  uint64_t tops[kWarpSize];
  for (unsigned lane = 0; lane < kWarpSize; ++lane)
    tops[lane] = getTop(warp, lane);
  warp.writeLanes(operation.destinations[0], tops);
}

bool decodeStackSave(DecodeContext &context) {
  context.destination(context.modifiers().expectType({ScalarType::U64, ScalarType::U32}));
  return context.finish(executeStackSave);
}

void executeStackRestore(Warp &warp, const Operation &operation) {
  const LaneMask lanes = warp.active();
  if (!warp.requireDefined(operation.sources[0], lanes, "stack pointer"))
    return;
  LocalMemory &local = getTrackedMemory(warp).getLocal(warp);
  const uint64_t *tops = warp.read(operation.sources[0]);
  for (LaneMask left = lanes; left; left &= left - 1) {
    unsigned lane = firstLane(left);
    if (tops[lane] > getTop(warp, lane) || tops[lane] < warp.frame().localBase)
      return warp.fail(ReportClass::OutOfBoundsLocal, lane,
                       "expected a stack pointer of 'stacksave' in this function, got " + std::to_string(tops[lane]));
    local.leave(1u << lane, tops[lane]);
  }
}

bool decodeStackRestore(DecodeContext &context) {
  context.source(context.modifiers().expectType({ScalarType::U64, ScalarType::U32}));
  return context.finish(executeStackRestore);
}

} // namespace

void mlir::qnt::emulator::registerStack(OpcodeTable &table) {
  table.beginFamily("Stack");
  table.add("alloca", decodeAlloca, {"alloca.(u32|u64)"});
  table.add("stacksave", decodeStackSave, {"stacksave.(u32|u64)"});
  table.add("stackrestore", decodeStackRestore, {"stackrestore.(u32|u64)"});
}
