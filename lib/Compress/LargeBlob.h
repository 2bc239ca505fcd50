//===- LargeBlob.h - memory for the parts of compressed weights ---------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_LARGEBLOB_H
#define QNT_LIB_COMPRESS_LARGEBLOB_H

#include "mlir/IR/AsmState.h"

namespace mlir::qnt {

/// `size` bytes that are not initialized, at a multiple of 64. Several mebibytes lie in huge pages where the system has
/// such: to take small ones for the first time costs as much as to quantize what goes into them.
AsmResourceBlob allocateBlob(size_t size);

/// A copy of `data`, which may be empty.
AsmResourceBlob copyToBlob(ArrayRef<char> data);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_LARGEBLOB_H
