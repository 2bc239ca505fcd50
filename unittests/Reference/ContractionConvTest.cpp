//===- ContractionConvTest.cpp - conv_general_dilated against brute force ---------------------------------===//
//
// The oracle builds the dilated and padded input position by position and looks elements up in it.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionOracle.h"
#include "Qnt/Reference/Tensor.h"
#include "gtest/gtest.h"
#include <numeric>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using namespace mlir::qnt::reference::oracle;
using numerics::Format;

namespace {
struct ConvCase {
  ConvDims dims;
  Index inputSizes, kernelSizes; ///< spatial
  int64_t batch, inputFeatures, outputFeatures;
  DimList inputShape, kernelShape;
};

/// One spatial dimension after dilation and padding: the index in the input, or -1.
using Line = std::vector<int64_t>;
} // namespace

static Line makeLine(int64_t size, int64_t dilation, int64_t low, int64_t high) {
  Line dilated;
  for (int64_t i = 0; i < size; ++i) {
    if (i > 0)
      dilated.insert(dilated.end(), dilation - 1, -1);
    dilated.push_back(i);
  }
  Line padded(std::max<int64_t>(low, 0), -1);
  padded.insert(padded.end(), dilated.begin(), dilated.end());
  padded.insert(padded.end(), std::max<int64_t>(high, 0), -1);
  padded.erase(padded.begin(), padded.begin() + std::max<int64_t>(-low, 0));
  padded.erase(padded.end() - std::max<int64_t>(-high, 0), padded.end());
  return padded;
}

/// Places of batch, feature and spatial dimensions in a random order.
static void placeDims(Random &random, size_t spatial, int64_t &first, int64_t &second, DimList &rest) {
  DimList order(spatial + 2);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  first = order[0];
  second = order[1];
  rest.assign(order.begin() + 2, order.end());
}

static ConvCase makeConvCase(Random &random) {
  ConvCase conv;
  ConvDims &dims = conv.dims;
  size_t spatial = pick(random, 0, 2);
  placeDims(random, spatial, dims.inputBatch, dims.inputFeature, dims.inputSpatial);
  placeDims(random, spatial, dims.kernelInput, dims.kernelOutput, dims.kernelSpatial);
  placeDims(random, spatial, dims.outputBatch, dims.outputFeature, dims.outputSpatial);
  int64_t groups = pick(random, 1, 3);
  bool groupsFeatures = pick(random, 0, 1);
  (groupsFeatures ? dims.featureGroups : dims.batchGroups) = groups;
  conv.batch = pick(random, 1, 2) * dims.batchGroups;
  int64_t perGroup = pick(random, 1, 4);
  conv.inputFeatures = perGroup * dims.featureGroups;
  conv.outputFeatures = pick(random, 1, 3) * groups;
  conv.inputShape.resize(spatial + 2);
  conv.kernelShape.resize(spatial + 2);
  conv.inputShape[dims.inputBatch] = conv.batch;
  conv.inputShape[dims.inputFeature] = conv.inputFeatures;
  conv.kernelShape[dims.kernelInput] = perGroup;
  conv.kernelShape[dims.kernelOutput] = conv.outputFeatures;
  for (size_t i = 0; i < spatial; ++i) {
    conv.inputSizes.push_back(pick(random, pick(random, 0, 9) == 0 ? 0 : 1, 6));
    conv.kernelSizes.push_back(pick(random, 1, 3));
    conv.inputShape[dims.inputSpatial[i]] = conv.inputSizes[i];
    conv.kernelShape[dims.kernelSpatial[i]] = conv.kernelSizes[i];
    dims.strides.push_back(pick(random, 1, 3));
    dims.lhsDilation.push_back(pick(random, 1, 3));
    dims.rhsDilation.push_back(pick(random, 1, 2));
    int64_t crop = conv.inputSizes[i] > 2 ? -1 : 0;
    dims.padding.push_back(pick(random, crop, 2));
    dims.padding.push_back(pick(random, crop, 3));
  }
  return conv;
}

