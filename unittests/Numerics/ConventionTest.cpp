//===- ConventionTest.cpp - parameters by name, and what each one alone changes --------------------------===//

#include "Qnt/Numerics/Requantize.h"
#include "TestSupport.h"
#include <functional>
#include <map>

using namespace mlir::qnt::numerics;

namespace {

TEST(Convention, presets_exist_and_the_first_is_the_default) {
  const std::vector<std::string> expected = {"default",         "onnx",        "qwix",     "qwix-cpu",
                                             "apple",           "coremltools", "concrete", "baracuda",
                                             "baracuda-kernel", "tflite",      "stablehlo"};
  ASSERT_EQ(Convention::presetNames().size(), expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(Convention::presetNames()[i].str(), expected[i]);
    EXPECT_TRUE(Convention::preset(expected[i]).has_value());
  }
  EXPECT_EQ(Convention::preset("default"), Convention());
  EXPECT_EQ(Convention::preset("Default"), std::nullopt);
}

TEST(Convention, presets_differ_from_each_other_where_the_systems_do) {
  EXPECT_EQ(makePreset("baracuda"), makePreset("default")) << "documented as the same";
  for (llvm::StringRef a : Convention::presetNames())
    for (llvm::StringRef b : Convention::presetNames())
      if (a != b && !(a == "default" && b == "baracuda") && !(a == "baracuda" && b == "default"))
        EXPECT_NE(makePreset(a), makePreset(b)) << a.str() << ' ' << b.str();
}

/// The names of all values of a parameter that takes one of several.
std::vector<std::string> getValues(llvm::StringRef parameter) {
  llvm::SmallVector<llvm::StringRef> parts;
  std::string text = Convention::describeValues(parameter);
  llvm::StringRef(text).split(parts, ", ");
  return std::vector<std::string>(parts.begin(), parts.end());
}

bool isNumber(llvm::StringRef parameter) { return parameter == "seed" || parameter == "epsilon"; }

TEST(Convention, set_and_get_round_trip_every_value) {
  for (llvm::StringRef parameter : Convention::parameterNames()) {
    std::vector<std::string> values = isNumber(parameter) ? std::vector<std::string>{"0", "7"} : getValues(parameter);
    EXPECT_GE(values.size(), 2u);
    for (const std::string &value : values) {
      Convention convention;
      EXPECT_FALSE(bool(convention.set(parameter, value)));
      EXPECT_EQ(convention.get(parameter), value) << parameter.str();
      bool isDefault = Convention().get(parameter) == value;
      EXPECT_EQ(convention == Convention(), isDefault) << parameter.str() << " takes part in equality";
    }
  }
}

TEST(Convention, presets_are_rebuilt_from_their_text) {
  for (llvm::StringRef name : Convention::presetNames()) {
    Convention rebuilt;
    for (llvm::StringRef parameter : Convention::parameterNames())
      llvm::cantFail(rebuilt.set(parameter, makePreset(name).get(parameter)));
    EXPECT_EQ(rebuilt, makePreset(name)) << name.str();
  }
}

TEST(Convention, numbers_keep_their_value) {
  Convention convention;
  llvm::cantFail(convention.set("epsilon", "1e-06"));
  EXPECT_EQ(convention.epsilon, 1e-6);
  EXPECT_EQ(convention.get("epsilon"), "1e-06");
  llvm::cantFail(convention.set("seed", "18446744073709551615"));
  EXPECT_EQ(convention.seed, ~uint64_t(0));
}

std::string getError(llvm::StringRef parameter, llvm::StringRef value) {
  Convention convention;
  return llvm::toString(convention.set(parameter, value));
}

TEST(Convention, errors_name_the_parameter_and_what_it_takes) {
  EXPECT_EQ(getError("rounding", "up"), "expected convention parameter 'rounding' to be one of half_even, half_away, "
                                        "stochastic, noisy_half_even, but got 'up'");
  EXPECT_EQ(getError("seed", "-1"),
            "expected convention parameter 'seed' to be a number from 0 to 2^64-1, but got '-1'");
  EXPECT_EQ(getError("epsilon", "nan"),
            "expected convention parameter 'epsilon' to be a number that is not negative, but got 'nan'");
  EXPECT_EQ(getError("roundng", "half_even").find("expected a convention parameter, one of zero_point_order, "), 0u);
}

//===----------------------------------------------------------------------===//
// Each parameter alone
//===----------------------------------------------------------------------===//

/// What a parameter's effect is looked at with: a number that the convention decides.
using Probe = std::function<double(const Convention &)>;

struct Effect {
  Probe probe;
  std::map<std::string, double> expected; ///< each value of the parameter -> what the probe gives
};
/// The effects of each parameter: of any two of its values one effect differs.
using Effects = std::map<std::string, std::vector<Effect>>;

Probe probeCode(double x, double scale, double zeroPoint, Format storage = Format::I8, Format input = Format::F32) {
  Encoding encoding = makeEncoding(storage, {kWhole}, input == Format::F64 ? Format::F64 : Format::F32,
                                   isInteger(storage) ? std::optional<Format>(Format::I32) : std::nullopt, input);
  return [=](const Convention &c) { return quantizeOne(x, scale, zeroPoint, encoding, c, input); };
}

/// The scale that a rule chooses for `values`.
Probe probeScale(std::vector<double> values, Format storage, Format scale, const char *rule, Format input = Format::F32,
                 std::optional<Format> zeroPoint = std::nullopt) {
  Encoding encoding = makeEncoding(storage, {kWhole}, scale, zeroPoint, input);
  return [=](const Convention &c) {
    return quantizeOrDie(values, {int64_t(values.size())}, encoding, c, makeCalibration(rule), input).scales.front();
  };
}

Probe probeZeroPoint(std::vector<double> values, Format storage, Format input = Format::F32) {
  Format scale = input == Format::F64 ? Format::F64 : Format::F32;
  Encoding encoding = makeEncoding(storage, {kWhole}, scale, Format::I32, input);
  return [=](const Convention &c) {
    return quantizeOrDie(values, {int64_t(values.size())}, encoding, c, makeCalibration("minmax"), input)
        .zeroPoints.front();
  };
}

/// With another parameter set beside the one that is looked at.
template <typename T>
Probe with(T Convention::*parameter, T value, Probe probe) {
  return [=](Convention c) {
    c.*parameter = value;
    return probe(c);
  };
}

/// The last code, with parameters chosen by absmax.
Probe probeLastCode(std::vector<double> values, const Encoding &encoding) {
  return [=](const Convention &c) {
    ArrayParts parts = quantizeOrDie(values, {int64_t(values.size())}, encoding, c, makeCalibration("absmax"));
    return getNumbers(parts, encoding).back();
  };
}

double roundF32(double x) { return double(float(x)); }

/// The code of an element that has its scale to itself.
Probe probeCodeOfOwnBlock(double x, double scale) {
  Encoding encoding = makeEncoding(Format::I8, {1});
  return [=](const Convention &c) {
    ArrayParts parts;
    parts.shape = {1};
    parts.scales = {scale};
    llvm::cantFail(computeCodes(parts, {x}, Format::F32, encoding, c));
    return getNumbers(parts, encoding).front();
  };
}

/// The scale of the first of two blocks of one value each.
Probe probeFirstOfTwoScales(double value, Format storage) {
  Encoding encoding = makeEncoding(storage, {1});
  return [=](const Convention &c) {
    return quantizeOrDie({value, value}, {2}, encoding, c, makeCalibration("absmax")).scales.front();
  };
}

/// Of the quotient: its order, form and type.
void addQuotientEffects(Effects &effects) {
  // 0.5 + 1: 1.5 goes to 2 where 0.5 alone goes to 0.
  effects["zero_point_order"] = {{probeCode(0.5, 1.0, 1.0), {{"after_rounding", 1}, {"before_rounding", 2}}}};
  // 1.55 / 0.1 is below the tie 15.5, 1.55 * 10 on it. XLA rewrites no division of operands of one shape: a scale each.
  effects["quotient"] = {
      {probeCode(roundF32(1.55), roundF32(0.1), 0), {{"divide", 15}, {"reciprocal", 16}, {"reciprocal_xla", 16}}},
      {probeCodeOfOwnBlock(roundF32(1.55), roundF32(0.1)),
       {{"divide", 15}, {"reciprocal", 16}, {"reciprocal_xla", 15}}}};
  effects["subnormals"] = {{probeCode(roundF32(5e-39), roundF32(1e-39), 0), {{"keep", 5}, {"flush", 0}}}};
  // With e = 2^-23 (2^-52) and scale 1 + e, 1.5 + e has the quotient 1.5 - e/2 + e^2/2: nearer to 1.5, where f32 (f64)
  // sees a tie, than to the number below it.
  effects["quotient_type"] = {
      // In bf16 the quotient 65.327 becomes 65.5.
      {probeCode(98.5, 1.5078125, 0, Format::I8, Format::BF16),
       {{"f32", 65}, {"input", 66}, {"exact", 65}, {"f64", 65}}},
      {probeCode(1.5 + 0x1p-23, 1 + 0x1p-23, 0), {{"f32", 2}, {"input", 2}, {"exact", 1}, {"f64", 1}}},
      {probeCode(1.5 + 0x1p-52, 1 + 0x1p-52, 0, Format::I8, Format::F64),
       {{"f32", 2}, {"input", 2}, {"exact", 1}, {"f64", 2}}}};
}

/// Of the rounding to a code and of what has none.
void addCodeEffects(Effects &effects) {
  // The noise u goes to fractions before the floor, u - 1/2 before rounding to even: of 3/4 - u/2 that makes 3/4 + u/2
  // and 1/4 + u/2. Noise that completes the fraction to 1 goes up under a floor only.
  double u = uniformNoise(0, 0);
  double isLow = u < 0.5, isHigh = u > 0.5;
  effects["rounding"] = {
      {probeCode(2.5, 1.0, 0),
       {{"half_even", 2}, {"half_away", 3}, {"stochastic", 2 + isHigh}, {"noisy_half_even", 2 + isHigh}}},
      {probeCode(0.75 - u / 2, 1.0, 0, Format::I8, Format::F64),
       {{"half_even", isLow}, {"half_away", isLow}, {"stochastic", isHigh}, {"noisy_half_even", isHigh}}},
      {probeCode(1 - u, 1.0, 0, Format::I8, Format::F64),
       {{"half_even", isLow}, {"half_away", isLow}, {"stochastic", 1}, {"noisy_half_even", 0}}}};
  effects["nan"] = {{probeCode(kNaN, 1.0, 5), {{"zero_point", 5}, {"zero", 0}, {"low", -128}}}};
  effects["float_nan"] = {{[](const Convention &c) {
                             Encoding fp4 = makeEncoding(Format::F4E2M1FN, {kWhole});
                             return double(quantizeElement(kNaN, 1, 0, Format::F32, fp4, c));
                           },
                           {{"largest_finite", 7}, {"zero", 0}, {"negative_zero", 8}}}};
  Probe beyond = probeCode(1e9, 1.0, 0, Format::F8E5M2);
  effects["overflow"] = {{beyond, {{"saturate", 57344}, {"non_finite", kInf}}}};
  effects["clamp_order"] = {{with(&Convention::overflow, Overflow::NonFinite, beyond),
                             {{"after_rounding", kInf}, {"before_rounding", 57344}}}};
}

/// Of the range of values and codes.
void addRangeEffects(Effects &effects) {
  Encoding int8 = makeEncoding(Format::I8, {kWhole});
  effects["range"] = {{probeLastCode({1.0, -kInf}, int8), {{"full", -128}, {"narrow", -127}}}};
  effects["bound"] = {{probeScale({1.0}, Format::I8, Format::F32, "absmax"),
                       {{"max_code", roundF32(1.0 / 127)}, {"half_integer", roundF32(1.0 / 127.5)}}}};
  effects["include_zero"] = {{probeScale({1.0, 256.0}, Format::U8, Format::F32, "minmax", Format::F32, Format::I32),
                              {{"true", roundF32(256.0 / 255)}, {"false", 1.0}}}};
  effects["clamp_zero_point"] = {{with(&Convention::includeZero, false, probeZeroPoint({10.0, 265.0}, Format::U8)),
                                  {{"true", 0}, {"false", -10}}}};
  effects["statistics"] = {
      {probeScale({1.0, kInf}, Format::I8, Format::F32, "absmax"), {{"finite", roundF32(1.0 / 127)}, {"all", kInf}}}};
  effects["epsilon"] = {
      {probeScale({1.0}, Format::I8, Format::F32, "absmax"), {{"0", roundF32(1.0 / 127)}, {"1", roundF32(2.0 / 127)}}}};
  // U2 has three steps, and 1/3 is 0x1.555554p-2 and two thirds of its last place, 2^-25. Beyond 1 the width has 2^-24
  // and a little: 2/3 of a place more, so 0x1.555556p-2; f32 makes it 2^-23: 4/3 more, so 0x1.555558p-2. In f64 1/3 is
  // 0x1.5555555555555p-2 and a third of a place, 2^-54. The width 1 + 2^-52 + 2^-53 and a little adds two places and a
  // little, so ...57; f64 makes it 1 + 2^-51, which adds 8/3, so ...58.
  effects["range_type"] = {
      {probeScale({-1.0, 1000.0}, Format::U8, Format::F32, "minmax", Format::BF16, Format::I32),
       {{"f32", roundF32(1001.0 / 255)},
        {"input", roundF32(1000.0 / 255)},
        {"exact", roundF32(1001.0 / 255)},
        {"f64", roundF32(1001.0 / 255)}}},
      {with(&Convention::scaleType, Arithmetic::F64,
            probeScale({-(0x1p-24 + 0x1p-40), 1.0}, Format::U2, Format::F32, "minmax", Format::F32, Format::I32)),
       {{"f32", 0x1.555558p-2}, {"input", 0x1.555558p-2}, {"exact", 0x1.555556p-2}, {"f64", 0x1.555556p-2}}},
      {probeScale({-(0x1p-53 + 0x1p-80), 1 + 0x1p-52}, Format::U2, Format::F64, "minmax", Format::F64, Format::I32),
       {{"f32", 0x1.5555555555558p-2},
        {"input", 0x1.5555555555558p-2},
        {"exact", 0x1.5555555555557p-2},
        {"f64", 0x1.5555555555558p-2}}}};
}

/// Of the scale and the zero point that are chosen for a range.
void addScaleEffects(Effects &effects) {
  effects["symmetric_scale"] = {{probeScale({0x1.8p127}, Format::I8, Format::F32, "absmax"),
                                 {{"bound", roundF32(0x1.8p127 / 127)}, {"span", getInfo(Format::F32).maxFinite}}}};
  // The second: the range 1 + 2^-24 and a little over 3, as above. The third: with e = 2^-52 the width 3 + 2e has the
  // scale 1 + e, and the zero point (1.5 + e) / (1 + e) is 1.5 - e/2 + e^2/2, of which f64 makes a tie.
  Probe wide = with(&Convention::rangeType, Arithmetic::F64, probeScale({1.0}, Format::I3, Format::F32, "absmax"));
  double f16 = roundTo(Format::F16, 1.1);
  effects["scale_type"] = {
      {probeScale({f16}, Format::I8, Format::F32, "absmax", Format::F16),
       {{"f32", roundF32(f16 / 127)},
        {"input", roundTo(Format::F16, f16 / 127)},
        {"exact", roundF32(f16 / 127)},
        {"f64", roundF32(f16 / 127)}}},
      {with(&Convention::epsilon, 0x1p-24 + 0x1p-40, wide),
       {{"f32", 0x1.555558p-2}, {"input", 0x1.555558p-2}, {"exact", 0x1.555556p-2}, {"f64", 0x1.555556p-2}}},
      {probeZeroPoint({-(1.5 + 0x1p-52), 1.5 + 0x1p-52}, Format::U2, Format::F64),
       {{"f32", 2}, {"input", 2}, {"exact", 1}, {"f64", 2}}}};
  // The f32 number for 1/7 is 3/4 * 2^-24 of it too large: times 10.5 it is 1.5 and 9/16 of a place. XLA rewrites no
  // division of one scale: operands of one shape.
  effects["scale_quotient"] = {{probeScale({10.5}, Format::I4, Format::F32, "absmax"),
                                {{"divide", 1.5}, {"reciprocal", 1.5 + 0x1p-23}, {"reciprocal_xla", 1.5}}},
                               {probeFirstOfTwoScales(10.5, Format::I4),
                                {{"divide", 1.5}, {"reciprocal", 1.5 + 0x1p-23}, {"reciprocal_xla", 1.5 + 0x1p-23}}}};
  double small = roundF32(roundF32(1e-20) / 127), half = roundF32(0.5 / 127);
  effects["guard"] = {{probeScale({1e-20, 0.0}, Format::I8, Format::F32, "absmax"),
                       {{"default", small}, {"sqrt_smallest_normal", 1.0}, {"constant", 1.0}, {"none", small}}},
                      {probeScale({0.0}, Format::I8, Format::F32, "absmax"),
                       {{"default", 1.0}, {"sqrt_smallest_normal", 1.0}, {"constant", 1.0}, {"none", 0.0}}},
                      {probeScale({0.5, 0.5}, Format::I8, Format::F32, "absmax"),
                       {{"default", half}, {"sqrt_smallest_normal", half}, {"constant", 0.5}, {"none", half}}}};
}

/// Of scales that are powers of two.
void addPowerOfTwoEffects(Effects &effects) {
  auto probe = [](double absmax) { return probeScale({absmax}, Format::F4E2M1FN, Format::F8E8M0FNU, "absmax"); };
  auto overSix = [&](double absmax) { return with(&Convention::mxBound, MXBound::MaxFinite, probe(absmax)); };
  // Over 6: 1.75, 1.083 and 1.25; times 12/7 for overflow-aware scaling: 3, 1.857 and 2.143.
  effects["mx_scale"] = {{overSix(10.5), {{"floor", 1}, {"nearest", 2}, {"ceil", 2}, {"oas", 2}}},
                         {overSix(6.5), {{"floor", 1}, {"nearest", 1}, {"ceil", 2}, {"oas", 1}}},
                         {overSix(7.5), {{"floor", 1}, {"nearest", 1}, {"ceil", 2}, {"oas", 2}}}};
  // Over 4, 1.25, or over 6, 0.83; floor takes 4 by itself, the other rules 6.
  effects["mx_bound"] = {
      {probe(5.0), {{"auto", 1}, {"max_finite", 0.5}, {"power_of_two", 1}}},
      {with(&Convention::mxScale, E8M0Rule::Ceil, probe(5.0)), {{"auto", 1}, {"max_finite", 1}, {"power_of_two", 2}}}};
  // 6.5 of scale 1.625 (floor: 1) is code 4 (of 6.5: 6).
  effects["codes_use"] = {{probeLastCode({6.5}, makeEncoding(Format::F4E2M1FN, {kWhole}, Format::F8E8M0FNU)),
                           {{"stored_scale", 6}, {"finer_scale", 4}}}};
}

void addOtherEffects(Effects &effects) {
  effects["distance"] = {{probeLastCode({1.0, kInf}, makeNF4({kWhole})), {{"exact", 15}, {"f32", 0}}}};
  effects["requantize"] = {{[](const Convention &c) {
                              // 5 * (2^30 + 1) * 2^-33: the high product 2.50.. becomes 3, its half the tie 1.5 and
                              // then 2.
                              return double(multiplyByFixedPoint(5, {(1 << 30) + 1, 32}, c.rounding, c.requantize));
                            },
                            {{"single", 1}, {"tflite", 2}}}};
}

/// With 255 steps of 1 + 2^-9, stored as the bf16 number 1, zero points are 127.498 - max from the lower end, 127 - max
/// from the upper one, whose terms are smaller, and 127 - max * 512 / 513 interpolated.
void addZeroPointRuleEffects(Effects &effects) {
  auto probe = [](double max) -> Probe {
    Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::BF16, Format::I32);
    std::vector<double> values = {max - 255 * (1 + 0x1p-9), max};
    return [=](const Convention &c) {
      return quantizeOrDie(values, {2}, encoding, c, makeCalibration("minmax")).zeroPoints.front();
    };
  };
  // 26.748, 26.446, 26.25; 26.889, 26.587, 26.391.
  effects["zero_point_rule"] = {{probe(100.75), {{"from_min", 27}, {"interpolated", 26}, {"smaller_error", 26}}},
                                {probe(100.609375), {{"from_min", 27}, {"interpolated", 27}, {"smaller_error", 26}}}};
}

