//===- ReductionPatterns.cpp - smaller forms of a module that carries its data ----------------------------===//
//
// Each step is tried on a copy and kept when the test still finds the copy interesting:
//
//   results    a result of @main is dropped, and what only it needs
//   cut        an op of @main becomes an argument that holds what the interpreter computes for it
//   forward    an op's result becomes one of its operands of the same type
//   arguments  arguments of @main that nothing uses are dropped
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ReductionPatterns.h"
#include "Qnt/IR/QntDialect.h"
#include "Qnt/RandomModules/InputData.h"
#include "Qnt/RandomModules/RandomModule.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Reducer/ReductionPatternInterface.h"

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Steps on a module
//===----------------------------------------------------------------------------------------------------===//

static func::FuncOp getMain(ModuleOp module) { return module.lookupSymbol<func::FuncOp>("main"); }

static func::ReturnOp getReturn(func::FuncOp function) {
  func::ReturnOp found;
  function.walk([&](func::ReturnOp op) { found = op; });
  return found;
}

/// Ops whose results nothing needs, again and again, and functions that nothing calls. The driver of the patterns goes
/// through functions: those of the module itself it erases on its own.
static void eraseUnused(ModuleOp module, bool functions = true) {
  bool changed = true;
  while (changed) {
    SmallVector<Operation *> unused;
    module.walk([&](Operation *op) {
      // Each step is tested: a call that has an effect comes back.
      if (isOpTriviallyDead(op) || (isa<func::CallOp>(op) && op->use_empty()))
        unused.push_back(op);
    });
    for (auto function : module.getOps<func::FuncOp>())
      if (functions && unused.empty() && function.isPrivate() && SymbolTable::symbolKnownUseEmpty(function, module))
        unused.push_back(function);
    // Inner ops come before those that hold them.
    for (Operation *op : unused)
      op->erase();
    changed = !unused.empty();
  }
}

/// Leaves the results of @main for which `isKept` holds.
static void keepResults(ModuleOp module, llvm::function_ref<bool(unsigned)> isKept) {
  func::FuncOp function = getMain(module);
  func::ReturnOp terminator = getReturn(function);
  llvm::BitVector dropped(terminator.getNumOperands());
  for (unsigned i = 0; i < terminator.getNumOperands(); ++i)
    dropped[i] = !isKept(i);
  terminator->eraseOperands(dropped);
  (void)function.eraseResults(dropped);
}

static void dropUnusedArguments(ModuleOp module) {
  func::FuncOp function = getMain(module);
  llvm::BitVector unused(function.getNumArguments());
  for (BlockArgument argument : function.getArguments())
    unused[argument.getArgNumber()] = argument.use_empty();
  (void)function.eraseArguments(unused);
}

/// What the interpreter computes for a value of @main's first block; null when it cannot.
static Attribute evaluate(ModuleOp module, Value value) {
  IRMapping mapping;
  OwningOpRef<ModuleOp> copy(cast<ModuleOp>(module->clone(mapping)));
  func::FuncOp function = getMain(*copy);
  func::ReturnOp terminator = getReturn(function);
  terminator->setOperands(mapping.lookup(value));
  function.setFunctionType(
      FunctionType::get(module.getContext(), function.getArgumentTypes(), mapping.lookup(value).getType()));
  auto inputs = random_modules::readInputs(function);
  if (!inputs) {
    llvm::consumeError(inputs.takeError());
    return {};
  }
  auto results = reference::Interpreter(*copy).run("main", *inputs);
  if (!results) {
    llvm::consumeError(results.takeError());
    return {};
  }
  return random_modules::toAttribute(results->front());
}

/// Replaces the results of an op by arguments that hold the same. False when it cannot.
static bool cut(ModuleOp module, Operation *op) {
  func::FuncOp function = getMain(module);
  for (Value result : op->getResults()) {
    if (result.use_empty())
      continue;
    Attribute data = evaluate(module, result);
    if (!data)
      return false;
    unsigned index = function.getNumArguments();
    auto attrs = DictionaryAttr::get(
        module.getContext(), NamedAttribute(StringAttr::get(module.getContext(), random_modules::kInputAttr), data));
    if (failed(function.insertArgument(index, result.getType(), attrs, op->getLoc())))
      return false;
    result.replaceAllUsesWith(function.getArgument(index));
  }
  return true;
}

