//===- Passes.h - passes of stage Fuse --------------------------------------------------------------------===//
#ifndef QNT_FUSE_PASSES_H
#define QNT_FUSE_PASSES_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::arith {
class ArithDialect;
}
namespace mlir::tensor {
class TensorDialect;
}

namespace mlir::qnt {

#define GEN_PASS_DECL
#include "Qnt/Fuse/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Qnt/Fuse/Passes.h.inc"

} // namespace mlir::qnt

#endif // QNT_FUSE_PASSES_H