/// Codes of 16 halves under stochastic rounding, as bits: any number may come for a seed.
double probeSeed(Convention c) {
  c.rounding = Rounding::Stochastic;
  double sum = 0;
  Encoding encoding = makeEncoding(Format::I8, {kWhole});
  for (uint64_t i = 0; i < 16; ++i)
    sum += double(quantizeElement(0.5, 1, 0, Format::F32, encoding, c, i)) * double(1 << i);
  return sum;
}

Effects getEffects() {
  Effects effects;
  addQuotientEffects(effects);
  addCodeEffects(effects);
  addRangeEffects(effects);
  addScaleEffects(effects);
  addPowerOfTwoEffects(effects);
  addOtherEffects(effects);
  addZeroPointRuleEffects(effects);
  return effects;
}

/// Some effect gives other numbers for the two values.
bool areToldApart(llvm::ArrayRef<Effect> effects, const std::string &a, const std::string &b) {
  return llvm::any_of(effects, [&](const Effect &effect) { return effect.expected.at(a) != effect.expected.at(b); });
}

TEST(Convention, each_parameter_alone) {
  Effects effects = getEffects();
  for (llvm::StringRef parameter : Convention::parameterNames()) {
    if (parameter == "seed")
      continue;
    auto found = effects.find(parameter.str());
    ASSERT_NE(found, effects.end()) << "no test of " << parameter.str();
    std::vector<std::string> values = isNumber(parameter) ? std::vector<std::string>{"0", "1"} : getValues(parameter);
    for (auto [number, effect] : llvm::enumerate(found->second))
      for (const std::string &value : values) {
        Convention convention;
        ASSERT_FALSE(bool(convention.set(parameter, value)));
        ASSERT_TRUE(effect.expected.count(value)) << parameter.str() << " = " << value;
        EXPECT_EQ(effect.probe(convention), effect.expected.at(value))
            << parameter.str() << " = " << value << ", effect " << number;
      }
    for (const std::string &a : values)
      for (const std::string &b : values)
        EXPECT_TRUE(a == b || areToldApart(found->second, a, b)) << parameter.str() << ": " << a << ", " << b;
  }
}

