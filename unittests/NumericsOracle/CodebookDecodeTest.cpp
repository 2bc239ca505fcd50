//===- CodebookDecodeTest.cpp - every code of every table, every scale type, decoded ---------------------===//
//
// The entry stands for the code: (entry - zp) * s, rounded as DequantizeTest.cpp says.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "CodebookCases.h"
#include "ExactArithmetic.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

const FloatCase kDecodedTypes[] = {
    {Format::F64, kF64}, {Format::F32, kF32}, {Format::F16, kF16}, {Format::BF16, kBF16}};

/// A scale as it is in memory, and what it is worth.
struct StoredScale {
  Format format;
  uint64_t code;
  double value;
};
std::vector<StoredScale> storedScales() {
  std::vector<StoredScale> scales;
  for (auto [format, spec] : {FloatCase{Format::F64, kF64}, FloatCase{Format::F32, kF32}, FloatCase{Format::F16, kF16},
                              FloatCase{Format::BF16, kBF16}, FloatCase{Format::F8E4M3FN, kE4M3FN}}) {
    uint64_t one = uint64_t(spec.bias) << spec.mantissaBits; // 1.0
    for (uint64_t code : {one, one + 3, one - 3, uint64_t(1), spec.maxFiniteCode(), *spec.nanCode()})
      scales.push_back({format, code, valueOf(spec, code)});
  }
  for (uint64_t code : {0, 100, 127, 130, 254, 255})
    scales.push_back({Format::F8E8M0FNU, code, valueOfE8M0(code)});
  return scales;
}

std::vector<double> readValues(const std::vector<uint64_t> &memory, const FloatSpec &spec, size_t count) {
  std::vector<double> values;
  size_t width = size_t(spec.bits()) / 8;
  for (size_t i = 0; i < count; ++i) {
    uint64_t code = 0;
    std::memcpy(&code, reinterpret_cast<const char *>(memory.data()) + i * width, width);
    values.push_back(valueOf(spec, code));
  }
  return values;
}

/// How all codes of a table are decoded.
struct DecodeCase {
  const StoredScale &scale;
  const FloatCase &expressed;
  std::optional<float> tensorScale = std::nullopt;
  std::optional<Format> zeroPointType = std::nullopt; ///< I8 or F32
  double zeroPoint = 0;
  DecodeRule rule = DecodeRule::SubMul;

  Encoding encodingOf(const CodebookCase &table) const {
    Encoding encoding = perTensor(table);
    encoding.scale = scale.format;
    encoding.expressed = expressed.format;
    encoding.tensorScale = tensorScale.has_value();
    encoding.zeroPoint = zeroPointType;
    encoding.decode = rule;
    return encoding;
  }
  double decode(double entry) const {
    DecodeRecipe recipe;
    recipe.product = expressed.format == Format::F64 || scale.format == Format::F64 ? kF64 : kF32;
    recipe.expressed = expressed.spec;
    recipe.floatZeroPoint = zeroPointType == Format::F32;
    recipe.mulSub = rule == DecodeRule::MulSub;
    double joined = tensorScale ? multiply(kF32, *tensorScale, scale.value) : scale.value;
    return dequantizeByRecipe(entry, joined, zeroPoint, recipe);
  }
  std::string describe() const {
    return " scale " + oracle::describe(scale.value) + " (" + getName(scale.format).str() + ") tensor scale " +
           oracle::describe(tensorScale.value_or(1)) + " zero point " + oracle::describe(zeroPoint) + " to " +
           expressed.spec.name + (rule == DecodeRule::MulSub ? " mul_sub" : "");
  }
};

