//===- FormKernelsPlan.cpp - which ops of a block become one kernel ----------------------------------------===//
#include "FormKernelsPlan.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

/// Longest row that one block of threads takes up: 64 elements a thread of 1024.
static constexpr int64_t maxRowElements = 65536;

/// Calls `visit` on each whole op that reads a result of `op`, views that pass it on left out; stops when it gives
/// true.
static bool anyReader(Operation *op, function_ref<bool(Operation *)> visit) {
  SmallVector<Operation *> stack{op};
  DenseSet<Operation *> visited;
  while (!stack.empty()) {
    for (Operation *user : stack.pop_back_val()->getUsers()) {
      Operation *whole = getWhole(user);
      if (!visited.insert(whole).second)
        continue;
      if (classify(whole) == OpClass::View)
        stack.push_back(whole);
      else if (visit(whole))
        return true;
    }
  }
  return false;
}

bool form_kernels::hasHostUse(Operation *op) {
  return anyReader(op, [](Operation *reader) { return classify(reader) == OpClass::Host; });
}

bool form_kernels::feedsContraction(Operation *op) {
  return anyReader(op, [](Operation *reader) { return classify(reader) == OpClass::Contraction; });
}

void KernelPlan::run() {
  for (Operation &op : *block) {
    OpClass opClass = classify(&op);
    bool isPlaced = opClass >= OpClass::Pointwise || (opClass == OpClass::Decode && hasHostUse(&op));
    if (isPlaced)
      place(&op, opClass == OpClass::Decode ? OpClass::Pointwise : opClass);
  }
  // Once every result has its epilogue: an op between two contractions belongs to the first.
  for (size_t i = 0; i < kernels.size(); ++i)
    if (kernels[i]->kind == PlannedKernel::Anchored && !kernels[i]->ops.empty())
      joinPrologues(kernels[i].get());
}

