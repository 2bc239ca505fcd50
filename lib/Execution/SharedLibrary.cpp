//===- SharedLibrary.cpp - from an object file to a shared library ----------------------------------------===//
#include "SharedLibrary.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir::qnt::execution;
using llvm::StringRef;

static llvm::Expected<std::string> findLinker(StringRef given) {
  llvm::SmallVector<StringRef> names{"clang-22", "clang", "cc", "gcc"};
  if (!given.empty())
    names = {given};
  for (StringRef name : names)
    if (llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName(name))
      return *path;
  return llvm::createStringError("expected a program that links, one of " + llvm::join(names, ", ") +
                                 ": none is there");
}

/// A new file for temporary content.
static llvm::Expected<std::string> createFile(StringRef suffix) {
  llvm::SmallString<128> path;
  if (std::error_code code = llvm::sys::fs::createTemporaryFile("qnt-model", suffix, path))
    return llvm::createStringError(code, "cannot make a temporary file: " + code.message());
  return std::string(path);
}

static llvm::Error writeFile(StringRef path, StringRef bytes) {
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

llvm::Expected<std::string> mlir::qnt::execution::linkSharedLibrary(StringRef object, StringRef linker,
                                                                    StringRef runtimeFolder) {
  llvm::Expected<std::string> program = findLinker(linker);
  if (!program)
    return program.takeError();
  llvm::Expected<std::string> input = createFile("o");
  if (!input)
    return input.takeError();
  llvm::FileRemover removeInput(*input);
  llvm::Expected<std::string> output = createFile("so");
  if (!output)
    return output.takeError();
  llvm::FileRemover removeOutput(*output);
  if (llvm::Error error = writeFile(*input, object))
    return error;
  llvm::SmallVector<StringRef> command{*program, "-shared", "-o", *output, *input, "-lm"};
  std::string folder = ("-L" + runtimeFolder).str(), search = ("-Wl,-rpath," + runtimeFolder).str();
  if (!runtimeFolder.empty())
    command.append({folder, search, "-lQnt-Runtime"});
  std::string message;
  if (llvm::sys::ExecuteAndWait(*program, command, std::nullopt, {}, 0, 0, &message) != 0) {
    removeInput.releaseFile();
    return llvm::createStringError("the linker failed" + (message.empty() ? "" : " (" + message + ")") + ": " +
                                   llvm::join(command, " "));
  }
  auto bytes = llvm::MemoryBuffer::getFile(*output);
  if (!bytes)
    return llvm::createStringError(bytes.getError(), "cannot read '" + *output + "': " + bytes.getError().message());
  return (*bytes)->getBuffer().str();
}
