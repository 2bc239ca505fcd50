//===- Codes.cpp - the codes of an array -----------------------------------------------------------------===//

#include "CodebookIndex.h"
#include "ElementCodec.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Quantize.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>

using namespace mlir::qnt::numerics;

namespace {

/// The parts and options of one call, with the work per block shared by all elements of a segment.
class CodeWriter {
public:
  CodeWriter(ArrayParts &parts, llvm::ArrayRef<double> values, Format input, const Encoding &encoding,
             const Convention &convention, llvm::ArrayRef<double> finerScales)
      : parts(parts), values(values), encoding(encoding), convention(convention),
        codebook(encoding.codebook ? &*encoding.codebook : nullptr),
        scales(finerScales.empty() ? llvm::ArrayRef<double>(parts.scales) : finerScales),
        encoder(encoding, convention, input,
                /*onePerElement=*/getGridShape(parts.shape, encoding.block) == parts.shape) {}

  void writePlain();
  void writeCodebook();
  void writeVectorCodebook();

private:
  BlockParameters prepareBlock(int64_t block) const;
  /// A pruned element counts as 0.
  double getValue(int64_t i) const { return parts.mask.empty() || parts.mask[size_t(i)] ? values[size_t(i)] : 0.0; }
  std::vector<double> getQuotients() const;
  std::vector<int64_t> getTableOfElements() const;
  llvm::ArrayRef<double> getTable(int64_t table) const;

  ArrayParts &parts;
  llvm::ArrayRef<double> values;
  const Encoding &encoding;
  const Convention &convention;
  const Codebook *codebook; ///< of the encoding, if it has one
  llvm::ArrayRef<double> scales;
  ElementEncoder encoder;
};

} // namespace

BlockParameters CodeWriter::prepareBlock(int64_t block) const {
  auto b = size_t(block);
  double scale = getEffectiveScale(scales.empty() ? 1.0 : scales[b], parts.tensorScale);
  return encoder.prepare(scale, parts.zeroPoints.empty() ? 0.0 : parts.zeroPoints[b]);
}

void CodeWriter::writePlain() {
  parts.codes.resize(values.size());
  forEachSegment(parts.shape, encoding.block, [&](Segment segment) {
    BlockParameters block = prepareBlock(segment.block);
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      parts.codes[size_t(i)] = encoder.encode(getValue(i), block, uint64_t(i));
  });
}

//===----------------------------------------------------------------------===//
// Code books
//===----------------------------------------------------------------------===//

/// Every value in units of its block's scale, which is what the entries are compared with.
std::vector<double> CodeWriter::getQuotients() const {
  std::vector<double> quotients(values.size());
  forEachSegment(parts.shape, encoding.block, [&](Segment segment) {
    BlockParameters block = prepareBlock(segment.block);
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      quotients[size_t(i)] = scales.empty() ? getValue(i) : encoder.getQuotient(getValue(i), block);
  });
  return quotients;
}

llvm::ArrayRef<double> CodeWriter::getTable(int64_t table) const {
  size_t size = (size_t(1) << bitWidth(codebook->index)) * size_t(codebook->vectorSize());
  return llvm::ArrayRef<double>(parts.codebook).slice(size_t(table) * size, size);
}

void CodeWriter::writeCodebook() {
  std::vector<double> quotients = getQuotients();
  parts.codes.resize(values.size());
  std::vector<std::optional<ScalarCodebookIndex>> indices(
      size_t(getNumElements(getGridShape(parts.shape, codebook->group))));
  forEachSegment(parts.shape, codebook->group, [&](Segment segment) {
    std::optional<ScalarCodebookIndex> &index = indices[size_t(segment.block)];
    if (!index)
      index.emplace(getTable(segment.block), convention.distance);
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      parts.codes[size_t(i)] = index->findNearest(quotients[size_t(i)]);
  });
}

/// The group that every element belongs to.
std::vector<int64_t> CodeWriter::getTableOfElements() const {
  std::vector<int64_t> tables(values.size());
  forEachSegment(parts.shape, codebook->group,
                 [&](Segment segment) { std::fill_n(tables.begin() + segment.begin, segment.length, segment.block); });
  return tables;
}

