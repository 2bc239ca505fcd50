//===- ModuleFile.cpp - reads the file of a module for upstream's parsers ---------------------------------===//

#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/IR/PartData.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/FileUtilities.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/Alignment.h"
#include "llvm/Support/SourceMgr.h"
#include <algorithm>
#include <cstring>

using namespace mlir;
using namespace mlir::qnt;

static constexpr llvm::StringLiteral kBytecodeMagic("ML\xefR");
/// A page: what is mapped lies at a multiple of it.
static constexpr uint64_t kAlignment = 4096;

/// The word in front of the colon.
static llvm::StringRef getKey(llvm::StringRef text, size_t colon) {
  llvm::StringRef front = text.take_front(colon).rtrim();
  return front.take_back(front.size() - (front.find_last_of(" \t\r\n{,") + 1));
}

/// A blob is written as `key: "0x` and hexadecimal digits, of which the first eight are the alignment.
static llvm::Error checkSection(llvm::StringRef section) {
  constexpr llvm::StringLiteral start("\"0x00000000");
  for (size_t at = section.find(start); at != llvm::StringRef::npos; at = section.find(start, at + 1)) {
    llvm::StringRef front = section.take_front(at).rtrim();
    if (front.ends_with(":"))
      return llvm::createStringError("expected the alignment of resource '" + getKey(section, front.size() - 1) +
                                     "' to be a power of two, but got 0");
  }
  return llvm::Error::success();
}

llvm::Error execution::checkResourceAlignments(llvm::StringRef text) {
  while (true) {
    size_t begin = text.find("{-#");
    if (begin == llvm::StringRef::npos)
      return llvm::Error::success();
    text = text.drop_front(begin);
    size_t end = text.find("#-}");
    if (llvm::Error error = checkSection(text.take_front(end)))
      return error;
    text = text.drop_front(std::min(end, text.size()));
  }
}

std::unique_ptr<llvm::MemoryBuffer> execution::alignBytecode(std::unique_ptr<llvm::MemoryBuffer> buffer) {
  if (llvm::isAddrAligned(llvm::Align(kAlignment), buffer->getBufferStart()))
    return buffer;
  auto copy = llvm::WritableMemoryBuffer::getNewUninitMemBuffer(buffer->getBufferSize(), buffer->getBufferIdentifier(),
                                                                llvm::Align(kAlignment));
  if (!copy)
    return buffer;
  std::memcpy(copy->getBufferStart(), buffer->getBufferStart(), buffer->getBufferSize());
  return copy;
}

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> execution::openModule(llvm::StringRef path) {
  std::string message;
  std::unique_ptr<llvm::MemoryBuffer> buffer = openInputFile(path, &message);
  if (!buffer)
    return llvm::createStringError(message);
  if (buffer->getBuffer().starts_with(kBytecodeMagic))
    return alignBytecode(std::move(buffer));
  if (llvm::Error error = checkResourceAlignments(buffer->getBuffer()))
    return error;
  return buffer;
}

llvm::Error execution::checkConstantSizes(ModuleOp module) {
  DenseIntOrFPElementsAttr wrong;
  AttrTypeWalker walker;
  walker.addWalk([&](DenseIntOrFPElementsAttr constant) {
    wrong = failed(getPartBytes(constant)) ? constant : nullptr;
    return wrong ? WalkResult::interrupt() : WalkResult::advance();
  });
  Operation *holder = nullptr;
  module->walk([&](Operation *op) {
    if (!walker.walk(op->getAttrDictionary()).wasInterrupted())
      return WalkResult::advance();
    holder = op;
    return WalkResult::interrupt();
  });
  if (!holder)
    return llvm::Error::success();
  std::string type;
  llvm::raw_string_ostream(type) << wrong.getType();
  return llvm::createStringError("expected a constant of '" + holder->getName().getStringRef() +
                                 "' to hold one element or all of '" + type + "', but got " +
                                 Twine(wrong.getRawData().size()) + " bytes");
}

llvm::Expected<OwningOpRef<ModuleOp>> execution::readModel(llvm::StringRef path, MLIRContext &context) {
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = openModule(path);
  if (!buffer)
    return llvm::createStringError("cannot read model '" + path + "': " + llvm::toString(buffer.takeError()));
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(*buffer), SMLoc());
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, &context);
  if (!module)
    return llvm::createStringError("cannot read model '" + path + "'");
  if (llvm::Error error = checkConstantSizes(*module))
    return llvm::createStringError("cannot read model '" + path + "': " + llvm::toString(std::move(error)));
  return module;
}
