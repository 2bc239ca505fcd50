//===- PackedTest.cpp - which cases have kernels, and the way around them --------------------------------===//

#include "KernelTest.h"
#include "Qnt/Numerics/Packing.h"
#include <cstring>
#include <random>

using namespace mlir::qnt::numerics;

namespace {

TypedValues makeValues(Format type, Shape shape) {
  std::mt19937 generator(1);
  std::normal_distribution<double> normal;
  std::vector<double> numbers(getNumElements(shape));
  for (double &number : numbers)
    number = normal(generator);
  return TypedValues::fromNumbers(type, std::move(shape), numbers);
}

/// quantizePacked, encodePacked and dequantizePacked give what Quantize.h gives.
void expectPackedForms(const TypedValues &values, Encoding encoding, const Convention &convention,
                       const Calibration &calibration) {
  SCOPED_TRACE(describe(values, encoding));
  encoding.expressed = values.type;
  const ArrayParts parts =
      llvm::cantFail(quantize(values.numbers, values.shape, values.type, encoding, convention, calibration));
  const PackedMemory expected = PackedMemory::fromParts(parts, encoding);
  PackedMemory got(values.shape, encoding);
  llvm::cantFail(quantizePacked(values.input(), encoding, convention, calibration, got.output()));
  EXPECT_EQ(expected.codes, got.codes);
  EXPECT_EQ(expected.scales, got.scales);
  EXPECT_EQ(expected.zeroPoints, got.zeroPoints);
  EXPECT_EQ(expected.tensorScale, got.tensorScale);

  PackedMemory again = expected;
  again.codes.assign(again.codes.size(), 0xA5);
  const Encoding chosen = getChosenEncoding(encoding, convention, calibration);
  llvm::cantFail(encodePacked(values.input(), chosen, convention, again.parts(), again.codes.data()));
  EXPECT_EQ(expected.codes, again.codes);

  std::vector<uint8_t> decoded(values.bytes.size());
  llvm::cantFail(dequantizePacked(expected.parts(), encoding, {decoded.data(), values.type, values.shape}));
  EXPECT_EQ(TypedValues::fromNumbers(values.type, values.shape, dequantize(parts, encoding)).bytes, decoded);
}

struct ConventionCase {
  const char *parameter, *value;
};

TEST(KernelPacked, conventions_without_a_kernel) {
  const TypedValues values = makeValues(Format::BF16, {3, 37});
  const Encoding encoding = makeEncoding(Format::U4, {1, 16}, Format::F16, Format::U4);
  const ConventionCase cases[] = {

      {"quotient", "reciprocal"},
      {"quotient_type", "input"},
      {"quotient_type", "exact"},
      {"rounding", "half_away"},
      {"rounding", "stochastic"},
      {"include_zero", "false"},
      {"zero_point_rule", "interpolated"},
      {"scale_type", "input"},
      {"scale_quotient", "reciprocal"},
      {"epsilon", "1e-6"},

      {"guard", "none"},
      {"codes_use", "finer_scale"},
      {"clamp_zero_point", "false"},
  };
  for (const ConventionCase &c : cases) {
    SCOPED_TRACE(c.parameter);
    Convention convention;
    llvm::cantFail(convention.set(c.parameter, c.value));
    const Calibration minMax{ScaleRule::MinMax, {}};
    EXPECT_FALSE(canUseKernel(values.input(), encoding, convention, minMax));
    expectPackedForms(values, encoding, convention, minMax);
  }
}

TEST(KernelPacked, encodings_without_a_kernel) {
  const TypedValues values = makeValues(Format::F32, {3, 37});
  for (const Encoding &encoding : {makeEncoding(Format::I16, {1, kWhole}), makeEncoding(Format::I32, {1, kWhole}),
                                   makeEncoding(Format::I8, {1, kWhole}, Format::F64),
                                   makeEncoding(Format::I8, {1, 5}, Format::F32, Format::F32)}) {
    EXPECT_FALSE(canUseKernel(values.input(), encoding, Convention(), getAbsMax()));
    expectPackedForms(values, encoding, Convention(), getAbsMax());
  }
}

TEST(KernelPacked, inputs_and_rules_without_a_kernel) {
  const Encoding encoding = makeEncoding(Format::I4, {1, 16});
  const TypedValues wide = makeValues(Format::F64, {3, 37}), values = makeValues(Format::F32, {3, 37});
  EXPECT_FALSE(canUseKernel(wide.input(), encoding, Convention(), getAbsMax()));
  expectPackedForms(wide, encoding, Convention(), getAbsMax());
  for (const Calibration &calibration :
       {Calibration{ScaleRule::RMS, {2.0}}, {ScaleRule::Percentile, {99.0}}, {ScaleRule::MSE, {0.5, 10.0}}}) {
    EXPECT_FALSE(canUseKernel(values.input(), encoding, Convention(), calibration));
    expectPackedForms(values, encoding, Convention(), calibration);
  }
}

TEST(KernelPacked, cases_with_a_kernel) {
  for (Format type : {Format::F32, Format::F16, Format::BF16})
    for (Format storage : getKernelStorages())
      expectPackedForms(makeValues(type, {3, 37}), makeEncoding(storage, {1, 16}), Convention(), getAbsMax());
}

TEST(KernelPacked, zero_sized_dimensions) {
  for (const Shape &shape : {Shape{0}, Shape{0}})
    expectPackedForms(makeValues(Format::F32, shape), makeEncoding(Format::I4, {kWhole}), Convention(), getAbsMax());
  for (const BlockShape &block : {BlockShape{1, kWhole}, {kWhole, 1}, {kWhole, kWhole}, {2, 32}}) {
    const Encoding encoding = makeEncoding(Format::I8, block);
    for (const Shape &shape : {Shape{0, 5}, {5, 0}, {0, 0}}) {
      const TypedValues values = makeValues(Format::F32, shape);
      EXPECT_FALSE(canUseKernel(values.input(), encoding, Convention(), getAbsMax()));
      expectPackedForms(values, encoding, Convention(), getAbsMax());
    }
  }
}

TEST(KernelPacked, i32_zero_points_small_and_large) {
  const TypedValues values = makeValues(Format::F32, {2, 33});
  Encoding encoding = makeEncoding(Format::I8, {1, kWhole}, Format::F32, Format::I32);
  for (double zeroPoint : {3.0, -40000.0, 16777217.0, -2147483648.0}) {
    ArrayParts parts;
    parts.shape = values.shape;
    parts.scales = {0.01f, 3e-7f};
    parts.zeroPoints = {zeroPoint, 1.0};
    llvm::cantFail(computeCodes(parts, values.numbers, values.type, encoding, Convention()));
    const PackedMemory expected = PackedMemory::fromParts(parts, encoding);
    PackedMemory got = expected;
    got.codes.assign(got.codes.size(), 0xA5);
    llvm::cantFail(encodePacked(values.input(), encoding, Convention(), got.parts(), got.codes.data()));
    EXPECT_EQ(expected.codes, got.codes);
    std::vector<uint8_t> decoded(values.bytes.size());
    llvm::cantFail(dequantizePacked(expected.parts(), encoding, {decoded.data(), Format::F32, values.shape}));
    EXPECT_EQ(TypedValues::fromNumbers(Format::F32, values.shape, dequantize(parts, encoding)).bytes, decoded);
  }
}

TEST(KernelPacked, upper_bits_of_small_zero_points_are_ignored) {
  const TypedValues values = TypedValues::fromNumbers(Format::F32, {2, 2}, {0.0, 1.0, 0.0, 1.0});
  const Encoding encoding = makeEncoding(Format::I8, {1, kWhole}, Format::F32, Format::I4);
  const float scales[] = {1.0f, 1.0f};
  const uint8_t zeroPoints[] = {0x0F, 0xFF}; // -1 with and without the sign repeated
  uint8_t codes[4];
  llvm::cantFail(encodePacked(values.input(), encoding, Convention(), {nullptr, scales, zeroPoints, nullptr}, codes));
  EXPECT_EQ((std::vector<uint8_t>(codes, codes + 4)), (std::vector<uint8_t>{0xFF, 0x00, 0xFF, 0x00}));
}

std::string getMessage(llvm::Error error) { return llvm::toString(std::move(error)); }

TEST(KernelPacked, errors) {
  const TypedValues values = makeValues(Format::F32, {2, 3});
  Encoding encoding = makeEncoding(Format::U4, {1, kWhole});
  PackedMemory memory(values.shape, encoding);
  const auto run = [&](const TypedInput &input) {
    return getMessage(quantizePacked(input, encoding, Convention(), getAbsMax(), memory.output()).takeError());
  };
  EXPECT_EQ(run({values.bytes.data(), Format::I8, values.shape}),
            "expected an input of type f64, f32, f16 or bf16, but got i8");
  EXPECT_EQ(run({values.bytes.data(), Format::F32, {6}}),
            "expected a block size for each of the 1 dimensions, but got 2");
  encoding.expressed = Format::BF16;
  EXPECT_EQ(getMessage(dequantizePacked(memory.parts(), encoding, {memory.scales.data(), Format::F32, values.shape})),
            "expected a result of the expressed type bf16, but got f32");
  encoding.codebook.emplace();
  EXPECT_EQ(run(values.input()), "expected a code-book group for each of the 2 dimensions, but got 0");
  encoding.codebook->group = {kWhole, kWhole};
  EXPECT_EQ(run(values.input()), "expected 16 code-book values, but got 0");
  encoding.expressed = Format::F32;
  EXPECT_EQ(getMessage(dequantizePacked(memory.parts(), encoding, {memory.scales.data(), Format::F32, values.shape})),
            "expected 16 code-book values, but got 0");
  encoding.layout = "tiled";
  EXPECT_EQ(run(values.input()), "expected an encoding without sparsity or layout");
  encoding.layout.clear();
  encoding.codebook.reset();
  encoding.storage = Format::F8E4M3FN;
  encoding.zeroPoint = Format::I8;
  EXPECT_EQ(run(values.input()), "expected no zero point with float storage or a code book");
}

TEST(KernelTargets, each_can_be_chosen) {
  const std::vector<const char *> targets = getKernelTargets();
  ASSERT_FALSE(targets.empty());
  for (const char *target : targets) {
    setKernelTargetForTest(target);
    EXPECT_STREQ(getKernelTarget(), target);
  }
  setKernelTargetForTest(nullptr);
  EXPECT_STREQ(getKernelTarget(), targets.front());
}

} // namespace
