//===- QuantizeOps.cpp - quantize, dequantize, requantize ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult QuantizeOp::verify() { return success(); }
LogicalResult DequantizeOp::verify() { return success(); }
LogicalResult RequantizeOp::verify() { return success(); }
OpFoldResult QuantizeOp::fold(FoldAdaptor) { return {}; }
LogicalResult DequantizeOp::inferReturnTypes(MLIRContext *, std::optional<Location>, ValueRange operands, DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &types) {
  types.push_back(cast<ArrayType>(operands[0].getType()).getDecodedType());
  return success();
}
LogicalResult DequantizeOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
