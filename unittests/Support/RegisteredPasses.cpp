//===- RegisteredPasses.cpp - what MLIR's pass registry holds ---------------------------------------------===//
#include "RegisteredPasses.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <unistd.h>

using namespace mlir::qnt::testing;
using llvm::StringRef;

/// What `print` writes to the standard output.
static std::string capture(llvm::function_ref<void()> print) {
  int file;
  llvm::SmallString<128> path;
  if (llvm::sys::fs::createTemporaryFile("qnt-passes", "txt", file, path))
    llvm::report_fatal_error("cannot make a temporary file");
  llvm::outs().flush();
  int saved = dup(STDOUT_FILENO);
  dup2(file, STDOUT_FILENO);
  print();
  llvm::outs().flush();
  dup2(saved, STDOUT_FILENO);
  close(saved);
  close(file);
  auto buffer = llvm::MemoryBuffer::getFile(path);
  (void)llvm::sys::fs::remove(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

static std::vector<std::string> splitWords(StringRef text) {
  std::vector<std::string> words;
  auto isPartOfWord = [](char c) { return llvm::isAlnum(c) || c == '_' || c == '-'; };
  while (!(text = text.drop_until(isPartOfWord)).empty()) {
    words.push_back(text.take_while(isPartOfWord).str());
    text = text.drop_front(words.back().size());
  }
  return words;
}

/// The help of a parser of pipelines: the only list that has passes and pipelines. Lines are "--pass  -  description"
/// and indented below "--option=<type>  - description".
std::vector<RegisteredPass> mlir::qnt::testing::listRegisteredPasses(StringRef prefix) {
  std::vector<RegisteredPass> passes;
  mlir::PassPipelineCLParser parser("passes", "all of them");
  std::string listing = capture([] { llvm::cl::PrintHelpMessage(); });
  size_t passIndent = StringRef::npos;
  llvm::SmallVector<StringRef> lines;
  StringRef(listing).split(lines, '\n');
  for (StringRef line : lines) {
    size_t indent = line.find_if_not([](char c) { return c == ' '; });
    if (indent == StringRef::npos || !line.drop_front(indent).starts_with("--"))
      continue;
    auto [name, description] = line.drop_front(indent + 2).split(" -");
    name = name.split('=').first.trim();
    if (indent > passIndent) {
      passes.back().options.push_back({name.str(), splitWords(description)});
      continue;
    }
    bool isWanted = name.starts_with(prefix);
    passIndent = isWanted ? indent : StringRef::npos;
    if (isWanted)
      passes.push_back({name.str(), {}});
  }
  llvm::sort(passes, [](const RegisteredPass &a, const RegisteredPass &b) { return a.name < b.name; });
  return passes;
}
