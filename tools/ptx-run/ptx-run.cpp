//===- ptx-run.cpp - runs a PTX kernel on .npy buffers ------------------------------------------------------===//
//
// docs/PtxRun.md: the launch file, reports and their classes, exit statuses.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Version.h"
#include "Session.h"
#include <algorithm>
#include <cstdio>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

namespace {

enum ExitStatus { kSuccess = 0, kNotAsExpected = 1, kWrongUse = 2, kReported = 3 };

} // namespace

static int fail(ExitStatus status, const std::string &text) {
  std::fflush(stdout);
  std::fprintf(stderr, "ptx-run: error: %s\n", text.c_str());
  return status;
}

/// Whether a report is the one that the launch file expects; why not, where it is not.
static bool isExpected(const Expectation &expectation, const Problem &problem, std::string &reason) {
  if (!expectation.isError) {
    reason = "expected no report";
    return false;
  }
  const std::vector<std::string> &others = expectation.alsoAccept;
  if (problem.className != expectation.className &&
      std::find(others.begin(), others.end(), problem.className) == others.end()) {
    reason = "expected a report of class " + expectation.className + ", got " + problem.className;
    return false;
  }
  const std::vector<uint64_t> &lines = expectation.lines;
  if (lines.empty() || std::find(lines.begin(), lines.end(), problem.line) != lines.end())
    return true;
  reason = "expected a report at line";
  for (uint64_t line : lines)
    reason += " " + std::to_string(line);
  reason += ", got line " + std::to_string(problem.line);
  return false;
}

static int finishWithProblem(const Options &options, const LaunchFile &launch, const Problem &problem) {
  if (!problem.isReport)
    return fail(kWrongUse, problem.text);
  int status = fail(kReported, problem.text);
  if (!options.compares)
    return status;
  std::string reason;
  return isExpected(launch.expectation, problem, reason) ? kSuccess : fail(kNotAsExpected, reason);
}

static int compare(const LaunchFile &launch, const std::vector<BufferData> &data) {
  if (launch.expectation.isError)
    return fail(kNotAsExpected, "expected a report of class " + launch.expectation.className + ", got none");
  int status = kSuccess;
  for (size_t index = 0; index < launch.buffers.size(); ++index)
    if (std::optional<std::string> difference = compareBuffer(launch.buffers[index], data[index]))
      status = fail(kNotAsExpected, *difference);
  return status;
}

static int run(const Options &options) {
  constexpr uint64_t maxText = uint64_t(1) << 30;
  std::string error;
  std::optional<std::string> ptx = npy::readFile(options.ptx, maxText, error);
  std::optional<std::string> json = ptx ? npy::readFile(options.launch, maxText, error) : std::nullopt;
  if (!json)
    return fail(kWrongUse, error);
  std::optional<LaunchFile> launch = parseLaunchFile(*json, error);
  if (!launch)
    return fail(kWrongUse, options.launch + ": " + error);
  std::string folder = options.launch.substr(0, options.launch.rfind('/') + 1);
  std::vector<BufferData> data(launch->buffers.size());
  for (size_t index = 0; index < data.size(); ++index)
    if (!readBuffer(launch->buffers[index], "buffers[" + std::to_string(index) + "]", folder, data[index], error))
      return fail(kWrongUse, options.launch + ": " + error);
  Session session(options, *launch);
  std::optional<Problem> problem = session.run(*ptx, data);
  if (options.printsStatistics && (!problem || problem->isReport))
    std::fputs(session.getStatistics().c_str(), stdout);
  if (problem)
    return finishWithProblem(options, *launch, *problem);
  if (options.isTimed)
    std::printf("%s: %.6f ms\n", launch->kernel.c_str(), static_cast<double>(session.getMilliseconds()));
  if (!options.out.empty() && !writeResults(*launch, data, options.out, error))
    return fail(kWrongUse, error);
  return options.compares ? compare(*launch, data) : kSuccess;
}

int main(int argc, char **argv) {
  std::string error;
  std::optional<Options> options = parseOptions(argc, argv, error);
  if (!options) {
    int status = fail(kWrongUse, error);
    std::fputs(getUsage(), stderr);
    return status;
  }
  if (options->isHelp) {
    std::fputs(getUsage(), stdout);
    return kSuccess;
  }
  if (options->isVersion) {
    std::puts("Qnt " QNT_VERSION);
    return kSuccess;
  }
  return run(*options);
}
