//===- KernelTest.cpp - runs a few lines of PTX on buffers -----------------------------------------------------===//

#include "KernelTest.h"
#include <algorithm>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;

static constexpr unsigned kNumParameters = 4;

void KernelTest::setKernel(const std::string &body, const std::string &declarations, const std::string &target) {
  configuration.block = Dim3{32, 1, 1};
  text = ".version 8.0\n.target " + target + "\n.address_size 64\n" + declarations + "\n.visible .entry kernel(";
  for (unsigned i = 0; i < kNumParameters; ++i)
    text += (i ? ", " : "") + std::string(".param .u64 p") + std::to_string(i);
  text += ")\n{\n.reg .pred %p<16>;\n.reg .b16 %h<64>;\n.reg .b32 %r<64>;\n.reg .b64 %rd<64>;\n.reg .f32 %f<64>;\n"
          ".reg .f64 %fd<64>;\n";
  for (unsigned i = 0; i < kNumParameters; ++i)
    text += "ld.param.u64 %rd" + std::to_string(i) + ", [p" + std::to_string(i) + "];\n";
  text += "mov.u32 %r0, %tid.x;\nmov.u32 %r1, %ctaid.x;\n";
  ASSERT_LT(std::count(text.begin(), text.end(), '\n'), static_cast<int>(kBodyLine) - 1);
  while (std::count(text.begin(), text.end(), '\n') < static_cast<int>(kBodyLine) - 1)
    text += "\n";
  text += body;
  text += "\n}\n";
}

std::string KernelTest::getLoadError() {
  auto program = device.load(text);
  return program ? "" : program.getError().message;
}

std::optional<Report> KernelTest::launch(const std::vector<uint64_t> &parameters) {
  auto program = device.load(text);
  if (!program) {
    ADD_FAILURE() << program.getError().format("kernel.ptx");
    return std::nullopt;
  }
  std::vector<std::byte> bytes(kNumParameters * sizeof(uint64_t));
  auto values = reinterpret_cast<const std::byte *>(parameters.data());
  std::copy(values, values + parameters.size() * sizeof(uint64_t), bytes.begin());
  return device.launch(**program, "kernel", configuration, bytes);
}

void KernelTest::run(const std::vector<uint64_t> &parameters) {
  std::optional<Report> report = launch(parameters);
  EXPECT_FALSE(report) << report->toString();
}

Report KernelTest::expectReport(const std::vector<uint64_t> &parameters, ReportClass reportClass, unsigned bodyLine) {
  std::optional<Report> report = launch(parameters);
  if (!report) {
    ADD_FAILURE() << "expected " << getName(reportClass) << ", got no report";
    return {};
  }
  EXPECT_EQ(getName(report->reportClass), getName(reportClass)) << report->toString();
  EXPECT_EQ(report->line, kBodyLine - 1 + bodyLine) << report->toString();
  return *report;
}
