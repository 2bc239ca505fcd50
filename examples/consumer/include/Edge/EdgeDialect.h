//===- EdgeDialect.h - the edge dialect -------------------------------------------------------------------===//
#ifndef EDGE_EDGEDIALECT_H
#define EDGE_EDGEDIALECT_H

#include "Qnt/IR/QntDialect.h"
#include "Qnt/IR/QntInterfaces.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "Edge/EdgeDialect.h.inc"

#define GET_OP_CLASSES
#include "Edge/EdgeOps.h.inc"

namespace edge {

/// The dialect, and what it says about ops of other dialects: math.tanh takes part in quantization as its own relu
/// does.
void registerDialects(mlir::DialectRegistry &registry);

} // namespace edge

#endif // EDGE_EDGEDIALECT_H
