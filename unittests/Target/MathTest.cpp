//===- MathTest.cpp - elementary functions in kernels beside libm's in long double ------------------------===//
//
// Errors are measured in units in the last place of the result, against long double: some 11 bits more than f64.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "HalfFormat.h"
#include "KernelProgram.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstring>
#include <limits>
#include <random>

using namespace mlir;
using namespace mlir::qnt;

namespace {

using Wide = long double;
static_assert(std::numeric_limits<Wide>::digits >= 64, "the oracle needs more bits than f64 has");

//===----------------------------------------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------------------------------------===//

/// Distance of neighbours at a value, in a format of `digits` bits whose smallest normal number is 2^smallest.
Wide getUnit(Wide value, int digits, int smallest) {
  int exponent;
  std::frexp(value, &exponent);
  return std::ldexp(Wide(1), std::max(exponent - 1, smallest) - digits + 1);
}

/// Of `got` in units; infinite where a zero, an infinity, a NaN or a sign is wrong.
Wide getError(double got, Wide exact, int digits, int smallest, int largest) {
  constexpr Wide kWrong = std::numeric_limits<Wide>::infinity();
  if (std::isnan(exact))
    return std::isnan(got) ? 0 : kWrong;
  if (std::isnan(got) || std::signbit(got) != std::signbit(exact))
    return kWrong;
  // Halfway to the power of two behind the largest number all becomes infinite.
  Wide limit = std::ldexp(Wide(1), largest + 1);
  if (std::isinf(got))
    return std::fabs(exact) >= limit - limit / std::ldexp(Wide(1), digits) * Wide(0.75) ? 0 : kWrong;
  if (std::isinf(exact))
    return kWrong;
  return std::fabs(Wide(got) - exact) / getUnit(exact, digits, smallest);
}

struct Format {
  const char *name;
  int digits, smallest, largest;
  Wide bound; ///< in units
};
constexpr Format kF64 = {"f64", 53, -1022, 1023, 2.0L}, kF32 = {"f32", 24, -126, 127, 0.501L};
constexpr Format kHalf = {"f16", 11, -14, 15, 0.501L}, kBrain = {"bf16", 8, -126, 127, 0.501L};

double decode(const Format &, double value) { return value; }
double decode(const Format &, float value) { return value; }
double decode(const Format &format, uint16_t code) { return (format.digits == 11 ? kF16 : kBF16).decode(code); }

//===----------------------------------------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------------------------------------===//

struct Function {
  const char *op;
  Wide (*exact)(Wide);
  double low, high; ///< where most of it happens
};

void PrintTo(const Function &function, std::ostream *stream) { *stream << function.op; }

const Function kFunctions[] = {
    {"math.exp", [](Wide x) { return std::exp(x); }, -750, 712},
    {"math.exp2", [](Wide x) { return std::exp2(x); }, -1080, 1026},
    {"math.expm1", [](Wide x) { return std::expm1(x); }, -40, 712},
    {"math.log", [](Wide x) { return std::log(x); }, 0, 4},
    {"math.log2", [](Wide x) { return std::log2(x); }, 0, 4},
    {"math.log10", [](Wide x) { return std::log10(x); }, 0, 4},
    {"math.log1p", [](Wide x) { return std::log1p(x); }, -1, 3},
    {"math.sin", [](Wide x) { return std::sin(x); }, -30, 30},
    {"math.cos", [](Wide x) { return std::cos(x); }, -30, 30},
    {"math.tan", [](Wide x) { return std::tan(x); }, -30, 30},
    {"math.asin", [](Wide x) { return std::asin(x); }, -1.01, 1.01},
    {"math.acos", [](Wide x) { return std::acos(x); }, -1.01, 1.01},
    {"math.atan", [](Wide x) { return std::atan(x); }, -5, 5},
    {"math.sinh", [](Wide x) { return std::sinh(x); }, -711, 711},
    {"math.cosh", [](Wide x) { return std::cosh(x); }, -711, 711},
    {"math.tanh", [](Wide x) { return std::tanh(x); }, -25, 25},
    {"math.asinh", [](Wide x) { return std::asinh(x); }, -5, 5},
    {"math.acosh", [](Wide x) { return std::acosh(x); }, 0.9, 5},
    {"math.atanh", [](Wide x) { return std::atanh(x); }, -1.01, 1.01},
    {"math.erf", [](Wide x) { return std::erf(x); }, -6, 6},
    {"math.erfc", [](Wide x) { return std::erfc(x); }, -6, 28},
    {"math.cbrt", [](Wide x) { return std::cbrt(x); }, -10, 10},
    {"math.rsqrt", [](Wide x) { return 1 / std::sqrt(x); }, 0, 10},
};

class Unary : public testing::TestWithParam<Function> {};
INSTANTIATE_TEST_SUITE_P(Functions, Unary, testing::ValuesIn(kFunctions),
                         [](const auto &info) { return std::string(info.param.op).substr(5); });

template <typename T>
std::vector<T> getEdges() {
  std::vector<T> values;
  using Limits = std::numeric_limits<T>;
  for (T x : {T(0),
              Limits::denorm_min(),
              Limits::min(),
              Limits::max(),
              Limits::infinity(),
              Limits::quiet_NaN(),
              T(0.5),
              T(1),
              T(1.5),
              T(2),
              T(3),
              T(4),
              T(10),
              T(100),
              T(1e-5),
              T(0.25),
              T(0.4375),
              T(0.6875),
              T(1.1875),
              T(2.4375),
              T(0.7071067811865476),
              T(1.4142135623730951),
              T(0.34657359027997264),
              T(1.5707963267948966),
              T(3.141592653589793),
              T(0.7853981633974483),
              T(1073741824),
              T(1e30)})
    for (T y : {x, std::nextafter(x, T(0)), std::nextafter(x, Limits::infinity())}) {
      values.push_back(y);
      values.push_back(-y);
    }
  return values;
}

/// Edges, all magnitudes, and many where most happens.
template <typename T, typename Bits>
std::vector<T> getSamples(const Function &function, size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<T> values = getEdges<T>();
  std::uniform_real_distribution<double> inside(function.low, function.high);
  for (size_t i = 0; i < count; ++i) {
    auto bits = static_cast<Bits>(random());
    T value;
    std::memcpy(&value, &bits, sizeof(T));
    values.push_back(value);
    values.push_back(static_cast<T>(inside(random)));
    // Small ones, on a logarithmic scale.
    values.push_back(static_cast<T>(std::copysign(std::exp2(-40.0 * (random() >> 11) * 0x1p-53), inside(random))));
  }
  return values;
}

template <typename T>
void check(const Function &function, const Format &format, const std::vector<T> &values) {
  std::string body = std::string("%r = ") + function.op + " %a : " + format.name;
  EmulatedKernels kernels(compileText(getElementKernel({format.name}, format.name, body), "sm_80"));
  std::vector<T> got = kernels.apply<T>(values);
  Wide largest = 0;
  int failures = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    double x = decode(format, values[i]), y = decode(format, got[i]);
    Wide error = getError(y, function.exact(x), format.digits, format.smallest, format.largest);
    largest = std::max(largest, error);
    if (error > format.bound && failures++ < 5)
      ADD_FAILURE() << function.op << " " << format.name << " of " << std::hexfloat << x << ": " << y << ", expected "
                    << static_cast<double>(function.exact(x)) << ", error " << std::defaultfloat
                    << static_cast<double>(error) << " units";
  }
  testing::Test::RecordProperty(std::string(format.name) + "_error", std::to_string(static_cast<double>(largest)));
  std::cout << "  " << format.name << ": " << static_cast<double>(largest) << " units of " << got.size() << " values\n";
}

