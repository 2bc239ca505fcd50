//===- FormKernelsGraph.h - the ops of a block as planned kernels and what they depend on ------------------===//
#ifndef QNT_LIB_FUSE_FORMKERNELSGRAPH_H
#define QNT_LIB_FUSE_FORMKERNELSGRAPH_H

#include "FormKernelsClasses.h"
#include "FormKernelsLocality.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::qnt::form_kernels {

/// A kernel in the making.
struct PlannedKernel {
  /// Which rule says what can be joined: a chain holds elementwise ops, the others have an anchor.
  enum Kind { Chain, Row, Anchored, Alone };

  Kind kind = Chain;
  /// The contraction, window op or first reduction.
  Operation *anchor = nullptr;
  /// Ops that are computed here and nowhere else; repeated ops (decodes, views) are found from them.
  SmallVector<Operation *> ops;
  /// Values that depend on the anchor.
  ValueIds ids;
  /// Shape and reduced dimensions of the first reduction.
  SmallVector<int64_t> rowShape;
  SmallVector<bool> rowReduced;
  int64_t firstRowId = 0;   ///< its other dimensions have this id and the following ones
  bool holdsRows = false;   ///< a part of the kernel holds whole rows
  bool isOpaque = false;    ///< what depends on the anchor is not known: nothing follows
  bool isExpensive = false; ///< an op of it is
  /// Why neighbours were not joined, the first first.
  SmallVector<std::string> notes;

  void add(Operation *op) {
    ops.push_back(op);
    isExpensive |= form_kernels::isExpensive(op);
  }
};

/// Dependences between the ops of a block, planned kernels taken as one.
class BlockGraph {
public:
  explicit BlockGraph(Block *block);

  /// The kernel that computes `op`; null when none does (yet).
  PlannedKernel *getKernel(Operation *op) const { return kernelOf.lookup(op); }
  PlannedKernel *getProducer(Value value) const;
  void assign(Operation *op, PlannedKernel *kernel) { kernelOf[op] = kernel; }

  /// Repeated ops that `op` reads through, operands before users.
  SmallVector<Operation *> getRepeatedOps(Operation *op) const;
  /// Values that `op` reads, those behind repeated ops in place of the results of these.
  ArrayRef<Value> getLeaves(Operation *op);

  /// True when one of `values` depends on `kernel` by way of a value that neither `kernel` nor `other` computes.
  bool dependsThroughOthers(ArrayRef<Value> values, PlannedKernel *kernel, PlannedKernel *other = nullptr);
  /// True when joining the two would make a cycle with what stands between them.
  bool wouldCycle(PlannedKernel *a, PlannedKernel *b);
  /// Values that the ops of `kernel` read and do not compute.
  SmallVector<Value> getInputs(PlannedKernel *kernel);
  /// The last op of a kernel in the block.
  Operation *getLast(PlannedKernel *kernel) const;

private:
  struct Node {
    PlannedKernel *kernel = nullptr;
    Operation *op = nullptr; // of the host
    void *getKey() const { return kernel ? static_cast<void *>(kernel) : op; }
  };
  Node getNode(Value value) const;
  void pushDependences(const Node &node, SmallVectorImpl<Node> &stack);

  Block *block;
  DenseMap<Operation *, PlannedKernel *> kernelOf;
  DenseMap<Operation *, SmallVector<Value>> leavesOf;
  /// The last op before with an effect: effects keep their order.
  DenseMap<Operation *, Operation *> effectBefore;
};

/// Values that `op` reads, inside its regions too.
SetVector<Value> getReadValues(Operation *op);

} // namespace mlir::qnt::form_kernels

#endif // QNT_LIB_FUSE_FORMKERNELSGRAPH_H
