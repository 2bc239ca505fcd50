//===- ContractionEvalDot.cpp - dot_general and dot -------------------------------------------------------===//
#include "ContractionEval.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallSet.h"

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using numerics::Format;

//===----------------------------------------------------------------------------------------------------===//
// Index arithmetic
//===----------------------------------------------------------------------------------------------------===//

DimList reference::getStrides(ArrayRef<int64_t> shape) {
  DimList strides(shape.size(), 1);
  for (size_t dim = shape.size(); dim-- > 1;)
    strides[dim - 1] = strides[dim] * shape[dim];
  return strides;
}

Offsets reference::enumerateOffsets(ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides) {
  Offsets offsets{0};
  for (auto [size, stride] : llvm::zip_equal(sizes, strides)) {
    Offsets longer;
    for (int64_t offset : offsets)
      for (int64_t i = 0; i < size; ++i)
        longer.push_back(offset + i * stride);
    offsets = std::move(longer);
  }
  return offsets;
}

Offsets reference::enumerateOffsets(ArrayRef<int64_t> shape, ArrayRef<int64_t> strides, ArrayRef<int64_t> dims) {
  DimList axisSizes, axisStrides;
  for (int64_t dim : dims) {
    axisSizes.push_back(shape[dim]);
    axisStrides.push_back(strides[dim]);
  }
  return enumerateOffsets(axisSizes, axisStrides);
}

DimList reference::getFreeDims(int64_t rank, ArrayRef<int64_t> first, ArrayRef<int64_t> second,
                               ArrayRef<int64_t> third) {
  DimList dims;
  for (int64_t dim = 0; dim < rank; ++dim)
    if (!llvm::is_contained(first, dim) && !llvm::is_contained(second, dim) && !llvm::is_contained(third, dim))
      dims.push_back(dim);
  return dims;
}

void reference::appendSizes(ArrayRef<int64_t> shape, ArrayRef<int64_t> dims, numerics::Shape &sizes) {
  for (int64_t dim : dims)
    sizes.push_back(shape[dim]);
}

//===----------------------------------------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------------------------------------===//

static Error checkOperandDims(StringRef name, ArrayRef<int64_t> shape, ArrayRef<int64_t> contracting,
                              ArrayRef<int64_t> batch) {
  llvm::SmallSet<int64_t, 8> seen;
  for (ArrayRef<int64_t> dims : {contracting, batch})
    for (int64_t dim : dims)
      if (dim < 0 || dim >= static_cast<int64_t>(shape.size()) || !seen.insert(dim).second)
        return makeContractionError("expected dimensions of ", name, " below its rank ", std::to_string(shape.size()),
                                    " once each, but got ", std::to_string(dim));
  return Error::success();
}

static Error checkPairs(StringRef kind, const ContractionOperand &lhs, const ContractionOperand &rhs,
                        ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims) {
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(lhsDims, rhsDims)) {
    int64_t lhsSize = lhs.getShape()[lhsDim], rhsSize = rhs.getShape()[rhsDim];
    if (lhsSize != rhsSize)
      return makeContractionError("expected ", kind, " dimension ", std::to_string(lhsDim), " of lhs and ",
                                  std::to_string(rhsDim), " of rhs to have one size, but got ", std::to_string(lhsSize),
                                  " and ", std::to_string(rhsSize));
  }
  return Error::success();
}

Error reference::checkDotDims(const ContractionOperand &lhs, const ContractionOperand &rhs, const DotDims &dims) {
  if (dims.lhsContracting.size() != dims.rhsContracting.size() || dims.lhsBatch.size() != dims.rhsBatch.size())
    return makeContractionError("expected as many contracting and batch dimensions of lhs as of rhs");
  if (Error error = checkOperandDims("lhs", lhs.getShape(), dims.lhsContracting, dims.lhsBatch))
    return error;
  if (Error error = checkOperandDims("rhs", rhs.getShape(), dims.rhsContracting, dims.rhsBatch))
    return error;
  if (Error error = checkPairs("batch", lhs, rhs, dims.lhsBatch, dims.rhsBatch))
    return error;
  return checkPairs("contracting", lhs, rhs, dims.lhsContracting, dims.rhsContracting);
}

//===----------------------------------------------------------------------------------------------------===//
// dot_general
//===----------------------------------------------------------------------------------------------------===//

void reference::sumDot(ContractionSums &sums, DotLoops loops) {
  if (loops.lhsBatch.empty() || loops.lhsFree.empty() || loops.rhsFree.empty())
    return;
  Terms terms = sums.makeTerms(std::move(loops.lhsTerms), std::move(loops.rhsTerms));
  int64_t output = 0;
  for (auto [lhsBatch, rhsBatch] : llvm::zip_equal(loops.lhsBatch, loops.rhsBatch))
    for (int64_t row : loops.lhsFree)
      for (int64_t column : loops.rhsFree)
        sums.sum(output++, terms, lhsBatch + row, rhsBatch + column);
}

Expected<ContractionResult> reference::evaluateDotGeneral(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                          const DotDims &dims, Format result) {
  if (Error error = checkDotDims(lhs, rhs, dims))
    return error;
  ArrayRef<int64_t> lhsShape = lhs.getShape(), rhsShape = rhs.getShape();
  DimList lhsFree = getFreeDims(lhsShape.size(), dims.lhsContracting, dims.lhsBatch);
  DimList rhsFree = getFreeDims(rhsShape.size(), dims.rhsContracting, dims.rhsBatch);
  numerics::Shape shape;
  appendSizes(lhsShape, dims.lhsBatch, shape);
  appendSizes(lhsShape, lhsFree, shape);
  appendSizes(rhsShape, rhsFree, shape);

  Expected<ContractionSums> sums = ContractionSums::create(lhs, rhs, shape, result);
  if (!sums || sums->isEmpty())
    return sums ? sums->finish() : Expected<ContractionResult>(sums.takeError());
  DimList lhsStrides = getStrides(lhsShape), rhsStrides = getStrides(rhsShape);
  sumDot(*sums,
         {enumerateOffsets(lhsShape, lhsStrides, dims.lhsBatch), enumerateOffsets(rhsShape, rhsStrides, dims.rhsBatch),
          enumerateOffsets(lhsShape, lhsStrides, lhsFree), enumerateOffsets(rhsShape, rhsStrides, rhsFree),
          enumerateOffsets(lhsShape, lhsStrides, dims.lhsContracting),
          enumerateOffsets(rhsShape, rhsStrides, dims.rhsContracting)});
  return sums->finish();
}

Expected<ContractionResult> reference::evaluateDot(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                   Format result) {
  int64_t lhsRank = lhs.getShape().size(), rhsRank = rhs.getShape().size();
  if (lhsRank == 0 || rhsRank == 0)
    return makeContractionError("expected operands of at least rank 1, but got rank 0");
  DotDims dims;
  dims.lhsContracting.push_back(lhsRank - 1);
  dims.rhsContracting.push_back(rhsRank == 1 ? 0 : rhsRank - 2);
  return evaluateDotGeneral(lhs, rhs, dims, result);
}
