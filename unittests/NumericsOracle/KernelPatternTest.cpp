//===- KernelPatternTest.cpp - the vector kernels on every f16 and bf16 pattern --------------------------===//
//
// encodeWithKernel by the default convention and dequantizeWithKernel against the oracle, for every storage format of
// up to 8 bits.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ConventionCases.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

const float kKernelScales[] = {1.0f, 2.0f, 0.1f, 1.0f / 3, 1.0f / 127, 1.5078125f, 100.0f, 1e-40f, 0x1p-149f, 0x1p127f};

/// One block over all patterns of `input`; nothing where there is no kernel.
std::vector<uint64_t> encodePatterns(Format input, const Encoding &encoding, float scale, int16_t zeroPoint,
                                     const Convention &convention = {}) {
  auto size = int64_t(kNumPatterns);
  unsigned bits = bitWidth(encoding.storage);
  TypedInput typed{patternCodes().data(), input, size};
  if (!canEncodeWithKernel(typed, encoding, convention))
    return {};
  std::vector<uint8_t> packed(size_t(getPackedRowBytes(size, bits)), 0xFF);
  encodeWithKernel(typed, encoding, convention, {nullptr, &scale, &zeroPoint, nullptr}, packed.data());
  return llvm::cantFail(unpackCodes(packed, size, bits));
}

class IntegerKernels : public testing::TestWithParam<IntegerCase> {};
class FloatKernels : public testing::TestWithParam<FloatCase> {};

