//===- CodebookTest.cpp - kernels with code books --------------------------------------------------------===//

#include "KernelTest.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Packing.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

/// Ascending f32 entries around 0.
std::vector<double> makeTable(unsigned bits, double deviation, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal(0.0f, static_cast<float>(deviation));
  std::vector<double> table(size_t(1) << bits);
  for (double &entry : table)
    entry = normal(generator);
  std::sort(table.begin(), table.end());
  return table;
}

ArrayParts makeTableParts(const TypedValues &values, double scale, llvm::ArrayRef<double> codebook) {
  ArrayParts parts;
  parts.shape = values.shape;
  parts.scales = {roundTo(Format::F32, scale)};
  parts.codebook.assign(codebook.begin(), codebook.end());
  return parts;
}

TEST(KernelCodebook, nf4_of_all_f16_and_bf16_patterns) {
  const Encoding encoding = makeCodebookEncoding(Format::U4, {kWhole, kWhole});
  for (Format type : {Format::BF16, Format::F16}) {
    const TypedValues values = TypedValues::allPatterns(type);
    for (double scale : {1.0, 0.1, 1.5078125, 1e-40, 3e38})
      expectSameCodes(values, encoding, makeTableParts(values, scale, getNF4Table()));
  }
}

TEST(KernelCodebook, index_widths_1_to_8) {
  const TypedValues values = TypedValues::allPatterns(Format::BF16);
  const Format indices[] = {Format::U1, Format::U2, Format::U3, Format::U4,
                            Format::U5, Format::U6, Format::U7, Format::U8};
  for (Format index : indices)
    for (double deviation : {1e-30, 0.5, 1e20})
      expectSameCodes(values, makeCodebookEncoding(index, {kWhole, kWhole}),
                      makeTableParts(values, 1.0, makeTable(bitWidth(index), deviation, bitWidth(index))));
}

