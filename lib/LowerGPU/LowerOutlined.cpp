//===- LowerOutlined.cpp - qnt-lower-outlined -------------------------------------------------------------===//
#include "KernelModule.h"
#include "LoopKernels.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"

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
};
} // namespace

LogicalResult LowerOutlined::lower(func::FuncOp function) {
  Attribute schedule = function->getAttr(kFunctionScheduleName);
  if (!isa<RowwiseScheduleAttr, ElementwiseScheduleAttr>(schedule))
    return function.emitOpError() << "expected schedule #qnt.rowwise or #qnt.elementwise, got " << schedule;
  std::optional<SymbolTable::UseRange> uses = SymbolTable::getSymbolUses(function, getOperation());
  SmallVector<func::CallOp> calls;
  for (SymbolTable::SymbolUse use : *uses) {
    auto call = dyn_cast<func::CallOp>(use.getUser());
    if (!call)
      return function.emitOpError() << "expected only calls of an outlined kernel, got '" << use.getUser()->getName()
                                    << "'";
    calls.push_back(call);
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
  for (func::CallOp call : calls)
    if (failed(loops.replaceCall(call, kernel, shape)))
      return failure();
  function.erase();
  return success();
}
