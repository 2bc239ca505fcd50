//===- ContractionShapes.cpp - what the verifiers of contractions share -----------------------------------===//
#include "ContractionShapes.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::qnt;

ContractionInput::ContractionInput(const Twine &name, Value value)
    : name(name.str()), value(value), array(dyn_cast<ArrayType>(value.getType())) {
  shape = array ? array.getShape() : cast<RankedTensorType>(value.getType()).getShape();
}

bool mlir::qnt::areSizesCompatible(int64_t first, int64_t second) {
  return first == second || ShapedType::isDynamic(first) || ShapedType::isDynamic(second);
}

std::string mlir::qnt::describeShape(ArrayRef<int64_t> shape) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(shape, os, [&](int64_t size) {
    if (ShapedType::isDynamic(size))
      os << '?';
    else
      os << size;
  });
  os << ']';
  return text;
}

SmallVector<int64_t> mlir::qnt::getFreeDimensions(int64_t rank, ArrayRef<int64_t> first, ArrayRef<int64_t> second,
                                                  ArrayRef<int64_t> third) {
  SmallVector<int64_t> dims;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(first, dim) && !llvm::is_contained(second, dim) && !llvm::is_contained(third, dim))
      dims.push_back(dim);
  return dims;
}

/// (C1), (C2)
static LogicalResult verifyCount(Operation *op, StringRef kind, ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  if (lhs.size() == rhs.size())
    return success();
  return op->emitOpError() << "expected as many " << kind << " dimensions of lhs as of rhs, but got " << lhs.size()
                           << " and " << rhs.size();
}

/// (C3), (C4)
static LogicalResult verifyOperandDims(Operation *op, const ContractionInput &input, ArrayRef<int64_t> contracting,
                                       ArrayRef<int64_t> batch) {
  llvm::SmallDenseSet<int64_t> seen;
  for (auto [kind, dims] : {std::pair(StringRef("contracting"), contracting), std::pair(StringRef("batch"), batch)})
    for (int64_t dim : dims) {
      if (dim < 0 || dim >= input.getRank())
        return op->emitOpError() << "expected " << kind << " dimensions of " << input.name << " between 0 and its rank "
                                 << input.getRank() << ", but got " << dim;
      if (!seen.insert(dim).second)
        return op->emitOpError() << "expected each dimension of " << input.name
                                 << " once among its contracting and batch dimensions, but got " << dim << " twice";
    }
  return success();
}

/// (C5), (C6)
static LogicalResult verifySizes(Operation *op, StringRef kind, const ContractionInput &lhs,
                                 const ContractionInput &rhs, ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims) {
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(lhsDims, rhsDims))
    if (!areSizesCompatible(lhs.shape[lhsDim], rhs.shape[rhsDim]))
      return op->emitOpError() << "expected " << kind << " dimension " << lhsDim << " of lhs and " << rhsDim
                               << " of rhs to have one size, but got " << lhs.shape[lhsDim] << " and "
                               << rhs.shape[rhsDim];
  return success();
}

LogicalResult mlir::qnt::verifyDotDimensions(Operation *op, const ContractionInput &lhs, const ContractionInput &rhs,
                                             const DotDimensions &dims) {
  if (failed(verifyCount(op, "contracting", dims.lhsContracting, dims.rhsContracting)) ||
      failed(verifyCount(op, "batch", dims.lhsBatch, dims.rhsBatch)) ||
      failed(verifyOperandDims(op, lhs, dims.lhsContracting, dims.lhsBatch)) ||
      failed(verifyOperandDims(op, rhs, dims.rhsContracting, dims.rhsBatch)))
    return failure();
  if (failed(verifySizes(op, "batch", lhs, rhs, dims.lhsBatch, dims.rhsBatch)))
    return failure();
  return verifySizes(op, "contracting", lhs, rhs, dims.lhsContracting, dims.rhsContracting);
}

bool mlir::qnt::hasReasonableSize(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  return llvm::all_of(shape, [&](int64_t size) {
    return ShapedType::isDynamic(size) || size == 0 || (!llvm::MulOverflow(count, size, count) && count >> 57 == 0);
  });
}

