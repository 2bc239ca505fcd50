//===- BlockClocks.cpp - happens-before between the warps of a block ----------------------------------------===//

#include "Memory/BlockClocks.h"
#include <algorithm>

using namespace mlir::qnt::emulator;

namespace {

template <class Body>
void forEachWarp(WarpMask warps, Body body) {
  for (; warps; warps &= warps - 1)
    body(static_cast<unsigned>(__builtin_ctz(warps)));
}

bool isWide(Scope scope) { return scope == Scope::Device || scope == Scope::System; }
bool acquires(Order order) { return order == Order::Acquire || order == Order::AcquireRelease; }
bool releases(Order order) { return order == Order::Release || order == Order::AcquireRelease; }

} // namespace

BlockClocks::BlockClocks(uint32_t block) : block(block) { std::fill(std::begin(clocks), std::end(clocks), 1); }

void BlockClocks::arrive(unsigned barrier, WarpMask warps) {
  BarrierClock &joined = barriers[barrier];
  joined.warps |= warps;
  forEachWarp(warps, [&](unsigned warp) {
    joinClocks(joined.known, known[warp]);
    joined.known[warp] = std::max(joined.known[warp], clocks[warp]);
    joined.remote = ClockTree::join(joined.remote, remote[warp]);
    ++clocks[warp];
  });
}

void BlockClocks::complete(unsigned barrier, WarpMask waited, WarpMask arrived) {
  BarrierClock &joined = barriers[barrier];
  arrive(barrier, (waited | arrived) & ~joined.warps);
  // One clock for all who wait: their later reads of one place then need one record.
  uint32_t next = 0;
  forEachWarp(waited, [&](unsigned warp) { next = std::max(next, clocks[warp]); });
  forEachWarp(waited, [&](unsigned warp) {
    joinClocks(known[warp], joined.known);
    remote[warp] = ClockTree::join(remote[warp], joined.remote);
    clocks[warp] = next;
  });
  joined = BarrierClock();
}

ClockTree BlockClocks::snapshot(unsigned warp) const {
  WarpClocks own = known[warp];
  own[warp] = clocks[warp];
  return remote[warp].with(block, own);
}

void BlockClocks::acquire(unsigned warp, const ClockTree &tree) {
  remote[warp] = ClockTree::join(remote[warp], tree);
  if (const WarpClocks *own = tree.find(block))
    joinClocks(known[warp], *own);
}

void BlockClocks::fence(unsigned warp, Order order, Scope scope) {
  FenceClocks &fence = fences[warp];
  if (acquires(order)) {
    acquire(warp, fence.pendingOwnBlock);
    fence.pendingOwnBlock = ClockTree();
    if (isWide(scope)) {
      acquire(warp, fence.pendingDevice);
      fence.pendingDevice = ClockTree();
    }
  }
  if (!releases(order))
    return;
  fence.ownBlock = snapshot(warp);
  if (isWide(scope))
    fence.device = fence.ownBlock;
  ++clocks[warp];
}

void BlockClocks::write(unsigned warp, ReleaseMap &released, uint64_t address, bool reads, Order order, Scope scope) {
  FenceClocks &fence = fences[warp];
  ClockTree ownBlock = fence.ownBlock, device = isWide(scope) ? fence.device : ClockTree();
  if (releases(order)) {
    ownBlock = snapshot(warp);
    device = isWide(scope) ? ownBlock : device;
    ++clocks[warp];
  }
  if (ownBlock.isEmpty() && device.isEmpty() && released.empty())
    return;
  ReleasedClock &place = released[address];
  // A read-modify-write goes on with what was released before it; a plain write ends it.
  if (!reads)
    place = ReleasedClock();
  else if (place.block != block)
    place.ownBlock = ClockTree();
  place.block = block;
  place.ownBlock = ClockTree::join(place.ownBlock, ownBlock);
  place.device = ClockTree::join(place.device, device);
}

void BlockClocks::strongAccess(unsigned warp, ReleaseMap &released, uint64_t address, bool reads, bool writes,
                               Order order, Scope scope) {
  if (reads && !released.empty()) {
    auto place = released.find(address);
    if (place != released.end()) {
      const ReleasedClock &seen = place->second;
      ClockTree device = isWide(scope) ? seen.device : ClockTree();
      ClockTree ownBlock = seen.block == block ? ClockTree::join(seen.ownBlock, seen.device) : ClockTree();
      if (acquires(order)) {
        acquire(warp, ClockTree::join(device, ownBlock));
      } else {
        FenceClocks &fence = fences[warp];
        fence.pendingDevice = ClockTree::join(fence.pendingDevice, device);
        fence.pendingOwnBlock = ClockTree::join(fence.pendingOwnBlock, ownBlock);
      }
    }
  }
  if (writes)
    write(warp, released, address, reads, order, scope);
}
