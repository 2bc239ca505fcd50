//===- NamelessFile.h - a file in a folder that has no name yet -------------------------------------------===//
//
// A program that is killed leaves nothing of it behind. Linux on its usual file systems has such files (O_TMPFILE).
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_FILES_NAMELESSFILE_H
#define QNT_FILES_NAMELESSFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace mlir::qnt::files {

class NamelessFile {
public:
  /// Nothing where that is not possible, for whatever reason.
  static std::optional<NamelessFile> create(llvm::StringRef folder);
  NamelessFile(NamelessFile &&other) : descriptor(other.descriptor) { other.descriptor = -1; }
  NamelessFile &operator=(NamelessFile &&) = delete;
  ~NamelessFile();

  int getDescriptor() const { return descriptor; }
  /// Gives it a name after `model` ("a-%%%%.tmp", a digit for each percent sign) that no file has: `path`.
  std::error_code link(llvm::StringRef model, std::string &path);

private:
  explicit NamelessFile(int descriptor) : descriptor(descriptor) {}

  int descriptor;
};

} // namespace mlir::qnt::files

#endif // QNT_FILES_NAMELESSFILE_H
