//===- BufferizeDevice.cpp - qnt-bufferize-device ---------------------------------------------------------===//
#include "DeviceMemory.h"
#include "OwnBranchResults.h"
#include "Qnt/IR/GpuTarget.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/IR/UseOrder.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Padding.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/Bufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/PassManager.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_BUFFERIZEDEVICE
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static bufferization::OneShotBufferizationOptions getOptions(MLIRContext *context) {
  bufferization::OneShotBufferizationOptions options;
  options.bufferizeFunctionBoundaries = true;
  // A loop may carry another tensor into each trip.
  options.allowReturnAllocsFromLoops = true;
  options.setFunctionBoundaryTypeConversion(bufferization::LayoutMapOption::IdentityLayoutMap);
  options.bufferAlignment = kBufferAlignment;
  Attribute space = getDeviceSpace(context);
  options.defaultMemorySpaceFn = [space](TensorType) -> std::optional<Attribute> { return space; };
  return options;
}

/// A tensor of one number.
static void fillSplat(RewriterBase &rewriter, tensor::SplatOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  rewriter.setInsertionPoint(op);
  Value empty =
      tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType(), op.getDynamicSizes());
  rewriter.replaceOp(op, linalg::FillOp::create(rewriter, op.getLoc(), op.getInput(), empty).getResults());
}

/// What a padded tensor holds where its source does not lie. The body looks at where it is, or gives the same
/// everywhere.
static FailureOr<Value> fillPadding(RewriterBase &rewriter, tensor::PadOp op, ValueRange dynamicSizes) {
  RankedTensorType type = op.getResultType();
  if (Value constant = op.getConstantPaddingValue()) {
    Operation *producer = constant.getDefiningOp();
    if (producer && op->isProperAncestor(producer))
      constant = rewriter.clone(*producer)->getResult(cast<OpResult>(constant).getResultNumber());
    Value empty = tensor::EmptyOp::create(rewriter, op.getLoc(), type.getShape(), type.getElementType(), dynamicSizes);
    return linalg::FillOp::create(rewriter, op.getLoc(), constant, empty).getResult(0);
  }
  FailureOr<Operation *> filled =
      linalg::rewriteInDestinationPassingStyle(rewriter, generatePadding(rewriter, op, dynamicSizes));
  if (failed(filled))
    return failure();
  return (*filled)->getResult(0);
}

static void writePadding(RewriterBase &rewriter, tensor::PadOp op) {
  FailureOr<SmallVector<Value>> dynamicSizes = getDynamicSizes(rewriter, op);
  if (failed(dynamicSizes))
    return;
  SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(rewriter, op.getLoc(), op.getSource());
  SmallVector<OpFoldResult> steps(op.getResultType().getRank(), rewriter.getIndexAttr(1));
  FailureOr<Value> filled = fillPadding(rewriter, op, *dynamicSizes);
  if (failed(filled))
    return;
  rewriter.setInsertionPoint(op);
  rewriter.replaceOpWithNewOp<tensor::InsertSliceOp>(op, op.getSource(), *filled, op.getMixedLowPad(), sizes, steps);
}

/// Upstream bufferizes some ops into the host's memory alone: as others, which write into a tensor that is given. One
/// by one: upstream's greedy driver comes back to what these rewrites have erased.
static void writeIntoGiven(Operation *root) {
  SmallVector<Operation *> ops;
  root->walk([&](Operation *op) {
    if (isa<tensor::FromElementsOp, tensor::GenerateOp, tensor::PadOp, tensor::SplatOp>(op))
      ops.push_back(op);
  });
  IRRewriter rewriter(root->getContext());
  for (Operation *op : ops) {
    rewriter.setInsertionPoint(op);
    llvm::TypeSwitch<Operation *>(op)
        .Case<tensor::PadOp>([&](auto pad) { writePadding(rewriter, pad); })
        .Case<tensor::FromElementsOp, tensor::GenerateOp>(
            [&](auto given) { (void)linalg::rewriteInDestinationPassingStyle(rewriter, given); })
        .Case<tensor::SplatOp>([&](auto splat) { fillSplat(rewriter, splat); });
  }
}

/// A tensor among the types of values that no buffer can be made for; nothing when there is none.
static Type findUnbufferizable(TypeRange types) {
  auto found = llvm::find_if(types, [](Type type) {
    auto tensor = dyn_cast<TensorType>(type);
    return tensor && !BaseMemRefType::isValidElementType(tensor.getElementType());
  });
  return found == types.end() ? Type() : *found;
}

/// Upstream makes buffers of types that it does not read back.
static LogicalResult checkTypes(Operation *root) {
  WalkResult result = root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    Type wrong = findUnbufferizable(op->getResultTypes());
    for (Region &region : op->getRegions())
      for (Block &block : region)
        wrong = wrong ? wrong : findUnbufferizable(block.getArgumentTypes());
    if (auto function = dyn_cast<FunctionOpInterface>(op); function && !wrong) {
      wrong = findUnbufferizable(function.getArgumentTypes());
      wrong = wrong ? wrong : findUnbufferizable(function.getResultTypes());
    }
    if (!wrong)
      return WalkResult::advance();
    op->emitOpError() << "expected tensors of numbers, which a buffer can hold, but got " << wrong;
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

static LogicalResult checkPaddings(Operation *root) {
  WalkResult result = root->walk([](tensor::PadOp op) -> WalkResult {
    return hasAllPaddings(op) ? success() : op.emitOpError("expected an operand for each dynamic padding");
  });
  return failure(result.wasInterrupted());
}

/// Upstream names one of them, not always the same.
static LogicalResult checkBufferizable(Operation *root) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  WalkResult result = root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    bool usesTensors = llvm::any_of(op->getOperandTypes(), isTensor) || llvm::any_of(op->getResultTypes(), isTensor);
    if (!usesTensors || isa<bufferization::BufferizableOpInterface>(op))
      return WalkResult::advance();
    op->emitOpError("expected an op on tensors that can be bufferized");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct BufferizeDevicePass : qnt::impl::BufferizeDeviceBase<BufferizeDevicePass> {
  void runOnOperation() override {
    PassSummary summary("qnt-bufferize-device", getOperation());
    if (failed(checkPaddings(getOperation())))
      return signalPassFailure();
    writeIntoGiven(getOperation());
    if (failed(checkTypes(getOperation())) || failed(checkBufferizable(getOperation())))
      return signalPassFailure();
    ownBranchResults(getOperation());
    bufferization::BufferizationState state;
    bufferization::BufferizationStatistics counts;
    if (failed(bufferization::runOneShotModuleBufferize(getOperation(), getOptions(&getContext()), state, &counts)))
      return signalPassFailure();
    // Upstream's bufferization leaves constants and uses in an order of chance.
    OpPassManager order(ModuleOp::getOperationName());
    order.addPass(createOrderGlobals());
    if (failed(runPipeline(order, getOperation())))
      return signalPassFailure();
    sortUses(getOperation());
    summary.add(numBuffers, "buffers", counts.numBufferAlloc);
    summary.add(numOutOfPlace, "out-of-place", counts.numTensorOutOfPlace);
  }
};
} // namespace
