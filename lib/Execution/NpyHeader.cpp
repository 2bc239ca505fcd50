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

llvm::Error HeaderParser::parseShape(NpyHeader &header) {
  if (!consume('('))
    return makeError("malformed header: expected a tuple for 'shape'");
  while (!consume(')')) {
    text = text.ltrim();
    uint64_t size;
    if (text.consumeInteger(10, size) || size > uint64_t(1) << 40)
      return makeError("malformed header: expected sizes from 0 to 2^40 in 'shape'");
    if (header.shape.size() == maxRank)
      return makeError("expected at most " + llvm::Twine(maxRank) + " dimensions");
    header.shape.push_back(static_cast<int64_t>(size));
    if (!consume(',') && !text.ltrim().starts_with(")"))
      return makeError("malformed header: expected ',' or ')' in 'shape'");
  }
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
    if (llvm::Error error = parseEntry(header))
      return error;
    if (!consume(',') && !text.ltrim().starts_with("}"))
      return makeError("malformed header: expected ',' or '}'");
  }
  if (!text.trim(llvm::StringRef(" \t\r\n\0", 5)).empty())
    return makeError("malformed header: expected nothing after '}'");
  if (!hasType || !hasOrder || !hasShape)
    return makeError("malformed header: expected 'descr', 'fortran_order' and 'shape'");
  return header;
}

//===----------------------------------------------------------------------------------------------------===//
// The file
//===----------------------------------------------------------------------------------------------------===//

llvm::Expected<NpyHeader> execution::parseNpyHeader(llvm::ArrayRef<uint8_t> file) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(file.data()), file.size());
  if (!bytes.starts_with(magic))
    return makeError("not a .npy file: expected it to begin with \\x93NUMPY");
  constexpr size_t versionOffset = 6, lengthOffset = 8;
  if (bytes.size() < lengthOffset + 4)
    return makeError("truncated: the file ends inside the header");
  uint8_t version = file[versionOffset];
  if (version < 1 || version > 3)
    return makeError("expected version 1, 2 or 3 of the .npy format, got " + llvm::Twine(unsigned(version)));
  const uint8_t *length = file.data() + lengthOffset;
  uint64_t headerLength =
      version == 1 ? llvm::support::endian::read16le(length) : llvm::support::endian::read32le(length);
  uint64_t headerOffset = lengthOffset + (version == 1 ? 2 : 4);
  if (headerLength > maxHeaderLength)
    return makeError("expected a header of at most 2^20 bytes, got " + llvm::Twine(headerLength));
  if (bytes.size() < headerOffset + headerLength)
    return makeError("truncated: the file ends inside the header");
  llvm::Expected<NpyHeader> header = HeaderParser(bytes.substr(headerOffset, headerLength)).parse();
  if (header)
    header->dataOffset = headerOffset + headerLength;
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
