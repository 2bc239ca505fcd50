//===- ProductSampleTest.cpp - contractions against Qwix and ONNX -----------------------------------------===//
//
// Pinned results of the packages (test/Samples). Where the package takes the documented integer path its bits are ours;
// elsewhere its result lies within the bound that docs/Numerics.md gives a float path, around the real value in f64.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ProductSample.h"
#include "gtest/gtest.h"
#include <cmath>
#include <set>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using numerics::Shape;

//===----------------------------------------------------------------------------------------------------===//
// Qwix
//===----------------------------------------------------------------------------------------------------===//

static const std::set<std::string> kQwixProducts = {"dot_general", "conv_general_dilated", "ragged_dot",
                                                    "ragged_dot_general", "einsum"};

/// Distance of a value to its neighbour in a float format.
static double getUnitInLastPlace(Format format, double value) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  return std::ldexp(1.0, std::ilogb(std::max(std::fabs(value), info.minNormal)) - static_cast<int>(info.mantissaBits));
}

/// Number of terms in the longest sum: elements of an operand over those of its free and batch dimensions is at most
/// its number of elements, which is bound enough.
static size_t getDepth(const SampleOperand &lhs, const SampleOperand &rhs) {
  return std::min(numerics::getNumElements(lhs.view().getShape()), numerics::getNumElements(rhs.view().getShape()));
}

/// |y - exact| <= gamma_K * sum |a||b| + 1 unit in the last place.
static void expectWithinBound(const SampleCase &sample, const SampleOperand &lhs, const SampleOperand &rhs,
                              const ContractionResult &ours, const SampleArray &y) {
  Format format = *numerics::getSampleFormat(y.dtype);
  RealTensor left = lhs.getMagnitudes(), right = rhs.getMagnitudes();
  llvm::Expected<ContractionResult> magnitude =
      evaluateQwix(sample, ContractionOperand::of(left), ContractionOperand::of(right), Format::F64);
  ASSERT_TRUE(bool(magnitude)) << llvm::toString(magnitude.takeError());
  double u = std::ldexp(1.0, -24), depth = getDepth(lhs, rhs), gamma = depth * u / (1 - depth * u);
  std::vector<double> values = y.values();
  for (size_t i = 0; i < values.size(); ++i) {
    double bound = gamma * magnitude->value.data[i] + getUnitInLastPlace(format, ours.real.data[i]);
    EXPECT_LE(std::fabs(values[i] - ours.real.data[i]), bound) << "element " << i;
  }
}

static void expectSameBits(const SampleCase &sample, const ContractionResult &ours, const SampleArray &y) {
  bool allDiffer = false;
  std::vector<int64_t> differing = sample.getDiffering("y", allDiffer);
  std::vector<double> values = y.values();
  for (size_t i = 0; i < values.size(); ++i) {
    bool differs = std::find(differing.begin(), differing.end(), static_cast<int64_t>(i)) != differing.end();
    EXPECT_EQ(ours.value.data[i] != values[i], differs) << "element " << i << ": " << sample.differs;
  }
}

TEST(ProductSample, Qwix) {
  unsigned exact = 0, bound = 0, none = 0;
  for (const SampleCase &sample : numerics::loadSamples("qwix")) {
    if (!kQwixProducts.count(sample.op))
      continue;
    SCOPED_TRACE(sample.name);
    SampleOperand lhs = readQwixOperand(sample, "lhs"), rhs = readQwixOperand(sample, "rhs");
    const SampleArray &y = sample.outputs.at("y");
    auto ours = evaluateQwix(sample, lhs.view(), rhs.view(), *numerics::getSampleFormat(y.dtype));
    ASSERT_TRUE(bool(ours)) << llvm::toString(ours.takeError());
    EXPECT_EQ(ours->value.shape, y.shape);
    std::string compare = sample.getString("compare");
    if (compare == "exact") {
      EXPECT_TRUE(ours->integerPath.has_value()) << ours->whyNoIntegerPath;
      expectSameBits(sample, *ours, y);
      ++exact;
    } else if (compare == "bound") {
      expectWithinBound(sample, lhs, rhs, *ours, y);
      ++bound;
    } else {
      EXPECT_FALSE(sample.differs.empty());
      ++none;
    }
  }
  EXPECT_GE(exact, 20u);
  EXPECT_GE(bound, 15u);
  EXPECT_LE(none, 2u);
}

