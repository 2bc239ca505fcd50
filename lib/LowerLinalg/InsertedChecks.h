//===- InsertedChecks.h - assertions in front of an op, once ----------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_INSERTEDCHECKS_H
#define QNT_LIB_LOWERLINALG_INSERTEDCHECKS_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Puts in front of `op` what `insert` makes there: assertions, and the pure ops that compute their conditions. Where
/// the same assertions of the same conditions stand there already, nothing stays of it. True when it stays.
bool insertChecksOnce(Operation *op, function_ref<void()> insert);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_INSERTEDCHECKS_H