TEST(Convention, seed_changes_stochastic_codes) {
  EXPECT_EQ(probeSeed(makePreset("default", "seed", "1")), probeSeed(makePreset("default", "seed", "1")));
  EXPECT_NE(probeSeed(makePreset("default", "seed", "1")), probeSeed(makePreset("default", "seed", "2")));
}

/// Noise that completes the fraction to 1: floor of the sum goes up, half to even of f32(1/2) does not.
TEST(Convention, noise_modes_differ) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole}, Format::F64, std::nullopt, Format::F64);
  double x = 1.0 - uniformNoise(0, 0);
  auto code = [&](const char *rounding) {
    return quantizeOne(x, 1, 0, encoding, makePreset("default", "rounding", rounding), Format::F64);
  };
  EXPECT_EQ(code("stochastic"), 1.0);
  EXPECT_EQ(code("noisy_half_even"), 0.0);
}

/// The quotient of two f32 that f32 rounds onto a tie, and f64 does not: exact and f64 agree there.
TEST(Convention, quotient_type_decides_near_ties) {
  Encoding encoding = makeEncoding(Format::I8, {kWhole});
  int fromF32 = 0;
  std::mt19937_64 random(3);
  for (int i = 0; i < 20000; ++i) {
    double scale = roundF32(std::ldexp(1.0 + double(random() >> 11) * 0x1p-53, -4));
    double x = roundF32(scale * (double(random() % 100) + 0.5));
    double f32 = quantizeOne(x, scale, 0, encoding, makePreset("default", "quotient_type", "f32"));
    double exact = quantizeOne(x, scale, 0, encoding, makePreset("default", "quotient_type", "exact"));
    double f64 = quantizeOne(x, scale, 0, encoding, makePreset("default", "quotient_type", "f64"));
    EXPECT_EQ(exact, f64);
    fromF32 += f32 != exact;
  }
  EXPECT_GT(fromF32, 100);
}

