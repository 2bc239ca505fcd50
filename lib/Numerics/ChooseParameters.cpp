//===- ChooseParameters.cpp - scales and zero points of an array -----------------------------------------===//

#include "ErrorSearch.h"
#include "Qnt/Numerics/Quantize.h"
#include "ScaleRules.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace mlir::qnt::numerics;

static bool isIntegerStorage(const Encoding &encoding) { return !encoding.codebook && isInteger(encoding.storage); }

bool mlir::qnt::numerics::isSymmetricChoice(const Encoding &encoding, const Calibration &calibration) {
  switch (calibration.rule) {
  case ScaleRule::AbsMax:
  case ScaleRule::RMS:
    return true;
  case ScaleRule::MinMax:
    return false;
  case ScaleRule::Fixed:
    return calibration.arguments.size() < 2 || calibration.arguments[0] == -calibration.arguments[1];
  case ScaleRule::Percentile:
  case ScaleRule::MSE:
    return !encoding.zeroPoint;
  }
  return true;
}

Encoding mlir::qnt::numerics::getChosenEncoding(const Encoding &encoding, const Convention &convention,
                                                const Calibration &calibration) {
  Encoding chosen = encoding;
  bool narrow = convention.range == CodeRange::Narrow && isSymmetricChoice(encoding, calibration);
  if (!narrow || encoding.clamp || !isIntegerStorage(encoding))
    return chosen;
  auto [low, high] = encoding.codeRange();
  if (low < 0)
    chosen.clamp = {-high, high};
  else if (encoding.zeroPoint)
    chosen.clamp = {low, high - 1};
  return chosen;
}

std::optional<int64_t> mlir::qnt::numerics::findZeroAtTheEnd(const Encoding &encoding, const Convention &convention,
                                                             const Calibration &calibration) {
  if (!isIntegerStorage(encoding) || !isSymmetricChoice(encoding, calibration))
    return std::nullopt;
  auto [low, high] = getChosenEncoding(encoding, convention, calibration).codeRange();
  bool hasMiddle = !hasSignedCodes(encoding) && encoding.zeroPoint;
  int64_t zero = hasMiddle ? low + (high - low + 1) / 2 : 0;
  return high > zero ? std::nullopt : std::optional(zero);
}

llvm::Error mlir::qnt::numerics::checkScaleRule(const ArrayParts &parts, llvm::ArrayRef<double> values,
                                                const Encoding &encoding, const Convention &convention,
                                                const Calibration &calibration) {
  std::string rule = Calibration::getRuleName(calibration.rule).str();
  if (parts.shape.size() != encoding.block.size())
    return llvm::createStringError("expected a block size for each of the %zu dimensions, but got %zu",
                                   parts.shape.size(), encoding.block.size());
  if (int64_t(values.size()) != getNumElements(parts.shape))
    return llvm::createStringError("expected %lld values, but got %zu",
                                   static_cast<long long>(getNumElements(parts.shape)), values.size());
  if (encoding.zeroPoint && !isIntegerStorage(encoding))
    return llvm::createStringError("expected no zero point with float storage or a code book");
  if (!isSymmetricChoice(encoding, calibration) && !encoding.zeroPoint)
    return llvm::createStringError("expected a zero point for scale rule '%s'", rule.c_str());
  if (std::optional<int64_t> zero = findZeroAtTheEnd(encoding, convention, calibration); zero && encoding.scale)
    return llvm::createStringError("expected a code above %lld, the code of 0, for scale rule '%s', but got codes from "
                                   "%lld to %lld",
                                   static_cast<long long>(*zero), rule.c_str(),
                                   static_cast<long long>(encoding.codeRange().first),
                                   static_cast<long long>(encoding.codeRange().second));
  if (calibration.rule == ScaleRule::Percentile && !isSymmetricChoice(encoding, calibration) &&
      calibration.argument(0, 100.0) < 50.0)
    return llvm::createStringError("expected scale rule 'percentile' to have a percentile of at least 50 for the range "
                                   "between both tails");
  if (calibration.rule == ScaleRule::Fixed && getNumElements(getGridShape(parts.shape, encoding.block)) != 1)
    return llvm::createStringError("expected scale rule 'fixed' to have one block for the whole tensor");
  bool oneScalarTable =
      !encoding.codebook ||
      (!encoding.codebook->isVector() && llvm::all_of(encoding.codebook->group, [](int64_t g) { return g == kWhole; }));
  if (calibration.rule == ScaleRule::MSE && !oneScalarTable)
    return llvm::createStringError("expected scale rule 'mse' to have no code book or one with scalar entries for the "
                                   "whole tensor");
  return llvm::Error::success();
}