//===----------------------------------------------------------------------------------------------------===//
// ONNX
//===----------------------------------------------------------------------------------------------------===//

static const SampleArray *find(const SampleCase &sample, const std::string &name) {
  auto it = sample.inputs.find(name);
  return it == sample.inputs.end() ? nullptr : &it->second;
}

/// An operand whose scale and zero point are one number, or one for each index of `axis`.
static SampleOperand readOnnxOperand(const SampleCase &sample, const std::string &codes, const std::string &scale,
                                     const std::string &zeroPoint, size_t axis) {
  const SampleArray &values = sample.inputs.at(codes);
  const SampleArray *scales = find(sample, scale), *zeroPoints = find(sample, zeroPoint);
  auto count = [](const SampleArray *part) { return part ? part->bits.size() : 0; };
  size_t blocks = std::max(count(scales), count(zeroPoints));
  std::vector<int64_t> block(values.shape.size(), numerics::kWhole);
  if (blocks > 1)
    block[axis] = 1;
  SampleOperand operand = makeSampleOperand(values, block, scales, zeroPoints);
  // A single number beside one for each index.
  if (operand.parts.zeroPoints.size() == 1)
    operand.parts.zeroPoints.resize(std::max<size_t>(blocks, 1), operand.parts.zeroPoints.front());
  if (operand.parts.scales.size() == 1)
    operand.parts.scales.resize(std::max<size_t>(blocks, 1), operand.parts.scales.front());
  return operand;
}

static llvm::Expected<ContractionResult> evaluateMatMul(const SampleOperand &a, const SampleOperand &b, Format result) {
  DotDims dims;
  int64_t rank = a.parts.shape.size();
  for (int64_t dim = 0; dim < rank - 2; ++dim) {
    dims.lhsBatch.push_back(dim);
    dims.rhsBatch.push_back(dim);
  }
  dims.lhsContracting.push_back(rank - 1);
  dims.rhsContracting.push_back(rank - 2);
  return evaluateDotGeneral(a.view(), b.view(), dims, result);
}

/// ONNX's conv: NC..., OI..., `pads` first all low ends, then all high ends.
static llvm::Expected<ContractionResult> evaluateConv(const SampleCase &sample, const SampleOperand &x,
                                                      const SampleOperand &w, Format result) {
  ConvDims dims;
  dims.inputFeature = dims.outputFeature = dims.kernelInput = 1;
  auto pads = sample.attributes["pads"].get<std::vector<int64_t>>();
  auto strides = sample.attributes["strides"].get<std::vector<int64_t>>();
  auto dilations = sample.attributes["dilations"].get<std::vector<int64_t>>();
  for (size_t i = 0; i < strides.size(); ++i) {
    dims.inputSpatial.push_back(2 + i);
    dims.kernelSpatial.push_back(2 + i);
    dims.outputSpatial.push_back(2 + i);
    dims.strides.push_back(strides[i]);
    dims.lhsDilation.push_back(1);
    dims.rhsDilation.push_back(dilations[i]);
    dims.padding.append({pads[i], pads[strides.size() + i]});
  }
  dims.featureGroups = sample.attributes["group"].get<int64_t>();
  return evaluateConvGeneralDilated(x.view(), w.view(), dims, result);
}

TEST(ProductSample, OnnxIntegerProducts) {
  unsigned cases = 0;
  for (const SampleCase &sample : numerics::loadSamples("onnx")) {
    bool isMatMul = sample.op == "MatMulInteger", isConv = sample.op == "ConvInteger";
    if (!isMatMul && !isConv)
      continue;
    SCOPED_TRACE(sample.name);
    SampleOperand lhs, rhs;
    if (isMatMul) {
      lhs = readOnnxOperand(sample, "A", "", "a_zero_point", 0);
      rhs = readOnnxOperand(sample, "B", "", "b_zero_point", 1);
    } else {
      lhs = readOnnxOperand(sample, "x", "", "x_zero_point", 1);
      rhs = readOnnxOperand(sample, "w", "", "w_zero_point", 0);
    }
    auto ours = isMatMul ? evaluateMatMul(lhs, rhs, Format::I32) : evaluateConv(sample, lhs, rhs, Format::I32);
    ASSERT_TRUE(bool(ours)) << llvm::toString(ours.takeError());
    const SampleArray &y = sample.outputs.at(isMatMul ? "Y" : "y");
    EXPECT_EQ(ours->value.shape, y.shape);
    EXPECT_EQ(ours->value.data, y.values());
    ++cases;
  }
  EXPECT_GE(cases, 20u);
}

