//===- SparseConstants.h - constants of kept codes and positions, expanded while the program runs ----------===//
#ifndef QNT_LIB_LOWERLINALG_SPARSECONSTANTS_H
#define QNT_LIB_LOWERLINALG_SPARSECONSTANTS_H

#include "Qnt/IR/SparseData.h"

namespace mlir::qnt {

/// Codes and mask of a value as they lie in memory (ContainerTypes.h).
struct ExpandedParts {
  Value codes, mask;
};

/// The loops that read kept codes and positions as `constant` holds them (Numerics/SparseLayout.h), which are the only
/// copy of them in the program. Fails when its data cannot be read.
FailureOr<ExpandedParts> expandSparseConstant(ImplicitLocOpBuilder &builder, ConstantOp constant);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_SPARSECONSTANTS_H
