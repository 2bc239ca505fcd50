//===- Npy.cpp - NumPy's array files ----------------------------------------------------------------------===//

#include "Qnt/Execution/Npy.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// Bytes of the data, nothing when a product does not fit.
static std::optional<uint64_t> getDataSize(const NpyHeader &header) {
  constexpr int64_t maxElements = int64_t(1) << 40;
  int64_t count = 1;
  bool isEmpty = false;
  for (int64_t size : header.shape) {
    isEmpty |= size == 0;
    if (size != 0 && (llvm::MulOverflow(count, size, count) || count > maxElements))
      return std::nullopt;
  }
  return isEmpty ? 0 : static_cast<uint64_t>(count) * header.type.size;
}

llvm::Expected<NpyFile> NpyFile::parse(std::unique_ptr<llvm::MemoryBuffer> buffer) {
  llvm::StringRef bytes = buffer->getBuffer();
  llvm::Expected<NpyHeader> header =
      parseNpyHeader(llvm::ArrayRef<uint8_t>(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()));
  if (!header)
    return header.takeError();
  std::optional<uint64_t> dataSize = getDataSize(*header);
  if (!dataSize)
    return llvm::createStringError("expected at most 2^40 elements");
  uint64_t available = bytes.size() - header->dataOffset;
  if (available != *dataSize)
    return llvm::createStringError((available < *dataSize ? "truncated: " : "too long: ") + llvm::Twine("expected ") +
                                   llvm::Twine(*dataSize) + " bytes of data, got " + llvm::Twine(available));
  NpyFile file;
  file.buffer = std::move(buffer);
  file.numElements = static_cast<int64_t>(*dataSize / header->type.size);
  file.header = std::move(*header);
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

/// Where an element lies: in Fortran order the first dimension runs fastest.
int64_t NpyFile::getFileIndex(int64_t element) const {
  if (!header.isFortranOrder)
    return element;
  int64_t index = 0, stride = numElements;
  for (size_t dim = header.shape.size(); dim-- > 0; element /= header.shape[dim]) {
    stride /= header.shape[dim];
    index += element % header.shape[dim] * stride;
  }
  return index;
}

uint64_t NpyFile::getRaw(int64_t element) const {
  unsigned size = header.type.size;
  const char *data = buffer->getBufferStart() + header.dataOffset + getFileIndex(element) * size;
  uint64_t raw = 0;
  for (unsigned byte = 0; byte < size; ++byte) {
    unsigned place = header.type.isBigEndian ? size - 1 - byte : byte;
    raw |= uint64_t(static_cast<uint8_t>(data[byte])) << (8 * place);
  }
  return raw;
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
