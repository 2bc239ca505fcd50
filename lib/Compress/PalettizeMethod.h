//===- PalettizeMethod.h - weights to indices into tables of few values -------------------------------------===//
#ifndef QNT_LIB_COMPRESS_PALETTIZEMETHOD_H
#define QNT_LIB_COMPRESS_PALETTIZEMETHOD_H

#include "CompressionMethod.h"

namespace mlir::qnt {

struct PaletteGeometry;
struct PaletteTables;

enum class PaletteMode : uint8_t {
  KMeans,  ///< the means of clusters with the smallest squared error
  Uniform, ///< evenly spaced from the smallest to the largest element
  Unique,  ///< the different elements; lossless
  Custom,  ///< given values
};

/// Option texts as given; empty means the default.
struct PaletteOptions {
  StringRef mode, granularity, entryDtype, channelScale;
  int64_t numBits = 4;
  bool hasNumBits = true;
  int64_t groupSize = 32, vectorSize = 1;
  ArrayRef<double> table;
};

struct Palette {
  PaletteMode mode = PaletteMode::KMeans;
  /// Nothing: the fewest that hold all different elements (PaletteMode::Unique).
  std::optional<unsigned> numBits = 4;
  enum class Granularity : uint8_t { PerTensor, PerChannel, PerGroup } granularity = Granularity::PerTensor;
  int64_t groupSize = 32;
  int64_t vectorSize = 1;         ///< elements in a row along the output dimension that share an index
  std::optional<Format> entry;    ///< absent: the weight's own type
  std::optional<WeightAxis> axis; ///< of the scales that divide the weight before it is clustered
  std::vector<double> table;      ///< PaletteMode::Custom

  /// Each contradiction has its own message.
  static llvm::Expected<Palette> create(const PaletteOptions &options);
};

class PalettizeMethod : public CompressionMethod {
public:
  explicit PalettizeMethod(Palette palette) : palette(std::move(palette)) {}

  std::string getDescription() const override;
  std::string findObstacle(const Weight &weight) const override;
  llvm::Expected<EncodedWeight> encode(const WeightInput &input) const override;

private:
  /// Tables, and the scales of `scaleBlock` that elements are divided by before (none without palette.axis).
  llvm::Expected<PaletteTables> chooseTables(const PaletteGeometry &geometry, const WeightInput &input,
                                             const numerics::BlockShape &scaleBlock,
                                             std::vector<double> &channelScales) const;

  Palette palette;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_PALETTIZEMETHOD_H