std::vector<double> dequantizeInMemory(const CodebookCase &table, const ArrayParts &parts, const DecodeCase &how) {
  int64_t count = parts.shape[0];
  std::vector<uint8_t> packed = packCodes(parts.codes, count, bitWidth(table.index));
  auto integer = int8_t(how.zeroPoint);
  auto number = float(how.zeroPoint);
  PackedParts inMemory{packed.data(), &how.scale.code, nullptr, nullptr, table.entries};
  if (how.zeroPointType)
    inMemory.zeroPoints = how.zeroPointType == Format::F32 ? static_cast<const void *>(&number) : &integer;
  if (how.tensorScale)
    inMemory.tensorScale = &*how.tensorScale;
  std::vector<uint64_t> memory(size_t(count), 0);
  llvm::cantFail(dequantizePacked(inMemory, how.encodingOf(table), {memory.data(), how.expressed.format, count}));
  return readValues(memory, how.expressed.spec, size_t(count));
}

/// All codes of a table, by dequantize and by dequantizePacked.
void compareDecoded(const CodebookCase &table, const DecodeCase &how, Tally &tally) {
  size_t count = table.entries.size();
  ArrayParts parts;
  parts.shape = {int64_t(count)};
  parts.scales = {how.scale.value};
  if (how.zeroPointType)
    parts.zeroPoints = {how.zeroPoint};
  parts.codebook = table.entries;
  parts.tensorScale = how.tensorScale;
  for (uint64_t code = 0; code < count; ++code)
    parts.codes.push_back(count - 1 - code); // not the order of the table
  std::vector<double> values = dequantize(parts, how.encodingOf(table));
  ASSERT_EQ(values.size(), count);
  std::vector<double> packedValues = dequantizeInMemory(table, parts, how);
  for (size_t i = 0; i < count; ++i) {
    double expected = how.decode(table.entries[parts.codes[i]]);
    auto what = [&] { return std::string(table.name) + " code " + std::to_string(parts.codes[i]) + how.describe(); };
    tally.compareValues(values[i], expected, what);
    tally.compareValues(packedValues[i], expected, [&] { return "packed " + what(); });
  }
}

TEST(CodebookDecoding, all_codes_with_all_scale_types) {
  Tally tally;
  for (const CodebookCase &table : codebookCases())
    for (const StoredScale &scale : storedScales())
      for (const FloatCase &expressed : kDecodedTypes) {
        compareDecoded(table, {scale, expressed}, tally);
        if (scale.format == Format::F8E4M3FN)
          for (float tensorScale : {0.1f, 0x1p-149f, 0x1.fffffep127f})
            compareDecoded(table, {scale, expressed, tensorScale}, tally);
      }
  EXPECT_NO_MISMATCH(tally);
}

/// Tables whose entries a double holds after 3 or 0.1 is taken from them.
bool hasNoSmallEntries(const CodebookCase &table) {
  return std::all_of(table.entries.begin(), table.entries.end(), [](double entry) {
    return entry == 0 || (std::fabs(entry) > 0x1p-12 && std::fabs(entry) < 0x1p10 && double(float(entry)) == entry);
  });
}

TEST(CodebookDecoding, all_codes_with_zero_points) {
  Tally tally;
  size_t numTables = 0;
  for (const CodebookCase &table : codebookCases()) {
    if (!hasNoSmallEntries(table))
      continue;
    ++numTables;
    for (const StoredScale &scale : storedScales())
      for (const FloatCase &expressed : kDecodedTypes)
        for (DecodeRule rule : {DecodeRule::SubMul, DecodeRule::MulSub}) {
          compareDecoded(table, {scale, expressed, std::nullopt, Format::I8, -3, rule}, tally);
          compareDecoded(table, {scale, expressed, std::nullopt, Format::F32, double(0.1f), rule}, tally);
        }
  }
  EXPECT_NO_MISMATCH(tally);
  EXPECT_GE(numTables, 12u);
}

TEST(CodebookDecoding, nf4_is_the_table_of_the_paper) {
  for (const CodebookCase &table : codebookCases())
    if (table.name == std::string("u4_nf4"))
      EXPECT_EQ(getNF4Table().vec(), table.entries);
}

} // namespace
