//===- CodeOps.cpp - lookup, round_bits, observe ---===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

LogicalResult LookupOp::verify() { return success(); }
LogicalResult RoundBitsOp::verify() { return success(); }
LogicalResult ObserveOp::verify() { return success(); }
LogicalResult LookupOp::inferReturnTypes(MLIRContext *, std::optional<Location>, ValueRange, DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &) { return failure(); }
LogicalResult LookupOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
LogicalResult RoundBitsOp::reifyResultShapes(OpBuilder &, ReifiedRankedShapedTypeDims &) { return failure(); }
OpFoldResult RoundBitsOp::fold(FoldAdaptor) { return {}; }
