//===- NpyHeader.cpp - the header of NumPy's array files --------------------------------------------------===//
//
// magic "\x93NUMPY", version, header length, then a Python dictionary as text:
//   {'descr': '<f4', 'fortran_order': False, 'shape': (360, 10), }
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Execution/Npy.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::qnt;
using namespace mlir::qnt::execution;

static constexpr llvm::StringLiteral magic("\x93NUMPY");
static constexpr uint64_t maxHeaderLength = 1 << 20;
static constexpr size_t maxRank = 64;

static llvm::Error makeError(const llvm::Twine &message) { return llvm::createStringError(message); }

//===----------------------------------------------------------------------------------------------------===//
// The dictionary
//===----------------------------------------------------------------------------------------------------===//

namespace {

/// Reads the text of a header from front to back.
class HeaderParser {
public:
  explicit HeaderParser(llvm::StringRef text) : text(text) {}
  llvm::Expected<NpyHeader> parse();

private:
  bool consume(char expected) {
    text = text.ltrim(" \t\r\n");
    return text.consume_front(llvm::StringRef(&expected, 1));
  }
  llvm::Expected<llvm::StringRef> parseString();
  llvm::Error parseEntry(NpyHeader &header);
  llvm::Error parseOrder(NpyHeader &header);
  llvm::Error parseShape(NpyHeader &header);

  llvm::StringRef text;
  bool hasType = false, hasOrder = false, hasShape = false;
};

} // namespace

llvm::Expected<llvm::StringRef> HeaderParser::parseString() {
  char quote = consume('\'') ? '\'' : consume('"') ? '"' : 0;
  size_t end = quote ? text.find(quote) : llvm::StringRef::npos;
  if (end == llvm::StringRef::npos)
    return makeError("malformed header: expected a string (structured element types are not supported)");
  llvm::StringRef string = text.take_front(end);
  text = text.drop_front(end + 1);
  return string;
}

llvm::Error HeaderParser::parseOrder(NpyHeader &header) {
  text = text.ltrim();
  header.isFortranOrder = text.consume_front("True");
  if (header.isFortranOrder || text.consume_front("False"))
    return llvm::Error::success();
  return makeError("malformed header: expected True or False for 'fortran_order'");
}

/// "(360, 10)", "(360,)", "()"; Python 2 wrote "(360L, 10L)".
llvm::Error HeaderParser::parseShape(NpyHeader &header) {
  if (!consume('('))
    return makeError("malformed header: expected a tuple for 'shape'");
  bool hasComma = true;
  while (!consume(')')) {
    text = text.ltrim();
    uint64_t size;
    if (!hasComma)
      return makeError("malformed header: expected ',' or ')' in 'shape'");
    if (text.consumeInteger(10, size) || size > uint64_t(1) << 40)
      return makeError("malformed header: expected sizes from 0 to 2^40 in 'shape'");
    text.consume_front("L");
    if (header.shape.size() == maxRank)
      return makeError("expected at most " + llvm::Twine(maxRank) + " dimensions");
    header.shape.push_back(static_cast<int64_t>(size));
    hasComma = consume(',');
  }
  // In Python (3) is a number.
  if (header.shape.size() == 1 && !hasComma)
    return makeError("malformed header: expected a tuple for 'shape'");
  return llvm::Error::success();
}

/// "<f4": byte order, kind, size.
static llvm::Expected<NpyType> parseType(llvm::StringRef description) {
  NpyType type;
  unsigned size = 0;
  llvm::StringRef rest = description;
  char order = rest.empty() ? 0 : rest.front();
  bool hasOrder = llvm::StringRef("<>|=").contains(order) && order != 0;
  rest = hasOrder ? rest.drop_front() : rest;
  bool isKnown = !rest.empty() && llvm::StringRef("fiubV").contains(rest.front()) &&
                 !rest.drop_front().getAsInteger(10, size) && llvm::is_contained({1u, 2u, 4u, 8u}, size);
  if (isKnown && rest.front() == 'b')
    isKnown = size == 1;
  if (isKnown && rest.front() == 'f')
    isKnown = size != 1;
  if (!isKnown)
    return makeError(
        "element type '" + description +
        "' is not supported: expected floats of 2, 4 or 8 bytes, integers or raw bytes (V) of 1, 2, 4 or 8, "
        "or booleans");
  type.kind = rest.front();
  type.size = size;
  type.isBigEndian = order == '>' && size > 1;
  return type;
}

