//===- LimitRecursion.cpp - qnt-limit-recursion -----------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Analysis/CallGraph.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SCCIterator.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_LIMITRECURSION
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

using Cycle = SmallVector<func::FuncOp>;

static constexpr StringLiteral messageStart = "'func.func' op reached the limit of ";

/// Nothing inside an isolated region sees the depth.
static bool isIsolated(func::CallOp call, func::FuncOp caller) {
  Operation *parent = call->getParentWithTrait<OpTrait::IsIsolatedFromAbove>();
  return parent != caller;
}

/// The call of a function of the cycle passes one more than the caller got, as redirectCalls makes it do; one that does
/// not see the depth has to call a front.
static bool goesDeeper(func::CallOp call, func::FuncOp caller) {
  if (isIsolated(call, caller))
    return true;
  auto sum = call.getNumOperands() ? call.getOperands().back().getDefiningOp<arith::AddIOp>() : arith::AddIOp();
  return sum && sum.getLhs() == caller.getArguments().back() && matchPattern(sum.getRhs(), m_One());
}

/// The function counts its calls already: a check of its last argument stands first, and calls in the cycle go deeper.
static bool isLimited(func::FuncOp function, ArrayRef<func::FuncOp> cycle) {
  Block &entry = function.getBody().front();
  auto checks = entry.getOps<cf::AssertOp>();
  if (checks.empty() || function.getNumArguments() == 0)
    return false;
  cf::AssertOp check = *checks.begin();
  auto fits = check.getArg().getDefiningOp<arith::CmpIOp>();
  APInt limit;
  if (!fits || fits.getPredicate() != arith::CmpIPredicate::ult || fits.getLhs() != entry.getArguments().back() ||
      !matchPattern(fits.getRhs(), m_ConstantInt(&limit)) || !check.getMsg().starts_with(messageStart))
    return false;
  WalkResult calls = function.walk([&](func::CallOp call) {
    bool isInCycle = llvm::any_of(cycle, [&](func::FuncOp other) { return other.getName() == call.getCallee(); });
    return isInCycle && !goesDeeper(call, function) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return !calls.wasInterrupted();
}

/// Functions of the module that can reach themselves through calls by name, grouped by who reaches whom. A module
/// inside of it has functions of its own, which call each other alone.
static SmallVector<Cycle> findCycles(ModuleOp module) {
  CallGraph graph(module);
  SmallVector<Cycle> cycles;
  for (auto it = llvm::scc_begin(const_cast<const CallGraph *>(&graph)); !it.isAtEnd(); ++it) {
    if (!it.hasCycle())
      continue;
    Cycle cycle;
    for (const CallGraphNode *node : *it)
      if (!node->isExternal())
        if (auto function = dyn_cast<func::FuncOp>(node->getCallableRegion()->getParentOp());
            function && function->getParentOp() == module)
          cycle.push_back(function);
    bool isKnown = llvm::any_of(cycle, [&](func::FuncOp function) { return isLimited(function, cycle); });
    if (!cycle.empty() && !isKnown)
      cycles.push_back(std::move(cycle));
  }
  return cycles;
}

/// Leaves a function of the same name and type in front of `function`, which gets a name and an argument of its own.
static func::FuncOp createFront(func::FuncOp function, SymbolTable &symbols) {
  OpBuilder builder(function);
  auto front = func::FuncOp::create(builder, function.getLoc(), function.getName(), function.getFunctionType());
  front->setAttrs(function->getAttrDictionary());
  auto visibility = function.getVisibility();
  symbols.remove(function);
  symbols.insert(front);
  front.setVisibility(visibility);
  SymbolTable::setSymbolName(function, (function.getName() + "_nested").str());
  symbols.insert(function, std::next(front->getIterator()));
  function.setPrivate();
  function->removeAttr("llvm.emit_c_interface");
  return front;
}

static void addDepth(func::FuncOp function, int64_t limit) {
  Type index = IndexType::get(function.getContext());
  Block &entry = function.getBody().front();
  (void)function.insertArgument(function.getNumArguments(), index, {}, function.getLoc());
  ImplicitLocOpBuilder b(function.getLoc(), function.getContext());
  b.setInsertionPointToStart(&entry);
  Value most = arith::ConstantIndexOp::create(b, limit);
  Value holds = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, entry.getArguments().back(), most);
  cf::AssertOp::create(b, holds, messageStart.str() + std::to_string(limit) + " nested calls");
}

/// The front calls with depth 0.
static void fillFront(func::FuncOp front, func::FuncOp nested) {
  ImplicitLocOpBuilder b(front.getLoc(), front.getContext());
  b.setInsertionPointToStart(front.addEntryBlock());
  SmallVector<Value> operands(front.getArguments());
  operands.push_back(arith::ConstantIndexOp::create(b, 0));
  func::ReturnOp::create(b, func::CallOp::create(b, nested, operands).getResults());
}

/// Calls among the functions of a cycle go one deeper; calls from outside stay with the fronts.
static void redirectCalls(ArrayRef<func::FuncOp> nested, const llvm::StringMap<func::FuncOp> &byName) {
  for (func::FuncOp caller : nested)
    caller.walk([&](func::CallOp call) {
      auto it = byName.find(call.getCallee());
      if (it == byName.end())
        return;
      if (isIsolated(call, caller))
        return remarkSkipped("qnt-limit-recursion", call, "the call stands in an isolated region");
      ImplicitLocOpBuilder b(call.getLoc(), call);
      Value depth = caller.getArguments().back();
      SmallVector<Value> operands(call.getOperands());
      operands.push_back(arith::AddIOp::create(b, depth, arith::ConstantIndexOp::create(b, 1)));
      auto deeper = func::CallOp::create(b, it->second, operands);
      call.replaceAllUsesWith(deeper.getResults());
      call.erase();
    });
}

namespace {
struct LimitRecursionPass : qnt::impl::LimitRecursionBase<LimitRecursionPass> {
  using Base::Base;
  void runOnOperation() override {
    PassSummary summary("qnt-limit-recursion", getOperation());
    SymbolTable symbols(getOperation());
    for (Cycle &cycle : findCycles(getOperation())) {
      llvm::StringMap<func::FuncOp> byName;
      SmallVector<func::FuncOp> fronts;
      for (func::FuncOp function : cycle) {
        byName[function.getName()] = function;
        fronts.push_back(createFront(function, symbols));
        addDepth(function, limit);
        summary.add(numLimited, "limited");
      }
      redirectCalls(cycle, byName);
      for (auto [front, function] : llvm::zip(fronts, cycle))
        fillFront(front, function);
    }
  }
};
} // namespace
