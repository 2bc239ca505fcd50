//===- Layout.h - memory layouts of codes -----------------------------------------------------------------===//
#ifndef QNT_NUMERICS_LAYOUT_H
#define QNT_NUMERICS_LAYOUT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace mlir::qnt::numerics {

/// True for a layout that an encoding may name. "plain" is row-major with rows padded to a byte (Packing.h).
bool isKnownLayout(llvm::StringRef name);
/// Names of the known layouts, for messages.
std::string describeLayouts();

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_LAYOUT_H
