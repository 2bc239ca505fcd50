//===- ElementEmitter.h - elements of a function's tensors, computed where they are needed ----------------===//
//
// A function on tensors without loops around them (what qnt-outline-kernels makes, after it was lowered to linalg) is a
// recipe for each element of its results. This emits the recipe for one element after the other: loads of the
// arguments, 16 bytes at a time where neighbours are wanted, then the bodies of the ops. An element that was computed
// before in the same scope is not computed again.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_ELEMENTEMITTER_H
#define QNT_LIB_LOWERGPU_ELEMENTEMITTER_H

#include "LinearIndex.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include <functional>
#include <string>

namespace mlir::qnt {

/// A contiguous row-major tensor in global memory.
struct ElementBuffer {
  Value pointer;
  RankedTensorType type;
  SmallVector<LinearIndex> sizes;

  unsigned getElementBytes() const;
  /// Elements between neighbours along `dim`; nothing where a size behind it is dynamic.
  std::optional<int64_t> getStride(unsigned dim) const;
};

/// One evaluation of a region: what its values are. Numbers of type index are kept as sums.
struct BodyValues {
  Position loops; ///< linalg.index
  DenseMap<Value, Value> values;
  DenseMap<Value, LinearIndex> indices;
};

class ElementEmitter {
public:
  ElementEmitter(KernelEmitter &e, IndexSpace &space) : e(e), space(space) {}

  KernelEmitter &e;
  IndexSpace &space;
  /// Emits a loop of a body by itself; false where it does not know the loop.
  std::function<bool(scf::ForOp, BodyValues &)> emitLoop;
  /// Gives an element of a buffer in place of a load; null where it is loaded.
  std::function<Value(Value tensor, const Position &position)> onLoad;
  /// Elements may be asked for at positions behind the end: they are read inside.
  bool isSpeculative = false;

  void addBuffer(Value tensor, const ElementBuffer &buffer) { buffers[tensor] = buffer; }
  /// A scalar argument of the function; an index is an i64 in the kernel.
  void addScalar(Value scalar, Value value) {
    if (scalar.getType().isIndex())
      indexScalars[scalar] = space.addAtom(value, {});
    else
      scalars[scalar] = value;
  }

  /// A scalar argument that is known to be another index.
  void addSize(Value scalar, const LinearIndex &index) { indexScalars[scalar] = index; }

  /// An element of a tensor of the function. After a failure any value.
  Value getElement(Value tensor, const Position &position);
  /// From now on in this scope.
  void define(Value tensor, const Position &position, Value element) {
    known.back()[{tensor.getAsOpaquePointer(), position}] = element;
  }
  /// The element of an operand of `op` at `loops`.
  Value getOperand(OpOperand &operand, const Position &loops);

  /// `argument`, the one of `operand`, at the body's loops; where it is used.
  void bind(BlockArgument argument, OpOperand &operand, BodyValues &body);

  /// Everything of a block but its terminator.
  void emitOps(Block &block, BodyValues &body);
  Value getValue(Value value, BodyValues &body);
  LinearIndex getIndex(Value value, BodyValues &body);

  /// `elements`, neighbours along the last dimension, the first at `position`.
  void store(const ElementBuffer &buffer, const Position &position, ArrayRef<Value> elements);

  void openScope();
  void closeScope();

  void fail(const Twine &why);
  void forgetFailure() { reason.clear(); }
  bool hasFailed() const { return !reason.empty(); }
  const std::string &getReason() const { return reason; }

private:
  Value computeElement(Value tensor, const Position &position);
  Value computeGeneric(OpResult result, const Position &position);
  std::optional<Position> findSource(Operation *op, const Position &position);
  void emitOp(Operation *op, BodyValues &body);
  bool emitIndexOp(Operation *op, BodyValues &body);
  void emitIndexCast(Operation *op, BodyValues &body);
  bool emitComparison(arith::CmpIOp op, BodyValues &body);
  void emitBound(Operation *op, AffineMap map, bool isMin, BodyValues &body);
  void emitBranches(scf::IfOp op, BodyValues &body);
  void copyLoop(scf::ForOp op, BodyValues &body);
  void copyOp(Operation *op, BodyValues &body);
  void setIndex(Value value, Value number, BodyValues &body);

  Value load(Value tensor, const ElementBuffer &buffer, Position position);
  void keepInside(const ElementBuffer &buffer, Position &position);
  unsigned getGroup(const ElementBuffer &buffer, const Position &position) const;
  Value getPointer(const ElementBuffer &buffer, const Position &position);

  DenseMap<Value, ElementBuffer> buffers;
  DenseMap<Value, LinearIndex> indexScalars;
  DenseMap<Value, Value> scalars;
  using Known = std::map<std::pair<void *, Position>, Value>;
  std::vector<Known> known = {{}}; ///< elements of each open scope
  std::string reason;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_ELEMENTEMITTER_H
