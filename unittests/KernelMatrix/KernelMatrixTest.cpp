//===- KernelMatrixTest.cpp - the kernel matrix on every device -------------------------------------------===//
//
// kind x encoding x granularity x what follows, with sizes that hit every tail: each case is run on the interpreter and
// on the device. QNT_MATRIX=all gives the CPU all cases, too; QNT_MATRIX=product makes all combinations, for hours, and
// says how far it is; QNT_MATRIX_PART=3/16 takes the third of 16 parts of the batches, for several machines or nights;
// QNT_MATRIX_DEVICE=cuda runs the kernels on a GPU instead of the emulated device.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MatrixCase.h"
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Schedules.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"
#include <cstdlib>
#include <map>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;

namespace {
struct Kind {
  const char *name;
  std::vector<MatrixCase> (*make)(MLIRContext &context, MatrixScope scope);
  const char *only = nullptr;     ///< the schedule that all of its kernels are to have
  int gemvs = 0, mmas = 0;        ///< kernels of the sample with these schedules, at least
  MathMode math = MathMode::Full; ///< what its kernels of tensor cores are to lose
  const char *target = "sm_80";
  size_t numCases = 80; ///< at least
};
class KernelMatrixTest : public testing::TestWithParam<Kind>, protected MatrixContext {};
} // namespace

