//===- Calibration.cpp - names and arguments of the scale rules ------------------------------------------===//

#include "Qnt/Numerics/Convention.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace mlir::qnt::numerics;

namespace {
struct RuleInfo {
  llvm::StringRef name;
  unsigned minArguments, maxArguments;
};
} // namespace

static constexpr RuleInfo rules[] = {
    {"absmax", 0, 1}, {"minmax", 0, 1}, {"rms", 1, 1}, {"fixed", 1, 2}, {"percentile", 0, 1}, {"mse", 0, 2},
};

/// Steps of `mse`: each is a pass over the block.
static constexpr double kMostSteps = 1e6;

static const RuleInfo &getRule(ScaleRule rule) { return rules[static_cast<unsigned>(rule)]; }

llvm::StringRef Calibration::getRuleName(ScaleRule rule) { return getRule(rule).name; }

std::optional<ScaleRule> Calibration::parseRule(llvm::StringRef name) {
  for (unsigned i = 0; i < std::size(rules); ++i)
    if (rules[i].name == name)
      return static_cast<ScaleRule>(i);
  return std::nullopt;
}

double Calibration::argument(unsigned index, double fallback) const {
  return index < arguments.size() ? arguments[index] : fallback;
}

/// What is wrong with the values of the arguments, empty when nothing is.
static std::string checkArguments(ScaleRule rule, llvm::ArrayRef<double> arguments) {
  if (!llvm::all_of(arguments, [](double value) { return std::isfinite(value); }))
    return "finite arguments";
  if (arguments.empty())
    return "";
  double first = arguments.front();
  switch (rule) {
  case ScaleRule::AbsMax:
  case ScaleRule::MinMax:
  case ScaleRule::RMS:
    return first > 0.0 ? "" : "a positive factor";
  case ScaleRule::Fixed:
    if (arguments.size() == 1)
      return first > 0.0 ? "" : "a positive bound";
    return first <= 0.0 && arguments[1] >= 0.0 && first < arguments[1] ? ""
                                                                       : "a range that contains 0 and is not empty";
  case ScaleRule::Percentile:
    return first > 0.0 && first <= 100.0 ? "" : "a percentile above 0 and at most 100";
  case ScaleRule::MSE:
    if (!(first > 0.0 && first <= 1.0))
      return "a lowest factor above 0 and at most 1";
    if (arguments.size() < 2)
      return "";
    if (!(arguments[1] >= 1.0 && arguments[1] == std::floor(arguments[1])))
      return "a whole number of steps";
    return arguments[1] <= kMostSteps ? "" : "at most 1000000 steps";
  }
  return "";
}

llvm::Expected<Calibration> Calibration::create(llvm::StringRef rule, llvm::ArrayRef<double> arguments) {
  std::optional<ScaleRule> parsed = parseRule(rule);
  if (!parsed)
    return llvm::createStringError(
        "expected a scale rule, one of absmax, minmax, rms, fixed, percentile, mse, but got '" + rule.str() + "'");
  const RuleInfo &info = getRule(*parsed);
  if (arguments.size() < info.minArguments || arguments.size() > info.maxArguments)
    return llvm::createStringError("expected scale rule '%s' to have %u to %u arguments, but got %zu", info.name.data(),
                                   info.minArguments, info.maxArguments, arguments.size());
  std::string problem = checkArguments(*parsed, arguments);
  if (!problem.empty())
    return llvm::createStringError("expected scale rule '" + info.name.str() + "' to have " + problem);
  Calibration calibration;
  calibration.rule = *parsed;
  calibration.arguments.assign(arguments.begin(), arguments.end());
  return calibration;
}
