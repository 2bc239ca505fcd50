//===- LaunchCheck.h - does a launch fit its kernel? -----------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_LAUNCHCHECK_H
#define QNT_LIB_EMULATOR_LAUNCHCHECK_H

#include "Qnt/Emulator/Report.h"
#include <cstdint>
#include <optional>
#include <string_view>

namespace mlir::qnt::emulator {

struct LaunchConfiguration;
struct Program;

/// invalid_launch when the kernel is not there, or sizes do not fit it or the device.
std::optional<Report> checkLaunch(const Program &program, std::string_view kernel,
                                  const LaunchConfiguration &configuration, uint64_t parameterBytes);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_LAUNCHCHECK_H
