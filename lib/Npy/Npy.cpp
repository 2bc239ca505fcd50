//===- Npy.cpp - NumPy's array files on plain C++ ---------------------------------------------------------===//

#include "Qnt/Npy/Npy.h"
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace mlir::qnt;
using namespace mlir::qnt::npy;

/// Elements of a shape, nothing when they are more than 2^40. Sizes are at most 2^40 each.
static std::optional<int64_t> countElements(const Shape &shape) {
  constexpr int64_t maxElements = int64_t(1) << 40;
  int64_t count = 1;
  bool isEmpty = false;
  for (int64_t size : shape) {
    isEmpty |= size == 0;
    if (size != 0 && count > maxElements / size)
      return std::nullopt;
    count *= size == 0 ? 1 : size;
  }
  return isEmpty ? 0 : count;
}

std::optional<View> View::parse(std::string_view file, std::string &error) {
  std::optional<Header> header = parseHeader(file, error);
  if (!header)
    return std::nullopt;
  std::optional<int64_t> count = countElements(header->shape);
  if (!count) {
    error = "expected at most 2^40 elements";
    return std::nullopt;
  }
  uint64_t needed = static_cast<uint64_t>(*count) * header->type.size, available = file.size() - header->dataOffset;
  if (available != needed) {
    error = (available < needed ? "truncated: expected " : "too long: expected ") + std::to_string(needed) +
            " bytes of data, got " + std::to_string(available);
    return std::nullopt;
  }
  View view;
  view.numElements = *count;
  view.header = std::move(*header);
  return view;
}

/// Where an element lies: in Fortran order the first dimension runs fastest.
int64_t View::getFileIndex(int64_t element) const {
  if (!header.isFortranOrder)
    return element;
  int64_t index = 0, stride = numElements;
  for (size_t dim = header.shape.size(); dim-- > 0; element /= header.shape[dim]) {
    stride /= header.shape[dim];
    index += element % header.shape[dim] * stride;
  }
  return index;
}

uint64_t View::getRaw(std::string_view file, int64_t element) const {
  unsigned size = header.type.size;
  const char *data = file.data() + header.dataOffset + getFileIndex(element) * size;
  uint64_t raw = 0;
  for (unsigned byte = 0; byte < size; ++byte) {
    unsigned place = header.type.isBigEndian ? size - 1 - byte : byte;
    raw |= uint64_t(static_cast<uint8_t>(data[byte])) << (8 * place);
  }
  return raw;
}

std::optional<File> File::parse(std::string bytes, std::string &error) {
  std::optional<View> view = View::parse(bytes, error);
  if (!view)
    return std::nullopt;
  File file;
  file.bytes = std::move(bytes);
  file.view = std::move(*view);
  return file;
}

std::optional<File> File::open(const std::string &path, std::string &error) {
  constexpr uint64_t maxSize = uint64_t(1) << 40;
  std::optional<std::string> bytes = readFile(path, maxSize, error);
  if (!bytes)
    return std::nullopt;
  std::optional<File> file = parse(std::move(*bytes), error);
  if (!file)
    error = "cannot read '" + path + "': " + error;
  return file;
}

void File::copyElements(void *destination) const {
  const Header &header = getHeader();
  if (!header.isFortranOrder && !header.type.isBigEndian) {
    if (size_t size = getDataSize())
      std::memcpy(destination, bytes.data() + header.dataOffset, size);
    return;
  }
  auto *out = static_cast<uint8_t *>(destination);
  for (int64_t element = 0; element < getNumElements(); ++element) {
    uint64_t raw = getRaw(element);
    for (unsigned byte = 0; byte < header.type.size; ++byte)
      *out++ = static_cast<uint8_t>(raw >> (8 * byte));
  }
}

/// Reads `size` bytes of a descriptor; false with errno set, or errno 0 when the file ends before.
static bool readAll(int descriptor, char *out, uint64_t size) {
  while (size > 0) {
    ssize_t count = ::read(descriptor, out, std::min<uint64_t>(size, 1 << 30));
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0) {
      errno = count == 0 ? 0 : errno;
      return false;
    }
    out += count;
    size -= static_cast<uint64_t>(count);
  }
  return true;
}

std::optional<std::string> npy::readFile(const std::string &path, uint64_t maxSize, std::string &error) {
  auto fail = [&](const std::string &reason) {
    error = "cannot read '" + path + "': " + reason;
    return std::nullopt;
  };
  // A pipe would wait for its writer.
  int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0)
    return fail(std::strerror(errno));
  struct Closer {
    int descriptor;
    ~Closer() { ::close(descriptor); }
  } closer{descriptor};
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0)
    return fail(std::strerror(errno));
  if (!S_ISREG(status.st_mode))
    return fail("expected a regular file");
  auto size = static_cast<uint64_t>(status.st_size);
  if (size > maxSize)
    return fail("expected at most " + std::to_string(maxSize) + " bytes, got " + std::to_string(size));
  std::string bytes(size, '\0');
  if (!readAll(descriptor, bytes.data(), size))
    return fail(errno == 0 ? "the file became shorter while it was read" : std::strerror(errno));
  return bytes;
}
