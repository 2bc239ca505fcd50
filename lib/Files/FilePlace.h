//===- FilePlace.h - where a path leads ---------------------------------------------------------------------===//
#ifndef QNT_LIB_FILES_FILEPLACE_H
#define QNT_LIB_FILES_FILEPLACE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace mlir::qnt::files {

/// The place of a file that is there or to come, in one spelling whatever the path looks like. Symbolic links are
/// followed, also one whose target is not there yet. A path in a folder that is not there stays as it is.
std::string getFilePlace(llvm::StringRef path);

} // namespace mlir::qnt::files

#endif // QNT_LIB_FILES_FILEPLACE_H
