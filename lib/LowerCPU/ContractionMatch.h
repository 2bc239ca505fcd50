//===- ContractionMatch.h - a linalg.generic on memory that is a contraction ------------------------------===//
#ifndef QNT_LIB_LOWERCPU_CONTRACTIONMATCH_H
#define QNT_LIB_LOWERCPU_CONTRACTIONMATCH_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::qnt {

/// An operand: where the loops read it, and how its elements become those of the sum.
struct ContractionInputMemory {
  Value memory;
  AffineMap map;
  bool isUnsigned = false; ///< integers are zero-extended
  Type getElementType() const { return cast<MemRefType>(memory.getType()).getElementType(); }
};

/// out[m, n] += sum over k of lhs[m, k] * rhs[k, n], inside other loops. Numbers are those of the op's loops.
struct MatchedContraction {
  linalg::GenericOp op;
  ContractionInputMemory lhs, rhs;
  Value out;
  AffineMap outMap;
  std::optional<unsigned> m; ///< absent where lhs has no rows of its own
  unsigned n = 0, k = 0;
  SmallVector<unsigned> otherLoops; ///< the rest, outermost first

  Type getSumType() const { return cast<MemRefType>(out.getType()).getElementType(); }
};

/// Matches a sum of products whose operands are f32, f64, or i8 and i16 that are extended to i32; loops over n and k
/// must exist. Otherwise nothing, and the reason.
std::optional<MatchedContraction> matchContraction(linalg::GenericOp op, std::string &reason);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_CONTRACTIONMATCH_H
