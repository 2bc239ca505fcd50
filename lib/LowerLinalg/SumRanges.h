//===- SumRanges.h - whether f32 has the range for the sums of a contraction ------------------------------===//
//
// Sums of decoded operands are taken in f32 where that is known to keep the bound of float paths, or may be expected
// to. Who decides looks at the arrays, also at those that calls pass, before any of them is lowered.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_SUMRANGES_H
#define QNT_LIB_LOWERLINALG_SUMRANGES_H

#include "mlir/IR/BuiltinOps.h"

namespace mlir::qnt {

enum class SumsInF32 {
  Never,  ///< a decoded element, or a product, would leave the range of normal numbers
  Many,   ///< decoding rounds, or values of the run may leave the range
  Always, ///< nothing is rounded before the products are
};

/// Writes the verdict on each contraction, where getSumsInF32 finds it.
void judgeSumsInF32(ModuleOp module);
/// The verdict; Never for a contraction that came later.
SumsInF32 getSumsInF32(Operation *contraction);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_SUMRANGES_H
