//===- FuzzPTX.cpp - hostile PTX --------------------------------------------------------------------------===//
//
// A text is refused with an error that has its line, or gives a tree all of whose indices lead somewhere.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/PTX/Parser.h"
#include <cstdio>
#include <cstdlib>

using namespace mlir::qnt::ptx;

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
