//===- LaunchLoops.cpp - qnt-launch-loops -----------------------------------------------------------------===//
#include "DeviceMemory.h"
#include "KernelModule.h"
#include "LoopKernel.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LAUNCHLOOPS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct LaunchLoopsPass : qnt::impl::LaunchLoopsBase<LaunchLoopsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-launch-loops", getOperation());
    // Also without kernels: whoever compiles the module sees that it was lowered.
    kernels = getKernelModule(getOperation());
    taken.clear();
    for (auto symbol : kernels.getOps<SymbolOpInterface>())
      taken.insert(symbol.getName());
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(launchLoops(function, summary)))
        return signalPassFailure();
  }

private:
  LogicalResult launchLoops(func::FuncOp function, PassSummary &summary);

  gpu::GPUModuleOp kernels;
  llvm::StringSet<> taken; ///< names of symbols of `kernels`
};
} // namespace

static bool isOnDevice(Operation *op) { return llvm::any_of(op->getOperandTypes(), isDeviceMemory); }

/// Copies, fills and maps as linalg.generic.
static LogicalResult generalize(Operation *op) {
  IRRewriter rewriter(op);
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    linalg::makeMemRefCopyOp(rewriter, copy.getLoc(), copy.getSource(), copy.getTarget());
    copy.erase();
    return success();
  }
  if (isa<linalg::GenericOp>(op))
    return success();
  Attribute kernel = op->getAttr(kLoopKernelName);
  FailureOr<linalg::GenericOp> generic = linalg::generalizeNamedOp(rewriter, cast<linalg::LinalgOp>(op));
  if (failed(generic))
    return op->emitOpError("cannot be written as a loop for a GPU");
  if (kernel)
    (*generic)->setAttr(kLoopKernelName, kernel);
  return success();
}

/// Constants of bodies stand outside, where the host has their addresses.
static void hoistGlobals(linalg::GenericOp op) {
  SmallVector<memref::GetGlobalOp> globals;
  op.getBody()->walk([&](memref::GetGlobalOp global) { globals.push_back(global); });
  for (memref::GetGlobalOp global : globals)
    global->moveBefore(op);
}

LogicalResult LaunchLoopsPass::launchLoops(func::FuncOp function, PassSummary &summary) {
  SmallVector<Operation *> loops;
  function.walk([&](Operation *op) {
    if (isa<linalg::LinalgOp, memref::CopyOp>(op) && isOnDevice(op))
      loops.push_back(op);
  });
  for (Operation *op : loops)
    if (failed(generalize(op)))
      return failure();
  unsigned number = 0;
  SmallVector<Block *> blocks;
  // From the outside: loops in a body are the body's.
  WalkResult result = function.walk<WalkOrder::PreOrder>([&](linalg::GenericOp op) -> WalkResult {
    if (!isOnDevice(op))
      return WalkResult::advance();
    hoistGlobals(op);
    if (std::string reason = explainNoKernel(op); !reason.empty())
      return op.emitOpError() << "cannot be a kernel: " << reason;
    if (!llvm::is_contained(blocks, op->getBlock()))
      blocks.push_back(op->getBlock());
    return WalkResult::skip();
  });
  if (result.wasInterrupted())
    return failure();
  DenseMap<StringAttr, Block *> named;
  for (Block *block : blocks)
    for (const LoopLaunch &launch : formLoopLaunches(*block)) {
      auto [before, isFirst] = named.try_emplace(launch.name, block);
      if (launch.name && !isFirst)
        remarkSkipped(getArgument(), launch.getLastOp(),
                      "kernel '" + launch.name.getValue() + "' is no single launch: " +
                          (before->second == block ? launch.reason : "the host has a loop or a branch in it"));
      std::string name;
      do
        name = (function.getName() + "_" + Twine(number++)).str();
      while (!taken.insert(name).second);
      for (const LoopGroup &group : launch.groups)
        summary.add(numLoops, "loops", group.ops.size());
      summary.add(numKernels, "kernels");
      qnt::launchLoops(launch, kernels, name);
    }
  return success();
}
