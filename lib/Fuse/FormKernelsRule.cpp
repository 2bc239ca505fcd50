//===- FormKernelsRule.cpp - what may be joined to a kernel ------------------------------------------------===//
//
// Each function gives the reason why not, as the end of "'op', which reads its result, ...", or nothing.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FormKernelsPlan.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

static constexpr StringLiteral cycle = "also needs what other ops compute of its result";

/// A user's region is computed in the loops of the contraction that reads it, with elementwise ops beside it at most.
static bool belongsToContraction(const PlannedKernel &kernel) {
  return llvm::any_of(kernel.ops, [](Operation *op) { return isa<InvokeQuantOp>(op) && feedsContraction(op); });
}

/// Ids for what `op` reads of the kernel through repeated ops, then for its own results.
std::optional<Refusal> KernelPlan::followFrom(LocalityTrial &trial, Operation *op) {
  for (Operation *repeated : graph.getRepeatedOps(op))
    if (trial.dependsOnAny(repeated))
      if (std::optional<Refusal> refusal = trial.follow(repeated))
        return refusal;
  if (!trial.dependsOnAny(op))
    return std::nullopt;
  return trial.follow(op);
}

bool KernelPlan::repeatsResults(PlannedKernel *kernel, Operation *reader) {
  for (Value leaf : graph.getLeaves(reader)) {
    if (graph.getProducer(leaf) != kernel)
      continue;
    ValueIds none;
    LocalityTrial trial(none, /*holdsRows=*/false, nextId);
    trial.startElements(leaf);
    std::optional<Refusal> refusal = followFrom(trial, reader);
    if (refusal && refusal->kind == Refusal::Repeats)
      return true;
  }
  return false;
}

bool KernelPlan::wouldRepeat(PlannedKernel *kernel, Operation *reader) {
  return repeatsResults(kernel, reader) && (kernel->isExpensive || hasOtherReaders(kernel, reader));
}

bool KernelPlan::hasOtherReaders(PlannedKernel *kernel, Operation *reader) {
  SmallVector<Operation *> stack;
  for (Value leaf : graph.getLeaves(reader))
    if (graph.getProducer(leaf) == kernel)
      stack.push_back(leaf.getDefiningOp());
  DenseSet<Operation *> visited;
  while (!stack.empty()) {
    for (Operation *user : stack.pop_back_val()->getUsers()) {
      Operation *whole = getWhole(user);
      if (whole == reader || !visited.insert(whole).second)
        continue;
      if (isRepeated(classify(whole)))
        stack.push_back(whole);
      else if (graph.getKernel(whole) != kernel)
        return true;
    }
  }
  return false;
}

bool KernelPlan::hasSameRows(PlannedKernel *kernel, Operation *op) const {
  std::optional<AccessMaps> access = getAccessMaps(op);
  return access && ArrayRef(kernel->rowShape) == getShapeOf(op->getOperand(0)) &&
         kernel->rowReduced == access->isReduced;
}

//===----------------------------------------------------------------------------------------------------===//
// An op and the kernel that computes what it reads
//===----------------------------------------------------------------------------------------------------===//

std::string KernelPlan::refuseJoin(PlannedKernel *kernel, Operation *op, OpClass opClass, ValueIds &ids) {
  if (kernel->kind == PlannedKernel::Alone)
    return "cannot join it: '" + kernel->anchor->getName().getStringRef().str() + "' is a kernel by itself";
  if (kernel->isOpaque)
    return "cannot join it: how '" + kernel->anchor->getName().getStringRef().str() + "' splits its work is not known";
  if (kernel->ops.size() >= maxOps)
    return "would be an op beyond max-ops";
  if (graph.dependsThroughOthers(graph.getLeaves(op), kernel))
    return cycle.str();
  if (kernel->kind != PlannedKernel::Chain)
    return refuseFollow(kernel, op, opClass, ids);
  if (opClass == OpClass::Row && belongsToContraction(*kernel))
    return "cannot join it: it belongs to the contraction that reads it";
  if (wouldRepeat(kernel, op))
    return "would compute it several times";
  return "";
}

