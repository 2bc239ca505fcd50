//===- Passes.h - passes and pipeline of the edge compiler ------------------------------------------------===//
#ifndef EDGE_PASSES_H
#define EDGE_PASSES_H

#include "Edge/EdgeDialect.h"
#include "mlir/Pass/Pass.h"

namespace mlir::arith {
class ArithDialect;
}
namespace mlir::linalg {
class LinalgDialect;
}
namespace mlir::tensor {
class TensorDialect;
}

namespace edge {

#define GEN_PASS_DECL
#include "Edge/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "Edge/Passes.h.inc"

/// From layers to qnt ops with int8 activations and int4 weights; stages stay, with arrays as their parts.
void buildPipeline(mlir::OpPassManager &manager);

} // namespace edge

#endif // EDGE_PASSES_H
