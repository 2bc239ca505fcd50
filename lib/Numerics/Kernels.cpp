//===- Kernels.cpp - fast quantization of typed buffers --------------------------------------------------===//
//
// A value is walked panel by panel (KernelLayout.h): the statistics of the panel's blocks, their parameters, and the
// codes are found while the panel is in a cache.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Kernels.h"
#include "KernelCodeStream.h"
#include "KernelCodebook.h"
#include "KernelParameters.h"
#include "KernelScales.h"
#include "KernelTasks.h"
#include <algorithm>
#include <atomic>
#include <mutex>

using namespace mlir::qnt::numerics;
using namespace mlir::qnt::numerics::kernels;

/// What NaN becomes in float storage.
static int32_t getFloatNaNCode(const FormatInfo &info, FloatNaN rule) {
  if (const std::optional<uint64_t> code = getNaNCode(info.format))
    return static_cast<int32_t>(*code);
  if (rule == FloatNaN::LargestFinite)
    return static_cast<int32_t>(getMaxFiniteCode(info.format));
  return rule == FloatNaN::Zero ? 0 : 1 << (info.bits - 1);
}

CodeRule CodeRule::create(const Encoding &encoding, const Convention &convention, const KernelCodebook &codebook) {
  const FormatInfo &info = getInfo(encoding.codebook ? encoding.codebook->index : encoding.storage);
  CodeRule rule;
  if (encoding.codebook) {
    rule.bits = info.bits;
    rule.entries = codebook.entries.data();
    rule.thresholds = codebook.thresholds.data();
    return rule;
  }
  rule.isFloat = info.isFloat;
  rule.isSigned = info.isSigned;
  rule.bits = info.bits;
  if (!info.isFloat) {
    const auto [low, high] = encoding.codeRange();
    rule.low = static_cast<int32_t>(low);
    rule.high = static_cast<int32_t>(high);
    rule.zeroPointFirst = convention.zeroPointOrder == ZeroPointOrder::BeforeRounding;
    rule.nan = convention.nan;
    return rule;
  }
  rule.mantissaBits = static_cast<int>(info.mantissaBits);
  rule.minExponent = 1 - info.bias;
  rule.maxFinite = static_cast<float>(info.maxFinite);
  rule.maxFiniteCode = static_cast<int32_t>(getMaxFiniteCode(info.format));
  rule.nanCode = getFloatNaNCode(info, convention.floatNaN);
  rule.hasInfinity = info.hasInfinity;
  return rule;
}

namespace {

/// The parameters of a panel's blocks, as codes are computed with them.
struct PanelParameters {
  std::vector<float> scales;
  std::vector<float> zeroPoints; ///< empty: all 0

  void load(const Encoding &encoding, const PackedParts &parts, int64_t first, int64_t count);
  const float *zeroPointsFrom(int64_t block) const { return zeroPoints.empty() ? nullptr : &zeroPoints[block]; }
};

/// What the walk over a value needs to know about it.
struct ValueInfo {
  Format type;
  size_t elementBytes;
  CodeRule rule;
  DecodeRule decode;
  RowLayout layout;

  ValueInfo(Format type, llvm::ArrayRef<int64_t> shape, const Encoding &encoding, const Convention &convention,
            const KernelCodebook &codebook)
      : type(type), elementBytes(getStoredBytes(type)), rule(CodeRule::create(encoding, convention, codebook)),
        decode(encoding.decode), layout(RowLayout::create(shape, encoding.block, rule.bits)) {}

  size_t getElementByte(int64_t row, int64_t element) const { return (row * layout.row.size + element) * elementBytes; }
  /// Of the packed codes, at whose start an element stands.
  size_t getCodeByte(int64_t row, int64_t element) const { return row * layout.rowBytes + element * rule.bits / 8; }
};

} // namespace

void PanelParameters::load(const Encoding &encoding, const PackedParts &parts, int64_t first, int64_t count) {
  scales.assign(count, 1.0f);
  if (encoding.scale)
    loadScales(*encoding.scale, parts.scales, first, scales);
  if (encoding.tensorScale)
    for (float &scale : scales)
      scale *= *parts.tensorScale;
  zeroPoints.resize(encoding.zeroPoint ? count : 0);
  if (encoding.zeroPoint)
    loadZeroPoints(*encoding.zeroPoint, parts.zeroPoints, first, zeroPoints);
}

/// The statistics of a panel's blocks over a slice of it. Returns whether all elements are finite.
static bool collectStatistics(const ValueInfo &info, const PanelSlice &slice, const void *values, bool symmetric,
                              PanelStatistics &statistics) {
  bool isFinite = true;
  statistics.reset(slice.panel.numBlocks(), symmetric);
  for (int64_t row : slice.rows)
    forEachPiece(info.layout, slice.panel, slice.columns, [&](Piece piece) {
      const auto *from = static_cast<const char *>(values) + info.getElementByte(row, piece.begin);
      const Run run{info.type, from, size_t(piece.count), size_t(piece.block)};
      float *maxima = &statistics.positive[piece.firstBlock];
      isFinite &= accumulate(symmetric ? Statistic::Magnitude : Statistic::Positive, run, maxima);
      if (!symmetric)
        isFinite &= accumulate(Statistic::Negative, run, &statistics.negative[piece.firstBlock]);
    });
  return isFinite;
}

