//===- ScaledBoundaryTest.cpp - values beside boundary * scale -------------------------------------------===//
//
// The default convention on f32 and f64 inputs: for every boundary of a storage format and several scales, the product
// of the two and its neighbours in the input's type, where the quotient rounds one way or the other.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Arrays.h"
#include "ExactArithmetic.h"
#include "StepOracle.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace oracle;
using namespace mlir::qnt::numerics;

namespace {

const float kBoundaryScales[] = {1.0f,   0.1f,       3.0f,       1.0f / 127, 1.0f / 448,
                                 1e-40f, 1.5078125f, 0.0078125f, 1e30f,      0x1p-149f};

/// round(centre) to the input type, and three neighbours on each side.
void appendAround(double centre, const FloatSpec &input, std::vector<double> &values) {
  double value = oracle::roundTo(input, centre);
  if (!std::isfinite(value))
    return;
  bool isF32 = input.exponentBits == kF32.exponentBits;
  for (int steps = -3; steps <= 3; ++steps) {
    double neighbour = value;
    for (int step = 0; step < std::abs(steps); ++step) {
      double towards = steps > 0 ? HUGE_VAL : -HUGE_VAL;
      neighbour =
          isF32 ? double(std::nextafterf(float(neighbour), float(towards))) : std::nextafter(neighbour, towards);
    }
    values.push_back(neighbour);
  }
}

class ScaledIntegerBoundaries : public testing::TestWithParam<IntegerCase> {};
class ScaledFloatBoundaries : public testing::TestWithParam<FloatCase> {};

/// Quotients k + 1/2 from below the range to above it; of wide formats only near its ends and its middle.
std::vector<double> boundariesOf(const IntegerSpec &spec) {
  std::vector<double> boundaries;
  int64_t reach = 300;
  for (int64_t centre : {spec.low(), int64_t(0), spec.high()})
    for (int64_t k = centre - reach; k <= centre + reach; ++k)
      if (spec.bits > 9 || centre == 0)
        boundaries.push_back(double(k) + 0.5);
  return boundaries;
}

TEST_P(ScaledIntegerBoundaries, f32_and_f64_values_at_every_boundary) {
  const auto &[format, spec] = GetParam();
  const int64_t zeroPoints[] = {0, 1, -1, 77, spec.low(), spec.high()};
  Tally tally;
  size_t turn = 0;
  for (const FloatCase &input : kWideFloats)
    for (float scale : kBoundaryScales)
      for (int i = 0; i < 2; ++i) {
        Parameters parameters{scale, double(zeroPoints[turn++ % std::size(zeroPoints)])};
        std::vector<double> values;
        for (double boundary : boundariesOf(spec))
          appendAround((boundary - (i ? parameters.zeroPoint : 0)) * parameters.scale, input.spec, values);
        std::vector<uint64_t> codes = quantizeWith(values, input.format, perTensor(format, Format::I32), parameters);
        Recipe recipe;
        recipe.arithmetic = input.spec;
        for (size_t at = 0; at < values.size(); ++at) {
          int64_t code = quantizeToInteger(values[at], parameters.scale, parameters.zeroPoint,
                                           {spec.low(), spec.high()}, recipe, int64_t(parameters.zeroPoint));
          tally.compare(codes[at], uint64_t(code) & spec.codeMask(), [&, &spec = spec] {
            return describeElement(input.spec.name, values[at], spec.name, parameters);
          });
        }
      }
  EXPECT_NO_MISMATCH(tally);
}

TEST_P(ScaledFloatBoundaries, f32_and_f64_values_at_every_boundary) {
  const auto &[format, spec] = GetParam();
  BoundaryTable table(spec);
  Tally tally;
  for (const FloatCase &input : kWideFloats)
    for (float scale : kBoundaryScales) {
      std::vector<double> values;
      for (size_t i = 0; i < table.numFinite(); ++i)
        for (double sign : {1.0, -1.0})
          appendAround(sign * table.midpoint(i) * scale, input.spec, values);
      std::vector<uint64_t> codes = quantizeWith(values, input.format, perTensor(format), {scale});
      Recipe recipe;
      recipe.arithmetic = input.spec;
      for (size_t at = 0; at < values.size(); ++at)
        tally.compare(codes[at], quantizeToFloat(values[at], scale, table, recipe),
                      [&, &spec = spec] { return describeElement(input.spec.name, values[at], spec.name, {scale}); });
    }
  EXPECT_NO_MISMATCH(tally);
}

INSTANTIATE_TEST_SUITE_P(All, ScaledIntegerBoundaries, testing::ValuesIn(kIntegers, kIntegers + kNumStorageIntegers),
                         nameOfCase<testing::TestParamInfo<IntegerCase>>);
INSTANTIATE_TEST_SUITE_P(All, ScaledFloatBoundaries, testing::ValuesIn(kSmallFloats),
                         nameOfCase<testing::TestParamInfo<FloatCase>>);

} // namespace
