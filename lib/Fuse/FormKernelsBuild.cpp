//===- FormKernelsBuild.cpp - qnt.kernel ops out of planned kernels ----------------------------------------===//
#include "FormKernelsBuild.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include <queue>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

namespace {
/// Fills the body of one kernel.
class KernelBuilder {
public:
  KernelBuilder(PlannedKernel &kernel, const BlockGraph &graph)
      : kernel(kernel), graph(graph), builder(kernel.ops.front()->getContext()) {}

  /// Copies the ops; finds the inputs.
  void fillBody();
  ArrayRef<Value> getInputs() const { return inputs.getArrayRef(); }
  /// `read`: what any kernel reads. Adds what is to stand for the results of the ops to `replacements`.
  KernelOp build(const DenseSet<Value> &read, SmallVectorImpl<std::pair<Value, Value>> &replacements);

private:
  /// Which repeated ops get a copy: all but views of what comes from outside.
  bool isCopied(Operation *repeated) const {
    if (graph.getKernel(repeated) == &kernel)
      return false;
    if (classify(repeated) != OpClass::View)
      return true;
    return llvm::any_of(repeated->getOperands(), [&](Value operand) { return isInside(operand); });
  }
  bool isInside(Value value) const { return mapping.contains(value) && !inputs.contains(value); }
  void clone(Operation *op);
  void cloneUniform(Operation *op);
  SmallVector<Value> getResults(const DenseSet<Value> &read) const;

  PlannedKernel &kernel;
  const BlockGraph &graph;
  OpBuilder builder;
  Region region;
  Block *body = nullptr;
  IRMapping mapping;
  SetVector<Value> inputs;
};
} // namespace

/// A clone in the body; values from outside that it reads become inputs.
void KernelBuilder::clone(Operation *op) {
  for (Value value : getReadValues(op)) {
    if (mapping.contains(value))
      continue;
    Operation *producer = value.getDefiningOp();
    if (producer && isUniformConstant(producer)) {
      builder.clone(*producer, mapping);
      continue;
    }
    inputs.insert(value);
    mapping.map(value, body->addArgument(value.getType(), value.getLoc()));
  }
  builder.clone(*op, mapping);
}

/// What an op that stays outside, or another kernel, reads.
SmallVector<Value> KernelBuilder::getResults(const DenseSet<Value> &read) const {
  SmallVector<Value> results;
  for (Operation *op : kernel.ops)
    for (Value result : op->getResults())
      if (read.contains(result) || llvm::any_of(result.getUsers(), [&](Operation *user) {
            Operation *inBlock = op->getBlock()->findAncestorOpInBlock(*user);
            return !inBlock || graph.getKernel(inBlock) != &kernel;
          }))
        results.push_back(result);
  return results;
}

void KernelBuilder::fillBody() {
  body = &region.emplaceBlock();
  builder.setInsertionPointToStart(body);
  for (Operation *op : kernel.ops) {
    for (Operation *repeated : graph.getRepeatedOps(op))
      if (isCopied(repeated) && !mapping.contains(repeated->getResult(0)))
        clone(repeated);
    clone(op);
  }
}

KernelOp KernelBuilder::build(const DenseSet<Value> &read, SmallVectorImpl<std::pair<Value, Value>> &replacements) {
  SmallVector<Value> results = getResults(read);
  Location loc = kernel.anchor ? kernel.anchor->getLoc() : kernel.ops.back()->getLoc();
  SmallVector<Value> yielded = llvm::map_to_vector(results, [&](Value value) { return mapping.lookup(value); });
  builder.setInsertionPointToEnd(body);
  qnt::YieldOp::create(builder, loc, yielded);

  builder.setInsertionPoint(kernel.ops.back());
  auto op =
      KernelOp::create(builder, loc, TypeRange(ValueRange(results)), inputs.getArrayRef(), StringAttr(), Attribute());
  op.getBody().takeBody(region);
  for (auto [result, replacement] : llvm::zip_equal(results, op.getResults()))
    replacements.emplace_back(result, replacement);
  return op;
}

