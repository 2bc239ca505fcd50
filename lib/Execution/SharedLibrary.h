//===- SharedLibrary.h - from an object file to a shared library ------------------------------------------===//
#ifndef QNT_LIB_EXECUTION_SHAREDLIBRARY_H
#define QNT_LIB_EXECUTION_SHAREDLIBRARY_H

#include "llvm/Support/Error.h"

namespace mlir::qnt::execution {

/// The bytes of a shared library with `object` in it. `linker`: as in NativeOptions. Errors: no linker, or it fails:
/// then the object file is kept and the message has the command.
/// `runtimeFolder`: where libQnt-Runtime lies that the library needs; empty: it needs none.
llvm::Expected<std::string> linkSharedLibrary(llvm::StringRef object, llvm::StringRef linker,
                                              llvm::StringRef runtimeFolder);

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_SHAREDLIBRARY_H
