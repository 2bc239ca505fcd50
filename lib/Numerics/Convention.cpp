//===- Convention.cpp - the named parameters of a convention ---------------------------------------------===//
//
// One table row per parameter: its name, the spelling of its values and how it is read and written.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Numerics/Convention.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <array>
#include <cmath>

using namespace mlir::qnt::numerics;

namespace {

using Names = llvm::ArrayRef<llvm::StringRef>;

/// A parameter that takes one of `values`, whose index is the enumerator (or the bool).
struct Choice {
  llvm::StringRef name;
  Names values;
  unsigned (*read)(const Convention &);
  void (*write)(Convention &, unsigned);
};

/// Makes a table row from a pointer to the member.
template <auto member>
Choice makeChoice(llvm::StringRef name, Names values) {
  using Value = std::decay_t<decltype(std::declval<Convention>().*member)>;
  return {name, values, [](const Convention &convention) { return static_cast<unsigned>(convention.*member); },
          [](Convention &convention, unsigned index) { convention.*member = static_cast<Value>(index); }};
}

} // namespace

static constexpr llvm::StringRef boolNames[] = {"false", "true"};
static constexpr llvm::StringRef orderNames[] = {"after_rounding", "before_rounding"};
static constexpr llvm::StringRef quotientNames[] = {"divide", "reciprocal", "reciprocal_xla"};
static constexpr llvm::StringRef subnormalNames[] = {"keep", "flush"};
static constexpr llvm::StringRef statisticsNames[] = {"finite", "all"};
static constexpr llvm::StringRef arithmeticNames[] = {"f32", "input", "exact", "f64"};
static constexpr llvm::StringRef roundingNames[] = {"half_even", "half_away", "stochastic", "noisy_half_even"};
static constexpr llvm::StringRef integerNaNNames[] = {"zero_point", "zero", "low"};
static constexpr llvm::StringRef floatNaNNames[] = {"largest_finite", "zero", "negative_zero"};
static constexpr llvm::StringRef overflowNames[] = {"saturate", "non_finite"};
static constexpr llvm::StringRef rangeNames[] = {"full", "narrow"};
static constexpr llvm::StringRef boundNames[] = {"max_code", "half_integer"};
static constexpr llvm::StringRef symmetricScaleNames[] = {"bound", "span"};
static constexpr llvm::StringRef zeroPointRuleNames[] = {"from_min", "interpolated", "smaller_error"};
static constexpr llvm::StringRef guardNames[] = {"default", "sqrt_smallest_normal", "constant", "none"};
static constexpr llvm::StringRef mxScaleNames[] = {"floor", "nearest", "ceil", "oas"};
static constexpr llvm::StringRef mxBoundNames[] = {"auto", "max_finite", "power_of_two"};
static constexpr llvm::StringRef codesUseNames[] = {"stored_scale", "finer_scale"};
static constexpr llvm::StringRef distanceNames[] = {"exact", "f32"};
static constexpr llvm::StringRef requantizeNames[] = {"single", "tflite"};

/// Every parameter but the two numbers (seed and epsilon), in the order of the struct.
static llvm::ArrayRef<Choice> getChoices() {
  using C = Convention;
  static const Choice choices[] = {
      makeChoice<&C::zeroPointOrder>("zero_point_order", orderNames),
      makeChoice<&C::clampOrder>("clamp_order", orderNames),
      makeChoice<&C::quotient>("quotient", quotientNames),
      makeChoice<&C::quotientType>("quotient_type", arithmeticNames),
      makeChoice<&C::subnormals>("subnormals", subnormalNames),
      makeChoice<&C::rounding>("rounding", roundingNames),
      makeChoice<&C::nan>("nan", integerNaNNames),
      makeChoice<&C::floatNaN>("float_nan", floatNaNNames),
      makeChoice<&C::overflow>("overflow", overflowNames),
      makeChoice<&C::range>("range", rangeNames),
      makeChoice<&C::bound>("bound", boundNames),
      makeChoice<&C::symmetricScale>("symmetric_scale", symmetricScaleNames),
      makeChoice<&C::includeZero>("include_zero", boolNames),
      makeChoice<&C::zeroPointRule>("zero_point_rule", zeroPointRuleNames),
      makeChoice<&C::clampZeroPoint>("clamp_zero_point", boolNames),
      makeChoice<&C::statistics>("statistics", statisticsNames),
      makeChoice<&C::rangeType>("range_type", arithmeticNames),
      makeChoice<&C::scaleType>("scale_type", arithmeticNames),
      makeChoice<&C::scaleQuotient>("scale_quotient", quotientNames),
      makeChoice<&C::guard>("guard", guardNames),
      makeChoice<&C::mxScale>("mx_scale", mxScaleNames),
      makeChoice<&C::mxBound>("mx_bound", mxBoundNames),
      makeChoice<&C::codesUse>("codes_use", codesUseNames),
      makeChoice<&C::distance>("distance", distanceNames),
      makeChoice<&C::requantize>("requantize", requantizeNames),
  };
  return choices;
}