/// Elements of a vector that lie beyond the end of the tensor, or that the mask leaves out, take no part.
void CodeWriter::writeVectorCodebook() {
  const Shape &vector = codebook->vector;
  auto vectorSize = size_t(codebook->vectorSize());
  std::vector<double> quotients = getQuotients();
  std::vector<int64_t> tables = getTableOfElements();
  Shape codeShape = getGridShape(parts.shape, vector);
  Shape position(codeShape.size(), 0);
  parts.codes.resize(size_t(getNumElements(codeShape)));
  for (uint64_t &code : parts.codes) {
    llvm::SmallVector<double> components(vectorSize, 0.0);
    llvm::SmallVector<bool> present(vectorSize, false);
    int64_t table = -1;
    Shape offset(vector.size(), 0);
    for (size_t c = 0; c < vectorSize; ++c, advance(offset, vector)) {
      int64_t element = 0;
      bool inside = true;
      for (size_t dim = 0; dim < vector.size(); ++dim) {
        int64_t at = position[dim] * vector[dim] + offset[dim];
        inside &= at < parts.shape[dim];
        element = element * parts.shape[dim] + at;
      }
      if (!inside)
        continue;
      table = table < 0 ? tables[size_t(element)] : table;
      components[c] = quotients[size_t(element)];
      present[c] = parts.mask.empty() || parts.mask[size_t(element)];
    }
    code = findNearestVector(components, present, getTable(table));
    advance(position, codeShape);
  }
}

//===----------------------------------------------------------------------===//
// Entry points
//===----------------------------------------------------------------------===//

static llvm::Error checkSize(const char *part, size_t expected, size_t got) {
  if (expected == got)
    return llvm::Error::success();
  return llvm::createStringError("expected %zu %s, but got %zu", expected, part, got);
}

static llvm::Error checkParts(const ArrayParts &parts, llvm::ArrayRef<double> values, const Encoding &encoding,
                              llvm::ArrayRef<double> finerScales) {
  if (parts.shape.size() != encoding.block.size())
    return checkSize("block sizes", parts.shape.size(), encoding.block.size());
  auto numElements = size_t(getNumElements(parts.shape));
  auto numBlocks = size_t(getNumElements(getGridShape(parts.shape, encoding.block)));
  if (llvm::Error error = checkSize("values", numElements, values.size()))
    return error;
  if (llvm::Error error = checkSize("scales", encoding.scale ? numBlocks : 0, parts.scales.size()))
    return error;
  if (llvm::Error error = checkSize("zero points", encoding.zeroPoint ? numBlocks : 0, parts.zeroPoints.size()))
    return error;
  if (!finerScales.empty())
    if (llvm::Error error = checkSize("finer scales", numBlocks, finerScales.size()))
      return error;
  if (!parts.mask.empty())
    if (llvm::Error error = checkSize("mask entries", numElements, parts.mask.size()))
      return error;
  if (encoding.tensorScale != parts.tensorScale.has_value())
    return checkSize("tensor scales", encoding.tensorScale, parts.tensorScale.has_value());
  if (!encoding.codebook)
    return llvm::Error::success();
  const Codebook &codebook = *encoding.codebook;
  auto numTables = size_t(getNumElements(getGridShape(parts.shape, codebook.group)));
  size_t tableSize = (size_t(1) << bitWidth(codebook.index)) * size_t(codebook.vectorSize());
  return checkSize("code-book values", numTables * tableSize, parts.codebook.size());
}

llvm::Error mlir::qnt::numerics::computeCodes(ArrayParts &parts, llvm::ArrayRef<double> values, Format input,
                                              const Encoding &encoding, const Convention &convention,
                                              llvm::ArrayRef<double> finerScales) {
  if (llvm::Error error = checkParts(parts, values, encoding, finerScales))
    return error;
  if (encoding.zeroPoint && (encoding.codebook || isFloat(encoding.storage)))
    return llvm::createStringError("expected no zero point with float storage or a code book");
  CodeWriter writer(parts, values, input, encoding, convention, finerScales);
  if (!encoding.codebook)
    writer.writePlain();
  else if (encoding.codebook->isVector())
    writer.writeVectorCodebook();
  else
    writer.writeCodebook();
  return llvm::Error::success();
}

uint64_t mlir::qnt::numerics::quantizeElement(double x, double scale, double zeroPoint, Format input,
                                              const Encoding &encoding, const Convention &convention, uint64_t index) {
  assert(!encoding.codebook && "expected an encoding without a code book");
  ElementEncoder encoder(encoding, convention, input);
  return encoder.encode(x, encoder.prepare(scale, zeroPoint), index);
}
