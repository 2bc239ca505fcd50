//===- DequantizeTest.cpp - every code, every scale type, every zero point type, decoded -----------------===//
//
// (q - zp) * s with the subtraction exact (rounded like a product when the zero point is a float) and the product
// rounded to f32 (f64 when the expressed or the scale type is f64), then to the expressed type; and q * s - zp * s with
// every step rounded.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Arrays.h"
#include "ExactArithmetic.h"
#include "Qnt/Numerics/Kernels.h"
#include "Qnt/Numerics/Packing.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

struct ScaleCase {
  Format format;
  std::vector<double> values; ///< values of the format
};

/// Ordinary values, the ends of the range and, where the format has one, NaN.
std::vector<ScaleCase> scaleCases() {
  auto narrow = [](const FloatSpec &spec, Format format) {
    ScaleCase scale{format, {}};
    for (double value : {0.1, 1.0 / 3, 3.0, 1.5078125})
      scale.values.push_back(oracle::roundTo(spec, value));
    for (uint64_t code : {uint64_t(1), spec.maxFiniteCode(), *spec.nanCode()})
      scale.values.push_back(valueOf(spec, code));
    return scale;
  };
  ScaleCase e8m0{Format::F8E8M0FNU, {}};
  for (uint64_t code : {0, 1, 100, 127, 130, 254, 255})
    e8m0.values.push_back(valueOfE8M0(code));
  ScaleCase narrowest{Format::F8E4M3FN, {}};
  for (uint64_t code : {0x01, 0x07, 0x3D, 0x38, 0x7E, 0x7F})
    narrowest.values.push_back(valueOf(kE4M3FN, code));
  return {narrow(kF64, Format::F64),
          narrow(kF32, Format::F32),
          narrow(kF16, Format::F16),
          narrow(kBF16, Format::BF16),
          e8m0,
          narrowest};
}

struct ZeroPointCase {
  std::optional<Format> format;
  double value;
};
const ZeroPointCase kZeroPoints[] = {
    {std::nullopt, 0},     {Format::I8, 3},        {Format::I32, -2147483648.0},       {Format::U8, 255},
    {Format::U16, 65535},  {Format::I32, 1000003}, {Format::F32, double(0.1f)},        {Format::F16, -7.5},
    {Format::BF16, 129.0}, {Format::F64, 2.625},   {Format::F64, -0x1.0000000001p-24}, {Format::F32, -0x1p-40}};

const FloatCase kExpressed[] = {{Format::F64, kF64}, {Format::F32, kF32}, {Format::F16, kF16}, {Format::BF16, kBF16}};

struct Setting {
  Format storage;
  const char *name;
  std::vector<uint64_t> codes;
  std::vector<double> numbers; ///< what the codes stand for
};

DecodeRecipe toRecipe(const Encoding &encoding, const FloatSpec &expressed) {
  DecodeRecipe recipe;
  recipe.mulSub = encoding.decode == DecodeRule::MulSub;
  recipe.floatZeroPoint = encoding.zeroPoint && isFloat(*encoding.zeroPoint);
  bool wide = encoding.expressed == Format::F64 || encoding.scale == Format::F64;
  recipe.product = wide ? kF64 : kF32;
  recipe.expressed = expressed;
  return recipe;
}

/// A number as a part holds it in memory.
std::vector<uint8_t> toStored(Format format, double value) {
  static const BoundaryTable tables[] = {BoundaryTable(kF16), BoundaryTable(kBF16), BoundaryTable(kE4M3FN)};
  uint64_t code = 0;
  switch (format) {
  case Format::F64:
    std::memcpy(&code, &value, sizeof(value));
    break;
  case Format::F32: {
    auto narrow = float(value);
    std::memcpy(&code, &narrow, sizeof(narrow));
    break;
  }
  case Format::F16:
    code = tables[0].encode(value);
    break;
  case Format::BF16:
    code = tables[1].encode(value);
    break;
  case Format::F8E4M3FN:
    code = tables[2].encode(value);
    break;
  case Format::F8E8M0FNU:
    code = encodeE8M0(value, PowerRule::Floor);
    break;
  default:
    code = uint64_t(int64_t(value));
  }
  std::vector<uint8_t> bytes(8);
  std::memcpy(bytes.data(), &code, sizeof(code)); // little-endian: the low bytes come first
  return bytes;
}