/// Checks that `y` is the code nearest to real / scale + zero point. The package rounds the multiplier (twice in the
/// scales' type) and the product (once in f32), so the quotient may be off by 3 units of the scales' type.
static void expectNearestCodes(const SampleCase &sample, const std::vector<double> &reals) {
  const SampleArray &scale = sample.inputs.at("y_scale"), &zeroPoint = sample.inputs.at("y_zero_point");
  const SampleArray &y = sample.outputs.at("y");
  const numerics::FormatInfo &codes = numerics::getInfo(*numerics::getSampleFormat(y.dtype));
  unsigned mantissaBits = numerics::getInfo(*numerics::getSampleFormat(scale.dtype)).mantissaBits;
  double unit = 3 * std::ldexp(1.0, -static_cast<int>(mantissaBits) - 1);
  std::vector<double> values = y.values();
  ASSERT_EQ(values.size(), reals.size());
  for (size_t i = 0; i < values.size(); ++i) {
    double quotient = reals[i] / scale.values()[0], exact = quotient + zeroPoint.values()[0];
    double nearest = std::min<double>(std::max<double>(exact, codes.minInt), codes.maxInt);
    EXPECT_LE(std::fabs(values[i] - nearest), 0.5 + std::fabs(quotient) * unit) << "element " << i;
  }
}

/// The bias of QLinearConv: i32 in steps of x's scale times w's.
static void addBias(const SampleCase &sample, const SampleOperand &x, const SampleOperand &w, RealTensor &real) {
  const SampleArray *bias = find(sample, "B");
  if (!bias)
    return;
  int64_t channels = real.shape[1], inner = 1;
  for (size_t dim = 2; dim < real.shape.size(); ++dim)
    inner *= real.shape[dim];
  for (size_t i = 0; i < real.data.size(); ++i) {
    size_t channel = i / inner % channels;
    double scale = w.parts.scales[w.parts.scales.size() == 1 ? 0 : channel];
    real.data[i] += bias->values()[channel] * x.parts.scales[0] * scale;
  }
}

TEST(ProductSample, OnnxQuantizedProducts) {
  unsigned cases = 0;
  for (const SampleCase &sample : numerics::loadSamples("onnx")) {
    bool isMatMul = sample.op == "QLinearMatMul", isConv = sample.op == "QLinearConv";
    if (!isMatMul && !isConv)
      continue;
    SCOPED_TRACE(sample.name);
    SampleOperand lhs, rhs;
    if (isMatMul) {
      lhs = readOnnxOperand(sample, "a", "a_scale", "a_zero_point", 0);
      rhs = readOnnxOperand(sample, "b", "b_scale", "b_zero_point", 1);
    } else {
      lhs = readOnnxOperand(sample, "x", "x_scale", "x_zero_point", 1);
      rhs = readOnnxOperand(sample, "w", "w_scale", "w_zero_point", 0);
    }
    auto ours = isMatMul ? evaluateMatMul(lhs, rhs, Format::F32) : evaluateConv(sample, lhs, rhs, Format::F32);
    ASSERT_TRUE(bool(ours)) << llvm::toString(ours.takeError());
    const SampleArray &y = sample.outputs.at("y");
    if (!sample.differs.empty()) { // a defect of the evaluator: another shape
      EXPECT_NE(ours->value.shape, y.shape);
      continue;
    }
    EXPECT_EQ(ours->value.shape, y.shape);
    RealTensor real = ours->real;
    if (isConv)
      addBias(sample, lhs, rhs, real);
    expectNearestCodes(sample, real.data);
    ++cases;
  }
  EXPECT_GE(cases, 25u);
}
