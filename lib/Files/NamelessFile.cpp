//===- NamelessFile.cpp - a file in a folder that has no name yet -----------------------------------------===//

#include "Qnt/Files/NamelessFile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

using namespace mlir::qnt::files;
namespace fs = llvm::sys::fs;

#ifdef O_TMPFILE

static std::string getDescriptorPath(int descriptor) { return "/proc/self/fd/" + std::to_string(descriptor); }

static std::error_code getLastError() { return {errno, std::generic_category()}; }

std::optional<NamelessFile> NamelessFile::create(llvm::StringRef folder) {
  constexpr mode_t mode = 0666;
  int descriptor = ::open(folder.str().c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  if (descriptor < 0)
    return std::nullopt;
  NamelessFile file(descriptor);
  // It gets its name through /proc, which may not be there.
  if (!fs::exists(getDescriptorPath(descriptor)))
    return std::nullopt;
  return file;
}

std::error_code NamelessFile::link(llvm::StringRef model, std::string &path) {
  std::string source = getDescriptorPath(descriptor);
  constexpr int maxAttempts = 100;
  for (int attempt = 0; attempt < maxAttempts; ++attempt) {
    llvm::SmallString<256> name;
    if (std::error_code code = fs::getPotentiallyUniqueFileName(model, name))
      return code;
    if (::linkat(AT_FDCWD, source.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      path = std::string(name);
      return {};
    }
    if (errno != EEXIST)
      return getLastError();
  }
  return std::make_error_code(std::errc::file_exists);
}

#else

std::optional<NamelessFile> NamelessFile::create(llvm::StringRef) { return std::nullopt; }
std::error_code NamelessFile::link(llvm::StringRef, std::string &) {
  return std::make_error_code(std::errc::not_supported);
}

#endif

NamelessFile::~NamelessFile() {
  if (descriptor >= 0)
    ::close(descriptor);
}
