//===- LaneRuns.h - the addresses of a warp as arithmetic progressions --------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_LANERUNS_H
#define QNT_LIB_EMULATOR_MEMORY_LANERUNS_H

#include "LaneMask.h"
#include "Memory/ShadowPage.h"
#include <cstdint>

namespace mlir::qnt::emulator {

/// Lanes `lane` to `lane + count - 1` at `address`, `address + stride`, ... The stride of one lane is its size.
struct LaneRun {
  unsigned lane = 0;
  unsigned count = 0;
  uint64_t address = 0;
  int64_t stride = 0;

  uint64_t getAddress(unsigned index) const { return address + static_cast<uint64_t>(stride * index); }
};

/// How many neighbours of a whole warp have one address: 2, 4, 8 or 16 where that holds for all of them, else 1.
inline unsigned countSharingLanes(LaneMask lanes, const uint64_t *addresses) {
  if (lanes != kAllLanes)
    return 1;
  unsigned sharing = 1;
  while (sharing < kWarpSize && addresses[sharing] == addresses[0])
    ++sharing;
  if (sharing == 1 || sharing == kWarpSize || kWarpSize % sharing != 0)
    return 1;
  for (unsigned lane = sharing; lane < kWarpSize; ++lane)
    if (addresses[lane] != addresses[lane - lane % sharing])
      return 1;
  return sharing;
}

/// Splits active lanes into as few runs as a pass from lane 0 finds; calls `body(run)`, which returns false to stop.
/// Strides are at most a page.
template <class Body>
bool forEachRun(LaneMask lanes, const uint64_t *addresses, unsigned bytes, Body body) {
  while (lanes) {
    LaneRun run;
    run.lane = firstLane(lanes);
    run.address = addresses[run.lane];
    run.count = 1;
    run.stride = bytes;
    unsigned next = run.lane + 1;
    if (next < kWarpSize && hasLane(lanes, next)) {
      int64_t stride = static_cast<int64_t>(addresses[next] - run.address);
      if (stride >= -static_cast<int64_t>(kPageBytes) && stride <= static_cast<int64_t>(kPageBytes)) {
        run.stride = stride;
        while (next < kWarpSize && hasLane(lanes, next) && addresses[next] == run.getAddress(run.count)) {
          ++run.count;
          ++next;
        }
      }
    }
    if (!body(run))
      return false;
    lanes = next >= kWarpSize ? 0 : lanes & (kAllLanes << next);
  }
  return true;
}

/// Two lanes that access one place in one instruction. Accesses of `bytes` are aligned by their size.
struct LaneOverlap {
  unsigned first = 0;
  unsigned second = 0;
};

/// Calls `body(overlap)` for neighbours among the lanes of each address, in the order of lanes; stops on false.
template <class Body>
bool forEachOverlap(LaneMask lanes, const uint64_t *addresses, Body body) {
  uint64_t previous = 0;
  bool ascending = true, isFirst = true;
  forEachLane(lanes, [&](unsigned lane) {
    ascending &= isFirst || addresses[lane] > previous;
    previous = addresses[lane];
    isFirst = false;
  });
  if (ascending)
    return true;
  for (LaneMask left = lanes; left; left &= left - 1) {
    unsigned lane = firstLane(left);
    for (LaneMask others = left & (left - 1); others; others &= others - 1)
      if (addresses[firstLane(others)] == addresses[lane]) {
        if (!body(LaneOverlap{lane, firstLane(others)}))
          return false;
        break;
      }
  }
  return true;
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_LANERUNS_H
