//===- KernelArguments.cpp - buffers of kernels as bare pointers ------------------------------------------===//
#include "KernelArguments.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/GpuTarget.h"
#include "RowMajorBuffer.h"
#include "RuntimeCalls.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace mlir::qnt;

/// What the kernel may make of it: with an alignment of 16 LLVM reads 16 bytes at a time, those behind a buffer of 12
/// bytes included. So never more than what divides the buffer's size.
static int64_t getKnownAlignment(MemRefType type) {
  uint64_t bytes = getElementBytes(type.getElementType()).value_or(1);
  for (int64_t size : type.getShape())
    bytes *= ShapedType::isDynamic(size) || size == 0 ? 1 : size;
  uint64_t alignment = bytes & -bytes, most = kBufferAlignment;
  return alignment == 0 ? most : std::min(most, alignment);
}

/// Why a launch cannot give this memref as one pointer; empty when it can.
static StringRef getObstacle(MemRefType type) {
  if (!type.getLayout().isIdentity())
    return "expected a buffer without a layout";
  if (llvm::any_of(type.getShape().drop_front(type.getRank() ? 1 : 0), ShapedType::isDynamic))
    return "expected only the outermost size to be dynamic";
  return "";
}

/// True when the value is `argument` itself, seen as another type.
static bool isViewOf(Value value, Value argument) {
  // In code that is never reached a cast may be its own source.
  llvm::SmallPtrSet<Operation *, 8> casts;
  while (value != argument) {
    auto cast = value.getDefiningOp<memref::CastOp>();
    if (!cast || !casts.insert(cast).second)
      return false;
    value = cast.getSource();
  }
  return true;
}

/// The outermost size is no argument of the kernel.
static LogicalResult checkSizes(gpu::GPUFuncOp kernel, BlockArgument argument, MemRefType type) {
  if (type.hasStaticShape())
    return success();
  WalkResult result = kernel.walk([&](Operation *op) {
    bool asks = isa<memref::DimOp, memref::ExtractStridedMetadataOp, memref::CopyOp>(op);
    if (!asks || llvm::none_of(op->getOperands(), [&](Value value) { return isViewOf(value, argument); }))
      return WalkResult::advance();
    auto dim = dyn_cast<memref::DimOp>(op);
    if (dim && dim.getConstantIndex().value_or(0) != 0)
      return WalkResult::advance();
    op->emitOpError("asks for the dynamic size of argument ")
        << argument.getArgNumber() << " of kernel '" << kernel.getName()
        << "', which is one pointer: expected the size as an argument of its own";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult qnt::convertKernelArguments(gpu::GPUFuncOp kernel, const LLVMTypeConverter &converter) {
  Block &entry = kernel.getBody().front();
  ImplicitLocOpBuilder b(kernel.getLoc(), kernel.getContext());
  b.setInsertionPointToStart(&entry);
  auto pointerType =
      LLVM::LLVMPointerType::get(kernel.getContext(), static_cast<unsigned>(NVVM::NVVMMemorySpace::Global));
  SmallVector<Type> types(kernel.getFunctionType().getInputs());
  for (auto [index, type] : llvm::enumerate(types)) {
    if (isa<UnrankedMemRefType>(type))
      return kernel.emitOpError("argument ") << index << ": expected a ranked buffer, got " << type;
    auto memref = dyn_cast<MemRefType>(type);
    if (!memref)
      continue;
    BlockArgument argument = entry.getArgument(index);
    if (StringRef obstacle = getObstacle(memref); !obstacle.empty())
      return kernel.emitOpError("argument ") << index << ": " << obstacle << ", got " << memref;
    if (failed(checkSizes(kernel, argument, memref)))
      return failure();
    argument.setType(pointerType);
    kernel.setArgAttr(index, LLVM::LLVMDialect::getAlignAttrName(), b.getI64IntegerAttr(getKnownAlignment(memref)));
    Value buffer = buildRowMajorBuffer(b, argument, memref, /*dynamicSizes=*/{}, converter);
    // All but what makes the descriptor.
    argument.replaceUsesWithIf(buffer,
                               [](OpOperand &use) { return !isa<LLVM::LLVMDialect>(use.getOwner()->getDialect()); });
    type = pointerType;
  }
  kernel.setFunctionType(FunctionType::get(kernel.getContext(), types, {}));
  return success();
}
