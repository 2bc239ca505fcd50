//===- ContractionOracle.cpp - contractions by brute force ------------------------------------------------===//
#include "ContractionOracle.h"
#include "Qnt/Numerics/Rounding.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir::qnt;
using namespace mlir::qnt::reference;
using namespace mlir::qnt::reference::oracle;
using numerics::Format;

int64_t oracle::pick(Random &random, int64_t low, int64_t high) {
  return std::uniform_int_distribution<int64_t>(low, high)(random);
}

void oracle::forEachIndex(const Index &sizes, const std::function<void(const Index &)> &visit) {
  Index index;
  std::function<void(size_t)> descend = [&](size_t dim) {
    if (dim == sizes.size())
      return visit(index);
    for (int64_t i = 0; i < sizes[dim]; ++i) {
      index.push_back(i);
      descend(dim + 1);
      index.pop_back();
    }
  };
  descend(0);
}

int64_t oracle::linearize(const Index &index, llvm::ArrayRef<int64_t> shape) {
  int64_t linear = 0;
  for (size_t dim = 0; dim < shape.size(); ++dim)
    linear = linear * shape[dim] + index[dim];
  return linear;
}

//===----------------------------------------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------------------------------------===//

Index Operand::getBlock(const Index &index) const {
  Index block;
  for (size_t dim = 0; dim < index.size(); ++dim)
    block.push_back(encoding.block[dim] == 0 ? 0 : index[dim] / encoding.block[dim]);
  return block;
}

static int64_t linearizeBlock(const Operand &operand, const Index &block) {
  Index grid;
  for (size_t dim = 0; dim < block.size(); ++dim) {
    int64_t size = operand.encoding.block[dim];
    grid.push_back(size == 0 ? 1 : (operand.parts.shape[dim] + size - 1) / size);
  }
  return linearize(block, grid);
}

int64_t Operand::getInteger(const Index &index) const {
  int64_t element = linearize(index, parts.shape);
  if (!parts.mask.empty() && !parts.mask[element])
    return 0;
  unsigned bits = numerics::bitWidth(encoding.storage);
  uint64_t code = parts.codes[element];
  auto value = static_cast<int64_t>(code);
  if (numerics::getInfo(encoding.storage).isSigned && (code >> (bits - 1)) & 1)
    value -= int64_t(1) << bits;
  if (!parts.zeroPoints.empty())
    value -= static_cast<int64_t>(parts.zeroPoints[linearizeBlock(*this, getBlock(index))]);
  return value;
}

float Operand::getScale(const Index &index) const {
  if (parts.scales.empty())
    return 1;
  auto scale = static_cast<float>(parts.scales[linearizeBlock(*this, getBlock(index))]);
  return parts.tensorScale ? static_cast<float>(*parts.tensorScale) * scale : scale;
}

long double Operand::getReal(const Index &index) const {
  if (!isArray)
    return tensor.data[linearize(index, tensor.shape)];
  return static_cast<long double>(getInteger(index)) * getScale(index);
}

//===----------------------------------------------------------------------------------------------------===//
// Random data
//===----------------------------------------------------------------------------------------------------===//

numerics::Encoding oracle::makeEncoding(Random &random, llvm::ArrayRef<int64_t> block) {
  static const Format storages[] = {Format::I4, Format::U4,  Format::I8, Format::U8,
                                    Format::I8, Format::I16, Format::U3};
  static const Format scales[] = {Format::F32, Format::F32,       Format::BF16,
                                  Format::F16, Format::F8E8M0FNU, Format::F8E4M3FN};
  static const Format zeroPoints[] = {Format::I8, Format::U8, Format::I32};
  numerics::Encoding encoding;
  encoding.storage = storages[pick(random, 0, 6)];
  encoding.block.assign(block.begin(), block.end());
  if (pick(random, 0, 9) > 0)
    encoding.scale = scales[pick(random, 0, 5)];
  if (encoding.scale && pick(random, 0, 1))
    encoding.zeroPoint = zeroPoints[pick(random, 0, 2)];
  encoding.tensorScale = encoding.scale && pick(random, 0, 4) == 0;
  if (pick(random, 0, 5) == 0)
    encoding.sparsity.kind = numerics::Sparsity::Kind::Bitmask;
  return encoding;
}

numerics::BlockShape oracle::makeBlock(Random &random, llvm::ArrayRef<int64_t> shape) {
  numerics::BlockShape block;
  for (int64_t size : shape)
    block.push_back(pick(random, 0, 1) ? 0 : pick(random, 1, size + 1));
  return block;
}

static double makeScale(Random &random, Format format) {
  double value = std::ldexp(1.0 + std::uniform_real_distribution<double>()(random), pick(random, -6, 2));
  return numerics::roundTo(format, value);
}

