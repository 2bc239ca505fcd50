//===- PaletteTables.cpp - the tables of a palette ----------------------------------------------------------===//
#include "PaletteTables.h"
#include "Qnt/Numerics/Clustering.h"
#include "Qnt/Numerics/Rounding.h"
#include "WeightData.h"
#include <set>

using namespace mlir;
using namespace mlir::qnt;

/// Vectors with pruned elements tell nothing of a whole one: their pruned elements count as 0.
std::vector<std::vector<double>> PaletteTables::gather(ArrayRef<double> values, ArrayRef<uint8_t> kept) const {
  std::vector<std::vector<double>> groups(numerics::getNumElements(numerics::getGridShape(shape, group)));
  std::vector<int64_t> groupOf = getBlockIndices(shape, group);
  if (vectorAxis < 0) {
    for (size_t i = 0; i < values.size(); ++i)
      if (kept.empty() || kept[i])
        groups[groupOf[i]].push_back(values[i]);
    return groups;
  }
  int64_t stride = 1;
  for (size_t dim = vectorAxis + 1; dim < shape.size(); ++dim)
    stride *= shape[dim];
  for (size_t i = 0; i < values.size(); ++i) {
    if (i / stride % shape[vectorAxis] % vectorSize != 0)
      continue;
    bool isKept = kept.empty();
    for (int64_t j = 0; j < vectorSize && !isKept; ++j)
      isKept = kept[i + j * stride];
    for (int64_t j = 0; j < vectorSize && isKept; ++j)
      groups[groupOf[i]].push_back(values[i + j * stride]);
  }
  return groups;
}

static std::vector<double> spaceEvenly(ArrayRef<double> values, unsigned numEntries) {
  if (values.empty())
    return {};
  auto [low, high] = std::minmax_element(values.begin(), values.end());
  std::vector<double> table(numEntries);
  for (unsigned i = 0; i < numEntries; ++i)
    table[i] = *low + (*high - *low) * i / (numEntries - 1);
  return table;
}

/// Different vectors in lexicographic order.
static std::vector<double> findDifferent(ArrayRef<double> values, int64_t size) {
  std::set<std::vector<double>> different;
  for (size_t i = 0; i < values.size(); i += size)
    different.insert(std::vector<double>(values.begin() + i, values.begin() + i + size));
  std::vector<double> table;
  for (const std::vector<double> &vector : different)
    llvm::append_range(table, vector);
  return table;
}

static std::vector<double> makeTable(ArrayRef<double> values, const Palette &palette) {
  switch (palette.mode) {
  case PaletteMode::KMeans:
    if (palette.vectorSize > 1)
      return numerics::clusterVectors(values, palette.vectorSize, 1u << *palette.numBits);
    return numerics::clusterPoints(numerics::gatherPoints(values), 1u << *palette.numBits);
  case PaletteMode::Uniform:
    return spaceEvenly(values, 1u << *palette.numBits);
  case PaletteMode::Unique:
    return findDifferent(values, palette.vectorSize);
  case PaletteMode::Custom:
    return palette.table;
  }
  return {};
}

/// The fewest bits that index `numEntries` entries.
static std::optional<unsigned> findNumBits(size_t numEntries, const Palette &palette) {
  for (unsigned bits : {1, 2, 3, 4, 6, 8})
    if ((!palette.numBits || bits == *palette.numBits) && numEntries <= size_t(1) << bits)
      return bits;
  return std::nullopt;
}

llvm::Expected<unsigned> PaletteTables::make(ArrayRef<double> values, ArrayRef<uint8_t> kept, const Palette &palette) {
  std::vector<std::vector<double>> tables;
  size_t largest = 1;
  for (const std::vector<double> &group : gather(values, kept)) {
    tables.push_back(makeTable(group, palette));
    largest = std::max(largest, tables.back().size() / vectorSize);
  }
  std::optional<unsigned> numBits = findNumBits(largest, palette);
  if (!numBits)
    return llvm::make_error<Declined>("a table needs " + Twine(largest) +
                                      " entries for its different elements, but has " +
                                      Twine(1u << palette.numBits.value_or(8)));
  // What is left of a table repeats its last entry, which no index names: the first of equal entries is taken.
  size_t tableSize = (size_t(1) << *numBits) * vectorSize;
  for (std::vector<double> &table : tables) {
    if (table.empty())
      table.assign(vectorSize, 0.0);
    while (table.size() < tableSize)
      table.push_back(table[table.size() - vectorSize]);
    llvm::append_range(entries, table);
  }
  return *numBits;
}
