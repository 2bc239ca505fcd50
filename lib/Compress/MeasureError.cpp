//===- MeasureError.cpp - how far a decoded weight is from the given one ------------------------------------===//
#include "MeasureError.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "WeightData.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct Energy {
  double signal = 0.0, noise = 0.0, decoded = 0.0, product = 0.0;

  double getRelative() const {
    if (noise == 0.0)
      return 0.0;
    return std::sqrt(noise / signal);
  }
  /// Of the angle between both; 1 of zeros that stay zeros.
  double getCosine() const {
    if (noise == 0.0)
      return 1.0;
    return signal == 0.0 || decoded == 0.0 ? 0.0 : product / std::sqrt(signal * decoded);
  }
  void add(const Energy &other) {
    signal += other.signal;
    noise += other.noise;
    decoded += other.decoded;
    product += other.product;
  }
};
} // namespace

/// The part of a value that shares numbers: blocks, or tables where there are no scales.
static numerics::BlockShape getSharedBlock(const EncodedWeight &weight) {
  const numerics::Encoding &encoding = weight.encoding;
  if (weight.isPlain)
    return numerics::BlockShape(weight.shape.size(), numerics::kWhole);
  if (!encoding.scale && encoding.codebook && !encoding.codebook->group.empty())
    return encoding.codebook->group;
  return encoding.block;
}

static std::vector<Energy> sumEnergies(const numerics::TypedInput &weight, ArrayRef<char> decoded,
                                       ArrayRef<int64_t> block) {
  std::vector<Energy> energies(numerics::getNumElements(numerics::getGridShape(weight.shape, block)));
  std::vector<double> given, found;
  numerics::forEachSegment(weight.shape, block, [&](numerics::Segment segment) {
    given.resize(segment.length);
    found.resize(segment.length);
    readElements(weight.data, weight.type, segment.begin, given);
    readElements(decoded.data(), weight.type, segment.begin, found);
    Energy &energy = energies[segment.block];
    for (auto [before, after] : llvm::zip(given, found)) {
      if (!std::isfinite(before))
        continue;
      energy.signal += before * before;
      energy.noise += (after - before) * (after - before);
      energy.decoded += after * after;
      energy.product += before * after;
    }
  });
  return energies;
}

WeightError mlir::qnt::measureError(const numerics::TypedInput &weight, const EncodedWeight &encoded) {
  int64_t bytes = numerics::bitWidth(weight.type) / 8;
  std::vector<char> decoded(numerics::getNumElements(weight.shape) * bytes);
  encoded.decode(decoded.data());
  WeightError result;
  Energy total;
  for (auto [index, energy] : llvm::enumerate(sumEnergies(weight, decoded, getSharedBlock(encoded)))) {
    total.add(energy);
    if (result.worstBlock < 0 || energy.getRelative() > result.worstRelative) {
      result.worstBlock = index;
      result.worstRelative = energy.getRelative();
    }
  }
  result.relative = total.getRelative();
  result.cosine = total.getCosine();
  result.noise = -20.0 * std::log10(result.relative);
  return result;
}
