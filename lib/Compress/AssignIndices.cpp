//===- AssignIndices.cpp - the nearest entry for each element, quickly --------------------------------------===//
#include "AssignIndices.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Packing.h"
#include "WeightData.h"
#include "mlir/IR/Threading.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using numerics::Encoding;

static bool fitsF32(Format format) { return format == Format::F32 || format == Format::F16 || format == Format::BF16; }

bool mlir::qnt::canAssignIndices(const EncodedWeight &weight, Format input) {
  const Encoding &encoding = weight.encoding;
  if (!encoding.codebook || encoding.codebook->isVector() || encoding.zeroPoint || encoding.tensorScale)
    return false;
  if (!fitsF32(input) || encoding.codebook->entry == Format::F64 || (encoding.scale && !fitsF32(*encoding.scale)))
    return false;
  size_t size = size_t(1) << numerics::bitWidth(encoding.codebook->index);
  for (size_t i = 0; i < weight.codebook.size(); ++i)
    if (i % size != 0 && !(weight.codebook[i - 1] <= weight.codebook[i]))
      return false;
  return true;
}

namespace {
/// One table as thresholds: the number of those below an element counts its nearest entry among the different ones. A
/// threshold is the middle of two entries, rounded down to f32 (the middle itself still belongs to the lower entry).
class Thresholds {
public:
  explicit Thresholds(ArrayRef<double> entries) {
    for (size_t i = 0; i < entries.size(); ++i) {
      if (i > 0 && entries[i] == entries[i - 1])
        continue;
      if (i > 0) {
        double middle = entries[i - 1] + (entries[i] - entries[i - 1]) / 2;
        auto rounded = static_cast<float>(middle);
        if (rounded > middle)
          rounded = std::nextafter(rounded, -std::numeric_limits<float>::infinity());
        values.push_back(rounded);
      }
      first.push_back(uint8_t(i));
    }
  }

  void find(ArrayRef<float> elements, uint8_t *indices) const {
    if (values.size() < 16)
      count(elements, indices);
    else
      for (size_t i = 0; i < elements.size(); ++i)
        indices[i] = uint8_t(llvm::lower_bound(values, elements[i]) - values.begin());
    for (size_t i = 0; i < elements.size(); ++i)
      indices[i] = first[indices[i]];
  }

private:
  /// Few thresholds: compilers turn this into vector code.
  void count(ArrayRef<float> elements, uint8_t *indices) const {
    std::fill_n(indices, elements.size(), 0);
    for (float value : values)
      for (size_t i = 0; i < elements.size(); ++i)
        indices[i] += elements[i] > value;
  }

  std::vector<float> values;
  std::vector<uint8_t> first; ///< index of each different entry
};
} // namespace

/// Codes of one byte each as a bit stream, element 0 in the low bits.
static void packRow(ArrayRef<uint8_t> codes, unsigned bits, uint8_t *row) {
  uint32_t buffer = 0;
  unsigned filled = 0;
  for (uint8_t code : codes) {
    buffer |= uint32_t(code) << filled;
    filled += bits;
    if (filled >= 8) {
      *row++ = uint8_t(buffer);
      buffer >>= 8;
      filled -= 8;
    }
  }
  if (filled > 0)
    *row = uint8_t(buffer);
}

namespace {
/// Rows of a weight, one after the other.
class RowAssigner {
public:
  RowAssigner(EncodedWeight &weight, const numerics::TypedInput &input) : weight(weight), input(input) {
    const Encoding &encoding = weight.encoding;
    size_t size = size_t(1) << numerics::bitWidth(encoding.codebook->index);
    for (size_t begin = 0; begin < weight.codebook.size(); begin += size)
      tables.emplace_back(ArrayRef<double>(weight.codebook).slice(begin, size));
    if (encoding.scale) {
      scales.resize(weight.scales.getData().size() / numerics::getStoredBytes(*encoding.scale));
      readFloats(weight.scales.getData().data(), *encoding.scale, 0, scales);
    }
    rowShape.assign(weight.shape.begin(), weight.shape.end() - 1);
  }

  int64_t getNumRows() const { return weight.shape.back() == 0 ? 0 : numerics::getNumElements(rowShape); }
  void assign(int64_t begin, int64_t end);

private:
  /// Calls `visit(block, begin, length)` for the runs of a row that share a block.
  void forEachRun(const numerics::Shape &position, const numerics::BlockShape &block,
                  llvm::function_ref<void(int64_t, int64_t, int64_t)> visit) const {
    numerics::Shape grid = numerics::getGridShape(weight.shape, block);
    int64_t size = weight.shape.back(), run = block.back() == numerics::kWhole ? size : block.back();
    int64_t index =
        numerics::getBlockRow(position, ArrayRef<int64_t>(grid).drop_back(), ArrayRef<int64_t>(block).drop_back()) *
        grid.back();
    for (int64_t begin = 0; begin < size; begin += run)
      visit(index++, begin, std::min(run, size - begin));
  }

  EncodedWeight &weight;
  const numerics::TypedInput &input;
  std::vector<Thresholds> tables;
  std::vector<float> scales;
  numerics::Shape rowShape;
};
} // namespace

void RowAssigner::assign(int64_t begin, int64_t end) {
  const Encoding &encoding = weight.encoding;
  int64_t size = weight.shape.back();
  unsigned bits = numerics::bitWidth(encoding.codebook->index);
  int64_t rowBytes = numerics::getPackedRowBytes(size, bits);
  std::vector<float> elements(size);
  std::vector<uint8_t> indices(size);
  numerics::Shape position(rowShape.size(), 0);
  for (int64_t dim = int64_t(rowShape.size()) - 1, rest = begin; dim >= 0; rest /= rowShape[dim--])
    position[dim] = rest % rowShape[dim];
  for (int64_t row = begin; row < end; ++row, numerics::advance(position, rowShape)) {
    readFloats(input.data, input.type, row * size, elements);
    if (encoding.scale)
      forEachRun(position, encoding.block, [&](int64_t block, int64_t first, int64_t length) {
        for (int64_t i = first; i < first + length; ++i)
          elements[i] /= scales[block];
      });
    forEachRun(position, encoding.codebook->group, [&](int64_t group, int64_t first, int64_t length) {
      tables[group].find(ArrayRef<float>(elements).slice(first, length), indices.data() + first);
    });
    packRow(indices, bits, weight.getOutput().codes + row * rowBytes);
  }
}

void mlir::qnt::assignIndices(EncodedWeight &weight, const numerics::TypedInput &input, MLIRContext *context) {
  RowAssigner assigner(weight, input);
  constexpr int64_t chunk = 64;
  int64_t numRows = assigner.getNumRows();
  parallelFor(context, 0, llvm::divideCeil(numRows, chunk),
              [&](size_t index) { assigner.assign(index * chunk, std::min<int64_t>((index + 1) * chunk, numRows)); });
}
