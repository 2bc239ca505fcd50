//===- OutlineKernels.cpp - qnt-outline-kernels -----------------------------------------------------------===//
#include "OutlineKernels.h"
#include "LoopKernels.h"
#include "Qnt/IR/OwnOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_OUTLINEKERNELS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Sizes of the kernel's inputs that are inputs, too, become sizes of the arguments: so all know that they are equal.
static void findSizesAgain(KernelOp kernel, func::FuncOp function) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
  for (auto [operand, argument] : llvm::zip_equal(kernel.getInputs(), function.getArguments())) {
    Operation *size = operand.getDefiningOp();
    bool isSize = isa_and_nonnull<tensor::DimOp, qnt::DimOp>(size);
    auto source = isSize ? llvm::find(kernel.getInputs(), size->getOperand(0)) : kernel.getInputs().end();
    if (source == kernel.getInputs().end())
      continue;
    IRMapping mapping;
    mapping.map(size->getOperand(0), function.getArgument(source - kernel.getInputs().begin()));
    for (Value index : llvm::drop_begin(size->getOperands())) {
      Operation *constant = index.getDefiningOp();
      if (constant && constant->hasTrait<OpTrait::ConstantLike>())
        builder.clone(*constant, mapping);
    }
    if (llvm::all_of(size->getOperands(), [&](Value value) { return mapping.contains(value); }))
      argument.replaceAllUsesWith(builder.clone(*size, mapping)->getResult(0));
  }
}

bool mlir::qnt::holdsContraction(KernelOp kernel) {
  return kernel.getBody()
      .walk([](Operation *op) { return WalkResult(failure(becomesContraction(op))); })
      .wasInterrupted();
}

func::FuncOp mlir::qnt::outlineBody(KernelOp kernel, NumberedSymbols &symbols, StringRef name) {
  auto type = FunctionType::get(kernel.getContext(), kernel.getOperandTypes(), kernel.getResultTypes());
  auto function = func::FuncOp::create(kernel.getLoc(), name, type);
  function.setPrivate();
  IRMapping mapping;
  kernel.getBody().cloneInto(&function.getBody(), mapping);
  Operation *yield = function.getBody().front().getTerminator();
  OpBuilder builder(yield);
  func::ReturnOp::create(builder, yield->getLoc(), yield->getOperands());
  yield->erase();
  findSizesAgain(kernel, function);
  symbols.insert(function);
  return function;
}

/// Kernels of rows and elements, and what a thread computes of a contraction for itself.
static bool isOutlined(KernelOp kernel) {
  Attribute schedule = kernel.getScheduleAttr();
  if (isa_and_nonnull<RowwiseScheduleAttr, ElementwiseScheduleAttr>(schedule))
    return true;
  // A region whose floats are f32 is lowered with the kernels in it.
  return isa_and_nonnull<SimtScheduleAttr>(schedule) && holdsContraction(kernel) &&
         !kernel->getParentOfType<InvokeQuantOp>();
}

/// Constants go along, so that whoever lowers the function sees them as it would in the program.
static void sinkConstants(KernelOp kernel) {
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.getBody().front());
  for (unsigned i = kernel.getInputs().size(); i-- > 0;) {
    Operation *constant = kernel.getInputs()[i].getDefiningOp();
    if (!constant || !constant->hasTrait<OpTrait::ConstantLike>())
      continue;
    kernel.getBody().getArgument(i).replaceAllUsesWith(builder.clone(*constant)->getResult(0));
    kernel.getBody().eraseArgument(i);
    kernel->eraseOperand(i);
  }
}

namespace {
struct OutlineKernels : qnt::impl::OutlineKernelsBase<OutlineKernels> {
  void runOnOperation() override {
    PassSummary summary(getArgument(), getOperation());
    NumberedSymbols symbols(getOperation());
    for (KernelOp kernel : collectOwn<KernelOp>(getOperation())) {
      if (!isOutlined(kernel))
        continue;
      StringRef kind = cast<ScheduleAttrInterface>(kernel.getScheduleAttr()).getKindName();
      StringRef name = kernel.getKernelNameAttr() ? *kernel.getKernelName() : kind;
      if (isa<SimtScheduleAttr>(kernel.getScheduleAttr()))
        sinkConstants(kernel);
      func::FuncOp function = outlineBody(kernel, symbols, name);
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
