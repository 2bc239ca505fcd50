//===- MeasureError.cpp - how far a decoded weight is from the given one ------------------------------------===//
#include "MeasureError.h"
#include "WeightData.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct Energy {
  double signal = 0.0, noise = 0.0;

  double getRelative() const {
    if (noise == 0.0)
      return 0.0;
    return std::sqrt(noise / signal);
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

/// Linear index in the grid of the block that holds the first element of row `row`.
static int64_t getRowBlock(int64_t row, ArrayRef<int64_t> shape, ArrayRef<int64_t> block, ArrayRef<int64_t> grid) {
  int64_t index = 0, stride = grid.back();
  for (int64_t dim = int64_t(shape.size()) - 2; dim >= 0; --dim) {
    int64_t at = row % shape[dim];
    row /= shape[dim];
    index += (block[dim] == numerics::kWhole ? 0 : at / block[dim]) * stride;
    stride *= grid[dim];
  }
  return index;
}

static std::vector<Energy> sumEnergies(const numerics::TypedInput &weight, ArrayRef<char> decoded,
                                       ArrayRef<int64_t> block) {
  numerics::Shape grid = numerics::getGridShape(weight.shape, block);
  std::vector<Energy> energies(numerics::getNumElements(grid));
  int64_t inner = weight.shape.back(), rows = inner == 0 ? 0 : numerics::getNumElements(weight.shape) / inner;
  int64_t innerBlock = block.back() == numerics::kWhole ? inner : block.back();
  std::vector<double> given(inner), found(inner);
  for (int64_t row = 0; row < rows; ++row) {
    readElements(weight.data, weight.type, row * inner, given);
    readElements(decoded.data(), weight.type, row * inner, found);
    int64_t first = getRowBlock(row, weight.shape, block, grid);
    for (int64_t i = 0; i < inner; ++i) {
      if (!std::isfinite(given[i]))
        continue;
      Energy &energy = energies[first + i / innerBlock];
      energy.signal += given[i] * given[i];
      energy.noise += (found[i] - given[i]) * (found[i] - given[i]);
    }
  }
  return energies;
}

WeightError mlir::qnt::measureError(const numerics::TypedInput &weight, const EncodedWeight &encoded) {
  int64_t bytes = numerics::bitWidth(weight.type) / 8;
  std::vector<char> decoded(numerics::getNumElements(weight.shape) * bytes);
  encoded.decode(decoded.data());
  WeightError result;
  Energy total;
  for (auto [index, energy] : llvm::enumerate(sumEnergies(weight, decoded, getSharedBlock(encoded)))) {
    total.signal += energy.signal;
    total.noise += energy.noise;
    if (result.worstBlock < 0 || energy.getRelative() > result.worstRelative) {
      result.worstBlock = index;
      result.worstRelative = energy.getRelative();
    }
  }
  result.relative = total.getRelative();
  result.noise = -20.0 * std::log10(result.relative);
  return result;
}
