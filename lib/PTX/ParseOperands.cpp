//===- ParseOperands.cpp - registers, constants, symbols, vectors, addresses ------------------------------===//
#include "ModuleParser.h"

using namespace mlir::qnt::ptx;
using OperandKind = Operand::Kind;

/// Moves the elements that were read since `mark` to the function's pool.
void ModuleParser::finishElements(Operand &operand, size_t mark) {
  operand.firstElement = static_cast<uint32_t>(body->operands.size());
  operand.numElements = static_cast<uint32_t>(scratch.size() - mark);
  body->operands.insert(body->operands.end(), scratch.begin() + mark, scratch.end());
  scratch.resize(mark);
}

ScalarType ModuleParser::getRegisterType(const Operand &operand) const {
  if (operand.is(OperandKind::Register))
    return body->registers[operand.index].type;
  return operand.is(OperandKind::SpecialRegister) ? getType(static_cast<SpecialRegister>(operand.index))
                                                  : ScalarType::None;
}

/// a, or a pair a|b.
bool ModuleParser::parseOperand(Operand &operand) {
  if (!parsePrimary(operand))
    return false;
  if (!token.is(Kind::Pipe))
    return true;
  Operand second;
  Location start = operand.location;
  advance();
  if (!parsePrimary(second))
    return false;
  auto mayPair = [](const Operand &half) {
    return half.is(OperandKind::Register) || half.is(OperandKind::Sink) || half.is(OperandKind::Vector);
  };
  if (!mayPair(operand) || !mayPair(second) || operand.isNegated || second.isNegated)
    return fail(start, "expected two registers in a pair 'p|q'");
  size_t mark = scratch.size();
  scratch.push_back(operand);
  scratch.push_back(second);
  operand = Operand();
  operand.kind = OperandKind::Pair;
  operand.location = start;
  finishElements(operand, mark);
  return true;
}

bool ModuleParser::parsePrimary(Operand &operand) {
  operand.location = token.location;
  switch (token.kind) {
  case Kind::Identifier:
    return token.text == "WARP_SZ" ? parseConstantOperand(operand) : parseNamedOperand(operand);
  case Kind::LeftBrace:
    return parseVector(operand);
  case Kind::LeftBracket:
    return parseAddress(operand);
  case Kind::Exclaim:
  case Kind::Minus:
    return parseNegated(operand);
  default:
    return startsConstant() ? parseConstantOperand(operand) : failExpected("an operand");
  }
}

bool ModuleParser::parseConstantOperand(Operand &operand) {
  Constant value;
  if (!parseConstant(value))
    return false;
  operand.kind = value.isFloat ? OperandKind::Float : OperandKind::Integer;
  operand.bits = value.bits;
  operand.floatType = value.floatType;
  operand.isUnsigned = value.isUnsigned;
  return true;
}

/// !p and -r; else a constant that starts with one of these.
bool ModuleParser::parseNegated(Operand &operand) {
  Lexer savedLexer = lexer;
  Token sign = token;
  advance();
  if (!token.is(Kind::Identifier) || token.text == "WARP_SZ") {
    lexer = savedLexer;
    token = sign;
    return parseConstantOperand(operand);
  }
  if (!parseNamedOperand(operand))
    return false;
  if (!operand.is(OperandKind::Register) && !operand.is(OperandKind::SpecialRegister))
    return fail(sign.location, "expected a register after '" + std::string(sign.text) + "'");
  bool isPredicate = getRegisterType(operand) == ScalarType::Pred;
  if (sign.is(Kind::Exclaim) != isPredicate)
    return fail(sign.location, isPredicate ? "expected '!' to negate a predicate" : "expected a predicate after '!'");
  operand.isNegated = true;
  operand.location = sign.location;
  return true;
}

static OperandKind getOperandKind(Binding::Kind kind) {
  switch (kind) {
  case Binding::Kind::Register:
    return OperandKind::Register;
  case Binding::Kind::Variable:
    return OperandKind::Variable;
  case Binding::Kind::LocalVariable:
    return OperandKind::LocalVariable;
  case Binding::Kind::Function:
    return OperandKind::Function;
  case Binding::Kind::Label:
    return OperandKind::Label;
  case Binding::Kind::BranchTargets:
    return OperandKind::BranchTargets;
  case Binding::Kind::CallTargets:
    return OperandKind::CallTargets;
  case Binding::Kind::Prototype:
    return OperandKind::Prototype;
  case Binding::Kind::None:
  case Binding::Kind::DeclaredRegister:
    break;
  }
  return OperandKind::Missing;
}

bool ModuleParser::resolveName(const Token &name, Operand &operand) {
  operand.location = name.location;
  if (name.text == "_") {
    operand.kind = OperandKind::Sink;
    return true;
  }
  Binding binding = symbols.lookup(name.text, body->registers);
  if (binding.kind != Binding::Kind::None) {
    operand.kind = getOperandKind(binding.kind);
    operand.index = binding.index;
    return true;
  }
  if (std::optional<SpecialRegisterName> special = parseSpecialRegister(name.text)) {
    operand.kind = OperandKind::SpecialRegister;
    operand.index = static_cast<uint32_t>(special->id);
    operand.bits = special->number;
    return true;
  }
  return fail(name.location, "undeclared name '" + std::string(name.text) + "'");
}

bool ModuleParser::parseNamedOperand(Operand &operand) {
  Token name = token;
  advance();
  if (!resolveName(name, operand))
    return false;
  switch (operand.kind) {
  case OperandKind::Register:
  case OperandKind::SpecialRegister:
    return !token.is(Kind::DotName) || parseSelector(operand);
  case OperandKind::Variable:
  case OperandKind::LocalVariable:
    return parseSymbolSuffix(operand);
  default:
    return true;
  }
}

