//===- LowerOutlined.cpp - qnt-lower-outlined -------------------------------------------------------------===//
#include "KernelModule.h"
#include "LoopGroups.h"
#include "LoopKernels.h"
#include "Qnt/IR/OwnOps.h"
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
#include "llvm/ADT/SetVector.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LOWEROUTLINED
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Who names which symbol of a module, found once for all of its functions.
class SymbolReaders {
public:
  explicit SymbolReaders(ModuleOp module) {
    for (Operation *op : collectOwn<Operation *>(module))
      add(op);
  }

  void add(Operation *op);
  /// `root` goes away, and what is in it.
  void drop(Operation *root);
  /// Those of a symbol that goes away.
  SmallVector<Operation *> take(StringAttr name);

private:
  DenseMap<StringAttr, llvm::SetVector<Operation *>> readers;
};

struct LowerOutlined : qnt::impl::LowerOutlinedBase<LowerOutlined> {
  void runOnOperation() override {
    PassSummary summary(getArgument(), getOperation());
    kernels.reset();
    readers.emplace(getOperation());
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
  void inlineCalls(func::FuncOp function, ArrayRef<func::CallOp> calls);

  std::optional<SymbolReaders> readers;
  std::optional<KernelModule> kernels; ///< when there are some
};
} // namespace

/// The first part of each name in the op's attributes.
static SmallVector<StringAttr> findNames(Operation *op) {
  SmallVector<StringAttr> names;
  op->getAttrDictionary().walk<WalkOrder::PreOrder>([&](SymbolRefAttr symbol) {
    names.push_back(symbol.getRootReference());
    return WalkResult::skip();
  });
  return names;
}

void SymbolReaders::add(Operation *op) {
  for (StringAttr name : findNames(op))
    readers[name].insert(op);
}

void SymbolReaders::drop(Operation *root) {
  root->walk([&](Operation *op) {
    for (StringAttr name : findNames(op))
      readers[name].remove(op);
  });
}

SmallVector<Operation *> SymbolReaders::take(StringAttr name) {
  SmallVector<Operation *> taken = llvm::to_vector(readers[name]);
  readers.erase(name);
  return taken;
}

FailureOr<SmallVector<func::CallOp>> LowerOutlined::findCalls(func::FuncOp function) {
  SmallVector<func::CallOp> calls;
  for (Operation *reader : readers->take(function.getSymNameAttr())) {
    auto call = dyn_cast<func::CallOp>(reader);
    if (!call)
      return function.emitOpError() << "expected only calls of an outlined kernel, got '" << reader->getName() << "'";
    readers->drop(call);
    calls.push_back(call);
  }
  return calls;
}

/// The body in place of each call; its loops are to become one launch for each.
void LowerOutlined::inlineCalls(func::FuncOp function, ArrayRef<func::CallOp> calls) {
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
      copy->walk([&](Operation *inner) { readers->add(inner); });
      copy->walk([&](linalg::LinalgOp loop) { loop->setAttr(kLoopKernelName, builder.getStringAttr(name)); });
    }
    SmallVector<Value> results;
    for (Value result : body.getTerminator()->getOperands())
      results.push_back(mapping.lookupOrDefault(result));
    call.replaceAllUsesWith(results);
    call.erase();
  }
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
  readers->drop(function);
  if (isa<SimtScheduleAttr>(schedule)) {
    inlineCalls(function, *calls);
    function.erase();
    return success();
  }
  if (!kernels)
    kernels.emplace(getOperation());
  LoopFunction loops(function);
  LaunchShape shape;
  std::string reason;
  gpu::GPUFuncOp kernel = loops.emit(*kernels, function.getName(), schedule, shape, reason);
  if (!kernel)
    return function.emitOpError() << "expected a kernel that schedule " << schedule << " can be used for, but "
                                  << reason;
  for (func::CallOp call : *calls)
    if (failed(loops.replaceCall(call, kernel, shape)))
      return failure();
  function.erase();
  return success();
}