/// Terms of one output: kernel positions in row-major order, then features; padding and holes have none.
static std::vector<Term> collectTerms(const ConvCase &conv, const std::vector<Line> &lines, int64_t batch,
                                      const Index &position, int64_t outputFeature) {
  const ConvDims &dims = conv.dims;
  int64_t perGroup = conv.kernelShape[dims.kernelInput];
  int64_t groups = dims.featureGroups * dims.batchGroups;
  int64_t group = outputFeature / (conv.outputFeatures / groups);
  std::vector<Term> terms;
  forEachIndex(conv.kernelSizes, [&](const Index &window) {
    for (int64_t feature = 0; feature < perGroup; ++feature) {
      Term term{Index(conv.inputShape.size()), Index(conv.inputShape.size())};
      term.lhs[dims.inputBatch] = batch + (dims.batchGroups > 1 ? group * (conv.batch / groups) : 0);
      term.lhs[dims.inputFeature] = feature + (dims.featureGroups > 1 ? group * perGroup : 0);
      term.rhs[dims.kernelInput] = feature;
      term.rhs[dims.kernelOutput] = outputFeature;
      bool isElement = true;
      for (size_t i = 0; i < window.size(); ++i) {
        int64_t index = lines[i][position[i] * dims.strides[i] + window[i] * dims.rhsDilation[i]];
        isElement &= index >= 0;
        term.lhs[dims.inputSpatial[i]] = index;
        term.rhs[dims.kernelSpatial[i]] = window[i];
      }
      if (isElement)
        terms.push_back(term);
    }
  });
  return terms;
}

static void checkConv(const ConvCase &conv, const Operand &lhs, const Operand &rhs, Format format) {
  const ConvDims &dims = conv.dims;
  llvm::Expected<ContractionResult> result = evaluateConvGeneralDilated(lhs.view(), rhs.view(), dims, format);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  std::vector<Line> lines;
  Index outputSizes;
  for (size_t i = 0; i < conv.inputSizes.size(); ++i) {
    lines.push_back(makeLine(conv.inputSizes[i], dims.lhsDilation[i], dims.padding[2 * i], dims.padding[2 * i + 1]));
    int64_t window = (conv.kernelSizes[i] - 1) * dims.rhsDilation[i] + 1, positions = 0;
    while (positions * dims.strides[i] + window <= static_cast<int64_t>(lines[i].size()))
      ++positions;
    outputSizes.push_back(positions);
  }
  size_t outputs = 0;
  for (int64_t batch = 0; batch < conv.batch / dims.batchGroups; ++batch)
    forEachIndex(outputSizes, [&](const Index &position) {
      for (int64_t feature = 0; feature < conv.outputFeatures; ++feature, ++outputs) {
        std::vector<Term> terms = collectTerms(conv, lines, batch, position, feature);
        Index output(conv.inputShape.size());
        output[dims.outputBatch] = batch;
        output[dims.outputFeature] = feature;
        for (size_t i = 0; i < position.size(); ++i)
          output[dims.outputSpatial[i]] = position[i];
        expectElement(*result, linearize(output, result->value.shape),
                      sumTerms(lhs, rhs, terms, result->integerPath.has_value()), terms.size(), format);
      }
    });
  EXPECT_EQ(result->value.data.size(), outputs);
}

TEST(ContractionConv, RandomArraysWindowsAndGroups) {
  Random random(7);
  for (unsigned i = 0; i < 500; ++i) {
    SCOPED_TRACE(i);
    ConvCase conv = makeConvCase(random);
    Operand lhs = makeArray(random, conv.inputShape, makeEncoding(random, makeBlock(random, conv.inputShape)));
    Operand rhs = makeArray(random, conv.kernelShape, makeEncoding(random, makeBlock(random, conv.kernelShape)));
    checkConv(conv, lhs, rhs, std::vector{Format::F32, Format::F16, Format::I32, Format::F64}[i % 4]);
  }
}

