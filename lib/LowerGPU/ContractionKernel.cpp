//===- ContractionKernel.cpp - what a contraction on tensor cores asks of itself and of its epilogue ------===//
#include "ContractionKernel.h"
#include "Qnt/IR/Schedules.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "QuantizedResults.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::qnt;

ConstantOp mlir::qnt::findConstant(KernelOp kernel, Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value); argument && argument.getOwner() == kernel.getBodyBlock())
    value = kernel.getInputs()[argument.getArgNumber()];
  return value.getDefiningOp<ConstantOp>();
}

StringRef ContractionKernel::getLayoutName() const {
  if (tensors)
    return tensors->isRowMajor() ? kRowMajorLayout : kColumnMajorLayout;
  return numerics::getFragmentLayoutName(
      {hasByteOperands() ? 8u : 16u, isWeightTransposed, /*isBatched=*/bool(groupSizes)});
}

SmallVector<int64_t> ContractionKernel::getRowDims() const {
  if (!tensors)
    return llvm::to_vector(llvm::seq<int64_t>(0, getResultType().getRank() - 1));
  SmallVector<int64_t> dims = tensors->lhsBatch;
  llvm::append_range(dims, tensors->lhsFree);
  return dims;
}

int64_t ContractionKernel::getTilesPerColumnGroup(int64_t tileColumns) const {
  int64_t perGroup = columns / getColumnGroups(), tiles = 0;
  for (int64_t group = 0; group < getColumnGroups(); ++group) {
    int64_t first = group * perGroup / kWarpColumns * kWarpColumns;
    tiles = std::max<int64_t>(tiles, llvm::divideCeil((group + 1) * perGroup - first, tileColumns));
  }
  return tiles;
}

bool ContractionKernel::isResultRowMajor() const {
  if (!convolution)
    return true;
  ConvDimensionNumbersAttr dims = convolution->dims;
  bool isInOrder = dims.getOutputBatch() == 0 && dims.getOutputFeature() + 1 == dims.getRank();
  for (auto [i, dim] : llvm::enumerate(dims.getOutputSpatial()))
    isInOrder &= dim == static_cast<int64_t>(i) + 1;
  return isInOrder;
}

//===----------------------------------------------------------------------------------------------------===//
// Epilogues
//===----------------------------------------------------------------------------------------------------===//

SmallVector<Value> mlir::qnt::getCapturedValues(Operation *loops) {
  llvm::SetVector<Value> captured;
  Block &body = loops->getRegion(0).front();
  for (Operation &op : body)
    for (Value operand : op.getOperands())
      if (operand.getParentBlock() != &body)
        captured.insert(operand);
  return captured.takeVector();
}

/// Whether elements of a value can be computed one at a time.
static std::string whyNotElementwise(KernelOp kernel, Operation *contraction, Value value,
                                     llvm::SmallPtrSetImpl<Operation *> &seen) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type && isa<ShapedType, ArrayType>(value.getType()))
    return "an array is used beside the contraction";
  if (isSmallFloat(getElementTypeOrSelf(value.getType())))
    return "floats of 8 bits or less are used beside the contraction";
  if (isa<BlockArgument>(value))
    return {};
  Operation *op = value.getDefiningOp();
  if (op == contraction || !seen.insert(op).second)
    return {};
  auto checkOperands = [&](ValueRange operands) -> std::string {
    for (Value operand : operands)
      if (std::string reason = whyNotElementwise(kernel, contraction, operand, seen); !reason.empty())
        return reason;
    return {};
  };
  if (isa<arith::ConstantOp, tensor::EmptyOp>(op))
    return {};
  if (auto loops = dyn_cast<linalg::LinalgOp>(op)) {
    bool isSimple = loops.getNumLoops() == loops.getNumParallelLoops() &&
                    llvm::all_of(loops.getIndexingMapsArray(),
                                 [](AffineMap map) { return map.isProjectedPermutation(/*allowZeroInResults=*/true); });
    for (OpOperand &init : loops.getDpsInitsMutable())
      isSimple &= loops.getMatchingIndexingMap(&init).isIdentity();
    for (Operation &inner : loops.getBlock()->without_terminator())
      isSimple &= inner.getNumRegions() == 0 && isMemoryEffectFree(&inner);
    SmallVector<Value> captured = getCapturedValues(op);
    isSimple &= llvm::none_of(ValueRange(captured).getTypes(), llvm::IsaPred<ShapedType>);
    if (std::string reason = checkOperands(captured); !reason.empty())
      return reason;
    return isSimple ? checkOperands(op->getOperands())
                    : "'" + op->getName().getStringRef().str() + "' is not elementwise";
  }
  bool isScalar = llvm::none_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>) && !type;
  if ((isScalar || OpTrait::hasElementwiseMappableTraits(op)) && op->getNumRegions() == 0 && isMemoryEffectFree(op))
    return checkOperands(op->getOperands());
  return "'" + op->getName().getStringRef().str() + "' is not elementwise";
}

std::string mlir::qnt::whyNotEpilogue(KernelOp kernel, Operation *contraction) {
  llvm::SmallPtrSet<Operation *, 16> seen;
  for (Value value : kernel.getTerminator()->getOperands()) {
    if (std::optional<ResultQuantization> quantize = ResultQuantization::find(value)) {
      if (std::string reason = quantize->whyNot(); !reason.empty())
        return reason;
      value = quantize->getInput();
    }
    if (isa<ArrayType>(value.getType()))
      return "it yields an array that no static quantize of a tensor makes";
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || type.getShape() != cast<RankedTensorType>(contraction->getResult(0).getType()).getShape())
      return "it yields something of another shape than the contraction";
    if (!type.getElementType().isIntOrFloat() || type.getElementTypeBitWidth() % 8 != 0)
      return "it yields elements of less than a byte";
    if (std::string reason = whyNotElementwise(kernel, contraction, value, seen); !reason.empty())
      return reason;
  }
  return {};
}
