//===- CodebookTest.cpp - every f16 and bf16 pattern, tables of every width ------------------------------===//
//
// The code of a value is the index of the entry nearest to f32(x / s), by exact distances, the first of those equally
// near. All 65536 patterns of an input type are quantized with every table and every scale.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "CodebookCases.h"
#include "ConventionCases.h"
#include "ExactArithmetic.h"
#include "Qnt/Numerics/CodebookSearch.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "RunTable.h"
#include "gtest/gtest.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

/// The codes of all f32 patterns by a table, found once.
const RunTable &runsOf(const CodebookCase &table) {
  static std::map<std::string, RunTable> cache;
  auto found = cache.find(table.name);
  if (found == cache.end()) {
    CodebookOracle oracle(table.entries);
    found = cache.emplace(table.name, RunTable([&](double quotient) { return oracle.nearest(quotient); })).first;
  }
  return found->second;
}

uint32_t codeOf(const RunTable &runs, double quotient) {
  auto narrow = float(quotient); // f32 holds it
  uint32_t pattern;
  std::memcpy(&pattern, &narrow, sizeof(pattern));
  return runs.runs()[runs.find(pattern)].code;
}

/// With which parameters a value is quantized.
struct Scales {
  double scale;
  std::optional<double> tensorScale = std::nullopt;
};

std::string describeCode(const FloatSpec &input, double value, const CodebookCase &table, Scales scales) {
  std::string text = describeElement(input.name, value, table.name, {scales.scale});
  return scales.tensorScale ? text + " tensor scale " + describe(*scales.tensorScale) : text;
}

std::vector<uint64_t> quantizeWithTable(llvm::ArrayRef<double> values, Format input, const CodebookCase &table,
                                        const Encoding &encoding, Scales scales, const Convention &convention = {}) {
  ArrayParts parts;
  parts.shape = {int64_t(values.size())};
  parts.scales = {scales.scale};
  parts.tensorScale = scales.tensorScale;
  parts.codebook = table.entries;
  llvm::Error error = computeCodes(parts, values, input, encoding, convention);
  bool failed = bool(error);
  EXPECT_FALSE(failed) << llvm::toString(std::move(error));
  parts.codes.resize(values.size(), ~uint64_t(0));
  return parts.codes;
}

void compareCodes(llvm::ArrayRef<uint64_t> codes, const FloatCase &input, const CodebookCase &table,
                  llvm::ArrayRef<double> quotients, Scales scales, const char *how, Tally &tally) {
  const RunTable &runs = runsOf(table);
  ASSERT_EQ(codes.size(), kNumPatterns);
  for (size_t i = 0; i < kNumPatterns; ++i)
    tally.compare(codes[i], codeOf(runs, quotients[i]),
                  [&] { return how + describeCode(input.spec, patternsOf(input.spec)[i], table, scales); });
}

/// 1 and powers of two make ties; others inexact quotients, underflow, infinite quotients.
std::vector<float> codebookScales() {
  std::vector<float> scales = {1.0f,   2.0f,  0.5f,       0.25f, 4.0f,   0.1f,   0.3f,      1.0f / 3,       3.0f,
                               7.0f,   0.75f, 1.5078125f, 1e10f, 1e-10f, 1e-40f, 0x1p-149f, 0x1p-126f,      0x1p127f,
                               100.0f, 6.0f,  0.9999999f, 1e-3f, 1e30f,  1e-30f, 65504.0f,  0x1.fffffep127f};
  for (int exponent : {-24, -20, -14, -9, -6, -3, 3, 6, 9, 15, 20})
    scales.push_back(std::ldexp(1.25f, exponent));
  for (int exponent : {-133, -16, -8, 8, 16})
    scales.push_back(std::ldexp(1.0f, exponent));
  return scales;
}

class Codebooks : public testing::TestWithParam<CodebookCase> {};

TEST_P(Codebooks, all_patterns_with_all_scales) {
  const CodebookCase &table = GetParam();
  std::vector<float> scales = codebookScales();
  ASSERT_GE(scales.size(), 40u);
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (float scale : scales)
      compareCodes(quantizeWithTable(patternsOf(input.spec), input.format, table, perTensor(table), {scale}), input,
                   table, quotientsOf(input.spec, scale), {scale}, "", tally);
  EXPECT_NO_MISMATCH(tally);
}

