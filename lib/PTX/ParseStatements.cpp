//===- ParseStatements.cpp - bodies of functions ----------------------------------------------------------===//
#include "ModuleParser.h"

using namespace mlir::qnt::ptx;
using OperandKind = Operand::Kind;

//===-----------------------------------------------------------------------------------------------------===//
// Blocks and labels
//===-----------------------------------------------------------------------------------------------------===//

/// From the body's first brace to its last. Blocks are kept on a list, not on the stack.
bool ModuleParser::parseStatements() {
  openBlocks.push_back(0);
  advance();
  while (!openBlocks.empty()) {
    bool isGood = true;
    if (token.is(Kind::LeftBrace))
      isGood = openBlock();
    else if (token.is(Kind::RightBrace))
      isGood = closeBlock();
    else
      isGood = parseStatement();
    if (!isGood)
      return false;
  }
  return true;
}

bool ModuleParser::openBlock() {
  if (openBlocks.size() == maxNesting)
    return fail(token.location, "expected at most " + std::to_string(maxNesting) + " nested blocks");
  advance();
  openBlocks.push_back(pendingLabels.size());
  symbols.enterScope();
  return true;
}

/// Labels that are not in this block are looked for in the next outer one.
bool ModuleParser::closeBlock() {
  size_t first = openBlocks.back();
  size_t kept = first;
  for (size_t index = first; index < pendingLabels.size(); ++index) {
    const PendingLabel &pending = pendingLabels[index];
    Binding binding = symbols.lookup(pending.name, body->registers);
    if (binding.kind == Binding::Kind::Label && binding.scope == symbols.getScope()) {
      setLabel(pending, binding.index);
      continue;
    }
    if (openBlocks.size() == 1)
      return fail(pending.location, "undeclared label '" + std::string(pending.name) + "'");
    pendingLabels[kept++] = pending;
  }
  pendingLabels.resize(kept);
  openBlocks.pop_back();
  if (!openBlocks.empty())
    symbols.leaveScope();
  advance();
  return true;
}

void ModuleParser::setLabel(const PendingLabel &pending, uint32_t label) {
  if (pending.table == kNone)
    body->operands[pending.index].index = label;
  else
    body->branchTargets[pending.table].labels[pending.index] = label;
}

/// A label that is known is taken now unless an inner block may still declare its own.
void ModuleParser::resolveLabel(const PendingLabel &pending) {
  Binding binding = symbols.lookup(pending.name, body->registers);
  if (binding.kind == Binding::Kind::Label && binding.scope == symbols.getScope())
    setLabel(pending, binding.index);
  else
    pendingLabels.push_back(pending);
}

bool ModuleParser::declareLabel(const Token &name) {
  uint32_t index = static_cast<uint32_t>(body->labels.size());
  if (!symbols.declare(name.text, Binding::Kind::Label, index))
    return fail(name.location, "duplicate declaration of '" + std::string(name.text) + "'");
  body->labels.push_back({name.text, static_cast<uint32_t>(body->instructions.size()), name.location});
  return true;
}

//===-----------------------------------------------------------------------------------------------------===//
// Statements
//===-----------------------------------------------------------------------------------------------------===//

bool ModuleParser::parseStatement() {
  switch (token.kind) {
  case Kind::DotName:
    return parseBodyDirective();
  case Kind::Identifier:
    return parseNamed();
  case Kind::At: {
    Location start = token.location;
    Guard guard;
    if (!parseGuard(guard))
      return false;
    Token name;
    return expectIdentifier("an instruction after a guard", name) && parseInstruction(name, guard, start);
  }
  default:
    return failExpected("an instruction, a directive or '}'");
  }
}

bool ModuleParser::parseBodyDirective() {
  if (token.text == ".loc")
    return parseLoc();
  if (token.text == ".pragma")
    return parsePragma(body->directives.pragmas);
  constexpr std::string_view known[] = {".extern", ".visible", ".weak",  ".common", ".func", ".global", ".const",
                                        ".shared", ".local",   ".param", ".reg",    ".tex",  ".align",  ".attribute"};
  for (std::string_view name : known)
    if (token.text == name)
      return parseLinked();
  return failExpected("a directive that is known in a body");
}

/// label:  or  opcode operands;
bool ModuleParser::parseNamed() {
  Token name = token;
  advance();
  if (!token.is(Kind::Colon))
    return parseInstruction(name, {}, name.location);
  advance();
  bool isTable = isDotName(".branchtargets") || isDotName(".calltargets") || isDotName(".callprototype");
  return isTable ? parseTableDirective(name) : declareLabel(name);
}

