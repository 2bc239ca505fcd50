//===- PackedContraction.h - a contraction as loops over packed panels ------------------------------------===//
//
// The loops of Goto and van de Geijn (Anatomy of high-performance matrix multiplication, 2008): parts of rhs and lhs
// are copied into panels that caches hold, in the order in which a micro-kernel reads them.
//
//   for columns jc, for k pc:   panels of rhs                  (third cache)
//     for rows ic:              panels of lhs                  (second cache)
//       for panels jr, rows ir: the micro-kernel, added to the result
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERCPU_PACKEDCONTRACTION_H
#define QNT_LIB_LOWERCPU_PACKEDCONTRACTION_H

#include "MicroKernel.h"

namespace mlir::qnt {

/// Puts the loops in front of the matched op, which the caller erases. It must have rows (m).
void emitPackedContraction(ImplicitLocOpBuilder &b, const MatchedContraction &match, const VectorTarget &target);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERCPU_PACKEDCONTRACTION_H
