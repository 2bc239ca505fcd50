//===- BufferData.cpp - the contents of buffers: from files, compared, to files -----------------------------===//

#include "BufferData.h"
#include <cmath>
#include <cstdio>
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

static std::string describeShape(const npy::Shape &shape) {
  std::string text = "[";
  for (size_t dim = 0; dim < shape.size(); ++dim)
    text += (dim == 0 ? "" : ",") + std::to_string(shape[dim]);
  return text + "]";
}

std::string ptxrun::describeElement(const npy::Shape &shape, uint64_t element) {
  npy::Shape index(shape.size());
  for (size_t dim = shape.size(); dim-- > 0; element /= static_cast<uint64_t>(shape[dim]))
    index[dim] = static_cast<int64_t>(element % static_cast<uint64_t>(shape[dim]));
  return describeShape(index);
}

/// A file of values, of which an element may have two: the innermost size is doubled then.
static npy::Shape getValueShape(const Buffer &buffer) {
  npy::Shape shape = buffer.shape;
  if (getNumValues(buffer.type) == 1)
    return shape;
  if (shape.empty())
    return {2};
  shape.back() *= 2;
  return shape;
}

/// Opens a file whose elements have to be the buffer's (or f64 values of them).
static bool openFile(const std::string &field, const std::string &folder, const std::string &name, bool holdsValues,
                     const Buffer &buffer, std::optional<npy::File> &file, std::string &error) {
  file = npy::File::open(name[0] == '/' ? name : folder + name, error);
  if (!file) {
    error = "'" + field + "': " + error;
    return false;
  }
  const npy::Header &header = file->getHeader();
  DataType type = holdsValues ? DataType::F64 : buffer.type;
  npy::Shape shape = holdsValues ? getValueShape(buffer) : buffer.shape;
  if (!canHold(header.type, type))
    error = "'" + field + "': expected '" + name + "' to hold " + std::string(getName(type)) + " as " +
            getStorage(type).getDescription() + ", got " + header.type.getDescription();
  else if (header.shape != shape)
    error = "'" + field + "': expected '" + name + "' to have shape " + describeShape(shape) + ", got " +
            describeShape(header.shape);
  return error.empty();
}

bool ptxrun::readBuffer(const Buffer &buffer, const std::string &path, const std::string &folder, BufferData &data,
                        std::string &error) {
  if (!buffer.file.empty()) {
    std::optional<npy::File> file;
    if (!openFile(path + ".file", folder, buffer.file, false, buffer, file, error))
      return false;
    data.initial.resize(file->getDataSize());
    file->copyElements(data.initial.data());
  }
  if (!buffer.expected.empty() &&
      !openFile(path + ".expected", folder, buffer.expected, !buffer.tolerance.isExact, buffer, data.expected, error))
    return false;
  if (!buffer.tolerance.file.empty() &&
      !openFile(path + ".tolerance.file", folder, buffer.tolerance.file, true, buffer, data.tolerance, error))
    return false;
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------------------------------------===//

static uint64_t getBits(const BufferData &data, unsigned size, uint64_t element) {
  uint64_t bits = 0;
  std::memcpy(&bits, data.result.data() + element * size, size);
  return bits;
}

static double toDouble(uint64_t bits) { return decode(DataType::F64, bits); }

static std::string print(const char *format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// "1.5 (0x3fc00000)"
static std::string describeBits(DataType type, uint64_t bits) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%0*llx", static_cast<int>(2 * getSize(type)),
                static_cast<unsigned long long>(bits));
  if (type == DataType::E2M1x2)
    return text;
  return print(isFloat(type) ? "%.9g" : "%.0f", decode(type, bits)) + " (" + text + ")";
}

namespace {

/// Counts what differs; keeps the first.
struct Differences {
  uint64_t count = 0;
  std::string first;
  double largest = 0;

  template <class Describe>
  void add(Describe describe) {
    if (count++ == 0)
      first = describe();
  }
};

} // namespace

static void compareExactly(const Buffer &buffer, const BufferData &data, Differences &differences) {
  unsigned size = getSize(buffer.type);
  for (uint64_t element = 0; element < buffer.getNumElements(); ++element) {
    uint64_t got = getBits(data, size, element), expected = data.expected->getRaw(static_cast<int64_t>(element));
    if (got != expected)
      differences.add([&] {
        return "element " + describeElement(buffer.shape, element) + ": got " + describeBits(buffer.type, got) +
               ", expected " + describeBits(buffer.type, expected) + ", bound: the same bits";
      });
  }
}

static bool isWithin(double got, double expected, double bound) {
  if (std::isnan(got) || std::isnan(expected))
    return std::isnan(got) && std::isnan(expected);
  // Equal infinities meet; their difference is none.
  return got == expected || std::fabs(got - expected) <= bound;
}

static void compareWithBound(const Buffer &buffer, const BufferData &data, Differences &differences) {
  unsigned numValues = getNumValues(buffer.type);
  npy::Shape shape = getValueShape(buffer);
  for (uint64_t value = 0; value < buffer.getNumElements() * numValues; ++value) {
    uint64_t bits = getBits(data, getSize(buffer.type), value / numValues);
    double got = decode(buffer.type, bits, static_cast<unsigned>(value % numValues));
    double expected = toDouble(data.expected->getRaw(static_cast<int64_t>(value)));
    double bound =
        data.tolerance ? toDouble(data.tolerance->getRaw(static_cast<int64_t>(value))) : buffer.tolerance.absolute;
    if (isWithin(got, expected, bound))
      continue;
    differences.largest = std::max(differences.largest, std::fabs(got - expected));
    differences.add([&] {
      return "element " + describeElement(shape, value) + ": got " + print("%.17g", got) + ", expected " +
             print("%.17g", expected) + ", bound " + print("%g", bound);
    });
  }
}

std::optional<std::string> ptxrun::compareBuffer(const Buffer &buffer, const BufferData &data) {
  if (!data.expected)
    return std::nullopt;
  Differences differences;
  (buffer.tolerance.isExact ? compareExactly : compareWithBound)(buffer, data, differences);
  if (differences.count == 0)
    return std::nullopt;
  uint64_t total = buffer.getNumElements() * (buffer.tolerance.isExact ? 1 : getNumValues(buffer.type));
  std::string text = "buffer '" + buffer.name + "', " + differences.first + " (" + std::to_string(differences.count) +
                     " of " + std::to_string(total) + " differ";
  if (!buffer.tolerance.isExact)
    text += ", by at most " + print("%g", differences.largest);
  return text + ")";
}
