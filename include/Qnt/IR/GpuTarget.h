//===- GpuTarget.h - what the GPUs that kernels are compiled for can do -----------------------------------===//
#ifndef QNT_IR_GPUTARGET_H
#define QNT_IR_GPUTARGET_H

#include "Qnt/IR/AttributeNames.h"
#include "mlir/IR/Operation.h"
#include <optional>
#include <string>

namespace mlir::qnt {

/// A target that `target=` of passes and tools names.
struct GpuTarget {
  StringRef name;          ///< "sm_90a", as ptxas and LLVM name it
  unsigned capability = 0; ///< 90 for sm_90a
  int64_t sharedBytes = 0; ///< that a block may have after opting in
  /// cvt from fp8 to f16 exists (a pair at a time).
  bool hasFloat8Conversions() const { return capability >= 89; }
  /// mma.sync of fp8 is one instruction. (ptxas 13.0 makes twelve conversions and two products of f16 of it for sm_90a
  /// and sm_100a, whose other tensor core instructions have fp8.)
  bool hasFloat8Products() const { return capability == 89 || capability >= 120; }
};

/// Nothing for a name that is no target.
std::optional<GpuTarget> findGpuTarget(StringRef name);
/// "sm_80, sm_89, ...", for messages.
std::string describeGpuTargets();

/// Bytes that the address of every buffer of a launch is a multiple of: the runtime gives it, kernels rely on it.
inline constexpr int64_t kBufferAlignment = 256;

/// The target of the nearest module around `op` that has one.
std::optional<GpuTarget> getGpuTarget(Operation *op);

} // namespace mlir::qnt

#endif // QNT_IR_GPUTARGET_H
