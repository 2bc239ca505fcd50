//===- Ops.cpp - generated definitions of the ops ---------------------------------------------------------===//
#include "Directives.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

void QntDialect::registerOps() {
  addOperations<
#define GET_OP_LIST
#include "Qnt/IR/QntOps.cpp.inc"
      >();
}

Value mlir::qnt::detail::buildPreparedOutput(OpBuilder &builder, Value value, Type arrayType, Value scale,
                                             Value zeroPoint) {
  return QuantizeOp::create(builder, value.getLoc(), arrayType, value, scale, zeroPoint, Value(), Value(), Value(),
                            CalibrationAttr(), ConventionAttr());
}

#define GET_OP_CLASSES
#include "Qnt/IR/QntOps.cpp.inc"