/// What dequantizePacked makes of the same parts in memory.
std::vector<double> dequantizeInMemory(const Setting &setting, const Encoding &encoding, const FloatSpec &expressed,
                                       Parameters parameters) {
  auto size = int64_t(setting.codes.size());
  std::vector<uint8_t> codes = packCodes(setting.codes, size, bitWidth(setting.storage));
  std::vector<uint8_t> scale = toStored(encoding.scale.value_or(Format::F32), parameters.scale);
  std::vector<uint8_t> zeroPoint = toStored(encoding.zeroPoint.value_or(Format::I8), parameters.zeroPoint);
  std::vector<uint8_t> output(size_t(size) * 8, 0xAA);
  llvm::cantFail(dequantizePacked({codes.data(), scale.data(), zeroPoint.data(), nullptr}, encoding,
                                  {output.data(), encoding.expressed, size}));
  std::vector<double> values;
  size_t width = size_t(expressed.bits()) / 8;
  for (size_t i = 0; i < size_t(size); ++i) {
    uint64_t code = 0;
    std::memcpy(&code, output.data() + i * width, width);
    values.push_back(valueOf(expressed, code));
  }
  return values;
}

void compareAll(const Setting &setting, const Encoding &encoding, const FloatSpec &expressed, Parameters parameters,
                Tally &tally) {
  ArrayParts parts;
  parts.shape = {int64_t(setting.codes.size())};
  parts.codes = setting.codes;
  parts.scales = {parameters.scale};
  if (encoding.zeroPoint)
    parts.zeroPoints = {parameters.zeroPoint};
  std::vector<double> values = dequantize(parts, encoding);
  ASSERT_EQ(values.size(), setting.codes.size());
  std::vector<double> packedValues = dequantizeInMemory(setting, encoding, expressed, parameters);
  DecodeRecipe recipe = toRecipe(encoding, expressed);
  for (size_t i = 0; i < values.size(); ++i) {
    double expected = dequantizeByRecipe(setting.numbers[i], parameters.scale, parameters.zeroPoint, recipe);
    auto what = [&] {
      return std::string(setting.name) + " code " + std::to_string(setting.codes[i]) + " scale " +
             describe(parameters.scale) + " (" + getName(*encoding.scale).str() + ") zero point " +
             describe(parameters.zeroPoint) + " to " + expressed.name + (recipe.mulSub ? " mul_sub" : "");
    };
    tally.compareValues(values[i], expected, what);
    tally.compareValues(packedValues[i], expected, [&] { return "packed " + what(); });
    if (i % 17 == 0)
      tally.compareValues(dequantizeElement(setting.numbers[i], parameters.scale, parameters.zeroPoint, encoding),
                          expected, what);
  }
}

/// Of formats with many codes only every n-th combination is taken.
void compareAllParameters(const Setting &setting, size_t takeEvery, Tally &tally) {
  size_t turn = 0;
  for (const ScaleCase &scale : scaleCases())
    for (double scaleValue : scale.values)
      for (const ZeroPointCase &zeroPoint : kZeroPoints)
        for (const FloatCase &expressed : kExpressed)
          for (DecodeRule rule : {DecodeRule::SubMul, DecodeRule::MulSub}) {
            if (turn++ % takeEvery != 0 || (isFloat(setting.storage) && zeroPoint.format))
              continue;
            Encoding encoding = perTensor(setting.storage, zeroPoint.format);
            encoding.scale = scale.format;
            encoding.expressed = expressed.format;
            encoding.decode = rule;
            compareAll(setting, encoding, expressed.spec, {scaleValue, zeroPoint.value}, tally);
          }
}

class IntegerDequantize : public testing::TestWithParam<IntegerCase> {};
class FloatDequantize : public testing::TestWithParam<FloatCase> {};