static constexpr llvm::StringRef seedName = "seed";
static constexpr llvm::StringRef epsilonName = "epsilon";

static const Choice *findChoice(llvm::StringRef parameter) {
  const Choice *choice = llvm::find_if(getChoices(), [&](const Choice &c) { return c.name == parameter; });
  return choice == getChoices().end() ? nullptr : choice;
}

llvm::ArrayRef<llvm::StringRef> Convention::parameterNames() {
  static const llvm::SmallVector<llvm::StringRef> names = [] {
    llvm::SmallVector<llvm::StringRef> all;
    for (const Choice &choice : getChoices())
      all.push_back(choice.name);
    all.push_back(seedName);
    all.push_back(epsilonName);
    return all;
  }();
  return names;
}

std::string Convention::describeValues(llvm::StringRef parameter) {
  if (const Choice *choice = findChoice(parameter))
    return llvm::join(choice->values, ", ");
  return parameter == seedName ? "a number from 0 to 2^64-1" : "a number that is not negative";
}

static llvm::Error makeValueError(llvm::StringRef parameter, llvm::StringRef value) {
  return llvm::createStringError("expected convention parameter '" + parameter.str() + "' to be " +
                                 (findChoice(parameter) ? "one of " : "") + Convention::describeValues(parameter) +
                                 ", but got '" + value.str() + "'");
}

static llvm::Error makeNameError(llvm::StringRef parameter) {
  return llvm::createStringError("expected a convention parameter, one of " +
                                 llvm::join(Convention::parameterNames(), ", ") + ", but got '" + parameter.str() +
                                 "'");
}

llvm::Error Convention::set(llvm::StringRef parameter, llvm::StringRef value) {
  if (const Choice *choice = findChoice(parameter)) {
    const llvm::StringRef *found = llvm::find(choice->values, value);
    if (found == choice->values.end())
      return makeValueError(parameter, value);
    choice->write(*this, unsigned(found - choice->values.begin()));
    return llvm::Error::success();
  }
  if (parameter == seedName)
    return value.getAsInteger(10, seed) ? makeValueError(parameter, value) : llvm::Error::success();
  if (parameter != epsilonName)
    return makeNameError(parameter);
  double number;
  if (value.getAsDouble(number) || !std::isfinite(number) || number < 0.0)
    return makeValueError(parameter, value);
  epsilon = number;
  return llvm::Error::success();
}

/// The shortest decimal text that reads back as `number`.
static std::string printNumber(double number) {
  std::array<char, 32> text;
  for (int digits = 1; digits <= 17; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, number);
    if (std::strtod(text.data(), nullptr) == number)
      break;
  }
  return text.data();
}

std::string Convention::get(llvm::StringRef parameter) const {
  if (const Choice *choice = findChoice(parameter))
    return choice->values[choice->read(*this)].str();
  assert((parameter == seedName || parameter == epsilonName) && "expected a convention parameter");
  return parameter == seedName ? std::to_string(seed) : printNumber(epsilon);
}

bool mlir::qnt::numerics::operator==(const Convention &a, const Convention &b) {
  bool sameChoices = llvm::all_of(getChoices(), [&](const Choice &choice) { return choice.read(a) == choice.read(b); });
  return sameChoices && a.seed == b.seed && a.epsilon == b.epsilon;
}