static double getCodebookBound(llvm::ArrayRef<double> codebook) {
  double bound = 0.0;
  for (double entry : codebook)
    bound = std::isfinite(entry) ? std::max(bound, std::fabs(entry)) : bound;
  return bound == 0.0 ? 1.0 : bound;
}

/// Without scales only a constant zero point can be chosen: the middle of unsigned codes.
static void chooseWithoutScales(ArrayParts &parts, const Encoding &encoding) {
  if (!encoding.zeroPoint)
    return;
  auto numBlocks = size_t(getNumElements(getGridShape(parts.shape, encoding.block)));
  auto [low, high] = encoding.codeRange();
  parts.zeroPoints.assign(numBlocks, low < 0 ? 0.0 : std::ceil(double(low + high) / 2));
}

ChosenBlocks mlir::qnt::numerics::chooseBlocks(const ArrayParts &parts, llvm::ArrayRef<double> values, Format input,
                                               const Encoding &encoding, const Convention &convention,
                                               const Calibration &calibration) {
  StatisticsFilter filter{parts.mask, convention.statistics};
  std::vector<BlockStatistics> statistics = collectStatistics(values, filter, parts.shape, encoding.block);
  ScaleRules rules(encoding, convention, calibration, input, getCodebookBound(parts.codebook), statistics.size() == 1);
  bool searches = calibration.rule == ScaleRule::MSE;
  bool needsValues = searches || calibration.rule == ScaleRule::RMS || calibration.rule == ScaleRule::Percentile;
  BlockValues blocks;
  if (needsValues)
    blocks = gatherBlocks(values, {parts.mask, Statistics::Finite}, parts.shape, encoding.block);

  std::vector<ValueRange> ranges;
  for (size_t b = 0; b < statistics.size(); ++b)
    ranges.push_back(
        rules.getRange(statistics[b], needsValues ? blocks.get(int64_t(b)) : llvm::MutableArrayRef<double>()));
  ChosenBlocks chosen;
  if (encoding.tensorScale)
    chosen.tensorScale = rules.chooseTensorScale(ranges);
  std::optional<ErrorSearch> search;
  if (searches)
    search.emplace(rules, encoding, convention, calibration, input, parts.codebook);
  for (size_t b = 0; b < ranges.size(); ++b)
    chosen.blocks.push_back(
        search ? search->search(ranges[b], chosen.tensorScale, blocks.get(int64_t(b)), blocks.getElements(int64_t(b)))
               : rules.choose(ranges[b], chosen.tensorScale));
  return chosen;
}

llvm::Error mlir::qnt::numerics::chooseParameters(ArrayParts &parts, llvm::ArrayRef<double> values, Format input,
                                                  const Encoding &encoding, const Convention &convention,
                                                  const Calibration &calibration, std::vector<double> *finerScales) {
  if (llvm::Error error = checkScaleRule(parts, values, encoding, convention, calibration))
    return error;
  if (!encoding.scale) {
    chooseWithoutScales(parts, encoding);
    return llvm::Error::success();
  }
  ChosenBlocks chosen = chooseBlocks(parts, values, input, encoding, convention, calibration);
  if (encoding.tensorScale)
    parts.tensorScale = chosen.tensorScale;
  parts.scales.clear();
  parts.zeroPoints.clear();
  for (const ChosenParameters &block : chosen.blocks) {
    parts.scales.push_back(block.scale);
    if (encoding.zeroPoint)
      parts.zeroPoints.push_back(block.zeroPoint);
    if (finerScales)
      finerScales->push_back(block.finerScale);
  }
  return llvm::Error::success();
}
