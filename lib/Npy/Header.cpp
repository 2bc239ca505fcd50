//===- Header.cpp - the header of NumPy's array files -----------------------------------------------------===//
//
// magic "\x93NUMPY", version, header length, then a Python dictionary as text:
//   {'descr': '<f4', 'fortran_order': False, 'shape': (360, 10), }
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Npy/Npy.h"
#include <charconv>

using namespace mlir::qnt;
using namespace mlir::qnt::npy;

static constexpr std::string_view magic("\x93NUMPY", 6);
static constexpr std::string_view spaces(" \t\n\v\f\r");
static constexpr uint64_t maxHeaderLength = 1 << 20;
static constexpr size_t maxRank = 64;

//===----------------------------------------------------------------------------------------------------===//
// The dictionary
//===----------------------------------------------------------------------------------------------------===//

namespace {

/// Reads the text of a header from front to back. A function returns false when it has set `error`.
class HeaderParser {
public:
  HeaderParser(std::string_view text, std::string &error) : text(text), error(error) {}
  bool parse(Header &header);

private:
  bool fail(std::string message) {
    error = std::move(message);
    return false;
  }
  void skipSpaces() { text.remove_prefix(std::min(text.find_first_not_of(spaces), text.size())); }
  bool consume(std::string_view expected) {
    skipSpaces();
    bool matches = text.substr(0, expected.size()) == expected;
    text.remove_prefix(matches ? expected.size() : 0);
    return matches;
  }
  bool parseString(std::string_view &string);
  bool parseEntry(Header &header);
  bool parseOrder(Header &header);
  bool parseShape(Header &header);
  bool parseType(Header &header);

  std::string_view text;
  std::string &error;
  bool hasType = false, hasOrder = false, hasShape = false;
};

} // namespace

bool HeaderParser::parseString(std::string_view &string) {
  char quote = consume("'") ? '\'' : consume("\"") ? '"' : 0;
  size_t end = quote ? text.find(quote) : std::string_view::npos;
  if (end == std::string_view::npos)
    return fail("malformed header: expected a string (structured element types are not supported)");
  string = text.substr(0, end);
  text.remove_prefix(end + 1);
  return true;
}

bool HeaderParser::parseOrder(Header &header) {
  header.isFortranOrder = consume("True");
  if (header.isFortranOrder || consume("False"))
    return true;
  return fail("malformed header: expected True or False for 'fortran_order'");
}

/// "(360, 10)", "(360,)", "()"; Python 2 wrote "(360L, 10L)".
bool HeaderParser::parseShape(Header &header) {
  if (!consume("("))
    return fail("malformed header: expected a tuple for 'shape'");
  bool hasComma = true;
  while (!consume(")")) {
    if (!hasComma)
      return fail("malformed header: expected ',' or ')' in 'shape'");
    uint64_t size = 0;
    auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (status != std::errc() || size > uint64_t(1) << 40)
      return fail("malformed header: expected sizes from 0 to 2^40 in 'shape'");
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (!text.empty() && text.front() == 'L')
      text.remove_prefix(1);
    if (header.shape.size() == maxRank)
      return fail("expected at most " + std::to_string(maxRank) + " dimensions");
    header.shape.push_back(static_cast<int64_t>(size));
    hasComma = consume(",");
  }
  // In Python (3) is a number.
  if (header.shape.size() == 1 && !hasComma)
    return fail("malformed header: expected a tuple for 'shape'");
  return true;
}

/// "<f4": byte order, kind, size. Nothing when it is none of the types that hold numbers or raw bytes.
static std::optional<ElementType> readType(std::string_view description) {
  char order = description.empty() ? 0 : description.front();
  bool hasOrder = order != 0 && std::string_view("<>|=").find(order) != std::string_view::npos;
  std::string_view rest = description.substr(hasOrder ? 1 : 0);
  if (rest.empty())
    return std::nullopt;
  ElementType type;
  type.kind = rest.front();
  rest.remove_prefix(1);
  auto [end, status] = std::from_chars(rest.data(), rest.data() + rest.size(), type.size);
  if (status != std::errc() || end != rest.data() + rest.size())
    return std::nullopt;
  bool isPower = type.size == 1 || type.size == 2 || type.size == 4 || type.size == 8;
  bool isKnown = std::string_view("iuV").find(type.kind) != std::string_view::npos ||
                 (type.kind == 'b' && type.size == 1) || (type.kind == 'f' && type.size != 1);
  if (!isPower || !isKnown)
    return std::nullopt;
  type.isBigEndian = order == '>' && type.size > 1;
  return type;
}

bool HeaderParser::parseType(Header &header) {
  std::string_view description;
  if (!parseString(description))
    return false;
  std::optional<ElementType> type = readType(description);
  if (!type)
    return fail("element type '" + std::string(description) +
                "' is not supported: expected floats of 2, 4 or 8 bytes, integers or raw bytes (V) of 1, 2, 4 or 8, "
                "or booleans");
  header.type = *type;
  return true;
}

