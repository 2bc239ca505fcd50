//===- SideFile.h - the data of a weight in a file beside the module ----------------------------------------===//
#ifndef QNT_LIB_COMPRESS_SIDEFILE_H
#define QNT_LIB_COMPRESS_SIDEFILE_H

#include "Qnt/IR/Enums.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt {

/// The elements in the file `folder`/`key`.npy, or in `folder`/`key`.bin (row-major, little-endian, no header), mapped
/// into memory: they are neither read nor copied before somebody looks at them. Errors: no such file, a key that leaves
/// the folder, a file of another type, order, shape or size.
llvm::Expected<AsmResourceBlob> mapSideFile(StringRef folder, StringRef key, RankedTensorType type);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_SIDEFILE_H
