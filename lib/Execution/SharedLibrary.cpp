//===- SharedLibrary.cpp - from an object file to a shared library ----------------------------------------===//
#include "SharedLibrary.h"
#include "Qnt/Target/TemporaryFiles.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Program.h"

using namespace mlir::qnt;
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

llvm::Expected<std::string> mlir::qnt::execution::linkSharedLibrary(StringRef object, StringRef linker,
                                                                    StringRef runtimeFolder) {
  llvm::Expected<std::string> program = findLinker(linker);
  if (!program)
    return program.takeError();
  llvm::Expected<TemporaryFile> input = TemporaryFile::create("qnt-model", "o");
  if (!input)
    return input.takeError();
  llvm::Expected<TemporaryFile> output = TemporaryFile::create("qnt-model", "so");
  if (!output)
    return output.takeError();
  if (llvm::Error error = writeFile(input->getPath(), object))
    return error;
  llvm::SmallVector<StringRef> command{*program, "-shared", "-o", output->getPath(), input->getPath(), "-lm"};
  std::string folder = ("-L" + runtimeFolder).str(), search = ("-Wl,-rpath," + runtimeFolder).str();
  if (!runtimeFolder.empty())
    command.append({folder, search, "-lQnt-Runtime"});
  std::string message;
  if (llvm::sys::ExecuteAndWait(*program, command, std::nullopt, {}, 0, 0, &message) != 0) {
    input->keep();
    return llvm::createStringError("the linker failed" + (message.empty() ? "" : " (" + message + ")") + ": " +
                                   llvm::join(command, " "));
  }
  return readFile(output->getPath());
}
