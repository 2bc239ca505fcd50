//===- FormKernelsGraph.cpp - the ops of a block as planned kernels and what they depend on ----------------===//
#include "FormKernelsGraph.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

SetVector<Value> form_kernels::getReadValues(Operation *op) {
  SetVector<Value> values(op->operand_begin(), op->operand_end());
  getUsedValuesDefinedAbove(op->getRegions(), values);
  return values;
}

BlockGraph::BlockGraph(Block *block) : block(block) {
  Operation *last = nullptr;
  for (Operation &op : *block) {
    if (isMemoryEffectFree(&op) && !op.hasTrait<OpTrait::IsTerminator>())
      continue;
    if (last)
      effectBefore[&op] = last;
    last = &op;
  }
}

PlannedKernel *BlockGraph::getProducer(Value value) const {
  Operation *producer = value.getDefiningOp();
  return producer ? getKernel(producer) : nullptr;
}

SmallVector<Operation *> BlockGraph::getRepeatedOps(Operation *op) const {
  SmallVector<Operation *> ops;
  DenseSet<Operation *> entered, done;
  SmallVector<Operation *> stack{op};
  while (!stack.empty()) {
    Operation *current = stack.back();
    if (!entered.insert(current).second) {
      stack.pop_back();
      if (current != op && done.insert(current).second)
        ops.push_back(current);
      continue;
    }
    for (Value value : getReadValues(current)) {
      Operation *producer = value.getDefiningOp();
      if (producer && !entered.contains(producer) && isRepeated(classify(producer)))
        stack.push_back(producer);
    }
  }
  return ops;
}

ArrayRef<Value> BlockGraph::getLeaves(Operation *op) {
  auto [it, isNew] = leavesOf.try_emplace(op);
  if (!isNew)
    return it->second;
  SetVector<Value> leaves;
  bool isHost = classify(op) == OpClass::Host;
  SmallVector<Value> stack = getReadValues(op).takeVector();
  DenseSet<Value> visited(stack.begin(), stack.end());
  while (!stack.empty()) {
    Value value = stack.pop_back_val();
    Operation *producer = value.getDefiningOp();
    OpClass opClass = producer ? classify(producer) : OpClass::Host;
    // Outside of kernels a decode is read where it is computed.
    if (!isRepeated(opClass) || (isHost && opClass == OpClass::Decode)) {
      leaves.insert(value);
      continue;
    }
    for (Value source : getReadValues(producer))
      if (visited.insert(source).second)
        stack.push_back(source);
  }
  return leavesOf[op] = leaves.takeVector();
}

BlockGraph::Node BlockGraph::getNode(Value value) const {
  Operation *producer = value.getDefiningOp();
  if (!producer || producer->getBlock() != block)
    return {};
  if (PlannedKernel *kernel = getKernel(producer))
    return {kernel, nullptr};
  return {nullptr, producer};
}

void BlockGraph::pushDependences(const Node &node, SmallVectorImpl<Node> &stack) {
  if (node.kernel) {
    for (Operation *op : node.kernel->ops)
      for (Value leaf : getLeaves(op))
        stack.push_back(getNode(leaf));
    return;
  }
  for (Value leaf : getLeaves(node.op))
    stack.push_back(getNode(leaf));
  if (Operation *before = effectBefore.lookup(node.op))
    stack.push_back({nullptr, before});
}

bool BlockGraph::dependsThroughOthers(ArrayRef<Value> values, PlannedKernel *kernel, PlannedKernel *other) {
  Operation *first = kernel->ops.front();
  for (Operation *op : kernel->ops)
    if (op->isBeforeInBlock(first))
      first = op;
  auto isJoined = [&](const Node &node) { return node.kernel && (node.kernel == kernel || node.kernel == other); };
  SmallVector<Node> stack;
  DenseSet<void *> visited;
  for (Value value : values) {
    Node node = getNode(value);
    if (node.getKey() && !isJoined(node))
      stack.push_back(node);
  }
  while (!stack.empty()) {
    Node node = stack.pop_back_val();
    if (!node.getKey() || !visited.insert(node.getKey()).second)
      continue;
    if (node.kernel == kernel)
      return true;
    // What stands before the kernel does not depend on it.
    if (isJoined(node) || (node.op && node.op->isBeforeInBlock(first)))
      continue;
    pushDependences(node, stack);
  }
  return false;
}

SmallVector<Value> BlockGraph::getInputs(PlannedKernel *kernel) {
  SetVector<Value> inputs;
  for (Operation *op : kernel->ops)
    for (Value leaf : getLeaves(op))
      if (getProducer(leaf) != kernel)
        inputs.insert(leaf);
  return inputs.takeVector();
}

bool BlockGraph::wouldCycle(PlannedKernel *a, PlannedKernel *b) {
  return dependsThroughOthers(getInputs(a), b, a) || dependsThroughOthers(getInputs(b), a, b);
}

Operation *BlockGraph::getLast(PlannedKernel *kernel) const {
  Operation *last = kernel->ops.front();
  for (Operation *op : kernel->ops)
    if (last->isBeforeInBlock(op))
      last = op;
  return last;
}
