//===- PalettizeMethod.cpp - weights to indices into tables of few values -----------------------------------===//
#include "PalettizeMethod.h"
#include "AssignIndices.h"
#include "PaletteTables.h"
#include "ParallelFor.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Rounding.h"
#include "WeightData.h"
#include <cmath>
#include <numeric>

using namespace mlir;
using namespace mlir::qnt;
using numerics::BlockShape;

std::string PalettizeMethod::getDescription() const {
  std::string text = "palette";
  if (palette.numBits)
    text += std::to_string(*palette.numBits);
  switch (palette.granularity) {
  case Palette::Granularity::PerTensor:
    text += " per_tensor";
    break;
  case Palette::Granularity::PerChannel:
    text += " per_channel";
    break;
  case Palette::Granularity::PerGroup:
    text += " per_group " + std::to_string(palette.groupSize);
  }
  return palette.vectorSize == 1 ? text : text + " vector " + std::to_string(palette.vectorSize);
}

/// The dimension along which tables, vectors and scales go; -1: none.
static int64_t findAxis(const Weight &weight, WeightAxis axis) {
  if (axis == WeightAxis::Input)
    return weight.blockAxis;
  const auto *it = llvm::find(weight.axes, axis);
  return it == weight.axes.end() ? -1 : it - weight.axes.begin();
}

std::string PalettizeMethod::findObstacle(const Weight &weight) const {
  int64_t output = findAxis(weight, WeightAxis::Output);
  if (output < 0 && (palette.granularity != Palette::Granularity::PerTensor || palette.vectorSize > 1 ||
                     palette.axis == WeightAxis::Output))
    return "it has no output dimension";
  if (palette.axis == WeightAxis::Input && weight.blockAxis < 0)
    return "it has no input dimension to scale";
  if (palette.granularity == Palette::Granularity::PerGroup)
    if (int64_t size = weight.getType().getDimSize(output); size % palette.groupSize != 0)
      return ("group size " + Twine(palette.groupSize) + " does not divide its output dimension " + Twine(size)).str();
  if (palette.vectorSize > 1)
    if (int64_t size = weight.getType().getDimSize(output); size % palette.vectorSize != 0)
      return ("cluster-dim " + Twine(palette.vectorSize) + " does not divide its output dimension " + Twine(size))
          .str();
  return {};
}

static BlockShape getGroup(const Weight &weight, const Palette &palette) {
  BlockShape group(weight.axes.size(), numerics::kWhole);
  if (palette.granularity == Palette::Granularity::PerGroup)
    group[findAxis(weight, WeightAxis::Output)] = palette.groupSize;
  if (palette.granularity == Palette::Granularity::PerChannel)
    for (auto [size, axis] : llvm::zip(group, weight.axes))
      size = axis == WeightAxis::Output ? 1 : numerics::kWhole;
  return group;
}

/// The blocks in which neither `a` nor `b` changes; both cut from the start of a dimension.
static BlockShape refine(const BlockShape &a, const BlockShape &b) {
  BlockShape block(a.size(), numerics::kWhole);
  for (auto [size, one, other] : llvm::zip(block, a, b))
    size = one == numerics::kWhole ? other : other == numerics::kWhole ? one : std::gcd(one, other);
  return block;
}

static numerics::Encoding makeEncoding(const WeightInput &input, const Palette &palette, unsigned numBits,
                                       const BlockShape &scaleBlock) {
  const Weight &weight = input.weight;
  numerics::Encoding encoding;
  encoding.expressed = input.data.type;
  numerics::Codebook &codebook = encoding.codebook.emplace();
  codebook.index = *numerics::parseFormat("u" + std::to_string(numBits));
  codebook.entry = palette.entry.value_or(input.data.type);
  codebook.group = getGroup(weight, palette);
  encoding.storage = codebook.index;
  if (palette.vectorSize > 1) {
    codebook.vector.assign(weight.axes.size(), 1);
    codebook.vector[findAxis(weight, WeightAxis::Output)] = palette.vectorSize;
  }
  encoding.block = scaleBlock;
  bool hasScaledEntries = palette.entry && numerics::bitWidth(*palette.entry) == 8;
  if (hasScaledEntries)
    encoding.block = refine(scaleBlock, codebook.group);
  if (hasScaledEntries || palette.axis)
    encoding.scale = input.data.type;
  return encoding;
}

//===----------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------===//

/// One scale per index of the axis that the palette names.
static BlockShape getScaleBlock(const Weight &weight, const Palette &palette) {
  BlockShape block(weight.axes.size(), numerics::kWhole);
  if (palette.axis)
    block[findAxis(weight, *palette.axis)] = 1;
  return block;
}

/// Largest magnitude in each block, as a number of `type`; 1 for a block of zeros.
static std::vector<double> getChannelScales(ArrayRef<double> values, ArrayRef<int64_t> shape, ArrayRef<int64_t> block,
                                            Format type) {
  std::vector<double> scales(numerics::getNumElements(numerics::getGridShape(shape, block)), 0.0);
  numerics::forEachSegment(shape, block, [&](numerics::Segment segment) {
    for (double value : values.slice(segment.begin, segment.length))
      scales[segment.block] = std::max(scales[segment.block], std::fabs(value));
  });
  for (double &scale : scales)
    scale = scale == 0.0 ? 1.0 : numerics::roundTo(type, scale);
  return scales;
}

