//===- FuzzParser.cpp - hostile text of modules -----------------------------------------------------------===//
#include "FuzzSupport.h"
#include "MutateText.h"

using namespace mlir;
using namespace mlir::qnt;

/// The text is refused with an error, or what it says survives a round trip.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef text(reinterpret_cast<const char *>(data), size);
  // Bytecode has a target of its own.
  if (text.starts_with("ML\xefR"))
    return -1;
  fuzz::QuietContext context;
  OwningOpRef<ModuleOp> module = fuzz::read(text, context);
  if (!module) {
    if (context.getLastError().empty())
      fuzz::reportDefect("a module is refused without an error");
    return 0;
  }
  fuzz::checkTextRoundTrip(*module);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  return fuzz::mutateText(data, size, maxSize, seed);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t *first, size_t firstSize, const uint8_t *second,
                                            size_t secondSize, uint8_t *result, size_t maxSize, unsigned seed) {
  return fuzz::crossText({first, firstSize}, {second, secondSize}, result, maxSize, seed);
}
