//===- AccessStatistics.h - what an access costs on a GPU ---------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_ACCESSSTATISTICS_H
#define QNT_LIB_EMULATOR_MEMORY_ACCESSSTATISTICS_H

#include "LaneMask.h"

namespace mlir::qnt::emulator {

/// 32-byte sectors of global memory that the lanes touch with `bytes` each.
unsigned countSectors(LaneMask lanes, const uint64_t *addresses, unsigned bytes);

/// Passes of shared memory beyond those that the width needs. 32 banks of 4 bytes serve one word each in a pass; lanes
/// that read one word share it; accesses of 8 and 16 bytes go in 2 and 4 parts of a warp.
unsigned countBankConflicts(LaneMask lanes, const uint64_t *addresses, unsigned bytes);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_ACCESSSTATISTICS_H
