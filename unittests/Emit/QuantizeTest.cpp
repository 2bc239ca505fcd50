//===- QuantizeTest.cpp - emitted quantization against Numerics ---------------------------------------------===//

#include "Qnt/Numerics/Rounding.h"
#include "QuantizeLoops.h"
#include "SampleValues.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::emit;
using numerics::Convention;
using numerics::Format;
using oracle::Tally;

/// Special values, ties for the scale with their neighbours, and a sample.
static ElementArray getValues(Format input, double scale, int largestTie) {
  std::vector<double> values = getSpecialValues(input);
  auto append = [&](const std::vector<double> &more) { values.insert(values.end(), more.begin(), more.end()); };
  append(getTies(input, scale, largestTie));
  for (double value : drawF64(2 * size_t(largestTie), 17))
    values.push_back(numerics::roundTo(input, value, {numerics::Rounding::HalfEven, numerics::Overflow::NonFinite}));
  return ElementArray::fromValues(input, values);
}

static void checkAll(QuantizeLoops &loops, ArrayRef<BlockParameters> parameters, int largestTie = 140,
                     unsigned optimizationLevel = 0) {
  loops.compile(optimizationLevel);
  Tally tally;
  for (size_t i = 0; i < loops.size(); ++i)
    for (BlockParameters block : parameters)
      loops.check(i, getValues(loops.get(i).input, block.scale, largestTie), block, tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST(QuantizeTest, DefaultConventionOnEveryHalfPattern) {
  QuantizeLoops loops;
  for (Format input : {Format::F16, Format::BF16})
    for (Format storage : {Format::I4, Format::I8, Format::U8, Format::I32, Format::F8E4M3FN, Format::F8E5M2,
                           Format::F6E2M3FN, Format::F6E3M2FN, Format::F4E2M1FN})
      loops.add({makeEncoding(storage), Convention(), input});
  loops.compile();
  Tally tally;
  for (size_t i = 0; i < loops.size(); ++i)
    for (double scale : {0.1, 0x1.8p-3})
      loops.check(i, ElementArray::allPatterns(loops.get(i).input), {scale}, tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST(QuantizeTest, EveryStorageScaleAndZeroPointType) {
  QuantizeLoops loops;
  static constexpr std::optional<Format> scales[] = {Format::F32,  Format::F64,       Format::F16,
                                                     Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN};
  static constexpr std::optional<Format> zeroPoints[] = {std::nullopt, Format::I8,  Format::U16, Format::I32,
                                                         Format::F32,  Format::F16, Format::F64};
  size_t next = 0; // types of scales and inputs take turns
  for (Format storage : getStorageFormats())
    for (size_t i = 0; i < std::size(zeroPoints); ++i, ++next)
      loops.add({makeEncoding(storage, scales[next % 6], numerics::isInteger(storage) ? zeroPoints[i] : std::nullopt),
                 Convention(), inputFormats[next / 6 % 4]});
  for (Format storage : getStorageFormats())
    loops.add({makeEncoding(storage, std::nullopt), Convention(), inputFormats[next++ % 4]});
  checkAll(loops, {{0.1, 3.0}}, 20);
}

TEST(QuantizeTest, EveryPreset) {
  QuantizeLoops loops;
  for (StringRef name : Convention::presetNames())
    for (Format input : inputFormats)
      for (auto [storage, zeroPoint] :
           std::initializer_list<std::pair<Format, std::optional<Format>>>{{Format::I8, Format::I8},
                                                                           {Format::U8, Format::I32},
                                                                           {Format::I4, std::nullopt},
                                                                           {Format::I32, Format::I32},
                                                                           {Format::I8, Format::F32},
                                                                           {Format::F8E4M3FN, std::nullopt},
                                                                           {Format::F4E2M1FN, std::nullopt}})
        loops.add({makeEncoding(storage, Format::F32, zeroPoint), *Convention::preset(name), input});
  checkAll(loops, {{0.1, 3.0}, {0x1.8p-3, -128.0}, {1e-40, 1.0}});
}

static constexpr StringRef elementParameters[] = {"zero_point_order", "clamp_order", "quotient", "quotient_type",
                                                  "subnormals",       "rounding",    "nan",      "float_nan",
                                                  "overflow"};

TEST(QuantizeTest, EveryParameterAlone) {
  QuantizeLoops loops;
  for (StringRef parameter : elementParameters)
    for (const std::string &value : getParameterValues(parameter)) {
      Convention convention;
      llvm::cantFail(convention.set(parameter, value));
      for (Format input : inputFormats) {
        loops.add({makeEncoding(Format::I8, Format::F32, Format::I8), convention, input});
        loops.add({makeEncoding(Format::U4, Format::BF16, Format::F32), convention, input});
        loops.add({makeEncoding(Format::F8E4M3FN), convention, input});
        loops.add({makeEncoding(Format::F6E3M2FN, Format::F8E8M0FNU), convention, input});
      }
    }
  checkAll(loops, {{0.1, 3.0}, {1e-40, -7.5}});
}

/// Every fifth combination of the parameters that integer codes read, which brings any three values together; storages,
/// zero points and inputs take turns.
TEST(QuantizeTest, ParametersTogether) {
  SmallVector<Convention> conventions = {Convention()};
  for (StringRef parameter : ArrayRef(elementParameters).drop_back(2)) {
    SmallVector<Convention> more;
    for (const std::string &value : getParameterValues(parameter))
      for (Convention convention : conventions) {
        convention.seed = 42;
        llvm::cantFail(convention.set(parameter, value));
        more.push_back(convention);
      }
    conventions = std::move(more);
  }
  static constexpr Format storages[] = {Format::I8, Format::U4, Format::U8, Format::I16, Format::I32, Format::I4};
  static constexpr std::optional<Format> zeroPoints[] = {Format::I8, std::nullopt, Format::F32, Format::I32,
                                                         Format::U4};
  QuantizeLoops loops;
  for (size_t i = 0; i < conventions.size(); ++i)
    if (i % 5 == 0)
      loops.add({makeEncoding(storages[i / 5 % 6], i % 7 == 0 ? Format::F64 : Format::F32, zeroPoints[i / 5 % 5]),
                 conventions[i], inputFormats[i / 3 % 4]});
  checkAll(loops, {{0.1, 3.0}}, 12);
}

TEST(QuantizeTest, ClampRanges) {
  QuantizeLoops loops;
  for (Format input : inputFormats)
    for (StringRef preset : {"default", "stablehlo", "qwix"}) {
      QuantizeCase narrow{makeEncoding(Format::I8, Format::F32, Format::I32), *Convention::preset(preset), input};
      narrow.encoding.clamp = {-127, 127};
      QuantizeCase five = narrow;
      five.encoding.clamp = {-16, 15};
      loops.add(narrow);
      loops.add(five);
    }
  checkAll(loops, {{0.1, 3.0}, {1.0, 2147483647.0}, {1.0, -2147483648.0}});
}

/// The code that is compiled in earnest: optimized, vectorized, and on vectors.
TEST(QuantizeTest, OptimizedAndVectorized) {
  QuantizeLoops loops;
  for (int64_t vectorSize : {1, 8})
    for (auto [input, storage] : std::initializer_list<std::pair<Format, Format>>{{Format::F32, Format::I8},
                                                                                  {Format::BF16, Format::U4},
                                                                                  {Format::F32, Format::F8E4M3FN},
                                                                                  {Format::F16, Format::F4E2M1FN},
                                                                                  {Format::F64, Format::F8E5M2}})
      for (StringRef preset : {"default", "qwix-cpu"}) {
        bool isInteger = numerics::isInteger(storage);
        loops.add({makeEncoding(storage, Format::F32, isInteger ? std::optional(Format::I8) : std::nullopt),
                   *Convention::preset(preset), input},
                  vectorSize);
      }
  Convention stochastic;
  llvm::cantFail(stochastic.set("rounding", "stochastic"));
  for (int64_t vectorSize : {1, 8})
    loops.add({makeEncoding(Format::I8, Format::F32, Format::I8), stochastic, Format::F32}, vectorSize);
  checkAll(loops, {{0.1, 3.0}}, 140, /*optimizationLevel=*/3);
}
