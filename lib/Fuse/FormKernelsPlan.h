//===- FormKernelsPlan.h - which ops of a block become one kernel ------------------------------------------===//
#ifndef QNT_LIB_FUSE_FORMKERNELSPLAN_H
#define QNT_LIB_FUSE_FORMKERNELSPLAN_H

#include "FormKernelsGraph.h"

namespace mlir::qnt::form_kernels {

/// Plans the kernels of a block by the rule of docs/KernelRegions.md. Changes nothing in the IR.
class KernelPlan {
public:
  KernelPlan(Block *block, unsigned maxOps) : block(block), graph(block), maxOps(maxOps) {}

  void run();
  /// Kernels in the order of their first ops.
  SmallVector<PlannedKernel *> getKernels() const;
  BlockGraph &getGraph() { return graph; }

private:
  // FormKernelsPlan.cpp: ops in program order.
  void place(Operation *op, OpClass opClass);
  PlannedKernel *start(Operation *op, OpClass opClass);
  void startRows(PlannedKernel &kernel, Operation *op);
  /// Kernels whose results `op` reads, those with an anchor first, the latest first.
  SmallVector<PlannedKernel *> getNeighbours(Operation *op);
  /// Adds `op` to `kernel`, or gives the reason why not.
  std::string tryJoin(PlannedKernel *kernel, Operation *op, OpClass opClass);
  std::string tryMerge(PlannedKernel *from, PlannedKernel *into, Operation *reader);
  /// Keeps for both kernels why `reader`, an op of `consumer`, was not joined with `producer`.
  void note(PlannedKernel *producer, PlannedKernel *consumer, Operation *reader, const std::string &reason);
  void merge(PlannedKernel *from, PlannedKernel *into);

  // FormKernelsRule.cpp: what may be joined.
  std::string refuseJoin(PlannedKernel *kernel, Operation *op, OpClass opClass, ValueIds &ids);
  std::string refuseFollow(PlannedKernel *kernel, Operation *op, OpClass opClass, ValueIds &ids);
  std::string refuseRow(PlannedKernel *kernel, Operation *op, ValueIds &ids);
  std::string refuseMerge(PlannedKernel *from, PlannedKernel *into, Operation *reader);
  std::string refuseRowMerge(PlannedKernel *from, PlannedKernel *into, Operation *reader);
  /// True when `reader` has loops that a result of `kernel` which it reads does not have.
  bool repeatsResults(PlannedKernel *kernel, Operation *reader);
  /// Something else needs what `reader` reads of `kernel`.
  bool hasOtherReaders(PlannedKernel *kernel, Operation *reader);
  /// Joining would compute several times what is not cheap, or what is computed anyway.
  bool wouldRepeat(PlannedKernel *kernel, Operation *reader);
  std::optional<Refusal> followFrom(LocalityTrial &trial, Operation *op);
  bool hasSameRows(PlannedKernel *kernel, Operation *op) const;

  // FormKernelsPrologues.cpp: what is computed in the loops of a contraction.
  void joinPrologues(PlannedKernel *kernel);
  std::string refusePrologue(PlannedKernel *from, PlannedKernel *into);
  bool isReadByOthers(PlannedKernel *from, PlannedKernel *into);

  Block *block;
  BlockGraph graph;
  unsigned maxOps;
  int64_t nextId = 0;
  std::vector<std::unique_ptr<PlannedKernel>> kernels;
};

/// A decode whose result something outside of kernels reads is computed for it, too.
bool hasHostUse(Operation *op);
/// A contraction reads a result of the region, perhaps through views.
bool feedsContraction(Operation *op);

} // namespace mlir::qnt::form_kernels

#endif // QNT_LIB_FUSE_FORMKERNELSPLAN_H