TEST_P(Unary, F64) { check(GetParam(), kF64, getSamples<double, uint64_t>(GetParam(), 6000, 1)); }
TEST_P(Unary, F32) { check(GetParam(), kF32, getSamples<float, uint32_t>(GetParam(), 6000, 2)); }

TEST_P(Unary, EveryHalf) {
  std::vector<uint16_t> codes(65536);
  for (size_t code = 0; code < codes.size(); ++code)
    codes[code] = static_cast<uint16_t>(code);
  check(GetParam(), kHalf, codes);
  check(GetParam(), kBrain, codes);
}

//===----------------------------------------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------------------------------------===//

struct Binary {
  const char *op;
  Wide (*exact)(Wide, Wide);
  Wide bound;
};
const Binary kBinary[] = {{"math.powf", [](Wide x, Wide y) { return std::pow(x, y); }, 2.0L},
                          {"math.atan2", [](Wide x, Wide y) { return std::atan2(x, y); }, 2.0L},
                          {"arith.remf", [](Wide x, Wide y) { return std::fmod(x, y); }, 0.0L}};

template <typename T, typename Bits>
void check(const Binary &function, const Format &format) {
  std::mt19937_64 random(3);
  std::vector<T> left, right;
  std::vector<T> edges = getEdges<T>();
  for (T x : edges)
    for (T y : edges)
      left.push_back(x), right.push_back(y);
  auto draw = [&] {
    auto bits = static_cast<Bits>(random());
    T value;
    std::memcpy(&value, &bits, sizeof(T));
    return value;
  };
  auto drawNear = [&](double size) { return static_cast<T>((double(random() >> 11) * 0x1p-53 - 0.5) * size); };
  for (int i = 0; i < 10000; ++i) {
    left.push_back(draw()), right.push_back(draw());
    left.push_back(drawNear(20)), right.push_back(drawNear(20));
    left.push_back(std::abs(drawNear(200))), right.push_back(drawNear(300));
    left.push_back(static_cast<T>(1) + drawNear(1e-3)), right.push_back(drawNear(1e6));
    left.push_back(drawNear(100)), right.push_back(static_cast<T>(static_cast<int>(random() % 60) - 30));
  }
  std::string body = std::string("%r = ") + function.op + " %a, %b : " + format.name;
  EmulatedKernels kernels(compileText(getElementKernel({format.name, format.name}, format.name, body), "sm_80"));
  std::vector<T> got = kernels.apply<T>(left, right);
  Wide largest = 0, bound = std::min(format.bound, function.bound);
  int failures = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    Wide exact = function.exact(left[i], right[i]);
    Wide error = getError(got[i], exact, format.digits, format.smallest, format.largest);
    largest = std::max(largest, error);
    if (error > bound && failures++ < 5)
      ADD_FAILURE() << function.op << " " << format.name << " of " << std::hexfloat << left[i] << " and " << right[i]
                    << ": " << got[i] << ", expected " << static_cast<double>(exact) << ", error " << std::defaultfloat
                    << static_cast<double>(error) << " units";
  }
  std::cout << "  " << format.name << ": " << static_cast<double>(largest) << " units of " << got.size() << " values\n";
}

