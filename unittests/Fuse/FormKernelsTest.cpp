//===- FormKernelsTest.cpp - what holds of the kernels of any module --------------------------------------===//
//
// On random modules: every op that computes a tensor is in a kernel, kernels have names of their own and one
// contraction at most, something reads each of their results, and a second run changes nothing. That values stay the
// same is what quant-smith --check=passes shows.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/RandomModules/RandomModule.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringSet.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class FormKernelsTest : public testing::TestWithParam<unsigned> {
protected:
  FormKernelsTest() {
    DialectRegistry registry;
    random_modules::registerRandomModuleDialects(registry);
    context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
    random_modules::GeneratorOptions options;
    options.numOps = 30;
    module = random_modules::makeRandomModule(*context, GetParam(), options);
    module->walk([](KernelOp kernel) { kernel->setAttr("test.given", UnitAttr::get(kernel.getContext())); });
    run();
  }

  void run() {
    PassManager manager(context.get());
    manager.addPass(createFormKernels());
    EXPECT_TRUE(succeeded(manager.run(*module)));
  }

  std::string print() {
    std::string text;
    llvm::raw_string_ostream os(text);
    module->print(os);
    return text;
  }

  std::unique_ptr<MLIRContext> context;
  OwningOpRef<ModuleOp> module;
};
} // namespace

static bool isAnyContraction(Operation *op) {
  return isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp, DotOp, EinsumOp, RaggedDotOp>(op) ||
         (isa<linalg::LinalgOp>(op) && (linalg::isaContractionOpInterface(cast<linalg::LinalgOp>(op)) ||
                                        op->getName().stripDialect().starts_with("conv")));
}

/// Ops on tensors that cost nothing, and those of dialects that kernels know nothing of.
static bool mayStayOutside(Operation *op) {
  static const llvm::StringSet<> free = {"arith.constant",        "ub.poison",       "tensor.cast",    "tensor.empty",
                                         "tensor.expand_shape",   "tensor.reshape",  "tensor.bitcast", "qnt.constant",
                                         "tensor.collapse_shape", "qnt.cast",        "qnt.reshape",    "qnt.assemble",
                                         "qnt.disassemble",       "qnt.invoke_quant"};
  return free.contains(op->getName().getStringRef()) || op->getName().getDialectNamespace() == "quant" ||
         isa<CallOpInterface, RegionBranchOpInterface>(op);
}

TEST_P(FormKernelsTest, EveryTensorIsComputedInAKernel) {
  module->walk<WalkOrder::PreOrder>([](Operation *op) {
    if (isa<KernelOp, InvokeQuantOp>(op))
      return WalkResult::skip();
    bool givesData = llvm::any_of(op->getResultTypes(), llvm::IsaPred<RankedTensorType, ArrayType>);
    EXPECT_TRUE(!givesData || mayStayOutside(op)) << op->getName().getStringRef().str();
    return WalkResult::advance();
  });
}

TEST_P(FormKernelsTest, KernelsHaveNamesAndOneContraction) {
  llvm::StringSet<> names;
  module->walk([&](KernelOp kernel) {
    ASSERT_TRUE(kernel.getKernelName());
    EXPECT_TRUE(names.insert(*kernel.getKernelName()).second) << kernel.getKernelName()->str();
    EXPECT_LE(
        llvm::count_if(kernel.getBodyBlock()->getOperations(), [](Operation &op) { return isAnyContraction(&op); }), 1)
        << kernel.getKernelName()->str();
  });
}

TEST_P(FormKernelsTest, EveryResultIsRead) {
  module->walk([](KernelOp kernel) {
    if (kernel->hasAttr("test.given"))
      return;
    EXPECT_GT(kernel->getNumResults(), 0u);
    for (Value result : kernel.getResults())
      EXPECT_FALSE(result.use_empty()) << kernel.getKernelName()->str();
  });
}

TEST_P(FormKernelsTest, SecondRunChangesNothing) {
  std::string once = print();
  run();
  EXPECT_EQ(once, print());
}

INSTANTIATE_TEST_SUITE_P(Seeds, FormKernelsTest, testing::Range(1u, 61u));
