//===- ConvolutionOp.cpp - conv_general_dilated -----------------------------------------------------------===//
#include "ContractionShapes.h"
#include "SizeArithmetic.h"

using namespace mlir;
using namespace mlir::qnt;

/// (C1), (C2)
static LogicalResult verifyWindowRanks(ConvGeneralDilatedOp op, const ContractionInput &lhs,
                                       const ContractionInput &rhs) {
  int64_t rank = op.getDims().getRank(), spatial = op.getDims().getNumSpatial();
  for (const ContractionInput *input : {&lhs, &rhs})
    if (input->getRank() != rank)
      return op.emitOpError() << "expected " << input->name << " of rank " << rank << " as dims say, but got rank "
                              << input->getRank();
  auto verifyCount = [&](StringRef name, ArrayRef<int64_t> values, int64_t count) -> LogicalResult {
    if (static_cast<int64_t>(values.size()) == count)
      return success();
    return op.emitOpError() << "expected " << count << " values of " << name << " for " << spatial
                            << " spatial dimensions, but got " << values.size();
  };
  return success(succeeded(verifyCount("strides", op.getStrides(), spatial)) &&
                 succeeded(verifyCount("padding", op.getPadding(), 2 * spatial)) &&
                 succeeded(verifyCount("lhs_dilation", op.getLhsDilation(), spatial)) &&
                 succeeded(verifyCount("rhs_dilation", op.getRhsDilation(), spatial)));
}

/// (C3), (C4)
static LogicalResult verifySteps(ConvGeneralDilatedOp op, StringRef name, ArrayRef<int64_t> values) {
  for (int64_t value : values)
    if (value < 1 || value > ConvGeneralDilatedOp::kMaxStep)
      return op.emitOpError() << "expected " << name << " between 1 and 2^31 - 1, but got " << value;
  return success();
}

/// (C9): what the attribute alone says.
static LogicalResult verifyPadding(ConvGeneralDilatedOp op) {
  for (int64_t value : op.getPadding())
    if (value < -ConvGeneralDilatedOp::kMaxSize || value > ConvGeneralDilatedOp::kMaxSize)
      return op.emitOpError() << "expected padding between -2^60 and 2^60, but got " << value;
  return success();
}

/// (C3), (C4), (C5)
static LogicalResult verifyWindowValues(ConvGeneralDilatedOp op) {
  auto verifyCount = [&](StringRef name, int64_t value) -> LogicalResult {
    if (value >= 1)
      return success();
    return op.emitOpError() << "expected " << name << " of at least 1, but got " << value;
  };
  if (failed(verifySteps(op, "strides", op.getStrides())) ||
      failed(verifySteps(op, "lhs_dilation", op.getLhsDilation())) ||
      failed(verifySteps(op, "rhs_dilation", op.getRhsDilation())) || failed(verifyPadding(op)) ||
      failed(verifyCount("feature_groups", static_cast<int64_t>(op.getFeatureGroupCount()))) ||
      failed(verifyCount("batch_groups", static_cast<int64_t>(op.getBatchGroupCount()))))
    return failure();
  if (op.getFeatureGroupCount() > 1 && op.getBatchGroupCount() > 1)
    return op.emitOpError() << "expected feature_groups or batch_groups to be 1, but got " << op.getFeatureGroupCount()
                            << " and " << op.getBatchGroupCount();
  return success();
}

static LogicalResult verifyDivides(ConvGeneralDilatedOp op, StringRef groupsName, int64_t groups, StringRef dimName,
                                   int64_t size) {
  if (ShapedType::isDynamic(size) || size % groups == 0)
    return success();
  return op.emitOpError() << "expected " << groupsName << " to divide " << dimName << ", but got " << groups << " and "
                          << size;
}

