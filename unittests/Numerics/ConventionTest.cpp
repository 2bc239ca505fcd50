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
  std::map<std::string, double> expected; ///< value of the parameter -> what the probe gives
};

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

Probe probeZeroPoint(std::vector<double> values, Format storage) {
  Encoding encoding = makeEncoding(storage, {kWhole}, Format::F32, Format::I32);
  return [=](const Convention &c) {
    return quantizeOrDie(values, {int64_t(values.size())}, encoding, c, makeCalibration("minmax")).zeroPoints.front();
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

/// Of the quotient: its order, form, type and rounding.
void addQuotientEffects(std::map<std::string, Effect> &effects) {
  // 0.5 + 1: 1.5 goes to 2 where 0.5 alone goes to 0.
  effects["zero_point_order"] = {probeCode(0.5, 1.0, 1.0), {{"after_rounding", 1}, {"before_rounding", 2}}};
  effects["quotient"] = {probeCode(roundF32(1.55), roundF32(0.1), 0),
                         {{"divide", 15}, {"reciprocal", 16}, {"reciprocal_xla", 16}}};
  effects["subnormals"] = {probeCode(roundF32(5e-39), roundF32(1e-39), 0), {{"keep", 5}, {"flush", 0}}};
  // In bf16 the quotient 65.327 becomes 65.5. In f64 and exactly it is not a tie that f32 makes of it.
  effects["quotient_type"] = {probeCode(98.5, 1.5078125, 0, Format::I8, Format::BF16),
                              {{"f32", 65}, {"input", 66}, {"exact", 65}, {"f64", 65}}};
  effects["rounding"] = {probeCode(2.5, 1.0, 0), {{"half_even", 2}, {"half_away", 3}}};
  effects["nan"] = {probeCode(kNaN, 1.0, 5), {{"zero_point", 5}, {"zero", 0}, {"low", -128}}};
  effects["float_nan"] = {[](const Convention &c) {
                            Encoding fp4 = makeEncoding(Format::F4E2M1FN, {kWhole});
                            return double(quantizeElement(kNaN, 1, 0, Format::F32, fp4, c));
                          },
                          {{"largest_finite", 7}, {"zero", 0}, {"negative_zero", 8}}};
  effects["overflow"] = {probeCode(1e9, 1.0, 0, Format::F8E5M2), {{"saturate", 57344}, {"non_finite", kInf}}};
  Probe clampProbe = probeCode(1e9, 1.0, 0, Format::F8E5M2);
  effects["clamp_order"] = {[=](Convention c) {
                              c.overflow = Overflow::NonFinite;
                              return clampProbe(c);
                            },
                            {{"after_rounding", kInf}, {"before_rounding", 57344}}};
}

/// Of the choice of scale and zero point.
void addScaleEffects(std::map<std::string, Effect> &effects) {
  Encoding int8 = makeEncoding(Format::I8, {kWhole});
  effects["range"] = {probeLastCode({1.0, -kInf}, int8), {{"full", -128}, {"narrow", -127}}};
  effects["bound"] = {probeScale({1.0}, Format::I8, Format::F32, "absmax"),
                      {{"max_code", roundF32(1.0 / 127)}, {"half_integer", roundF32(1.0 / 127.5)}}};
  effects["symmetric_scale"] = {probeScale({0x1.8p127}, Format::I8, Format::F32, "absmax"),
                                {{"bound", roundF32(0x1.8p127 / 127)}, {"span", getInfo(Format::F32).maxFinite}}};
  effects["include_zero"] = {probeScale({1.0, 256.0}, Format::U8, Format::F32, "minmax", Format::F32, Format::I32),
                             {{"true", roundF32(256.0 / 255)}, {"false", 1.0}}};
  effects["clamp_zero_point"] = {[](Convention c) {
                                   c.includeZero = false;
                                   return probeZeroPoint({10.0, 265.0}, Format::U8)(c);
                                 },
                                 {{"true", 0}, {"false", -10}}};
  effects["statistics"] = {probeScale({1.0, kInf}, Format::I8, Format::F32, "absmax"),
                           {{"finite", roundF32(1.0 / 127)}, {"all", kInf}}};
  effects["range_type"] = {probeScale({-1.0, 1000.0}, Format::U8, Format::F32, "minmax", Format::BF16, Format::I32),
                           {{"f32", roundF32(1001.0 / 255)}, {"input", roundF32(1000.0 / 255)}}};
  effects["scale_type"] = {probeScale({roundTo(Format::F16, 1.1)}, Format::I8, Format::F32, "absmax", Format::F16),
                           {{"f32", roundF32(roundTo(Format::F16, 1.1) / 127)},
                            {"input", roundTo(Format::F16, roundTo(Format::F16, 1.1) / 127)}}};
  effects["scale_quotient"] = {probeScale({5.0}, Format::I8, Format::F32, "absmax"),
                               {{"divide", roundF32(5.0 / 127)}, {"reciprocal", roundF32(5.0 * roundF32(1.0 / 127))}}};
  effects["guard"] = {probeScale({1e-20, 0.0}, Format::I8, Format::F32, "absmax"),
                      {{"default", roundF32(roundF32(1e-20) / 127)},
                       {"sqrt_smallest_normal", 1.0},
                       {"constant", 1.0},
                       {"none", roundF32(roundF32(1e-20) / 127)}}};
  effects["mx_scale"] = {[](Convention c) {
                           c.mxBound = MXBound::MaxFinite;
                           return probeScale({10.5}, Format::F4E2M1FN, Format::F8E8M0FNU, "absmax")(c);
                         },
                         {{"floor", 1}, {"nearest", 2}, {"ceil", 2}, {"oas", 2}}};
  effects["mx_bound"] = {probeScale({5.0}, Format::F4E2M1FN, Format::F8E8M0FNU, "absmax"),
                         {{"auto", 1}, {"max_finite", 0.5}, {"power_of_two", 1}}};
}

void addOtherEffects(std::map<std::string, Effect> &effects) {
  effects["seed"] = {[](Convention c) {
                       c.rounding = Rounding::Stochastic;
                       double sum = 0;
                       Encoding encoding = makeEncoding(Format::I8, {kWhole});
                       for (uint64_t i = 0; i < 16; ++i)
                         sum += double(quantizeElement(0.5, 1, 0, Format::F32, encoding, c, i)) * double(1 << i);
                       return sum;
                     },
                     {}};
  effects["epsilon"] = {probeScale({1.0}, Format::I8, Format::F32, "absmax"),
                        {{"0", roundF32(1.0 / 127)}, {"1", roundF32(2.0 / 127)}}};
  // 6.5 of scale 1.625 (floor: 1) is code 4 (of 6.5: 6).
  effects["codes_use"] = {probeLastCode({6.5}, makeEncoding(Format::F4E2M1FN, {kWhole}, Format::F8E8M0FNU)),
                          {{"stored_scale", 6}, {"finer_scale", 4}}};
  effects["distance"] = {probeLastCode({1.0, kInf}, makeNF4({kWhole})), {{"exact", 15}, {"f32", 0}}};
  effects["requantize"] = {[](const Convention &c) {
                             // 5 * (2^30 + 1) * 2^-33: the high product 2.50.. becomes 3, its half the tie 1.5 and
                             // then 2.
                             return double(multiplyByFixedPoint(5, {(1 << 30) + 1, 32}, c.rounding, c.requantize));
                           },
                           {{"single", 1}, {"tflite", 2}}};
}

std::map<std::string, Effect> getEffects() {
  std::map<std::string, Effect> effects;
  addQuotientEffects(effects);
  addScaleEffects(effects);
  addOtherEffects(effects);
  effects["zero_point_rule"] = {probeZeroPoint({-1.0, 1.55}, Format::U8), {}};
  return effects;
}

TEST(Convention, each_parameter_alone) {
  std::map<std::string, Effect> effects = getEffects();
  for (llvm::StringRef parameter : Convention::parameterNames()) {
    auto effect = effects.find(parameter.str());
    ASSERT_NE(effect, effects.end()) << "no test of " << parameter.str();
    for (auto &[value, expected] : effect->second.expected) {
      Convention convention;
      ASSERT_FALSE(bool(convention.set(parameter, value)));
      EXPECT_EQ(effect->second.probe(convention), expected) << parameter.str() << " = " << value;
    }
  }
}

TEST(Convention, seed_changes_stochastic_codes) {
  Probe probe = getEffects()["seed"].probe;
  EXPECT_EQ(probe(makePreset("default", "seed", "1")), probe(makePreset("default", "seed", "1")));
  EXPECT_NE(probe(makePreset("default", "seed", "1")), probe(makePreset("default", "seed", "2")));
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
