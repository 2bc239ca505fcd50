//===- Passes.h - passes that change the form of a program, not its values --------------------------------===//
#ifndef QNT_CONVERSION_PASSES_H
#define QNT_CONVERSION_PASSES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::arith {
class ArithDialect;
} // namespace mlir::arith
namespace mlir::cf {
class ControlFlowDialect;
} // namespace mlir::cf
namespace mlir::linalg {
class LinalgDialect;
} // namespace mlir::linalg
namespace mlir::tensor {
class TensorDialect;
} // namespace mlir::tensor

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Conversion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Conversion/Passes.h.inc"

} // namespace mlir::qnt

#endif // QNT_CONVERSION_PASSES_H
