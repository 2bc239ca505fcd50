//===- ElementwiseMathTest.cpp - functions of math against long double ------------------------------------===//
//
// The interpreter computes in f64; here the functions are those of long double (64 bits of precision), whose result is
// rounded to the type by APFloat. f64 may be off by the few units in the last place that glibc states for its
// functions; narrower types must agree.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ElementwiseFixture.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt::reference;
using llvm::APFloat;

namespace {
using Real = long double;

class ElementwiseMath : public Elementwise {
protected:
  void checkUnary(const std::string &op, const FloatFormat &format, Real (*oracle)(Real), unsigned allowedUlps);
  void checkBinary(const std::string &op, const FloatFormat &format, Real (*oracle)(Real, Real), unsigned allowedUlps);
  std::mt19937_64 random{20260121};
};
} // namespace

/// `value` in the format: by way of x87's format, which APFloat knows, with one rounding.
static APFloat roundReal(const FloatFormat &format, Real value) {
  uint64_t words[2] = {0, 0};
  std::memcpy(words, &value, 10);
  APFloat rounded(APFloat::x87DoubleExtended(), llvm::APInt(80, words));
  bool losesInfo;
  rounded.convert(format.semantics, APFloat::rmNearestTiesToEven, &losesInfo);
  return rounded;
}

/// Steps between two numbers of a format, zeros being one place.
static uint64_t getDistance(const FloatFormat &format, uint64_t a, uint64_t b) {
  auto getPlace = [&](uint64_t bits) {
    uint64_t sign = uint64_t(1) << (format.width - 1);
    return bits & sign ? -static_cast<__int128>(bits & (sign - 1)) : static_cast<__int128>(bits);
  };
  __int128 distance = getPlace(a) - getPlace(b);
  return static_cast<uint64_t>(distance < 0 ? -distance : distance);
}

/// Success, or what came and what was expected.
static ::testing::AssertionResult isNear(const FloatFormat &format, uint64_t got, const APFloat &expected,
                                         unsigned allowedUlps) {
  uint64_t expectedBits = FloatFormat::getBits(expected);
  bool isSame = expected.isNaN() ? format.isNaN(got) : got == expectedBits;
  bool isClose = allowedUlps > 0 && !expected.isNaN() && !format.isNaN(got) &&
                 getDistance(format, got, expectedBits) <= allowedUlps;
  if (isSame || isClose)
    return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << format.name << ": got " << format.get(got).convertToDouble() << ", expected "
                                       << expected.convertToDouble();
}

/// A signaling NaN made quiet: C's pow takes 1 of a quiet one only.
static uint64_t quiet(const FloatFormat &format, uint64_t bits) {
  return format.isNaN(bits) ? FloatFormat::getBits(APFloat::getQNaN(format.semantics)) : bits;
}

/// All patterns of 16 bits; else edges and random ones.
static Bits drawArguments(const FloatFormat &format, std::mt19937_64 &random) {
  if (format.width != 16)
    return drawFloats(format, random, 3000);
  Bits bits;
  for (uint64_t pattern = 0; pattern < 65536; ++pattern)
    bits.push_back(pattern);
  return bits;
}

static Real toReal(const FloatFormat &format, uint64_t bits) { return format.get(bits).convertToDouble(); }

void ElementwiseMath::checkUnary(const std::string &op, const FloatFormat &format, Real (*oracle)(Real),
                                 unsigned allowedUlps) {
  Bits values = drawArguments(format, random);
  Bits got = compute("math." + op + " $0 : $T", {format.name}, format.name, {values});
  for (size_t i = 0; i < values.size(); ++i)
    ASSERT_TRUE(isNear(format, got[i], roundReal(format, oracle(toReal(format, values[i]))), allowedUlps))
        << op << " of " << format.get(values[i]).convertToDouble();
}

void ElementwiseMath::checkBinary(const std::string &op, const FloatFormat &format, Real (*oracle)(Real, Real),
                                  unsigned allowedUlps) {
  auto [lhs, rhs] = makePairs(drawFloats(format, random, 60));
  for (Bits *values : {&lhs, &rhs})
    for (uint64_t &value : *values)
      value = quiet(format, value);
  Bits got = compute("math." + op + " $0, $1 : $T", {format.name, format.name}, format.name, {lhs, rhs});
  for (size_t i = 0; i < lhs.size(); ++i)
    ASSERT_TRUE(
        isNear(format, got[i], roundReal(format, oracle(toReal(format, lhs[i]), toReal(format, rhs[i]))), allowedUlps))
        << op << " of " << format.get(lhs[i]).convertToDouble() << ", " << format.get(rhs[i]).convertToDouble();
}

/// What f64 and long double compute to the last bit.
TEST_F(ElementwiseMath, exactFunctions) {
  const std::pair<const char *, Real (*)(Real)> functions[] = {
      {"absf", std::fabs},
      {"ceil", std::ceil},
      {"floor", std::floor},
      {"round", std::round},
      {"trunc", std::trunc},
      {"roundeven", [](Real x) -> Real {
         // Without the rounding mode of the process: the nearest integer, the even one of two.
         Real below = std::floor(x), rest = x - below;
         if (!(rest == 0.5L))
           return rest == 0 || std::isnan(x) || std::isinf(x) ? x : std::copysign(rest < 0.5L ? below : below + 1, x);
         return std::copysign(std::fmod(below, 2.0L) == 0 ? below : below + 1, x);
       }}};
  for (const FloatFormat &format : getFloatFormats())
    for (auto [name, function] : functions)
      checkUnary(name, format, function, 0);
}

