//===- BlockMemory.cpp - events of a block's memory: frames, barriers, copies, fences -----------------------===//

#include "Memory/Request.h"
#include <algorithm>
#include <cstring>

using namespace mlir::qnt::emulator;

static unsigned countWarps(const Dim3 &block) {
  return static_cast<unsigned>(std::min<uint64_t>((block.count() + kWarpSize - 1) / kWarpSize, kMaxWarps));
}

TrackedBlockMemory &mlir::qnt::emulator::getTrackedMemory(Warp &warp) {
  return static_cast<TrackedBlockMemory &>(warp.getMemory());
}

TrackedBlockMemory::TrackedBlockMemory(TrackedLaunchMemory &launch, Dim3 blockIndex, uint64_t linearIndex,
                                       const BlockMemoryConfiguration &configuration)
    : launch(launch), blockIndex(blockIndex), block(static_cast<uint32_t>(linearIndex)), configuration(configuration),
      parallel(launch.getConfiguration().parallel), clocks(block),
      shared(configuration.staticSharedBytes + configuration.dynamicSharedBytes),
      locals(countWarps(configuration.block), LocalMemory(configuration.localBytes)),
      queues(countWarps(configuration.block)), collectStatistics(launch.getConfiguration().collectStatistics) {
  uint64_t statics = configuration.staticSharedBytes, all = shared.getSize();
  sharedRanges = configuration.sharedVariables;
  if (sharedRanges.empty())
    sharedRanges.push_back({0, all});
  else if (all > statics)
    sharedRanges.push_back({statics, all});
}

LocalMemory &TrackedBlockMemory::getLocal(const Warp &warp) { return locals[warp.getIndex()]; }

Dim3 TrackedBlockMemory::getThread(unsigned warp, unsigned lane) const {
  uint32_t linear = warp * kWarpSize + lane;
  const Dim3 &size = configuration.block;
  return Dim3{linear % size.x, linear / size.x % size.y, linear / size.x / size.y};
}

//===------------------------------------------------------------------------------------------------------===//
// Frames
//===------------------------------------------------------------------------------------------------------===//

bool TrackedBlockMemory::enterFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) {
  return getLocal(warp).enter(lanes, begin, end);
}

void TrackedBlockMemory::closeFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) {
  getLocal(warp).close(lanes, begin, end);
}

void TrackedBlockMemory::leaveFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t) {
  getLocal(warp).leave(lanes, begin);
}

void TrackedBlockMemory::copyLocal(Warp &warp, LaneMask lanes, uint64_t to, uint64_t from, uint64_t size) {
  LocalMemory &local = getLocal(warp);
  forEachLane(lanes, [&](unsigned lane) {
    if (!size || !local.contains(lane, to, size) || !local.contains(lane, from, size))
      return;
    std::memmove(local.getData(lane, to), local.getData(lane, from), size);
    std::memmove(local.getDefined(lane, to), local.getDefined(lane, from), size);
  });
}

//===------------------------------------------------------------------------------------------------------===//
// Order
//===------------------------------------------------------------------------------------------------------===//

void TrackedBlockMemory::onArrive(Warp &warp, LaneMask, unsigned barrier) {
  clocks.arrive(barrier, 1u << warp.getIndex());
}

void TrackedBlockMemory::onBarrier(const Participants &waited, const Participants &arrived, unsigned barrier) {
  WarpMask waiting = 0, gone = 0;
  for (unsigned i = 0; i < waited.count; ++i)
    waiting |= 1u << waited.warps[i]->getIndex();
  for (unsigned i = 0; i < arrived.count; ++i)
    gone |= 1u << arrived.warps[i]->getIndex();
  clocks.complete(barrier, waiting, gone);
}

void TrackedBlockMemory::fence(Warp &warp, Order order, Scope scope) { clocks.fence(warp.getIndex(), order, scope); }

//===------------------------------------------------------------------------------------------------------===//
// Copies
//===------------------------------------------------------------------------------------------------------===//

bool TrackedBlockMemory::copyAsync(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *destinations,
                                   const uint64_t *sources, const uint64_t *sizes) {
  AsyncQueue &queue = queues[warp.getIndex()];
  std::byte data[kWarpSize * kMaxLaneBytes] = {};
  UndefinedBytes undefined;
  std::memset(undefined.bytes, 0, sizeof(undefined.bytes));
  AsyncCopy copy;
  copy.line = warp.getLine();
  copy.pending = lanes;

  LaneMask left = 0;
  forEachLane(lanes, [&](unsigned lane) {
    copy.sources[lane] = sources[lane];
    copy.sizes[lane] = static_cast<uint8_t>(std::min<uint64_t>(sizes[lane], access.bytes));
    left |= copy.sizes[lane] ? 1u << lane : 0;
  });
  // Lanes of one size together.
  while (left) {
    uint8_t size = copy.sizes[firstLane(left)];
    LaneMask same = 0;
    forEachLane(left, [&](unsigned lane) { same |= copy.sizes[lane] == size ? 1u << lane : 0; });
    left &= ~same;
    MemoryAccess part = access;
    part.bytes = size;
    std::byte partData[kWarpSize * kMaxLaneBytes];
    UndefinedBytes partUndefined;
    Request request{warp, part, same, sources, partData, &partUndefined};
    request.touch = Touch::AsyncRead;
    request.asyncNumber = queue.getNextNumber();
    if (!transfer(request))
      return false;
    forEachLane(same, [&](unsigned lane) {
      std::memcpy(data + lane * access.bytes, partData + lane * size, size);
      if (hasLane(partUndefined.lanes, lane))
        std::memcpy(undefined.bytes + lane * access.bytes, partUndefined.bytes + lane * size, size);
    });
    undefined.lanes |= partUndefined.lanes;
  }

  MemoryAccess target = access;
  target.space = AddressSpace::Shared;
  target.isWrite = true;
  Request request{warp, target, lanes, destinations, data};
  request.storedUndefined = undefined.lanes ? undefined.bytes : nullptr;
  request.touch = Touch::AsyncWrite;
  request.asyncNumber = queue.getNextNumber();
  if (!transfer(request))
    return false;
  queue.issue(copy);
  return true;
}

void TrackedBlockMemory::commitAsync(Warp &warp, LaneMask lanes) { queues[warp.getIndex()].commit(lanes); }

/// From now on the source was read at the clock of the wait.
bool TrackedBlockMemory::completeCopy(Warp &warp, const AsyncCopy &copy, LaneMask lanes) {
  while (lanes) {
    uint8_t size = copy.sizes[firstLane(lanes)];
    LaneMask same = 0;
    forEachLane(lanes, [&](unsigned lane) { same |= copy.sizes[lane] == size ? 1u << lane : 0; });
    lanes &= ~same;
    if (!size)
      continue;
    MemoryAccess access;
    access.space = AddressSpace::Global;
    access.bytes = size;
    access.alignment = 1;
    Request request{warp, access, same, copy.sources.data()};
    request.line = copy.line;
    if (!transfer(request))
      return false;
  }
  return true;
}

bool TrackedBlockMemory::waitAsync(Warp &warp, LaneMask lanes, uint32_t newest, bool withOpen) {
  AsyncQueue &queue = queues[warp.getIndex()];
  bool good = true;
  std::vector<std::pair<AsyncCopy, LaneMask>> completed;
  queue.wait(lanes, newest, withOpen, clocks.getClock(warp.getIndex()),
             [&](const AsyncCopy &copy, LaneMask done) { completed.emplace_back(copy, done); });
  for (const auto &[copy, done] : completed)
    good = good && completeCopy(warp, copy, done);
  return good;
}
