//===- MeasureError.cpp - how far a decoded weight is from the given one ------------------------------------===//
#include "MeasureError.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/SquareShift.h"
#include "WeightData.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Sums of squares and products of numbers divided by 2^exponent.
struct Energy {
  double signal = 0.0, noise = 0.0, decoded = 0.0, product = 0.0;
  int exponent = 0;

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
  bool isZero() const { return signal == 0.0 && noise == 0.0 && decoded == 0.0; }
  void changeExponent(int other) {
    for (double *sum : {&signal, &noise, &decoded, &product})
      *sum = std::ldexp(*sum, 2 * (exponent - other));
    exponent = other;
  }
  void add(Energy other) {
    if (other.exponent != exponent && !other.isZero()) {
      int common = isZero() ? other.exponent : std::max(exponent, other.exponent);
      changeExponent(common);
      other.changeExponent(common);
    }
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

namespace {
/// A weight and what became of it, by blocks.
struct Comparison {
  const numerics::TypedInput &weight;
  ArrayRef<char> decoded;
  ArrayRef<int64_t> block;

  /// Calls `visit(block, before, after)` for the finite elements.
  template <typename Visitor>
  void forEachPair(Visitor &&visit) const {
    std::vector<double> given, found;
    numerics::forEachSegment(weight.shape, block, [&](numerics::Segment segment) {
      given.resize(segment.length);
      found.resize(segment.length);
      readElements(weight.data, weight.type, segment.begin, given);
      readElements(decoded.data(), weight.type, segment.begin, found);
      for (auto [before, after] : llvm::zip(given, found))
        if (std::isfinite(before))
          visit(segment.block, before, after);
    });
  }
};
} // namespace

static std::vector<Energy> sumEnergies(const Comparison &comparison) {
  size_t numBlocks = numerics::getNumElements(numerics::getGridShape(comparison.weight.shape, comparison.block));
  std::vector<Energy> energies(numBlocks);
  // Squares of narrower types are in the range of f64.
  if (comparison.weight.type == Format::F64) {
    std::vector<double> absmax(numBlocks, 0.0);
    comparison.forEachPair([&](int64_t block, double before, double after) {
      absmax[block] = std::max({absmax[block], std::fabs(before), std::isfinite(after) ? std::fabs(after) : 0.0});
    });
    for (auto [energy, largest] : llvm::zip(energies, absmax))
      energy.exponent = numerics::getSquareShift(largest);
  }
  comparison.forEachPair([&](int64_t block, double before, double after) {
    Energy &energy = energies[block];
    if (energy.exponent != 0) {
      before = std::ldexp(before, -energy.exponent);
      after = std::ldexp(after, -energy.exponent);
    }
    energy.signal += before * before;
    energy.noise += (after - before) * (after - before);
    energy.decoded += after * after;
    energy.product += before * after;
  });
  return energies;
}

WeightError mlir::qnt::measureError(const numerics::TypedInput &weight, const EncodedWeight &encoded) {
  int64_t bytes = numerics::bitWidth(weight.type) / 8;
  std::vector<char> decoded(numerics::getNumElements(weight.shape) * bytes);
  encoded.decode(decoded.data());
  numerics::BlockShape block = getSharedBlock(encoded);
  WeightError result;
  Energy total;
  for (auto [index, energy] : llvm::enumerate(sumEnergies({weight, decoded, block}))) {
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
