//===- Kernels.cpp - fast quantization of typed buffers --------------------------------------------------===//
//
// A value is walked panel by panel (KernelLayout.h): the statistics of the panel's blocks, their parameters, and the
// codes are found while the panel is in a cache.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Numerics/Kernels.h"
#include "KernelCodebook.h"
#include "KernelLayout.h"
#include "KernelParameters.h"
#include "KernelScales.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cstring>

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

/// Packs codes that arrive in pieces; a piece may end inside a byte.
class CodePacker {
public:
  CodePacker(unsigned bits, uint8_t *packed) : bits(bits), packed(packed) {}

  /// Where the next piece, of at most kPieceSize codes, is to be written.
  uint8_t *getSpace() { return bits == 8 ? packed : buffer + pending; }

  void advance(int64_t count) {
    if (bits == 8) {
      packed += count;
      return;
    }
    pending += count;
    const int64_t whole = pending / 8 * 8;
    packRun(buffer, whole, bits, packed);
    packed += whole / 8 * bits;
    pending -= whole;
    std::memmove(buffer, buffer + whole, pending);
  }

  void finish() {
    if (pending)
      packRun(buffer, pending, bits, packed);
  }

private:
  unsigned bits;
  uint8_t *packed;
  int64_t pending = 0; ///< codes in the buffer, fewer than 8 between pieces
  uint8_t buffer[kPieceSize + 8];
};

/// Unpacks codes in pieces; a piece may begin inside a byte.
class CodeUnpacker {
public:
  CodeUnpacker(unsigned bits, const uint8_t *packed, int64_t count) : bits(bits), packed(packed), left(count) {}

