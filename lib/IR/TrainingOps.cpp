//===- TrainingOps.cpp - fake quantization and gradients ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult FakeQuantizeOp::verify() { return success(); }
LogicalResult FakeQuantizeGradOp::verify() { return success(); }
LogicalResult QuantizeGradOp::verify() { return success(); }
LogicalResult FakeQuantizeOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
LogicalResult FakeQuantizeGradOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
LogicalResult QuantizeGradOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
