//===- SkinnyContraction.h - a contraction with few rows, without panels ----------------------------------===//
//
// With few rows of lhs each element of rhs is used a few times only, and copying it into panels costs more than it
// saves. The operands are read where they lie:
//
//   k side by side in both:        sums of 4 columns are vectors over k, added up at the end
//   columns of rhs and the result  sums are vectors over columns; elements of lhs are broadcast
//     side by side:
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERCPU_SKINNYCONTRACTION_H
#define QNT_LIB_LOWERCPU_SKINNYCONTRACTION_H

#include "MicroKernel.h"

namespace mlir::qnt {

/// Up to this many rows are few.
inline constexpr int64_t kFewRows = 4;

/// The same contraction with the operand of fewer rows as lhs. Nothing where memory is in no order that the loops need.
std::optional<MatchedContraction> orientSkinny(const MatchedContraction &match);

/// Puts loops in front of the matched op, for any number of rows. `match` comes from orientSkinny.
void emitSkinnyContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match, const VectorTarget &target);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_SKINNYCONTRACTION_H
