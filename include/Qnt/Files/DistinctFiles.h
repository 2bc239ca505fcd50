//===- DistinctFiles.h - outputs that are not one file ----------------------------------------------------===//
#ifndef QNT_FILES_DISTINCTFILES_H
#define QNT_FILES_DISTINCTFILES_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace mlir::qnt::files {

/// Error when AtomicFile would put two of these outputs in one place: "expected a file for each output, but got 'y.npy'
/// and './y.npy' for one file". Other spellings of a path and symbolic links count, also links to a file to come; what
/// is written directly ("-", /dev/null, pipes) takes any number of outputs.
llvm::Error checkDistinctFiles(llvm::ArrayRef<std::string> paths);

/// Error when AtomicFile would put one of `outputs` in the place of one of `inputs`: "expected outputs to leave the
/// inputs as they are, but got output './x.npy' and input 'x.npy' for one file".
llvm::Error checkInputsKept(llvm::ArrayRef<std::string> inputs, llvm::ArrayRef<std::string> outputs);

} // namespace mlir::qnt::files

#endif // QNT_FILES_DISTINCTFILES_H
