//===- ParseInitializers.cpp - initial values of variables -----------------------------------------------===//
//
//   = 5      = {1, 2, 3}      = {{1, 2}, {3}}      = {table, generic(table)+8, 0xFF00(generic(table))}
//
// Bytes are kept up to the last value given; what follows is zero.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ModuleParser.h"
#include <cstring>

using namespace mlir::qnt::ptx;

/// Makes the value's bytes reach to `numBytes`, in bounds set by the length of the text.
bool ModuleParser::reserveInitialBytes(Variable &variable, uint64_t numBytes, Location location) {
  uint64_t limit = (1u << 20) + 64 * static_cast<uint64_t>(source->getText().size());
  if (numBytes > limit)
    return fail(location, "expected a smaller initial value");
  if (variable.initialBytes.size() < numBytes)
    variable.initialBytes.resize(numBytes);
  return true;
}

bool ModuleParser::parseInitializer(Variable &variable) {
  if (isOpaque(variable.type))
    return skipOpaqueInitializer();
  bool isList = token.is(Kind::LeftBrace);
  if (isList != (!variable.dimensions.empty() || variable.vectorWidth > 1))
    return failExpected(isList ? "a single initial value" : "'{' before the initial values of an array");
  if (!isList)
    return parseInitializerElement(variable, 0);
  return parseInitializerList(variable, 0, 0) && layOut(variable);
}

/// { ... } of dimension `level`; beyond the dimensions, the components of a vector.
bool ModuleParser::parseInitializerList(Variable &variable, size_t level, uint64_t firstElement) {
  Location start = token.location;
  if (!expect(Kind::LeftBrace, "'{'"))
    return false;
  bool isComponents = level == variable.dimensions.size();
  bool isUnsized = level == 0 && variable.isUnsized;
  uint64_t extent = isComponents ? variable.vectorWidth : variable.dimensions[level];
  uint64_t stride = isComponents ? 1 : variable.vectorWidth;
  for (size_t inner = level + 1; inner < variable.dimensions.size(); ++inner)
    stride *= variable.dimensions[inner];
  bool isInnermost = isComponents || (level + 1 == variable.dimensions.size() && variable.vectorWidth == 1);
  uint64_t count = 0;
  while (!token.is(Kind::RightBrace)) {
    if (count > 0 && !expect(Kind::Comma, "',' or '}' in an initial value"))
      return false;
    if (count == extent && !isUnsized)
      return fail(token.location, "expected at most " + std::to_string(extent) + " initial values");
    uint64_t element = 0;
    if (__builtin_mul_overflow(count, stride, &element) || element > INT64_MAX / 16)
      return fail(token.location, "expected a smaller initial value");
    element += firstElement;
    if (isInnermost ? !parseInitializerElement(variable, element) : !parseInitializerList(variable, level + 1, element))
      return false;
    ++count;
  }
  advance();
  if (isUnsized) {
    if (count == 0)
      return fail(start, "expected an initial value");
    variable.dimensions[0] = count;
    variable.isUnsized = false;
  }
  return true;
}

/// A constant, a symbol, or a byte of a symbol's address.
bool ModuleParser::parseInitializerElement(Variable &variable, uint64_t element) {
  if (token.is(Kind::Identifier) && token.text != "WARP_SZ")
    return parseInitializerSymbol(variable, element);
  Location location = token.location;
  if (token.is(Kind::Integer)) {
    // 0xFF00(symbol)
    Lexer savedLexer = lexer;
    Token mask = token;
    advance();
    bool isMask = token.is(Kind::LeftParen);
    lexer = savedLexer;
    token = mask;
    if (isMask)
      return parseInitializerSymbol(variable, element);
  }
  Constant value;
  return parseConstant(value) && storeConstant(variable, element, value, location);
}

/// symbol+4, generic(symbol)+4
bool ModuleParser::parseRelocationTarget(Relocation &relocation) {
  relocation.location = token.location;
  relocation.generic = token.text == "generic";
  if (relocation.generic) {
    advance();
    if (!expect(Kind::LeftParen, "'('"))
      return false;
  }
  Token name;
  if (!expectIdentifier("a symbol", name))
    return false;
  std::vector<Register> none;
  Binding binding = symbols.lookup(name.text, none);
  if (binding.kind != Binding::Kind::Variable && binding.kind != Binding::Kind::Function)
    return fail(name.location, "undeclared symbol '" + std::string(name.text) + "' in an initial value");
  relocation.symbol = binding.index;
  relocation.isFunction = binding.kind == Binding::Kind::Function;
  if (relocation.generic && !expect(Kind::RightParen, "')'"))
    return false;
  if (!consumeIf(Kind::Plus))
    return true;
  Constant addend;
  Location location = token.location;
  if (!parseConstant(addend))
    return false;
  relocation.addend = static_cast<int64_t>(addend.bits);
  return !addend.isFloat || fail(location, "expected an integer addend");
}

