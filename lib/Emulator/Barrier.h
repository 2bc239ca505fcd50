//===- Barrier.h - one of the 16 barriers of a block -----------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_BARRIER_H
#define QNT_LIB_EMULATOR_BARRIER_H

#include "LaneMask.h"
#include <cstdint>
#include <vector>

namespace mlir::qnt::emulator {

/// What a barrier does beside synchronising.
enum class BarrierReduction : uint8_t { None, Population, And, Or };

/// Arrivals of one barrier since it was completed last.
struct Barrier {
  struct Arrival {
    LaneMask waiting = 0; ///< at .sync or .red
    LaneMask arrived = 0; ///< by .arrive
  };
  /// By warp.
  std::vector<Arrival> arrivals;
  /// Threads that take part; 0: all of the block.
  uint32_t numThreads = 0;
  /// Some thread arrived: the operands below are set.
  bool inUse = false;
  BarrierReduction reduction = BarrierReduction::None;
  uint32_t line = 0; ///< of the first arrival
  uint32_t population = 0;
  bool all = true;
  bool any = false;
};

/// One arrival by the active lanes of a warp.
struct BarrierArrival {
  uint32_t numThreads = 0; ///< as Barrier::numThreads
  bool isArriveOnly = false;
  BarrierReduction reduction = BarrierReduction::None;
  LaneMask predicate = 0; ///< lanes whose operand of the reduction is true
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_BARRIER_H
