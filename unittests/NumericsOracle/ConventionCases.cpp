//===- ConventionCases.cpp - conventions and what the oracle makes of them --------------------------------===//
#include "ConventionCases.h"
#include <array>

namespace oracle {

using namespace mlir::qnt::numerics;

std::vector<Convention> allCombinations() {
  std::vector<Convention> all;
  auto forAll = [&](auto Convention::*parameter, auto values) {
    std::vector<Convention> grown;
    for (const Convention &convention : all)
      for (auto value : values) {
        grown.push_back(convention);
        grown.back().*parameter = value;
      }
    all = std::move(grown);
  };
  all.push_back(Convention());
  forAll(&Convention::zeroPointOrder, std::array{ZeroPointOrder::AfterRounding, ZeroPointOrder::BeforeRounding});
  forAll(&Convention::clampOrder, std::array{ClampOrder::AfterRounding, ClampOrder::BeforeRounding});
  forAll(&Convention::quotient, std::array{Quotient::Divide, Quotient::Reciprocal, Quotient::ReciprocalXLA});
  forAll(&Convention::quotientType, std::array{Arithmetic::F32, Arithmetic::Input, Arithmetic::Exact, Arithmetic::F64});
  forAll(&Convention::subnormals, std::array{Subnormals::Keep, Subnormals::Flush});
  forAll(&Convention::rounding, std::array{Rounding::HalfEven, Rounding::HalfAway});
  return all;
}

static QuotientForm toOracle(Quotient quotient) {
  switch (quotient) {
  case Quotient::Divide:
    return QuotientForm::Divide;
  case Quotient::Reciprocal:
    return QuotientForm::Reciprocal;
  case Quotient::ReciprocalXLA:
    return QuotientForm::FloatReciprocal;
  }
  return QuotientForm::Divide;
}

Recipe toRecipe(const Convention &convention, const FloatSpec &input) {
  Recipe recipe;
  recipe.quotient = toOracle(convention.quotient);
  recipe.flush = convention.subnormals == Subnormals::Flush;
  recipe.zeroPointFirst = convention.zeroPointOrder == ZeroPointOrder::BeforeRounding;
  recipe.exact = convention.quotientType == Arithmetic::Exact;
  recipe.choice.rule = convention.rounding == Rounding::HalfEven ? Rule::HalfEven : Rule::HalfAway;
  if (convention.quotientType == Arithmetic::Input)
    recipe.arithmetic = input;
  if (convention.quotientType == Arithmetic::F64)
    recipe.arithmetic = kF64;
  return recipe;
}

std::string describeConvention(const Convention &convention) {
  std::string text;
  for (const char *parameter :
       {"zero_point_order", "clamp_order", "quotient", "quotient_type", "subnormals", "rounding"})
    text += std::string(" ") + parameter + "=" + convention.get(parameter);
  return text;
}

std::vector<ConventionSetting> conventionSettings() {
  const IntegerCase &i4 = kIntegers[2], &i8 = kIntegers[6], &u8 = kIntegers[15], &i16 = kIntegers[7],
                    &u3 = kIntegers[10];
  return {{i8, {1.5078125, 1}},
          {u8, {double(0.1f), 77}},
          {i4, {2.0, 3}},
          {i8, {0.10009765625, -5}},
          {u3, {1.0, 9}},
          {u8, {1e-3, 128}},
          {i16, {0.0078125, -32769}},
          {i8, {double(1e-40f), 7}},
          {i4, {0.5, -9}},
          {u8, {1.0 / 3, 255}},
          {i8, {0x1p-130, 100}}};
}

} // namespace oracle