/// The three zero-point rules on a range where f32 steps tell them apart.
TEST(Convention, zero_point_rules) {
  int fromMinAgainstInterpolated = 0, fromMinAgainstSmaller = 0;
  std::mt19937_64 random(4);
  for (int i = 0; i < 20000; ++i) {
    // Ends whose real zero point is within an f32 rounding of a tie.
    double high = roundF32(double(random() % 1000 + 1)), codesBelow = double(random() % 254) + 0.5;
    double low = -roundF32(high * codesBelow / (255 - codesBelow));
    auto zeroPoint = [&](const char *rule) {
      return probeZeroPoint({low, high}, Format::I8)(makePreset("default", "zero_point_rule", rule));
    };
    double fromMin = zeroPoint("from_min");
    EXPECT_LE(std::fabs(fromMin - zeroPoint("interpolated")), 1);
    fromMinAgainstInterpolated += fromMin != zeroPoint("interpolated");
    fromMinAgainstSmaller += fromMin != zeroPoint("smaller_error");
  }
  EXPECT_GT(fromMinAgainstInterpolated, 0);
  EXPECT_GT(fromMinAgainstSmaller, 0);
}

TEST(Calibration, create_checks_names_and_arguments) {
  auto getMessage = [](llvm::StringRef rule, std::initializer_list<double> arguments) {
    auto result = Calibration::create(rule, llvm::ArrayRef(arguments.begin(), arguments.size()));
    return result ? std::string("no error") : llvm::toString(result.takeError());
  };
  EXPECT_EQ(getMessage("max", {}),
            "expected a scale rule, one of absmax, minmax, rms, fixed, percentile, mse, but got 'max'");
  EXPECT_EQ(getMessage("rms", {}), "expected scale rule 'rms' to have 1 to 1 arguments, but got 0");
  EXPECT_EQ(getMessage("absmax", {1, 2}), "expected scale rule 'absmax' to have 0 to 1 arguments, but got 2");
  EXPECT_EQ(getMessage("absmax", {-1}), "expected scale rule 'absmax' to have a positive factor");
  EXPECT_EQ(getMessage("fixed", {1, 2}),
            "expected scale rule 'fixed' to have a range that contains 0 and is not empty");
  EXPECT_EQ(getMessage("fixed", {0}), "expected scale rule 'fixed' to have a positive bound");
  EXPECT_EQ(getMessage("percentile", {101}),
            "expected scale rule 'percentile' to have a percentile above 0 and at most 100");
  EXPECT_EQ(getMessage("mse", {0.5, 2.5}), "expected scale rule 'mse' to have a whole number of steps");
  EXPECT_EQ(getMessage("mse", {0.5, 1e6}), "no error");
  EXPECT_EQ(getMessage("mse", {0.5, 1e6 + 1}), "expected scale rule 'mse' to have at most 1000000 steps");
  EXPECT_EQ(getMessage("mse", {2}), "expected scale rule 'mse' to have a lowest factor above 0 and at most 1");
  EXPECT_EQ(getMessage("absmax", {kInf}), "expected scale rule 'absmax' to have finite arguments");
  EXPECT_EQ(getMessage("fixed", {-1, 2}), "no error");
}

TEST(Calibration, rule_names_round_trip) {
  for (ScaleRule rule :
       {ScaleRule::AbsMax, ScaleRule::MinMax, ScaleRule::RMS, ScaleRule::Fixed, ScaleRule::Percentile, ScaleRule::MSE})
    EXPECT_EQ(Calibration::parseRule(Calibration::getRuleName(rule)), rule);
  EXPECT_EQ(Calibration::parseRule("AbsMax"), std::nullopt);
}

} // namespace