/// @p, @!p
bool ModuleParser::parseGuard(Guard &guard) {
  advance();
  guard.isNegated = consumeIf(Kind::Exclaim);
  Token name;
  if (!expectIdentifier("a predicate after '@'", name))
    return false;
  Binding binding = symbols.lookup(name.text, body->registers);
  if (binding.kind == Binding::Kind::None)
    return fail(name.location, "undeclared name '" + std::string(name.text) + "'");
  if (binding.kind != Binding::Kind::Register || body->registers[binding.index].type != ScalarType::Pred)
    return fail(name.location, "expected a predicate after '@', got '" + std::string(name.text) + "'");
  guard.registerIndex = binding.index;
  return true;
}

/// Finds or enters the opcode that starts with `name`; the tokens after it are its other parts.
bool ModuleParser::parseOpcode(const Token &name, uint32_t &opcode) {
  const char *end = name.end();
  bool isOnePiece = true;
  opcodeParts.clear();
  opcodeParts.push_back(name.text);
  while (token.is(Kind::DotName)) {
    isOnePiece &= token.begin() == end;
    opcodeParts.push_back(token.text.substr(1));
    end = token.end();
    advance();
  }
  std::string_view text(name.begin(), end - name.begin());
  if (!isOnePiece) {
    std::string joined(name.text);
    for (size_t index = 1; index < opcodeParts.size(); ++index)
      joined.append(".").append(opcodeParts[index]);
    text = module.ownedTexts.emplace_back(std::move(joined));
  }
  auto [slot, isNew] = opcodeIndices.emplace(text, static_cast<uint32_t>(module.opcodes.size()));
  if (isNew)
    module.opcodes.push_back({text, opcodeParts});
  else if (!isOnePiece)
    module.ownedTexts.pop_back();
  opcode = slot->second;
  return true;
}

bool ModuleParser::parseInstruction(const Token &name, Guard guard, Location start) {
  Instruction instruction;
  instruction.guard = guard;
  instruction.location = start;
  if (!body->sourceLocations.empty())
    instruction.sourceLocation = static_cast<uint32_t>(body->sourceLocations.size() - 1);
  if (!parseOpcode(name, instruction.opcode))
    return false;
  bool isBranch = name.text == "bra";
  std::vector<Operand> &operands = instructionOperands;
  operands.clear();
  bool isGood = name.text == "call" ? parseCall(operands)
                : isBranch          ? parseBranch(operands)
                                    : token.is(Kind::Semicolon) || parseOperandList(operands);
  if (!isGood || !expect(Kind::Semicolon, "',' or ';' after an operand"))
    return false;
  instruction.firstOperand = static_cast<uint32_t>(body->operands.size());
  instruction.numOperands = static_cast<uint32_t>(operands.size());
  body->operands.insert(body->operands.end(), operands.begin(), operands.end());
  body->instructions.push_back(instruction);
  if (isBranch)
    resolveLabel({branchLabel.text, branchLabel.location, kNone, instruction.firstOperand});
  return true;
}

bool ModuleParser::parseOperandList(std::vector<Operand> &operands) {
  do {
    Operand operand;
    if (!parseOperand(operand))
      return false;
    operands.push_back(operand);
  } while (consumeIf(Kind::Comma));
  return true;
}

/// bra label; parseInstruction resolves the label once its operand has its place.
bool ModuleParser::parseBranch(std::vector<Operand> &operands) {
  if (!expectIdentifier("a label", branchLabel))
    return false;
  Operand operand;
  operand.kind = OperandKind::Label;
  operand.location = branchLabel.location;
  operands.push_back(operand);
  return true;
}

//===-----------------------------------------------------------------------------------------------------===//
// Calls and tables of targets
//===-----------------------------------------------------------------------------------------------------===//

/// (a, b); an empty list otherwise.
bool ModuleParser::parseCallList(Operand &list) {
  size_t mark = scratch.size();
  list.kind = OperandKind::List;
  list.location = token.location;
  if (consumeIf(Kind::LeftParen) && !consumeIf(Kind::RightParen)) {
    do {
      Operand element;
      if (token.is(Kind::LeftBrace) || token.is(Kind::LeftBracket))
        return failExpected("an argument");
      if (!parsePrimary(element))
        return false;
      if (element.selector != Operand::Selector::None || element.isNegated)
        return fail(element.location, "expected a whole register as argument");
      scratch.push_back(element);
    } while (consumeIf(Kind::Comma));
    if (!expect(Kind::RightParen, "',' or ')' in a list of arguments"))
      return false;
  }
  finishElements(list, mark);
  return true;
}

