//===- ArgumentFields.cpp - reads the arguments of a launch -------------------------------------------------===//

#include "ArgumentFields.h"
#include <charconv>
#include <limits>

using namespace mlir::qnt;
using namespace mlir::qnt::ptxrun;

static void storeBytes(uint64_t bits, unsigned size, Argument &argument) {
  for (unsigned byte = 0; byte < size; ++byte)
    argument.bytes.push_back(static_cast<uint8_t>(bits >> (8 * byte)));
  argument.alignment = size;
}

/// {"bits": "0x3f80"}, at most `size` bytes.
static bool parseBits(const Json &value, const std::string &path, std::string &error, unsigned size, uint64_t &bits) {
  Fields fields(value, path, error, {"bits"});
  std::string text;
  if (!fields.readText("bits", text, true))
    return false;
  const char *begin = text.data() + 2, *end = text.data() + text.size();
  bool hasPrefix = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  bool isRead = false;
  if (hasPrefix) {
    auto [stop, status] = std::from_chars(begin, end, bits, 16);
    isRead = status == std::errc() && stop == end && (size == 8 || bits >> (8 * size) == 0);
  }
  return isRead ? fields.isGood()
                : fields.fail("bits", "expected '0x' and at most " + std::to_string(2 * size) +
                                          " hexadecimal digits, got " + describe(text));
}

static bool parseFloat(const Fields &fields, const Json &value, DataType type, uint64_t &bits) {
  double number = 0;
  if (value == "nan")
    number = std::numeric_limits<double>::quiet_NaN();
  else if (value == "inf" || value == "-inf")
    number = value == "inf" ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
  else if (value.is_number())
    number = value.get<double>();
  else
    return fields.fail("value", "expected a number, 'nan', 'inf', '-inf' or bits, got " + describe(value));
  bits = encodeFloat(type, number);
  return fields.isGood();
}

static bool parseInteger(const Fields &fields, const Json &value, DataType type, uint64_t &bits) {
  unsigned width = 8 * getSize(type);
  uint64_t high = isSigned(type) ? (uint64_t(1) << (width - 1)) - 1 : ~uint64_t(0) >> (64 - width);
  int64_t low = isSigned(type) ? -static_cast<int64_t>(high) - 1 : 0;
  bool fits = value.is_number_unsigned()  ? value.get<uint64_t>() <= high
              : value.is_number_integer() ? value.get<int64_t>() >= low
                                          : false;
  if (!fits)
    return fields.fail("value", "expected an integer from " + std::to_string(low) + " to " + std::to_string(high) +
                                    ", got " + describe(value));
  bits = value.get<uint64_t>();
  return fields.isGood();
}

static bool parseScalar(const Fields &fields, Argument &argument) {
  std::string name;
  if (!fields.readText("type", name, true))
    return false;
  std::optional<DataType> type = parseDataType(name);
  if (!type)
    return fields.fail("type", "expected one of " + listDataTypes() + ", got " + describe(name));
  const Json *value = fields.find("value");
  if (!value)
    return false;
  uint64_t bits = 0;
  bool isRead = false;
  if (value->is_object())
    isRead = parseBits(*value, fields.getPath("value"), fields.getError(), getSize(*type), bits);
  else if (*type == DataType::E2M1x2)
    isRead = fields.fail("value", "expected bits for two values, got " + describe(*value));
  else
    isRead = isFloat(*type) ? parseFloat(fields, *value, *type, bits) : parseInteger(fields, *value, *type, bits);
  if (isRead)
    storeBytes(bits, getSize(*type), argument);
  return isRead;
}

