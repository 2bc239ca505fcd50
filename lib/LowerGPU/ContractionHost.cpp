//===- ContractionHost.cpp - what stands around the launch of a contraction -------------------------------===//
#include "ContractionHost.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/LowerLinalg/OperandChecks.h"
#include "QuantizedResults.h"
#include "TensorCoreKernels.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

ContractionHost::ContractionHost(const ContractionKernel &contraction)
    : contraction(contraction), kernel(contraction.kernel), b(kernel.getLoc(), kernel) {}

Value ContractionHost::getOuter(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return kernel.getInputs()[argument.getArgNumber()];
  return b.clone(*value.getDefiningOp())->getResult(0);
}

Value ContractionHost::toContainer(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  RankedTensorType container = type ? getContainerType(type) : type;
  if (type == container)
    return value;
  if (isSmallFloat(type.getElementType()))
    return b.createOrFold<arith::BitcastOp>(container, value);
  return b.createOrFold<arith::ExtSIOp>(container, value);
}

//===----------------------------------------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------------------------------------===//

Value ContractionHost::emitNumRows() {
  if (!ShapedType::isDynamic(contraction.rows))
    return emitSize(contraction.rows);
  Value source = getOuter(contraction.activations), product;
  SmallVector<OpFoldResult> sizes = getMixedSizes(b, b.getLoc(), source);
  if (const std::optional<ConvolutionShape> &shape = contraction.convolution) {
    Value batch = getValueOrCreateConstantIndexOp(b, b.getLoc(), sizes[shape->dims.getInputBatch()]);
    batch = b.createOrFold<arith::DivUIOp>(batch, emitSize(shape->batchGroups));
    return b.createOrFold<arith::MulIOp>(batch, emitSize(shape->getImageRows()));
  }
  // Of a batch.
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, static_cast<int64_t>(sizes.size()) - 1));
  for (int64_t dim : contraction.tensors ? contraction.tensors->lhsFree : dims) {
    OpFoldResult size = sizes[dim];
    Value value = getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
    product = product ? b.createOrFold<arith::MulIOp>(product, value) : value;
  }
  return product;
}

/// The number of batches.
Value ContractionHost::emitBatches() {
  SmallVector<OpFoldResult> sizes = getResultSizes();
  Value product = emitSize(1);
  for (OpFoldResult size : ArrayRef(sizes).take_front(contraction.tensors->lhsBatch.size()))
    product = b.createOrFold<arith::MulIOp>(product, getValueOrCreateConstantIndexOp(b, b.getLoc(), size));
  return product;
}

/// Sizes of the result of the contraction.
SmallVector<OpFoldResult> ContractionHost::getResultSizes() {
  Value source = getOuter(contraction.activations);
  SmallVector<OpFoldResult> sizes = getMixedSizes(b, b.getLoc(), source);
  if (contraction.tensors) {
    SmallVector<OpFoldResult> ordered;
    for (int64_t dim : contraction.getRowDims())
      ordered.push_back(sizes[dim]);
    Value rhs = getOuter(contraction.tensors->rhs);
    ordered.push_back(getMixedSizes(b, b.getLoc(), rhs)[contraction.tensors->rhsFree]);
    return ordered;
  }
  if (!contraction.convolution) {
    sizes.back() = b.getIndexAttr(contraction.columns);
    return sizes;
  }
  ConvDimensionNumbersAttr dims = contraction.convolution->dims;
  Value batch = getValueOrCreateConstantIndexOp(b, b.getLoc(), sizes[dims.getInputBatch()]);
  batch = b.createOrFold<arith::DivUIOp>(batch, emitSize(contraction.convolution->batchGroups));
  SmallVector<OpFoldResult> result = getAsIndexOpFoldResult(b.getContext(), contraction.getResultType().getShape());
  result[dims.getOutputBatch()] = batch;
  return result;
}

/// Tiles that cover `size`.
static Value emitTiles(ImplicitLocOpBuilder &b, Value size, int64_t tile) {
  return b.createOrFold<arith::CeilDivUIOp>(size, arith::ConstantIndexOp::create(b, tile));
}

SmallVector<Value> ContractionHost::emitGrid(Value numRows, Value columns, int64_t tileRows, int64_t tileColumns) {
  Value columnTiles = columns
                          ? emitTiles(b, columns, tileColumns)
                          : emitSize(contraction.getColumnGroups() * contraction.getTilesPerColumnGroup(tileColumns));
  Value rowTiles = emitTiles(b, numRows, tileRows);
  if (contraction.hasBatch())
    rowTiles = b.createOrFold<arith::MulIOp>(rowTiles, emitBatches());
  if (contraction.groupSizes) // one that is not full for each group, and for the rows of none
    rowTiles = b.createOrFold<arith::AddIOp>(rowTiles, emitSize(contraction.matrices));
  return {rowTiles, columnTiles, emitSize(1)};
}

//===----------------------------------------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------------------------------------===//

