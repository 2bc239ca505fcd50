//===- SparseData.h - codes and masks of constants in any layout ------------------------------------------===//
#ifndef QNT_IR_SPARSEDATA_H
#define QNT_IR_SPARSEDATA_H

#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/SparseLayout.h"

namespace mlir::qnt {

/// The layout of kept codes and positions; nothing where codes and mask have an entry an element.
std::optional<numerics::SparseLayout> getSparseLayout(EncodingAttr encoding);

/// Codes, zero points, code book and mask of a constant, plain or in a layout of kept codes; the other parts are left
/// out. Fails when data cannot be read, and for layouts of tensor cores without sparsity.
FailureOr<numerics::ArrayParts> getCodeParts(ConstantOp constant);

} // namespace mlir::qnt

#endif // QNT_IR_SPARSEDATA_H
