//===- RegionEffects.h - what the bodies of region ops write to -------------------------------------------===//
#ifndef QNT_LIB_IR_REGIONEFFECTS_H
#define QNT_LIB_IR_REGIONEFFECTS_H

#include "mlir/IR/Region.h"

namespace mlir::qnt {

/// An op in `body` that writes to or frees memory that `body` does not allocate: what its arguments point to, a global,
/// a number taken as an address. Null when no op is known to: of an op whose effects are not known, or which writes to
/// nothing that has a name (qnt.observe, cf.assert), nothing is said, nor of memory that a call, a load or a loop
/// gives.
Operation *findForeignWrite(Region &body);

} // namespace mlir::qnt

#endif // QNT_LIB_IR_REGIONEFFECTS_H
