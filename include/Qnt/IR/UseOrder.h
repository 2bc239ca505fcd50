//===- UseOrder.h - use lists in one order ----------------------------------------------------------------===//
#ifndef QNT_IR_USEORDER_H
#define QNT_IR_USEORDER_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt {

/// Puts the uses of every value defined inside `root` into the order that a parser leaves: the last use first.
/// Upstream's dialect conversion leaves them in an order that depends on addresses; nothing that is printed shows it,
/// but bytecode stores it, and would differ from run to run. A pass that ends with a conversion calls this after it.
/// Returns the number of values whose uses changed their order.
unsigned sortUses(Operation *root);

} // namespace mlir::qnt

#endif // QNT_IR_USEORDER_H
