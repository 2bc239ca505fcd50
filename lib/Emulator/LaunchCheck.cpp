//===- LaunchCheck.cpp - does a launch fit its kernel? ---------------------------------------------------===//
#include "LaunchCheck.h"
#include "Program.h"
#include "Qnt/Emulator/Emulator.h"

namespace mlir::qnt::emulator {

/// Limits of dimensions, from the CUDA C++ programming guide, technical specifications for compute capability 8.0.
static constexpr Dim3 kMaxGrid{0x7FFFFFFFu, 65535, 65535};
static constexpr Dim3 kMaxBlock{1024, 1024, 64};
/// Blocks that a cooperative launch may have: 32 on each of 132 multiprocessors.
static constexpr uint64_t kMaxCooperativeBlocks = 32 * 132;

static bool isWithin(const Dim3 &size, const Dim3 &limit) {
  return size.x && size.y && size.z && size.x <= limit.x && size.y <= limit.y && size.z <= limit.z;
}

static std::string checkSizes(const LaunchConfiguration &configuration) {
  if (!isWithin(configuration.grid, kMaxGrid))
    return "expected a grid within (1,1,1) and " + toString(kMaxGrid) + ", got " + toString(configuration.grid);
  if (!isWithin(configuration.block, kMaxBlock) || configuration.block.count() > kMaxThreadsPerBlock)
    return "expected a block within (1,1,1) and " + toString(kMaxBlock) + " of at most 1024 threads, got " +
           toString(configuration.block);
  if (configuration.cluster != Dim3{1, 1, 1})
    return "expected clusters of one block, got " + toString(configuration.cluster);
  if (configuration.cooperative && configuration.grid.count() > kMaxCooperativeBlocks)
    return "expected at most " + std::to_string(kMaxCooperativeBlocks) + " blocks in a cooperative launch, got " +
           std::to_string(configuration.grid.count());
  return {};
}

static std::string checkKernel(const Function &kernel, const LaunchConfiguration &configuration,
                               uint64_t parameterBytes) {
  if (kernel.requiredThreads.x && kernel.requiredThreads != configuration.block)
    return "expected a block of " + toString(kernel.requiredThreads) + " threads (.reqntid), got " +
           toString(configuration.block);
  if (kernel.maxThreads.x && configuration.block.count() > kernel.maxThreads.count())
    return "expected at most " + std::to_string(kernel.maxThreads.count()) + " threads a block (.maxntid), got " +
           std::to_string(configuration.block.count());
  const uint64_t shared = kernel.declaredSharedBytes + configuration.dynamicSharedBytes;
  if (configuration.dynamicSharedBytes > kMaxSharedBytes || shared > kMaxSharedBytes)
    return "expected at most " + std::to_string(kMaxSharedBytes) + " bytes of shared memory a block, got " +
           std::to_string(kernel.declaredSharedBytes) + " declared and " +
           std::to_string(configuration.dynamicSharedBytes) + " dynamic";
  if (parameterBytes != kernel.parameterBytes)
    return "expected " + std::to_string(kernel.parameterBytes) + " bytes of parameters, got " +
           std::to_string(parameterBytes);
  return {};
}

std::optional<Report> checkLaunch(const Program &program, std::string_view kernel,
                                  const LaunchConfiguration &configuration, uint64_t parameterBytes) {
  Report report;
  report.reportClass = ReportClass::InvalidLaunch;
  const Function *function = program.findFunction(kernel);
  if (!function || !function->isKernel || function->isDeclared) {
    report.text = "expected the name of a kernel of the module, got '" + std::string(kernel) + "'";
    return report;
  }
  report.kernel = function->name;
  report.text = checkSizes(configuration);
  if (report.text.empty())
    report.text = checkKernel(*function, configuration, parameterBytes);
  if (report.text.empty())
    return std::nullopt;
  return report;
}

} // namespace mlir::qnt::emulator