SmallVector<KernelOp> form_kernels::buildKernels(ArrayRef<PlannedKernel *> kernels, const BlockGraph &graph) {
  std::vector<std::unique_ptr<KernelBuilder>> builders;
  // Also what only the copies of repeated ops read is a result of the kernel that computes it.
  DenseSet<Value> read;
  for (PlannedKernel *kernel : kernels) {
    builders.push_back(std::make_unique<KernelBuilder>(*kernel, graph));
    builders.back()->fillBody();
    read.insert(builders.back()->getInputs().begin(), builders.back()->getInputs().end());
  }
  SmallVector<KernelOp> built;
  SmallVector<std::pair<Value, Value>> replacements;
  for (std::unique_ptr<KernelBuilder> &builder : builders)
    built.push_back(builder->build(read, replacements));
  for (auto [value, replacement] : replacements)
    value.replaceAllUsesWith(replacement);
  // Not before: the graph knows ops by their addresses.
  for (PlannedKernel *kernel : kernels)
    for (Operation *op : kernel->ops)
      op->dropAllReferences();
  for (PlannedKernel *kernel : kernels)
    for (Operation *op : kernel->ops)
      op->erase();
  return built;
}

//===----------------------------------------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------------------------------------===//

void form_kernels::orderBlock(Block *block) {
  SmallVector<Operation *> ops;
  DenseMap<Operation *, unsigned> position;
  for (Operation &op : *block) {
    position[&op] = ops.size();
    ops.push_back(&op);
  }
  SmallVector<SmallVector<unsigned>> users(ops.size());
  SmallVector<unsigned> numMissing(ops.size(), 0);
  std::optional<unsigned> lastEffect;
  auto order = [&](unsigned before, unsigned after) {
    users[before].push_back(after);
    ++numMissing[after];
  };
  for (auto [i, op] : llvm::enumerate(ops)) {
    for (Value value : getReadValues(op))
      if (Operation *producer = value.getDefiningOp())
        if (auto it = position.find(producer); it != position.end())
          order(it->second, i);
    if (isMemoryEffectFree(op) && !op->hasTrait<OpTrait::IsTerminator>())
      continue;
    if (lastEffect)
      order(*lastEffect, i);
    lastEffect = i;
  }
  std::priority_queue<unsigned, std::vector<unsigned>, std::greater<>> ready;
  for (unsigned i = 0; i < ops.size(); ++i)
    if (numMissing[i] == 0)
      ready.push(i);
  while (!ready.empty()) {
    unsigned next = ready.top();
    ready.pop();
    ops[next]->moveBefore(block, block->end());
    for (unsigned user : users[next])
      if (--numMissing[user] == 0)
        ready.push(user);
  }
}

//===----------------------------------------------------------------------------------------------------===//
// What nothing reads any more
//===----------------------------------------------------------------------------------------------------===//

void form_kernels::eraseUnread(Operation *root) {
  SmallVector<Operation *> ops;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) {
    ops.push_back(op);
    return isa<KernelOp, InvokeQuantOp>(op) ? WalkResult::skip() : WalkResult::advance();
  });
  // Users before what they read.
  for (Operation *op : llvm::reverse(ops))
    if (op != root && isOpTriviallyDead(op))
      op->erase();
}

void form_kernels::dropUnreadResults(Operation *root, const DenseSet<Operation *> &built) {
  SmallVector<Operation *> kernels;
  root->walk([&](KernelOp kernel) {
    if (built.contains(kernel))
      kernels.push_back(kernel);
  });
  RewritePatternSet patterns(root->getContext());
  KernelOp::getCanonicalizationPatterns(patterns, root->getContext());
  GreedyRewriteConfig config;
  config.enableFolding(false).enableConstantCSE(false).setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
  (void)applyOpPatternsGreedily(kernels, FrozenRewritePatternSet(std::move(patterns)), config);
}