/// Replaces the op's result by its operand `index` of the same type.
static bool forward(Operation *op, unsigned index) {
  if (op->getNumResults() != 1 || op->getOperand(index).getType() != op->getResult(0).getType())
    return false;
  op->getResult(0).replaceAllUsesWith(op->getOperand(index));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Patterns that test themselves
//===----------------------------------------------------------------------------------------------------===//

using Step = llvm::function_ref<bool(ModuleOp module, Operation *op)>;

/// Does `step` on a copy; does it here when the copy is interesting.
static bool tryStep(Operation *op, const Tester &tester, Step step) {
  auto module = op->getParentOfType<ModuleOp>();
  IRMapping mapping;
  OwningOpRef<ModuleOp> copy(cast<ModuleOp>(module->clone(mapping)));
  if (!step(*copy, mapping.lookup(op)))
    return false;
  eraseUnused(*copy);
  dropUnusedArguments(*copy);
  if (tester.isInteresting(*copy).first != Tester::Interestingness::True)
    return false;
  return step(module, op);
}

namespace {

/// Drops results of @main: halves first, then one after the other.
struct DropResults : OpRewritePattern<func::ReturnOp> {
  DropResults(MLIRContext *context, const Tester &tester) : OpRewritePattern(context), tester(tester) {}

  LogicalResult matchAndRewrite(func::ReturnOp op, PatternRewriter &) const override {
    if (op->getParentOfType<func::FuncOp>().getName() != "main")
      return failure();
    unsigned numResults = op.getNumOperands();
    for (unsigned size = numResults / 2; size >= 1; size /= 2)
      for (unsigned begin = 0; begin < numResults; begin += size) {
        auto keep = [&](ModuleOp module, Operation *) {
          keepResults(module, [&](unsigned i) { return i < begin || i >= begin + size; });
          return true;
        };
        if (tryStep(op, tester, keep))
          return success();
      }
    return failure();
  }

  const Tester &tester;
};

/// Cuts ops of @main's first block, or forwards an operand.
struct CutOp : RewritePattern {
  CutOp(MLIRContext *context, const Tester &tester)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context), tester(tester) {}

  LogicalResult matchAndRewrite(Operation *op, PatternRewriter &) const override {
    auto function = dyn_cast<func::FuncOp>(op->getParentOp());
    bool isCuttable = function && function.getName() == "main" && op->getBlock() == &function.getBody().front() &&
                      op->getNumResults() > 0 && !op->use_empty();
    if (isCuttable && !op->hasTrait<OpTrait::ConstantLike>() &&
        tryStep(op, tester, [](ModuleOp module, Operation *copy) { return cut(module, copy); }))
      return success();
    for (unsigned i = 0; i < op->getNumOperands() && !op->use_empty(); ++i)
      if (tryStep(op, tester, [&](ModuleOp, Operation *copy) { return forward(copy, i); }))
        return success();
    return failure();
  }

  const Tester &tester;
};

/// What the steps before left behind.
struct DropUnused : OpRewritePattern<func::FuncOp> {
  DropUnused(MLIRContext *context, const Tester &tester) : OpRewritePattern(context), tester(tester) {}

  LogicalResult matchAndRewrite(func::FuncOp op, PatternRewriter &) const override {
    bool hasUnused = llvm::any_of(op.getArguments(), [](Value argument) { return argument.use_empty(); });
    op.walk([&](func::CallOp call) { hasUnused |= call->use_empty(); });
    if (op.getName() != "main" || !hasUnused)
      return failure();
    auto module = op->getParentOfType<ModuleOp>();
    auto drop = [&](ModuleOp changed, Operation *) {
      eraseUnused(changed, /*functions=*/changed != module);
      dropUnusedArguments(changed);
      return true;
    };
    return success(tryStep(op, tester, drop));
  }

  const Tester &tester;
};

struct ReductionPatterns : DialectReductionPatternInterface {
  explicit ReductionPatterns(Dialect *dialect) : DialectReductionPatternInterface(dialect) {}

  void populateReductionPatterns(RewritePatternSet &) const override {}
  void populateReductionPatternsWithTester(RewritePatternSet &patterns, Tester &tester) const override {
    patterns.add<DropResults, CutOp, DropUnused>(patterns.getContext(), tester);
  }
};

} // namespace

void qnt::registerReductionPatterns(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *, QntDialect *dialect) { dialect->addInterfaces<ReductionPatterns>(); });
}
