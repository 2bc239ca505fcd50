//===- Options.cpp - what the command line of ptx-run says --------------------------------------------------===//

#include "Options.h"
#include <charconv>
#include <string_view>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

static constexpr const char *usage =
    "usage: ptx-run KERNEL.ptx --launch=LAUNCH.json [options]\n"
    "Runs a PTX kernel on .npy buffers; docs/PtxRun.md describes the launch file.\n"
    "  --launch=FILE            the launch: sizes, buffers, arguments, what is expected\n"
    "  --device=emulated|cuda   where it runs (emulated)\n"
    "  --out=DIR                write every out and inout buffer there as NAME.npy\n"
    "  --compare                compare results and report with what the launch file expects\n"
    "  --trace                  print every instruction of every warp (emulated)\n"
    "  --stats                  print a profile (emulated)\n"
    "  --time                   print how long the kernel took\n"
    "  --seed=N                 vary the order of warps and blocks (emulated; 0: in turn)\n"
    "  --limit-instructions=N   report infinite_loop after N instructions of a block (emulated)\n"
    "  --host-threads=N         threads of the host, 0 for all (emulated); results do not depend on it\n"
    "  --version                print which Qnt it is\n"
    "exit status: 0 success, 1 with --compare: not as expected, 2 wrong use, 3 a report about the kernel\n";

const char *ptxrun::getUsage() { return usage; }

static bool parseNumber(std::string_view text, uint64_t &number) {
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
  return status == std::errc() && end == text.data() + text.size() && !text.empty();
}

/// "--name=value" into `value`.
static bool takeValue(std::string_view argument, std::string_view name, std::string_view &value) {
  if (argument.substr(0, name.size()) != name || argument.substr(name.size(), 1) != "=")
    return false;
  value = argument.substr(name.size() + 1);
  return true;
}

static bool parseFlag(std::string_view argument, Options &options) {
  const std::pair<std::string_view, bool *> flags[] = {
      {"--compare", &options.compares}, {"--trace", &options.traces}, {"--stats", &options.printsStatistics},
      {"--time", &options.isTimed},     {"--help", &options.isHelp},  {"--version", &options.isVersion}};
  for (auto [name, flag] : flags)
    if (argument == name)
      return *flag = true;
  return false;
}

/// True when it is an option with a value; `error` is set when the value is wrong.
static bool parseValue(std::string_view argument, Options &options, std::string &error) {
  std::string_view value;
  if (takeValue(argument, "--launch", value)) {
    options.launch = value;
    return true;
  }
  if (takeValue(argument, "--out", value)) {
    options.out = value;
    if (value.empty())
      error = "expected a directory after --out=";
    return true;
  }
  if (takeValue(argument, "--device", value)) {
    options.isCuda = value == "cuda";
    if (value != "cuda" && value != "emulated")
      error = "expected --device=emulated or --device=cuda, got '" + std::string(value) + "'";
    return true;
  }
  const std::pair<std::string_view, uint64_t *> numbers[] = {{"--seed", &options.seed},
                                                             {"--limit-instructions", &options.limitInstructions},
                                                             {"--host-threads", &options.hostThreads}};
  for (auto [name, number] : numbers) {
    if (!takeValue(argument, name, value))
      continue;
    if (!parseNumber(value, *number))
      error = "expected a number after " + std::string(name) + "=, got '" + std::string(value) + "'";
    return true;
  }
  return false;
}

static std::string check(const Options &options) {
  if (options.ptx.empty())
    return "expected a PTX file";
  if (options.launch.empty())
    return "expected --launch=FILE";
  if (options.hostThreads > 1024)
    return "expected at most 1024 after --host-threads=";
  bool isEmulatedOnly = options.traces || options.printsStatistics;
  if (options.isCuda && isEmulatedOnly)
    return "expected --device=emulated beside --trace and --stats";
  return "";
}

std::optional<Options> ptxrun::parseOptions(int argc, char **argv, std::string &error) {
  Options options;
  for (int index = 1; index < argc && error.empty(); ++index) {
    std::string_view argument = argv[index];
    if (parseFlag(argument, options) || parseValue(argument, options, error))
      continue;
    if (argument.substr(0, 1) == "-" || argument.empty())
      error = "unknown option '" + std::string(argument) + "'";
    else if (!options.ptx.empty())
      error = "expected one PTX file, got '" + options.ptx + "' and '" + std::string(argument) + "'";
    else
      options.ptx = argument;
  }
  bool runs = !options.isHelp && !options.isVersion;
  if (error.empty() && runs)
    error = check(options);
  return error.empty() ? std::optional<Options>(options) : std::nullopt;
}
