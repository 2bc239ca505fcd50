//===- ConvertLaunches.cpp - qnt-convert-launches ---------------------------------------------------------===//
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Target/Passes.h"
#include "RuntimeCalls.h"
#include "StageBoundaries.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CONVERTLAUNCHES
#include "Qnt/Target/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// #gpu.address_space<global> as memory space 1, which conversions to LLVM know.
static void numberMemorySpaces(Operation *op) {
  AttrTypeReplacer replacer;
  replacer.addReplacement([](gpu::AddressSpaceAttr space) -> std::optional<Attribute> {
    if (space.getValue() != gpu::AddressSpace::Global)
      return std::nullopt;
    return IntegerAttr::get(IntegerType::get(space.getContext(), 64), 1);
  });
  replacer.recursivelyReplaceElementsIn(op, /*replaceAttrs=*/true, /*replaceLocs=*/false, /*replaceTypes=*/true);
}

/// Ops that this pass replaces.
static bool isReplaced(Operation *op) {
  return isa<LaunchOp, ReadElementOp, WriteElementOp, memref::AllocOp, memref::DeallocOp, memref::GetGlobalOp>(op);
}

/// True when the op reads or writes memory of the device itself.
static bool touchesDevice(Operation *op) {
  auto effects = dyn_cast<MemoryEffectOpInterface>(op);
  if (!effects || isReplaced(op))
    return false;
  SmallVector<MemoryEffects::EffectInstance> instances;
  effects.getEffects(instances);
  return llvm::any_of(instances, [](const MemoryEffects::EffectInstance &instance) {
    return instance.getValue() && isOnDevice(instance.getValue().getType());
  });
}

static LogicalResult checkLaunch(LaunchOp launch) {
  for (auto [index, argument] : llvm::enumerate(launch->getOperands()))
    if (isa<TensorType>(argument.getType()) || (isa<MemRefType>(argument.getType()) && !isOnDevice(argument.getType())))
      return launch.emitOpError("operand #")
             << index << ": expected memory of the device (#gpu.address_space<global>), got " << argument.getType();
  return success();
}

/// Copies of memory of the device, and what the runtime reserves, have sizes in bytes.
static LogicalResult checkSizes(Operation *op, TypeRange types) {
  for (Type type : types) {
    auto memory = dyn_cast<MemRefType>(type);
    if (!memory || !isOnDevice(memory))
      continue;
    if (!getElementBytes(memory.getElementType()))
      return op->emitOpError("expected memory of the device to hold integers, floats or indices, got ") << memory;
    if (!getKnownBytes(memory))
      return op->emitOpError("expected memory of the device of less than 2^63 bytes, got ") << memory;
  }
  return success();
}

/// Errors for what the host cannot do.
static LogicalResult checkHost(func::FuncOp function) {
  if (failed(checkSizes(function, function.getFunctionType().getInputs())) ||
      failed(checkSizes(function, function.getFunctionType().getResults())))
    return failure();
  WalkResult result = function.walk([](Operation *op) {
    if (failed(checkSizes(op, op->getResultTypes())))
      return WalkResult::interrupt();
    if (auto launch = dyn_cast<LaunchOp>(op); launch && failed(checkLaunch(launch)))
      return WalkResult::interrupt();
    if (!touchesDevice(op))
      return WalkResult::advance();
    op->emitOpError(
        "touches memory of the device on the host: expected qnt.read_element, qnt.write_element or a launch");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// Constants lie in memory of the host until they are copied.
static LogicalResult moveGlobals(ModuleOp module) {
  for (auto global : module.getOps<memref::GlobalOp>()) {
    MemRefType type = global.getType();
    if (!isOnDevice(type))
      continue;
    if (!global.getConstant() || !global.getInitialValue() || isa<UnitAttr>(*global.getInitialValue()))
      return global.emitOpError("on the device is expected to be a constant with a value");
    global.setType(MemRefType::get(type.getShape(), type.getElementType()));
  }
  return success();
}

namespace {
struct ConvertLaunchesPass : qnt::impl::ConvertLaunchesBase<ConvertLaunchesPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-convert-launches", getOperation());
    for (Operation &op : getOperation().getOps())
      if (isa<func::FuncOp, memref::GlobalOp>(op))
        numberMemorySpaces(&op);
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp function : functions)
      if (failed(checkHost(function)))
        return signalPassFailure();
    if (failed(moveGlobals(getOperation())))
      return signalPassFailure();
    RuntimeCalls calls(getOperation());
    for (func::FuncOp function : functions) {
      SmallVector<Operation *> ops;
      function.walk([&](Operation *op) { ops.push_back(op); });
      for (Operation *op : ops)
        convert(op, calls, summary);
    }
    SymbolTable symbols(getOperation());
    for (func::FuncOp function : functions)
      if (function.isPublic() && !function.isExternal())
        stageBoundary(function, calls, symbols);
  }

  void convert(Operation *op, RuntimeCalls &calls, PassSummary &summary) {
    ImplicitLocOpBuilder b(op->getLoc(), op);
    if (auto launch = dyn_cast<LaunchOp>(op)) {
      convertLaunch(b, launch, calls);
      summary.add(numLaunches, "launches");
    } else if (auto read = dyn_cast<ReadElementOp>(op)) {
      read.replaceAllUsesWith(calls.readElement(b, read.getMemory(), read.getIndices()));
    } else if (auto write = dyn_cast<WriteElementOp>(op)) {
      calls.writeElement(b, write.getElement(), write.getMemory(), write.getIndices());
    } else if (auto alloc = dyn_cast<memref::AllocOp>(op); alloc && isOnDevice(alloc.getType())) {
      alloc.replaceAllUsesWith(calls.allocate(b, alloc.getType(), alloc.getDynamicSizes()));
    } else if (auto dealloc = dyn_cast<memref::DeallocOp>(op); dealloc && isOnDevice(dealloc.getMemref().getType())) {
      calls.release(b, dealloc.getMemref());
    } else if (auto global = dyn_cast<memref::GetGlobalOp>(op); global && isOnDevice(global.getType())) {
      MemRefType type = global.getType();
      auto hostType = MemRefType::get(type.getShape(), type.getElementType());
      Value host = memref::GetGlobalOp::create(b, hostType, global.getName());
      global.replaceAllUsesWith(calls.getConstant(b, host, type));
    } else {
      return;
    }
    op->erase();
  }

  static void convertLaunch(ImplicitLocOpBuilder &b, LaunchOp launch, RuntimeCalls &calls) {
    auto getIndex = [&](int64_t number) -> Value { return arith::ConstantIndexOp::create(b, number); };
    SmallVector<Value> sizes(launch.getGrid());
    for (int32_t size : launch.getBlock())
      sizes.push_back(getIndex(size));
    for (unsigned axis = 0; axis < 3; ++axis)
      sizes.push_back(getIndex(launch.getCluster() ? (*launch.getCluster())[axis] : 1));
    sizes.push_back(launch.getSharedBytes() ? launch.getSharedBytes() : getIndex(0));
    SmallVector<Value> arguments(launch.getInputs());
    llvm::append_range(arguments, launch.getOutputs());
    calls.launch(b, launch.getKernel().getLeafReference(), sizes, arguments);
  }
};
} // namespace
