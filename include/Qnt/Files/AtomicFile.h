//===- AtomicFile.h - files that appear whole or not at all -----------------------------------------------===//
//
//   llvm::Expected<AtomicFile> file = AtomicFile::create("y.npy");
//   file->getStream() << ...;
//   if (llvm::Error error = file->commit()) ...
//
// What is written goes to a file in the same folder that has no name; where the system knows no such files, to a
// temporary file. finish() gives it a temporary name, commit() renames that. Without commit() (an error, a signal)
// nothing stays and what was there before is as it was. Whatever can go wrong goes wrong before commit(), if it can be
// known at all, so that a program with several outputs (commitAll) replaces all of them or none.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_FILES_ATOMICFILE_H
#define QNT_FILES_ATOMICFILE_H

#include "Qnt/Files/NamelessFile.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>

namespace mlir::qnt::files {

class AtomicFile {
public:
  /// "-" is the standard output; a path that exists and is no regular file (/dev/null, a pipe) is written directly.
  /// A symbolic link keeps pointing where it does: the file behind it is replaced, or made. Errors: a folder, a name
  /// that the file system does not take, a place where nothing can be written.
  static llvm::Expected<AtomicFile> create(llvm::StringRef path);
  AtomicFile(AtomicFile &&other);
  AtomicFile &operator=(AtomicFile &&) = delete;
  ~AtomicFile();

  llvm::raw_ostream &getStream() { return *stream; }
  /// Ends writing: errors that it met. The file has a temporary name beside its place.
  llvm::Error finish();
  /// Finishes and puts the file in its place; after an error it is not put there.
  llvm::Error commit();

private:
  AtomicFile() = default;
  /// Where what is written stays until it has its place.
  std::error_code openTemporary();
  std::error_code closeStream();
  llvm::Error makeError(std::error_code code) const;

  std::string name;  ///< as it was given
  std::string place; ///< where it goes
  std::optional<NamelessFile> nameless;
  std::string temporary; ///< the name until it is in its place; neither: written directly
  std::unique_ptr<llvm::raw_fd_ostream> stream;
};

/// Finishes all files before the first one is put in its place.
llvm::Error commitAll(llvm::MutableArrayRef<AtomicFile> files);

} // namespace mlir::qnt::files

#endif // QNT_FILES_ATOMICFILE_H
