//===- ElementVectors.h - the body of a linalg.generic on vectors of elements -----------------------------===//
#ifndef QNT_LIB_LOWERCPU_ELEMENTVECTORS_H
#define QNT_LIB_LOWERCPU_ELEMENTVECTORS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// How an operand lies along a loop.
struct OperandAlongLoop {
  enum Kind { Uniform, Blocks, Contiguous, Other };
  Kind kind = Other;
  int64_t block = 0; ///< Blocks: one element for so many indices
};
OperandAlongLoop classify(linalg::GenericOp op, OpOperand &operand, unsigned loop);

/// An op of the body that does not exist on vectors; null where all do: arith, and the functions of math that are
/// instructions. `mayIndex`: linalg.index of the last loop may be among them.
Operation *findScalarOp(linalg::GenericOp op, bool mayIndex);
inline bool hasVectorBody(linalg::GenericOp op, bool mayIndex) { return !findScalarOp(op, mayIndex); }

/// A body that is copied op by op, on scalars where all operands are scalars and on vectors of `lanes` elsewhere.
class BodyCopy {
public:
  BodyCopy(linalg::GenericOp op, int64_t lanes) : op(op), lanes(lanes) {}

  /// What an argument of the body, or the result of linalg.index of the last loop, stands for: a scalar or a vector.
  void set(Value value, Value copy) { mapping.map(value, copy); }
  bool isSet(Value value) const { return mapping.contains(value); }
  void setIndex(Value index);
  /// Copies the ops all of whose operands are set and scalars; others wait for emitRest.
  void emitScalars(ImplicitLocOpBuilder &b);
  /// Copies the others; `yielded` are vectors.
  SmallVector<Value> emitRest(ImplicitLocOpBuilder &b);
  /// Copies the others on scalars; the loops stand at `position`.
  SmallVector<Value> emitRestOnScalars(ImplicitLocOpBuilder &b, ArrayRef<Value> position);

private:
  Value toVector(ImplicitLocOpBuilder &b, Value value);
  void emitOnVectors(ImplicitLocOpBuilder &b, Operation &inner);

  linalg::GenericOp op;
  int64_t lanes;
  IRMapping mapping;
  llvm::SmallPtrSet<Operation *, 8> done;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_ELEMENTVECTORS_H
