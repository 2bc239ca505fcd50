//===- QuantizeTest.cpp - parameters and codes -----------------------------------------------------------===//

#include "KernelTest.h"
#include <cmath>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

constexpr Format kScales[] = {Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN};
TypedValues makeNormal(Format type, Shape shape, double deviation, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0.0, deviation);
  std::vector<double> numbers(getNumElements(shape));
  for (double &number : numbers)
    number = normal(generator);
  return TypedValues::fromNumbers(type, std::move(shape), numbers);
}

TEST(KernelQuantize, storages_and_scale_types) {
  for (Format storage : getKernelStorages())
    for (Format scale : kScales)
      for (Format type : {Format::F32, Format::BF16, Format::F16})
        for (double deviation : {1e-3, 1.0, 3000.0})
          expectSameParts(makeNormal(type, {5, 80}, deviation, 1), makeEncoding(storage, {1, 32}, scale), Convention(),
                          getAbsMax());
}

TEST(KernelQuantize, asymmetric_storages_scale_and_zero_point_types) {
  for (Format storage : {Format::I2, Format::I4, Format::I8, Format::U2, Format::U4, Format::U8})
    for (Format scale : kScales)
      for (Format zeroPoint : {Format::I4, Format::U4, Format::I8, Format::U8, Format::I16, Format::U16, Format::I32})
        for (Format type : {Format::F32, Format::BF16})
          expectSameParts(makeNormal(type, {5, 80}, 0.5, 2), makeEncoding(storage, {1, 32}, scale, zeroPoint),
                          Convention(), getMinMax());
}

TEST(KernelQuantize, symmetric_with_a_zero_point_part) {
  for (Format storage : {Format::I8, Format::U8, Format::U4, Format::U2})
    for (CodeRange range : {CodeRange::Narrow, CodeRange::Full}) {
      Convention convention;
      convention.range = range;
      expectSameParts(makeNormal(Format::F32, {5, 80}, 0.5, 3),
                      makeEncoding(storage, {1, kWhole}, Format::F32, Format::U8), convention, getAbsMax());
    }
}

/// Rows that a scale rule must not stumble over.
TypedValues makeHardRows(Format type) {
  const double tiny = getInfo(type).minPositive, normal = getInfo(type).minNormal, huge = getInfo(type).maxFinite;
  const double rows[][8] = {
      {0, 0, 0, 0, 0, 0, 0, 0},
      {0, -0.0, 0, -0.0, -0.0, 0, 0, 0},
      {tiny, -tiny, 2 * tiny, 0, 0, 0, 0, 3 * tiny},
      {normal, -normal / 2, 0, 0, normal, 0, 0, 0},
      {0x1p-126, -0x1p-126, 0, 0, 0, 0, 0, 0},
      {0x1.fffffcp-127, 0, 0, 0, 0, 0, 0, -0x1p-149},
      {kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN, kNaN},
      {kInf, -kInf, kNaN, kInf, 0, 0, 0, 0},
      {kInf, -kInf, kNaN, 1.5, -0.25, 0, 3, -0.0},
      {huge, -huge, huge / 2, 1, 0, -1, tiny, kNaN},
      {1, 2, 3, 4, 5, 6, 7, 8},
      {-1, -2, -3, -4, -5, -6, -7, -8},
      {127, 0.5, 1.5, 2.5, -0.5, -1.5, 126.5, -126.5},
      {7, 0.5, 1.5, 2.5, -0.5, -1.5, 6.5, -6.5},
      {6.5, 7.5, 5, 3.5, 2.5, 1.75, 0.25, 0.75},
      {448, 460, 465, 1.0625001, 0x1p-9, 0x1p-10, -0x1.8p-10, 0},
  };
  std::vector<double> numbers;
  for (const auto &row : rows)
    numbers.insert(numbers.end(), std::begin(row), std::end(row));
  return TypedValues::fromNumbers(type, {int64_t(std::size(rows)), 8}, numbers);
}

TEST(KernelQuantize, zeros_subnormals_infinities_and_nan) {
  for (Format type : {Format::F32, Format::BF16, Format::F16})
    for (Format storage : getKernelStorages())
      for (Format scale : kScales)
        for (const BlockShape &block : {BlockShape{1, kWhole}, {kWhole, 1}, {1, 3}}) {
          expectSameParts(makeHardRows(type), makeEncoding(storage, block, scale), Convention(), getAbsMax());
          if (isInteger(storage))
            expectSameParts(makeHardRows(type), makeEncoding(storage, block, scale, Format::I8), Convention(),
                            getMinMax());
        }
}

