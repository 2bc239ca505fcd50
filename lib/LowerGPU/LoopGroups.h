//===- LoopGroups.h - which linalg ops become one kernel --------------------------------------------------===//
//
// Ops in a row with one parallel iteration space become one kernel when everything that one of them writes and another
// accesses is accessed at the element that the thread itself owns: then a thread needs no other thread's results.
//
//   fill, sums over k, cast and bias           one kernel of m x n threads; the sum stays in a register
//   maxima of rows, quotients of elements      two kernels: m threads, m x n threads
//
// Ops that are to be one kernel because a qnt.kernel was need not have one iteration space: a thread then computes an
// element of each.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_LOOPGROUPS_H
#define QNT_LIB_LOWERGPU_LOOPGROUPS_H

#include "Qnt/IR/AttributeNames.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qnt {

/// The size of a loop: a number, or what it is known by (the size operand of an allocation, or a dimension of a
/// memref).
struct LoopSize {
  int64_t number = ShapedType::kDynamic;
  Value value;      ///< of index type, or a memref
  int64_t dim = -1; ///< of the memref

  bool isStatic() const { return !ShapedType::isDynamic(number); }
  bool operator==(const LoopSize &other) const {
    return number == other.number && value == other.value && dim == other.dim;
  }
};

/// A linalg.generic on memrefs, its loops sorted into parallel and others.
struct LoopOp {
  mutable linalg::GenericOp op;           ///< whose methods are not const
  SmallVector<unsigned> parallel, serial; ///< loops, in order
  SmallVector<LoopSize> sizes;            ///< of all loops

  explicit LoopOp(linalg::GenericOp op);
  /// The sizes of the parallel loops.
  SmallVector<LoopSize> getSpace() const;
  /// Where an operand is accessed as a map of the parallel loops alone; null where it depends on other loops.
  AffineMap getParallelMap(OpOperand &operand) const;
  /// Memrefs that the body reads by itself.
  SmallVector<Value> getCaptured() const;
};

/// Ops in a row with one parallel space, in order; all lie in one block.
struct LoopGroup {
  SmallVector<LoopOp> ops;

  /// `next` may be a part: nothing that it shares with the group crosses threads.
  bool accepts(const LoopOp &next) const;
  /// No memory that `next` or the group writes is accessed by the other.
  bool isIndependent(const LoopOp &next) const;
  /// A buffer that only this group needs: its elements stay in registers.
  bool isPrivate(Value memory) const;
};

/// Groups of one kernel, none of which needs another. There are several only where all ops bear kLoopKernelName.
struct LoopLaunch {
  SmallVector<LoopGroup> groups;
  StringAttr name;  ///< null where the ops bear none
  StringRef reason; ///< why it is no part of the launch before it, of the same name

  /// Makes `next` a part, of a group or as a group; false where it needs what other threads compute.
  bool add(const LoopOp &next);
  /// The op that comes last in the block.
  linalg::GenericOp getLastOp() const;
};

/// The launches of a block, in order. What stands between the ops of a launch may stand before all of them.
SmallVector<LoopLaunch> formLoopLaunches(Block &block);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_LOOPGROUPS_H
