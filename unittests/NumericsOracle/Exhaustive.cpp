//===- Exhaustive.cpp - check-numerics: f32 patterns to every code, against the oracle -------------------===//
//
//   check-numerics [--exhaustive] [--threads=N] [--only=TEXT]
//
// Prints a line a case: name, patterns compared, mismatches, seconds; the first mismatch below it. Exit status 1 when
// anything differed, 2 when it was called wrongly.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ExhaustiveCases.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <ctime>
#include <thread>

using namespace oracle;

namespace {

struct Options {
  Coverage coverage = Coverage::Quick;
  unsigned numThreads = std::max(1u, std::thread::hardware_concurrency());
  std::string only;
};

bool parse(llvm::ArrayRef<const char *> arguments, Options &options) {
  for (llvm::StringRef argument : arguments) {
    if (argument == "--exhaustive")
      options.coverage = Coverage::All;
    else if (argument.consume_front("--threads=")) {
      if (argument.getAsInteger(10, options.numThreads) || options.numThreads == 0 || options.numThreads > 1024)
        return false;
    } else if (argument.consume_front("--only="))
      options.only = argument.str();
    else
      return false;
  }
  return true;
}

std::vector<CheckCase> selectCases(const Options &options) {
  std::vector<CheckCase> cases, selected;
  appendFloatCases(cases);
  appendIntegerCases(cases);
  appendKernelCases(cases);
  for (CheckCase &checkCase : cases)
    if (llvm::StringRef(checkCase.name).contains(options.only))
      selected.push_back(std::move(checkCase));
  return selected;
}

void print(const CheckCase &checkCase, const CheckResult &result) {
  llvm::outs() << llvm::left_justify(checkCase.name, 54) << llvm::format("%11llu", result.compared) << " patterns "
               << llvm::format("%8llu", result.mismatches) << " mismatches " << llvm::format("%7.1f s", result.seconds)
               << '\n';
  if (result.mismatches)
    llvm::outs() << "  first: " << result.firstMismatch << '\n';
  llvm::outs().flush();
}

} // namespace

int main(int argc, char **argv) {
  Options options;
  if (!parse(llvm::ArrayRef<const char *>(argv + 1, argc - 1), options)) {
    llvm::errs() << "expected [--exhaustive] [--threads=N] [--only=TEXT]\n";
    return 2;
  }
  std::vector<CheckCase> cases = selectCases(options);
  if (cases.empty()) {
    llvm::errs() << "expected a case whose name holds '" << options.only << "', but got none\n";
    return 2;
  }
  uint64_t compared = 0, mismatches = 0;
  double seconds = 0;
  for (const CheckCase &checkCase : cases) {
    CheckResult result = runCheck(checkCase, options.coverage, options.numThreads);
    print(checkCase, result);
    compared += result.compared;
    mismatches += result.mismatches;
    seconds += result.seconds;
  }
  llvm::outs() << cases.size() << " cases, " << compared << " patterns, " << mismatches << " mismatches, "
               << llvm::format("%.0f s on %u threads, %.0f s of processor time\n", seconds, options.numThreads,
                               double(std::clock()) / CLOCKS_PER_SEC);
  return mismatches == 0 ? 0 : 1;
}
