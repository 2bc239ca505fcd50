//===- ParseVariables.cpp - declarations of registers and variables --------------------------------------===//
#include "ModuleParser.h"

using namespace mlir::qnt::ptx;

static StateSpace getSpace(std::string_view dotName) {
  if (dotName == ".reg")
    return StateSpace::Register;
  if (dotName == ".global")
    return StateSpace::Global;
  if (dotName == ".shared")
    return StateSpace::Shared;
  if (dotName == ".local")
    return StateSpace::Local;
  if (dotName == ".param")
    return StateSpace::Parameter;
  if (dotName == ".const")
    return StateSpace::Constant;
  if (dotName == ".tex")
    return StateSpace::Texture;
  return StateSpace::None;
}

bool ModuleParser::parseAlignment(uint32_t &alignment) {
  advance();
  Location location = token.location;
  uint64_t value = 0;
  if (!expectInteger("an alignment", value))
    return false;
  if (value == 0 || (value & (value - 1)) != 0 || value > (1u << 30))
    return fail(location, "expected the alignment to be a power of two, got " + std::to_string(value));
  alignment = static_cast<uint32_t>(value);
  return true;
}

/// .unified(a, b)
bool ModuleParser::parseUnified(std::array<uint64_t, 2> &uuid) {
  advance();
  return expect(Kind::LeftParen, "'('") && expectInteger("an integer", uuid[0]) && expect(Kind::Comma, "','") &&
         expectInteger("an integer", uuid[1]) && expect(Kind::RightParen, "')'");
}

/// .attribute(.managed, .unified(a, b))
bool ModuleParser::parseVariableAttributes(Variable &head) {
  advance();
  if (!expect(Kind::LeftParen, "'('"))
    return false;
  do {
    if (isDotName(".managed")) {
      head.isManaged = true;
      advance();
    } else if (isDotName(".unified")) {
      head.hasUnifiedUuid = true;
      if (!parseUnified(head.unifiedUuid))
        return false;
    } else {
      return failExpected("'.managed' or '.unified'");
    }
  } while (consumeIf(Kind::Comma));
  return expect(Kind::RightParen, "')'");
}

/// .v4 .f32
bool ModuleParser::parseType(Variable &head) {
  if (isDotName(".v2") || isDotName(".v4")) {
    head.vectorWidth = static_cast<uint8_t>(token.text[2] - '0');
    advance();
  }
  head.type = token.is(Kind::DotName) ? parseScalarType(token.text.substr(1)) : ScalarType::None;
  if (!isDeclarable(head.type))
    return failExpected("the type of a variable");
  Location location = token.location;
  advance();
  if (head.vectorWidth > 1 && head.type == ScalarType::Pred)
    return fail(location, "expected no vector of predicates");
  if (head.vectorWidth * getBitWidth(head.type) > 128)
    return fail(location, "expected a vector of at most 128 bits");
  return true;
}

/// .space, .align, .attribute in any order, then the type.
bool ModuleParser::parseVariableHead(Variable &head) {
  while (token.is(Kind::DotName)) {
    StateSpace space = getSpace(token.text);
    if (space != StateSpace::None) {
      if (head.space != StateSpace::None)
        return failExpected("one state space");
      head.space = space;
      advance();
      if (space == StateSpace::Constant && token.is(Kind::LeftBracket))
        return failExpected("no bank of constants (gone since PTX 2.2)");
    } else if (token.text == ".align") {
      if (!parseAlignment(head.alignment))
        return false;
      head.hasExplicitAlignment = true;
    } else if (token.text == ".attribute") {
      if (!parseVariableAttributes(head))
        return false;
    } else {
      break;
    }
  }
  if (head.space == StateSpace::None)
    return failExpected("a state space");
  return parseType(head);
}

/// [2][3], [][3]
bool ModuleParser::parseDimensions(Variable &variable) {
  constexpr size_t maxDimensions = 64;
  while (consumeIf(Kind::LeftBracket)) {
    uint64_t size = 0;
    bool isOpen = token.is(Kind::RightBracket);
    if (isOpen && !variable.dimensions.empty())
      return failExpected("the size of an inner dimension");
    variable.isUnsized |= isOpen;
    if (!isOpen && !expectInteger("the size of a dimension", size))
      return false;
    if (variable.dimensions.size() == maxDimensions)
      return fail(token.location, "expected at most 64 dimensions");
    variable.dimensions.push_back(size);
    if (!expect(Kind::RightBracket, "']'"))
      return false;
  }
  return true;
}

/// Natural alignment and size.
bool ModuleParser::layOut(Variable &variable) {
  uint64_t size = static_cast<uint64_t>(getByteSize(variable.type)) * variable.vectorWidth;
  if (!variable.hasExplicitAlignment)
    variable.alignment = static_cast<uint32_t>(size);
  bool isEmpty = false;
  for (uint64_t dimension : variable.dimensions) {
    isEmpty |= dimension == 0;
    if (__builtin_mul_overflow(size, dimension == 0 ? 1 : dimension, &size) || size > INT64_MAX)
      return fail(variable.location, "expected '" + std::string(variable.name) + "' to have less than 2^63 bytes");
  }
  variable.size = isEmpty ? 0 : size;
  return true;
}