/// The same of a whole panel, of several slices at once.
static bool collectStatistics(const ValueInfo &info, const Band &band, Panel panel, ParallelFor parallelFor,
                              const void *values, bool symmetric, PanelStatistics &statistics) {
  if (!parallelFor)
    return collectStatistics(info, getWholeSlice(info.layout, band, panel), values, symmetric, statistics);
  const std::vector<PanelSlice> slices = cutPanel(info.layout, band, panel, info.elementBytes);
  std::vector<PanelStatistics> parts(slices.size());
  std::atomic<bool> isFinite(true);
  parallelFor(slices.size(), [&](size_t i) {
    if (!collectStatistics(info, slices[i], values, symmetric, parts[i]))
      isFinite = false;
  });
  statistics.reset(panel.numBlocks(), symmetric);
  for (const PanelStatistics &part : parts)
    statistics.merge(part);
  return isFinite;
}

static void encodeSlice(const ValueInfo &info, const PanelSlice &slice, const PanelParameters &parameters,
                        const void *values, bool isFinite, uint8_t *codes) {
  for (int64_t row : slice.rows) {
    CodePacker packer(info.rule.bits, codes + info.getCodeByte(row, slice.columns.begin));
    forEachPiece(info.layout, slice.panel, slice.columns, [&](Piece piece) {
      const auto *from = static_cast<const char *>(values) + info.getElementByte(row, piece.begin);
      const Run run{info.type, from, size_t(piece.count), size_t(piece.block)};
      const RunParameters given{&parameters.scales[piece.firstBlock], parameters.zeroPointsFrom(piece.firstBlock),
                                isFinite};
      uint8_t *packed = info.rule.bits == 4 ? packer.getPackedSpace() : nullptr;
      if (packed && encodeNibbles(run, info.rule, given, packed))
        return packer.advancePacked(piece.count / 2);
      encodeRun(run, info.rule, given, packer.getSpace());
      packer.advance(piece.count);
    });
    packer.finish();
  }
}

static void decodeSlice(const ValueInfo &info, const PanelSlice &slice, const PanelParameters &parameters,
                        const uint8_t *codes, void *values) {
  for (int64_t row : slice.rows) {
    CodeUnpacker unpacker(info.rule.bits, codes + info.getCodeByte(row, slice.columns.begin),
                          slice.columns.end - slice.columns.begin);
    forEachPiece(info.layout, slice.panel, slice.columns, [&](Piece piece) {
      auto *to = static_cast<char *>(values) + info.getElementByte(row, piece.begin);
      const MutableRun run{info.type, to, size_t(piece.count), size_t(piece.block)};
      decodeRun(unpacker.take(piece.count), info.rule, info.decode, &parameters.scales[piece.firstBlock],
                parameters.zeroPointsFrom(piece.firstBlock), run);
    });
  }
}

/// Visits a panel in one slice or, several at once, in some.
static void forEachSlice(const ValueInfo &info, const Band &band, Panel panel, ParallelFor parallelFor,
                         llvm::function_ref<void(const PanelSlice &)> visit) {
  if (!parallelFor)
    return visit(getWholeSlice(info.layout, band, panel));
  const std::vector<PanelSlice> slices = cutPanel(info.layout, band, panel, info.elementBytes);
  parallelFor(slices.size(), [&](size_t i) { visit(slices[i]); });
}

namespace {

/// One call of quantizeWithKernel.
class Quantizer {
public:
  Quantizer(const TypedInput &input, const Encoding &encoding, const KernelScaleRule &scaleRule, const ValueInfo &info,
            const PackedOutput &output, ParallelFor parallelFor)
      : input(input), encoding(encoding), scaleRule(scaleRule), info(info), walk(info.layout, info.elementBytes),
        output(output), parallelFor(parallelFor) {}

  /// Returns whether all elements are finite.
  bool run();

private:
  /// The largest magnitude of all elements.
  float findLargest();
  void quantizePanels(int64_t begin, int64_t end, ParallelFor withinPanels);

  const TypedInput &input;
  const Encoding &encoding;
  const KernelScaleRule &scaleRule;
  const ValueInfo &info;
  PanelWalk walk;
  const PackedOutput &output;
  ParallelFor parallelFor;
  std::atomic<bool> isFinite{true};
};

} // namespace

