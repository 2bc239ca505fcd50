//===- FuzzNpy.cpp - hostile .npy files -------------------------------------------------------------------===//
#include "FuzzSupport.h"
#include "Qnt/Execution/NpyValues.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

static NpyFile parseOrDie(const std::string &bytes) {
  llvm::Expected<NpyFile> file = NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(bytes));
  if (!file)
    fuzz::reportDefect("a file that was written is refused: " + llvm::toString(file.takeError()));
  return std::move(*file);
}

/// What is read as `type` is written and read back to the same bits.
static void checkRoundTrip(const NpyFile &file, Type type) {
  for (bool isUnsigned : {false, true}) {
    llvm::Expected<reference::Tensor> tensor = readTensor(file, type);
    if (!tensor) {
      llvm::consumeError(tensor.takeError());
      return;
    }
    std::string bytes;
    llvm::raw_string_ostream stream(bytes);
    writeTensor(stream, *tensor, isUnsigned);
    llvm::Expected<reference::Tensor> again = readTensor(parseOrDie(bytes), type);
    if (!again)
      fuzz::reportDefect("a tensor that was written is refused: " + llvm::toString(again.takeError()));
    if (again->getShape() != tensor->getShape() || again->getBits() != tensor->getBits())
      fuzz::reportDefect("a tensor reads back as something else");
  }
}

/// A file is refused with an error, or its elements can be read as every type that it may hold.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef bytes(reinterpret_cast<const char *>(data), size);
  auto file = NpyFile::parse(llvm::MemoryBuffer::getMemBufferCopy(bytes));
  if (!file) {
    llvm::consumeError(file.takeError());
    return 0;
  }
  static MLIRContext context(MLIRContext::Threading::DISABLED);
  Builder builder(&context);
  for (unsigned width : {1u, 2u, 3u, 4u, 8u, 16u, 32u, 64u})
    checkRoundTrip(*file, builder.getIntegerType(width));
  Type floats[] = {builder.getF64Type(),
                   builder.getF32Type(),
                   builder.getF16Type(),
                   builder.getBF16Type(),
                   Float8E4M3FNType::get(&context),
                   Float4E2M1FNType::get(&context)};
  for (Type type : floats)
    checkRoundTrip(*file, type);
  return 0;
}
