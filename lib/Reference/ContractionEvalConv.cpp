//===- ContractionEvalConv.cpp - conv_general_dilated -----------------------------------------------------===//
#include "ContractionEval.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using llvm::ArrayRef;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
using numerics::Format;

namespace {
/// A convolution whose sizes are known and agree.
struct Convolution {
  const ConvDims &dims;
  ArrayRef<int64_t> input, kernel; ///< shapes
  DimList inputStrides, kernelStrides;
  numerics::Shape outputSpatial;
  DimList outputStrides;

  int64_t getGroups() const { return dims.featureGroups * dims.batchGroups; }
  int64_t getOutputBatch() const { return input[dims.inputBatch] / dims.batchGroups; }
  int64_t getFeaturesPerGroup() const { return kernel[dims.kernelOutput] / getGroups(); }
  numerics::Shape getOutputShape() const;
  /// Offset in lhs of the element that spatial dimension `i` meets at result position `position` and kernel position
  /// `window`; nothing for padding and holes.
  std::optional<int64_t> getInputOffset(size_t i, int64_t position, int64_t window) const;
  /// Contracting offsets at a result position, for the features of lhs from `firstFeature` on.
  void collectTerms(ArrayRef<int64_t> position, int64_t firstFeature, Offsets &lhs, Offsets &rhs) const;
};
} // namespace

static __int128 dilate(int64_t size, int64_t dilation) {
  return size == 0 ? 0 : (static_cast<__int128>(size) - 1) * dilation + 1;
}

/// Sizes of more than 2^60 are an error, so that positions fit in 63 bits.
static Expected<int64_t> getSpatialSize(const Convolution &conv, size_t i) {
  constexpr int64_t maxSize = int64_t(1) << 60;
  const ConvDims &dims = conv.dims;
  __int128 padded = dilate(conv.input[dims.inputSpatial[i]], dims.lhsDilation[i]);
  padded += dims.padding[2 * i];
  padded += dims.padding[2 * i + 1];
  __int128 window = dilate(conv.kernel[dims.kernelSpatial[i]], dims.rhsDilation[i]);
  if (padded > maxSize || window > maxSize)
    return makeContractionError("expected dilated and padded sizes of spatial dimension ", std::to_string(i),
                                " of at most 2^60, but got a larger one");
  return window > padded ? 0 : static_cast<int64_t>((padded - window) / dims.strides[i] + 1);
}

numerics::Shape Convolution::getOutputShape() const {
  numerics::Shape shape(input.size());
  shape[dims.outputBatch] = getOutputBatch();
  shape[dims.outputFeature] = kernel[dims.kernelOutput];
  for (auto [dim, size] : llvm::zip_equal(dims.outputSpatial, outputSpatial))
    shape[dim] = size;
  return shape;
}

std::optional<int64_t> Convolution::getInputOffset(size_t i, int64_t position, int64_t window) const {
  int64_t dilated = position * dims.strides[i] + window * dims.rhsDilation[i] - dims.padding[2 * i];
  int64_t index = dilated / dims.lhsDilation[i];
  if (dilated < 0 || dilated % dims.lhsDilation[i] != 0 || index >= input[dims.inputSpatial[i]])
    return std::nullopt;
  return index * inputStrides[dims.inputSpatial[i]];
}

void Convolution::collectTerms(ArrayRef<int64_t> position, int64_t firstFeature, Offsets &lhs, Offsets &rhs) const {
  lhs.assign(1, firstFeature * inputStrides[dims.inputFeature]);
  rhs.assign(1, 0);
  // Kernel spatial dimensions one by one, as a product of loops; what lies in padding drops out.
  for (size_t i = 0; i < position.size(); ++i) {
    Offsets longerLhs, longerRhs;
    for (auto [lhsOffset, rhsOffset] : llvm::zip_equal(lhs, rhs))
      for (int64_t window = 0; window < kernel[dims.kernelSpatial[i]]; ++window)
        if (std::optional<int64_t> offset = getInputOffset(i, position[i], window)) {
          longerLhs.push_back(lhsOffset + *offset);
          longerRhs.push_back(rhsOffset + window * kernelStrides[dims.kernelSpatial[i]]);
        }
    lhs = std::move(longerLhs);
    rhs = std::move(longerRhs);
  }
  Offsets withFeaturesLhs, withFeaturesRhs;
  for (auto [lhsOffset, rhsOffset] : llvm::zip_equal(lhs, rhs))
    for (int64_t feature = 0; feature < kernel[dims.kernelInput]; ++feature) {
      withFeaturesLhs.push_back(lhsOffset + feature * inputStrides[dims.inputFeature]);
      withFeaturesRhs.push_back(rhsOffset + feature * kernelStrides[dims.kernelInput]);
    }
  lhs = std::move(withFeaturesLhs);
  rhs = std::move(withFeaturesRhs);
}