/// s = f32(t * s) comes first.
TEST_P(Codebooks, all_patterns_with_tensor_scales) {
  const CodebookCase &table = GetParam();
  Encoding encoding = perTensor(table);
  encoding.scale = Format::F8E4M3FN;
  encoding.tensorScale = true;
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (Scales scales : {Scales{1.125, double(0.1f)}, Scales{0x1p-9, double(1.0f / 2688)}, Scales{448, 0x1p-149},
                          Scales{13, double(1.0f / 3)}, Scales{1.875, 0x1.fffffep127}}) {
      double joined = multiply(kF32, *scales.tensorScale, scales.scale);
      compareCodes(quantizeWithTable(patternsOf(input.spec), input.format, table, encoding, scales), input, table,
                   quotientsOf(input.spec, joined), scales, "", tally);
    }
  EXPECT_NO_MISMATCH(tally);
}

//===----------------------------------------------------------------------===//
// Packed codes and kernels
//===----------------------------------------------------------------------===//

/// The codes of all patterns by encodePacked, which takes a kernel where there is one.
std::vector<uint64_t> encodeInMemory(const FloatCase &input, const CodebookCase &table, float scale) {
  auto size = int64_t(kNumPatterns);
  unsigned bits = bitWidth(table.index);
  Encoding encoding = perTensor(table);
  TypedInput typed{patternCodes().data(), input.format, size};
  EXPECT_EQ(canEncodeWithKernel(typed, encoding, Convention(), table.entries), table.hasKernel);
  std::vector<uint8_t> packed(size_t(getPackedRowBytes(size, bits)), 0xFF);
  llvm::cantFail(
      encodePacked(typed, encoding, Convention(), {nullptr, &scale, nullptr, nullptr, table.entries}, packed.data()));
  return llvm::cantFail(unpackCodes(packed, size, bits));
}

