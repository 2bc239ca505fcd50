//===- BufferizeDevice.cpp - qnt-bufferize-device ---------------------------------------------------------===//
#include "DeviceMemory.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/Bufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

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
struct BufferizeDevicePass : qnt::impl::BufferizeDeviceBase<BufferizeDevicePass> {
  void runOnOperation() override {
    PassSummary summary("qnt-bufferize-device", getOperation());
    bufferization::BufferizationState state;
    bufferization::BufferizationStatistics counts;
    if (failed(bufferization::runOneShotModuleBufferize(getOperation(), getOptions(&getContext()), state, &counts)))
      return signalPassFailure();
    summary.add(numBuffers, "buffers", counts.numBufferAlloc);
    summary.add(numOutOfPlace, "out-of-place", counts.numTensorOutOfPlace);
  }
};
} // namespace
