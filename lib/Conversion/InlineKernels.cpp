//===- InlineKernels.cpp - qnt-inline-kernels -------------------------------------------------------------===//
#include "Qnt/Conversion/InlineRegions.h"
#include "Qnt/Conversion/Passes.h"
#include "Qnt/IR/Remarks.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_INLINEKERNELS
#include "Qnt/Conversion/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct InlineKernelsPass : qnt::impl::InlineKernelsBase<InlineKernelsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-inline-kernels", getOperation());
    SmallVector<KernelOp> kernels;
    // A kernel that the pass runs on stays: what holds it is another thread's.
    getOperation()->walk([&](KernelOp kernel) {
      if (kernel != getOperation())
        kernels.push_back(kernel);
    });
    IRRewriter rewriter(&getContext());
    // A kernel holds no kernel: no order between them.
    for (KernelOp kernel : kernels) {
      inlineKernel(rewriter, kernel);
      summary.add(numInlined, "inlined");
    }
  }
};
} // namespace
