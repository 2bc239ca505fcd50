//===- FuzzSeeds.cpp - inputs to start from, made of the test modules -------------------------------------===//
//
//   fuzz-seeds OUT a.mlir b.mlir ...
//
// Every piece of the files ("// -----") and every function of a piece becomes a module of its own, without comments:
// OUT/parser/*.mlir holds all of them, OUT/bytecode/*.mlirbc those that are valid, and OUT/passes/* the valid ones
// below a pipeline. OUT/payload/* holds the attributes and types of all modules, OUT/npy/*.npy some tensors.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "FuzzSupport.h"
#include "PayloadSeeds.h"
#include "mlir/Bytecode/BytecodeWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <set>

using namespace mlir;
using namespace mlir::qnt;

/// Longer ones slow everything down and hold nothing new.
static constexpr size_t kMaxSize = 4096;

static std::string dropComments(StringRef text) {
  std::string kept;
  SmallVector<StringRef> lines;
  text.split(lines, '\n');
  for (StringRef line : lines) {
    line = line.take_front(line.find("//")).rtrim();
    if (!line.empty())
      kept += (line + "\n").str();
  }
  return kept;
}

/// The piece, and each of its functions below the piece's aliases.
static void addModules(StringRef piece, std::set<std::string> &modules) {
  std::string text = dropComments(piece);
  modules.insert(text);
  std::string aliases, function;
  SmallVector<StringRef> lines;
  StringRef(text).split(lines, '\n');
  for (StringRef line : lines) {
    if (line.starts_with("#") || line.starts_with("!"))
      aliases += (line + "\n").str();
    if (line.starts_with("func.func"))
      function.clear();
    function += (line + "\n").str();
    if (line.starts_with("}") && StringRef(function).starts_with("func.func"))
      modules.insert(aliases + function);
  }
}

static void write(const Twine &folder, const Twine &name, StringRef content) {
  SmallString<256> path;
  llvm::sys::path::append(path, folder, name);
  llvm::sys::fs::create_directories(folder);
  std::error_code code;
  llvm::raw_fd_ostream stream(path, code);
  if (code)
    fuzz::reportDefect("cannot write " + path + ": " + code.message());
  stream << content;
}

static void writeSeeds(StringRef out, size_t number, const std::string &text, std::set<std::string> &payloads) {
  if (text.size() > kMaxSize)
    return;
  write(out + "/parser", Twine(number) + ".mlir", text);
  fuzz::QuietContext context;
  OwningOpRef<ModuleOp> module = fuzz::read(text, context);
  if (!module)
    return;
  fuzz::addPayloads(*module, payloads);
  write(out + "/passes", Twine(number), "canonicalize\n" + text);
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  if (succeeded(writeBytecodeToFile(*module, stream)))
    write(out + "/bytecode", Twine(number) + ".mlirbc", bytes);
}

int main(int argc, char **argv) {
  std::set<std::string> modules;
  for (int i = 2; i < argc; ++i) {
    auto buffer = llvm::MemoryBuffer::getFile(argv[i]);
    if (!buffer)
      fuzz::reportDefect(Twine("cannot read ") + argv[i]);
    SmallVector<StringRef> pieces;
    (*buffer)->getBuffer().split(pieces, "// -----");
    for (StringRef piece : pieces)
      addModules(piece, modules);
  }
  std::set<std::string> payloads;
  for (auto [number, text] : llvm::enumerate(modules))
    writeSeeds(argv[1], number, text, payloads);
  for (auto [number, payload] : llvm::enumerate(payloads))
    write(Twine(argv[1]) + "/payload", Twine(number), payload);
  for (auto [number, file] : llvm::enumerate(fuzz::makeNpyFiles()))
    write(Twine(argv[1]) + "/npy", Twine(number) + ".npy", file);
  return 0;
}