TEST(ContractionConv, RandomFloatInput) {
  Random random(8);
  for (unsigned i = 0; i < 150; ++i) {
    SCOPED_TRACE(i);
    ConvCase conv = makeConvCase(random);
    Operand rhs = makeArray(random, conv.kernelShape, makeEncoding(random, makeBlock(random, conv.kernelShape)));
    checkConv(conv, makeTensor(random, conv.inputShape), rhs, Format::F32);
  }
}

/// NHWC input, HWIO kernel.
static ConvDims makeImageDims() {
  ConvDims dims;
  dims.inputFeature = dims.outputFeature = 3;
  dims.inputSpatial = dims.outputSpatial = {1, 2};
  dims.kernelInput = 2;
  dims.kernelOutput = 3;
  dims.kernelSpatial = {0, 1};
  dims.strides = dims.lhsDilation = dims.rhsDilation = {1, 1};
  dims.padding = {0, 0, 0, 0};
  return dims;
}

TEST(ContractionConv, PaddingIsRealZeroAtZeroPoint77) {
  // All codes 77 decode to 0; code 78 in the middle to 1. A padding of code 0 would give -77 at the border.
  Operand input, kernel;
  input.isArray = kernel.isArray = true;
  input.encoding.storage = kernel.encoding.storage = Format::U8;
  input.encoding.block = kernel.encoding.block = {0, 0, 0, 0};
  input.encoding.scale = kernel.encoding.scale = Format::F32;
  input.encoding.zeroPoint = kernel.encoding.zeroPoint = Format::U8;
  input.parts = {{1, 3, 3, 1}, {77, 77, 77, 77, 78, 77, 77, 77, 77}, {0.5}, {77}, {}, std::nullopt, {}};
  kernel.parts = {{2, 2, 1, 1}, {129, 130, 131, 132}, {2.0}, {128}, {}, std::nullopt, {}};
  ConvDims dims = makeImageDims();
  dims.padding = {1, 0, 0, 2};
  auto result = evaluateConvGeneralDilated(input.view(), kernel.view(), dims, Format::F32);
  ASSERT_TRUE(bool(result)) << llvm::toString(result.takeError());
  EXPECT_EQ(result->value.shape, (numerics::Shape{1, 3, 4, 1}));
  // The kernel, turned around, where the one element is met.
  EXPECT_EQ(result->value.data, (std::vector<double>{0, 0, 0, 0, 4, 3, 0, 0, 2, 1, 0, 0}));
  EXPECT_EQ(result->integerPath->data, result->real.data);
}

TEST(ContractionConv, WindowLargerThanInputGivesNothing) {
  Random random(9);
  Operand input = makeTensor(random, {1, 2, 2, 1}), kernel = makeTensor(random, {3, 3, 1, 1});
  auto result = evaluateConvGeneralDilated(input.view(), kernel.view(), makeImageDims(), Format::F32);
  ASSERT_TRUE(bool(result));
  EXPECT_EQ(result->value.shape, (numerics::Shape{1, 0, 0, 1}));
  EXPECT_TRUE(result->value.data.empty());
}

TEST(ContractionConv, I32OverflowIsReported) {
  Operand input, kernel;
  input.isArray = kernel.isArray = true;
  input.encoding.storage = kernel.encoding.storage = Format::I8;
  input.encoding.block = kernel.encoding.block = {0, 0, 0, 0};
  input.parts = {{1, 1, 2, 65536}, std::vector<uint64_t>(131072, 0x80), {}, {}, {}, std::nullopt, {}};
  kernel.parts = {{1, 2, 65536, 1}, std::vector<uint64_t>(131072, 0x80), {}, {}, {}, std::nullopt, {}};
  auto result = evaluateConvGeneralDilated(input.view(), kernel.view(), makeImageDims(), Format::I32);
  EXPECT_EQ(llvm::toString(result.takeError()), "expected every sum to fit in i32, but got 2147483648 in element 0");
}

