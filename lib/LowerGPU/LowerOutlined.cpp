//===- LowerOutlined.cpp - qnt-lower-outlined -------------------------------------------------------------===//
#include "KernelModule.h"
#include "LoopGroups.h"
#include "LoopKernels.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LOWEROUTLINED
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct LowerOutlined : qnt::impl::LowerOutlinedBase<LowerOutlined> {
  void runOnOperation() override {
    PassSummary summary(getArgument(), getOperation());
    SmallVector<func::FuncOp> functions;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr(kFunctionScheduleName))
        functions.push_back(function);
    for (func::FuncOp function : functions) {
      if (failed(lower(function)))
        return signalPassFailure();
      summary.add(numLowered, "lowered-kernels");
    }
  }

private:
  LogicalResult lower(func::FuncOp function);
  FailureOr<SmallVector<func::CallOp>> findCalls(func::FuncOp function);
};
} // namespace

FailureOr<SmallVector<func::CallOp>> LowerOutlined::findCalls(func::FuncOp function) {
  std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(function, getOperation());
  SmallVector<func::CallOp> calls;
  for (SymbolTable::SymbolUse use : *uses) {
    auto call = dyn_cast<func::CallOp>(use.getUser());
    if (!call)
      return function.emitOpError() << "expected only calls of an outlined kernel, got '" << use.getUser()->getName()
                                    << "'";
    calls.push_back(call);
  }
  return calls;
}

/// The body in place of each call; its loops are to become one launch for each.
static void inlineCalls(func::FuncOp function, ArrayRef<func::CallOp> calls) {
  unsigned number = 0;
  for (func::CallOp call : calls) {
    OpBuilder builder(call);
    IRMapping mapping;
    mapping.map(function.getArguments(), call.getOperands());
    // An op's name, unlike a function's, may hold a colon.
    std::string name = function.getName().str();
    if (unsigned own = number++)
      name += ":" + std::to_string(own);
    Block &body = function.getBody().front();
    for (Operation &op : body.without_terminator()) {
      Operation *copy = builder.clone(op, mapping);
      copy->walk([&](linalg::LinalgOp loop) { loop->setAttr(kLoopKernelName, builder.getStringAttr(name)); });
    }
    SmallVector<Value> results;
    for (Value result : body.getTerminator()->getOperands())
      results.push_back(mapping.lookupOrDefault(result));
    call.replaceAllUsesWith(results);
    call.erase();
  }
  function.erase();
}

LogicalResult LowerOutlined::lower(func::FuncOp function) {
  Attribute schedule = function->getAttr(kFunctionScheduleName);
  if (!isa<RowwiseScheduleAttr, ElementwiseScheduleAttr, SimtScheduleAttr>(schedule))
    return function.emitOpError() << "expected schedule #qnt.rowwise, #qnt.elementwise or #qnt.simt, got " << schedule;
  if (!function.getBody().hasOneBlock())
    return function.emitOpError() << "expected an outlined kernel of one block";
  FailureOr<SmallVector<func::CallOp>> calls = findCalls(function);
  if (failed(calls))
    return failure();
  if (isa<SimtScheduleAttr>(schedule)) {
    inlineCalls(function, *calls);
    return success();
  }
  ModuleOp module = getOperation();
  if (!module.lookupSymbol(kKernelModuleName))
    module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(), UnitAttr::get(&getContext()));
  LoopFunction loops(function);
  LaunchShape shape;
  std::string reason;
  gpu::GPUFuncOp kernel = loops.emit(getKernelModule(module), function.getName(), schedule, shape, reason);
  if (!kernel)
    return function.emitOpError() << "expected a kernel that schedule " << schedule << " can be used for, but "
                                  << reason;
  for (func::CallOp call : *calls)
    if (failed(loops.replaceCall(call, kernel, shape)))
      return failure();
  function.erase();
  return success();
}