/// a, b, %r<100>
bool ModuleParser::parseRegisters(const Variable &head) {
  if (isOpaque(head.type))
    return fail(head.location,
                "expected a type that registers can have, got '." + std::string(getName(head.type)) + "'");
  do {
    Token name;
    if (!expectIdentifier("the name of a register", name))
      return false;
    uint64_t count = 0;
    bool isRange = consumeIf(Kind::Less);
    if (isRange && (!expectInteger("the number of registers", count) || !expect(Kind::Greater, "'>'")))
      return false;
    Register prototype = {name.text, kNone, head.type, head.vectorWidth, name.location};
    if (isRange && count == 0)
      continue;
    if (!symbols.declareRegister(name.text, isRange ? count : 0, prototype))
      return fail(name.location, "duplicate declaration of '" + std::string(name.text) + "'");
  } while (consumeIf(Kind::Comma));
  return expect(Kind::Semicolon, "',' or ';' after a register");
}

/// What a variable may not be, where it stands.
bool ModuleParser::checkVariable(const Variable &variable) {
  std::string name = "'" + std::string(variable.name) + "'";
  bool isModule = body == nullptr;
  if (variable.type == ScalarType::Pred)
    return fail(variable.location, "expected predicate " + name + " to be a register");
  if (isModule && (variable.space == StateSpace::Local || variable.space == StateSpace::Parameter))
    return fail(variable.location, "expected " + name + " in the ." + std::string(getName(variable.space)) +
                                       " space to be declared in a function");
  if (isOpaque(variable.type) && !isModule)
    return fail(variable.location, "expected " + name + " of an opaque type to be declared in the module");
  if (variable.space == StateSpace::Texture)
    return fail(variable.location, "unsupported state space '.tex'");
  bool mayBeInitialized = variable.space == StateSpace::Global || variable.space == StateSpace::Constant;
  if (variable.hasInitializer && !mayBeInitialized)
    return fail(variable.location,
                "expected no initial value of " + name + " in the ." + std::string(getName(variable.space)) + " space");
  if (variable.linkage == Linkage::Common && variable.space != StateSpace::Global)
    return fail(variable.location, "expected common " + name + " to be in the .global space");
  if (variable.isManaged && variable.space != StateSpace::Global)
    return fail(variable.location, "expected managed " + name + " to be in the .global space");
  if (variable.hasInitializer && variable.linkage == Linkage::Extern)
    return fail(variable.location, "expected no initial value of external " + name);
  bool isIncomplete = !variable.dimensions.empty() && variable.size == 0;
  if (isIncomplete && variable.linkage != Linkage::Extern && variable.space != StateSpace::Parameter)
    return fail(variable.location, "expected the size of " + name + ", which is not external");
  return true;
}

/// name[dims] = value
bool ModuleParser::parseDeclarator(const Variable &head) {
  Variable variable = head;
  Token name;
  if (!expectIdentifier("the name of a variable", name))
    return false;
  variable.name = name.text;
  variable.location = name.location;
  if (!parseDimensions(variable) || !layOut(variable))
    return false;
  if (consumeIf(Kind::Equal)) {
    variable.hasInitializer = true;
    if (!parseInitializer(variable))
      return false;
  }
  return checkVariable(variable) && declareVariable(std::move(variable));
}

/// A declaration of registers or variables, to its semicolon.
bool ModuleParser::parseVariables(Linkage linkage) {
  Variable head;
  head.linkage = linkage;
  head.location = token.location;
  if (!parseVariableHead(head))
    return false;
  if (head.space == StateSpace::Register) {
    if (body == nullptr)
      return fail(head.location, "expected registers to be declared in a function");
    return parseRegisters(head);
  }
  do {
    if (!parseDeclarator(head))
      return false;
  } while (consumeIf(Kind::Comma));
  return expect(Kind::Semicolon, "',' or ';' after a variable");
}

bool ModuleParser::declareVariable(Variable variable) {
  if (body == nullptr)
    return declareModuleVariable(std::move(variable));
  uint32_t index = static_cast<uint32_t>(body->variables.size());
  if (!symbols.declare(variable.name, Binding::Kind::LocalVariable, index))
    return fail(variable.location, "duplicate declaration of '" + std::string(variable.name) + "'");
  body->variables.push_back(std::move(variable));
  return true;
}

/// A definition takes the place of an external declaration.
bool ModuleParser::declareModuleVariable(Variable variable) {
  uint32_t index = static_cast<uint32_t>(module.variables.size());
  if (symbols.declare(variable.name, Binding::Kind::Variable, index)) {
    module.variables.push_back(std::move(variable));
    return true;
  }
  std::vector<Register> none;
  Binding known = symbols.lookup(variable.name, none);
  std::string name = "'" + std::string(variable.name) + "'";
  if (known.kind != Binding::Kind::Variable)
    return fail(variable.location, "duplicate declaration of " + name);
  Variable &old = module.variables[known.index];
  if (old.linkage != Linkage::Extern && variable.linkage != Linkage::Extern)
    return fail(variable.location, "duplicate declaration of " + name);
  if (old.space != variable.space || old.type != variable.type || old.vectorWidth != variable.vectorWidth)
    return fail(variable.location, "expected " + name + " to be declared with one space and type");
  bool isOpen = old.isUnsized || variable.isUnsized;
  if (isOpen ? old.dimensions.size() != variable.dimensions.size() : old.dimensions != variable.dimensions)
    return fail(variable.location, "expected " + name + " to be declared with one size");
  if (old.linkage == Linkage::Extern)
    old = std::move(variable);
  return true;
}
