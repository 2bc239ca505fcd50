//===- Lexer.cpp - PTX text to tokens --------------------------------------------------------------------===//
#include "Lexer.h"
#include <array>
#include <charconv>
#include <cstring>

using namespace mlir::qnt::ptx;
using Kind = Token::Kind;

namespace {
enum CharacterClass : uint8_t { IsSpace = 1, IsName = 2, IsDigit = 4, IsHex = 8, IsNameStart = 16 };
} // namespace

static constexpr std::array<uint8_t, 256> makeClasses() {
  std::array<uint8_t, 256> classes = {};
  for (unsigned c : {' ', '\t', '\r', '\n'})
    classes[c] = IsSpace;
  for (unsigned c = '0'; c <= '9'; ++c)
    classes[c] = IsName | IsDigit | IsHex;
  for (unsigned c = 0; c < 26; ++c)
    classes['a' + c] = classes['A' + c] = static_cast<uint8_t>(IsName | IsNameStart | (c < 6 ? IsHex : 0));
  classes['_'] = classes['$'] = IsName | IsNameStart;
  classes['%'] = IsNameStart;
  return classes;
}

static constexpr std::array<uint8_t, 256> characterClasses = makeClasses();

static bool has(char character, uint8_t classes) {
  return characterClasses[static_cast<unsigned char>(character)] & classes;
}

Lexer::Lexer(std::string_view text) : at(text.data()), last(text.data() + text.size()), lineStart(text.data()) {}

void Lexer::newLine() {
  ++line;
  lineStart = at;
}

Token Lexer::makeToken(Kind kind, const char *first) const {
  Token token;
  token.kind = kind;
  token.text = std::string_view(first, at - first);
  token.location = {line, static_cast<uint32_t>(first - lineStart + 1)};
  return token;
}

Token Lexer::makeInvalid(const char *where, std::string_view what) const {
  Token token;
  token.kind = Kind::Invalid;
  token.text = what;
  token.location = {line, static_cast<uint32_t>(where - lineStart + 1)};
  return token;
}

/// Do only blanks stand before this character in its line?
bool Lexer::isFirstOfLine() const {
  for (const char *scan = lineStart; scan != at; ++scan)
    if (!has(*scan, IsSpace))
      return false;
  return true;
}

/// Blanks, comments, and lines that start with '#' (left by a preprocessor). False for a comment without an end.
bool Lexer::skipSpace() {
  while (at != last) {
    char character = *at;
    if (character == '\n') {
      ++at;
      newLine();
    } else if (has(character, IsSpace)) {
      ++at;
    } else if ((character == '/' && peek(1) == '/') || (character == '#' && isFirstOfLine())) {
      const void *end = std::memchr(at, '\n', last - at);
      at = end ? static_cast<const char *>(end) : last;
    } else if (character == '/' && peek(1) == '*') {
      const char *scan = at + 2;
      while (last - scan >= 2 && !(scan[0] == '*' && scan[1] == '/'))
        ++scan;
      if (last - scan < 2)
        return false;
      for (at += 2; at != scan;)
        if (*at++ == '\n')
          newLine();
      at = scan + 2;
    } else {
      break;
    }
  }
  return true;
}

Token Lexer::next() {
  if (!skipSpace())
    return makeInvalid(at, "expected the end of a comment, '*/'");
  if (at == last)
    return makeToken(Kind::End, at);
  char character = *at;
  bool needsMore = character == '%' || character == '$';
  if (has(character, IsNameStart) && (!needsMore || has(peek(1), IsName)))
    return lexIdentifier();
  if (has(character, IsDigit))
    return lexNumber();
  if (character == '.')
    return lexDot();
  if (character == '"')
    return lexString();
  if (character == '@' && peek(1) == '@')
    return lexDwarf();
  return lexPunctuation();
}

Token Lexer::lexIdentifier() {
  const char *first = at++;
  while (at != last && has(*at, IsName))
    ++at;
  return makeToken(Kind::Identifier, first);
}

/// `.5` and `.5e3` are numbers; anything else after a dot is a name, `.2d` and `.16x64b` too.
Token Lexer::lexDot() {
  const char *first = at;
  const char *scan = at + 1;
  while (scan != last && has(*scan, IsDigit))
    ++scan;
  bool isNumber = scan != at + 1 && (scan == last || !has(*scan, IsName) || *scan == 'e' || *scan == 'E');
  if (isNumber)
    return lexDecimalFloat();
  ++at;
  if (at == last || !has(*at, IsName)) {
    at = first;
    return makeInvalid(first, "expected a name after '.'");
  }
  while (at != last && has(*at, IsName)) {
    ++at;
    if (peek(0) == ':' && peek(1) == ':' && has(peek(2), IsName))
      at += 2;
  }
  return makeToken(Kind::DotName, first);
}

Token Lexer::lexNumber() {
  char second = peek(1);
  if (*at == '0') {
    if (second == 'f' || second == 'F')
      return lexFloatBits(8, ScalarType::F32);
    if (second == 'd' || second == 'D')
      return lexFloatBits(16, ScalarType::F64);
    if ((second == 'x' || second == 'X') && has(peek(2), IsHex))
      return lexPrefixedNumber(16, 2);
    if ((second == 'b' || second == 'B') && (peek(2) == '0' || peek(2) == '1'))
      return lexPrefixedNumber(2, 2);
  }
  const char *scan = at;
  while (scan != last && has(*scan, IsDigit))
    ++scan;
  bool isFloat = scan != last && (*scan == '.' || ((*scan == 'e' || *scan == 'E')));
  if (isFloat)
    return lexDecimalFloat();
  return lexPrefixedNumber(*at == '0' ? 8 : 10, 0);
}