/// (C6), (C7), (C8)
static LogicalResult verifyGroups(ConvGeneralDilatedOp op, const ContractionInput &lhs, const ContractionInput &rhs) {
  ConvDimensionNumbersAttr dims = op.getDims();
  int64_t featureGroups = op.getFeatureGroupCount(), batchGroups = op.getBatchGroupCount();
  int64_t inputFeatures = lhs.shape[dims.getInputFeature()], kernelFeatures = rhs.shape[dims.getKernelInput()];
  int64_t outputFeatures = rhs.shape[dims.getKernelOutput()];
  if (failed(verifyDivides(op, "feature_groups", featureGroups, "the features of lhs", inputFeatures)))
    return failure();
  int64_t perGroup = ShapedType::isDynamic(inputFeatures) ? inputFeatures : inputFeatures / featureGroups;
  if (!areSizesCompatible(perGroup, kernelFeatures))
    return op.emitOpError() << "expected " << perGroup << " input features of rhs, the features of lhs in a group"
                            << ", but got " << kernelFeatures;
  if (failed(verifyDivides(op, "feature_groups", featureGroups, "the output features of rhs", outputFeatures)) ||
      failed(verifyDivides(op, "batch_groups", batchGroups, "the output features of rhs", outputFeatures)))
    return failure();
  return verifyDivides(op, "batch_groups", batchGroups, "the batch of lhs", lhs.shape[dims.getInputBatch()]);
}

/// Size of a dilated dimension: a dilation of d puts d - 1 holes between neighbours. Dynamic where `size` is. 128 bits:
/// no size overflows it.
static std::optional<__int128> getDilatedSize(int64_t size, int64_t dilation) {
  if (ShapedType::isDynamic(size))
    return std::nullopt;
  return size == 0 ? 0 : (static_cast<__int128>(size) - 1) * dilation + 1;
}

/// Size of spatial dimension `i` of the result, dynamic when it is not known. (C9)
static FailureOr<int64_t> inferSpatialSize(ConvGeneralDilatedOp op, unsigned i, int64_t inputSize, int64_t kernelSize) {
  constexpr int64_t maxSize = ConvGeneralDilatedOp::kMaxSize;
  int64_t low = op.getPadding()[2 * i], high = op.getPadding()[2 * i + 1];
  std::optional<__int128> dilated = getDilatedSize(inputSize, op.getLhsDilation()[i]);
  std::optional<__int128> window = getDilatedSize(kernelSize, op.getRhsDilation()[i]);
  __int128 padded = dilated.value_or(0) + low + high;
  if (dilated.value_or(0) > maxSize || window.value_or(0) > maxSize || padded > maxSize)
    return op.emitOpError() << "expected dilated and padded sizes of spatial dimension " << i
                            << " of at most 2^60, but got a larger one";
  if (dilated && padded < 0)
    return op.emitOpError() << "expected padding to crop at most the size of lhs in spatial dimension " << i
                            << ", but got padding " << low << " and " << high << " and dilated size "
                            << static_cast<int64_t>(*dilated);
  if (!dilated || !window)
    return ShapedType::kDynamic;
  return *window > padded ? 0 : static_cast<int64_t>((padded - *window) / op.getStrides()[i] + 1);
}

/// (C9), (C10)
static LogicalResult verifyConvolutionResult(ConvGeneralDilatedOp op, const ContractionInput &lhs,
                                             const ContractionInput &rhs) {
  ConvDimensionNumbersAttr dims = op.getDims();
  SmallVector<int64_t> shape(dims.getRank());
  int64_t batch = lhs.shape[dims.getInputBatch()];
  shape[dims.getOutputBatch()] =
      ShapedType::isDynamic(batch) ? batch : batch / static_cast<int64_t>(op.getBatchGroupCount());
  shape[dims.getOutputFeature()] = rhs.shape[dims.getKernelOutput()];
  for (unsigned i = 0; i < dims.getNumSpatial(); ++i) {
    FailureOr<int64_t> size =
        inferSpatialSize(op, i, lhs.shape[dims.getInputSpatial()[i]], rhs.shape[dims.getKernelSpatial()[i]]);
    if (failed(size))
      return failure();
    shape[dims.getOutputSpatial()[i]] = *size;
  }
  return verifyResultShape(op, op.getType(), shape);
}