llvm::Error HeaderParser::parseEntry(NpyHeader &header) {
  llvm::Expected<llvm::StringRef> key = parseString();
  if (!key)
    return key.takeError();
  bool *seen = *key == "descr" ? &hasType : *key == "fortran_order" ? &hasOrder : *key == "shape" ? &hasShape : nullptr;
  if (!seen || *seen)
    return makeError("malformed header: expected 'descr', 'fortran_order' and 'shape', each once, got '" + *key + "'");
  *seen = true;
  if (!consume(':'))
    return makeError("malformed header: expected ':' after '" + *key + "'");
  if (seen == &hasOrder)
    return parseOrder(header);
  if (seen == &hasShape)
    return parseShape(header);
  llvm::Expected<llvm::StringRef> description = parseString();
  if (!description)
    return description.takeError();
  llvm::Expected<NpyType> type = parseType(*description);
  if (!type)
    return type.takeError();
  header.type = *type;
  return llvm::Error::success();
}

llvm::Expected<NpyHeader> HeaderParser::parse() {
  NpyHeader header;
  if (!consume('{'))
    return makeError("malformed header: expected '{'");
  while (!consume('}')) {
    if (text.trim().empty())
      return makeError("malformed header: expected '}' before its end");
    if (llvm::Error error = parseEntry(header))
      return error;
    if (!consume(',') && !text.ltrim().starts_with("}"))
      return makeError("malformed header: expected ',' or '}'");
  }
  if (!text.trim(" \t\r\n").empty())
    return makeError("malformed header: expected nothing after '}'");
  if (!hasType || !hasOrder || !hasShape)
    return makeError("malformed header: expected 'descr', 'fortran_order' and 'shape'");
  return header;
}

//===----------------------------------------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------------------------------------===//

/// Where the dictionary lies in a file.
struct DictionaryPlace {
  uint64_t offset, length;
};

/// Version 1 has a length of two bytes, 2 and 3 (whose text is UTF-8) one of four. The dictionary ends with spaces up
/// to a multiple of 64 bytes (of 16 in old files) and a newline, but like NumPy this reader goes by the length only.
static llvm::Expected<DictionaryPlace> findDictionary(llvm::ArrayRef<uint8_t> file) {
  constexpr size_t versionOffset = 6, lengthOffset = 8;
  const char *truncated = "truncated: the file ends before the length of the header";
  if (file.size() < lengthOffset)
    return makeError(truncated);
  unsigned version = file[versionOffset], minor = file[versionOffset + 1];
  uint64_t offset = lengthOffset + (version == 1 ? 2 : 4);
  bool isKnown = version >= 1 && version <= 3 && minor == 0;
  if (!isKnown)
    return makeError("expected version 1.0, 2.0 or 3.0 of the .npy format, got " + llvm::Twine(version) + "." +
                     llvm::Twine(minor));
  if (file.size() < offset)
    return makeError(truncated);
  const uint8_t *bytes = file.data() + lengthOffset;
  uint64_t length = version == 1 ? llvm::support::endian::read16le(bytes) : llvm::support::endian::read32le(bytes);
  if (length > maxHeaderLength)
    return makeError("expected a header of at most 2^20 bytes, got " + llvm::Twine(length));
  if (file.size() - offset < length)
    return makeError("truncated: expected a header of " + llvm::Twine(length) + " bytes, got " +
                     llvm::Twine(file.size() - offset));
  return DictionaryPlace{offset, length};
}

llvm::Expected<NpyHeader> execution::parseNpyHeader(llvm::ArrayRef<uint8_t> file) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(file.data()), file.size());
  if (!bytes.starts_with(magic))
    return makeError("not a .npy file: expected it to begin with \\x93NUMPY");
  llvm::Expected<DictionaryPlace> place = findDictionary(file);
  if (!place)
    return place.takeError();
  llvm::Expected<NpyHeader> header = HeaderParser(bytes.substr(place->offset, place->length)).parse();
  if (header)
    header->dataOffset = place->offset + place->length;
  return header;
}

std::string NpyType::getDescription() const {
  char order = size == 1 || kind == 'V' ? '|' : isBigEndian ? '>' : '<';
  return std::string({order, kind}) + std::to_string(size);
}

std::string execution::makeNpyHeader(const NpyType &type, llvm::ArrayRef<int64_t> shape) {
  std::string dictionary = "{'descr': '" + type.getDescription() + "', 'fortran_order': False, 'shape': (";
  for (auto [dim, size] : llvm::enumerate(shape))
    dictionary += (dim == 0 ? "" : ", ") + std::to_string(size);
  // A tuple of one has a comma.
  dictionary += shape.size() == 1 ? ",), }" : "), }";
  constexpr size_t prefix = 10, alignment = 64;
  size_t total = llvm::alignTo(prefix + dictionary.size() + 1, alignment);
  dictionary.append(total - prefix - dictionary.size() - 1, ' ');
  dictionary += '\n';
  std::string header(magic);
  header += {'\x01', '\x00', static_cast<char>(dictionary.size() & 0xFF), static_cast<char>(dictionary.size() >> 8)};
  return header + dictionary;
}