TEST(KernelQuantize, zero_block_has_scale_1_and_keeps_signed_zero) {
  const TypedValues values = TypedValues::fromNumbers(Format::F32, {1, 4}, {0.0, -0.0, 0.0, -0.0});
  const Encoding encoding = makeEncoding(Format::F8E4M3FN, {1, kWhole});
  PackedMemory memory(values.shape, encoding);
  quantizeWithKernel(values.input(), encoding, Convention(), getAbsMax(), memory.output());
  float scale;
  std::memcpy(&scale, memory.scales.data(), sizeof(scale));
  EXPECT_EQ(scale, 1.0f);
  EXPECT_EQ(std::vector<uint8_t>(memory.codes.begin(), memory.codes.begin() + 4),
            (std::vector<uint8_t>{0x00, 0x80, 0x00, 0x80}));
}

TEST(KernelQuantize, power_of_two_scales_by_every_rule) {
  for (E8M0Rule rule : {E8M0Rule::Floor, E8M0Rule::Nearest, E8M0Rule::Ceil, E8M0Rule::OAS})
    for (MXBound bound : {MXBound::Auto, MXBound::MaxFinite, MXBound::PowerOfTwo})
      for (Format storage : {Format::F4E2M1FN, Format::F6E2M3FN, Format::F6E3M2FN, Format::F8E4M3FN, Format::F8E5M2,
                             Format::I8, Format::U4}) {
        Convention convention;
        convention.mxScale = rule;
        convention.mxBound = bound;
        const Encoding encoding = makeEncoding(storage, {1, 1}, Format::F8E8M0FNU);
        expectSameParts(TypedValues::allPatterns(Format::BF16), encoding, convention, getAbsMax());
        expectSameParts(makeHardRows(Format::F32), encoding, convention, getAbsMax());
      }
}

TEST(KernelQuantize, every_bf16_as_the_absmax_of_a_block) {
  for (Format scale : kScales)
    for (Format storage : {Format::I8, Format::I4, Format::F8E4M3FN, Format::F4E2M1FN})
      expectSameParts(TypedValues::allPatterns(Format::BF16), makeEncoding(storage, {1, 1}, scale), Convention(),
                      getAbsMax());
}

TEST(KernelQuantize, tensor_scale) {
  for (double deviation : {1e-38, 1e-6, 0.02, 1.0, 1e6, 1e38})
    for (Format scale : {Format::F8E4M3FN, Format::F8E8M0FNU, Format::F16, Format::F32})
      for (Format type : {Format::F32, Format::BF16}) {
        Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, 16}, scale);
        encoding.tensorScale = true;
        expectSameParts(makeNormal(type, {9, 100}, deviation, 4), encoding, Convention(), getAbsMax());
      }
  Encoding encoding = makeEncoding(Format::F4E2M1FN, {1, 4}, Format::F8E4M3FN);
  encoding.tensorScale = true;
  expectSameParts(makeHardRows(Format::F32), encoding, Convention(), getAbsMax());
  expectSameParts(
      TypedValues::fromNumbers(Format::F32, {8}, std::vector<double>(8, 0.0)),
      [&] {
        Encoding flat = encoding;
        flat.block = {4};
        return flat;
      }(),
      Convention(), getAbsMax());
}

TEST(KernelQuantize, factors_bounds_and_ranges) {
  for (double factor : {0.5, 0.7, 1.0, 1.5, 1e10})
    for (CodeRange range : {CodeRange::Narrow, CodeRange::Full})
      for (SymmetricBound bound : {SymmetricBound::MaxCode, SymmetricBound::HalfInteger})
        for (Format storage : {Format::I8, Format::I4, Format::U8, Format::I3}) {
          Convention convention;
          convention.range = range;
          convention.bound = bound;
          for (const TypedValues &values : {makeHardRows(Format::F32), makeNormal(Format::BF16, {4, 32}, 1.0, 5)}) {
            expectSameParts(values, makeEncoding(storage, {1, kWhole}), convention, {ScaleRule::AbsMax, {factor}});
            expectSameParts(values, makeEncoding(storage, {1, kWhole}, Format::F32, Format::U8), convention,
                            {ScaleRule::MinMax, {factor}});
          }
        }
}

