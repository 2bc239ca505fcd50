//===- ParseFunctions.cpp - heads of kernels and functions ------------------------------------------------===//
#include "ModuleParser.h"

using namespace mlir::qnt::ptx;

/// .ptr .global .align 16
bool ModuleParser::parsePointer(Variable &parameter, bool isEntry) {
  if (!isEntry)
    return failExpected("'.ptr' in kernels only");
  parameter.isPointer = true;
  advance();
  struct {
    std::string_view name;
    StateSpace space;
  } constexpr spaces[] = {{".const", StateSpace::Constant},
                          {".global", StateSpace::Global},
                          {".local", StateSpace::Local},
                          {".shared", StateSpace::Shared}};
  for (const auto &known : spaces)
    if (isDotName(known.name))
      parameter.pointerSpace = known.space;
  if (parameter.pointerSpace != StateSpace::None)
    advance();
  return !isDotName(".align") || parseAlignment(parameter.pointerAlignment);
}

/// .param .align 8 .b8 name[16], .param .u64 .ptr .global name, .reg .b32 name
bool ModuleParser::parseParameter(Variable &parameter, bool isEntry, bool mayBeNameless) {
  Location location = token.location;
  if (!parseVariableHead(parameter))
    return false;
  bool isRegister = parameter.space == StateSpace::Register;
  if (parameter.space != StateSpace::Parameter && (!isRegister || isEntry))
    return fail(location, isEntry ? "expected a parameter of a kernel in the .param space"
                                  : "expected a parameter in the .param or .reg space");
  if (isDotName(".ptr") && !parsePointer(parameter, isEntry))
    return false;
  parameter.location = token.location;
  Token name;
  if (mayBeNameless && token.is(Kind::Identifier) && token.text == "_")
    advance();
  else if (expectIdentifier("the name of a parameter", name))
    parameter.name = name.text;
  else
    return false;
  if (parameter.type == ScalarType::Pred && !isRegister)
    return fail(parameter.location, "expected no predicate in the .param space");
  if (parameter.vectorWidth > 1 && !isRegister)
    return fail(parameter.location, "expected no vector in the .param space");
  if (!parseDimensions(parameter) || !layOut(parameter))
    return false;
  return !isEntry || !parameter.isUnsized ||
         fail(parameter.location, "expected the size of parameter '" + std::string(parameter.name) + "' of a kernel");
}

/// ( ... ); also without parentheses when there are none.
bool ModuleParser::parseParameters(std::vector<Variable> &parameters, bool isEntry, bool mayBeNameless) {
  if (!consumeIf(Kind::LeftParen) || consumeIf(Kind::RightParen))
    return true;
  do {
    Variable parameter;
    if (!parseParameter(parameter, isEntry, mayBeNameless))
      return false;
    parameters.push_back(std::move(parameter));
  } while (consumeIf(Kind::Comma));
  return expect(Kind::RightParen, "',' or ')' after a parameter");
}

/// 128, 2, 1
bool ModuleParser::parseTriple(std::optional<std::array<uint32_t, 3>> &triple, bool mayBeZero) {
  triple = {1, 1, 1};
  for (uint32_t &value : *triple) {
    Location location = token.location;
    if (!expectUnsigned32("a number of threads or blocks", value))
      return false;
    if (value == 0 && !mayBeZero)
      return fail(location, "expected a positive number");
    if (!consumeIf(Kind::Comma))
      return true;
    if (&value == &triple->back())
      return fail(location, "expected at most three dimensions");
  }
  return true;
}

bool ModuleParser::parsePerformanceDirective(Function &function, std::string_view name, Location location) {
  PerformanceDirectives &directives = function.directives;
  auto parseNumber = [&](std::optional<uint32_t> &number) {
    number = 0;
    Location place = token.location;
    if (!expectUnsigned32("a number after '" + std::string(name) + "'", *number))
      return false;
    bool mayBeZero = name != ".minnctapersm" && name != ".maxnreg";
    return *number != 0 || mayBeZero || fail(place, "expected a positive number");
  };
  if (!function.isEntry && name == ".noreturn")
    return directives.isNoReturn = true;
  if (name == ".abi_preserve")
    return parseNumber(directives.abiPreserve);
  if (name == ".abi_preserve_control")
    return parseNumber(directives.abiPreserveControl);
  if (!function.isEntry)
    return fail(location, "expected a directive of functions, got '" + std::string(name) + "'");
  if (name == ".maxntid")
    return parseTriple(directives.maxThreads, /*mayBeZero=*/false);
  if (name == ".reqntid")
    return parseTriple(directives.requiredThreads, /*mayBeZero=*/false);
  if (name == ".reqnctapercluster")
    return parseTriple(directives.requiredCluster, /*mayBeZero=*/true);
  if (name == ".minnctapersm")
    return parseNumber(directives.minBlocksPerMultiprocessor);
  if (name == ".maxnctapersm")
    return parseNumber(directives.maxBlocksPerMultiprocessor);
  if (name == ".maxnreg")
    return parseNumber(directives.maxRegisters);
  if (name == ".maxclusterrank")
    return parseNumber(directives.maxClusterRank);
  if (name == ".explicitcluster")
    return directives.isExplicitCluster = true;
  if (name == ".blocksareclusters")
    return directives.blocksAreClusters = true;
  return fail(location, "expected a directive of kernels, got '" + std::string(name) + "'");
}

