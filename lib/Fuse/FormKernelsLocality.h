//===- FormKernelsLocality.h - which part of a kernel computes which elements ------------------------------===//
//
// The anchor of a kernel splits its work: a contraction into elements (tiles) of its result, a reduction into rows.
// What follows in the kernel must find what it reads in the same part. Each value that depends on the anchor has an id
// for each of its dimensions: kInner where all of the dimension lies in one part, else which dimension of the work it
// is.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_FUSE_FORMKERNELSLOCALITY_H
#define QNT_LIB_FUSE_FORMKERNELSLOCALITY_H

#include "FormKernelsAccess.h"
#include "mlir/IR/Value.h"

namespace mlir::qnt {
class InvokeQuantOp;
} // namespace mlir::qnt

namespace mlir::qnt::form_kernels {

inline constexpr int64_t kInner = -1;
using DimIds = SmallVector<int64_t, 4>;
using ValueIds = DenseMap<Value, DimIds>;

/// Why an op cannot follow; `reason` completes "'op' ...".
struct Refusal {
  enum Kind { Repeats, Other } kind = Other;
  std::string reason;
};

/// Ids of values, tried out on top of those that a kernel has.
class LocalityTrial {
public:
  /// `holdsRows`: a part holds whole rows, along which values may be reduced, repeated and read in any order. Otherwise
  /// a part holds elements, and no op may have a loop over anything else.
  LocalityTrial(const ValueIds &base, bool holdsRows, int64_t &nextId)
      : base(base), holdsRows(holdsRows), nextId(nextId) {}

  bool depends(Value value) const { return find(value) != nullptr; }
  bool dependsOnAny(Operation *op) const;
  /// Gives the results of `op`, which reads values with ids, ids of their own; nothing, or why not.
  std::optional<Refusal> follow(Operation *op);
  /// The results of an op that starts rows: an id for each loop that is not reduced. False when that is not known.
  bool startRows(Operation *op);
  /// Each dimension of `value` is one of the work.
  void startElements(Value value);

  ValueIds extra;

private:
  const DimIds *find(Value value) const;
  std::optional<Refusal> followRegion(InvokeQuantOp region);
  std::optional<Refusal> followBody(InvokeQuantOp region, Operation *start);
  std::optional<Refusal> followLoops(Operation *op, const AccessMaps &access);
  /// Ids of the loops from those of the operands.
  std::optional<Refusal> readOperand(Value operand, AffineMap map, DimIds &loopIds) const;
  std::optional<Refusal> checkReductions(const AccessMaps &access, ArrayRef<int64_t> loopIds) const;
  std::optional<Refusal> followReshape(Operation *op, ArrayRef<SmallVector<int64_t, 2>> groups, bool isExpanding);
  void setResults(Operation *op, const AccessMaps &access, ArrayRef<int64_t> loopIds);

  const ValueIds &base;
  bool holdsRows;
  int64_t &nextId;
};

/// The reduction that says what the rows of `op` are: the first in the body of an invoke_quant, else `op`.
Operation *findRowOp(Operation *op);

} // namespace mlir::qnt::form_kernels

#endif // QNT_LIB_FUSE_FORMKERNELSLOCALITY_H