class TwoOperands : public testing::TestWithParam<Binary> {};
INSTANTIATE_TEST_SUITE_P(Functions, TwoOperands, testing::ValuesIn(kBinary), [](const auto &info) {
  std::string op = info.param.op;
  return op.substr(op.find('.') + 1);
});
TEST_P(TwoOperands, F64) { check<double, uint64_t>(GetParam(), kF64); }
TEST_P(TwoOperands, F32) { check<float, uint32_t>(GetParam(), kF32); }

TEST(Functions, PowerOfInteger) {
  std::vector<float> x;
  std::vector<int32_t> n;
  std::mt19937 random(5);
  for (int32_t power : {0, 1, -1, 2, 3, -7, 31, 1000, INT32_MAX, INT32_MIN})
    for (int i = 0; i < 100; ++i) {
      x.push_back(static_cast<float>(random() * 0x1p-31 - 1.0) * 2);
      n.push_back(power);
    }
  EmulatedKernels kernels(
      compileText(getElementKernel({"f32", "i32"}, "f32", "%r = math.fpowi %a, %b : f32, i32"), "sm_90a"));
  std::vector<float> got = kernels.apply<float>(x, n);
  for (size_t i = 0; i < got.size(); ++i)
    EXPECT_LE(getError(got[i], std::pow(Wide(x[i]), Wide(n[i])), 24, -126, 127), 0.501L) << x[i] << " ^ " << n[i];
}

} // namespace
