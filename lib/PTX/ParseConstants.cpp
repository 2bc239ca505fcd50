//===- ParseConstants.cpp - constant expressions ---------------------------------------------------------===//
//
// C's operators on 64-bit integers, signed unless a literal has a U or does not fit, and on doubles.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ModuleParser.h"
#include <cmath>
#include <cstring>

using namespace mlir::qnt::ptx;

double Constant::asDouble() const {
  if (!isFloat)
    return isUnsigned ? static_cast<double>(bits) : static_cast<double>(static_cast<int64_t>(bits));
  if (floatType == ScalarType::F32) {
    uint32_t low = static_cast<uint32_t>(bits);
    float value;
    std::memcpy(&value, &low, sizeof(value));
    return value;
  }
  double value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

bool Constant::isZero() const { return isFloat ? asDouble() == 0 : bits == 0; }

static Constant makeDouble(double value) {
  Constant result;
  result.isFloat = true;
  result.floatType = ScalarType::F64;
  std::memcpy(&result.bits, &value, sizeof(value));
  return result;
}

static Constant makeInteger(uint64_t bits, bool isUnsigned = false) {
  return {false, isUnsigned, ScalarType::None, bits};
}

bool ModuleParser::startsConstant() const {
  switch (token.kind) {
  case Kind::Integer:
  case Kind::Float:
  case Kind::LeftParen:
  case Kind::Plus:
  case Kind::Minus:
  case Kind::Tilde:
  case Kind::Exclaim:
    return true;
  case Kind::Identifier:
    return token.text == "WARP_SZ";
  default:
    return false;
  }
}

/// 0 for what is no binary operator.
static unsigned getPrecedence(Token::Kind kind) {
  using Kind = Token::Kind;
  switch (kind) {
  case Kind::PipePipe:
    return 1;
  case Kind::AmpersandAmpersand:
    return 2;
  case Kind::Pipe:
    return 3;
  case Kind::Caret:
    return 4;
  case Kind::Ampersand:
    return 5;
  case Kind::EqualEqual:
  case Kind::ExclaimEqual:
    return 6;
  case Kind::Less:
  case Kind::LessEqual:
  case Kind::Greater:
  case Kind::GreaterEqual:
    return 7;
  case Kind::LessLess:
  case Kind::GreaterGreater:
    return 8;
  case Kind::Plus:
  case Kind::Minus:
    return 9;
  case Kind::Star:
  case Kind::Slash:
  case Kind::Percent:
    return 10;
  default:
    return 0;
  }
}

/// a, a ? b : c; a float given by its pattern, 0f3f800000, stands alone.
bool ModuleParser::parseConstant(Constant &value) {
  if (token.is(Kind::Float) && token.isPattern) {
    value = {true, false, token.floatType, token.bits};
    advance();
    return true;
  }
  Location location = token.location;
  if (!enterNesting() || !parseBinary(value, 1))
    return false;
  if (consumeIf(Kind::Question)) {
    Constant whenTrue, whenFalse;
    if (!parseConstant(whenTrue) || !expect(Kind::Colon, "':'") || !parseConstant(whenFalse))
      return false;
    if (value.isFloat || whenTrue.isFloat || whenFalse.isFloat)
      return fail(location, "expected integers around '?' and ':'");
    value = value.isZero() ? whenFalse : whenTrue;
  }
  --nesting;
  return true;
}

bool ModuleParser::parseBinary(Constant &value, unsigned minPrecedence) {
  if (!parseUnary(value))
    return false;
  while (true) {
    unsigned precedence = getPrecedence(token.kind);
    if (precedence == 0 || precedence < minPrecedence)
      return true;
    Token operation = token;
    advance();
    Constant right;
    if (!parseBinary(right, precedence + 1) || !applyBinary(operation, value, right))
      return false;
  }
}

bool ModuleParser::parseUnary(Constant &value) {
  Token operation = token;
  switch (token.kind) {
  case Kind::Integer:
    value = makeInteger(token.bits, token.isUnsigned);
    advance();
    return true;
  case Kind::Float:
    if (token.isPattern)
      return failExpected("no pattern of a float in an expression");
    value = {true, false, token.floatType, token.bits};
    advance();
    return true;
  case Kind::Identifier:
    if (token.text != "WARP_SZ")
      return failExpected("a constant");
    value = makeInteger(32);
    advance();
    return true;
  case Kind::LeftParen:
    return parseCast(value);
  case Kind::Plus:
  case Kind::Minus:
  case Kind::Tilde:
  case Kind::Exclaim:
    break;
  default:
    return failExpected("a constant");
  }
  advance();
  if (!enterNesting() || !parseUnary(value))
    return false;
  --nesting;
  if (operation.is(Kind::Minus))
    value = value.isFloat ? makeDouble(-value.asDouble()) : makeInteger(0 - value.bits, value.isUnsigned);
  else if (operation.is(Kind::Exclaim))
    value = makeInteger(value.isZero());
  else if (operation.is(Kind::Tilde)) {
    if (value.isFloat)
      return fail(operation.location, "expected an integer after '~'");
    value.bits = ~value.bits;
  }
  return true;
}

/// (expression), (.s64) operand, (.u64) operand
bool ModuleParser::parseCast(Constant &value) {
  Location location = token.location;
  advance();
  if (!token.is(Kind::DotName))
    return parseConstant(value) && expect(Kind::RightParen, "')'");
  bool isUnsigned = token.text == ".u64";
  if (!isUnsigned && token.text != ".s64")
    return failExpected("'.s64' or '.u64' in a cast");
  advance();
  if (!expect(Kind::RightParen, "')'") || !enterNesting() || !parseUnary(value))
    return false;
  --nesting;
  if (value.isFloat)
    return fail(location, "expected an integer after a cast");
  value.isUnsigned = isUnsigned;
  return true;
}

static uint64_t shift(Token::Kind kind, const Constant &left, uint64_t amount) {
  if (kind == Token::Kind::LessLess)
    return amount < 64 ? left.bits << amount : 0;
  if (left.isUnsigned)
    return amount < 64 ? left.bits >> amount : 0;
  return static_cast<uint64_t>(static_cast<int64_t>(left.bits) >> (amount < 64 ? amount : 63));
}

/// The quotient or remainder; the divisor is not 0. INT64_MIN / -1 wraps.
static uint64_t divide(bool isRemainder, bool isUnsigned, uint64_t left, uint64_t right) {
  if (isUnsigned)
    return isRemainder ? left % right : left / right;
  if (right == ~0ull)
    return isRemainder ? 0 : 0 - left;
  int64_t a = static_cast<int64_t>(left), b = static_cast<int64_t>(right);
  return static_cast<uint64_t>(isRemainder ? a % b : a / b);
}

template <class T>
static bool compare(Token::Kind kind, T left, T right) {
  switch (kind) {
  case Token::Kind::EqualEqual:
    return left == right;
  case Token::Kind::ExclaimEqual:
    return left != right;
  case Token::Kind::Less:
    return left < right;
  case Token::Kind::LessEqual:
    return left <= right;
  case Token::Kind::Greater:
    return left > right;
  default:
    return left >= right;
  }
}

static uint64_t applyInteger(Token::Kind kind, const Constant &left, const Constant &right, bool isUnsigned) {
  using Kind = Token::Kind;
  switch (kind) {
  case Kind::Pipe:
    return left.bits | right.bits;
  case Kind::Caret:
    return left.bits ^ right.bits;
  case Kind::Ampersand:
    return left.bits & right.bits;
  case Kind::LessLess:
  case Kind::GreaterGreater:
    return shift(kind, left, right.bits);
  case Kind::Plus:
    return left.bits + right.bits;
  case Kind::Minus:
    return left.bits - right.bits;
  case Kind::Star:
    return left.bits * right.bits;
  default:
    return divide(kind == Kind::Percent, isUnsigned, left.bits, right.bits);
  }
}

bool ModuleParser::applyBinary(Token operation, Constant &left, const Constant &right) {
  Kind kind = operation.kind;
  unsigned precedence = getPrecedence(kind);
  bool isFloat = left.isFloat;
  bool isUnsigned = left.isUnsigned || right.isUnsigned;
  if (left.isFloat != right.isFloat)
    return fail(operation.location, "expected two integers or two floats at '" + std::string(operation.text) + "'");
  if ((kind == Kind::Slash || kind == Kind::Percent) && right.isZero())
    return fail(operation.location, "expected a divisor that is not 0 in a constant expression");
  if (kind == Kind::PipePipe || kind == Kind::AmpersandAmpersand) {
    bool either = !left.isZero() || !right.isZero(), both = !left.isZero() && !right.isZero();
    left = makeInteger(kind == Kind::PipePipe ? either : both);
  } else if (precedence == 6 || precedence == 7) {
    bool result = isFloat      ? compare(kind, left.asDouble(), right.asDouble())
                  : isUnsigned ? compare(kind, left.bits, right.bits)
                               : compare(kind, static_cast<int64_t>(left.bits), static_cast<int64_t>(right.bits));
    left = makeInteger(result);
  } else if (!isFloat) {
    bool isShift = kind == Kind::LessLess || kind == Kind::GreaterGreater;
    left = makeInteger(applyInteger(kind, left, right, isUnsigned), isShift ? left.isUnsigned : isUnsigned);
  } else {
    double a = left.asDouble(), b = right.asDouble();
    if (kind != Kind::Plus && kind != Kind::Minus && kind != Kind::Star && kind != Kind::Slash)
      return fail(operation.location, "expected integers at '" + std::string(operation.text) + "'");
    left = makeDouble(kind == Kind::Plus ? a + b : kind == Kind::Minus ? a - b : kind == Kind::Star ? a * b : a / b);
  }
  return true;
}