/// Sizes near 2^63 are errors, and crops that leave nothing give nothing.
TEST(ContractionConv, SizesThatDoNotFit) {
  Random random(11);
  Operand input = makeTensor(random, {1, 3, 3, 1}), kernel = makeTensor(random, {2, 2, 1, 1});
  auto evaluate = [&](ConvDims dims) {
    auto result = evaluateConvGeneralDilated(input.view(), kernel.view(), dims, Format::F32);
    if (!result)
      return llvm::toString(result.takeError());
    return std::to_string(result->value.shape[1]) + "x" + std::to_string(result->value.shape[2]);
  };
  constexpr int64_t largest = std::numeric_limits<int64_t>::max(), limit = int64_t(1) << 60;
  const std::string first =
      "expected dilated and padded sizes of spatial dimension 0 of at most 2^60, but got a larger one";
  const std::string tooMany = "expected a result of at most " + std::to_string(getMaxNumElements()) +
                              " elements, but got one of 1x1152921504606846975x2x1";
  ConvDims dims = makeImageDims();
  dims.lhsDilation[0] = largest;
  EXPECT_EQ(evaluate(dims), first);
  dims = makeImageDims();
  dims.rhsDilation[0] = largest;
  EXPECT_EQ(evaluate(dims), first);
  dims = makeImageDims();
  dims.padding = {largest, largest, 0, 0};
  EXPECT_EQ(evaluate(dims), first);
  dims.padding = {limit, -limit, 0, 0};
  EXPECT_EQ(evaluate(dims), "2x2");
  dims.padding = {-limit, -limit, 0, 0};
  EXPECT_EQ(evaluate(dims), "0x2");
  dims.padding = {-largest, -largest, 0, 0};
  EXPECT_EQ(evaluate(dims), "0x2");
  dims.padding = {limit - 3, 0, 0, 0};
  EXPECT_EQ(evaluate(dims), tooMany);
  // Of all these positions a stride leaves two.
  dims.strides[0] = limit - 2;
  EXPECT_EQ(evaluate(dims), "2x2");
}

TEST(ContractionConv, ErrorsOfRunTimeShapes) {
  Random random(10);
  auto evaluate = [&](llvm::ArrayRef<int64_t> inputShape, llvm::ArrayRef<int64_t> kernelShape, ConvDims dims) {
    Operand input = makeTensor(random, inputShape), kernel = makeTensor(random, kernelShape);
    return llvm::toString(evaluateConvGeneralDilated(input.view(), kernel.view(), dims, Format::F32).takeError());
  };
  ConvDims dims = makeImageDims();
  EXPECT_EQ(evaluate({1, 2, 4}, {1, 1, 4, 1}, dims), "expected operands of rank 4, but got 3 and 4");
  EXPECT_EQ(evaluate({1, 2, 2, 4}, {1, 1, 3, 1}, dims),
            "expected 4 input features of rhs, the features of lhs in a group, but got 3");
  dims.featureGroups = 3;
  EXPECT_EQ(evaluate({1, 2, 2, 4}, {1, 1, 1, 3}, dims),
            "expected groups to divide the features of lhs, but got 3 and 4");
  dims.featureGroups = 2;
  EXPECT_EQ(evaluate({1, 2, 2, 4}, {1, 1, 2, 3}, dims),
            "expected groups to divide the output features of rhs, but got 2 and 3");
  dims.featureGroups = 1;
  dims.batchGroups = 2;
  EXPECT_EQ(evaluate({3, 2, 2, 4}, {1, 1, 4, 2}, dims), "expected groups to divide the batch of lhs, but got 2 and 3");
}