bool ModuleParser::parsePerformanceDirectives(Function &function) {
  while (token.is(Kind::DotName)) {
    Token directive = token;
    if (token.text == ".pragma") {
      if (!parsePragma(function.directives.pragmas))
        return false;
      continue;
    }
    advance();
    if (!parsePerformanceDirective(function, directive.text, directive.location))
      return false;
  }
  if (function.directives.maxThreads && function.directives.requiredThreads)
    return fail(token.location, "expected one of '.maxntid' and '.reqntid', got both");
  if (function.directives.blocksAreClusters &&
      (!function.directives.requiredThreads || !function.directives.requiredCluster))
    return fail(token.location, "expected '.reqntid' and '.reqnctapercluster' beside '.blocksareclusters'");
  return true;
}

/// .attribute(...) (returns) name (parameters) directives
bool ModuleParser::parseFunctionHead(Function &function) {
  std::vector<Variable> returns, parameters;
  if (!function.isEntry && isDotName(".attribute")) {
    Variable attributes;
    if (!parseVariableAttributes(attributes))
      return false;
    function.hasUnifiedUuid = attributes.hasUnifiedUuid;
    function.unifiedUuid = attributes.unifiedUuid;
  }
  if (!function.isEntry && !parseParameters(returns, /*isEntry=*/false, /*mayBeNameless=*/false))
    return false;
  Token name;
  if (!expectIdentifier("the name of a function", name))
    return false;
  function.name = name.text;
  function.location = name.location;
  if (!parseParameters(parameters, function.isEntry, /*mayBeNameless=*/function.isEntry))
    return false;
  if (returns.size() > 1)
    for (const Variable &result : returns)
      if (result.space != StateSpace::Register)
        return fail(result.location, "expected several results to be registers");
  function.numReturns = static_cast<uint32_t>(returns.size());
  function.numParameters = static_cast<uint32_t>(parameters.size());
  function.variables = std::move(returns);
  for (Variable &parameter : parameters)
    function.variables.push_back(std::move(parameter));
  return parsePerformanceDirectives(function);
}

bool ModuleParser::checkRedeclaration(const Function &known, const Function &function) {
  std::string name = "'" + std::string(function.name) + "'";
  if (known.isEntry != function.isEntry)
    return fail(function.location, "expected " + name + " to be a kernel or a function, not both");
  if (known.hasBody)
    return fail(function.location, "duplicate declaration of " + name + " after its body");
  if (function.hasBody && known.linkage == Linkage::Extern)
    return fail(function.location, "expected no body of external " + name);
  if (known.numReturns != function.numReturns || known.numParameters != function.numParameters)
    return fail(function.location, "expected " + name + " to be declared with one number of parameters");
  for (size_t index = 0; index < function.variables.size(); ++index) {
    const Variable &before = known.variables[index], &now = function.variables[index];
    if (before.space != now.space || before.type != now.type || before.vectorWidth != now.vectorWidth ||
        before.dimensions != now.dimensions || before.alignment != now.alignment)
      return fail(now.location, "expected parameter '" + std::string(now.name) + "' of " + name +
                                    " to have the space, type and alignment of its first declaration");
  }
  return true;
}

/// Enters the function among the module's; a declaration and a definition are one.
bool ModuleParser::declareFunction(const Function &function, uint32_t &index) {
  std::vector<Register> none;
  Binding known = symbols.lookupModule(function.name);
  if (known.kind == Binding::Kind::None) {
    index = static_cast<uint32_t>(module.functions.size());
    symbols.declareInModule(function.name, Binding::Kind::Function, index);
    module.functions.push_back(function);
    return true;
  }
  if (known.kind != Binding::Kind::Function)
    return fail(function.location, "duplicate declaration of '" + std::string(function.name) + "'");
  index = known.index;
  Function &old = module.functions[index];
  if (!checkRedeclaration(old, function))
    return false;
  if (function.hasBody)
    old = function;
  return true;
}

/// From after `.entry` or `.func` to the semicolon or the body's brace.
bool ModuleParser::parseFunction(Linkage linkage, bool isEntry) {
  Function function;
  function.linkage = linkage;
  function.isEntry = isEntry;
  if (!parseFunctionHead(function))
    return false;
  function.hasBody = token.is(Kind::LeftBrace) && body == nullptr;
  if (function.hasBody && linkage == Linkage::Extern)
    return fail(function.location, "expected no body of external '" + std::string(function.name) + "'");
  uint32_t index = kNone;
  if (!declareFunction(function, index))
    return false;
  if (!function.hasBody)
    return expect(Kind::Semicolon,
                  body ? "';' after the declaration of a function" : "a body or ';' after the head of a function");
  return parseBody(std::move(function), index);
}

bool ModuleParser::declareParameters() {
  for (size_t index = 0; index < body->variables.size(); ++index) {
    Variable &parameter = body->variables[index];
    bool isNew = parameter.name.empty();
    if (isNew)
      continue;
    if (parameter.space == StateSpace::Register) {
      Register prototype = {parameter.name, kNone, parameter.type, parameter.vectorWidth, parameter.location};
      isNew = symbols.declareRegister(parameter.name, 0, prototype);
      if (isNew)
        parameter.registerIndex = symbols.lookup(parameter.name, body->registers).index;
    } else {
      isNew = symbols.declare(parameter.name, Binding::Kind::LocalVariable, static_cast<uint32_t>(index));
    }
    if (!isNew)
      return fail(parameter.location, "duplicate declaration of '" + std::string(parameter.name) + "'");
  }
  return true;
}

bool ModuleParser::parseBody(Function &&function, uint32_t index) {
  body = &function;
  pendingLabels.clear();
  openBlocks.clear();
  symbols.enterScope();
  bool isGood = declareParameters() && parseStatements();
  symbols.leaveScope();
  symbols.forgetRegisters();
  body = nullptr;
  if (isGood)
    module.functions[index] = std::move(function);
  return isGood;
}