LogicalResult mlir::qnt::verifyResultShape(Operation *op, RankedTensorType result, ArrayRef<int64_t> expected) {
  bool fits = result.getRank() == static_cast<int64_t>(expected.size());
  for (auto [got, size] : llvm::zip(result.getShape(), expected))
    fits &= areSizesCompatible(got, size);
  if (fits && !hasReasonableSize(result.getShape()))
    return op->emitOpError() << "expected a result of less than 2^57 elements, but got shape "
                             << describeShape(result.getShape());
  if (fits)
    return success();
  return op->emitOpError() << "expected a result of shape " << describeShape(expected) << ", but got "
                           << describeShape(result.getShape());
}

LogicalResult mlir::qnt::verifyIntegerCodes(Operation *op, RankedTensorType result, const ContractionInput &input) {
  if (!result.getElementType().isInteger())
    return success();
  auto emitError = [&] {
    return op->emitOpError() << "expected " << input.name
                             << " to be an array of integer codes for an i32 result, but got ";
  };
  if (!input.array)
    return emitError() << input.value.getType();
  EncodingAttr encoding = input.array.getEncoding();
  if (!encoding.hasIntegerCodes())
    return emitError() << (encoding.hasLut() ? StringRef("a code book") : numerics::getName(encoding.getStorage()));
  if (encoding.getZeroPoint() && numerics::isFloat(*encoding.getZeroPoint()))
    return emitError() << "zero points of type " << numerics::getName(*encoding.getZeroPoint());
  return success();
}

LogicalResult mlir::qnt::verifyNoTiles(Operation *op, RankedTensorType result, const ContractionInput &input,
                                       ArrayRef<int64_t> contracting) {
  if (!result.getElementType().isInteger())
    return success();
  for (int64_t dim : contracting) {
    int64_t size = input.shape[dim], block = input.array.getEncoding().getBlock()[dim];
    if (block != numerics::kWhole && (ShapedType::isDynamic(size) || block < size))
      return op->emitOpError() << "expected one block over contracting dimension " << dim << " of " << input.name
                               << " for an i32 result, but got block size " << block << " and size "
                               << (ShapedType::isDynamic(size) ? "?" : std::to_string(size));
  }
  return success();
}

LogicalResult mlir::qnt::verifyGroupOffset(Operation *op, Value offset) {
  if (!offset)
    return success();
  auto type = cast<RankedTensorType>(offset.getType());
  if (type.hasStaticShape() && type.getNumElements() == 1)
    return success();
  return op->emitOpError() << "expected group_offset of one element, but got shape " << describeShape(type.getShape());
}

LogicalResult mlir::qnt::verifyGroupCount(Operation *op, StringRef holder, int64_t held, int64_t total,
                                          bool hasOffset) {
  if (areSizesCompatible(held, total) || (hasOffset && held <= total))
    return success();
  return op->emitOpError() << "expected " << (hasOffset ? "at most " : "") << total << " groups in " << holder
                           << " as group_sizes has, but got " << held;
}

OpFoldResult mlir::qnt::getDimSize(OpBuilder &builder, Location loc, Value value, int64_t dim) {
  ContractionInput input("", value);
  if (!ShapedType::isDynamic(input.shape[dim]))
    return builder.getIndexAttr(input.shape[dim]);
  if (!input.array)
    return tensor::DimOp::create(builder, loc, value, dim).getResult();
  Value index = arith::ConstantIndexOp::create(builder, loc, dim);
  return DimOp::create(builder, loc, value, index).getResult();
}

void mlir::qnt::appendDimSizes(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> dims,
                               RankedTensorType result, SmallVectorImpl<OpFoldResult> &sizes) {
  for (int64_t dim : dims) {
    int64_t known = result.getDimSize(sizes.size());
    sizes.push_back(ShapedType::isDynamic(known) ? getDimSize(builder, loc, value, dim)
                                                 : OpFoldResult(builder.getIndexAttr(known)));
  }
}
