//===- KernelScales.h - from the statistics of blocks to their parameters ----------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELSCALES_H
#define QNT_LIB_NUMERICS_KERNELSCALES_H

#include "KernelLoops.h"

namespace mlir::qnt::numerics::kernels {

/// Largest magnitudes of a panel's blocks: of all finite elements, or of positive and negative ones apart.
struct PanelStatistics {
  std::vector<float> positive; ///< or of all
  std::vector<float> negative; ///< asymmetric choices only

  void reset(size_t numBlocks, bool symmetric);
  /// Those of the same blocks over other elements.
  void merge(const PanelStatistics &other);
};

/// Where the parameters of a value's blocks are stored.
struct StoredParameters {
  void *scales;
  void *zeroPoints;
  int64_t first; ///< grid index of the panel's first block
};

/// The scale rule of an encoding, convention and calibration, for cases that `isSupported` accepts. All arithmetic is
/// in f32, step by step as ScaleRules does it.
class KernelScaleRule {
public:
  KernelScaleRule(const Encoding &encoding, const Convention &convention, const Calibration &calibration, Format input,
                  llvm::ArrayRef<double> codebook);
  static bool isSupported(const Encoding &encoding, const Convention &convention, const Calibration &calibration,
                          Format input, llvm::ArrayRef<double> codebook);

  bool isSymmetric() const { return symmetric; }
  /// Smallest and largest code used.
  std::pair<int64_t, int64_t> getCodeRange() const { return codeRange; }
  float chooseTensorScale(float largestMagnitude) const;
  /// Stores the parameters of blocks and hands them out as codes are computed with them: scales with the tensor scale
  /// applied, `zeroPoints` empty when the encoding has none.
  void choose(const PanelStatistics &statistics, const float *tensorScale, const StoredParameters &stored,
              std::vector<float> &scales, std::vector<float> &zeroPoints) const;

private:
  float getBound(llvm::ArrayRef<double> codebook) const;
  float getCenter() const;
  float getOverflowAwareFactor() const;
  void chooseRawScales(const PanelStatistics &statistics, const float *tensorScale,
                       llvm::MutableArrayRef<float> scales) const;
  float getZeroPoint(const PanelStatistics &statistics, size_t block, float scale, const FormatInfo &info) const;

  const Encoding &encoding;
  const Convention &convention;
  bool symmetric;
  std::pair<int64_t, int64_t> codeRange;
  float smallest; ///< smaller scales (or statistics, by the convention's guard) make the scale 1
  float factor;   ///< of the statistics
  float divisor;  ///< of the statistics, to get a scale
};

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELSCALES_H
