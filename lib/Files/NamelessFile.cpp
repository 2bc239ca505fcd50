//===- NamelessFile.cpp - a file in a folder that has no name yet -----------------------------------------===//

#include "Qnt/Files/NamelessFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace mlir::qnt::files;
namespace fs = llvm::sys::fs;

#ifdef O_TMPFILE

static std::string getDescriptorPath(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

static std::error_code getLastError() { return {errno, std::generic_category()}; }

std::optional<NamelessFile> NamelessFile::create(llvm::StringRef path) {
  std::string folder = llvm::sys::path::parent_path(path).str();
  constexpr mode_t mode = 0666;
  int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  if (descriptor < 0)
    return std::nullopt;
  NamelessFile file(descriptor);
  // It gets its name through /proc, which may not be there.
  if (!fs::exists(getDescriptorPath(descriptor)))
    return std::nullopt;
  return file;
}

static std::error_code link(int descriptor, llvm::StringRef path) {
  bool isLinked =
      ::linkat(AT_FDCWD, getDescriptorPath(descriptor).c_str(), AT_FDCWD, path.str().c_str(), AT_SYMLINK_FOLLOW) == 0;
  return isLinked ? std::error_code() : getLastError();
}

/// A link cannot replace a file, a rename can.
std::error_code NamelessFile::keep(llvm::StringRef path) {
  std::error_code code = link(descriptor, path);
  llvm::SmallString<256> name;
  constexpr int maxAttempts = 100;
  bool isTaken = code == std::errc::file_exists;
  for (int attempt = 0; isTaken && attempt < maxAttempts && code == std::errc::file_exists; ++attempt) {
    fs::getPotentiallyUniqueFileName(path + ".%%%%%%%%.tmp", name);
    code = link(descriptor, name);
  }
  if (code || !isTaken)
    return code;
  code = fs::rename(name, path);
  if (code)
    fs::remove(name);
  return code;
}

#else

std::optional<NamelessFile> NamelessFile::create(llvm::StringRef) { return std::nullopt; }
std::error_code NamelessFile::keep(llvm::StringRef) { return std::make_error_code(std::errc::not_supported); }

#endif

NamelessFile::~NamelessFile() {
  if (descriptor >= 0)
    ::close(descriptor);
}
