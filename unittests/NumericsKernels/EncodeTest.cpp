//===- EncodeTest.cpp - codes with given parameters ------------------------------------------------------===//

#include "KernelTest.h"
#include <cmath>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

/// One block with a scale and a zero point.
ArrayParts makeParameters(const TypedValues &values, double scale, std::optional<double> zeroPoint) {
  ArrayParts parts;
  parts.shape = values.shape;
  parts.scales = {roundTo(Format::F32, scale)};
  if (zeroPoint)
    parts.zeroPoints = {*zeroPoint};
  return parts;
}

/// Per tensor, without a zero point and for integers with an odd one.
void expectSameCodesPerTensor(const TypedValues &values, Format storage, double scale) {
  const BlockShape whole(values.shape.size(), kWhole);
  expectSameCodes(values, makeEncoding(storage, whole), makeParameters(values, scale, std::nullopt));
  if (isInteger(storage))
    expectSameCodes(values, makeEncoding(storage, whole, Format::F32, Format::I8), makeParameters(values, scale, 5.0));
}

TEST(KernelEncode, all_f16_and_bf16_patterns) {
  for (Format type : {Format::BF16, Format::F16}) {
    const TypedValues values = TypedValues::allPatterns(type);
    for (Format storage : getKernelStorages())
      for (double scale : {1.0, 0.1, 1.5078125, 1.0 / 127, 1e-40, 0x1p-127, 3e38})
        expectSameCodesPerTensor(values, storage, scale);
  }
}

TEST(KernelEncode, every_zero_point_of_8_bits) {
  const TypedValues values = TypedValues::allPatterns(Format::BF16);
  for (Format storage : {Format::I8, Format::U8, Format::I4, Format::U4})
    for (int zeroPoint = -128; zeroPoint < 128; zeroPoint += 15)
      expectSameCodes(values, makeEncoding(storage, {kWhole, kWhole}, Format::F32, Format::I8),
                      makeParameters(values, 0.3, zeroPoint));
}

TEST(KernelEncode, zero_points_beyond_the_codes) {
  const TypedValues values = TypedValues::allPatterns(Format::F16);
  for (double zeroPoint : {-32768.0, -300.0, 255.0, 256.0, 32767.0})
    for (Format storage : {Format::I8, Format::U8, Format::U4})
      expectSameCodes(values, makeEncoding(storage, {kWhole, kWhole}, Format::F32, Format::I16),
                      makeParameters(values, 1.0, zeroPoint));
}

/// Every number between two neighbouring codes, times the scale, with the f32 numbers beside it.
std::vector<double> getTiesAndNeighbours(Format storage, double scale) {
  std::vector<double> codes, numbers;
  for (uint64_t code = 0; code < uint64_t(1) << bitWidth(storage); ++code)
    if (std::isfinite(decode(storage, code)))
      codes.push_back(decode(storage, code));
  std::sort(codes.begin(), codes.end());
  for (size_t i = 0; i + 1 < codes.size(); ++i) {
    const auto tie = static_cast<float>((codes[i] + codes[i + 1]) / 2 * scale);
    for (float number : {tie, std::nextafter(tie, HUGE_VALF), std::nextafter(tie, -HUGE_VALF)})
      numbers.push_back(number);
  }
  for (double special : {0.0, -0.0, kNaN, kInf, -kInf, 1e-45, -1e-45, 3.4028234663852886e38})
    numbers.push_back(special);
  return numbers;
}

TEST(KernelEncode, ties_of_f32_and_both_neighbours) {
  for (Format storage : getKernelStorages())
    for (double scale : {1.0, 0.1, 0.7 / 127, 1e-40, 0x1p-127, 1e30}) {
      const std::vector<double> numbers = getTiesAndNeighbours(storage, scale);
      expectSameCodesPerTensor(TypedValues::fromNumbers(Format::F32, {int64_t(numbers.size())}, numbers), storage,
                               scale);
    }
}

TEST(KernelEncode, random_f32_patterns) {
  std::mt19937_64 generator(7);
  std::vector<uint64_t> patterns(1 << 16);
  for (uint64_t &pattern : patterns)
    pattern = generator() & 0xFFFFFFFF;
  const TypedValues values(Format::F32, {1 << 16}, patterns);
  for (Format storage : getKernelStorages())
    expectSameCodesPerTensor(values, storage, 0.37);
}

TEST(KernelEncode, scales_that_are_not_positive_numbers) {
  const TypedValues values = TypedValues::allPatterns(Format::BF16);
  for (Format storage : {Format::I8, Format::F8E4M3FN, Format::F4E2M1FN})
    for (double scale : {0.0, -0.0, -0.25, kInf, kNaN})
      expectSameCodesPerTensor(values, storage, scale);
}

TEST(KernelEncode, double_rounding_traps) {
  // 1.0625001 lies above the middle of 1 and 1.125 in e4m3; a step over bf16 or f16 would make it a tie.
  const TypedValues values = TypedValues::fromNumbers(Format::F32, {3}, {1.0625001f, 1.0625f, 1.0624999f});
  const Encoding encoding = makeEncoding(Format::F8E4M3FN, {kWhole});
  PackedMemory memory = PackedMemory::fromParts(
      [&] {
        ArrayParts parts = makeParameters(values, 1.0, std::nullopt);
        parts.codes = {0, 0, 0};
        return parts;
      }(),
      encoding);
  encodeWithKernel(values.input(), encoding, Convention(), memory.parts(), memory.codes.data());
  EXPECT_EQ(memory.codes[0], 0x39);
  EXPECT_EQ(memory.codes[1], 0x38);
  EXPECT_EQ(memory.codes[2], 0x38);
}

TEST(KernelEncode, scale_types_and_tensor_scale) {
  std::mt19937 generator(3);
  std::normal_distribution<double> normal(0.0, 2.0);
  std::vector<double> numbers(7 * 96);
  for (double &number : numbers)
    number = normal(generator);
  for (Format scale : {Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN})
    for (bool tensorScale : {false, true}) {
      const TypedValues values = TypedValues::fromNumbers(Format::F32, {7, 96}, numbers);
      Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, 32}, scale);
      encoding.tensorScale = tensorScale;
      ArrayParts parts;
      parts.shape = values.shape;
      for (int i = 0; i < 21; ++i)
        parts.scales.push_back(roundTo(scale, 0.01 + std::fabs(normal(generator))));
      if (tensorScale)
        parts.tensorScale = 0.3f;
      expectSameCodes(values, encoding, parts);
    }
}

} // namespace
