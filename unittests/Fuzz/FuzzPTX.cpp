//===- FuzzPTX.cpp - hostile PTX --------------------------------------------------------------------------===//
//
// A text is refused with an error that has its line, or gives a tree all of whose indices lead somewhere. Half of the
// inputs are changed by whole tokens, so that they get past the lexer.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/PTX/Parser.h"
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>

using namespace mlir::qnt::ptx;

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

static void expect(bool condition, const char *what) {
  if (condition)
    return;
  std::fprintf(stderr, "DEFECT: %s\n", what);
  std::abort();
}

//===-----------------------------------------------------------------------------------------------------===//
// What holds of every tree
//===-----------------------------------------------------------------------------------------------------===//

static size_t getTableSize(const Module &module, const Function &function, Operand::Kind kind) {
  switch (kind) {
  case Operand::Kind::Register:
    return function.registers.size();
  case Operand::Kind::SpecialRegister:
    return static_cast<size_t>(SpecialRegister::Last) + 1;
  case Operand::Kind::Variable:
    return module.variables.size();
  case Operand::Kind::LocalVariable:
    return function.variables.size();
  case Operand::Kind::Function:
    return module.functions.size();
  case Operand::Kind::Label:
    return function.labels.size();
  case Operand::Kind::BranchTargets:
    return function.branchTargets.size();
  case Operand::Kind::CallTargets:
    return function.callTargets.size();
  case Operand::Kind::Prototype:
    return function.prototypes.size();
  default:
    return 0;
  }
}

static void checkOperand(const Module &module, const Function &function, const Operand &operand) {
  size_t tableSize = getTableSize(module, function, operand.kind);
  expect(tableSize == 0 || operand.index < tableSize, "an operand's index leads nowhere");
  expect(operand.firstElement + static_cast<uint64_t>(operand.numElements) <= function.operands.size(),
         "an operand's elements are not in the pool");
  size_t elements = operand.numElements;
  expect(!operand.is(Operand::Kind::Pair) || elements == 2, "a pair has two elements");
  expect(!operand.is(Operand::Kind::Address) || elements >= 1, "an address has a base");
}

static void checkVariable(const Module &module, const Variable &variable) {
  expect(variable.alignment != 0 && (variable.alignment & (variable.alignment - 1)) == 0,
         "an alignment is a power of 2");
  expect(variable.initialBytes.size() <= variable.size, "an initial value is no longer than its variable");
  for (const Relocation &relocation : variable.relocations) {
    size_t tableSize = relocation.isFunction ? module.functions.size() : module.variables.size();
    expect(relocation.symbol < tableSize, "the symbol of an initial value leads nowhere");
    expect(relocation.offset + relocation.size <= variable.initialBytes.size(), "an address lies in its variable");
  }
}

static void checkTables(const Module &module, const Function &function) {
  for (const Label &label : function.labels)
    expect(label.instruction <= function.instructions.size(), "a label leads nowhere");
  for (const BranchTargets &table : function.branchTargets)
    for (uint32_t label : table.labels)
      expect(label < function.labels.size(), "a branch target leads nowhere");
  for (const CallTargets &table : function.callTargets)
    for (uint32_t target : table.functions)
      expect(target < module.functions.size(), "a call target leads nowhere");
  for (const Register &declared : function.registers)
    expect(!declared.getName().empty() && isDeclarable(declared.type), "a register has a name and a type");
}

static void checkInstruction(const Module &module, const Function &function, const Instruction &instruction) {
  expect(instruction.opcode < module.opcodes.size(), "an opcode leads nowhere");
  const Opcode &opcode = module.getOpcode(instruction);
  expect(!opcode.parts.empty() && opcode.text.substr(0, opcode.parts[0].size()) == opcode.parts[0],
         "an opcode starts with its first part");
  expect(instruction.firstOperand + static_cast<uint64_t>(instruction.numOperands) <= function.operands.size(),
         "operands are in the pool");
  uint32_t guard = instruction.guard.registerIndex;
  expect(guard == kNone || function.registers.at(guard).type == ScalarType::Pred, "a guard is a predicate");
  expect(instruction.sourceLocation == kNone || instruction.sourceLocation < function.sourceLocations.size(),
         "a source location leads nowhere");
  expect(instruction.location.line >= 1 && instruction.location.line <= module.source->getNumLines(),
         "an instruction lies in the text");
  expect(opcode.parts[0] != "call" || instruction.numOperands == 4, "a call has four operands");
}

