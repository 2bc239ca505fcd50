//===- DeviceTarget.h - the GPUs that code is made for ----------------------------------------------------===//
#ifndef QNT_TARGET_DEVICETARGET_H
#define QNT_TARGET_DEVICETARGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt {

/// How code is made for a target that `--target=` names; what it can do says Qnt/IR/GpuTarget.h.
struct DeviceTarget {
  llvm::StringLiteral name;       ///< "sm_90a"
  llvm::StringLiteral ptxFeature; ///< version of PTX as a feature of LLVM's: "+ptx83"
  llvm::StringLiteral ptxVersion; ///< the same as .version writes it: "8.3"
  unsigned capability;            ///< 90 for compute capability 9.0
};

/// All targets, oldest first.
llvm::ArrayRef<DeviceTarget> getDeviceTargets();

/// "sm_80, sm_89, ...", for messages.
std::string describeDeviceTargets();

/// Errors: no such target, with those there are.
llvm::Expected<const DeviceTarget *> findDeviceTarget(llvm::StringRef name);

} // namespace mlir::qnt

#endif // QNT_TARGET_DEVICETARGET_H
