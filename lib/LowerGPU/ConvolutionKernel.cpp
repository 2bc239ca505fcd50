//===- ConvolutionKernel.cpp - convolutions as matrix products of tensor cores ----------------------------===//
#include "ContractionKernel.h"

using namespace mlir;
using namespace mlir::qnt;

int64_t ConvolutionShape::getImageRows() const {
  int64_t rows = 1;
  for (const Spatial &dim : spatial)
    rows *= dim.resultSize;
  return rows;
}

/// Sizes, positions and offsets beyond this are left to kernels that count in 64 bits.
static constexpr int64_t kMaxPosition = int64_t(1) << 30;

/// Elements between neighbours of a dimension, inside of which all sizes are static.
static int64_t getStride(ArrayRef<int64_t> shape, int64_t dim) {
  return ShapedType::getNumElements(shape.drop_front(dim + 1));
}

/// A spatial dimension; false where positions could leave 32 bits.
static bool addSpatial(ConvolutionShape &shape, ConvGeneralDilatedOp conv, unsigned i, ArrayRef<int64_t> lhs,
                       ArrayRef<int64_t> rhs, ArrayRef<int64_t> result) {
  ConvDimensionNumbersAttr dims = conv.getDims();
  ConvolutionShape::Spatial dim;
  dim.inputSize = lhs[dims.getInputSpatial()[i]];
  dim.inputStride = getStride(lhs, dims.getInputSpatial()[i]);
  dim.resultSize = result[dims.getOutputSpatial()[i]];
  dim.stride = conv.getStrides()[i];
  dim.lhsDilation = conv.getLhsDilation()[i];
  dim.rhsDilation = conv.getRhsDilation()[i];
  dim.low = conv.getPadding()[2 * i];
  int64_t window = rhs[dims.getKernelSpatial()[i]], high = conv.getPadding()[2 * i + 1];
  for (int64_t factor : {dim.inputSize, dim.resultSize, dim.stride, dim.lhsDilation, dim.rhsDilation, window,
                         std::abs(dim.low), std::abs(high)})
    if (factor > kMaxPosition)
      return false;
  shape.hasHoles |= dim.low > 0 || high > 0 || dim.lhsDilation > 1;
  shape.spatial.push_back(dim);
  return dim.resultSize * dim.stride + window * dim.rhsDilation <= kMaxPosition &&
         dim.inputSize * dim.lhsDilation <= kMaxPosition;
}

/// The order of the weights: kernel positions and input features between, before or behind the output features.
static void setWeightOrder(ContractionKernel &match, ConvDimensionNumbersAttr dims) {
  SmallVector<int64_t> alongK(dims.getKernelSpatial());
  alongK.push_back(dims.getKernelInput());
  bool isInOrder = llvm::is_sorted(alongK);
  match.isWeightTransposed = isInOrder && dims.getKernelOutput() + 1 == dims.getRank();
  if (match.isWeightTransposed || (isInOrder && dims.getKernelOutput() == 0))
    return;
  match.weightOrder = {dims.getKernelOutput()};
  llvm::append_range(match.weightOrder, alongK);
}

std::string mlir::qnt::matchConvolution(ContractionKernel &match) {
  auto conv = cast<ConvGeneralDilatedOp>(match.op);
  ConvDimensionNumbersAttr dims = conv.getDims();
  auto array = dyn_cast<ArrayType>(conv.getLhs().getType());
  ArrayRef<int64_t> lhs = array ? array.getShape() : cast<RankedTensorType>(conv.getLhs().getType()).getShape();
  ArrayRef<int64_t> rhs = match.getWeightType().getShape(), result = match.getResultType().getShape();
  for (int64_t i = 0; i < static_cast<int64_t>(lhs.size()); ++i)
    if (ShapedType::isDynamic(lhs[i]) && (i != dims.getInputBatch() || i != 0))
      return "a dimension of lhs other than an outermost batch is dynamic";
  for (int64_t i = 0; i < static_cast<int64_t>(result.size()); ++i)
    if (ShapedType::isDynamic(result[i]) && (i != dims.getOutputBatch() || i != 0))
      return "a dimension of the result other than an outermost batch is dynamic";
  ConvolutionShape shape;
  shape.dims = dims;
  for (unsigned i = 0; i < dims.getNumSpatial(); ++i)
    if (!addSpatial(shape, conv, i, lhs, rhs, result))
      return "positions of the window are too large for 32 bits";
  shape.batchStride = getStride(lhs, dims.getInputBatch());
  shape.featureStride = getStride(lhs, dims.getInputFeature());
  shape.featuresPerGroup = rhs[dims.getKernelInput()];
  shape.featureGroups = conv.getFeatureGroupCount();
  shape.batchGroups = conv.getBatchGroupCount();
  int64_t batch = result[dims.getOutputBatch()];
  match.rows = ShapedType::isDynamic(batch) ? batch : batch * shape.getImageRows();
  if (match.rows > kMaxPosition)
    return "it has more than 2^30 positions";
  match.convolution = std::move(shape);
  setWeightOrder(match, dims);
  return {};
}
