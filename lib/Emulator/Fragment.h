//===- Fragment.h - lanes of a warp that stand at one operation ------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_FRAGMENT_H
#define QNT_LIB_EMULATOR_FRAGMENT_H

#include "LaneMask.h"
#include <cstdint>

namespace mlir::qnt::emulator {

class Warp;
struct Frame;
struct Operation;

/// May an operation that waits execute now?
using Ready = bool (*)(Warp &, const Operation &, LaneMask lanes);

/// Why lanes do not run. Their program counter stands at the operation that waits.
enum class Wait : uint8_t {
  None,
  Collective, ///< for other lanes of the warp, at a `.sync` collective
  Alignment,  ///< for other lanes of the warp, at an aligned barrier
  Barrier,    ///< for other warps, at bar / barrier
  Condition,  ///< Warp::waitUntil
};

/// Lanes with one frame and program counter.
struct Fragment {
  Frame *frame = nullptr;
  uint32_t pc = 0;
  LaneMask lanes = 0;
  Wait wait = Wait::None;
  uint8_t barrier = 0;  ///< which of the block's, for Wait::Barrier
  LaneMask missing = 0; ///< lanes that Collective and Alignment wait for
  uint64_t lastRun = 0; ///< when it ran last, on the clock of its warp
  Ready ready = nullptr;
  const char *what = nullptr;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_FRAGMENT_H
