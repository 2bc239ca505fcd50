//===- IterationSpace.h - loops of a structured op and what its operands are read at ----------------------===//
#ifndef QNT_LIB_REFERENCE_ITERATIONSPACE_H
#define QNT_LIB_REFERENCE_ITERATIONSPACE_H

#include "Evaluator.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qnt::reference {

/// The elements of one operand that positions of the loops map to.
class OperandAccess {
public:
  OperandAccess(AffineMap map, llvm::ArrayRef<int64_t> shape);

  /// True when the linear index is a sum of multiples of the loops: then getStride() holds for all positions.
  bool isLinear() const { return linear; }
  int64_t getStride(unsigned loop) const { return strides[loop]; }
  /// Linear index of the element at a position that check() covers.
  int64_t getIndex(llvm::ArrayRef<int64_t> position) const;
  /// As getIndex, for maps that are not linear: nothing when the position lies outside the operand.
  std::optional<int64_t> getCheckedIndex(llvm::ArrayRef<int64_t> position) const;

  /// The operand has the size of the loop in each dimension that is one, and holds all elements that a linear map
  /// reaches.
  llvm::Error check(Operation *op, unsigned operand, llvm::ArrayRef<int64_t> loops) const;

private:
  AffineMap map;
  Shape shape;
  bool linear = true;
  int64_t base = 0;
  Shape strides; ///< per loop
};

/// Loop sizes, from the run-time shapes of the operands; an error when they do not agree with the maps.
llvm::Expected<Shape> getLoopSizes(linalg::LinalgOp op, ArrayRef<InterpreterValue> operands,
                                   ArrayRef<OperandAccess> accesses);

/// The parallel loop that rows run along: the longest (sizes from 64 on count alike, the innermost of them is taken)
/// that each result has a dimension of its own for. Nothing when there is none: rows of one element.
std::optional<unsigned> chooseRowLoop(linalg::LinalgOp op, ArrayRef<int64_t> loops, ArrayRef<OperandAccess> accesses);

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_ITERATIONSPACE_H