static int getHexDigit(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/// A struct by value.
static bool parseBytes(const Fields &fields, Argument &argument) {
  constexpr uint64_t maxSize = 32764; // of a kernel's parameters
  uint64_t size = 0, alignment = 1;
  std::string hex;
  if (!fields.readInteger("size", 1, maxSize, size, true) || !fields.readInteger("align", 1, 128, alignment, true) ||
      !fields.readText("hex", hex, true))
    return false;
  if ((alignment & (alignment - 1)) != 0)
    return fields.fail("align", "expected a power of two, got " + std::to_string(alignment));
  if (hex.size() != 2 * size)
    return fields.fail("hex", "expected " + std::to_string(2 * size) + " hexadecimal digits, got " +
                                  std::to_string(hex.size()));
  for (size_t place = 0; place < hex.size(); place += 2) {
    int high = getHexDigit(hex[place]), low = getHexDigit(hex[place + 1]);
    if (high < 0 || low < 0)
      return fields.fail("hex", "expected hexadecimal digits, got " + describe(hex.substr(place, 2)));
    argument.bytes.push_back(static_cast<uint8_t>(16 * high + low));
  }
  argument.alignment = alignment;
  return fields.isGood();
}

static bool findBuffer(const Fields &fields, const LaunchFile &file, size_t &index) {
  std::string name;
  if (!fields.readText("buffer", name, true))
    return false;
  for (index = 0; index < file.buffers.size(); ++index)
    if (file.buffers[index].name == name)
      return fields.isGood();
  return fields.fail("buffer", "expected the name of a buffer, got " + describe(name));
}

static bool parsePointer(const Fields &fields, const LaunchFile &file, Argument &argument) {
  argument.kind = ArgumentKind::Pointer;
  argument.alignment = 8;
  if (!findBuffer(fields, file, argument.buffer))
    return false;
  // One past the end is a pointer as well.
  return fields.readInteger("offset_bytes", 0, file.buffers[argument.buffer].getNumBytes(), argument.offset, false);
}

static bool parseArgument(const Json &value, const std::string &path, std::string &error, LaunchFile &file) {
  Argument argument;
  int kind = 0;
  bool isRead = false;
  Fields any(value, path, error,
             {"kind",
              "buffer",
              "offset_bytes",
              "type",
              "value",
              "size",
              "align",
              "hex",
              "mode",
              "dtype",
              "rank",
              "global_dims",
              "global_strides_bytes",
              "box_dims",
              "element_strides",
              "swizzle",
              "interleave",
              "oob_fill",
              "l2_promotion",
              "pixel_box_lower_corner",
              "pixel_box_upper_corner",
              "channels_per_pixel",
              "pixels_per_column"});
  if (!any.readWord("kind", {"pointer", "scalar", "bytes", "null_pointer", "tensor_map"}, kind, true))
    return false;
  switch (kind) {
  case 0:
    isRead = parsePointer(Fields(value, path, error, {"kind", "buffer", "offset_bytes"}), file, argument);
    break;
  case 1:
    isRead = parseScalar(Fields(value, path, error, {"kind", "type", "value"}), argument);
    break;
  case 2:
    isRead = parseBytes(Fields(value, path, error, {"kind", "size", "align", "hex"}), argument);
    break;
  case 3:
    isRead = Fields(value, path, error, {"kind"}).isGood();
    storeBytes(0, 8, argument);
    break;
  default:
    argument.kind = ArgumentKind::TensorMap;
    argument.alignment = 64;
    isRead =
        findBuffer(any, file, argument.buffer) && parseTensorMap(any, file.buffers[argument.buffer].type, argument.map);
    break;
  }
  if (isRead && error.empty())
    file.arguments.push_back(std::move(argument));
  return error.empty();
}

bool ptxrun::parseArguments(const Fields &launch, LaunchFile &file) {
  if (!launch.has("args"))
    return launch.isGood();
  const Json &list = launch.getObject().at("args");
  constexpr size_t maxArguments = 10000;
  if (!list.is_array() || list.size() > maxArguments)
    return launch.fail("args", "expected a list of at most 10000 arguments, got " + describe(list));
  for (size_t index = 0; index < list.size(); ++index)
    if (!parseArgument(list[index], "args[" + std::to_string(index) + "]", launch.getError(), file))
      return false;
  return launch.isGood();
}
