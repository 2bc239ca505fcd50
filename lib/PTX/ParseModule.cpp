//===- ParseModule.cpp - the head of a module and its directives -----------------------------------------===//
#include "ModuleParser.h"
#include "Qnt/PTX/Parser.h"

using namespace mlir::qnt::ptx;

Result<Module> mlir::qnt::ptx::parseModule(std::string text) {
  auto source = std::make_shared<const Source>(std::move(text));
  if (source->getText().size() >= kNone)
    return source->makeError({1, 1}, "expected a text of less than 4 GB");
  ModuleParser parser(source);
  return parser.run();
}

ModuleParser::ModuleParser(std::shared_ptr<const Source> text) : source(std::move(text)), lexer(source->getText()) {}

Result<Module> ModuleParser::run() {
  advance();
  bool isGood = parseHead();
  while (isGood && !token.is(Kind::End))
    isGood = parseModuleDirective();
  if (!isGood)
    return std::move(*error);
  module.source = source;
  if (std::optional<Diagnostic> found = checkModule(module))
    return std::move(*found);
  return std::move(module);
}

//===-----------------------------------------------------------------------------------------------------===//
// Tokens and errors
//===-----------------------------------------------------------------------------------------------------===//

bool ModuleParser::fail(Location location, std::string message) {
  error = source->makeError(location, std::move(message));
  return false;
}

bool ModuleParser::failExpected(std::string_view what) {
  if (token.is(Kind::Invalid))
    return fail(token.location, std::string(token.text));
  if (token.is(Kind::End))
    return fail(token.location, "expected " + std::string(what) + ", got the end of the text");
  std::string_view text = token.text.substr(0, 80);
  return fail(token.location, "expected " + std::string(what) + ", got '" + std::string(text) + "'");
}

bool ModuleParser::expectInteger(std::string_view what, uint64_t &value) {
  if (!token.is(Kind::Integer))
    return failExpected(what);
  value = token.bits;
  advance();
  return true;
}

bool ModuleParser::expectUnsigned32(std::string_view what, uint32_t &value) {
  if (!token.is(Kind::Integer))
    return failExpected(what);
  if (token.bits > UINT32_MAX)
    return failExpected(std::string(what) + " of 32 bits");
  value = static_cast<uint32_t>(token.bits);
  advance();
  return true;
}

bool ModuleParser::expectIdentifier(std::string_view what, Token &name) {
  if (!token.is(Kind::Identifier) || token.text == "_")
    return failExpected(what);
  name = token;
  advance();
  return true;
}

bool ModuleParser::enterNesting() {
  if (++nesting <= maxNesting)
    return true;
  return fail(token.location, "expected at most " + std::to_string(maxNesting) + " levels of nesting");
}

//===-----------------------------------------------------------------------------------------------------===//
// The head
//===-----------------------------------------------------------------------------------------------------===//

static bool parseVersion(std::string_view text, uint32_t &majorVersion, uint32_t &minorVersion) {
  size_t dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 3 || text.size() < dot + 2 || text.size() > dot + 3)
    return false;
  for (size_t index = 0; index < text.size(); ++index)
    if (index != dot && (text[index] < '0' || text[index] > '9'))
      return false;
  majorVersion = minorVersion = 0;
  for (char digit : text.substr(0, dot))
    majorVersion = majorVersion * 10 + (digit - '0');
  for (char digit : text.substr(dot + 1))
    minorVersion = minorVersion * 10 + (digit - '0');
  return true;
}

/// .version, .target, .address_size
bool ModuleParser::parseHead() {
  if (!consumeIfDotName(".version"))
    return failExpected("'.version' at the start");
  if (!token.is(Kind::Float) || !parseVersion(token.text, module.majorVersion, module.minorVersion))
    return failExpected("a version such as 8.0");
  constexpr uint32_t newestMajorVersion = 9;
  if (module.majorVersion == 0 || module.majorVersion > newestMajorVersion)
    return failExpected("a version from 1.0 to 9.x");
  advance();
  if (!consumeIfDotName(".target"))
    return failExpected("'.target' after the version");
  if (!parseTarget())
    return false;
  if (!consumeIfDotName(".address_size"))
    return true;
  if (!token.is(Kind::Integer) || (token.bits != 32 && token.bits != 64))
    return failExpected("an address size of 32 or 64");
  module.addressSize = static_cast<uint32_t>(token.bits);
  advance();
  return true;
}