/// The middles between entries, where the lower index wins, and the f32 numbers beside them.
TEST(KernelCodebook, middles_of_entries_and_both_neighbours) {
  const std::vector<double> tables[] = {getNF4Table().vec(), makeTable(4, 1.0, 1), {-1.0, 0.0, 1.0, 2.0},
                                        {-1.0, 1.0},         makeTable(8, 3.0, 2), {0.0, 0x1p-149, 1.0, 0x1p127}};
  for (const std::vector<double> &table : tables) {
    std::vector<double> numbers = {0.0, -0.0, 1e-45, -1e-45, 3e38, -3e38};
    for (size_t i = 0; i + 1 < table.size(); ++i) {
      const auto middle = static_cast<float>((table[i] + table[i + 1]) / 2);
      for (float number : {middle, std::nextafter(middle, HUGE_VALF), std::nextafter(middle, -HUGE_VALF)})
        numbers.push_back(number);
    }
    for (double special : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
      numbers.insert(numbers.end(), {special, -special});
    const TypedValues values = TypedValues::fromNumbers(Format::F32, {int64_t(numbers.size())}, numbers);
    const auto index = static_cast<Format>(unsigned(Format::U1) + unsigned(std::log2(table.size())) - 1);
    expectSameCodes(values, makeCodebookEncoding(index, {kWhole}), makeTableParts(values, 1.0, table));
  }
}

TEST(KernelCodebook, quantizes_and_decodes_blocks_and_tails) {
  std::mt19937 generator(5);
  std::normal_distribution<double> normal;
  for (int64_t length = 1; length <= 70; length += 3)
    for (const BlockShape &block : {BlockShape{1, 32}, {1, kWhole}, {kWhole, 1}, {1, 64}, {2, 5}})
      for (Format scale : {Format::F32, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN}) {
        std::vector<double> numbers(3 * length);
        for (double &number : numbers)
          number = normal(generator);
        const TypedValues values = TypedValues::fromNumbers(Format::BF16, {3, length}, numbers);
        Encoding encoding = makeCodebookEncoding(Format::U4, block, scale);
        encoding.expressed = Format::BF16;
        encoding.tensorScale = scale == Format::F8E4M3FN;
        expectSameParts(values, encoding, Convention(), getAbsMax(), getNF4Table());
        expectSameValues(llvm::cantFail(quantize(values.numbers, values.shape, values.type, encoding, Convention(),
                                                 getAbsMax(), getNF4Table())),
                         encoding);
      }
}

TEST(KernelCodebook, overflow_aware_scales) {
  Convention convention;
  convention.mxScale = E8M0Rule::OAS;
  expectSameParts(TypedValues::allPatterns(Format::BF16), makeCodebookEncoding(Format::U4, {1, 1}, Format::F8E8M0FNU),
                  convention, getAbsMax(), getNF4Table());
}

/// quantizePacked and dequantizePacked give what Quantize.h gives.
void expectPackedForms(const TypedValues &values, const Encoding &encoding, const Shape &codeShape,
                       llvm::ArrayRef<double> codebook) {
  ArrayParts parts = llvm::cantFail(
      quantize(values.numbers, values.shape, values.type, encoding, Convention(), getAbsMax(), codebook));
  const unsigned bits = bitWidth(encoding.storage);
  std::vector<uint8_t> codes(getNumElements(getPackedShape(codeShape, bits)));
  std::vector<float> scales(parts.scales.size());
  llvm::cantFail(quantizePacked(values.input(), encoding, Convention(), getAbsMax(),
                                {codes.data(), scales.data(), nullptr, nullptr}, codebook));
  EXPECT_EQ(packCodes(parts.codes, codeShape, bits), codes);
  EXPECT_EQ(parts.scales, std::vector<double>(scales.begin(), scales.end()));
  std::vector<uint8_t> decoded(values.bytes.size());
  const PackedParts packed{codes.data(), scales.data(), nullptr, nullptr, codebook};
  llvm::cantFail(dequantizePacked(packed, encoding, {decoded.data(), values.type, values.shape}));
  EXPECT_EQ(TypedValues::fromNumbers(values.type, values.shape, dequantize(parts, encoding)).bytes, decoded);
}

TEST(KernelCodebook, tables_without_a_kernel) {
  const TypedValues values =
      TypedValues::fromNumbers(Format::F32, {2, 6}, {0.1, -0.9, 0.4, 1.0, -0.2, 0.0, 3.0, -2.0, 0.5, 1.5, -1.0, 0.25});
  Encoding encoding = makeCodebookEncoding(Format::U2, {1, kWhole});
  const double descending[] = {1.0, 0.5, -0.5, -1.0}, twice[] = {-1.0, 0.0, 0.0, 1.0}, wide[] = {-1.0, 0.0, 0.1, 1.0};
  for (llvm::ArrayRef<double> table : {llvm::ArrayRef(descending), llvm::ArrayRef(twice), llvm::ArrayRef(wide)}) {
    EXPECT_FALSE(canUseKernel(values.input(), encoding, Convention(), getAbsMax(), table));
    expectPackedForms(values, encoding, values.shape, table);
  }
  Codebook book;
  book.index = Format::U2;
  book.group = {1, kWhole}; // a table a row
  encoding.codebook = book;
  const double perRow[] = {-1.0, 0.0, 0.5, 1.0, -0.75, -0.25, 0.25, 0.75};
  EXPECT_FALSE(canUseKernel(values.input(), encoding, Convention(), getAbsMax(), perRow));
  expectPackedForms(values, encoding, values.shape, perRow);
  book.group = {kWhole, kWhole};
  book.vector = {1, 2}; // an entry is two neighbours
  encoding.codebook = book;
  EXPECT_FALSE(canUseKernel(values.input(), encoding, Convention(), getAbsMax(), perRow));
  expectPackedForms(values, encoding, {2, 3}, perRow);
}

} // namespace
