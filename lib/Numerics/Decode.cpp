//===- Decode.cpp - arrays to values ---------------------------------------------------------------------===//

#include "ElementCodec.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Quantize.h"
#include <cassert>

using namespace mlir::qnt::numerics;

/// The number that every raw code means, by a table where the width allows.
static std::vector<double> makeDecodeTable(Format format) {
  std::vector<double> table;
  if (bitWidth(format) <= 8)
    for (uint64_t code = 0; code < uint64_t(1) << bitWidth(format); ++code)
      table.push_back(decode(format, code));
  return table;
}

static std::vector<double> decodePlainCodes(const ArrayParts &parts, const Encoding &encoding) {
  std::vector<double> table = makeDecodeTable(encoding.storage);
  std::vector<double> numbers(parts.codes.size());
  for (size_t i = 0; i < numbers.size(); ++i) {
    uint64_t code = parts.codes[i];
    numbers[i] = table.empty() ? decode(encoding.storage, code) : table[size_t(code & (table.size() - 1))];
  }
  return numbers;
}

/// Linear index of the entry component that the element at `position` takes, in the whole code-book part.
static std::vector<double> lookUpEntries(const ArrayParts &parts, const Codebook &codebook) {
  Shape vector(codebook.vector);
  if (vector.empty())
    vector.assign(parts.shape.size(), 1);
  Shape codeShape = getGridShape(parts.shape, vector);
  int64_t vectorSize = getNumElements(vector);
  int64_t tableSize = (int64_t(1) << bitWidth(codebook.index)) * vectorSize;
  std::vector<double> numbers(size_t(getNumElements(parts.shape)));
  if (numbers.empty())
    return numbers;
  forEachSegment(parts.shape, codebook.group, [&](Segment segment) {
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i) {
      int64_t rest = i, code = 0, component = 0, codeStride = 1, componentStride = 1;
      for (size_t dim = parts.shape.size(); dim-- > 0; rest /= parts.shape[dim]) {
        int64_t at = rest % parts.shape[dim];
        code += at / vector[dim] * codeStride;
        component += at % vector[dim] * componentStride;
        codeStride *= codeShape[dim];
        componentStride *= vector[dim];
      }
      int64_t entry = int64_t(parts.codes[size_t(code)]) & ((int64_t(1) << bitWidth(codebook.index)) - 1);
      numbers[size_t(i)] = parts.codebook[size_t(segment.block * tableSize + entry * vectorSize + component)];
    }
  });
  return numbers;
}

/// Calls `visit(value, number, scale, zeroPoint)` for every element that the mask keeps; the others are 0.
template <typename Decoder>
static std::vector<double> decodeElements(const ArrayParts &parts, const Encoding &encoding, Decoder &&decodeElement) {
  assert(parts.shape.size() == encoding.rank() && "expected a block size per dimension");
  std::vector<double> values =
      encoding.codebook ? lookUpEntries(parts, *encoding.codebook) : decodePlainCodes(parts, encoding);
  forEachSegment(parts.shape, encoding.block, [&](Segment segment) {
    auto block = size_t(segment.block);
    double scale = getEffectiveScale(parts.scales.empty() ? 1.0 : parts.scales[block], parts.tensorScale);
    double zeroPoint = parts.zeroPoints.empty() ? 0.0 : parts.zeroPoints[block];
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i) {
      bool kept = parts.mask.empty() || parts.mask[size_t(i)];
      values[size_t(i)] = kept ? decodeElement(values[size_t(i)], scale, zeroPoint) : 0.0;
    }
  });
  return values;
}

std::vector<double> mlir::qnt::numerics::dequantize(const ArrayParts &parts, const Encoding &encoding) {
  ElementDecoder decoder(encoding);
  return decodeElements(parts, encoding, [&](double number, double scale, double zeroPoint) {
    return decoder.decode(number, scale, zeroPoint);
  });
}

std::vector<double> mlir::qnt::numerics::decodeReal(const ArrayParts &parts, const Encoding &encoding) {
  return decodeElements(parts, encoding,
                        [](double number, double scale, double zeroPoint) { return (number - zeroPoint) * scale; });
}

double mlir::qnt::numerics::dequantizeElement(double code, double scale, double zeroPoint, const Encoding &encoding) {
  return ElementDecoder(encoding).decode(code, scale, zeroPoint);
}