/// Digits of `base` after `prefix` characters, then U at will.
Token Lexer::lexPrefixedNumber(unsigned base, unsigned prefix) {
  const char *first = at;
  at += prefix;
  uint64_t value = 0;
  bool fits = true;
  while (at != last && has(*at, IsHex)) {
    unsigned digit = has(*at, IsDigit) ? *at - '0' : (*at | 0x20) - 'a' + 10;
    if (digit >= base)
      break;
    fits = fits && !__builtin_mul_overflow(value, uint64_t(base), &value);
    fits = fits && !__builtin_add_overflow(value, uint64_t(digit), &value);
    ++at;
  }
  bool hasSuffix = peek(0) == 'U';
  at += hasSuffix;
  if (!fits)
    return makeInvalid(first, "expected an integer of at most 64 bits");
  if (at != last && has(*at, IsName))
    return makeInvalid(at, "expected the end of a number");
  Token token = makeToken(Kind::Integer, first);
  token.bits = value;
  token.isUnsigned = hasSuffix || value > INT64_MAX;
  return token;
}

/// 0f and 8, or 0d and 16 hexadecimal digits.
Token Lexer::lexFloatBits(unsigned digits, ScalarType type) {
  const char *first = at;
  uint64_t value = 0;
  for (unsigned index = 0; index < digits; ++index) {
    char digit = peek(2 + index);
    if (!has(digit, IsHex))
      return makeInvalid(first, digits == 8 ? "expected 8 hexadecimal digits after '0f'"
                                            : "expected 16 hexadecimal digits after '0d'");
    value = value << 4 | (has(digit, IsDigit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
  }
  at += 2 + digits;
  if (at != last && has(*at, IsName))
    return makeInvalid(at, "expected the end of a number");
  Token token = makeToken(Kind::Float, first);
  token.bits = value;
  token.floatType = type;
  token.isPattern = true;
  return token;
}

/// 1.5, .5, 5., 1e5, 1.5E+3: doubles.
Token Lexer::lexDecimalFloat() {
  const char *first = at;
  const char *scan = at;
  auto skipDigits = [&] {
    while (scan != last && has(*scan, IsDigit))
      ++scan;
  };
  skipDigits();
  if (scan != last && *scan == '.')
    ++scan;
  skipDigits();
  if (scan != last && (*scan == 'e' || *scan == 'E')) {
    ++scan;
    if (scan != last && (*scan == '+' || *scan == '-'))
      ++scan;
    if (scan == last || !has(*scan, IsDigit))
      return makeInvalid(first, "expected digits in the exponent of a number");
    skipDigits();
  }
  if (scan != last && has(*scan, IsName))
    return makeInvalid(scan, "expected the end of a number");
  double value = 0;
  std::from_chars_result result = std::from_chars(first, scan, value);
  if (result.ec != std::errc() || result.ptr != scan)
    return makeInvalid(first, "expected a number in the range of f64");
  at = scan;
  Token token = makeToken(Kind::Float, first);
  std::memcpy(&token.bits, &value, sizeof(value));
  token.floatType = ScalarType::F64;
  return token;
}

/// Lines may end in a string; there are no escapes.
Token Lexer::lexString() {
  const void *end = std::memchr(at + 1, '"', last - at - 1);
  if (!end)
    return makeInvalid(at, "expected the end of a string, '\"'");
  Token token = makeInvalid(at, {});
  token.kind = Kind::String;
  token.text = std::string_view(at + 1, static_cast<const char *>(end) - at - 1);
  for (++at; at != end;)
    if (*at++ == '\n')
      newLine();
  ++at;
  return token;
}

/// `@@DWARF ...` to the end of the line (PTX before 2.0).
Token Lexer::lexDwarf() {
  const char *first = at;
  std::string_view rest(at, last - at);
  if (rest.substr(2, 5) != "DWARF" && rest.substr(2, 5) != "dwarf")
    return makeInvalid(at, "expected '@@DWARF'");
  const void *end = std::memchr(at, '\n', last - at);
  at = end ? static_cast<const char *>(end) : last;
  return makeToken(Kind::Dwarf, first);
}

static Kind getPair(char first, char second) {
  switch (first) {
  case '|':
    return second == '|' ? Kind::PipePipe : Kind::End;
  case '&':
    return second == '&' ? Kind::AmpersandAmpersand : Kind::End;
  case '=':
    return second == '=' ? Kind::EqualEqual : Kind::End;
  case '!':
    return second == '=' ? Kind::ExclaimEqual : Kind::End;
  case '<':
    return second == '=' ? Kind::LessEqual : second == '<' ? Kind::LessLess : Kind::End;
  case '>':
    return second == '=' ? Kind::GreaterEqual : second == '>' ? Kind::GreaterGreater : Kind::End;
  default:
    return Kind::End;
  }
}

static Kind getSingle(char character) {
  constexpr std::string_view characters = "{}[](),;:?@=+-*/%!~|&^<>";
  size_t found = characters.find(character);
  if (found == std::string_view::npos)
    return Kind::Invalid;
  return static_cast<Kind>(static_cast<size_t>(Kind::LeftBrace) + found);
}

Token Lexer::lexPunctuation() {
  const char *first = at;
  Kind pair = getPair(*at, peek(1));
  if (pair != Kind::End) {
    at += 2;
    return makeToken(pair, first);
  }
  Kind single = getSingle(*at);
  if (single == Kind::Invalid)
    return makeInvalid(at, "expected PTX, got a character that it does not use");
  ++at;
  return makeToken(single, first);
}
