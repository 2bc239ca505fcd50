//===- CompressionPlan.cpp - which method each weight gets --------------------------------------------------===//
#include "CompressionPlan.h"
#include "MixedPrecision.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace mlir::qnt;

StringRef mlir::qnt::getSetting(const Settings &settings, StringRef key) {
  auto it = settings.find(key.str());
  return it == settings.end() ? StringRef() : StringRef(it->second);
}

llvm::Expected<std::optional<int64_t>> mlir::qnt::getNumber(const Settings &settings, StringRef key) {
  StringRef text = getSetting(settings, key);
  int64_t number;
  if (text.empty())
    return std::nullopt;
  if (text.getAsInteger(10, number))
    return llvm::createStringError("expected a number for " + key + ", got '" + text + "'");
  return number;
}

llvm::Expected<const CompressionMethod *> CompressionPlan::getMethod(const Settings &wanted) {
  std::unique_ptr<CompressionMethod> &method = methods[wanted];
  if (!method) {
    llvm::Expected<std::unique_ptr<CompressionMethod>> made = kind.make(wanted);
    if (!made)
      return made.takeError();
    method = std::move(*made);
  }
  return method.get();
}

/// `more` on top of `settings`.
static Settings merge(Settings settings, const Settings &more) {
  for (const auto &[key, value] : more)
    settings[key] = value;
  return settings;
}

llvm::Expected<CompressionPlan> CompressionPlan::create(const PlanOptions &options) {
  CompressionPlan plan;
  plan.kind = options.kind;
  plan.settings = options.settings;
  plan.mixed = options.mixed;
  if (llvm::Expected<const CompressionMethod *> method = plan.getMethod(plan.settings); !method)
    return method.takeError();
  llvm::Expected<Overrides> overrides = Overrides::create(options.overrides, options.kind.settings);
  if (!overrides)
    return overrides.takeError();
  plan.overrides = std::move(*overrides);
  plan.isUsed.assign(plan.overrides.getRules().size(), false);
  for (const OverrideRule &rule : plan.overrides.getRules())
    if (llvm::Expected<const CompressionMethod *> method = plan.getMethod(merge(plan.settings, rule.settings)); !method)
      return llvm::createStringError("in override '" + rule.text + "': " + llvm::toString(method.takeError()));
  for (const std::string &dtype : plan.mixed.dtypes)
    if (llvm::Expected<const CompressionMethod *> method = plan.getMethod(merge(plan.settings, {{"dtype", dtype}}));
        !method)
      return method.takeError();
  return std::move(plan);
}

const CompressionMethod *CompressionPlan::choose(const Weight &weight, std::string &reason) {
  for (auto [index, rule] : llvm::enumerate(overrides.getRules()))
    isUsed[index] = isUsed[index] || rule.matches(weight);
  if (auto it = decided.find(weight.getRead()); it != decided.end()) {
    reason = it->second.second;
    return it->second.first;
  }
  std::string skippedBy;
  std::optional<Settings> more = overrides.getSettings(weight, skippedBy);
  if (!more) {
    reason = "override '" + skippedBy + "' skips it";
    return nullptr;
  }
  llvm::Expected<const CompressionMethod *> method = getMethod(merge(settings, *more));
  if (method)
    return *method;
  // Two rules that are right alone and contradict each other on this weight.
  reason = "its overrides contradict each other: " + llvm::toString(method.takeError());
  return nullptr;
}

std::vector<std::string> CompressionPlan::getUnusedRules() const {
  std::vector<std::string> unused;
  for (auto [rule, used] : llvm::zip(overrides.getRules(), isUsed))
    if (!used)
      unused.push_back(rule.text);
  return unused;
}

//===----------------------------------------------------------------------===//
// Mixed precision
//===----------------------------------------------------------------------===//

namespace {
/// A weight whose dtype is open, and what each dtype makes of it.
struct OpenWeight {
  Weight weight;
  std::vector<const CompressionMethod *> methods;
  std::vector<Candidate> candidates;
  std::string error;

  void measure(NonFinite nonFinite) {
    for (auto [index, method] : llvm::enumerate(methods)) {
      CompressionOutcome outcome = compressWeight(weight, *method, nonFinite, /*measuresErrors=*/true);
      if (!outcome.error.empty())
        error = outcome.error;
      if (outcome.encoded)
        candidates.push_back({unsigned(index), outcome.encoded->getNumBytes(), outcome.measured.relative});
    }
  }
};
} // namespace

static std::string printNumber(double number) {
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%g", number);
  return text;
}

LogicalResult CompressionPlan::measure(Operation *root, const CompressionRun &run) {
  if (!mixed.isWanted())
    return success();
  std::vector<OpenWeight> open;
  for (Weight &weight : findWeights(root, run.rules)) {
    std::string skippedBy;
    std::optional<Settings> more = overrides.getSettings(weight, skippedBy);
    if (!weight.obstacle.empty() || !more || more->count("dtype"))
      continue;
    OpenWeight entry;
    for (const std::string &dtype : mixed.dtypes)
      if (llvm::Expected<const CompressionMethod *> method =
              getMethod(merge(merge(settings, *more), {{"dtype", dtype}}))) {
        if ((*method)->findObstacle(weight).empty())
          entry.methods.push_back(*method);
      } else {
        llvm::consumeError(method.takeError());
      }
    entry.weight = std::move(weight);
    open.push_back(std::move(entry));
  }
  forEachShown<OpenWeight>(
      root->getContext(), run, open,
      [](const OpenWeight &entry) {
        return entry.weight.getNumElements() * static_cast<int64_t>(entry.methods.size());
      },
      [&](OpenWeight &entry) { entry.measure(run.nonFinite); });
  for (OpenWeight &entry : open)
    if (!entry.error.empty())
      return entry.weight.constant.emitOpError() << entry.error;

  std::vector<std::vector<Candidate>> candidates;
  int64_t numElements = 0;
  for (const OpenWeight &entry : open) {
    candidates.push_back(entry.candidates);
    numElements += entry.candidates.empty() ? 0 : entry.weight.getNumElements();
  }
  std::vector<size_t> chosen(open.size(), 0);
  if (mixed.budget) {
    auto maxBytes = static_cast<int64_t>(*mixed.budget * double(numElements) / 8.0);
    std::optional<std::vector<size_t>> within = chooseWithinBudget(candidates, maxBytes);
    if (!within)
      return emitError(root->getLoc()) << run.pass << ": expected a budget that holds the smallest of the dtypes, got "
                                       << printNumber(*mixed.budget) << " bits per weight";
    chosen = std::move(*within);
  }
  for (auto [index, entry] : llvm::enumerate(open)) {
    std::optional<size_t> best = chosen[index];
    if (mixed.maxError)
      best = chooseWithinError(entry.candidates, *mixed.maxError);
    auto &[method, reason] = decided[entry.weight.getRead()];
    if (entry.candidates.empty())
      reason = "none of the dtypes takes it";
    else if (!best)
      reason = ("no dtype keeps its relative error at " + Twine(printNumber(*mixed.maxError))).str();
    else
      method = entry.methods[entry.candidates[*best].index];
  }
  return success();
}
