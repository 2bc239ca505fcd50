//===- Options.h - what the command line of ptx-run says ----------------------------------------------------===//
#ifndef QNT_TOOLS_PTX_RUN_OPTIONS_H
#define QNT_TOOLS_PTX_RUN_OPTIONS_H

#include <cstdint>
#include <optional>
#include <string>

namespace mlir::qnt::ptxrun {

struct Options {
  std::string ptx, launch, out;
  bool isCuda = false, compares = false, traces = false, printsStatistics = false, isHelp = false, isVersion = false,
       isTimed = false;
  uint64_t seed = 0, limitInstructions = 0, hostThreads = 0;
};

/// Nothing, with `error` set, for a command line that is wrong.
std::optional<Options> parseOptions(int argc, char **argv, std::string &error);
const char *getUsage();

} // namespace mlir::qnt::ptxrun

#endif // QNT_TOOLS_PTX_RUN_OPTIONS_H