TEST_P(Codebooks, packed_codes_of_all_patterns_with_all_scales) {
  const CodebookCase &table = GetParam();
  std::vector<float> scales = codebookScales();
  if (!table.hasKernel) // computed as above: a few scales show that it is the same
    scales.resize(4);
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (float scale : scales)
      compareCodes(encodeInMemory(input, table, scale), input, table, quotientsOf(input.spec, scale), {scale},
                   "packed ", tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST(CodebookKernels, packed_codes_by_every_instruction_set) {
  Tally tally;
  std::vector<const char *> targets = getKernelTargets();
  ASSERT_FALSE(targets.empty());
  for (const char *target : targets) {
    setKernelTargetForTest(target);
    for (const CodebookCase &table : codebookCases())
      for (const FloatCase &input : kHalfFloats)
        if (table.hasKernel)
          for (float scale : {1.0f, 0.3f, 1e-40f})
            compareCodes(encodeInMemory(input, table, scale), input, table, quotientsOf(input.spec, scale), {scale},
                         target, tally);
  }
  setKernelTargetForTest(nullptr);
  EXPECT_NO_MISMATCH(tally);
}

//===----------------------------------------------------------------------===//
// Midpoints
//===----------------------------------------------------------------------===//

/// The midpoints of all pairs of entries that may be neighbours, those of f32 or f64, and the numbers beside them.
std::vector<double> midpointsOf(const CodebookCase &table, const FloatSpec &spec) {
  std::vector<double> ascending;
  for (double entry : table.entries)
    if (std::isfinite(entry))
      ascending.push_back(entry);
  std::sort(ascending.begin(), ascending.end());
  std::vector<double> values = {0.0, -0.0, kInfinity, -kInfinity, valueOf(spec, *spec.nanCode())};
  for (size_t i = 0; i + 1 < ascending.size(); ++i) {
    double middle = oracle::roundTo(spec, ascending[i] / 2 + ascending[i + 1] / 2);
    bool isWide = spec.mantissaBits == kF64.mantissaBits;
    double up = isWide ? std::nextafter(middle, kInfinity) : double(std::nextafterf(float(middle), HUGE_VALF));
    double down = isWide ? std::nextafter(middle, -kInfinity) : double(std::nextafterf(float(middle), -HUGE_VALF));
    for (double value : {middle, up, down, ascending[i]})
      if (oracle::roundTo(spec, value) == value)
        values.push_back(value);
  }
  return values;
}

/// Inputs of f32 and f64 with scale 1; how many of them are ties goes to `numTies`.
void compareAtMidpoints(const CodebookCase &table, uint64_t &numTies, Tally &tally) {
  CodebookOracle oracle(table.entries);
  for (const FloatCase &input : kWideFloats) {
    std::vector<double> values = midpointsOf(table, input.spec);
    std::vector<uint64_t> codes = quantizeWithTable(values, input.format, table, perTensor(table), {1});
    for (size_t i = 0; i < values.size(); ++i) {
      auto what = [&] { return describeCode(input.spec, values[i], table, {1}); };
      numTies += std::isfinite(values[i]) && oracle.isTie(values[i]);
      tally.compare(codes[i], oracle.nearest(values[i]), what);
      tally.compare(findNearestEntry({values[i]}, table.entries, 1), oracle.nearest(values[i]), what);
    }
  }
}

TEST(CodebookMidpoints, f32_and_f64_inputs_at_and_beside_them) {
  Tally tally;
  for (const CodebookCase &table : codebookCases()) {
    uint64_t numTies = 0;
    compareAtMidpoints(table, numTies, tally);
    bool isConstant = table.entries == std::vector<double>(table.entries.size(), table.entries.front());
    EXPECT_EQ(numTies == 0, isConstant) << table.name;
  }
  EXPECT_NO_MISMATCH(tally);
}

//===----------------------------------------------------------------------===//
// Conventions
//===----------------------------------------------------------------------===//

/// Quotients by division and by reciprocals, in f32, in the type of the input, in f64 and exact, with and without
/// subnormals; distances exact and in f32.
std::vector<Convention> codebookConventions() {
  std::vector<Convention> all;
  for (const Convention &combination : allCombinations()) {
    bool hasDefaults = combination.zeroPointOrder == ZeroPointOrder::AfterRounding &&
                       combination.clampOrder == ClampOrder::AfterRounding &&
                       combination.rounding == Rounding::HalfEven;
    if (hasDefaults) {
      all.push_back(combination);
      all.push_back(combination);
      all.back().distance = CodebookDistance::F32;
    }
  }
  return all;
}

/// The code by a convention. The exact quotient is never formed: the value is compared with the products of the entries
/// and the scale, of 48 bits.
uint64_t quantizeByConvention(double x, double scale, const CodebookCase &table, const CodebookOracle &ofEntries,
                              const CodebookOracle &ofProducts, const Convention &convention, const FloatSpec &input) {
  bool isExact = convention.quotientType == Arithmetic::Exact;
  if (isExact && convention.distance == CodebookDistance::Exact)
    return ofProducts.nearest(x);
  double quotient = isExact ? divide(kF32, x, scale) : quotientByRecipe(x, scale, toRecipe(convention, input));
  return convention.distance == CodebookDistance::F32 ? nearestInF32(table.entries, quotient)
                                                      : ofEntries.nearest(quotient);
}

void compareByConvention(const CodebookCase &table, const FloatCase &input, double scale, const Convention &convention,
                         Tally &tally) {
  std::vector<double> values, products;
  for (size_t i = 0; i < kNumPatterns; i += 127) // a prime
    values.push_back(patternsOf(input.spec)[i]);
  for (double entry : table.entries) {
    products.push_back(entry * scale);
    values.push_back(oracle::roundTo(input.spec, products.back()));
    values.push_back(oracle::roundTo(input.spec, (entry + table.entries.front()) * scale / 2));
  }
  CodebookOracle ofEntries(table.entries), ofProducts(products);
  std::vector<uint64_t> codes = quantizeWithTable(values, input.format, table, perTensor(table), {scale}, convention);
  for (size_t i = 0; i < values.size(); ++i) {
    uint64_t expected = quantizeByConvention(values[i], scale, table, ofEntries, ofProducts, convention, input.spec);
    tally.compare(codes[i], expected, [&] {
      return describeCode(input.spec, values[i], table, {scale}) + describeConvention(convention) +
             " distance=" + convention.get("distance");
    });
  }
}

bool isOfF32(const CodebookCase &table) {
  return std::all_of(table.entries.begin(), table.entries.end(),
                     [](double entry) { return std::isfinite(entry) && double(float(entry)) == entry; });
}

TEST(CodebookConventions, quotients_and_distances) {
  Tally tally;
  std::vector<Convention> conventions = codebookConventions();
  ASSERT_EQ(conventions.size(), 3u * 4 * 2 * 2);
  for (const CodebookCase &table : shortCodebookCases())
    for (const Convention &convention : conventions)
      for (const FloatCase &input : kHalfFloats)
        for (float scale : {1.0f, 0.3f, 1e-39f, 1.5078125f})
          if (isOfF32(table))
            compareByConvention(table, input, scale, convention, tally);
  EXPECT_NO_MISMATCH(tally);
}

INSTANTIATE_TEST_SUITE_P(All, Codebooks, testing::ValuesIn(codebookCases()),
                         [](const auto &info) { return std::string(info.param.name); });

} // namespace
