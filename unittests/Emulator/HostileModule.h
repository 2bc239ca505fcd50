//===- HostileModule.h - loads and launches text that may be anything ------------------------------------===//
#ifndef QNT_UNITTESTS_EMULATOR_HOSTILEMODULE_H
#define QNT_UNITTESTS_EMULATOR_HOSTILEMODULE_H

#include "Qnt/Emulator/Emulator.h"
#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace mlir::qnt::emulator {

struct HostileOutcome {
  bool isLoaded = false;
  unsigned numLaunches = 0;
  unsigned numReports = 0;
  /// What an error or report lacks; empty when all is well.
  std::string problem;
};

/// Loads `text` and launches up to four of its kernels with small grids; parameters of 8 bytes point to buffers.
inline HostileOutcome runHostileModule(const std::string &text) {
  HostileOutcome outcome;
  Device device;
  auto program = device.load(text);
  if (!program) {
    if (program.getError().message.empty())
      outcome.problem = "an error without a message";
    return outcome;
  }
  outcome.isLoaded = true;
  LaunchConfiguration configuration;
  configuration.grid = {2, 1, 1};
  configuration.block = {40, 1, 1};
  configuration.dynamicSharedBytes = 1024;
  configuration.limitInstructions = 2000;
  configuration.hostThreads = 1;
  configuration.print = [](std::string_view) {};
  for (const std::string &kernel : getKernelNames(**program)) {
    if (outcome.numLaunches == 4)
      break;
    const KernelInfo info = *getKernelInfo(**program, kernel);
    if (info.parameterBytes > (1 << 20) || info.registers > 20000)
      continue;
    std::vector<std::byte> parameters(info.parameterBytes);
    for (const KernelParameter &parameter : info.parameters) {
      uint64_t value = 17;
      if (parameter.size == 8) {
        value = device.allocate(4096);
        device.fill(value, 0x3C, 4096);
      }
      std::memcpy(parameters.data() + parameter.offset, &value, std::min<uint64_t>(parameter.size, 8));
    }
    ++outcome.numLaunches;
    const std::optional<Report> report = device.launch(**program, kernel, configuration, parameters);
    if (!report)
      continue;
    ++outcome.numReports;
    if (report->text.empty() || report->kernel != kernel)
      outcome.problem = "a report that does not say what is wrong: " + report->toString();
  }
  return outcome;
}

} // namespace mlir::qnt::emulator

#endif // QNT_UNITTESTS_EMULATOR_HOSTILEMODULE_H
