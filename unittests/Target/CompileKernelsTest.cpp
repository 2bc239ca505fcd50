//===- CompileKernelsTest.cpp - emitted PTX: text, facts, numbers -----------------------------------------===//
#include "HalfFormat.h"
#include "KernelProgram.h"
#include "Qnt/IR/GpuTarget.h"
#include "Qnt/Target/AssembleKernels.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

namespace {

/// Runs for each target.
class EachTarget : public testing::TestWithParam<std::string> {};

std::vector<std::string> getTargetNames() {
  std::vector<std::string> names;
  for (const DeviceTarget &target : getDeviceTargets())
    names.push_back(target.name.str());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Targets, EachTarget, testing::ValuesIn(getTargetNames()),
                         [](const auto &info) { return info.param; });

bool isSame(const HalfFormat &format, uint16_t got, double exact) {
  if (std::isnan(exact))
    return std::isnan(format.decode(got));
  return got == format.encode(exact);
}

/// Pairs of codes: every code with edges, and random ones.
std::pair<std::vector<uint16_t>, std::vector<uint16_t>> getPairs(const HalfFormat &format) {
  std::vector<uint16_t> left, right;
  std::mt19937 random(1);
  const uint16_t edges[] = {0x0000, 0x8000, 0x0001, 0x8001, 0x3f80, 0x3c00,
                            0x7f7f, 0x7bff, 0x7f80, 0x7c00, 0xff80, 0x7fff};
  for (uint32_t code = 0; code < 65536; ++code) {
    left.push_back(code);
    right.push_back(code % 3 == 0 ? edges[code / 3 % 12] : random());
  }
  // Close to each other: sums that cancel, ties.
  for (int i = 0; i < 20000; ++i) {
    uint16_t code = random();
    left.push_back(code);
    right.push_back((code ^ (random() & 1 ? 0x8000 : 0)) + (random() % 5) - 2 +
                    ((random() % 3) << format.mantissaBits));
  }
  return {left, right};
}

TEST_P(EachTarget, HalfArithmeticIsRoundedOnce) {
  for (const HalfFormat &format : {kF16, kBF16}) {
    auto [left, right] = getPairs(format);
    struct {
      const char *op;
      double (*exact)(double, double);
    } const kOps[] = {{"arith.addf", [](double a, double b) { return a + b; }},
                      {"arith.subf", [](double a, double b) { return a - b; }},
                      {"arith.mulf", [](double a, double b) { return a * b; }}};
    for (const auto &[op, exact] : kOps) {
      std::string body = std::string("%r = ") + op + " %a, %b : " + format.name;
      EmulatedKernels kernels(compileText(getElementKernel({format.name, format.name}, format.name, body), GetParam()));
      std::vector<uint16_t> got = kernels.apply<uint16_t>(left, right);
      int failures = 0;
      for (size_t i = 0; i < got.size() && failures < 5; ++i) {
        // A sum of bf16 numbers that lie far apart is not exact in f64, but then no tie is near.
        double expected = exact(format.decode(left[i]), format.decode(right[i]));
        if (!isSame(format, got[i], expected))
          ++failures, ADD_FAILURE() << format.name << " " << op << " of " << std::hex << left[i] << " and " << right[i]
                                    << ": " << got[i] << ", expected " << format.encode(expected);
      }
    }
  }
}

TEST_P(EachTarget, CastsAreRoundedOnce) {
  std::mt19937_64 random(2);
  std::vector<double> values;
  for (const HalfFormat &format : {kF16, kBF16})
    for (int code = 0; code < 65536; code += 7) {
      double value = format.decode(code), next = format.decode(code + 1);
      if (!std::isfinite(value) || !std::isfinite(next))
        continue;
      double tie = (value + next) / 2;
      for (double x : {value, tie, std::nextafter(tie, 1e300), std::nextafter(tie, -1e300)})
        values.push_back(x);
    }
  for (double x : {0.0, -0.0, 1e300, -1e300, 5e-324, double(INFINITY), double(NAN)})
    values.push_back(x);
  for (int i = 0; i < 10000; ++i) {
    uint64_t bits = random();
    double value;
    std::memcpy(&value, &bits, 8);
    values.push_back(value);
  }
  for (const HalfFormat &format : {kF16, kBF16}) {
    std::string body = std::string("%r = arith.truncf %a : f64 to ") + format.name;
    EmulatedKernels kernels(compileText(getElementKernel({"f64"}, format.name, body), GetParam()));
    std::vector<uint16_t> got = kernels.apply<uint16_t>(values);
    int failures = 0;
    for (size_t i = 0; i < got.size() && failures < 5; ++i)
      if (!isSame(format, got[i], values[i]))
        ++failures, ADD_FAILURE() << format.name << " of " << values[i] << ": " << std::hex << got[i] << ", expected "
                                  << format.encode(values[i]);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// f32
//===----------------------------------------------------------------------------------------------------===//

std::vector<float> getFloats(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values;
  for (float x : {0.0f, -0.0f, 1.0f, -1.0f, 1e-45f, -1e-45f, 1.17549435e-38f, 3.4028235e38f, INFINITY, -INFINITY, NAN,
                  0.5f, 1.5f, 2.5f, -0.5f, 8388607.5f, 0.49999997f})
    values.push_back(x);
  while (values.size() < 20000) {
    uint32_t bits = random();
    float value;
    std::memcpy(&value, &bits, 4);
    values.push_back(value);
  }
  return values;
}

bool isSameFloat(float got, float expected) {
  return std::isnan(expected) ? std::isnan(got) : got == expected && std::signbit(got) == std::signbit(expected);
}

/// Products and sums that an fma would give another result for, down to denormals.
TEST_P(EachTarget, NothingIsContractedOrFlushed) {
  std::string text = getElementKernel({"f32", "f32", "f32"}, "f32", R"(
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %p, %c : f32
    %q = arith.divf %s, %b : f32
    %t = arith.mulf %q, %q : f32
    %r = arith.subf %s, %t : f32)");
  CompiledKernels compiled = compileText(text, GetParam());
  EXPECT_THAT(compiled.ptx, Not(HasSubstr("fma")));
  EXPECT_THAT(compiled.ptx, Not(HasSubstr(".ftz")));
  EXPECT_THAT(compiled.ptx, Not(HasSubstr("approx")));
  // Without a rounding ptxas is free to make an fma.
  EXPECT_THAT(compiled.ptx, Not(ContainsRegex("(mul|add|sub)\\.f32")));
  EmulatedKernels kernels(compiled);
  std::vector<float> a = getFloats(3), b = getFloats(4), c = getFloats(5);
  std::shuffle(b.begin(), b.end(), std::mt19937(6));
  std::vector<float> got = kernels.apply<float>(a, b, c);
  for (size_t i = 0; i < got.size(); ++i) {
    volatile float product = a[i] * b[i], sum = product + c[i], quotient = sum / b[i], square = quotient * quotient;
    ASSERT_PRED2(isSameFloat, got[i], sum - square) << a[i] << " " << b[i] << " " << c[i];
  }
}

TEST_P(EachTarget, RoundingsAndRoots) {
  struct {
    const char *op;
    float (*expected)(float);
  } const kOps[] = {{"math.sqrt", [](float x) { return std::sqrt(x); }},
                    {"math.floor", [](float x) { return std::floor(x); }},
                    {"math.ceil", [](float x) { return std::ceil(x); }},
                    {"math.trunc", [](float x) { return std::trunc(x); }},
                    {"math.round", [](float x) { return std::round(x); }},
                    {"math.roundeven", [](float x) { return std::nearbyint(x); }},
                    {"math.absf", [](float x) { return std::fabs(x); }}};
  std::vector<float> values = getFloats(7);
  for (const auto &[op, expected] : kOps) {
    EmulatedKernels kernels(
        compileText(getElementKernel({"f32"}, "f32", std::string("%r = ") + op + " %a : f32"), GetParam()));
    std::vector<float> got = kernels.apply<float>(values);
    for (size_t i = 0; i < got.size(); ++i)
      ASSERT_PRED2(isSameFloat, got[i], expected(values[i])) << op << " " << values[i];
  }
}

/// Zeros have an order, and NaN wins.
float getMaximum(float a, float b) {
  if (std::isnan(a) || std::isnan(b))
    return NAN;
  if (a == b)
    return std::signbit(a) ? b : a;
  return a > b ? a : b;
}

TEST_P(EachTarget, MaximumOfZerosAndNaN) {
  std::vector<float> edges = {0.0f, -0.0f, NAN, INFINITY, -INFINITY, 1.0f, -1.0f, 1e-45f}, a, b;
  for (float x : edges)
    for (float y : edges)
      a.push_back(x), b.push_back(y);
  for (const char *type : {"f32", "f64"}) {
    bool isWide = std::string(type) == "f64";
    std::string body = isWide ? R"(
      %wa = arith.extf %a : f32 to f64
      %wb = arith.extf %b : f32 to f64
      %wr = arith.maximumf %wa, %wb : f64
      %r = arith.truncf %wr : f64 to f32)"
                              : "%r = arith.maximumf %a, %b : f32";
    EmulatedKernels kernels(compileText(getElementKernel({"f32", "f32"}, "f32", body), GetParam()));
    std::vector<float> got = kernels.apply<float>(a, b);
    for (size_t i = 0; i < got.size(); ++i)
      EXPECT_PRED2(isSameFloat, got[i], getMaximum(a[i], b[i])) << type << " " << a[i] << " " << b[i];
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Facts and assembly
//===----------------------------------------------------------------------------------------------------===//

constexpr const char *kShared = R"(gpu.module @qnt_kernels {
  gpu.func @first(%x: memref<?xf32>, %h: f16, %i: i8, %n: index)
      workgroup(%tile: memref<32xf32, #gpu.address_space<workgroup>>)
      kernel attributes {known_block_size = array<i32: 32, 1, 1>, nvvm.minctasm = 2 : i32} {
    %t = gpu.thread_id x
    %v = memref.load %x[%t] : memref<?xf32>
    memref.store %v, %tile[%t] : memref<32xf32, #gpu.address_space<workgroup>>
    gpu.barrier
    %c31 = arith.constant 31 : index
    %o = arith.subi %c31, %t : index
    %w = memref.load %tile[%o] : memref<32xf32, #gpu.address_space<workgroup>>
    memref.store %w, %x[%t] : memref<?xf32>
    gpu.return
  }
  gpu.func @second(%x: memref<4xf32>) kernel { gpu.return }
})";

TEST_P(EachTarget, Facts) {
  CompiledKernels kernels = compileText(kShared, GetParam());
  ASSERT_EQ(kernels.kernels.size(), 2u);
  EXPECT_THAT(kernels.ptx, HasSubstr(".target " + GetParam()));
  EXPECT_THAT(kernels.ptx, HasSubstr(".reqntid 32, 1, 1"));
  const KernelFacts *first = kernels.find("first");
  ASSERT_NE(first, nullptr);
  ASSERT_EQ(first->parameters.size(), 4u);
  EXPECT_TRUE(first->parameters[0].isPointer);
  EXPECT_EQ(first->parameters[1].size, 2u);
  EXPECT_EQ(first->parameters[2].size, 1u);
  EXPECT_EQ(first->parameters[3].type, "i64");
  EXPECT_EQ(first->requiredBlock, (std::array<unsigned, 3>{32, 1, 1}));
  EXPECT_EQ(first->minBlocks, 2u);
  EXPECT_EQ(first->staticSharedBytes, 128u);
  EXPECT_EQ(kernels.find("second")->staticSharedBytes, 0u);
  EXPECT_EQ(kernels.find("third"), nullptr);
}

TEST_P(EachTarget, PtxasTakesIt) {
  if (!findPtxas(""))
    GTEST_SKIP() << "there is no ptxas on the path";
  CompiledKernels kernels = compileText(kShared, GetParam());
  llvm::Expected<AssembledKernels> assembled = assembleKernels(kernels.ptx, **findDeviceTarget(GetParam()));
  ASSERT_TRUE(static_cast<bool>(assembled)) << llvm::toString(assembled.takeError());
  EXPECT_EQ(assembled->cubin.substr(1, 3), "ELF");
  ASSERT_EQ(assembled->kernels.size(), 2u);
  for (const AssembledKernel &kernel : assembled->kernels) {
    EXPECT_NE(kernels.find(kernel.name), nullptr) << kernel.name;
    EXPECT_GT(kernel.registers, 0u);
    EXPECT_EQ(kernel.spillStoreBytes + kernel.spillLoadBytes + kernel.stackBytes, 0u);
  }
}

TEST(DeviceTargets, AreThoseOfTheDialect) {
  for (const DeviceTarget &target : getDeviceTargets()) {
    std::optional<GpuTarget> gpu = findGpuTarget(target.name);
    ASSERT_TRUE(gpu.has_value()) << target.name.str();
    EXPECT_EQ(gpu->capability, target.capability);
  }
  EXPECT_EQ(describeDeviceTargets(), describeGpuTargets());
}

TEST(CompileKernels, Errors) {
  EXPECT_THAT(getCompileError("", "sm_80"), HasSubstr("expected one gpu.module, got 0"));
  EXPECT_THAT(getCompileError("gpu.module @a {} gpu.module @b {}", "sm_80"),
              HasSubstr("expected one gpu.module, got 2"));
  EXPECT_THAT(getCompileError("gpu.module @a {}", "sm_75"),
              HasSubstr("expected a target of sm_80, sm_89, sm_90a, sm_100a, sm_120a, got 'sm_75'"));
  EXPECT_THAT(getCompileError(R"(gpu.module @a {
                llvm.func @missing()
                gpu.func @k(%x: memref<4xf32>) kernel { llvm.call @missing() : () -> () gpu.return } })",
                              "sm_80"),
              HasSubstr("the kernels call 'missing', which has no body"));
  EXPECT_THAT(getCompileError(getElementKernel({"f32"}, "f32",
                                               "%v = vector.broadcast %a : f32 to vector<2xf32> %t = math.tan %v : "
                                               "vector<2xf32> %r = vector.extract %t[0] : f32 from vector<2xf32>"),
                              "sm_80"),
              HasSubstr("cannot compile the kernels\n"));
}

TEST(AssembleKernels, Errors) {
  const DeviceTarget &target = **findDeviceTarget("sm_80");
  llvm::Expected<AssembledKernels> missing = assembleKernels("", target, "no-such-ptxas");
  ASSERT_FALSE(static_cast<bool>(missing));
  EXPECT_THAT(llvm::toString(missing.takeError()),
              HasSubstr("expected NVIDIA's assembler 'no-such-ptxas': there is no such program"));
  if (!findPtxas(""))
    GTEST_SKIP() << "there is no ptxas on the path";
  llvm::Expected<AssembledKernels> failed = assembleKernels("no PTX", target);
  ASSERT_FALSE(static_cast<bool>(failed));
  std::string message = llvm::toString(failed.takeError());
  EXPECT_THAT(message, HasSubstr("ptxas failed: "));
  EXPECT_THAT(message, HasSubstr("-arch=sm_80 --verbose -o "));
  EXPECT_THAT(message, HasSubstr("Missing .version directive"));
}

} // namespace
