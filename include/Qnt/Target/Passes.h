//===- Passes.h - passes of stage Target ------------------------------------------------------------------===//
#ifndef QNT_TARGET_PASSES_H
#define QNT_TARGET_PASSES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::affine {
class AffineDialect;
} // namespace mlir::affine
namespace mlir::arith {
class ArithDialect;
} // namespace mlir::arith
namespace mlir::cf {
class ControlFlowDialect;
} // namespace mlir::cf
namespace mlir::LLVM {
class LLVMDialect;
} // namespace mlir::LLVM
namespace mlir::math {
class MathDialect;
} // namespace mlir::math
namespace mlir::memref {
class MemRefDialect;
} // namespace mlir::memref
namespace mlir::NVVM {
class NVVMDialect;
} // namespace mlir::NVVM
namespace mlir::scf {
class SCFDialect;
} // namespace mlir::scf

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Target/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Target/Passes.h.inc"

/// Dialects and translations that this stage needs.
void registerTargetDialects(DialectRegistry &registry);

} // namespace mlir::qnt

#endif // QNT_TARGET_PASSES_H
