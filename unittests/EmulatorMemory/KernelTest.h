//===- KernelTest.h - runs a few lines of PTX on buffers -------------------------------------------------------===//
#ifndef QNT_UNITTESTS_EMULATORMEMORY_KERNELTEST_H
#define QNT_UNITTESTS_EMULATORMEMORY_KERNELTEST_H

#include "Program.h"
#include "Qnt/Emulator/Emulator.h"
#include "Qnt/Emulator/Statistics.h"
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace mlir::qnt::emulator {

/// A kernel with the parameters p0, p1, ... (pointers), which stand in %rd0, %rd1, ... before the body; %r0 is the
/// thread's index in its block, %r1 the block's; registers of every type are declared. Line 1 of the body is line
/// kBodyLine of the text.
class KernelTest : public ::testing::Test {
protected:
  static constexpr unsigned kBodyLine = 100;

  /// Sets the kernel; `declarations` stand before it.
  void setKernel(const std::string &body, const std::string &declarations = "", const std::string &target = "sm_80");
  /// What is wrong with the kernel; empty when nothing is.
  std::string getLoadError();

  uint64_t allocate(uint64_t bytes, uint64_t alignment = 256) { return device.allocate(bytes, alignment); }
  template <class T>
  uint64_t upload(const std::vector<T> &values) {
    uint64_t address = device.allocate(values.size() * sizeof(T));
    EXPECT_FALSE(device.write(address, values.data(), values.size() * sizeof(T)));
    return address;
  }
  template <class T>
  std::vector<T> download(uint64_t address, size_t count) {
    std::vector<T> values(count);
    EXPECT_FALSE(device.read(address, values.data(), count * sizeof(T)));
    return values;
  }

  std::optional<Report> launch(const std::vector<uint64_t> &parameters);
  /// Launches, and expects no report.
  void run(const std::vector<uint64_t> &parameters);
  /// Launches, and expects a report of this class at this line of the body.
  Report expectReport(const std::vector<uint64_t> &parameters, ReportClass reportClass, unsigned bodyLine);

  Device device;
  LaunchConfiguration configuration;
  std::string text;
};

} // namespace mlir::qnt::emulator

#endif // QNT_UNITTESTS_EMULATORMEMORY_KERNELTEST_H
