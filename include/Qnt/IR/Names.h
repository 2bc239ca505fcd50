//===- Names.h - the names of weights and ops -------------------------------------------------------------===//
#ifndef QNT_IR_NAMES_H
#define QNT_IR_NAMES_H

#include "mlir/IR/Operation.h"
#include <string>

namespace mlir::qnt {

/// The name that reports, overrides and calibration files use: the op's `qnt.name` attribute, else the name of its
/// location (`loc("conv1.weight")`, also inside fused and call-site locations), else file:line:column, else the op's
/// name.
std::string getSourceName(Operation *op);

/// The name a location carries, empty when none.
StringRef getLocationName(Location loc);

/// Gives `to` the name of `from` (as a `qnt.name` attribute) when `from` has a name of its own.
void copySourceName(Operation *from, Operation *to);

/// What names of resources begin with that are made for what lies in `root`: nothing where it is the whole program,
/// else the symbols that lead to it ("main."; an op without one is a number). The context makes names unique in the
/// order in which they come, which is one of threads where passes run on several functions: so none of these may take a
/// name that another one takes.
std::string getResourcePrefix(Operation *root);

} // namespace mlir::qnt

#endif // QNT_IR_NAMES_H