bool HeaderParser::parseEntry(Header &header) {
  std::string_view key;
  if (!parseString(key))
    return false;
  bool *seen = key == "descr" ? &hasType : key == "fortran_order" ? &hasOrder : key == "shape" ? &hasShape : nullptr;
  if (!seen || *seen)
    return fail("malformed header: expected 'descr', 'fortran_order' and 'shape', each once, got '" + std::string(key) +
                "'");
  *seen = true;
  if (!consume(":"))
    return fail("malformed header: expected ':' after '" + std::string(key) + "'");
  return seen == &hasOrder ? parseOrder(header) : seen == &hasShape ? parseShape(header) : parseType(header);
}

bool HeaderParser::parse(Header &header) {
  if (!consume("{"))
    return fail("malformed header: expected '{'");
  while (!consume("}")) {
    if (text.empty())
      return fail("malformed header: expected '}' before its end");
    if (!parseEntry(header))
      return false;
    if (!consume(",") && (text.empty() || text.front() != '}'))
      return fail("malformed header: expected ',' or '}'");
  }
  skipSpaces();
  if (!text.empty())
    return fail("malformed header: expected nothing after '}'");
  if (!hasType || !hasOrder || !hasShape)
    return fail("malformed header: expected 'descr', 'fortran_order' and 'shape'");
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------------------------------------===//

/// Version 1 has a length of two bytes, 2 and 3 (whose text is UTF-8) one of four. The dictionary ends with spaces up
/// to a multiple of 64 bytes (of 16 in old files) and a newline, but like NumPy this reader goes by the length only.
/// Returns the dictionary's text, empty with `error` set.
static std::optional<std::string_view> findDictionary(std::string_view file, std::string &error) {
  constexpr size_t versionOffset = 6, lengthOffset = 8;
  auto fail = [&](std::string message) {
    error = std::move(message);
    return std::nullopt;
  };
  const char *truncated = "truncated: the file ends before the length of the header";
  if (file.size() < lengthOffset)
    return fail(truncated);
  unsigned version = static_cast<uint8_t>(file[versionOffset]), minor = static_cast<uint8_t>(file[versionOffset + 1]);
  if (version < 1 || version > 3 || minor != 0)
    return fail("expected version 1.0, 2.0 or 3.0 of the .npy format, got " + std::to_string(version) + "." +
                std::to_string(minor));
  size_t lengthSize = version == 1 ? 2 : 4, offset = lengthOffset + lengthSize;
  if (file.size() < offset)
    return fail(truncated);
  uint64_t length = 0;
  for (size_t byte = 0; byte < lengthSize; ++byte)
    length |= uint64_t(static_cast<uint8_t>(file[lengthOffset + byte])) << (8 * byte);
  if (length > maxHeaderLength)
    return fail("expected a header of at most 2^20 bytes, got " + std::to_string(length));
  if (file.size() - offset < length)
    return fail("truncated: expected a header of " + std::to_string(length) + " bytes, got " +
                std::to_string(file.size() - offset));
  return file.substr(offset, length);
}

std::optional<Header> npy::parseHeader(std::string_view file, std::string &error) {
  if (file.substr(0, magic.size()) != magic) {
    error = "not a .npy file: expected it to begin with \\x93NUMPY";
    return std::nullopt;
  }
  std::optional<std::string_view> dictionary = findDictionary(file, error);
  Header header;
  if (!dictionary || !HeaderParser(*dictionary, error).parse(header))
    return std::nullopt;
  header.dataOffset = static_cast<uint64_t>(dictionary->data() + dictionary->size() - file.data());
  return header;
}

std::string ElementType::getDescription() const {
  char order = size == 1 || kind == 'V' ? '|' : isBigEndian ? '>' : '<';
  return std::string({order, kind}) + std::to_string(size);
}

std::string npy::makeHeader(const ElementType &type, const Shape &shape) {
  std::string dictionary = "{'descr': '" + type.getDescription() + "', 'fortran_order': False, 'shape': (";
  for (size_t dim = 0; dim < shape.size(); ++dim)
    dictionary += (dim == 0 ? "" : ", ") + std::to_string(shape[dim]);
  // A tuple of one has a comma.
  dictionary += shape.size() == 1 ? ",), }" : "), }";
  constexpr size_t prefix = 10, alignment = 64;
  size_t total = (prefix + dictionary.size() + 1 + alignment - 1) / alignment * alignment;
  dictionary.append(total - prefix - dictionary.size() - 1, ' ');
  dictionary += '\n';
  std::string header(magic);
  header += {'\x01', '\x00', static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
  return header + dictionary;
}