static StringRef getSetting(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

static MatrixScope getScope() {
  return getSetting("QNT_MATRIX") == "product" ? MatrixScope::Product : MatrixScope::Sample;
}

/// Every `step`th case, or all with QNT_MATRIX=all.
static std::vector<MatrixCase> select(std::vector<MatrixCase> cases, size_t step) {
  if (getSetting("QNT_MATRIX") == "all")
    return cases;
  std::vector<MatrixCase> selected;
  for (size_t i = 0; i < cases.size(); i += step)
    selected.push_back(std::move(cases[i]));
  return selected;
}

TEST_P(KernelMatrixTest, has_enough_cases) {
  EXPECT_GE(GetParam().make(context, MatrixScope::Sample).size(), GetParam().numCases);
}

/// Compiled contractions have tests of their own there: some are enough.
TEST_P(KernelMatrixTest, runs_on_the_cpu) {
  std::vector<MatrixCase> cases = select(GetParam().make(context, getScope()), 9);
  for (size_t first = 0; first < cases.size(); first += 32) {
    ArrayRef<MatrixCase> batch = ArrayRef<MatrixCase>(cases).slice(first).take_front(32);
    OwningOpRef<ModuleOp> module = makeModule(context, batch);
    ASSERT_TRUE(module);
    SmallVector<StringRef> entries;
    for (const MatrixCase &matrixCase : batch)
      entries.push_back(matrixCase.name);
    llvm::Expected<execution::CompiledProgram> program = execution::CompiledProgram::compile(*module, entries);
    ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
    for (const MatrixCase &matrixCase : batch)
      checkCase(matrixCase, *module, [&](StringRef function, ArrayRef<reference::InterpreterValue> inputs) {
        return program->run(function, inputs);
      });
  }
}

/// Contractions with what they decode and what follows them in kernels, and how each kernel is to be made.
static void formKernels(ModuleOp module, const Kind &kind, std::map<std::string, int> &schedules) {
  PassManager manager(module.getContext());
  manager.addPass(createFormKernels());
  ChooseScheduleOptions options;
  options.target = kind.target;
  if (kind.math != MathMode::Full)
    options.math.push_back(kind.math);
  manager.addPass(createChooseSchedule(options));
  ASSERT_TRUE(succeeded(manager.run(module)));
  module.walk([&](KernelOp kernel) {
    // The sums of magnitudes are for the bound.
    if (kernel->getParentOfType<func::FuncOp>().getName().ends_with("_magnitude"))
      return;
    std::string text;
    llvm::raw_string_ostream(text) << kernel.getScheduleAttr();
    ++schedules[text.substr(0, text.find('<'))];
    auto schedule = cast<ScheduleAttrInterface>(kernel.getScheduleAttr());
    if (!schedule.getWeightLayout().empty())
      EXPECT_EQ(schedule.getMath(), kind.math) << text;
  });
}

/// A part of the batches of cases: every `count`th, from `index` on.
struct Part {
  size_t index = 0, count = 1;
};

static Part getPart() {
  StringRef text = getSetting("QNT_MATRIX_PART");
  Part part;
  if (text.empty())
    return part;
  auto [index, count] = text.split('/');
  if (index.getAsInteger(10, part.index) || count.getAsInteger(10, part.count) || part.index < 1 ||
      part.index > part.count)
    llvm::report_fatal_error("QNT_MATRIX_PART: expected such as 3/16, got '" + text + "'", false);
  --part.index;
  return part;
}

static bool isCuda() { return getSetting("QNT_MATRIX_DEVICE") == "cuda"; }

static void checkOnDevice(MLIRContext &context, const Kind &kind, ArrayRef<MatrixCase> batch,
                          std::map<std::string, int> &schedules) {
  OwningOpRef<ModuleOp> module = makeModule(context, batch);
  ASSERT_TRUE(module);
  OwningOpRef<ModuleOp> kernels = module->clone();
  formKernels(*kernels, kind, schedules);
  SmallVector<StringRef> entries;
  for (const MatrixCase &matrixCase : batch)
    entries.push_back(matrixCase.name);
  execution::DeviceOptions options;
  options.kind = isCuda() ? execution::DeviceOptions::Kind::Cuda : execution::DeviceOptions::Kind::Emulated;
  options.target = isCuda() ? "" : kind.target;
  llvm::Expected<execution::CompiledProgram> program =
      execution::CompiledProgram::compileForDevice(*kernels, entries, options);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  for (const MatrixCase &matrixCase : batch)
    checkCase(matrixCase, *module, [&](StringRef function, ArrayRef<reference::InterpreterValue> inputs) {
      return program->run(function, inputs);
    });
}

TEST_P(KernelMatrixTest, runs_on_a_device) {
  if (isCuda() && GetParam().math == MathMode::FP8)
    GTEST_SKIP() << "for GPUs whose mma.sync multiplies fp8";
  constexpr size_t kBatch = 32;
  std::vector<MatrixCase> cases = select(GetParam().make(context, getScope()), 1);
  std::map<std::string, int> schedules;
  Part part = getPart();
  int checked = 0;
  for (size_t first = part.index * kBatch; first < cases.size(); first += part.count * kBatch) {
    ArrayRef<MatrixCase> batch = ArrayRef<MatrixCase>(cases).slice(first).take_front(kBatch);
    checkOnDevice(context, GetParam(), batch, schedules);
    if (HasFatalFailure())
      return;
    checked += static_cast<int>(batch.size());
    if (getScope() == MatrixScope::Product)
      llvm::errs() << GetParam().name << ": " << checked << " cases, up to " << first + batch.size() << " of "
                   << cases.size() << "\n";
  }
  auto count = [&](const char *schedule) { return schedules.count(schedule) ? schedules[schedule] : 0; };
  if (GetParam().only)
    EXPECT_EQ(count(GetParam().only), checked);
  if (getScope() == MatrixScope::Sample && part.count == 1) {
    EXPECT_GE(count("#qnt.gemv"), GetParam().gemvs);
    EXPECT_GE(count("#qnt.mma"), GetParam().mmas);
  }
  for (const auto &[schedule, number] : schedules)
    llvm::errs() << GetParam().name << ": " << number << " kernels with " << schedule << "\n";
}

INSTANTIATE_TEST_SUITE_P(Kinds, KernelMatrixTest,
                         testing::Values(Kind{"elementwise", makeElementwiseCases, "#qnt.elementwise"},
                                         Kind{"rowwise", makeRowwiseCases, "#qnt.rowwise"},
                                         Kind{"simt", makeSimtCases, "#qnt.simt"},
                                         Kind{"gemv", makeGemvCases, nullptr, 95, 0},
                                         Kind{"mma", makeMmaCases, nullptr, 0, 95},
                                         Kind{"tensor", makeTensorCases, "#qnt.mma"},
                                         Kind{"convolution", makeConvolutionCases, nullptr, 10, 75},
                                         Kind{"requantize", makeRequantizeCases, nullptr, 25, 50},
                                         Kind{"tf32", makeTF32Cases, nullptr, 45, 60, MathMode::TF32},
                                         Kind{"fp8", makeFP8Cases, nullptr, 18, 18, MathMode::FP8, "sm_89", 30}),
                         [](const auto &info) { return std::string(info.param.name); });