static void checkFunction(const Module &module, const Function &function) {
  expect(function.numReturns + function.numParameters <= function.variables.size(), "parameters are variables");
  expect(function.aliasOf == kNone || function.aliasOf < module.functions.size(), "an alias leads nowhere");
  for (const Variable &variable : function.variables)
    checkVariable(module, variable);
  for (const Operand &operand : function.operands)
    checkOperand(module, function, operand);
  for (const Instruction &instruction : function.instructions)
    checkInstruction(module, function, instruction);
  checkTables(module, function);
  if (!function.instructions.empty())
    expect(!module.getText(function.instructions.back()).empty(), "an instruction has a text");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  Result<Module> result = parseModule(text);
  if (!result) {
    const Diagnostic &error = result.getError();
    expect(error.line >= 1 && error.column >= 1 && !error.message.empty(), "an error has a place and a message");
    expect(error.lineText == Source(text).getLine(error.line), "an error has its line");
    expect(!error.format("fuzz.ptx").empty(), "an error can be printed");
    return 0;
  }
  Module module = std::move(*result);
  for (const Variable &variable : module.variables)
    checkVariable(module, variable);
  for (const Function &function : module.functions)
    checkFunction(module, function);
  return 0;
}

//===-----------------------------------------------------------------------------------------------------===//
// Changes of whole tokens
//===-----------------------------------------------------------------------------------------------------===//

static bool isWord(char character) {
  return std::isalnum(static_cast<unsigned char>(character)) || std::strchr("_$%.", character);
}

/// Words, and everything else a character each; blanks are dropped.
static std::vector<std::string> split(const std::string &text) {
  std::vector<std::string> tokens;
  for (size_t at = 0; at < text.size();) {
    size_t end = at + 1;
    while (text[at] != '\0' && isWord(text[at]) && end < text.size() && text[end] != '\0' && isWord(text[end]))
      ++end;
    if (!std::isspace(static_cast<unsigned char>(text[at])))
      tokens.push_back(text.substr(at, end - at));
    at = end;
  }
  return tokens;
}

static const char *const dictionary[] = {".reg",
                                         ".b32",
                                         ".pred",
                                         ".param",
                                         ".local",
                                         ".shared",
                                         ".global",
                                         ".const",
                                         ".align",
                                         ".func",
                                         ".entry",
                                         ".extern",
                                         ".visible",
                                         ".weak",
                                         ".common",
                                         ".v4",
                                         ".f64",
                                         ".branchtargets",
                                         ".calltargets",
                                         ".callprototype",
                                         ".loc",
                                         ".section",
                                         ".file",
                                         ".pragma",
                                         ".alias",
                                         ".noreturn",
                                         ".maxntid",
                                         ".attribute",
                                         "{",
                                         "}",
                                         "(",
                                         ")",
                                         "[",
                                         "]",
                                         ",",
                                         ";",
                                         ":",
                                         "|",
                                         "<",
                                         ">",
                                         "@",
                                         "!",
                                         "-",
                                         "+",
                                         "=",
                                         "_",
                                         "0",
                                         "1",
                                         "4000000000",
                                         "0x10U",
                                         "0f3f800000",
                                         "0d3ff0000000000000",
                                         "1.5",
                                         "WARP_SZ",
                                         "generic",
                                         "call",
                                         "bra",
                                         "brx.idx",
                                         "mov.b32",
                                         "%tid.x",
                                         "%r1",
                                         "%p1",
                                         "%r<4000000000>"};

static void changeToken(std::vector<std::string> &tokens, std::minstd_rand &random) {
  size_t at = random() % tokens.size(), other = random() % tokens.size();
  const char *word = dictionary[random() % (sizeof(dictionary) / sizeof(*dictionary))];
  switch (random() % 6) {
  case 0:
    tokens.erase(tokens.begin() + at);
    break;
  case 1:
    tokens.insert(tokens.begin() + at, word);
    break;
  case 2:
    tokens[at] = word;
    break;
  case 3:
    tokens[at] = tokens[other];
    break;
  case 4:
    std::swap(tokens[at], tokens[other]);
    break;
  default: {
    // A run of tokens once more, somewhere else.
    size_t count = std::min<size_t>(1 + random() % 20, tokens.size() - at);
    std::vector<std::string> run(tokens.begin() + at, tokens.begin() + at + count);
    tokens.insert(tokens.begin() + other, run.begin(), run.end());
  }
  }
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t maxSize, unsigned seed) {
  std::minstd_rand random(seed);
  random.discard(3);
  if (random() % 4 == 0)
    return LLVMFuzzerMutate(data, size, maxSize);
  std::vector<std::string> tokens = split(std::string(reinterpret_cast<const char *>(data), size));
  for (unsigned count = 1 + random() % 3; count > 0 && !tokens.empty(); --count)
    changeToken(tokens, random);
  std::string text;
  for (const std::string &token : tokens)
    text.append(token).append(token == ";" || token == "{" || token == "}" ? "\n" : " ");
  size = std::min(text.size(), maxSize);
  std::memcpy(data, text.data(), size);
  return size;
}
