//===- SpecialValues.cpp - what special registers hold ---------------------------------------------------===//
//
// A grid runs as blocks that are clusters of one. Time is counted in instructions of the block, so that runs repeat.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "SpecialValues.h"
#include "Block.h"
#include "Program.h"
#include "Qnt/Emulator/Emulator.h"
#include "Warp.h"
#include <algorithm>

namespace mlir::qnt::emulator {

using ptx::SpecialRegister;

/// Multiprocessors that blocks are dealt to: those of an H200.
static constexpr uint32_t kNumMultiprocessors = 132;

bool isChanging(SpecialRegister id) {
  switch (id) {
  case SpecialRegister::Clock:
  case SpecialRegister::ClockHi:
  case SpecialRegister::Clock64:
  case SpecialRegister::GlobalTimer:
  case SpecialRegister::GlobalTimerLo:
  case SpecialRegister::GlobalTimerHi:
    return true;
  default:
    return false;
  }
}

static uint32_t getComponent(const Dim3 &value, uint32_t component) {
  return component == 0 ? value.x : component == 1 ? value.y : component == 2 ? value.z : 0;
}

static uint64_t getTime(const Block &block, const Warp &warp, SpecialRegister id) {
  const uint64_t time = block.getExecuted() + warp.getExecutedInTurn();
  switch (id) {
  case SpecialRegister::Clock:
  case SpecialRegister::GlobalTimerLo:
    return time & 0xFFFFFFFFu;
  case SpecialRegister::ClockHi:
  case SpecialRegister::GlobalTimerHi:
    return time >> 32;
  default:
    return time;
  }
}

static LaneMask getLaneMask(SpecialRegister id, unsigned lane) {
  const LaneMask equal = LaneMask{1} << lane;
  switch (id) {
  case SpecialRegister::LaneMaskEq:
    return equal;
  case SpecialRegister::LaneMaskLt:
    return equal - 1;
  case SpecialRegister::LaneMaskLe:
    return equal | (equal - 1);
  case SpecialRegister::LaneMaskGt:
    return ~(equal | (equal - 1));
  default:
    return ~(equal - 1); // LaneMaskGe
  }
}

static uint64_t getSharedSize(const Block &block, SpecialRegister id) {
  const LaunchContext &context = block.getContext();
  const uint64_t dynamic = context.configuration->dynamicSharedBytes;
  if (id == SpecialRegister::DynamicSmemSize)
    return dynamic;
  return context.kernel->declaredSharedBytes + dynamic;
}

static uint64_t getValue(const Block &block, const Warp &warp, const Program::SpecialSlot &slot, unsigned lane) {
  const LaunchConfiguration &launch = *block.getContext().configuration;
  const uint32_t component = slot.component;
  switch (slot.id) {
  case SpecialRegister::Tid:
    return getComponent(warp.getThread(lane), component);
  case SpecialRegister::Ntid:
    return getComponent(launch.block, component);
  case SpecialRegister::LaneId:
    return lane;
  case SpecialRegister::WarpId:
    return warp.getIndex();
  case SpecialRegister::NwarpId:
    return (block.getNumThreads() + kWarpSize - 1) / kWarpSize;
  case SpecialRegister::CtaId:
  case SpecialRegister::ClusterId:
    return getComponent(block.getIndex(), component);
  case SpecialRegister::NctaId:
  case SpecialRegister::NclusterId:
    return getComponent(launch.grid, component);
  case SpecialRegister::ClusterNctaId:
    return component < 3;
  case SpecialRegister::ClusterNctaRank:
  case SpecialRegister::GridId:
    return 1;
  case SpecialRegister::SmId:
    return block.getLinearIndex() % kNumMultiprocessors;
  case SpecialRegister::NsmId:
    return kNumMultiprocessors;
  case SpecialRegister::LaneMaskEq:
  case SpecialRegister::LaneMaskLe:
  case SpecialRegister::LaneMaskLt:
  case SpecialRegister::LaneMaskGe:
  case SpecialRegister::LaneMaskGt:
    return getLaneMask(slot.id, lane);
  case SpecialRegister::TotalSmemSize:
  case SpecialRegister::AggrSmemSize:
  case SpecialRegister::DynamicSmemSize:
    return getSharedSize(block, slot.id);
  case SpecialRegister::EnvReg:
    // Cooperative groups find the memory of grid.sync here; no other one is known.
    if (slot.number == 1)
      return block.getContext().gridWorkspace >> 32;
    return slot.number == 2 ? static_cast<uint32_t>(block.getContext().gridWorkspace) : 0;
  default:
    // Position in the cluster, performance counters, driver's registers.
    return isChanging(slot.id) ? getTime(block, warp, slot.id) : 0;
  }
}

/// Dynamic shared memory begins behind the kernel's own, as its declarations ask to be aligned.
static uint64_t getDynamicSharedBase(const Function &kernel) {
  const uint64_t alignment = kernel.dynamicSharedAlignment;
  return (kernel.staticSharedBytes + alignment - 1) / alignment * alignment;
}

void Warp::makeSpecials() {
  const size_t count = program->specials.size();
  specials = std::make_unique<uint64_t[]>(count * kWarpSize);
  for (size_t i = 0; i < count; ++i) {
    const Program::SpecialSlot &slot = program->specials[i];
    for (unsigned lane = 0; lane < kWarpSize; ++lane)
      specials[i * kWarpSize + lane] =
          slot.isDynamicShared ? getDynamicSharedBase(*block.getContext().kernel) + static_cast<uint64_t>(slot.offset)
                               : getValue(block, *this, slot, lane);
  }
}

void refreshSpecials(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<RefreshPayload>();
  for (uint32_t i = 0; i < payload.count; ++i) {
    const Program::SpecialSlot &slot = warp.getProgram().specials[payload.slots[i].getIndex()];
    warp.setSpecial(payload.slots[i], getTime(warp.getBlock(), warp, slot.id));
  }
}

} // namespace mlir::qnt::emulator
