//===- QuantizeOps.cpp - quantize, dequantize -------------------------------------------------------------===//
#include "OperandSegments.h"
#include "ParameterOperands.h"
#include "Qnt/IR/QntOps.h"
#include "QuantizeFold.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// quantize
//===----------------------------------------------------------------------------------------------------===//

LogicalResult QuantizeOp::verify() {
  if (failed(verifySingleOperands(*this, {"input"})))
    return failure();
  ArrayType array = getType();
  auto input = cast<RankedTensorType>(getInput().getType());
  // (C1)
  if (failed(verifyCompatibleShape(input.getShape(), array.getShape())))
    return emitOpError() << "expected input and result to have compatible shapes, but got " << input << " and "
                         << array;
  // (C2)
  if (input.getElementType() != array.getExpressedType())
    return emitOpError() << "expected input to have the expressed type " << array.getExpressedType() << ", but got "
                         << input.getElementType();
  return verifyParameterOperands(*this, array, ParameterOperands::of(*this));
}

OpFoldResult QuantizeOp::fold(FoldAdaptor) { return foldQuantizeOfDequantize(*this); }

/// The sizes of input, and what the result's type knows beyond them.
static SmallVector<OpFoldResult> getResultSizes(OpBuilder &builder, Operation *op, Value input, ArrayType result) {
  SmallVector<OpFoldResult> sizes = getMixedSizes(builder, op->getLoc(), input);
  for (auto [i, size] : llvm::enumerate(sizes))
    if (!result.isDynamicDim(i))
      size = builder.getIndexAttr(result.getDimSize(i));
  return sizes;
}

LogicalResult QuantizeOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getResultSizes(builder, *this, getInput(), getType()));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// dequantize
//===----------------------------------------------------------------------------------------------------===//

// (C1)
LogicalResult DequantizeOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                             SmallVectorImpl<Type> &types) {
  types.push_back(cast<ArrayType>(adaptor.getInput().getType()).getDecodedType());
  return success();
}

LogicalResult DequantizeOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getMixedSizes(builder, getLoc(), getInput()));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// requantize
//===----------------------------------------------------------------------------------------------------===//

LogicalResult RequantizeOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getResultSizes(builder, *this, getInput(), getType()));
  return success();
}