  /// The next `count` codes, at most kPieceSize.
  const uint8_t *take(int64_t count) {
    if (bits == 8) {
      packed += count;
      return packed - count;
    }
    std::memmove(buffer, buffer + begin, ready);
    const int64_t missing = std::min(llvm::alignTo(count - std::min(ready, count), 8), uint64_t(left));
    unpackRun(packed, missing, bits, buffer + ready);
    packed += missing / 8 * bits;
    left -= missing;
    ready += missing - count;
    begin = count;
    return buffer;
  }

private:
  unsigned bits;
  const uint8_t *packed;
  int64_t left;                 ///< codes not unpacked so far
  int64_t begin = 0, ready = 0; ///< codes unpacked but not taken
  uint8_t buffer[kPieceSize + 16];
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
  /// Byte of the packed codes where a row's part in the panel starts.
  size_t getCodeByte(int64_t row, Panel panel) const {
    return row * layout.rowBytes + panel.begin * layout.row.block * rule.bits / 8;
  }
  int64_t getNumColumns(Panel panel) const {
    return std::min(panel.end * layout.row.block, layout.row.size) - panel.begin * layout.row.block;
  }
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

/// The statistics of a panel's blocks over the rows of its band.
static void collectStatistics(const ValueInfo &info, const Band &band, Panel panel, const void *values, bool symmetric,
                              PanelStatistics &statistics) {
  statistics.reset(panel.numBlocks(), symmetric);
  for (int64_t row : band.rows)
    forEachPiece(info.layout, panel, [&](Piece piece) {
      const auto *from = static_cast<const char *>(values) + info.getElementByte(row, piece.begin);
      const Run run{info.type, from, size_t(piece.count), size_t(piece.block)};
      float *maxima = &statistics.positive[piece.firstBlock];
      if (symmetric)
        return accumulate(Statistic::Magnitude, run, maxima);
      accumulate(Statistic::Positive, run, maxima);
      accumulate(Statistic::Negative, run, &statistics.negative[piece.firstBlock]);
    });
}

static void encodePanelRow(const ValueInfo &info, Panel panel, const PanelParameters &parameters, int64_t row,
                           const void *values, uint8_t *codes) {
  CodePacker packer(info.rule.bits, codes + info.getCodeByte(row, panel));
  forEachPiece(info.layout, panel, [&](Piece piece) {
    const auto *from = static_cast<const char *>(values) + info.getElementByte(row, piece.begin);
    const Run run{info.type, from, size_t(piece.count), size_t(piece.block)};
    encodeRun(run, info.rule, &parameters.scales[piece.firstBlock], parameters.zeroPointsFrom(piece.firstBlock),
              packer.getSpace());
    packer.advance(piece.count);
  });
  packer.finish();
}

static void decodePanelRow(const ValueInfo &info, Panel panel, const PanelParameters &parameters, int64_t row,
                           const uint8_t *codes, void *values) {
  CodeUnpacker unpacker(info.rule.bits, codes + info.getCodeByte(row, panel), info.getNumColumns(panel));
  forEachPiece(info.layout, panel, [&](Piece piece) {
    auto *to = static_cast<char *>(values) + info.getElementByte(row, piece.begin);
    const MutableRun run{info.type, to, size_t(piece.count), size_t(piece.block)};
    decodeRun(unpacker.take(piece.count), info.rule, info.decode, &parameters.scales[piece.firstBlock],
              parameters.zeroPointsFrom(piece.firstBlock), run);
  });
}

/// The largest magnitudes of all blocks, in grid order.
static std::vector<float> collectMagnitudes(const ValueInfo &info, const void *values, int64_t numBlocks) {
  std::vector<float> magnitudes(numBlocks);
  PanelStatistics statistics;
  forEachBand(info.layout, [&](const Band &band) {
    forEachPanel(info.layout, band, info.elementBytes, [&](Panel panel) {
      collectStatistics(info, band, panel, values, /*symmetric=*/true, statistics);
      std::copy(statistics.positive.begin(), statistics.positive.end(),
                magnitudes.begin() + band.firstBlock + panel.begin);
    });
  });
  return magnitudes;
}

void mlir::qnt::numerics::quantizeWithKernel(const TypedInput &input, const Encoding &encoding,
                                             const Convention &convention, const Calibration &calibration,
                                             const PackedOutput &output, llvm::ArrayRef<double> codebook) {
  const KernelScaleRule scaleRule(encoding, convention, calibration, input.type, codebook);
  Encoding chosen = encoding;
  if (!encoding.codebook && isInteger(encoding.storage))
    chosen.clamp = scaleRule.getCodeRange();
  const KernelCodebook table = KernelCodebook::createForSearch(codebook);
  const ValueInfo info(input.type, input.shape, chosen, convention, table);
  // A tensor scale needs the statistics of all blocks before the first code.
  std::vector<float> magnitudes;
  if (encoding.tensorScale) {
    magnitudes = collectMagnitudes(info, input.data, getNumElements(getGridShape(input.shape, encoding.block)));
    *output.tensorScale = scaleRule.chooseTensorScale(*std::max_element(magnitudes.begin(), magnitudes.end()));
  }
  PanelStatistics statistics;
  PanelParameters parameters;
  forEachBand(info.layout, [&](const Band &band) {
    forEachPanel(info.layout, band, info.elementBytes, [&](Panel panel) {
      const int64_t first = band.firstBlock + panel.begin;
      if (encoding.tensorScale)
        statistics.positive.assign(&magnitudes[first], &magnitudes[first] + panel.numBlocks());
      else
        collectStatistics(info, band, panel, input.data, scaleRule.isSymmetric(), statistics);
      scaleRule.choose(statistics, encoding.tensorScale ? output.tensorScale : nullptr,
                       {output.scales, output.zeroPoints, first}, parameters.scales, parameters.zeroPoints);
      for (int64_t row : band.rows)
        encodePanelRow(info, panel, parameters, row, input.data, output.codes);
    });
  });
}

void mlir::qnt::numerics::encodeWithKernel(const TypedInput &input, const Encoding &encoding,
                                           const Convention &convention, const PackedParts &parts, uint8_t *codes) {
  const KernelCodebook table = KernelCodebook::createForSearch(parts.codebook);
  const ValueInfo info(input.type, input.shape, encoding, convention, table);
  PanelParameters parameters;
  forEachBand(info.layout, [&](const Band &band) {
    forEachPanel(info.layout, band, info.elementBytes, [&](Panel panel) {
      parameters.load(encoding, parts, band.firstBlock + panel.begin, panel.numBlocks());
      for (int64_t row : band.rows)
        encodePanelRow(info, panel, parameters, row, input.data, codes);
    });
  });
}

void mlir::qnt::numerics::dequantizeWithKernel(const PackedParts &parts, const Encoding &encoding,
                                               const TypedOutput &result) {
  const KernelCodebook table = KernelCodebook::createForDecoding(parts.codebook);
  const ValueInfo info(result.type, result.shape, encoding, Convention(), table);
  PanelParameters parameters;
  forEachBand(info.layout, [&](const Band &band) {
    forEachPanel(info.layout, band, info.elementBytes, [&](Panel panel) {
      parameters.load(encoding, parts, band.firstBlock + panel.begin, panel.numBlocks());
      for (int64_t row : band.rows)
        decodePanelRow(info, panel, parameters, row, parts.codes, result.data);
    });
  });
}
