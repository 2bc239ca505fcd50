//===- OutlineKernels.h - the body of a kernel as a function ----------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_OUTLINEKERNELS_H
#define QNT_LIB_LOWERGPU_OUTLINEKERNELS_H

#include "NumberedSymbols.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::qnt {

/// Some op of the kernel is a contraction.
bool holdsContraction(KernelOp kernel);

/// A private function in a module with these symbols, under `name` or a name like it, that does what `kernel` does,
/// which stays.
func::FuncOp outlineBody(KernelOp kernel, NumberedSymbols &symbols, StringRef name);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_OUTLINEKERNELS_H
