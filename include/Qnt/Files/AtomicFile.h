//===- AtomicFile.h - files that appear whole or not at all -----------------------------------------------===//
//
//   llvm::Expected<AtomicFile> file = AtomicFile::create("y.npy");
//   file->getStream() << ...;
//   if (llvm::Error error = file->commit()) ...
//
// What is written goes to a file in the same folder that has no name until commit() puts it in place; where the system
// knows no such files, to a temporary file that is renamed. Without commit() (an error, a signal) nothing stays and
// what was there before is as it was. A program with several outputs finishes all of them before it commits the first.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_FILES_ATOMICFILE_H
#define QNT_FILES_ATOMICFILE_H

#include "Qnt/Files/NamelessFile.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>

namespace mlir::qnt::files {

class AtomicFile {
public:
  /// "-" is the standard output; a path that exists and is no regular file (/dev/null, a pipe) is written directly.
  /// A symbolic link keeps pointing where it does: the file behind it is replaced.
  static llvm::Expected<AtomicFile> create(llvm::StringRef path);
  AtomicFile(AtomicFile &&other);
  AtomicFile &operator=(AtomicFile &&) = delete;
  ~AtomicFile();

  llvm::raw_ostream &getStream() { return *stream; }
  /// Ends writing: errors that it met. The file is not in its place yet.
  llvm::Error finish();
  /// Finishes and puts the file in its place; after an error it is not put there.
  llvm::Error commit();

private:
  AtomicFile() = default;
  /// Takes what the open temporary file holds to its place.
  llvm::Error keep();

  std::string path;
  std::optional<NamelessFile> nameless;
  std::optional<llvm::sys::fs::TempFile> temporary; ///< neither: written directly
  std::unique_ptr<llvm::raw_fd_ostream> stream;
};

} // namespace mlir::qnt::files

#endif // QNT_FILES_ATOMICFILE_H
