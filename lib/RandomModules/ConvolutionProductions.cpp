//===- ConvolutionProductions.cpp - conv_general_dilated --------------------------------------------------===//
#include "Productions.h"
#include "Sums.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

namespace {

/// Sizes and window of a convolution with `numSpatial` spatial dimensions.
struct Convolution {
  int64_t featureGroups = 1, batchGroups = 1;
  int64_t batch, groupFeatures, outputFeatures;
  Shape input, kernel; ///< spatial sizes
  SmallVector<int64_t> strides, padding, lhsDilation, rhsDilation;

  Convolution(Random &random, unsigned numSpatial);
  Shape getOutput() const;
  int64_t getNumTerms() const { return numerics::getNumElements(kernel) * groupFeatures; }
};

/// Where a tensor has its two other dimensions and the spatial ones.
struct Positions {
  int64_t first, second;
  SmallVector<int64_t> spatial;

  Positions(Random &random, unsigned numSpatial);
  template <typename T>
  SmallVector<int64_t> place(int64_t firstSize, int64_t secondSize, const T &spatialSizes) const {
    SmallVector<int64_t> shape(spatial.size() + 2);
    shape[first] = firstSize;
    shape[second] = secondSize;
    for (auto [position, size] : llvm::zip(spatial, spatialSizes))
      shape[position] = size;
    return shape;
  }
};

} // namespace

static int64_t dilate(int64_t size, int64_t dilation) { return size == 0 ? 0 : (size - 1) * dilation + 1; }

Convolution::Convolution(Random &random, unsigned numSpatial) {
  if (random.chance(35)) {
    int64_t &groups = random.chance(50) ? featureGroups : batchGroups;
    groups = random.between(2, 3);
  }
  batch = batchGroups * random.between(1, 2);
  groupFeatures = random.between(1, 3);
  outputFeatures = featureGroups * batchGroups * random.between(1, 2);
  for (unsigned dim = 0; dim < numSpatial; ++dim) {
    input.push_back(random.pick({0, 1, 2, 3, 4, 5, 6, 3, 4, 5}));
    kernel.push_back(random.pick({1, 2, 3, 2, 3}));
    strides.push_back(random.pick({1, 1, 2, 3}));
    lhsDilation.push_back(random.pick({1, 1, 1, 2}));
    rhsDilation.push_back(random.pick({1, 1, 1, 2}));
    int64_t size = dilate(input.back(), lhsDilation.back());
    int64_t low = random.between(-std::min<int64_t>(1, size), 2);
    int64_t rest = size + std::min<int64_t>(low, 0);
    padding.push_back(low);
    padding.push_back(random.between(-std::min<int64_t>(1, rest), 2));
  }
}

Shape Convolution::getOutput() const {
  Shape output;
  for (size_t dim = 0; dim < input.size(); ++dim) {
    int64_t padded = dilate(input[dim], lhsDilation[dim]) + padding[2 * dim] + padding[2 * dim + 1];
    int64_t window = dilate(kernel[dim], rhsDilation[dim]);
    output.push_back(window > padded ? 0 : (padded - window) / strides[dim] + 1);
  }
  return output;
}

Positions::Positions(Random &random, unsigned numSpatial) {
  SmallVector<int64_t> dims = llvm::to_vector(llvm::seq<int64_t>(0, numSpatial + 2));
  random.shuffle(dims);
  first = dims.pop_back_val();
  second = dims.pop_back_val();
  spatial = dims;
}

static bool produceConvolution(Generator &generator) {
  Random &random = generator.getRandom();
  auto numSpatial = static_cast<unsigned>(random.pickWeighted({5, 50, 45}));
  Convolution conv(random, numSpatial);
  Positions input(random, numSpatial), kernel(random, numSpatial), output(random, numSpatial);
  SmallVector<int64_t> lhsShape = input.place(conv.batch, conv.featureGroups * conv.groupFeatures, conv.input);
  Known lhs = getContractionOperand(generator, lhsShape);
  SmallVector<int64_t> rhsShape = kernel.place(conv.groupFeatures, conv.outputFeatures, conv.kernel);
  Known rhs = getContractionOperand(generator, rhsShape, &lhs);
  Sum sum{lhs, rhs, conv.getNumTerms(), input.spatial, kernel.spatial};
  sum.lhsContracting.push_back(input.second);
  sum.rhsContracting.push_back(kernel.first);
  Type elementType = chooseResultType(generator, sum);
  if (!elementType)
    return false;
  ArrayRef<int64_t> lhsType = getTypeShape(lhs), rhsType = getTypeShape(rhs);
  Shape sizes = conv.getOutput();
  SmallVector<int64_t> spatialType;
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    bool isDynamic =
        ShapedType::isDynamic(lhsType[input.spatial[dim]]) || ShapedType::isDynamic(rhsType[kernel.spatial[dim]]);
    spatialType.push_back(isDynamic || random.chance(10) ? ShapedType::kDynamic : size);
  }
  int64_t batch = conv.batch / conv.batchGroups;
  int64_t batchType = joinSizes(generator, lhsType[input.first], lhsType[input.first], batch);
  int64_t featureType = joinSizes(generator, rhsType[kernel.second], rhsType[kernel.second], conv.outputFeatures);
  auto type = RankedTensorType::get(output.place(batchType, featureType, spatialType), elementType);
  auto dims =
      ConvDimensionNumbersAttr::get(generator.getContext(), input.first, input.second, input.spatial, kernel.first,
                                    kernel.second, kernel.spatial, output.first, output.second, output.spatial);
  auto op = ConvGeneralDilatedOp::create(generator.getBuilder(), generator.getLoc(), type, lhs.value, rhs.value, dims,
                                         conv.strides, conv.padding, conv.lhsDilation, conv.rhsDilation,
                                         conv.featureGroups, conv.batchGroups);
  addSum(generator, op, sum, output.place(batch, conv.outputFeatures, sizes));
  return true;
}

void random_modules::addConvolutionProductions(Productions &productions) {
  productions.push_back({"contractions", 9, produceConvolution});
}
