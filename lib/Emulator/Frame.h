//===- Frame.h - registers of one call by lanes of a warp ------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_FRAME_H
#define QNT_LIB_EMULATOR_FRAME_H

#include "LaneMask.h"
#include "Operation.h"
#include "Poison.h"
#include <memory>
#include <unordered_map>

namespace mlir::qnt::emulator {

struct CallSite;
struct Function;

/// The registers of one call. Lanes that diverge inside a function share the frame; each call makes its own.
struct Frame {
  const Function *function = nullptr;
  Frame *caller = nullptr;
  /// Operation of the caller at which the lanes go on, and what the call passes.
  uint32_t returnPc = 0;
  const CallSite *site = nullptr;
  /// Depth of calls; the kernel's is 0.
  uint32_t depth = 0;
  /// Lanes that have neither returned nor exited.
  LaneMask lanes = 0;
  /// First byte of the frame in local memory, and the byte behind it.
  uint64_t localBase = 0;
  uint64_t localEnd = 0;

  /// 32 lanes for each slot of the function, zero-extended from the declared width.
  std::unique_ptr<uint64_t[]> values;
  /// Lanes of each slot of which some byte is undefined.
  std::unique_ptr<LaneMask[]> undefined;
  /// Which bytes, by slot * 32 + lane; without an entry the whole lane, never written.
  std::unordered_map<uint32_t, Poison> poison;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_FRAME_H
