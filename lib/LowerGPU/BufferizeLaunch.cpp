//===- BufferizeLaunch.cpp - qnt.launch on tensors becomes qnt.launch on memrefs --------------------------===//
//
//   %y = qnt.launch ... ins(%x) outs(%init) -> tensor<?x64xf16>
//   // after: %y lies in the buffer of %init, or in a copy of it where %init is read later
//   qnt.launch ... ins(%x_buffer) outs(%y_buffer : memref<?x64xf16>)
//
// Kernels take the base of a contiguous buffer. A slice of a larger one is copied out, and, as an output, copied back.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::bufferization;

static bool isContiguous(Value buffer) { return cast<MemRefType>(buffer.getType()).getLayout().isIdentity(); }

/// A new contiguous buffer with the contents of `buffer`.
static Value copyOut(OpBuilder &builder, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  SmallVector<Value> sizes;
  for (auto [i, size] : llvm::enumerate(type.getShape()))
    if (ShapedType::isDynamic(size))
      sizes.push_back(memref::DimOp::create(builder, loc, buffer, i));
  auto contiguous =
      MemRefType::get(type.getShape(), type.getElementType(), MemRefLayoutAttrInterface(), type.getMemorySpace());
  Value copy = memref::AllocOp::create(builder, loc, contiguous, sizes);
  memref::CopyOp::create(builder, loc, buffer, copy);
  return copy;
}

namespace {
struct LaunchBufferization : DstBufferizableOpInterfaceExternalModel<LaunchBufferization, LaunchOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &, const AnalysisState &) const { return true; }
  bool bufferizesToMemoryWrite(Operation *op, OpOperand &operand, const AnalysisState &) const {
    return cast<LaunchOp>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter, const BufferizationOptions &options,
                          BufferizationState &state) const;
};
} // namespace

LogicalResult LaunchBufferization::bufferize(Operation *op, RewriterBase &rewriter, const BufferizationOptions &options,
                                             BufferizationState &state) const {
  auto launch = cast<LaunchOp>(op);
  if (!launch.hasTensorSemantics())
    return success();
  rewriter.setInsertionPoint(op);
  SmallVector<Value> inputs, outputs, results;
  for (OpOperand &operand : op->getOpOperands()) {
    bool isOutput = launch.isDpsInit(&operand);
    Value value = operand.get();
    if (isa<TensorType>(value.getType())) {
      FailureOr<Value> buffer = getBuffer(rewriter, value, options, state);
      if (failed(buffer))
        return failure();
      value = *buffer;
      if (isOutput)
        results.push_back(value);
      if (!isContiguous(value))
        value = copyOut(rewriter, op->getLoc(), value);
    }
    if (isOutput)
      outputs.push_back(value);
    else if (operand.getOperandNumber() >= launch.getInputs().getBeginOperandIndex())
      inputs.push_back(value);
  }
  auto onBuffers = LaunchOp::create(rewriter, op->getLoc(), TypeRange(), launch.getKernelAttr(), launch.getGridX(),
                                    launch.getGridY(), launch.getGridZ(), launch.getBlockAttr(),
                                    launch.getClusterAttr(), launch.getSharedBytes(), inputs, outputs);
  onBuffers->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  for (auto [output, result] : llvm::zip_equal(outputs, results))
    if (output != result)
      memref::CopyOp::create(rewriter, op->getLoc(), output, result);
  replaceOpWithBufferizedValues(rewriter, op, results);
  return success();
}

void mlir::qnt::registerLowerGPUDialects(DialectRegistry &registry) {
  registry.insert<gpu::GPUDialect, LLVM::LLVMDialect, memref::MemRefDialect, NVVM::NVVMDialect, scf::SCFDialect>();
  registry.addExtension(
      +[](MLIRContext *context, QntDialect *) { LaunchOp::attachInterface<LaunchBufferization>(*context); });
}
