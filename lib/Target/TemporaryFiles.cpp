//===- TemporaryFiles.cpp - files for other programs ------------------------------------------------------===//
#include "Qnt/Target/TemporaryFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/raw_ostream.h"
#include <utility>

using namespace mlir;
using llvm::StringRef;

llvm::Expected<qnt::TemporaryFile> qnt::TemporaryFile::create(StringRef prefix, StringRef suffix) {
  llvm::SmallString<128> path;
  if (std::error_code code = llvm::sys::fs::createTemporaryFile(prefix, suffix, path))
    return llvm::createStringError(code, "cannot make a temporary file: " + code.message());
  llvm::sys::RemoveFileOnSignal(path);
  return TemporaryFile(std::string(path));
}

qnt::TemporaryFile::TemporaryFile(TemporaryFile &&other)
    : path(other.path), isOwned(std::exchange(other.isOwned, false)) {}

void qnt::TemporaryFile::release(bool isRemoved) {
  if (!std::exchange(isOwned, false))
    return;
  if (isRemoved)
    (void)llvm::sys::fs::remove(path);
  llvm::sys::DontRemoveFileOnSignal(path);
}

llvm::Expected<std::string> qnt::readFile(StringRef path) {
  auto bytes = llvm::MemoryBuffer::getFile(path);
  if (!bytes)
    return llvm::createStringError(bytes.getError(), "cannot read '" + path + "': " + bytes.getError().message());
  return (*bytes)->getBuffer().str();
}

llvm::Error qnt::writeFile(StringRef path, StringRef bytes) {
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (!code) {
    stream << bytes;
    stream.close();
    code = stream.error();
    stream.clear_error();
  }
  return code ? llvm::createStringError(code, "cannot write '" + path + "': " + code.message())
              : llvm::Error::success();
}
