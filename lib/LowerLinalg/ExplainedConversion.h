//===- ExplainedConversion.h - a full conversion whose errors say why -------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_EXPLAINEDCONVERSION_H
#define QNT_LIB_LOWERLINALG_EXPLAINEDCONVERSION_H

#include "mlir/Transforms/DialectConversion.h"

namespace mlir::qnt {

/// Fails, and says why a pattern does not apply to `op`: convertOrExplain makes it part of its error. What
/// notifyMatchFailure says comes from an MLIR built with assertions alone.
LogicalResult declineToLower(Operation *op, const Twine &reason);

/// Full conversion of `root` without folding. An op that stays is an error, together with why its patterns declined:
/// "'qnt.dot' op cannot be compiled for a CPU: reason; reason".
LogicalResult convertOrExplain(Operation *root, ConversionTarget &target, RewritePatternSet patterns);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_EXPLAINEDCONVERSION_H
