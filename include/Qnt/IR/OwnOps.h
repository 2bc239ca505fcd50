//===- OwnOps.h - the ops of a module whose symbols are its own -------------------------------------------===//
#ifndef QNT_IR_OWNOPS_H
#define QNT_IR_OWNOPS_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::qnt {

/// The op stands in `module` and names symbols of it. What stands in a module, or another op with symbols, inside of
/// `module` names others.
inline bool isOwn(Operation *op, ModuleOp module) {
  return op != module && SymbolTable::getNearestSymbolTable(op->getParentOp()) == module;
}

/// Ops of a kind in the order of a walk, of a pass that makes symbols for them in `module`.
template <typename OpT>
SmallVector<OpT> collectOwn(ModuleOp module) {
  SmallVector<OpT> ops;
  module.walk([&](OpT op) {
    if (isOwn(op, module))
      ops.push_back(op);
  });
  return ops;
}

} // namespace mlir::qnt

#endif // QNT_IR_OWNOPS_H