SmallVector<PlannedKernel *> KernelPlan::getKernels() const {
  SmallVector<PlannedKernel *> live;
  for (const std::unique_ptr<PlannedKernel> &kernel : kernels)
    if (!kernel->ops.empty())
      live.push_back(kernel.get());
  for (PlannedKernel *kernel : live)
    llvm::sort(kernel->ops, [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  llvm::sort(live, [](PlannedKernel *a, PlannedKernel *b) { return a->ops.front()->isBeforeInBlock(b->ops.front()); });
  return live;
}

//===----------------------------------------------------------------------------------------------------===//
// Ops in program order
//===----------------------------------------------------------------------------------------------------===//

void KernelPlan::place(Operation *op, OpClass opClass) {
  SmallVector<PlannedKernel *> neighbours = getNeighbours(op);
  PlannedKernel *home = nullptr;
  SmallVector<std::pair<PlannedKernel *, std::string>> refused;
  bool mayJoin = opClass == OpClass::Pointwise || opClass == OpClass::Row;
  // A user's region belongs to the contraction that reads it.
  if (isa<InvokeQuantOp>(op) && feedsContraction(op))
    mayJoin = false;
  if (!mayJoin) {
    start(op, opClass);
    return;
  }
  for (PlannedKernel *neighbour : neighbours) {
    std::string reason = tryJoin(neighbour, op, opClass);
    if (reason.empty()) {
      home = neighbour;
      break;
    }
    refused.emplace_back(neighbour, reason);
  }
  if (!home)
    home = start(op, opClass);
  for (PlannedKernel *neighbour : neighbours)
    if (neighbour != home)
      if (std::string reason = tryMerge(neighbour, home, op); !reason.empty())
        refused.emplace_back(neighbour, reason);
  for (auto &[neighbour, reason] : refused)
    note(neighbour, home, op, reason);
}

void KernelPlan::note(PlannedKernel *producer, PlannedKernel *consumer, Operation *reader, const std::string &reason) {
  if (producer == consumer || producer->ops.empty())
    return;
  producer->notes.push_back("'" + reader->getName().getStringRef().str() + "', which reads its result, " + reason);
  for (Value leaf : graph.getLeaves(reader)) {
    if (graph.getProducer(leaf) != producer)
      continue;
    consumer->notes.push_back("it reads the result of '" + leaf.getDefiningOp()->getName().getStringRef().str() +
                              "' and " + reason);
    return;
  }
}

SmallVector<PlannedKernel *> KernelPlan::getNeighbours(Operation *op) {
  SetVector<PlannedKernel *> found;
  for (Value leaf : graph.getLeaves(op))
    if (PlannedKernel *kernel = graph.getProducer(leaf))
      found.insert(kernel);
  SmallVector<PlannedKernel *> neighbours = found.takeVector();
  llvm::sort(neighbours, [&](PlannedKernel *a, PlannedKernel *b) {
    bool isChainA = a->kind == PlannedKernel::Chain, isChainB = b->kind == PlannedKernel::Chain;
    if (isChainA != isChainB)
      return isChainB;
    return graph.getLast(b)->isBeforeInBlock(graph.getLast(a));
  });
  return neighbours;
}

/// A single row, or one too long, is not kept: the kernel gives what it reduced, and no more.
static bool keepsRows(Operation *op) {
  std::optional<AccessMaps> access = getAccessMaps(op);
  if (!access)
    return false;
  int64_t length = 1;
  bool isOneRow = true;
  ArrayRef<int64_t> shape = getShapeOf(op->getOperand(0));
  for (auto [loop, isReduced] : llvm::enumerate(access->isReduced)) {
    isOneRow &= isReduced;
    AffineMap map = access->operands.front();
    for (unsigned dim = 0; isReduced && map && dim < map.getNumResults(); ++dim)
      if (map.getResult(dim) == getAffineDimExpr(loop, op->getContext()) && !ShapedType::isDynamic(shape[dim]))
        length *= std::max<int64_t>(1, shape[dim]);
  }
  return !isOneRow && length <= maxRowElements;
}

/// What was a chain so far is what the rows are made of.
void KernelPlan::startRows(PlannedKernel &kernel, Operation *op) {
  Operation *first = findRowOp(op);
  kernel.kind = PlannedKernel::Row;
  kernel.anchor = op;
  kernel.holdsRows = keepsRows(first);
  kernel.firstRowId = nextId;
  ValueIds none;
  LocalityTrial trial(none, kernel.holdsRows, nextId);
  kernel.isOpaque = !trial.startRows(op);
  kernel.ids = std::move(trial.extra);
  if (std::optional<AccessMaps> access = getAccessMaps(first)) {
    kernel.rowShape.assign(getShapeOf(first->getOperand(0)).begin(), getShapeOf(first->getOperand(0)).end());
    kernel.rowReduced = access->isReduced;
  }
}

PlannedKernel *KernelPlan::start(Operation *op, OpClass opClass) {
  PlannedKernel *kernel = kernels.emplace_back(std::make_unique<PlannedKernel>()).get();
  kernel->add(op);
  graph.assign(op, kernel);
  if (opClass == OpClass::Pointwise)
    return kernel;
  if (opClass == OpClass::Row) {
    startRows(*kernel, op);
    return kernel;
  }
  kernel->anchor = op;
  kernel->kind = opClass == OpClass::Alone ? PlannedKernel::Alone : PlannedKernel::Anchored;
  ValueIds none;
  LocalityTrial trial(none, /*holdsRows=*/false, nextId);
  for (Value result : op->getResults())
    trial.startElements(result);
  kernel->ids = std::move(trial.extra);
  return kernel;
}

//===----------------------------------------------------------------------------------------------------===//
// Joining
//===----------------------------------------------------------------------------------------------------===//

std::string KernelPlan::tryJoin(PlannedKernel *kernel, Operation *op, OpClass opClass) {
  ValueIds ids;
  std::string reason = refuseJoin(kernel, op, opClass, ids);
  if (!reason.empty())
    return reason;
  kernel->add(op);
  graph.assign(op, kernel);
  if (opClass == OpClass::Row && kernel->kind == PlannedKernel::Chain) {
    startRows(*kernel, op);
    return "";
  }
  for (auto &[value, dimIds] : ids)
    kernel->ids[value] = std::move(dimIds);
  return "";
}

std::string KernelPlan::tryMerge(PlannedKernel *from, PlannedKernel *into, Operation *reader) {
  std::string reason = refuseMerge(from, into, reader);
  if (reason.empty())
    merge(from, into);
  return reason;
}

void KernelPlan::merge(PlannedKernel *from, PlannedKernel *into) {
  for (Operation *op : from->ops) {
    into->add(op);
    graph.assign(op, into);
  }
  for (auto &[value, dimIds] : from->ids)
    into->ids[value] = std::move(dimIds);
  from->ops.clear();
  from->ids.clear();
}
