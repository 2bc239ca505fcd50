//===- LaneMask.h - sets of the 32 lanes of a warp -------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_LANEMASK_H
#define QNT_LIB_EMULATOR_LANEMASK_H

#include <cstdint>

namespace mlir::qnt::emulator {

constexpr unsigned kWarpSize = 32;

/// Bit l stands for lane l.
using LaneMask = uint32_t;
constexpr LaneMask kAllLanes = 0xFFFFFFFFu;

inline unsigned countLanes(LaneMask lanes) { return static_cast<unsigned>(__builtin_popcount(lanes)); }
/// The lowest lane of a set that is not empty.
inline unsigned firstLane(LaneMask lanes) { return static_cast<unsigned>(__builtin_ctz(lanes)); }
inline bool hasLane(LaneMask lanes, unsigned lane) { return (lanes >> lane & 1) != 0; }

/// Lanes of a predicate (0 or 1 each) that hold.
inline LaneMask toLaneMask(const uint64_t *predicate) {
  LaneMask mask = 0;
  for (unsigned lane = 0; lane < kWarpSize; ++lane)
    mask |= static_cast<LaneMask>(predicate[lane] & 1) << lane;
  return mask;
}

/// Calls `body(lane)` for each lane of the set, from the lowest.
template <class Body>
inline void forEachLane(LaneMask lanes, Body body) {
  for (; lanes; lanes &= lanes - 1)
    body(firstLane(lanes));
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_LANEMASK_H