/// Entries of 8 bits fill their range: divides each table by a factor, and returns the factors.
static std::vector<double> scaleTables(std::vector<double> &entries, size_t tableSize, Format entry, Format type) {
  double bound = numerics::getInfo(entry).maxFinite;
  std::vector<double> factors;
  for (size_t begin = 0; begin < entries.size(); begin += tableSize) {
    double largest = 0.0;
    for (double value : llvm::ArrayRef<double>(entries).slice(begin, tableSize))
      largest = std::max(largest, std::fabs(value));
    double factor = largest == 0.0 ? 1.0 : numerics::roundTo(type, largest / bound);
    factor = std::max(factor, numerics::getInfo(type).minPositive);
    for (size_t i = begin; i < begin + tableSize; ++i)
      entries[i] /= factor;
    factors.push_back(factor);
  }
  return factors;
}

//===----------------------------------------------------------------------===//
// Encoding
//===----------------------------------------------------------------------===//

/// For each block of `block` the product of the factors of the coarser blocks `a` and `b` that it lies in; a list that
/// is empty counts as ones.
static std::vector<double> multiplyScales(ArrayRef<int64_t> shape, const BlockShape &block, const BlockShape &a,
                                          ArrayRef<double> ofA, const BlockShape &b, ArrayRef<double> ofB) {
  numerics::Shape grid = numerics::getGridShape(shape, block), gridA = numerics::getGridShape(shape, a),
                  gridB = numerics::getGridShape(shape, b), position(grid.size(), 0);
  auto findIndex = [&](const BlockShape &coarse, const numerics::Shape &coarseGrid) {
    int64_t index = 0;
    for (size_t dim = 0; dim < grid.size(); ++dim) {
      int64_t element = block[dim] == numerics::kWhole ? 0 : position[dim] * block[dim];
      index = index * coarseGrid[dim] + (coarse[dim] == numerics::kWhole ? 0 : element / coarse[dim]);
    }
    return index;
  };
  std::vector<double> scales(numerics::getNumElements(grid));
  for (double &scale : scales) {
    scale = (ofA.empty() ? 1.0 : ofA[findIndex(a, gridA)]) * (ofB.empty() ? 1.0 : ofB[findIndex(b, gridB)]);
    numerics::advance(position, grid);
  }
  return scales;
}

llvm::Expected<PaletteTables> PalettizeMethod::chooseTables(const PaletteGeometry &geometry, const WeightInput &input,
                                                            const BlockShape &scaleBlock,
                                                            std::vector<double> &channelScales) const {
  MLIRContext *context = input.weight.getContext();
  if (input.kept.empty() && canMakeTablesInPlace(geometry, palette))
    return makeTablesInPlace(geometry, input.data, palette, context);
  std::vector<double> values(numerics::getNumElements(geometry.shape));
  readElements(input.data.data, input.data.type, 0, values);
  if (palette.axis) {
    channelScales = getChannelScales(values, geometry.shape, scaleBlock, input.data.type);
    numerics::forEachSegment(geometry.shape, scaleBlock, [&](numerics::Segment segment) {
      for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
        values[i] /= channelScales[segment.block];
    });
  }
  return makeTables(geometry, std::move(values), input.kept, palette, context);
}

llvm::Expected<EncodedWeight> PalettizeMethod::encode(const WeightInput &input) const {
  ArrayRef<int64_t> shape = input.data.shape;
  PaletteGeometry geometry{numerics::Shape(shape.begin(), shape.end()), getGroup(input.weight, palette),
                           palette.vectorSize > 1 ? findAxis(input.weight, WeightAxis::Output) : -1,
                           palette.vectorSize};
  BlockShape scaleBlock = getScaleBlock(input.weight, palette);
  std::vector<double> channelScales;
  llvm::Expected<PaletteTables> tables = chooseTables(geometry, input, scaleBlock, channelScales);
  if (!tables)
    return tables.takeError();

  numerics::Encoding encoding = makeEncoding(input, palette, tables->numBits, scaleBlock);
  std::vector<double> factors;
  if (encoding.scale && palette.entry && numerics::bitWidth(*palette.entry) == 8)
    factors = scaleTables(tables->entries, tables->getTableSize(geometry), *palette.entry, *encoding.scale);
  for (double &entry : tables->entries)
    entry = numerics::roundTo(encoding.codebook->entry, entry);
  EncodedWeight result = EncodedWeight::allocate(encoding, shape);
  result.codebook = std::move(tables->entries);
  if (encoding.scale)
    result.setScales(multiplyScales(shape, encoding.block, scaleBlock, channelScales, geometry.group, factors));
  if (findUnusableScale(result))
    return std::move(result);
  bool hasKernel = numerics::canEncodeWithKernel(input.data, encoding, numerics::Convention(), result.codebook);
  if (!hasKernel && canAssignIndices(result, input.data.type))
    assignIndices(result, input.data, input.weight.getContext());
  else if (llvm::Error error =
               numerics::encodePacked(input.data, encoding, numerics::Convention(), result.getParts(),
                                      result.getOutput().codes, getParallelFor(input.weight.getContext())))
    return std::move(error);
  return std::move(result);
}