/// .x of a vector; .b0, .h1, .b3210 of a 32-bit register.
bool ModuleParser::parseSelector(Operand &operand) {
  std::string_view name = token.text.substr(1);
  bool isVectorRegister = operand.is(OperandKind::Register) ? body->registers[operand.index].vectorWidth > 1
                                                            : isVector(static_cast<SpecialRegister>(operand.index));
  if (!isVectorRegister)
    return parseVideoSelector(operand, name);
  constexpr std::string_view components = "xyzwrgba";
  size_t component = name.size() == 1 ? components.find(name[0]) : std::string_view::npos;
  unsigned width = operand.is(OperandKind::Register) ? body->registers[operand.index].vectorWidth : 4;
  if (component == std::string_view::npos || component % 4 >= width)
    return fail(token.location, "expected a component of a vector of " + std::to_string(width) + ", got '" +
                                    std::string(token.text) + "'");
  operand.selector = Operand::Selector::Component;
  operand.selection = component % 4;
  advance();
  return true;
}

bool ModuleParser::parseVideoSelector(Operand &operand, std::string_view name) {
  bool isByte = name.size() >= 2 && name[0] == 'b', isHalf = name.size() >= 2 && name[0] == 'h';
  bool isGood = (isByte || isHalf) && name.size() <= (isByte ? 5u : 3u) && operand.is(OperandKind::Register);
  uint16_t selection = 0;
  for (size_t index = 1; index < name.size() && isGood; ++index) {
    isGood = name[index] >= '0' && name[index] <= (isByte ? '7' : '3');
    selection = static_cast<uint16_t>(selection << 4 | (name[index] & 7));
  }
  if (!isGood)
    return fail(token.location,
                "expected no selector, or one such as .b0, .h1 or .b3210, got '" + std::string(token.text) + "'");
  operand.selector = isByte ? Operand::Selector::Byte : Operand::Selector::Half;
  operand.selection = selection;
  operand.selectionDigits = static_cast<uint8_t>(name.size() - 1);
  advance();
  return true;
}

/// symbol+4, symbol[2]
bool ModuleParser::parseSymbolSuffix(Operand &operand) {
  const Variable &variable =
      operand.is(OperandKind::Variable) ? module.variables[operand.index] : body->variables[operand.index];
  Constant value;
  if (consumeIf(Kind::Plus)) {
    if (!parseConstant(value))
      return false;
  } else if (consumeIf(Kind::LeftBracket)) {
    if (!startsConstant())
      return failExpected("a constant index");
    if (!parseConstant(value) || !expect(Kind::RightBracket, "']'"))
      return false;
    value.bits *= static_cast<uint64_t>(getByteSize(variable.type)) * variable.vectorWidth;
  }
  if (value.isFloat)
    return fail(operand.location, "expected an integer offset");
  operand.bits = value.bits;
  return true;
}

bool ModuleParser::parseVector(Operand &operand) {
  size_t mark = scratch.size();
  advance();
  do {
    Operand element;
    if (token.is(Kind::LeftBrace) || token.is(Kind::LeftBracket))
      return failExpected("an element of a vector");
    if (!parsePrimary(element))
      return false;
    scratch.push_back(element);
  } while (consumeIf(Kind::Comma));
  if (!expect(Kind::RightBrace, "',' or '}' in a vector"))
    return false;
  operand.kind = OperandKind::Vector;
  finishElements(operand, mark);
  return true;
}

/// The register, symbol or constant in front of a comma or ']'.
bool ModuleParser::parseAddressBase(Operand &base, uint64_t &offset) {
  base.location = token.location;
  Constant value;
  if (!token.is(Kind::Identifier) || token.text == "WARP_SZ") {
    if (!startsConstant())
      return failExpected("a register, a symbol or a constant in an address");
    if (!parseConstantOperand(base))
      return false;
    if (base.is(OperandKind::Float))
      return fail(base.location, "expected an integer address");
    return true;
  }
  Token name = token;
  advance();
  if (!resolveName(name, base))
    return false;
  bool isSymbol = base.is(OperandKind::Variable) || base.is(OperandKind::LocalVariable);
  if (!base.is(OperandKind::Register) && !base.is(OperandKind::SpecialRegister) && !isSymbol)
    return fail(base.location, "expected a register or a variable in an address");
  if (!isSymbol && token.is(Kind::DotName) && !parseSelector(base))
    return false;
  if (consumeIf(Kind::Plus)) {
    if (!parseConstant(value))
      return false;
    if (value.isFloat)
      return fail(base.location, "expected an integer offset");
    offset = value.bits;
  }
  return true;
}

/// [base + offset], [texture, sampler, {x, y}], [map, {x, y}]
bool ModuleParser::parseAddress(Operand &operand) {
  size_t mark = scratch.size();
  advance();
  Operand base;
  uint64_t offset = 0;
  if (!parseAddressBase(base, offset))
    return false;
  scratch.push_back(base);
  while (consumeIf(Kind::Comma)) {
    Operand element;
    if (token.is(Kind::LeftBracket))
      return failExpected("coordinates");
    if (!parsePrimary(element))
      return false;
    scratch.push_back(element);
  }
  if (!expect(Kind::RightBracket, "']'"))
    return false;
  operand.kind = OperandKind::Address;
  operand.bits = offset;
  finishElements(operand, mark);
  return true;
}
