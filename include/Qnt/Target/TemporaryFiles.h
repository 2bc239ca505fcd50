//===- TemporaryFiles.h - files for other programs --------------------------------------------------------===//
#ifndef QNT_TARGET_TEMPORARYFILES_H
#define QNT_TARGET_TEMPORARYFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace mlir::qnt {

/// A new empty file in the folder for temporary files, "<prefix>-<random>.<suffix>".
llvm::Expected<std::string> createTemporaryFile(llvm::StringRef prefix, llvm::StringRef suffix);
/// Errors name the file.
llvm::Expected<std::string> readFile(llvm::StringRef path);
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef bytes);

} // namespace mlir::qnt

#endif // QNT_TARGET_TEMPORARYFILES_H
