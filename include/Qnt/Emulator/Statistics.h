//===- Statistics.h - counts of a launch -----------------------------------------------------------------===//
#ifndef QNT_EMULATOR_STATISTICS_H
#define QNT_EMULATOR_STATISTICS_H

#include <cstdint>
#include <map>
#include <string>

namespace mlir::qnt::emulator {

/// Executions of an instruction.
struct InstructionCount {
  uint64_t warps = 0;   ///< executions by a warp or a part of one
  uint64_t threads = 0; ///< active lanes, together
};

/// Traffic of memory; filled by it.
struct MemoryStatistics {
  struct Space {
    uint64_t loadBytes = 0;
    uint64_t storeBytes = 0;
    uint64_t atomicBytes = 0;
    uint64_t requests = 0;      ///< accesses by a warp
    uint64_t sectors = 0;       ///< 32-byte pieces of global memory that requests touched
    uint64_t bankConflicts = 0; ///< passes of shared memory beyond the first
  };
  std::map<std::string, Space> spaces; ///< by name: "global"

  void add(const MemoryStatistics &other) {
    for (const auto &[name, space] : other.spaces) {
      Space &sum = spaces[name];
      sum.loadBytes += space.loadBytes;
      sum.storeBytes += space.storeBytes;
      sum.atomicBytes += space.atomicBytes;
      sum.requests += space.requests;
      sum.sectors += space.sectors;
      sum.bankConflicts += space.bankConflicts;
    }
  }
};

struct Statistics {
  uint64_t blocks = 0;
  uint64_t warps = 0;
  uint64_t barriers = 0; ///< completed barriers of blocks
  uint64_t divergentBranches = 0;
  /// By mnemonic with its modifiers: "ld.global.f32".
  std::map<std::string, InstructionCount> instructions;
  /// By line of the text.
  std::map<uint32_t, InstructionCount> lines;
  MemoryStatistics memory;
};

} // namespace mlir::qnt::emulator

#endif // QNT_EMULATOR_STATISTICS_H
