//===- KernelSums.h - types in which kernels add ----------------------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_KERNELSUMS_H
#define QNT_LIB_EXECUTION_KERNELSUMS_H

#include "mlir/IR/BuiltinOps.h"
#include <map>
#include <string>

namespace mlir::qnt::execution {

/// By kernel: the type in which its loops add up, "f32", "i64"; where they differ the widest float type, else the
/// widest integer type. Kernels without such loops are left out. Those of tensor cores say it in their instructions.
std::map<std::string, std::string> collectSums(ModuleOp module);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_KERNELSUMS_H
