//===- Lexer.h - PTX text to tokens ----------------------------------------------------------------------===//
//
// One token at a time, without memory: a token is a view of the text. `.global`, `.v4`, `.shared::cta` are one token
// each (DotName), so that opcodes and directives come as names followed by names with a dot.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_PTX_LEXER_H
#define QNT_LIB_PTX_LEXER_H

#include "Qnt/PTX/Diagnostic.h"
#include "Qnt/PTX/Types.h"
#include <cstdint>
#include <string_view>

namespace mlir::qnt::ptx {

struct Token {
  enum class Kind : uint8_t {
    End,
    Invalid,    ///< text: what is wrong with it
    Identifier, ///< foo, %r1, $L__BB0_1, _
    DotName,    ///< .global, .shared::cluster, .2d
    Integer,    ///< bits, isUnsigned
    Float,      ///< bits, floatType; isPattern for 0f... and 0d...
    String,     ///< text without the quotes
    Dwarf,      ///< @@DWARF or @@dwarf and the rest of its line
    // Punctuation
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    LeftParen,
    RightParen,
    Comma,
    Semicolon,
    Colon,
    Question,
    At,
    Equal,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Exclaim,
    Tilde,
    Pipe,
    Ampersand,
    Caret,
    Less,
    Greater,
    // Of two characters
    PipePipe,
    AmpersandAmpersand,
    EqualEqual,
    ExclaimEqual,
    LessEqual,
    GreaterEqual,
    LessLess,
    GreaterGreater,
  };

  Kind kind = Kind::End;
  bool isUnsigned = false;
  bool isPattern = false;
  ScalarType floatType = ScalarType::None;
  std::string_view text;
  uint64_t bits = 0;
  Location location;

  bool is(Kind other) const { return kind == other; }
  const char *begin() const { return text.data(); }
  const char *end() const { return text.data() + text.size(); }
};

class Lexer {
public:
  explicit Lexer(std::string_view text);
  /// The next token; End again and again at the end. Invalid ones do not move on.
  Token next();

private:
  bool skipSpace();
  bool isFirstOfLine() const;
  void newLine();
  Token makeToken(Token::Kind kind, const char *first) const;
  Token makeInvalid(const char *at, std::string_view what) const;
  Token lexIdentifier();
  Token lexDot();
  Token lexNumber();
  Token lexPrefixedNumber(unsigned base, unsigned prefix);
  Token lexFloatBits(unsigned digits, ScalarType type);
  Token lexDecimalFloat();
  Token lexString();
  Token lexDwarf();
  Token lexPunctuation();
  char peek(unsigned ahead) const { return last - at > ahead ? at[ahead] : '\0'; }

  const char *at;
  const char *last;
  const char *lineStart;
  uint32_t line = 1;
};

} // namespace mlir::qnt::ptx

#endif // QNT_LIB_PTX_LEXER_H
