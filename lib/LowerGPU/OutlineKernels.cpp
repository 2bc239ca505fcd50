//===- OutlineKernels.cpp - qnt-outline-kernels -----------------------------------------------------------===//
#include "OutlineKernels.h"
#include "LoopKernels.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

func::FuncOp mlir::qnt::outlineBody(KernelOp kernel, ModuleOp module, StringRef name) {
  auto type = FunctionType::get(module.getContext(), kernel.getOperandTypes(), kernel.getResultTypes());
  auto function = func::FuncOp::create(kernel.getLoc(), name, type);
  function.setPrivate();
  IRMapping mapping;
  kernel.getBody().cloneInto(&function.getBody(), mapping);
  Operation *yield = function.getBody().front().getTerminator();
  OpBuilder builder(yield);
  func::ReturnOp::create(builder, yield->getLoc(), yield->getOperands());
  yield->erase();
  SymbolTable(module).insert(function);
  return function;
}

namespace {
struct OutlineKernels : qnt::impl::OutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    PassSummary summary(getArgument(), getOperation());
    SmallVector<KernelOp> kernels;
    getOperation().walk([&](KernelOp kernel) {
      if (isa_and_nonnull<RowwiseScheduleAttr, ElementwiseScheduleAttr>(kernel.getScheduleAttr()))
        kernels.push_back(kernel);
    });
    for (KernelOp kernel : kernels) {
      StringRef kind = cast<ScheduleAttrInterface>(kernel.getScheduleAttr()).getKindName();
      StringRef name = kernel.getKernelNameAttr() ? *kernel.getKernelName() : kind;
      func::FuncOp function = outlineBody(kernel, getOperation(), name);
      function->setAttr(kFunctionScheduleName, kernel.getScheduleAttr());
      OpBuilder builder(kernel);
      auto call = func::CallOp::create(builder, kernel.getLoc(), function, kernel.getOperands());
      call->setDiscardableAttrs(kernel->getDiscardableAttrDictionary());
      kernel.replaceAllUsesWith(call.getResults());
      kernel.erase();
      summary.add(numOutlined, "outlined-kernels");
    }
  }
};
} // namespace