static Error checkDivides(StringRef name, int64_t groups, int64_t size) {
  if (groups > 0 && size % groups == 0)
    return Error::success();
  return makeContractionError("expected groups to divide ", name, ", but got ", std::to_string(groups), " and ",
                              std::to_string(size));
}

/// What the run-time shapes may still break.
static Error checkConvolution(const Convolution &conv) {
  const ConvDims &dims = conv.dims;
  size_t rank = dims.inputSpatial.size() + 2;
  if (conv.input.size() != rank || conv.kernel.size() != rank)
    return makeContractionError("expected operands of rank ", std::to_string(rank), ", but got ",
                                std::to_string(conv.input.size()), " and ", std::to_string(conv.kernel.size()));
  if (Error error = checkDivides("the features of lhs", dims.featureGroups, conv.input[dims.inputFeature]))
    return error;
  if (conv.input[dims.inputFeature] / dims.featureGroups != conv.kernel[dims.kernelInput])
    return makeContractionError("expected ", std::to_string(conv.input[dims.inputFeature] / dims.featureGroups),
                                " input features of rhs, the features of lhs in a group, but got ",
                                std::to_string(conv.kernel[dims.kernelInput]));
  if (Error error = checkDivides("the batch of lhs", dims.batchGroups, conv.input[dims.inputBatch]))
    return error;
  return checkDivides("the output features of rhs", dims.featureGroups * dims.batchGroups,
                      conv.kernel[dims.kernelOutput]);
}

/// All outputs of one group at one position. Features of the result belong to the groups in turn, so do features or
/// batch of lhs.
static void sumGroup(ContractionSums &sums, const Convolution &conv, int64_t group, int64_t outputOffset,
                     const Terms &terms) {
  const ConvDims &dims = conv.dims;
  int64_t firstBatch = dims.batchGroups > 1 ? group * conv.getOutputBatch() : 0;
  int64_t firstFeature = group * conv.getFeaturesPerGroup();
  for (int64_t batch = 0; batch < conv.getOutputBatch(); ++batch)
    for (int64_t i = 0; i < conv.getFeaturesPerGroup(); ++i) {
      int64_t feature = firstFeature + i;
      int64_t output = outputOffset + batch * conv.outputStrides[dims.outputBatch] +
                       feature * conv.outputStrides[dims.outputFeature];
      sums.sum(output, terms, (firstBatch + batch) * conv.inputStrides[dims.inputBatch],
               feature * conv.kernelStrides[dims.kernelOutput]);
    }
}

/// Calls `visit` with every index tuple of `sizes` in row-major order.
template <typename Visit>
static void forEachPosition(ArrayRef<int64_t> sizes, Visit visit) {
  int64_t count = numerics::getNumElements(sizes);
  for (int64_t linear = 0; linear < count; ++linear) {
    DimList position(sizes.size());
    int64_t rest = linear;
    for (size_t i = sizes.size(); i-- > 0;) {
      position[i] = rest % sizes[i];
      rest /= sizes[i];
    }
    visit(ArrayRef<int64_t>(position));
  }
}

Expected<ContractionResult> reference::evaluateConvGeneralDilated(const ContractionOperand &lhs,
                                                                  const ContractionOperand &rhs, const ConvDims &dims,
                                                                  Format result) {
  Convolution conv{dims, lhs.getShape(), rhs.getShape(), getStrides(lhs.getShape()), getStrides(rhs.getShape()), {},
                   {}};
  if (Error error = checkConvolution(conv))
    return error;
  for (size_t i = 0; i < dims.inputSpatial.size(); ++i) {
    Expected<int64_t> size = getSpatialSize(conv, i);
    if (!size)
      return size.takeError();
    conv.outputSpatial.push_back(*size);
  }
  numerics::Shape shape = conv.getOutputShape();
  Expected<ContractionSums> sums = ContractionSums::create(lhs, rhs, shape, result);
  if (!sums || sums->isEmpty())
    return sums ? sums->finish() : Expected<ContractionResult>(sums.takeError());
  conv.outputStrides = getStrides(shape);

  forEachPosition(conv.outputSpatial, [&](ArrayRef<int64_t> position) {
    int64_t outputOffset = 0;
    for (auto [dim, index] : llvm::zip_equal(dims.outputSpatial, position))
      outputOffset += index * conv.outputStrides[dim];
    for (int64_t group = 0; group < conv.getGroups(); ++group) {
      Offsets lhsTerms, rhsTerms;
      int64_t firstFeature = dims.featureGroups > 1 ? group * conv.kernel[dims.kernelInput] : 0;
      conv.collectTerms(position, firstFeature, lhsTerms, rhsTerms);
      sumGroup(*sums, conv, group, outputOffset, sums->makeTerms(std::move(lhsTerms), std::move(rhsTerms)));
    }
  });
  return sums->finish();
}