float Quantizer::findLargest() {
  const auto *bytes = static_cast<const char *>(input.data);
  const int64_t numElements = getNumElements(input.shape), step = kTaskBytes / int64_t(info.elementBytes);
  std::mutex mutex;
  float largest = 0.0f;
  const auto visit = [&](size_t i) {
    const int64_t begin = int64_t(i) * step;
    float maximum = 0.0f;
    const bool isPartFinite = kernels::findLargest(info.type, bytes + begin * info.elementBytes,
                                                   std::min(step, numElements - begin), maximum);
    const std::lock_guard<std::mutex> lock(mutex);
    largest = std::max(largest, maximum);
    isFinite = isFinite && isPartFinite;
  };
  const size_t numParts = (numElements + step - 1) / step;
  if (parallelFor && numParts > 1)
    parallelFor(numParts, visit);
  else
    for (size_t i = 0; i < numParts; ++i)
      visit(i);
  return largest;
}

void Quantizer::quantizePanels(int64_t begin, int64_t end, ParallelFor withinPanels) {
  PanelStatistics statistics;
  PanelParameters parameters;
  walk.forEach(begin, end, [&](const Band &band, Panel panel) {
    const int64_t first = band.firstBlock + panel.begin;
    const bool isPanelFinite =
        collectStatistics(info, band, panel, withinPanels, input.data, scaleRule.isSymmetric(), statistics);
    if (!isPanelFinite)
      isFinite = false;
    scaleRule.choose(statistics, encoding.tensorScale ? output.tensorScale : nullptr,
                     {output.scales, output.zeroPoints, first}, parameters.scales, parameters.zeroPoints);
    forEachSlice(info, band, panel, withinPanels, [&](const PanelSlice &slice) {
      encodeSlice(info, slice, parameters, input.data, isPanelFinite, output.codes);
    });
  });
}

bool Quantizer::run() {
  // A tensor scale is that of all elements. Their blocks' statistics are found again: they would take more memory than
  // time. What was read last is still in a cache, and comes first.
  if (encoding.tensorScale)
    *output.tensorScale = scaleRule.chooseTensorScale(findLargest());
  forEachTask(
      walk, parallelFor,
      [&](int64_t begin, int64_t end, ParallelFor withinPanels) { quantizePanels(begin, end, withinPanels); },
      encoding.tensorScale ? TaskOrder::LastFirst : TaskOrder::FirstFirst);
  return isFinite;
}

bool mlir::qnt::numerics::quantizeWithKernel(const TypedInput &input, const Encoding &encoding,
                                             const Convention &convention, const Calibration &calibration,
                                             const PackedOutput &output, llvm::ArrayRef<double> codebook,
                                             ParallelFor parallelFor) {
  const KernelScaleRule scaleRule(encoding, convention, calibration, input.type, codebook);
  Encoding chosen = encoding;
  if (!encoding.codebook && isInteger(encoding.storage))
    chosen.clamp = scaleRule.getCodeRange();
  const KernelCodebook table = KernelCodebook::createForSearch(codebook);
  const ValueInfo info(input.type, input.shape, chosen, convention, table);
  return Quantizer(input, encoding, scaleRule, info, output, parallelFor).run();
}

/// Visits all slices of a value with the parameters of their panels.
static void
forEachSliceOfValue(const ValueInfo &info, const Encoding &encoding, const PackedParts &parts, ParallelFor parallelFor,
                    llvm::function_ref<void(const PanelSlice &slice, const PanelParameters &parameters)> visit) {
  const PanelWalk walk(info.layout, info.elementBytes);
  forEachTask(walk, parallelFor, [&](int64_t begin, int64_t end, ParallelFor withinPanels) {
    PanelParameters parameters;
    walk.forEach(begin, end, [&](const Band &band, Panel panel) {
      parameters.load(encoding, parts, band.firstBlock + panel.begin, panel.numBlocks());
      forEachSlice(info, band, panel, withinPanels, [&](const PanelSlice &slice) { visit(slice, parameters); });
    });
  });
}

void mlir::qnt::numerics::encodeWithKernel(const TypedInput &input, const Encoding &encoding,
                                           const Convention &convention, const PackedParts &parts, uint8_t *codes,
                                           ParallelFor parallelFor) {
  const KernelCodebook table = KernelCodebook::createForSearch(parts.codebook);
  const ValueInfo info(input.type, input.shape, encoding, convention, table);
  forEachSliceOfValue(info, encoding, parts, parallelFor, [&](const PanelSlice &slice, const PanelParameters &given) {
    encodeSlice(info, slice, given, input.data, /*isFinite=*/false, codes);
  });
}

void mlir::qnt::numerics::dequantizeWithKernel(const PackedParts &parts, const Encoding &encoding,
                                               const TypedOutput &result, ParallelFor parallelFor) {
  const KernelCodebook table = KernelCodebook::createForDecoding(parts.codebook);
  const ValueInfo info(result.type, result.shape, encoding, Convention(), table);
  forEachSliceOfValue(info, encoding, parts, parallelFor, [&](const PanelSlice &slice, const PanelParameters &given) {
    decodeSlice(info, slice, given, parts.codes, result.data);
  });
}
