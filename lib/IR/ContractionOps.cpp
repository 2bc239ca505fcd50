//===- ContractionOps.cpp - dot_general, conv_general_dilated, ragged_dot_general ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult DotGeneralOp::verify() { return success(); }
LogicalResult ConvGeneralDilatedOp::verify() { return success(); }
LogicalResult RaggedDotGeneralOp::verify() { return success(); }
LogicalResult DotGeneralOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
LogicalResult ConvGeneralDilatedOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
LogicalResult RaggedDotGeneralOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
