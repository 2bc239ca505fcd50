//===- BufferizeDevice.cpp - qnt-bufferize-device ---------------------------------------------------------===//
#include "DeviceMemory.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/Bufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_BUFFERIZEDEVICE
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// What the runtime gives, and what a kernel may ask of a base address.
static constexpr int64_t kAlignment = 256;

static bufferization::OneShotBufferizationOptions getOptions(MLIRContext *context) {
  bufferization::OneShotBufferizationOptions options;
  options.bufferizeFunctionBoundaries = true;
  // A loop may carry another tensor into each trip.
  options.allowReturnAllocsFromLoops = true;
  options.setFunctionBoundaryTypeConversion(bufferization::LayoutMapOption::IdentityLayoutMap);
  options.bufferAlignment = kAlignment;
  Attribute space = getDeviceSpace(context);
  options.defaultMemorySpaceFn = [space](TensorType) -> std::optional<Attribute> { return space; };
  return options;
}

namespace {
/// A tensor of one number.
struct FillSplat : OpRewritePattern<tensor::SplatOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(tensor::SplatOp op, PatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(op.getType());
    Value empty =
        tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType(), op.getDynamicSizes());
    rewriter.replaceOp(op, linalg::FillOp::create(rewriter, op.getLoc(), op.getInput(), empty).getResults());
    return success();
  }
};
} // namespace

/// Upstream bufferizes some ops into the host's memory alone: as others, which write into a tensor that is given.
static void writeIntoGiven(Operation *root) {
  RewritePatternSet patterns(root->getContext());
  linalg::populateConvertToDestinationStylePatterns(patterns);
  patterns.add<FillSplat>(root->getContext());
  (void)applyPatternsGreedily(root, std::move(patterns));
}

namespace {
struct BufferizeDevicePass : qnt::impl::BufferizeDeviceBase<BufferizeDevicePass> {
  void runOnOperation() override {
    PassSummary summary("qnt-bufferize-device", getOperation());
    writeIntoGiven(getOperation());
    bufferization::BufferizationState state;
    bufferization::BufferizationStatistics counts;
    if (failed(bufferization::runOneShotModuleBufferize(getOperation(), getOptions(&getContext()), state, &counts)))
      return signalPassFailure();
    summary.add(numBuffers, "buffers", counts.numBufferAlloc);
    summary.add(numOutOfPlace, "out-of-place", counts.numTensorOutOfPlace);
  }
};
} // namespace