Operand oracle::makeArray(Random &random, llvm::ArrayRef<int64_t> shape, const numerics::Encoding &encoding) {
  Operand operand;
  operand.isArray = true;
  operand.encoding = encoding;
  operand.parts.shape.assign(shape.begin(), shape.end());
  int64_t elements = 1, blocks = 1;
  for (size_t dim = 0; dim < shape.size(); ++dim) {
    elements *= shape[dim];
    int64_t size = encoding.block[dim];
    blocks *= size == 0 ? 1 : (shape[dim] + size - 1) / size;
  }
  uint64_t mask = (uint64_t(1) << numerics::bitWidth(encoding.storage)) - 1;
  for (int64_t i = 0; i < elements; ++i)
    operand.parts.codes.push_back(random() & mask);
  if (encoding.sparsity.kind == numerics::Sparsity::Kind::Bitmask)
    for (int64_t i = 0; i < elements; ++i)
      operand.parts.mask.push_back(random() & 1);
  for (int64_t i = 0; i < blocks && encoding.scale; ++i)
    operand.parts.scales.push_back(makeScale(random, *encoding.scale));
  for (int64_t i = 0; i < blocks && encoding.zeroPoint; ++i) {
    const numerics::FormatInfo &info = numerics::getInfo(*encoding.zeroPoint);
    operand.parts.zeroPoints.push_back(
        pick(random, std::max<int64_t>(info.minInt, -1000), std::min<int64_t>(info.maxInt, 1000)));
  }
  if (encoding.tensorScale)
    operand.parts.tensorScale = makeScale(random, Format::F32);
  return operand;
}

Operand oracle::makeTensor(Random &random, llvm::ArrayRef<int64_t> shape) {
  Operand operand;
  operand.tensor.shape.assign(shape.begin(), shape.end());
  int64_t elements = numerics::getNumElements(shape);
  std::uniform_real_distribution<float> uniform(-2, 2);
  for (int64_t i = 0; i < elements; ++i)
    operand.tensor.data.push_back(uniform(random));
  return operand;
}

//===----------------------------------------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct Tile {
  Index lhs, rhs; ///< block coordinates
  float lhsScale, rhsScale;
  __int128 sum = 0;
};
} // namespace

static float runEpilogue(const std::vector<Tile> &tiles) {
  // volatile: every step is stored, so rounded to f32.
  volatile float y = 0;
  for (const Tile &tile : tiles) {
    volatile float t = static_cast<float>(tile.sum);
    t = t * tile.lhsScale;
    t = t * tile.rhsScale;
    y = y + t;
  }
  return y;
}

oracle::Expected oracle::sumTerms(const Operand &lhs, const Operand &rhs, const std::vector<Term> &terms,
                                  bool integers) {
  Expected expected;
  std::vector<Tile> tiles;
  for (const Term &term : terms) {
    long double product = lhs.getReal(term.lhs) * rhs.getReal(term.rhs);
    expected.real += product;
    expected.magnitude += std::fabs(product);
    if (!integers)
      continue;
    Index lhsBlock = lhs.getBlock(term.lhs), rhsBlock = rhs.getBlock(term.rhs);
    auto it = std::find_if(tiles.begin(), tiles.end(),
                           [&](const Tile &tile) { return tile.lhs == lhsBlock && tile.rhs == rhsBlock; });
    if (it == tiles.end())
      it = tiles.insert(it, {lhsBlock, rhsBlock, lhs.getScale(term.lhs), rhs.getScale(term.rhs)});
    __int128 integer = static_cast<__int128>(lhs.getInteger(term.lhs)) * rhs.getInteger(term.rhs);
    it->sum += integer;
    expected.integerSum += integer;
  }
  expected.integerPath = runEpilogue(tiles);
  return expected;
}

void oracle::expectElement(const ContractionResult &result, int64_t i, const Expected &expected, size_t numTerms,
                           Format format) {
  numerics::EncodeOptions options;
  options.overflow = numerics::Overflow::NonFinite;
  if (format == Format::I32) {
    EXPECT_TRUE(expected.integerSum == static_cast<__int128>(result.value.data[i])) << "element " << i;
    return;
  }
  // One rounding of f64 and, for oracle and evaluation, K roundings with 2^-64 (the evaluation is better).
  long double bound = std::ldexp(std::fabs(expected.real), -52) + (numTerms + 1) * std::ldexp(expected.magnitude, -63);
  EXPECT_LE(std::fabs(result.real.data[i] - expected.real), bound) << "element " << i;
  if (!result.integerPath) {
    EXPECT_EQ(result.value.data[i], numerics::roundTo(format, result.real.data[i], options)) << "element " << i;
    return;
  }
  EXPECT_EQ(result.integerPath->data[i], numerics::roundTo(format, expected.integerPath, options)) << "element " << i;
  EXPECT_EQ(result.value.data[i], result.integerPath->data[i]) << "element " << i;
}
