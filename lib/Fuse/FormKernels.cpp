//===- FormKernels.cpp - qnt-form-kernels -----------------------------------------------------------------===//
//
// Blocks are planned one by one, inner ones first. The rule is in docs/KernelRegions.md, what may be joined to what in
// FormKernelsRule.cpp and FormKernelsPrologues.cpp.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FormKernelsBuild.h"
#include "FormKernelsPlan.h"
#include "KernelNames.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/Names.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "ResolveSizes.h"
#include "SinkReshapes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_FORMKERNELS
#include "Qnt/Fuse/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

static constexpr StringLiteral passName = "qnt-form-kernels";

/// Blocks whose ops are the program's own steps, in program order, inner ones before those around them.
static void collectHostBlocks(Operation *root, SmallVectorImpl<Block *> &blocks) {
  // The ops of in_parallel are joined by its loop, not computed.
  if (isa<KernelOp, InvokeQuantOp, scf::InParallelOp>(root) || classify(root) != OpClass::Host)
    return;
  for (Region &region : root->getRegions()) {
    for (Block &block : region) {
      for (Operation &op : block)
        collectHostBlocks(&op, blocks);
      blocks.push_back(&block);
    }
  }
}

/// A cheap region stands beside each contraction that reads it, in loops too, but for the first one of its own block.
/// `readers` are in program order.
static void repeatRegion(InvokeQuantOp region, ArrayRef<Operation *> readers) {
  bool hasFirst = false;
  for (Operation *reader : readers) {
    bool isFirst = !hasFirst && reader->getBlock() == region->getBlock();
    hasFirst |= isFirst;
    if (isFirst)
      continue;
    OpBuilder builder(reader);
    Operation *copy = builder.clone(*region);
    for (auto [result, copied] : llvm::zip_equal(region.getResults(), copy->getResults()))
      result.replaceUsesWithIf(copied, [&](OpOperand &use) { return use.getOwner() == reader; });
  }
  if (region.use_empty())
    region.erase();
}

static void repeatRegions(Operation *root) {
  SmallVector<InvokeQuantOp> regions;
  DenseMap<Operation *, SmallVector<Operation *>> readers;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (auto region = dyn_cast<InvokeQuantOp>(op))
      if (classify(op) == OpClass::Pointwise && !isExpensive(op))
        regions.push_back(region);
    if (op != root && classify(op) == OpClass::Contraction)
      for (Value operand : getReadValues(op))
        if (operand.getDefiningOp<InvokeQuantOp>() && !llvm::is_contained(readers[operand.getDefiningOp()], op))
          readers[operand.getDefiningOp()].push_back(op);
    return isa<KernelOp, InvokeQuantOp>(op) ? WalkResult::skip() : WalkResult::advance();
  });
  for (InvokeQuantOp region : regions)
    repeatRegion(region, readers.lookup(region));
}

namespace {
struct FormKernelsPass : qnt::impl::FormKernelsBase<FormKernelsPass> {
  using FormKernelsBase::FormKernelsBase;

  void runOnOperation() override {
    PassSummary summary(passName, getOperation());
    resolveSizes(getOperation());
    sinkReshapes(getOperation());
    eraseUnread(getOperation());
    repeatRegions(getOperation());
    DenseSet<Operation *> built;
    SmallVector<Block *> blocks;
    collectHostBlocks(getOperation(), blocks);
    for (Block *block : blocks)
      formKernels(block, built, summary);
    eraseUnread(getOperation());
    dropUnreadResults(getOperation(), built);
    eraseUnread(getOperation());
    nameKernels(getOperation());
  }

private:
  void formKernels(Block *block, DenseSet<Operation *> &built, PassSummary &summary) {
    for (Operation &op : *block)
      if (std::string reason = classify(&op) == OpClass::Host ? getHostReason(&op) : ""; !reason.empty())
        remarkSkipped(passName, &op, reason);
    KernelPlan plan(block, maxOps);
    plan.run();
    SmallVector<PlannedKernel *> kernels = plan.getKernels();
    if (kernels.empty())
      return;
    for (PlannedKernel *kernel : kernels)
      report(*kernel, summary);
    for (KernelOp kernel : buildKernels(kernels, plan.getGraph()))
      built.insert(kernel);
    orderBlock(block);
  }

  void report(const PlannedKernel &kernel, PassSummary &summary) {
    summary.add(numKernels, "kernels");
    summary.add(numOps, "ops", static_cast<int64_t>(kernel.ops.size()));
    if (kernel.ops.size() > 1)
      return;
    Operation *op = kernel.ops.front();
    std::string reason = "'" + getSourceName(op) + "' is a kernel by itself: ";
    if (kernel.kind == PlannedKernel::Alone)
      reason += "'" + op->getName().getStringRef().str() + "' is not joined to others";
    else
      reason +=
          kernel.notes.empty() ? "no op beside it computes its operands or reads its result" : kernel.notes.front();
    remarkSkipped(passName, op, reason);
  }
};
} // namespace