TEST_P(IntegerKernels, all_patterns_with_scales_and_zero_points) {
  const auto &[format, spec] = GetParam();
  const int64_t zeroPoints[] = {0, 1, spec.low(), 77, spec.high(), -1, spec.low() - 1, spec.high() + 1, 32767, -32768};
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (size_t i = 0; i < std::size(kKernelScales); ++i) {
      Parameters parameters{kKernelScales[i], double(zeroPoints[i])};
      std::optional<Format> zeroPointType = zeroPoints[i] ? std::optional(Format::I16) : std::nullopt;
      std::vector<uint64_t> codes =
          encodePatterns(input.format, perTensor(format, zeroPointType), kKernelScales[i], int16_t(zeroPoints[i]));
      ASSERT_EQ(codes.size(), kNumPatterns);
      const std::vector<double> &quotients = quotientsOf(input.spec, kKernelScales[i]);
      for (size_t at = 0; at < kNumPatterns; ++at) {
        double value = patternsOf(input.spec)[at];
        int64_t code =
            finishInteger(quotients[at], parameters.zeroPoint, {spec.low(), spec.high()}, Recipe(), zeroPoints[i]);
        tally.compare(codes[at], uint64_t(code) & spec.codeMask(), [&, &spec = spec] {
          return "kernel " + describeElement(input.spec.name, value, spec.name, parameters);
        });
      }
    }
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(FloatKernels, all_patterns_with_scales) {
  const auto &[format, spec] = GetParam();
  BoundaryTable table(spec);
  Tally tally;
  for (const FloatCase &input : kHalfFloats)
    for (float scale : kKernelScales) {
      std::vector<uint64_t> codes = encodePatterns(input.format, perTensor(format), scale, 0);
      ASSERT_EQ(codes.size(), kNumPatterns);
      const std::vector<double> &quotients = quotientsOf(input.spec, scale);
      for (size_t at = 0; at < kNumPatterns; ++at) {
        double value = patternsOf(input.spec)[at];
        tally.compare(codes[at], table.encode(quotients[at]), [&, &spec = spec] {
          return "kernel " + describeElement(input.spec.name, value, spec.name, {scale});
        });
      }
    }
  EXPECT_NO_MISMATCH(tally);
}

/// By every convention that has a kernel; at least the orders of zero point and clamp with every rule for NaN do.
TEST(Kernels, integers_by_every_convention_that_has_a_kernel) {
  std::vector<ConventionSetting> settings = conventionSettings();
  Tally tally;
  size_t turn = 0, numAccepted = 0;
  for (Convention convention : allCombinations())
    for (IntegerNaN nan : {IntegerNaN::ZeroPoint, IntegerNaN::Zero, IntegerNaN::Low})
      for (const FloatCase &input : kHalfFloats) {
        const ConventionSetting &setting = settings[turn++ % settings.size()];
        const IntegerSpec &spec = setting.storage.spec;
        auto zeroPoint = int16_t(int64_t(setting.parameters.zeroPoint)); // wraps
        Parameters parameters{double(float(setting.parameters.scale)), double(zeroPoint)};
        convention.nan = nan;
        std::vector<uint64_t> codes = encodePatterns(input.format, perTensor(setting.storage.format, Format::I16),
                                                     float(parameters.scale), zeroPoint, convention);
        numAccepted += !codes.empty();
        Recipe recipe = toRecipe(convention, input.spec);
        int64_t nanCode = nan == IntegerNaN::ZeroPoint ? zeroPoint : nan == IntegerNaN::Zero ? 0 : spec.low();
        for (size_t at = 0; at < codes.size(); ++at) {
          double value = patternsOf(input.spec)[at];
          int64_t code = quantizeToInteger(value, parameters.scale, parameters.zeroPoint, {spec.low(), spec.high()},
                                           recipe, nanCode);
          tally.compare(codes[at], uint64_t(code) & spec.codeMask(), [&] {
            return "kernel " + describeElement(input.spec.name, value, spec.name, parameters) +
                   describeConvention(convention) + " nan=" + convention.get("nan");
          });
        }
      }
  EXPECT_NO_MISMATCH(tally);
  EXPECT_GE(numAccepted, 16u);
}

//===----------------------------------------------------------------------===//
// Decoding
//===----------------------------------------------------------------------===//

const FloatCase kKernelInputs[] = {{Format::F32, kF32}, {Format::F16, kF16}, {Format::BF16, kBF16}};

/// The values that the kernel gives all codes of a format; nothing where there is no kernel.
std::vector<double> decodeAllCodes(const Encoding &encoding, const FloatSpec &expressed, float scale,
                                   int16_t zeroPoint) {
  auto size = int64_t(1) << bitWidth(encoding.storage);
  std::vector<uint64_t> codes(size_t(size), 0);
  for (size_t i = 0; i < codes.size(); ++i)
    codes[i] = i;
  std::vector<uint8_t> packed = packCodes(codes, size, bitWidth(encoding.storage));
  std::vector<uint32_t> words(size_t(size), 0);
  TypedOutput output{words.data(), encoding.expressed, size};
  if (!canDequantizeWithKernel(output, encoding))
    return {};
  dequantizeWithKernel({packed.data(), &scale, &zeroPoint, nullptr}, encoding, output);
  std::vector<double> values(size_t(size), 0.0);
  for (size_t i = 0; i < values.size(); ++i) {
    uint32_t word = words[i];
    if (expressed.bits() == 16) {
      uint16_t half;
      std::memcpy(&half, reinterpret_cast<const char *>(words.data()) + 2 * i, sizeof(half));
      word = half;
    }
    values[i] = valueOf(expressed, word);
  }
  return values;
}

template <typename Spec>
void compareDecoded(Format storage, const Spec &spec, std::optional<Format> zeroPointType, Tally &tally) {
  for (const FloatCase &expressed : kKernelInputs)
    for (float scale : kKernelScales)
      for (DecodeRule rule : {DecodeRule::SubMul, DecodeRule::MulSub}) {
        Encoding encoding = perTensor(storage, zeroPointType);
        encoding.expressed = expressed.format;
        encoding.decode = rule;
        int16_t zeroPoint = zeroPointType ? 77 : 0;
        DecodeRecipe recipe;
        recipe.mulSub = rule == DecodeRule::MulSub;
        recipe.expressed = expressed.spec;
        std::vector<double> values = decodeAllCodes(encoding, expressed.spec, scale, zeroPoint);
        for (size_t code = 0; code < values.size(); ++code)
          tally.compareValues(values[code], dequantizeByRecipe(valueOf(spec, code), scale, zeroPoint, recipe), [&] {
            return std::string("kernel ") + spec.name + " code " + std::to_string(code) + " scale " + describe(scale) +
                   " to " + expressed.spec.name;
          });
      }
}

TEST_P(IntegerKernels, all_codes_are_decoded) {
  Tally tally;
  compareDecoded(GetParam().format, GetParam().spec, Format::I16, tally);
  compareDecoded(GetParam().format, GetParam().spec, std::nullopt, tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(FloatKernels, all_codes_are_decoded) {
  Tally tally;
  compareDecoded(GetParam().format, GetParam().spec, std::nullopt, tally);
  EXPECT_NO_MISMATCH(tally);
}

std::vector<IntegerCase> narrowIntegers() {
  std::vector<IntegerCase> narrow;
  for (size_t i = 0; i < kNumStorageIntegers; ++i)
    if (kIntegers[i].spec.bits <= 8)
      narrow.push_back(kIntegers[i]);
  return narrow;
}

INSTANTIATE_TEST_SUITE_P(All, IntegerKernels, testing::ValuesIn(narrowIntegers()),
                         nameOfCase<testing::TestParamInfo<IntegerCase>>);
INSTANTIATE_TEST_SUITE_P(All, FloatKernels, testing::ValuesIn(kSmallFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);

} // namespace