struct DrawnConvention {
  const char *parameter, *value;
};

TEST(KernelQuantize, conventions_with_a_kernel) {
  const DrawnConvention cases[] = {
      {"zero_point_order", "before_rounding"},
      {"clamp_order", "before_rounding"},
      {"nan", "zero"},
      {"nan", "low"},
      {"float_nan", "zero"},
      {"float_nan", "negative_zero"},
      {"bound", "half_integer"},
      {"guard", "sqrt_smallest_normal"},
      {"range", "full"},
  };
  for (const DrawnConvention &c : cases)
    for (Format type : {Format::F32, Format::BF16, Format::F16})
      for (const TypedValues &values : {makeHardRows(type), makeNormal(type, {4, 33}, 3.0, 9)}) {
        SCOPED_TRACE(c.value);
        Convention convention;
        llvm::cantFail(convention.set(c.parameter, c.value));
        for (Format storage : {Format::I8, Format::I4, Format::U8}) {
          expectSameParts(values, makeEncoding(storage, {1, kWhole}), convention, getAbsMax());
          expectSameParts(values, makeEncoding(storage, {1, kWhole}, Format::F32, Format::U8), convention, getMinMax());
        }
        for (Format storage : {Format::F8E4M3FN, Format::F8E5M2, Format::F4E2M1FN, Format::F6E3M2FN})
          expectSameParts(values, makeEncoding(storage, {1, kWhole}), convention, getAbsMax());
      }
}

TEST(KernelQuantize, presets_with_a_kernel_for_f32) {
  for (const char *preset : {"default", "onnx", "qwix", "baracuda", "stablehlo"})
    for (const TypedValues &values : {makeHardRows(Format::F32), makeNormal(Format::F32, {4, 33}, 3.0, 9)}) {
      SCOPED_TRACE(preset);
      std::optional<Convention> convention = Convention::preset(preset);
      if (!convention)
        FAIL() << "no such preset";
      convention->statistics = Statistics::Finite; // qwix takes all elements, which has no kernel
      for (Format storage : {Format::I8, Format::I4}) {
        expectSameParts(values, makeEncoding(storage, {1, kWhole}), *convention, getAbsMax());
        expectSameParts(values, makeEncoding(storage, {1, kWhole}, Format::F32, Format::I8), *convention, getMinMax());
      }
      expectSameParts(values, makeEncoding(Format::F4E2M1FN, {1, 4}, Format::F8E8M0FNU), *convention, getAbsMax());
    }
}

TEST(KernelQuantize, clamp_range) {
  Encoding encoding = makeEncoding(Format::I8, {1, kWhole});
  for (std::pair<int64_t, int64_t> clamp : {std::pair<int64_t, int64_t>{-16, 15}, {-15, 15}, {-128, 127}, {-1, 100}}) {
    encoding.clamp = clamp;
    expectSameParts(makeNormal(Format::F32, {4, 100}, 1.0, 6), encoding, Convention(), getAbsMax());
  }
}

TEST(KernelQuantize, without_scales) {
  for (Format storage : getKernelStorages())
    expectSameParts(makeNormal(Format::F32, {4, 100}, 30.0, 7), makeEncoding(storage, {1, kWhole}, std::nullopt),
                    Convention(), getAbsMax());
}

TEST(KernelQuantize, random_cases) {
  std::mt19937 generator(8);
  const double deviations[] = {1e-44, 1e-39, 1e-30, 1e-3, 1.0, 1e4, 1e30, 1e37};
  for (int i = 0; i < 3000; ++i) {
    const Format storage = getKernelStorages()[generator() % getKernelStorages().size()];
    Encoding encoding =
        makeEncoding(storage, {1 + int64_t(generator() % 3), int64_t(generator() % 40)}, kScales[generator() % 5]);
    const bool asymmetric = isInteger(storage) && generator() % 2;
    if (asymmetric)
      encoding.zeroPoint = Format::I8;
    const Format type = i % 3 == 0 ? Format::BF16 : i % 3 == 1 ? Format::F16 : Format::F32;
    const Shape shape{1 + int64_t(generator() % 5), 1 + int64_t(generator() % 90)};
    expectSameParts(makeNormal(type, shape, deviations[generator() % 8], unsigned(i)), encoding, Convention(),
                    asymmetric ? getMinMax() : getAbsMax());
  }
}

} // namespace
