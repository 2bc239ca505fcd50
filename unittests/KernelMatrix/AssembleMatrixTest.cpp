//===- AssembleMatrixTest.cpp - ptxas takes the kernels of the matrix -------------------------------------===//
//
// Some cases of each kind on one target; QNT_MATRIX_ASSEMBLE=sm_80,sm_90a assembles all of them on those. Kernels of
// tensor cores have no spills, no stack and none of ptxas's warnings of lost performance.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "MatrixCase.h"
#include "Qnt/Execution/DeviceCode.h"
#include "Qnt/Target/AssembleKernels.h"
#include "Qnt/Target/DeviceTarget.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/JSON.h"
#include "gtest/gtest.h"
#include <cstdlib>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;

namespace {
struct AssembledKind {
  const char *name;
  std::vector<MatrixCase> (*make)(MLIRContext &context, MatrixScope scope);
  SmallVector<MathMode> math = {}; ///< what they may lose
};
class AssembleMatrixTest : public testing::TestWithParam<AssembledKind>, protected MatrixContext {
protected:
  void SetUp() override {
    if (!findPtxas(""))
      GTEST_SKIP() << "no ptxas on the path";
  }
};
} // namespace

/// The text of a kernel.
static StringRef getKernelText(StringRef ptx, StringRef name) {
  StringRef text = ptx.substr(ptx.find((".entry " + name + "(").str()));
  return text.substr(0, text.find("\n.visible", 1));
}

/// The functions that launch a kernel, as the manifest has them.
static std::string getCallers(StringRef manifest, StringRef kernel) {
  llvm::Expected<llvm::json::Value> parsed = llvm::json::parse(manifest);
  if (!parsed)
    return llvm::toString(parsed.takeError());
  std::string callers;
  for (const llvm::json::Value &launch : *parsed->getAsObject()->getArray("launches"))
    if (launch.getAsObject()->getString("kernel") == kernel)
      callers += (" " + *launch.getAsObject()->getString("function")).str();
  return callers;
}

static void expectNoSpills(const AssembledKernel &kernel, const std::string &what) {
  EXPECT_EQ(kernel.stackBytes, 0u) << what;
  EXPECT_EQ(kernel.spillStoreBytes + kernel.spillLoadBytes, 0u) << what << ", " << kernel.registers << " registers";
}

static void assembleBatch(MLIRContext &context, ArrayRef<MatrixCase> batch, StringRef target, ArrayRef<MathMode> math,
                          int &numTensorCore) {
  OwningOpRef<ModuleOp> module = makeModule(context, batch);
  ASSERT_TRUE(module);
  for (auto function : llvm::make_early_inc_range(module->getOps<func::FuncOp>()))
    if (function.getName().ends_with("_magnitude"))
      function.erase();
  execution::DeviceCodeOptions options;
  options.target = target.str();
  options.math.assign(math.begin(), math.end());
  options.ptxas = "not-asked-twice"; // assembleKernels below asks it, for its warnings too
  llvm::Expected<execution::DeviceCode> code = execution::DeviceCode::compile(*module, options);
  ASSERT_TRUE(bool(code)) << llvm::toString(code.takeError());
  llvm::Expected<AssembledKernels> assembled = assembleKernels(code->ptx, **findDeviceTarget(target));
  ASSERT_TRUE(bool(assembled)) << llvm::toString(assembled.takeError());
  EXPECT_GE(assembled->kernels.size(), batch.size());
  EXPECT_TRUE(assembled->warnings.empty()) << assembled->warnings.front();
  for (const AssembledKernel &kernel : assembled->kernels) {
    if (!getKernelText(code->ptx, kernel.name).contains("mma.sync"))
      continue;
    ++numTensorCore;
    expectNoSpills(kernel, (target + " " + kernel.name + " of" + getCallers(code->manifest, kernel.name)).str());
  }
}

TEST_P(AssembleMatrixTest, assembles) {
  const char *setting = std::getenv("QNT_MATRIX_ASSEMBLE");
  SmallVector<StringRef> targets;
  StringRef(setting ? setting : "sm_90a").split(targets, ',');
  std::vector<MatrixCase> all = GetParam().make(context, MatrixScope::Sample), cases;
  for (size_t i = 0; i < all.size(); i += setting ? 1 : 12)
    cases.push_back(std::move(all[i]));
  for (StringRef target : targets) {
    int numTensorCore = 0;
    for (size_t first = 0; first < cases.size(); first += 32)
      assembleBatch(context, ArrayRef<MatrixCase>(cases).slice(first).take_front(32), target, GetParam().math,
                    numTensorCore);
    llvm::errs() << GetParam().name << ": " << cases.size() << " cases on " << target << ", " << numTensorCore
                 << " kernels of tensor cores\n";
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, AssembleMatrixTest,
                         testing::Values(AssembledKind{"elementwise", makeElementwiseCases},
                                         AssembledKind{"rowwise", makeRowwiseCases},
                                         AssembledKind{"simt", makeSimtCases}, AssembledKind{"gemv", makeGemvCases},
                                         AssembledKind{"mma", makeMmaCases}, AssembledKind{"tensor", makeTensorCases},
                                         AssembledKind{"convolution", makeConvolutionCases},
                                         AssembledKind{"tf32", makeTF32Cases, {MathMode::TF32}},
                                         AssembledKind{"fp8", makeFP8Cases, {MathMode::FP8}},
                                         AssembledKind{"requantize", makeRequantizeCases}),
                         [](const auto &info) { return std::string(info.param.name); });
