//===- ModuleTest.h - runs PTX under many orders and thread counts ---------------------------------------===//
#ifndef QNT_UNITTESTS_EMULATOR_MODULETEST_H
#define QNT_UNITTESTS_EMULATOR_MODULETEST_H

#include "Program.h"
#include "Qnt/Emulator/Emulator.h"
#include "Qnt/Emulator/Statistics.h"
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace mlir::qnt::emulator {

/// A kernel `k(in, out)` over u32 buffers. Before the body: %r1 is %tid.x, %r2 %ctaid.x, %r3 %ntid.x, %r4 the thread's
/// index in the grid, %rd1 in, %rd2 out, %rd3 and %rd4 the thread's element of each, %r5 that of in. Behind it: %r6 is
/// stored as the thread's element of out. Registers from %r10, %rd10, %p1, %f1, %q1 (16 bit) are free.
class ModuleTest : public ::testing::Test {
protected:
  /// The first line of the body in the text.
  static constexpr unsigned kBodyLine = 60;
  static constexpr unsigned kNumSeeds = 20;

  static std::string makeModule(const std::string &body, const std::string &declarations = "",
                                const std::string &target = "sm_80");

  /// Loads a module; a failure of the test when it does not load.
  std::shared_ptr<const Program> load(const std::string &text);
  /// What the module does not load for; empty when it does.
  std::string getLoadError(const std::string &text);

  /// Runs the body once for each seed, and on 1, 2 and 4 host threads: all must give one result.
  std::vector<uint32_t> run(const std::string &body, const std::string &declarations = "",
                            const std::string &target = "sm_80");
  /// The same for a whole module.
  std::vector<uint32_t> runModule(const std::string &text);
  /// One launch, with the configuration as it is. The outcome is in `output` or in the report.
  std::optional<Report> launch(const Program &program);
  /// A report of this class at this line of the body, on every number of host threads the same; each on a device of its
  /// own.
  Report expectReport(const std::string &body, ReportClass reportClass, unsigned bodyLine,
                      const std::string &declarations = "");

  uint64_t getNumThreads() const { return configuration.grid.count() * configuration.block.count(); }
  uint32_t getInput(size_t index) const { return input.empty() ? 0 : input[index % input.size()]; }

  LaunchConfiguration configuration;
  std::vector<uint32_t> input;
  std::vector<uint32_t> output;
  std::unique_ptr<Device> device = std::make_unique<Device>();

private:
  void launchAndCompare(const Program &program, std::optional<std::vector<uint32_t>> &first, const std::string &what);
};

} // namespace mlir::qnt::emulator

#endif // QNT_UNITTESTS_EMULATOR_MODULETEST_H
