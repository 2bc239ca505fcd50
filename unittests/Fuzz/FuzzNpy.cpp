//===- FuzzNpy.cpp - hostile .npy files -------------------------------------------------------------------===//
#include "Qnt/Execution/Npy.h"

using namespace mlir::qnt::execution;

/// A file is refused with an error or every element can be read.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  auto file = NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(bytes));
  if (!file) {
    llvm::consumeError(file.takeError());
    return 0;
  }
  uint64_t sum = 0;
  for (int64_t i = 0, e = file->getNumElements(); i < e; ++i)
    sum += file->getRaw(i);
  volatile uint64_t sink = sum;
  (void)sink;
  return 0;
}