bool ModuleParser::checkRelocation(const Relocation &relocation, const Variable &variable) {
  bool isMasked = relocation.mask != ~0ull;
  if (isMasked) {
    uint64_t mask = relocation.mask;
    while (mask != 0 && (mask & 0xff) == 0)
      mask >>= 8;
    if (mask != 0xff)
      return fail(relocation.location, "expected a mask of one byte, such as 0xFF00");
  }
  bool isWide = variable.type == ScalarType::U32 || variable.type == ScalarType::U64;
  if (!isWide && !(isMasked && variable.type == ScalarType::U8))
    return fail(relocation.location, isMasked ? "expected a byte of an address in a variable of unsigned type"
                                              : "expected an address in a variable of type .u32 or .u64");
  if (relocation.isFunction) {
    if (relocation.generic || relocation.addend != 0)
      return fail(relocation.location, "expected the name of a function alone as its address");
    return true;
  }
  StateSpace space = module.variables[relocation.symbol].space;
  return space == StateSpace::Global || space == StateSpace::Constant ||
         fail(relocation.location, "expected the address of a variable in the .global or .const space");
}

bool ModuleParser::parseInitializerSymbol(Variable &variable, uint64_t element) {
  Relocation relocation;
  Location location = token.location;
  bool isMasked = token.is(Kind::Integer);
  if (isMasked) {
    relocation.mask = token.bits;
    advance();
    advance();
  }
  if (!parseRelocationTarget(relocation) || (isMasked && !expect(Kind::RightParen, "')'")))
    return false;
  relocation.location = location;
  if (!checkRelocation(relocation, variable))
    return false;
  unsigned size = getByteSize(variable.type);
  relocation.offset = element * size;
  relocation.size = static_cast<uint8_t>(size);
  if (!reserveInitialBytes(variable, relocation.offset + size, location))
    return false;
  variable.relocations.push_back(relocation);
  return true;
}

/// The bits of `constant` in `type`; floats become the type, f64 and f32 as C converts them.
static uint64_t encode(const Constant &constant, ScalarType type) {
  if (!constant.isFloat)
    return constant.bits;
  double value = constant.asDouble();
  uint64_t bits = 0;
  if (getByteSize(type) == 4) {
    if (constant.floatType == ScalarType::F32)
      return constant.bits;
    float narrow = static_cast<float>(value);
    std::memcpy(&bits, &narrow, sizeof(narrow));
  } else {
    std::memcpy(&bits, &value, sizeof(value));
  }
  return bits;
}

bool ModuleParser::storeConstant(Variable &variable, uint64_t element, const Constant &constant, Location location) {
  ScalarType type = variable.type;
  if (type == ScalarType::F16 || type == ScalarType::F16x2)
    return fail(location, "expected no initial value of type ." + std::string(getName(type)));
  unsigned size = getByteSize(type);
  bool isFloatVariable = type == ScalarType::F32 || type == ScalarType::F64;
  bool mayBeFloat = isFloatVariable || (isUntyped(type) && (size == 4 || size == 8));
  if (constant.isFloat ? !mayBeFloat : isFloatVariable)
    return fail(location, std::string("expected ") + (constant.isFloat ? "an integer" : "a float") +
                              " as initial value of type ." + std::string(getName(type)));
  if (!reserveInitialBytes(variable, element * size + size, location))
    return false;
  uint64_t bits = encode(constant, type);
  uint8_t fill = !constant.isFloat && !constant.isUnsigned && static_cast<int64_t>(bits) < 0 ? 0xff : 0;
  for (unsigned byte = 0; byte < size; ++byte)
    variable.initialBytes[element * size + byte] = byte < 8 ? static_cast<uint8_t>(bits >> (8 * byte)) : fill;
  return true;
}

/// { addr_mode_0 = wrap, filter_mode = linear }: known to be there, of no use here.
bool ModuleParser::skipOpaqueInitializer() {
  if (!expect(Kind::LeftBrace, "'{'"))
    return false;
  do {
    Token field;
    if (!expectIdentifier("a field of a texture, sampler or surface", field) || !expect(Kind::Equal, "'='"))
      return false;
    if (!token.is(Kind::Identifier) && !token.is(Kind::Integer))
      return failExpected("the value of a field");
    advance();
  } while (consumeIf(Kind::Comma));
  return expect(Kind::RightBrace, "'}'");
}