/// sm_NN, sm_NNa or sm_NNf
static bool isArchitecture(std::string_view name) {
  if (name.substr(0, 3) != "sm_")
    return false;
  name.remove_prefix(3);
  if (!name.empty() && (name.back() == 'a' || name.back() == 'f'))
    name.remove_suffix(1);
  return name.size() >= 2 && name.size() <= 3 && name.find_first_not_of("0123456789") == std::string_view::npos;
}

static bool isTargetFlag(std::string_view name) {
  return name == "debug" || name == "texmode_unified" || name == "texmode_independent" || name == "map_f64_to_f32";
}

bool ModuleParser::parseTarget() {
  do {
    if (!token.is(Kind::Identifier) || (!isArchitecture(token.text) && !isTargetFlag(token.text)))
      return failExpected("an architecture such as sm_90");
    if (module.target.empty() && !isArchitecture(token.text))
      return failExpected("an architecture such as sm_90 first");
    if (module.target.empty())
      module.target = token.text;
    else
      module.targetFlags.push_back(token.text);
    advance();
  } while (consumeIf(Kind::Comma));
  return true;
}

//===-----------------------------------------------------------------------------------------------------===//
// Directives
//===-----------------------------------------------------------------------------------------------------===//

static std::optional<Linkage> getLinkage(std::string_view dotName) {
  if (dotName == ".extern")
    return Linkage::Extern;
  if (dotName == ".visible")
    return Linkage::Visible;
  if (dotName == ".weak")
    return Linkage::Weak;
  if (dotName == ".common")
    return Linkage::Common;
  return std::nullopt;
}

/// A variable or a function, with its linkage or without.
bool ModuleParser::parseLinked() {
  Linkage linkage = Linkage::Internal;
  if (std::optional<Linkage> given = getLinkage(token.text)) {
    linkage = *given;
    advance();
    if (body && !isDotName(".func"))
      return failExpected("'.func' after a linkage in a body");
  }
  bool isEntry = isDotName(".entry");
  if (isEntry || isDotName(".func")) {
    if (linkage == Linkage::Common)
      return failExpected("a variable after '.common'");
    advance();
    return parseFunction(linkage, isEntry);
  }
  return parseVariables(linkage);
}

bool ModuleParser::parseModuleDirective() {
  if (token.is(Kind::Dwarf)) {
    if (module.majorVersion >= 2)
      return failExpected("'.section' (there is no @@DWARF since PTX 2.0)");
    advance();
    return true;
  }
  if (!token.is(Kind::DotName))
    return failExpected("a directive");
  std::string_view name = token.text;
  if (name == ".file")
    return parseFile();
  if (name == ".section")
    return parseSection();
  if (name == ".pragma")
    return parsePragma(module.pragmas);
  if (name == ".alias")
    return parseAlias();
  constexpr std::string_view declaring[] = {".extern", ".visible", ".weak",  ".common", ".entry",
                                            ".func",   ".global",  ".const", ".shared", ".local",
                                            ".param",  ".reg",     ".tex",   ".align",  ".attribute"};
  for (std::string_view known : declaring)
    if (name == known)
      return parseLinked();
  if (name == ".version" || name == ".target" || name == ".address_size")
    return failExpected("'" + std::string(name) + "' at the start only");
  return failExpected("a directive that is known in a module");
}

/// .pragma "a", "b";
bool ModuleParser::parsePragma(std::vector<std::string_view> &pragmas) {
  advance();
  do {
    if (!token.is(Kind::String))
      return failExpected("a string after '.pragma'");
    pragmas.push_back(token.text);
    advance();
  } while (consumeIf(Kind::Comma));
  return expect(Kind::Semicolon, "';' after a pragma");
}

/// .alias name, function;
bool ModuleParser::parseAlias() {
  advance();
  Token name, aliased;
  if (!expectIdentifier("the name of a function", name) || !expect(Kind::Comma, "','") ||
      !expectIdentifier("the name of a function", aliased))
    return false;
  std::vector<Register> none;
  for (const Token &function : {name, aliased})
    if (symbols.lookup(function.text, none).kind != Binding::Kind::Function)
      return fail(function.location, "undeclared function '" + std::string(function.text) + "'");
  Function &alias = module.functions[symbols.lookup(name.text, none).index];
  uint32_t target = symbols.lookup(aliased.text, none).index;
  if (alias.hasBody || alias.isEntry || &alias == &module.functions[target])
    return fail(name.location, "expected the declaration of a function, without a body, to become an alias");
  if (module.functions[target].isEntry || module.functions[target].aliasOf != kNone)
    return fail(aliased.location, "expected a function with a body behind an alias");
  alias.aliasOf = target;
  return expect(Kind::Semicolon, "';' after an alias");
}
