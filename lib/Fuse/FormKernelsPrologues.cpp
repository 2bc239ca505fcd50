//===- FormKernelsPrologues.cpp - what is computed in the loops of a contraction ---------------------------===//
//
// An operand's element is read once for each tile of the result: what computes it must be cheap, and must not read more
// than the operand has. Decodes are found by themselves (they are repeated); here are chains that no kernel before
// took.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FormKernelsPlan.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::form_kernels;

namespace {
/// Bits of a value: those of its static dimensions, times sizes that are not known.
struct Extent {
  explicit Extent(Value value) : bits(getElementBits(value)) {
    for (int64_t size : getShapeOf(value)) {
      numDynamic += ShapedType::isDynamic(size);
      if (!ShapedType::isDynamic(size))
        bits *= static_cast<double>(size);
    }
  }
  double bits;
  unsigned numDynamic = 0;
};
} // namespace

/// True when the inputs of the chain have fewer bits than what the anchor reads of it: a decode that is written out.
static bool readsLess(ArrayRef<Value> inputs, Value operand) {
  Extent all(operand), sum(operand);
  sum.bits = 0;
  for (Value input : inputs) {
    Extent extent(input);
    if (extent.numDynamic > all.numDynamic)
      return false;
    if (extent.numDynamic == all.numDynamic)
      sum.bits += extent.bits;
  }
  return sum.bits < all.bits;
}

bool KernelPlan::isReadByOthers(PlannedKernel *from, PlannedKernel *into) {
  for (Operation &op : *block) {
    PlannedKernel *kernel = graph.getKernel(&op);
    bool isReader = kernel ? kernel != from && kernel != into : classify(&op) == OpClass::Host;
    if (isReader && llvm::any_of(graph.getLeaves(&op), [&](Value leaf) { return graph.getProducer(leaf) == from; }))
      return true;
  }
  // A kernel in a nested or following block.
  return llvm::any_of(from->ops, [&](Operation *op) {
    return llvm::any_of(op->getUsers(), [&](Operation *user) {
      return user->getBlock() != block && getWhole(user)->getBlock() != block;
    });
  });
}

std::string KernelPlan::refusePrologue(PlannedKernel *from, PlannedKernel *into) {
  if (from->kind != PlannedKernel::Chain)
    return "is in a kernel with an anchor of its own";
  if (from->ops.size() + into->ops.size() > maxOps)
    return "is in a kernel that would grow beyond max-ops";
  if (graph.wouldCycle(from, into))
    return "also needs what other ops compute of its result";
  // The user asked for it.
  bool isRegion = llvm::any_of(from->ops, [](Operation *op) { return isa<InvokeQuantOp>(op); });
  if (isRegion && llvm::all_of(from->ops, [](Operation *op) { return isa<InvokeQuantOp>(op) || !isExpensive(op); }))
    return "";
  if (suitsTensorCores(into->anchor) && llvm::any_of(from->ops, feedsTensorCores))
    return "reads it as it lies in memory, with tensor cores";
  if (from->isExpensive)
    return "reads each element several times, and it is not cheap to compute";
  if (isReadByOthers(from, into))
    return "is not the only one that reads it";
  for (Value leaf : graph.getLeaves(into->anchor))
    if (graph.getProducer(leaf) == from && !readsLess(graph.getInputs(from), leaf))
      return "reads each element several times, and it is computed from no fewer bytes";
  return "";
}

void KernelPlan::joinPrologues(PlannedKernel *kernel) {
  SetVector<PlannedKernel *> producers;
  for (Value leaf : graph.getLeaves(kernel->anchor))
    if (PlannedKernel *producer = graph.getProducer(leaf))
      if (producer != kernel)
        producers.insert(producer);
  for (PlannedKernel *producer : producers) {
    std::string reason = refusePrologue(producer, kernel);
    if (reason.empty())
      merge(producer, kernel);
    else
      note(producer, kernel, kernel->anchor, reason);
  }
}
