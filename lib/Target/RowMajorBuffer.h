//===- RowMajorBuffer.h - memrefs of contiguous buffers from their addresses ------------------------------===//
#ifndef QNT_LIB_TARGET_ROWMAJORBUFFER_H
#define QNT_LIB_TARGET_ROWMAJORBUFFER_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {

/// A memref of `type`, which has no layout, at `pointer`. `dynamicSizes` are the i64 of its dynamic dimensions in
/// order; those that are not given stay undefined, and so do strides that depend on them.
Value buildRowMajorBuffer(ImplicitLocOpBuilder &b, Value pointer, MemRefType type, ValueRange dynamicSizes,
                          const LLVMTypeConverter &converter);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_ROWMAJORBUFFER_H