/// (C12). A block over the features of lhs may end where a feature group does: each sum then sees one block.
static LogicalResult verifyConvolutionTiles(ConvGeneralDilatedOp op, const ContractionInput &lhs,
                                            const ContractionInput &rhs) {
  if (!op.getType().getElementType().isInteger())
    return success();
  ConvDimensionNumbersAttr dims = op.getDims();
  int64_t feature = dims.getInputFeature(), features = lhs.shape[feature], groups = op.getFeatureGroupCount();
  int64_t block = lhs.array.getEncoding().getBlock()[feature];
  SmallVector<int64_t> lhsDims(dims.getInputSpatial()), rhsDims(dims.getKernelSpatial());
  bool endsWithGroups =
      block != numerics::kWhole && !ShapedType::isDynamic(features) && features > 0 && block % (features / groups) == 0;
  if (!endsWithGroups)
    lhsDims.push_back(feature);
  rhsDims.push_back(dims.getKernelInput());
  return success(succeeded(verifyNoTiles(op, op.getType(), lhs, lhsDims)) &&
                 succeeded(verifyNoTiles(op, op.getType(), rhs, rhsDims)));
}

LogicalResult ConvGeneralDilatedOp::verify() {
  ContractionInput lhs("lhs", getLhs()), rhs("rhs", getRhs());
  if (failed(verifyWindowRanks(*this, lhs, rhs)) || failed(verifyWindowValues(*this)) ||
      failed(verifyGroups(*this, lhs, rhs)) || failed(verifyConvolutionResult(*this, lhs, rhs)))
    return failure();
  // (C11)
  if (failed(verifyIntegerCodes(*this, getType(), lhs)) || failed(verifyIntegerCodes(*this, getType(), rhs)))
    return failure();
  // (C12)
  if (failed(verifyConvolutionTiles(*this, lhs, rhs)))
    return failure();
  // (C13), (C14)
  return verifyAccumulator(*this, getAccumulatorAttr());
}

//===----------------------------------------------------------------------------------------------------===//
// Shape reification
//===----------------------------------------------------------------------------------------------------===//

/// max((size - 1) * dilation + 1, 0): 0 stays 0.
static Value dilate(const SizeArithmetic &index, Value size, int64_t dilation) {
  return dilation == 1 ? size : index.atLeastZero(index.add(index.mul(index.add(size, -1), dilation), 1));
}

/// max(floordiv(padded - window, stride) + 1, 0): a window beyond the padded input gives no position.
static Value buildSpatialSize(ConvGeneralDilatedOp op, const SizeArithmetic &index, unsigned i) {
  ConvDimensionNumbersAttr dims = op.getDims();
  Value input = index.getDim(op.getLhs(), dims.getInputSpatial()[i]);
  Value kernel = index.getDim(op.getRhs(), dims.getKernelSpatial()[i]);
  Value padded =
      index.add(dilate(index, input, op.getLhsDilation()[i]), op.getPadding()[2 * i] + op.getPadding()[2 * i + 1]);
  Value last = index.sub(padded, dilate(index, kernel, op.getRhsDilation()[i]));
  return index.atLeastZero(index.add(index.floorDivide(last, op.getStrides()[i]), 1));
}

LogicalResult ConvGeneralDilatedOp::reifyResultShapes(OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  ConvDimensionNumbersAttr dims = getDims();
  SizeArithmetic index{builder, getLoc()};
  SmallVector<OpFoldResult> sizes(dims.getRank());
  for (auto [dim, size] : llvm::enumerate(getType().getShape()))
    if (!ShapedType::isDynamic(size))
      sizes[dim] = builder.getIndexAttr(size);
  auto set = [&](int64_t dim, function_ref<Value()> build) {
    if (!sizes[dim])
      sizes[dim] = build();
  };
  set(dims.getOutputBatch(), [&] {
    Value batch = index.getDim(getLhs(), dims.getInputBatch());
    return index.floorDivide(batch, getBatchGroupCount());
  });
  set(dims.getOutputFeature(), [&] { return index.getDim(getRhs(), dims.getKernelOutput()); });
  for (unsigned i = 0; i < dims.getNumSpatial(); ++i)
    set(dims.getOutputSpatial()[i], [&] { return buildSpatialSize(*this, index, i); });
  shapes.push_back(std::move(sizes));
  return success();
}
