//===- ModuleTest.cpp - runs PTX under many orders and thread counts -------------------------------------===//
#include "ModuleTest.h"
#include <algorithm>
#include <cstring>

namespace mlir::qnt::emulator {

std::string ModuleTest::makeModule(const std::string &body, const std::string &declarations,
                                   const std::string &target) {
  std::string text = ".version 8.6\n.target " + target + "\n.address_size 64\n" + declarations + R"(
.visible .entry k(.param .u64 in, .param .u64 out)
{
  .reg .pred %p<20>;
  .reg .b16 %q<20>;
  .reg .b32 %r<80>;
  .reg .b64 %rd<40>;
  .reg .f32 %f<20>;
  ld.param.u64 %rd1, [in];
  ld.param.u64 %rd2, [out];
  mov.u32 %r1, %tid.x;
  mov.u32 %r2, %ctaid.x;
  mov.u32 %r3, %ntid.x;
  mad.lo.u32 %r4, %r2, %r3, %r1;
  mul.wide.u32 %rd5, %r4, 4;
  add.u64 %rd3, %rd1, %rd5;
  add.u64 %rd4, %rd2, %rd5;
  ld.global.u32 %r5, [%rd3];
)";
  const auto lines = static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
  EXPECT_LT(lines, kBodyLine) << "the declarations are too long";
  text += std::string(kBodyLine > lines ? kBodyLine - 1 - lines : 0, '\n');
  return text + body + "\n  st.global.u32 [%rd4], %r6;\n  ret;\n}\n";
}

std::shared_ptr<const Program> ModuleTest::load(const std::string &text) {
  ptx::Result<std::shared_ptr<const Program>> program = device->load(text);
  if (program)
    return *program;
  ADD_FAILURE() << program.getError().format("test") << "\n" << text;
  return nullptr;
}

std::string ModuleTest::getLoadError(const std::string &text) {
  ptx::Result<std::shared_ptr<const Program>> program = device->load(text);
  if (program)
    return {};
  return std::string(getName(program.getError().errorClass)) + ": " + std::to_string(program.getError().line) + ": " +
         program.getError().message;
}

std::optional<Report> ModuleTest::launch(const Program &program) {
  const uint64_t bytes = getNumThreads() * sizeof(uint32_t);
  const uint64_t in = device->allocate(bytes);
  const uint64_t out = device->allocate(bytes);
  std::vector<uint32_t> values(getNumThreads());
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = getInput(i);
  EXPECT_FALSE(device->write(in, values.data(), bytes));
  std::vector<std::byte> parameters(16);
  std::memcpy(parameters.data(), &in, 8);
  std::memcpy(parameters.data() + 8, &out, 8);
  std::optional<Report> report = device->launch(program, "k", configuration, parameters);
  output.assign(getNumThreads(), 0);
  if (!report)
    EXPECT_FALSE(device->read(out, output.data(), bytes));
  EXPECT_TRUE(device->free(in));
  EXPECT_TRUE(device->free(out));
  return report;
}

void ModuleTest::launchAndCompare(const Program &program, std::optional<std::vector<uint32_t>> &first,
                                  const std::string &what) {
  std::optional<Report> report = launch(program);
  ASSERT_FALSE(report) << report->toString() << ", with " << what;
  if (!first)
    first = output;
  ASSERT_EQ(*first, output) << "with " << what;
}

std::vector<uint32_t> ModuleTest::runModule(const std::string &text) {
  const std::shared_ptr<const Program> program = load(text);
  if (!program)
    return {};
  std::optional<std::vector<uint32_t>> first;
  const LaunchConfiguration saved = configuration;
  for (unsigned threads : {1, 2, 4}) {
    configuration.hostThreads = threads;
    launchAndCompare(*program, first, std::to_string(threads) + " host threads");
  }
  configuration.hostThreads = 1;
  for (unsigned seed = 1; seed <= kNumSeeds && !HasFatalFailure(); ++seed) {
    configuration.seed = seed;
    launchAndCompare(*program, first, "seed " + std::to_string(seed));
  }
  configuration = saved;
  return first.value_or(std::vector<uint32_t>());
}

std::vector<uint32_t> ModuleTest::run(const std::string &body, const std::string &declarations,
                                      const std::string &target) {
  return runModule(makeModule(body, declarations, target));
}

Report ModuleTest::expectReport(const std::string &body, ReportClass reportClass, unsigned bodyLine,
                                const std::string &declarations) {
  std::optional<Report> first;
  for (unsigned threads : {1, 2, 4}) {
    device = std::make_unique<Device>();
    const std::shared_ptr<const Program> program = load(makeModule(body, declarations));
    if (!program)
      return {};
    configuration.hostThreads = threads;
    std::optional<Report> report = launch(*program);
    if (!report) {
      ADD_FAILURE() << "expected " << getName(reportClass) << ", got no report";
      return {};
    }
    if (!first)
      first = report;
    EXPECT_EQ(first->toString(), report->toString()) << threads << " host threads";
  }
  EXPECT_EQ(first->reportClass, reportClass) << first->toString();
  EXPECT_EQ(first->line, kBodyLine + bodyLine - 1) << first->toString();
  EXPECT_EQ(first->kernel, "k");
  return *first;
}

} // namespace mlir::qnt::emulator
