//===- OwnBranchResults.h - memory of its own for what a branch yields ------------------------------------===//
//
// Bufferization gives the results of a branch memory that may be that of everything the branch yields. Where one side
// is an argument of the function, nothing may be written there, and a tensor of another side that is written slice by
// slice would be copied before each slice, the part that nothing has been written to with it.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_OWNBRANCHRESULTS_H
#define QNT_LIB_LOWERGPU_OWNBRANCHRESULTS_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Copies what an scf.if, scf.index_switch or arith.select of tensors takes from an argument of a function or from a
/// constant, when another side is written slice by slice. Makes such an arith.select an scf.if.
void ownBranchResults(Operation *root);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_OWNBRANCHRESULTS_H