/// Rounded correctly by IEEE 754: innocuous double rounding in the narrow types.
TEST_F(ElementwiseMath, squareRoot) {
  for (const FloatFormat &format : getFloatFormats()) {
    Bits values = drawArguments(format, random);
    Bits got = compute("math.sqrt $0 : $T", {format.name}, format.name, {values});
    for (size_t i = 0; i < values.size(); ++i) {
      // long double's own rounding matters for f64 only, where std::sqrt is the correctly rounded one.
      auto value = static_cast<double>(toReal(format, values[i]));
      APFloat expected = format.width == 64 ? APFloat(std::sqrt(value)) : roundReal(format, std::sqrt(Real(value)));
      ASSERT_TRUE(isNear(format, got[i], expected, 0)) << "sqrt of " << value;
    }
  }
}

TEST_F(ElementwiseMath, functions) {
  const std::pair<const char *, Real (*)(Real)> functions[] = {
      {"acos", std::acos},
      {"acosh", std::acosh},
      {"asin", std::asin},
      {"asinh", std::asinh},
      {"atan", std::atan},
      {"atanh", std::atanh},
      {"cbrt", std::cbrt},
      {"cos", std::cos},
      {"cosh", std::cosh},
      {"erf", std::erf},
      {"erfc", std::erfc},
      {"exp", std::exp},
      {"exp2", std::exp2},
      {"expm1", std::expm1},
      {"log", std::log},
      {"log10", std::log10},
      {"log1p", std::log1p},
      {"log2", std::log2},
      {"sin", std::sin},
      {"sinh", std::sinh},
      {"tan", std::tan},
      {"tanh", std::tanh},
      {"rsqrt", [](Real x) -> Real { return 1.0L / std::sqrt(x); }}};
  for (const FloatFormat &format : getFloatFormats())
    for (auto [name, function] : functions)
      checkUnary(name, format, function, format.width == 64 ? 4 : 0);
}

TEST_F(ElementwiseMath, binaryFunctions) {
  for (const FloatFormat &format : getFloatFormats()) {
    unsigned allowed = format.width == 64 ? 2 : 0;
    checkBinary("atan2", format, std::atan2, allowed);
    checkBinary("powf", format, std::pow, allowed);
    checkBinary("copysign", format, std::copysign, 0);
  }
}

TEST_F(ElementwiseMath, integerPowers) {
  for (const FloatFormat &format : getFloatFormats()) {
    Bits values, exponents;
    for (uint64_t value : drawFloats(format, random, 30))
      for (int64_t exponent : {0, 1, -1, 2, -2, 3, 10, -31, 2147483647})
        values.push_back(quiet(format, value)), exponents.push_back(static_cast<uint32_t>(exponent));
    Bits got = compute("math.fpowi $0, $1 : $T, $1T", {format.name, "i32"}, format.name, {values, exponents});
    for (size_t i = 0; i < values.size(); ++i) {
      Real expected = std::pow(toReal(format, values[i]), Real(static_cast<int32_t>(exponents[i])));
      ASSERT_TRUE(isNear(format, got[i], roundReal(format, expected), format.width == 64 ? 1 : 0))
          << "fpowi of " << format.get(values[i]).convertToDouble() << ", " << static_cast<int32_t>(exponents[i]);
    }
  }
}

TEST_F(ElementwiseMath, classification) {
  const std::pair<const char *, bool (*)(const APFloat &)> tests[] = {
      {"isfinite", [](const APFloat &x) { return x.isFinite(); }},
      {"isinf", [](const APFloat &x) { return x.isInfinity(); }},
      {"isnan", [](const APFloat &x) { return x.isNaN(); }},
      {"isnormal", [](const APFloat &x) { return x.isNormal(); }}};
  for (const FloatFormat &format : getFloatFormats()) {
    Bits values = drawArguments(format, random);
    for (auto [name, test] : tests) {
      Bits expected;
      for (uint64_t value : values)
        expected.push_back(test(format.get(value)));
      EXPECT_EQ(compute(std::string("math.") + name + " $0 : $T", {format.name}, "i1", {values}), expected)
          << name << " " << format.name;
    }
  }
}

/// max(min(x, high), low); NaN in any operand gives NaN.
TEST_F(ElementwiseMath, clamp) {
  const FloatFormat format = getFloatFormats()[1];
  auto bits = [&](double value) { return FloatFormat::getBits(format.round(value)); };
  uint64_t nan = FloatFormat::getBits(APFloat::getQNaN(format.semantics));
  Bits got = compute("math.clampf $0 to [$1, $2] : $T", {"f32", "f32", "f32"}, "f32",
                     {{bits(5), bits(-5), bits(0.5), nan, bits(1), bits(1), bits(0)},
                      {bits(-1), bits(-1), bits(-1), bits(-1), nan, bits(-1), bits(2)},
                      {bits(1), bits(1), bits(1), bits(1), bits(1), nan, bits(1)}});
  EXPECT_EQ(ArrayRef(got).take_front(3), ArrayRef<uint64_t>({bits(1), bits(-1), bits(0.5)}));
  for (size_t i : {3, 4, 5})
    EXPECT_TRUE(format.isNaN(got[i])) << i;
  // Bounds the wrong way round: the lower one wins.
  EXPECT_EQ(got[6], bits(2));
}

TEST_F(ElementwiseMath, sincos) {
  const FloatFormat format = getFloatFormats()[1];
  Bits values = drawFloats(format, random, 200);
  EXPECT_EQ(compute("%r, %c = math.sincos $0 : $T", {"f32"}, "f32", {values}),
            compute("math.sin $0 : $T", {"f32"}, "f32", {values}));
  EXPECT_EQ(compute("%s, %r = math.sincos $0 : $T", {"f32"}, "f32", {values}),
            compute("math.cos $0 : $T", {"f32"}, "f32", {values}));
}