/// The program stops where the operands do not fit each other.
void ContractionHost::checkTensors() {
  const TensorOperands &tensors = *contraction.tensors;
  Value lhs = getOuter(contraction.activations), rhs = getOuter(tensors.rhs);
  auto check = [&](StringRef kind, int64_t lhsDim, int64_t rhsDim) {
    Value left = b.createOrFold<tensor::DimOp>(lhs, lhsDim), right = b.createOrFold<tensor::DimOp>(rhs, rhsDim);
    if (isEqualConstantIntOrValue(left, right))
      return;
    Value isSame = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, left, right);
    cf::AssertOp::create(b, isSame,
                         ("expected " + kind + " dimension " + Twine(lhsDim) + " of lhs and " + Twine(rhsDim) +
                          " of rhs to have one size")
                             .str());
  };
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(tensors.lhsBatch, tensors.rhsBatch))
    check("batch", lhsDim, rhsDim);
  check("contracting", cast<RankedTensorType>(lhs.getType()).getRank() - 1, tensors.rhsContracting);
}

/// The program stops where a multiplier or shift is none.
void ContractionHost::checkFactors(const ResultQuantization &quantize) {
  if (Value multiplier = quantize.getOperand("multiplier"))
    assertFixedPointFactors(b, getOuter(multiplier), getOuter(quantize.getOperand("shift")));
}

/// The program stops where an array that is quantized has another number of blocks than it has scales.
void ContractionHost::checkParts(const ResultQuantization &quantize) {
  ArrayRef<int64_t> block = quantize.getType().getEncoding().getBlock();
  SmallVector<OpFoldResult> sizes = getResultSizes();
  for (Value part : quantize.getParts()) {
    Value tensor = getOuter(part);
    auto type = cast<RankedTensorType>(tensor.getType());
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim))
        continue;
      Value size = getValueOrCreateConstantIndexOp(b, b.getLoc(), sizes[dim]);
      Value blocks = b.createOrFold<arith::CeilDivUIOp>(size, emitSize(block[dim]));
      Value got = tensor::DimOp::create(b, tensor, dim);
      Value isRight = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, got, blocks);
      cf::AssertOp::create(b, isRight, "expected a scale, and a zero point if there are any, for each block");
    }
  }
}

void ContractionHost::emitChecks() {
  for (Value yielded : kernel.getTerminator()->getOperands())
    if (std::optional<ResultQuantization> quantize = ResultQuantization::find(yielded)) {
      checkParts(*quantize);
      checkFactors(*quantize);
    }
  if (contraction.tensors)
    checkTensors();
  if (contraction.groupSizes)
    assertGroupSizes(b, getOuter(contraction.groupSizes));
}

//===----------------------------------------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> ContractionHost::emitOutputs() {
  SmallVector<OpFoldResult> sizes = getResultSizes();
  SmallVector<Value> tensors;
  for (Type type : kernel.getResultTypes()) {
    auto array = dyn_cast<ArrayType>(type);
    auto tensor = array ? getContainerPartType(array, PartKind::Codes) : cast<RankedTensorType>(type);
    SmallVector<Value> dynamic;
    for (auto [size, value] : llvm::zip_equal(tensor.getShape(), sizes))
      if (ShapedType::isDynamic(size))
        dynamic.push_back(getValueOrCreateConstantIndexOp(b, b.getLoc(), value));
    tensors.push_back(tensor::EmptyOp::create(b, tensor.getShape(), tensor.getElementType(), dynamic));
  }
  return tensors;
}

SmallVector<Value> ContractionHost::assembleResults(ValueRange launched) {
  SmallVector<Value> results;
  for (auto [value, yielded] : llvm::zip_equal(launched, kernel.getTerminator()->getOperands())) {
    std::optional<ResultQuantization> quantize = ResultQuantization::find(yielded);
    if (!quantize) {
      results.push_back(value);
      continue;
    }
    SmallVector<Value> parts = {value};
    for (Value part : quantize->getParts())
      parts.push_back(toContainer(getOuter(part)));
    results.push_back(UnrealizedConversionCastOp::create(b, quantize->getType(), parts).getResult(0));
  }
  return results;
}

Value ContractionHost::emitWorkspace(MmaScheduleAttr mma, ValueRange grid) {
  SmallVector<int64_t> shape = {mma.getSplitK(), ShapedType::kDynamic, ShapedType::kDynamic, getNumPartialSums(mma),
                                32 * mma.getNumWarps()};
  SmallVector<Value> dynamic;
  for (unsigned i = 0; i < 2; ++i)
    if (std::optional<int64_t> size = getConstantIntValue(grid[i]))
      shape[i + 1] = *size;
    else
      dynamic.push_back(grid[i]);
  Type element = contraction.isInteger() ? Type(b.getI32Type()) : Type(b.getF32Type());
  return tensor::EmptyOp::create(b, shape, element, dynamic);
}
