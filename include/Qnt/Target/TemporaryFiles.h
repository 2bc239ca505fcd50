//===- TemporaryFiles.h - files for other programs --------------------------------------------------------===//
#ifndef QNT_TARGET_TEMPORARYFILES_H
#define QNT_TARGET_TEMPORARYFILES_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>

namespace mlir::qnt {

/// A file that goes with its owner, also when a signal ends the program.
class TemporaryFile {
public:
  /// A new empty file in the folder for temporary files, "<prefix>-<random>.<suffix>".
  static llvm::Expected<TemporaryFile> create(llvm::StringRef prefix, llvm::StringRef suffix);
  TemporaryFile(TemporaryFile &&other);
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile() { release(/*isRemoved=*/true); }

  llvm::StringRef getPath() const { return path; }
  /// Leaves the file to the user.
  void keep() { release(/*isRemoved=*/false); }

private:
  explicit TemporaryFile(std::string path) : path(std::move(path)) {}
  void release(bool isRemoved);

  std::string path;
  bool isOwned = true;
};

/// Errors name the file.
llvm::Expected<std::string> readFile(llvm::StringRef path);
llvm::Error writeFile(llvm::StringRef path, llvm::StringRef bytes);

} // namespace mlir::qnt

#endif // QNT_TARGET_TEMPORARYFILES_H
