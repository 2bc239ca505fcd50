//===- PaletteTables.cpp - the tables of a palette ----------------------------------------------------------===//
#include "PaletteTables.h"
#include "ParallelFor.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Clustering.h"
#include "mlir/IR/Threading.h"
#include <set>

using namespace mlir;
using namespace mlir::qnt;

using Groups = std::vector<std::vector<double>>;

static Groups gatherNumbers(const PaletteGeometry &geometry, std::vector<double> values, ArrayRef<uint8_t> kept) {
  Groups groups(numerics::getNumElements(numerics::getGridShape(geometry.shape, geometry.group)));
  if (groups.size() == 1 && kept.empty()) {
    groups.front() = std::move(values);
    return groups;
  }
  numerics::forEachSegment(geometry.shape, geometry.group, [&](numerics::Segment segment) {
    std::vector<double> &group = groups[segment.block];
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      if (kept.empty() || kept[i])
        group.push_back(values[i]);
  });
  return groups;
}

/// Whole vectors one after the other. A vector counts when one of its elements is kept; pruned ones are 0.
static Groups gatherVectors(const PaletteGeometry &geometry, ArrayRef<double> values, ArrayRef<uint8_t> kept) {
  Groups groups(numerics::getNumElements(numerics::getGridShape(geometry.shape, geometry.group)));
  int64_t stride = 1, axis = geometry.vectorAxis;
  for (size_t dim = axis + 1; dim < geometry.shape.size(); ++dim)
    stride *= geometry.shape[dim];
  numerics::forEachSegment(geometry.shape, geometry.group, [&](numerics::Segment segment) {
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i) {
      if (i / stride % geometry.shape[axis] % geometry.vectorSize != 0)
        continue;
      bool isKept = kept.empty();
      for (int64_t j = 0; j < geometry.vectorSize && !isKept; ++j)
        isKept = kept[i + j * stride];
      for (int64_t j = 0; j < geometry.vectorSize && isKept; ++j)
        groups[segment.block].push_back(values[i + j * stride]);
    }
  });
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

/// The tables of groups, filled up to one size.
static llvm::Expected<PaletteTables> joinTables(const PaletteGeometry &geometry, Groups groups,
                                                const Palette &palette) {
  size_t largest = 1, vectorSize = geometry.vectorSize;
  for (const std::vector<double> &table : groups)
    largest = std::max(largest, table.size() / vectorSize);
  std::optional<unsigned> numBits = findNumBits(largest, palette);
  if (!numBits)
    return llvm::make_error<Declined>("a table needs " + Twine(largest) +
                                      " entries for its different elements, but has " +
                                      Twine(1u << palette.numBits.value_or(8)));
  PaletteTables tables{*numBits, {}};
  // What is left of a table repeats its last entry, which no index names: the first of equal entries is taken.
  for (std::vector<double> &table : groups) {
    if (table.empty())
      table.assign(vectorSize, 0.0);
    while (table.size() < tables.getTableSize(geometry))
      table.push_back(table[table.size() - vectorSize]);
    llvm::append_range(tables.entries, table);
  }
  return std::move(tables);
}

llvm::Expected<PaletteTables> mlir::qnt::makeTables(const PaletteGeometry &geometry, std::vector<double> values,
                                                    ArrayRef<uint8_t> kept, const Palette &palette,
                                                    MLIRContext *context) {
  Groups groups = geometry.vectorAxis < 0 ? gatherNumbers(geometry, std::move(values), kept)
                                          : gatherVectors(geometry, values, kept);
  parallelForEach(context, groups, [&](std::vector<double> &group) { group = makeTable(group, palette); });
  return joinTables(geometry, std::move(groups), palette);
}

/// Elements of a group that stand one after the other, as those of all groups do; 0: they do not.
static int64_t getContiguousGroup(const PaletteGeometry &geometry) {
  int64_t size = 1;
  for (auto [dim, group] : llvm::zip(ArrayRef(geometry.shape).drop_front(), ArrayRef(geometry.group).drop_front())) {
    if (group != numerics::kWhole)
      return 0;
    size *= dim;
  }
  return size * (geometry.group.front() == numerics::kWhole ? geometry.shape.front() : geometry.group.front());
}

bool mlir::qnt::canMakeTablesInPlace(const PaletteGeometry &geometry, const Palette &palette) {
  return palette.mode == PaletteMode::KMeans && palette.vectorSize == 1 && !palette.axis &&
         getContiguousGroup(geometry) != 0;
}

llvm::Expected<PaletteTables> mlir::qnt::makeTablesInPlace(const PaletteGeometry &geometry,
                                                           const numerics::TypedInput &input, const Palette &palette,
                                                           MLIRContext *context) {
  int64_t size = getContiguousGroup(geometry), count = numerics::getNumElements(geometry.shape);
  auto bytes = size_t(size) * numerics::bitWidth(input.type) / 8;
  Groups groups(numerics::getNumElements(numerics::getGridShape(geometry.shape, geometry.group)));
  parallelFor(context, 0, groups.size(), [&](size_t index) {
    numerics::TypedInput group = input;
    group.data = static_cast<const char *>(input.data) + index * bytes;
    int64_t length = std::min(size, count - int64_t(index) * size);
    group.shape = length;
    groups[index] =
        numerics::clusterPoints(numerics::gatherTypedPoints(group, getParallelFor(context)), 1u << *palette.numBits);
  });
  return joinTables(geometry, std::move(groups), palette);
}