bool ModuleParser::parseCallee(Operand &callee) {
  Token name;
  if (!expectIdentifier("the function to call", name) || !resolveName(name, callee))
    return false;
  bool isGood = callee.is(OperandKind::Function) || callee.is(OperandKind::Register);
  return isGood ||
         fail(name.location, "expected a function or a register to call, got '" + std::string(name.text) + "'");
}

/// call (returns), callee, (arguments), targets;
bool ModuleParser::parseCall(std::vector<Operand> &operands) {
  operands.resize(4);
  bool hasReturns = token.is(Kind::LeftParen);
  if (!parseCallList(operands[0]) || (hasReturns && !expect(Kind::Comma, "',' after the returns of a call")) ||
      !parseCallee(operands[1]))
    return false;
  operands[2].kind = OperandKind::List;
  if (!consumeIf(Kind::Comma))
    return true;
  if (token.is(Kind::LeftParen)) {
    if (!parseCallList(operands[2]))
      return false;
    if (!consumeIf(Kind::Comma))
      return true;
  }
  Token name;
  if (!expectIdentifier("a prototype or a table of targets", name) || !resolveName(name, operands[3]))
    return false;
  if (operands[1].is(OperandKind::Function))
    return fail(operands[1].location, "expected a register to call through '" + std::string(name.text) + "'");
  bool isTable = operands[3].is(OperandKind::Prototype) || operands[3].is(OperandKind::CallTargets);
  return isTable ||
         fail(name.location, "expected a prototype or a table of targets, got '" + std::string(name.text) + "'");
}

bool ModuleParser::parseTableDirective(const Token &name) {
  bool isBranch = isDotName(".branchtargets"), isCall = isDotName(".calltargets");
  advance();
  bool isGood = isBranch ? parseBranchTargets(name) : isCall ? parseCallTargets(name) : parsePrototype(name);
  return isGood && expect(Kind::Semicolon, "';' after a table");
}

/// table: .branchtargets a, b;
bool ModuleParser::parseBranchTargets(const Token &name) {
  uint32_t index = static_cast<uint32_t>(body->branchTargets.size());
  if (!symbols.declare(name.text, Binding::Kind::BranchTargets, index))
    return fail(name.location, "duplicate declaration of '" + std::string(name.text) + "'");
  body->branchTargets.push_back({name.text, {}, name.location});
  do {
    Token label;
    if (!expectIdentifier("a label", label))
      return false;
    std::vector<uint32_t> &labels = body->branchTargets.back().labels;
    labels.push_back(kNone);
    resolveLabel({label.text, label.location, index, static_cast<uint32_t>(labels.size() - 1)});
  } while (consumeIf(Kind::Comma));
  return true;
}

/// table: .calltargets f, g;
bool ModuleParser::parseCallTargets(const Token &name) {
  CallTargets targets = {name.text, {}, name.location};
  do {
    Token function;
    if (!expectIdentifier("a function", function))
      return false;
    Binding binding = symbols.lookup(function.text, body->registers);
    if (binding.kind != Binding::Kind::Function)
      return fail(function.location, "undeclared function '" + std::string(function.text) + "'");
    targets.functions.push_back(binding.index);
  } while (consumeIf(Kind::Comma));
  if (!symbols.declare(name.text, Binding::Kind::CallTargets, static_cast<uint32_t>(body->callTargets.size())))
    return fail(name.location, "duplicate declaration of '" + std::string(name.text) + "'");
  body->callTargets.push_back(std::move(targets));
  return true;
}

/// prototype: .callprototype (.param .b32 _) _ (.param .b64 _) .noreturn;
bool ModuleParser::parsePrototype(const Token &name) {
  Prototype prototype;
  prototype.name = name.text;
  prototype.location = name.location;
  if (!parseParameters(prototype.returns, /*isEntry=*/false, /*mayBeNameless=*/true))
    return false;
  if (!token.is(Kind::Identifier) || token.text != "_")
    return failExpected("'_' in a prototype");
  advance();
  if (!parseParameters(prototype.parameters, /*isEntry=*/false, /*mayBeNameless=*/true))
    return false;
  Function directives;
  if (!parsePerformanceDirectives(directives))
    return false;
  prototype.isNoReturn = directives.directives.isNoReturn;
  if (!symbols.declare(name.text, Binding::Kind::Prototype, static_cast<uint32_t>(body->prototypes.size())))
    return fail(name.location, "duplicate declaration of '" + std::string(name.text) + "'");
  body->prototypes.push_back(std::move(prototype));
  return true;
}
