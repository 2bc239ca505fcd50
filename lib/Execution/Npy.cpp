//===- Npy.cpp - NumPy's array files ----------------------------------------------------------------------===//

#include "Qnt/Execution/Npy.h"

using namespace mlir::qnt;
using namespace mlir::qnt::execution;

llvm::Expected<NpyHeader> execution::parseNpyHeader(llvm::ArrayRef<uint8_t> file) {
  std::string error;
  std::optional<NpyHeader> header = npy::parseHeader({reinterpret_cast<const char *>(file.data()), file.size()}, error);
  if (!header)
    return llvm::createStringError(error);
  return *header;
}

llvm::Expected<NpyFile> NpyFile::parse(std::unique_ptr<llvm::MemoryBuffer> buffer) {
  std::string error;
  std::optional<npy::View> view = npy::View::parse(buffer->getBuffer(), error);
  if (!view)
    return llvm::createStringError(error);
  NpyFile file;
  file.buffer = std::move(buffer);
  file.view = std::move(*view);
  return file;
}

llvm::Expected<NpyFile> NpyFile::open(llvm::StringRef path) {
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> buffer =
      llvm::MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (std::error_code code = buffer.getError())
    return llvm::createStringError(code, "cannot read '" + path + "': " + code.message());
  llvm::Expected<NpyFile> file = parse(std::move(*buffer));
  if (!file)
    return llvm::createStringError("cannot read '" + path + "': " + llvm::toString(file.takeError()));
  return file;
}

std::string execution::makeNpyHeader(const NpyType &type, llvm::ArrayRef<int64_t> shape) {
  return npy::makeHeader(type, shape.vec());
}

void execution::writeNpy(llvm::raw_ostream &stream, const NpyType &type, llvm::ArrayRef<int64_t> shape,
                         llvm::ArrayRef<uint64_t> bits) {
  stream << makeNpyHeader(type, shape);
  for (uint64_t element : bits) {
    char bytes[8];
    for (unsigned byte = 0; byte < type.size; ++byte)
      bytes[byte] = static_cast<char>(element >> (8 * byte));
    stream.write(bytes, type.size);
  }
}
