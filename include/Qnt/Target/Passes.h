//===- Passes.h - passes of stage Target ------------------------------------------------------------------===//
#ifndef QNT_TARGET_PASSES_H
#define QNT_TARGET_PASSES_H

#include "Qnt/IR/DialectDeclarations.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Target/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Target/Passes.h.inc"

/// What host code calls; addresses of the device are in address space 1. A call that fails does not return.
///   ptr<1> qnt_device_allocate(i64 bytes)
///   void qnt_device_release(ptr<1>)
///   ptr<1> qnt_device_constant(ptr host, i64 bytes)       the same address each time
///   ptr<1> qnt_device_upload(ptr host, i64 bytes)         new memory with a copy
///   void qnt_device_read(ptr host, ptr<1> from, i64 bytes)
///   void qnt_device_write(ptr<1> to, ptr host, i64 bytes)
///   void qnt_device_launch(ptr kernel name, ptr sizes, ptr arguments, i64 count)
/// `sizes` is a QntrtCallSizes, `arguments` are QntrtArgument, of Qnt/Runtime.
inline constexpr llvm::StringLiteral kDeviceAllocateName = "qnt_device_allocate";
inline constexpr llvm::StringLiteral kDeviceReleaseName = "qnt_device_release";
inline constexpr llvm::StringLiteral kDeviceConstantName = "qnt_device_constant";
inline constexpr llvm::StringLiteral kDeviceUploadName = "qnt_device_upload";
inline constexpr llvm::StringLiteral kDeviceReadName = "qnt_device_read";
inline constexpr llvm::StringLiteral kDeviceWriteName = "qnt_device_write";
inline constexpr llvm::StringLiteral kDeviceLaunchName = "qnt_device_launch";

/// Dialects and translations that this stage needs.
void registerTargetDialects(DialectRegistry &registry);

} // namespace mlir::qnt

#endif // QNT_TARGET_PASSES_H
