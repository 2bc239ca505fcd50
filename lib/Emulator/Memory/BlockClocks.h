//===- BlockClocks.h - which accesses of a block's warps are ordered ----------------------------------------===//
//
// Vector clocks at the granularity of warps. A warp's clock counts the events at which it releases what it did before
// (barriers, fences, releases). An access carries the clock of its warp; it happens before what warp w does now if
// getKnown(w, warp) has reached that clock.
//
// What a warp knows of other blocks is a ClockTree, fed by fences and strong accesses alone.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_BLOCKCLOCKS_H
#define QNT_LIB_EMULATOR_MEMORY_BLOCKCLOCKS_H

#include "Memory/ClockTree.h"
#include <unordered_map>

namespace mlir::qnt::emulator {

/// Who sees a strong access or a fence.
enum class Scope : uint8_t { Block, Cluster, Device, System };

/// The order an access or a fence gives. Weak accesses synchronise with nothing.
enum class Order : uint8_t { Weak, Relaxed, Acquire, Release, AcquireRelease };

/// Set of warps of a block.
using WarpMask = uint32_t;

/// What a release left at an address for those who acquire it.
struct ReleasedClock {
  ClockTree device;   ///< for every block
  ClockTree ownBlock; ///< for the block that released with .cta scope alone
  uint32_t block = 0;
};

/// What was released at addresses: one for a launch's global memory, one for a block's shared memory.
using ReleaseMap = std::unordered_map<uint64_t, ReleasedClock>;

class BlockClocks {
public:
  explicit BlockClocks(uint32_t block);

  uint32_t getBlock() const { return block; }
  uint32_t getClock(unsigned warp) const { return clocks[warp]; }
  /// The clock of `other` up to which its accesses happen before what `warp` does now.
  uint32_t getKnown(unsigned warp, unsigned other) const { return known[warp][other]; }
  const WarpClocks &getKnown(unsigned warp) const { return known[warp]; }
  const ClockTree &getRemote(unsigned warp) const { return remote[warp]; }

  /// bar.arrive: what these warps did up to now is released to the barrier; what they do from now on is not.
  void arrive(unsigned barrier, WarpMask warps);
  /// The barrier completes: `waited` know all that these and the arrived did before it.
  /// Those of `waited` and `arrived` that have not arrived do so now.
  void complete(unsigned barrier, WarpMask waited, WarpMask arrived = 0);

  /// A fence of one warp.
  void fence(unsigned warp, Order order, Scope scope);
  /// A strong read, write or both at `address` by one warp.
  void strongAccess(unsigned warp, ReleaseMap &released, uint64_t address, bool reads, bool writes, Order order,
                    Scope scope);

private:
  /// All that the warp knows, its own accesses included.
  ClockTree snapshot(unsigned warp) const;
  void acquire(unsigned warp, const ClockTree &tree);
  void write(unsigned warp, ReleaseMap &released, uint64_t address, bool reads, Order order, Scope scope);

  struct BarrierClock {
    WarpClocks known{};
    ClockTree remote;
    WarpMask warps = 0;
  };
  struct FenceClocks {
    ClockTree device;   ///< at the last fence of .gpu scope or wider
    ClockTree ownBlock; ///< at the last fence
    /// Read by relaxed accesses: known from the next fence of .gpu scope on, or from the next one.
    ClockTree pendingDevice;
    ClockTree pendingOwnBlock;
  };

  uint32_t block;
  uint32_t clocks[kMaxWarps];
  WarpClocks known[kMaxWarps] = {};
  ClockTree remote[kMaxWarps];
  FenceClocks fences[kMaxWarps];
  std::unordered_map<unsigned, BarrierClock> barriers;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_BLOCKCLOCKS_H
