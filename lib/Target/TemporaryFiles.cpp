//===- TemporaryFiles.cpp - files for other programs ------------------------------------------------------===//
#include "Qnt/Target/TemporaryFiles.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using llvm::StringRef;

llvm::Expected<std::string> qnt::createTemporaryFile(StringRef prefix, StringRef suffix) {
  llvm::SmallString<128> path;
  if (std::error_code code = llvm::sys::fs::createTemporaryFile(prefix, suffix, path))
    return llvm::createStringError(code, "cannot make a temporary file: " + code.message());
  return std::string(path);
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