TEST_P(IntegerDequantize, all_codes_with_all_scale_and_zero_point_types) {
  const auto &[format, spec] = GetParam();
  Setting setting{format, spec.name, {}, {}};
  uint64_t step = spec.bits <= 16 ? 1 : 262147; // a prime: 16384 of the i32 codes
  for (uint64_t code = 0; code <= spec.codeMask(); code += step)
    setting.codes.push_back(code);
  setting.codes.push_back(spec.codeMask() >> 1);
  setting.codes.push_back((spec.codeMask() >> 1) + 1);
  for (uint64_t code : setting.codes)
    setting.numbers.push_back(valueOf(spec, code));
  Tally tally;
  compareAllParameters(setting, spec.bits <= 8 ? 1 : 41, tally);
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(FloatDequantize, all_codes_with_all_scale_types) {
  const auto &[format, spec] = GetParam();
  Setting setting{format, spec.name, {}, {}};
  for (uint64_t code = 0; code < spec.signMask() * 2; ++code) {
    setting.codes.push_back(code);
    setting.numbers.push_back(valueOf(spec, code));
  }
  Tally tally;
  compareAllParameters(setting, 1, tally);
  EXPECT_NO_MISMATCH(tally);
}

INSTANTIATE_TEST_SUITE_P(All, IntegerDequantize, testing::ValuesIn(kIntegers, kIntegers + kNumStorageIntegers),
                         nameOfCase<testing::TestParamInfo<IntegerCase>>);
INSTANTIATE_TEST_SUITE_P(All, FloatDequantize, testing::ValuesIn(kSmallFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);

/// The inverse of an odd number modulo 2^32.
uint32_t invert(uint32_t odd) {
  uint32_t inverse = odd; // right in the low 3 bits, and each step doubles them
  for (int step = 0; step < 4; ++step)
    inverse *= 2 - odd * inverse;
  return inverse;
}

/// 32 bits times 24 bits: products a hair above or below a tie of f32, which f64 rounds to the tie itself.
TEST(Dequantize, long_products_are_rounded_once) {
  Encoding encoding = perTensor(Format::I32, Format::I32);
  Tally tally;
  uint64_t numNearTies = 0;
  for (uint32_t mantissa = (1 << 23) + 1; mantissa < 1 << 24; mantissa += 4094)
    for (int64_t beyond : {-3, -1, 1, 2}) {
      // difference * mantissa = A * 2^32 + 2^31 + beyond, 56 bits long
      uint32_t difference = uint32_t((int64_t(1) << 31) + beyond) * invert(mantissa);
      double code = double(difference) - 0x1p31;
      DecodeRecipe recipe;
      double expected = dequantizeByRecipe(code, mantissa, -0x1p31, recipe);
      numNearTies += expected != oracle::roundTo(kF32, multiply(kF64, difference, mantissa));
      tally.compareValues(dequantizeElement(code, mantissa, -0x1p31, encoding), expected, [&] {
        return "difference " + std::to_string(difference) + " scale " + std::to_string(mantissa);
      });
    }
  EXPECT_NO_MISMATCH(tally);
  EXPECT_GT(numNearTies, 100u) << "two roundings never differed from one";
}

/// (q - zp) * s of codes and zero points up to 16 bits has at most 17 + 24 bits: f64 holds it, nothing is rounded. With
/// a wider zero point there is one rounding, to f64.
TEST(Dequantize, real_values_are_exact_where_f64_holds_them) {
  Tally tally;
  for (const ZeroPointCase &zeroPoint : {kZeroPoints[0], kZeroPoints[1], kZeroPoints[2], kZeroPoints[9]})
    for (double scale : {double(0.1f), double(1e-40f), 3.0, double(0x1.fffffep127f)}) {
      Encoding encoding = perTensor(Format::U16, zeroPoint.format);
      ArrayParts parts;
      parts.shape = {1 << 14};
      parts.scales = {scale};
      if (zeroPoint.format)
        parts.zeroPoints = {zeroPoint.value};
      for (uint64_t i = 0; i < 1 << 14; ++i)
        parts.codes.push_back(i * 4 + i % 4);
      std::vector<double> values = decodeReal(parts, encoding);
      for (size_t i = 0; i < values.size(); ++i) {
        double difference = double(parts.codes[i]) - zeroPoint.value; // at most 33 bits: exact
        auto what = [&] {
          return "u16 code " + std::to_string(parts.codes[i]) + " scale " + describe(scale) + " zero point " +
                 describe(zeroPoint.value);
        };
        tally.compareValues(values[i], multiply(kF64, difference, scale), what);
        if (std::fabs(zeroPoint.value) < 65536)
          tally.compare(uint64_t(compareToProduct(values[i], difference, scale)), 0, what);
      }
    }
  EXPECT_NO_MISMATCH(tally);
}

/// NVFP4: s = f32(tensor scale * block scale) comes first, then q * s.
TEST(Dequantize, a_tensor_scale_joins_the_block_scale_in_f32) {
  Tally tally;
  Encoding encoding = perTensor(Format::F4E2M1FN);
  encoding.scale = Format::F8E4M3FN;
  encoding.tensorScale = true;
  for (uint64_t scaleCode = 1; scaleCode < 0x7F; ++scaleCode)
    for (double tensorScale : {1.0, double(0.1f), double(1.0f / 2688), 0x1p-149, 0x1.fffffep127})
      for (const FloatCase &expressed : {kExpressed[1], kExpressed[2], kExpressed[3]}) {
        encoding.expressed = expressed.format;
        ArrayParts parts;
        parts.shape = {16};
        for (uint64_t code = 0; code < 16; ++code)
          parts.codes.push_back(code);
        double scale = valueOf(kE4M3FN, scaleCode);
        parts.scales = {scale};
        parts.tensorScale = tensorScale;
        std::vector<double> values = dequantize(parts, encoding);
        double joined = multiply(kF32, tensorScale, scale);
        for (uint64_t code = 0; code < 16; ++code) {
          double product = multiply(kF32, valueOf(kE2M1FN, code), joined);
          tally.compareValues(values[code], oracle::roundTo(expressed.spec, product), [&] {
            return "fp4 code " + std::to_string(code) + " scale " + describe(scale) + " tensor scale " +
                   describe(tensorScale);
          });
        }
      }
  EXPECT_NO_MISMATCH(tally);
}

} // namespace
