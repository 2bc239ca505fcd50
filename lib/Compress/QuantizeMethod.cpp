//===- QuantizeMethod.cpp - weights to integers and small floats by a scheme --------------------------------===//
#include "QuantizeMethod.h"
#include "ParallelFor.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Quantize.h"
#include "ScaleSearch.h"
#include "WeightData.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

std::string QuantizeMethod::getDescription() const {
  std::string text = scheme.dtypeName + (scheme.isAsymmetric ? " asymmetric" : "");
  text += (" " + getGranularityName(scheme.granularity)).str();
  return scheme.granularity == Granularity::PerBlock ? text + " " + scheme.blockSize.getText() : text;
}

std::string QuantizeMethod::findObstacle(const Weight &weight) const {
  if (scheme.isApple() && weight.getFormat() == Format::BF16)
    return "convention apple takes no bf16 weights";
  if (scheme.granularity != Granularity::PerBlock)
    return {};
  if (weight.blockAxis < 0)
    return "it has no input dimension to cut into blocks";
  int64_t dim = weight.getType().getDimSize(weight.blockAxis);
  int64_t blockSize = scheme.blockSize.getElements(dim);
  if (dim % blockSize != 0 && !masksTails)
    return ("block size " + Twine(blockSize) + " does not divide its input dimension " + Twine(dim)).str();
  return {};
}

/// As Core AI's runtime decodes 8-bit codes with several zero points.
static numerics::DecodeRule getDecodeRule(const Scheme &scheme, const numerics::Encoding &encoding,
                                          ArrayRef<int64_t> shape) {
  bool isMulSub = scheme.isApple() && encoding.zeroPoint && numerics::bitWidth(encoding.storage) == 8 &&
                  numerics::getNumElements(numerics::getGridShape(shape, encoding.block)) > 1;
  return isMulSub ? numerics::DecodeRule::MulSub : numerics::DecodeRule::SubMul;
}

/// Whether zeros in place of pruned elements would change scales: of all rules but absmax and minmax, and of these
/// where the range need not hold 0 or its width alone decides.
static bool needsKept(const Scheme &scheme) {
  numerics::ScaleRule rule = scheme.calibration.rule;
  if (rule != numerics::ScaleRule::AbsMax && rule != numerics::ScaleRule::MinMax)
    return true;
  return !scheme.convention.includeZero || scheme.convention.guard == numerics::ScaleGuard::Constant;
}

/// Statistics of the kept elements alone.
static llvm::Error chooseForKept(EncodedWeight &result, const WeightInput &input, const Scheme &scheme) {
  numerics::Encoding encoding = result.encoding;
  encoding.sparsity.kind = numerics::Sparsity::Kind::Bitmask;
  std::vector<double> values(input.kept.size());
  readElements(input.data.data, input.data.type, 0, values);
  llvm::Expected<numerics::ArrayParts> parts = numerics::quantize(
      values, input.data.shape, input.data.type, encoding, scheme.convention, scheme.calibration, scheme.getCodebook());
  if (!parts)
    return parts.takeError();
  result.setParts(*parts);
  return llvm::Error::success();
}

/// The kept elements of each block that are finite.
static std::vector<std::vector<double>> gatherBlocks(const WeightInput &input, ArrayRef<int64_t> block) {
  ArrayRef<int64_t> shape = input.data.shape;
  std::vector<double> values(numerics::getNumElements(shape));
  readElements(input.data.data, input.data.type, 0, values);
  std::vector<std::vector<double>> blocks(numerics::getNumElements(numerics::getGridShape(shape, block)));
  numerics::forEachSegment(shape, block, [&](numerics::Segment segment) {
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      if (std::isfinite(values[i]) && (input.kept.empty() || input.kept[i]))
        blocks[segment.block].push_back(values[i]);
  });
  return blocks;
}

/// Scales and zero points by a search, then the codes that are nearest with them.
static llvm::Error searchScales(EncodedWeight &result, const WeightInput &input, const Scheme &scheme) {
  numerics::Convention convention = scheme.convention;
  numerics::Encoding encoding = result.encoding;
  if (scheme.search == ScaleSearch::Exact)
    encoding = getChosenEncoding(encoding, convention, scheme.calibration);
  std::vector<double> scales, zeroPoints;
  auto [low, high] = encoding.codeRange();
  for (const std::vector<double> &values : gatherBlocks(input, encoding.block)) {
    if (scheme.search == ScaleSearch::Exact) {
      scales.push_back(findExactScale(values, (high - low) / 2));
      zeroPoints.push_back(double(low + high) / 2);
    } else {
      ScaleAndZeroPoint fitted = fitZeroPoint(values, high, *encoding.scale);
      scales.push_back(fitted.scale);
      zeroPoints.push_back(fitted.zeroPoint);
      convention.zeroPointOrder = numerics::ZeroPointOrder::BeforeRounding;
    }
  }
  result.setScales(scales);
  if (encoding.zeroPoint)
    result.setZeroPoints(zeroPoints);
  return numerics::encodePacked(input.data, encoding, convention, result.getParts(), result.getOutput().codes,
                                getParallelFor(input.weight.getContext()));
}

llvm::Expected<EncodedWeight> QuantizeMethod::encode(const WeightInput &input) const {
  numerics::Encoding encoding = scheme.getEncoding(input.data.type, getWeightBlock(input.weight, scheme));
  encoding.decode = getDecodeRule(scheme, encoding, input.data.shape);
  EncodedWeight result = EncodedWeight::allocate(encoding, input.data.shape);
  ArrayRef<double> codebook = scheme.getCodebook();
  result.codebook.assign(codebook.begin(), codebook.end());
  if (scheme.search != ScaleSearch::None) {
    if (llvm::Error error = searchScales(result, input, scheme))
      return std::move(error);
    return std::move(result);
  }
  if (!input.kept.empty() && needsKept(scheme)) {
    if (llvm::Error error = chooseForKept(result, input, scheme))
      return std::move(error);
    return std::move(result);
  }
  auto parallel = getParallelFor(input.weight.getContext());
  llvm::Expected<bool> isFinite = numerics::quantizePacked(input.data, encoding, scheme.convention, scheme.calibration,
                                                           result.getOutput(), codebook, parallel);
  if (!isFinite)
    return isFinite.takeError();
  result.isFinite = *isFinite;
  return std::move(result);
}
