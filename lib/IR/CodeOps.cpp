//===- CodeOps.cpp - lookup, round_bits, observe ----------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// lookup
//===----------------------------------------------------------------------------------------------------===//

/// Concrete ML's limit; a table of 2^17 entries is no longer faster than the function.
static constexpr unsigned kMaxTableBits = 16;

static ArrayRef<int64_t> getShape(Type type) {
  if (auto array = dyn_cast<ArrayType>(type))
    return array.getShape();
  return cast<RankedTensorType>(type).getShape();
}

unsigned LookupOp::getCodeWidth() {
  if (auto array = dyn_cast<ArrayType>(getInput().getType()))
    return array.getEncoding().getCodeWidth();
  return getElementTypeOrSelf(getInput().getType()).getIntOrFloatBitWidth();
}

int64_t LookupOp::getLowestCode() {
  if (auto array = dyn_cast<ArrayType>(getInput().getType()))
    return numerics::getInfo(array.getEncoding().getStorage()).minInt;
  return getIsUnsigned() ? 0 : -(int64_t(1) << (getCodeWidth() - 1));
}

LogicalResult LookupOp::verify() {
  auto array = dyn_cast<ArrayType>(getInput().getType());
  // (C1)
  if (array && !array.getEncoding().hasIntegerCodes())
    return emitOpError() << "expected input to have integer codes and no code book, but got " << array.getEncoding();
  // (C2)
  if (getCodeWidth() > kMaxTableBits)
    return emitOpError() << "expected codes of at most " << kMaxTableBits << " bits, but got " << getCodeWidth();
  // (C3)
  auto table = cast<RankedTensorType>(getTable().getType());
  int64_t numEntries = int64_t(1) << getCodeWidth();
  if (table.getRank() != 1 || table.getDimSize(0) != numEntries)
    return emitOpError() << "expected table to have one dimension of " << numEntries << " elements, but got " << table;
  // (C4)
  if (array && getIsUnsigned())
    return emitOpError() << "expected 'unsigned' with an integer tensor only, but got " << array;
  return success();
}

// (C5)
LogicalResult LookupOp::inferReturnTypes(MLIRContext *, std::optional<Location>, Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  types.push_back(RankedTensorType::get(getShape(adaptor.getInput().getType()),
                                        getElementTypeOrSelf(adaptor.getTable().getType())));
  return success();
}

LogicalResult LookupOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getMixedSizes(builder, getLoc(), getInput()));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// round_bits
//===----------------------------------------------------------------------------------------------------===//

// (C1)
LogicalResult RoundBitsOp::verify() {
  int64_t width = getElementTypeOrSelf(getType()).getIntOrFloatBitWidth(), lsbs = getLsbsAttr().getInt();
  if (lsbs >= 0 && lsbs < width)
    return success();
  return emitOpError() << "expected lsbs in 0 .. " << width - 1 << " for elements of " << width << " bits, but got "
                       << lsbs;
}

static APInt roundBits(const APInt &value, unsigned lsbs) {
  return (value + APInt::getOneBitSet(value.getBitWidth(), lsbs - 1)).ashr(lsbs).shl(lsbs);
}

OpFoldResult RoundBitsOp::fold(FoldAdaptor adaptor) {
  if (getLsbs() == 0)
    return getInput();
  auto inner = getInput().getDefiningOp<RoundBitsOp>();
  if (inner && inner.getLsbs() >= getLsbs())
    return getInput();
  auto constant = dyn_cast_if_present<DenseIntElementsAttr>(adaptor.getInput());
  if (!constant)
    return {};
  Type elementType = getElementTypeOrSelf(getType());
  return constant.mapValues(elementType, [&](const APInt &value) { return roundBits(value, getLsbs()); });
}

LogicalResult RoundBitsOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(getMixedSizes(builder, getLoc(), getInput()));
  return success();
}

//===----------------------------------------------------------------------------------------------------===//
// observe
//===----------------------------------------------------------------------------------------------------===//

LogicalResult ObserveOp::verify() {
  // (C1)
  if (getName().empty())
    return emitOpError() << "expected a name, but got an empty one";
  if (!getBlock())
    return success();
  // (C2)
  int64_t rank = cast<RankedTensorType>(getInput().getType()).getRank();
  if (static_cast<int64_t>(getBlock()->size()) != rank)
    return emitOpError() << "expected block to have the rank of input " << rank << ", but got " << getBlock()->size();
  // An empty list has no text form.
  if (rank == 0)
    return emitOpError() << "expected no block for an input of rank 0, but got an empty one";
  for (int64_t size : getBlockAttr().asArrayRef())
    if (size < 0)
      return emitOpError() << "expected block sizes to be positive or '*', but got " << size;
  return success();
}
