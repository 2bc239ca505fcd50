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

/// While it lives, elements that lie in a side file are read ahead; then the memory that they took is given back. They
/// may still be looked at: the system reads them again. Does nothing for other elements.
class SideFileUse {
public:
  explicit SideFileUse(ArrayRef<char> elements);
  SideFileUse(const SideFileUse &) = delete;
  SideFileUse &operator=(const SideFileUse &) = delete;
  ~SideFileUse();

private:
  const char *begin;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_SIDEFILE_H
