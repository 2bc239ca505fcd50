//===- DeviceMemory.cpp - memrefs in the memory of a GPU --------------------------------------------------===//
#include "DeviceMemory.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace mlir::qnt;

Attribute mlir::qnt::getDeviceSpace(MLIRContext *context) {
  return gpu::AddressSpaceAttr::get(context, gpu::AddressSpace::Global);
}

bool mlir::qnt::isDeviceMemory(Type type) {
  auto memory = dyn_cast<BaseMemRefType>(type);
  // Not by comparing with getDeviceSpace: the dialect may not be loaded where no such memory is.
  auto space = memory ? dyn_cast_if_present<gpu::AddressSpaceAttr>(memory.getMemorySpace()) : nullptr;
  return space && space.getValue() == gpu::AddressSpace::Global;
}

bool mlir::qnt::isInKernel(Operation *op) { return op->getParentOfType<gpu::GPUModuleOp>() != nullptr; }

Value mlir::qnt::getMemoryRoot(Value memory) {
  // In code that is never reached a view may be its own source.
  llvm::SmallPtrSet<Operation *, 8> views;
  for (auto view = memory.getDefiningOp<ViewLikeOpInterface>();
       view && !isa<bufferization::CloneOp>(view) && views.insert(view).second;
       view = memory.getDefiningOp<ViewLikeOpInterface>())
    memory = view.getViewSource();
  return memory;
}

/// Memory that nothing but its own views shares.
static bool isOwn(Value root) { return isa_and_nonnull<memref::AllocOp, bufferization::CloneOp>(root.getDefiningOp()); }

/// Known before the memory `root` was taken.
static bool isBefore(Value memory, Value root) {
  Operation *taken = root.getDefiningOp(), *op = memory.getDefiningOp();
  Block *block = memory.getParentBlock();
  Operation *holder = block->findAncestorOpInBlock(*taken);
  return holder && (!op || op->isBeforeInBlock(holder));
}

/// Memory that was taken for `root` alone.
static bool isApart(Value root, Value other) {
  return isOwn(root) && (isOwn(other) || other.getDefiningOp<memref::GetGlobalOp>() || isBefore(other, root));
}

bool mlir::qnt::mayShareMemory(Value first, Value second) {
  Value root = getMemoryRoot(first), other = getMemoryRoot(second);
  if (root == other)
    return true;
  return !isApart(root, other) && !isApart(other, root);
}