/// `op`, of the results of a contraction, reads or writes elements in another order than these have.
static bool reorders(const LocalityTrial &trial, Operation *op) {
  auto loops = dyn_cast<linalg::LinalgOp>(op);
  if (!loops || !trial.dependsOnAny(op))
    return false;
  return llvm::any_of(op->getOpOperands(), [&](OpOperand &operand) {
    bool isResult = loops.isDpsInit(&operand) || trial.depends(operand.get());
    return isResult && !loops.getMatchingIndexingMap(&operand).isIdentity();
  });
}

std::string KernelPlan::refuseFollow(PlannedKernel *kernel, Operation *op, OpClass opClass, ValueIds &ids) {
  LocalityTrial trial(kernel->ids, kernel->holdsRows, nextId);
  std::optional<Refusal> refusal = followFrom(trial, op);
  if (refusal)
    return refusal->reason;
  bool depends = trial.dependsOnAny(op);
  bool isOrdered = kernel->kind == PlannedKernel::Anchored &&
                   (suitsTensorCores(kernel->anchor) || multipliesTensors(kernel->anchor));
  if (isOrdered && (reorders(trial, op) || llvm::any_of(graph.getRepeatedOps(op), [&](Operation *repeated) {
                      return reorders(trial, repeated);
                    })))
    return "moves elements of what tensor cores compute";
  if (!depends && kernel->kind == PlannedKernel::Anchored)
    return "is no part of the contraction's results";
  if (!depends && wouldRepeat(kernel, op))
    return "would compute it several times";
  if (opClass == OpClass::Row && !depends)
    return refuseRow(kernel, op, ids);
  ids = std::move(trial.extra);
  return "";
}

/// A second reduction of what the rows are made of: rows of the same shape are the same rows.
std::string KernelPlan::refuseRow(PlannedKernel *kernel, Operation *op, ValueIds &ids) {
  if (!hasSameRows(kernel, op))
    return "reduces along other dimensions";
  ValueIds none;
  int64_t id = kernel->firstRowId;
  LocalityTrial own(none, kernel->holdsRows, id);
  own.startRows(op);
  ids = std::move(own.extra);
  return "";
}

//===----------------------------------------------------------------------------------------------------===//
// Two kernels whose results one op reads
//===----------------------------------------------------------------------------------------------------===//

std::string KernelPlan::refuseMerge(PlannedKernel *from, PlannedKernel *into, Operation *reader) {
  if (from->ops.size() + into->ops.size() > maxOps)
    return "is in a kernel that would grow beyond max-ops";
  if (from->kind == PlannedKernel::Row && into->kind == PlannedKernel::Row)
    return refuseRowMerge(from, into, reader);
  if (from->kind != PlannedKernel::Chain || into->kind == PlannedKernel::Alone)
    return "is in a kernel with an anchor of its own";
  if (into->kind == PlannedKernel::Anchored) {
    bool isPrologue =
        graph.dependsThroughOthers(graph.getLeaves(into->anchor), from) ||
        llvm::any_of(graph.getLeaves(into->anchor), [&](Value leaf) { return graph.getProducer(leaf) == from; });
    if (isPrologue)
      return "is in the kernel of a contraction that reads it, too";
  }
  if (into->kind != PlannedKernel::Chain && belongsToContraction(*from))
    return "cannot join it: it belongs to the contraction that reads it";
  if (wouldRepeat(from, reader))
    return "would compute it several times";
  if (graph.wouldCycle(from, into))
    return cycle.str();
  return "";
}

std::string KernelPlan::refuseRowMerge(PlannedKernel *from, PlannedKernel *into, Operation *reader) {
  bool isSame = from->rowShape == into->rowShape && from->rowReduced == into->rowReduced && !from->isOpaque &&
                !into->isOpaque && !from->rowShape.empty();
  if (!isSame)
    return "is in a kernel of other rows";
  if (graph.wouldCycle(from, into))
    return cycle.str();
  // The same rows under the numbers of the other kernel.
  auto numRows = static_cast<int64_t>(llvm::count(from->rowReduced, false));
  ValueIds renamed = into->ids;
  for (auto &[value, ids] : from->ids)
    for (int64_t id : ids)
      renamed[value].push_back(
          id >= from->firstRowId && id < from->firstRowId + numRows ? id - from->firstRowId + into->firstRowId : id);
  LocalityTrial trial(renamed, into->holdsRows, nextId);
  if (std::optional<Refusal> refusal = followFrom(trial, reader))
    return refusal->reason;
  for (auto &[value, ids] : from->ids)
    ids = renamed[value];
  return "";
}
