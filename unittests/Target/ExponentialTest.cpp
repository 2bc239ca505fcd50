//===- ExponentialTest.cpp - the exponential of f32 for every number ----------------------------------------===//
//
// The ops that kernels get, compiled for this processor, beside libm's in f64, whose own error is 2^-29 units. Every
// number with |x| <= ln 2 / 8, where nothing is reduced, down to where e^x is 1 + x; of all others every 251st, or each
// with QNT_EXHAUSTIVE=1.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "../../lib/Target/Math/Functions.h"
#include "../Emit/JitProgram.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace mlir::qnt;

namespace {

class ExponentialF32 : public testing::Test {
protected:
  ExponentialF32() {
    Type f32 = program.getBuilder().getF32Type();
    program.addLoop("exp", {f32}, {f32}, [](ImplicitLocOpBuilder &b, Value, ValueRange in) -> SmallVector<Value> {
      return {math_functions::buildExpF32({&b, in[0]}).value};
    });
    program.compile(/*optimizationLevel=*/3);
  }
  /// The largest error of the patterns from `first` to `end`, each `step`th, in units in the last place.
  double measure(uint64_t first, uint64_t end, uint64_t step);

  emit::JitProgram program;
  uint64_t count = 0; ///< of numbers that were measured
};

/// In units in the last place; infinite where an infinity, a zero or a NaN is wrong.
double getError(float x, float got) {
  double exact = std::exp(static_cast<double>(x));
  if (std::isnan(x))
    return std::isnan(got) ? 0 : INFINITY;
  // Halfway to 2^128 all becomes infinite.
  double limit = std::ldexp(1.0 - std::ldexp(1.0, -25), 128);
  if (std::isinf(got) || exact >= limit)
    return std::isinf(got) && got > 0 && exact >= limit * (1 - 1e-9) ? 0 : INFINITY;
  if (std::isnan(got) || std::signbit(got))
    return INFINITY;
  int exponent;
  std::frexp(exact, &exponent);
  return std::ldexp(std::fabs(got - exact), std::min(24 - exponent, 149));
}

double ExponentialF32::measure(uint64_t first, uint64_t end, uint64_t step) {
  constexpr size_t kBatch = 4096;
  std::vector<float> x, y(kBatch);
  double worst = 0;
  int failures = 0;
  auto flush = [&] {
    program.run("exp", {x.data()}, {y.data()}, static_cast<int64_t>(x.size()));
    for (size_t i = 0; i < x.size(); ++i) {
      double error = getError(x[i], y[i]);
      worst = std::max(worst, error);
      if (error > 0.501 && failures++ < 5)
        ADD_FAILURE() << "exp of " << std::hexfloat << x[i] << ": " << y[i] << std::defaultfloat << ", error " << error;
    }
    count += x.size();
    x.clear();
  };
  for (uint64_t bits = first; bits < end; bits += step) {
    auto pattern = static_cast<uint32_t>(bits);
    std::memcpy(&x.emplace_back(), &pattern, 4);
    if (x.size() == kBatch)
      flush();
  }
  flush();
  return worst;
}

/// The patterns of numbers from 2^-13 to ln 2 / 8 and a little more, of both signs.
TEST_F(ExponentialF32, EveryNumberThatIsNotReduced) {
  const uint64_t first = 0x39000000, end = 0x3db17300;
  double worst = std::max(measure(first, end, 1), measure(first | 0x80000000, end | 0x80000000, 1));
  RecordProperty("error", std::to_string(worst));
  EXPECT_GT(count, 150'000'000u);
  EXPECT_LE(worst, 0.5005);
}

TEST_F(ExponentialF32, AllMagnitudes) {
  const char *setting = std::getenv("QNT_EXHAUSTIVE");
  double worst = measure(0, uint64_t(1) << 32, setting && *setting == '1' ? 1 : 251);
  RecordProperty("error", std::to_string(worst));
  EXPECT_LE(worst, 0.5005);
}

/// Around every step of the reduction, the ends of the range, and special values.
TEST_F(ExponentialF32, Edges) {
  double worst = 0;
  auto around = [&](float x) {
    uint32_t bits;
    std::memcpy(&bits, &x, 4);
    worst = std::max(worst, measure(bits - std::min<uint32_t>(bits & 0x7fffffff, 200), uint64_t(bits) + 200, 1));
  };
  for (int n = -1210; n <= 1040; ++n)
    around(static_cast<float>((n + 0.5) * 0.17328679513998632));
  for (float x : {0.0f, -0.0f, 88.72284f, -87.33655f, -103.97208f, 89.0f, -104.0f, INFINITY, -INFINITY, NAN, 1e-38f})
    around(x);
  EXPECT_LE(worst, 0.5005);
}

} // namespace
