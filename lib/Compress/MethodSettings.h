//===- MethodSettings.h - the methods of the passes from their settings -------------------------------------===//
//
// Settings are option texts by name, those of a pass with those of an override on top. Each kind of method says which
// ones overrides may change. A text that is empty counts as not given.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_METHODSETTINGS_H
#define QNT_LIB_COMPRESS_METHODSETTINGS_H

#include "CompressionPlan.h"

namespace mlir::qnt {

/// qnt-quantize-weights: a scheme, or with dtype=palette4 a table of 16 values per tensor or output channel.
MethodKind getQuantizeKind(MLIRContext *context);
/// qnt-palettize-weights. `table` holds the values of mode custom, and outlives the kind.
MethodKind getPalettizeKind(ArrayRef<double> table);
/// qnt-sparsify-weights.
MethodKind getSparsifyKind(MLIRContext *context);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_METHODSETTINGS_H
