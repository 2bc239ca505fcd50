//===- CheckModule.cpp - what a tree alone shows to be wrong ---------------------------------------------===//
//
// Names are resolved when this runs. What a form of an opcode demands of its operands is the decoder's to check; here
// stands what holds for all of them: addresses are integers, tables of targets belong to brx and call, arguments of a
// call fit the parameters.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ModuleParser.h"

using namespace mlir::qnt::ptx;
using OperandKind = Operand::Kind;

namespace {
class FunctionChecker {
public:
  FunctionChecker(const Module &module, const Function &function) : module(module), function(function) {}
  std::optional<Diagnostic> run();

private:
  bool fail(Location location, std::string message);
  bool checkInstruction(const Instruction &instruction);
  bool checkOperand(const Operand &operand, std::string_view opcode);
  bool checkAddress(const Operand &operand);
  bool checkBranchTable(const Instruction &instruction);
  bool checkCall(const Instruction &instruction);
  bool checkCallAgainst(const Instruction &instruction, ArrayView<Variable> returns, ArrayView<Variable> parameters);
  bool checkArguments(const Instruction &instruction, ArrayView<Operand> arguments, ArrayView<Variable> parameters,
                      bool areResults);
  bool checkArgument(const Operand &argument, const Variable &parameter);
  bool checkConstant(const Operand &argument, const Variable &parameter);
  bool checkVariableArgument(const Operand &argument, const Variable &parameter);

  const Module &module;
  const Function &function;
  std::optional<Diagnostic> error;
};
} // namespace

/// "16 bytes aligned to 8", "4 bytes aligned to 4 in an array".
static std::string describe(const Variable &variable) {
  return std::to_string(variable.size) + " bytes aligned to " + std::to_string(variable.alignment) +
         (variable.dimensions.empty() ? "" : " in an array");
}

std::optional<Diagnostic> mlir::qnt::ptx::checkModule(const Module &module) {
  for (const Function &function : module.functions)
    if (function.aliasOf != kNone && !module.functions[function.aliasOf].hasBody)
      return module.source->makeError(function.location, "expected a function with a body behind alias '" +
                                                             std::string(function.name) + "'");
  for (const Function &function : module.functions)
    if (std::optional<Diagnostic> error = FunctionChecker(module, function).run())
      return error;
  return std::nullopt;
}

std::optional<Diagnostic> FunctionChecker::run() {
  for (const Instruction &instruction : function.instructions)
    if (!checkInstruction(instruction))
      break;
  return std::move(error);
}

bool FunctionChecker::fail(Location location, std::string message) {
  error = module.source->makeError(location, std::move(message));
  return false;
}

bool FunctionChecker::checkInstruction(const Instruction &instruction) {
  std::string_view opcode = module.getOpcode(instruction).parts[0];
  if (opcode == "call")
    return checkCall(instruction);
  if (opcode == "brx")
    return checkBranchTable(instruction);
  if (opcode == "bra")
    return true;
  for (const Operand &operand : function.getOperands(instruction))
    if (!checkOperand(operand, opcode))
      return false;
  return true;
}

bool FunctionChecker::checkOperand(const Operand &operand, std::string_view opcode) {
  switch (operand.kind) {
  case OperandKind::Label:
  case OperandKind::BranchTargets:
  case OperandKind::CallTargets:
  case OperandKind::Prototype:
    return fail(operand.location, "expected no label or table of targets as operand of '" + std::string(opcode) + "'");
  case OperandKind::Address:
    if (!checkAddress(operand))
      return false;
    [[fallthrough]];
  case OperandKind::Vector:
  case OperandKind::Pair:
    for (const Operand &element : function.getElements(operand))
      if (!checkOperand(element, opcode))
        return false;
    return true;
  default:
    return true;
  }
}

/// The base is a whole integer register.
bool FunctionChecker::checkAddress(const Operand &operand) {
  const Operand &base = function.getElements(operand)[0];
  if (!base.is(OperandKind::Register))
    return true;
  const Register &address = function.registers[base.index];
  bool isInteger = isUntyped(address.type) || isUnsigned(address.type) || isSigned(address.type);
  if (isInteger && address.vectorWidth == 1 && base.selector == Operand::Selector::None && !base.isNegated)
    return true;
  return fail(base.location, "expected an integer register as address, got '" + address.getName() + "' of type ." +
                                 std::string(getName(address.type)));
}

/// brx.idx index, table;
bool FunctionChecker::checkBranchTable(const Instruction &instruction) {
  ArrayView<Operand> operands = function.getOperands(instruction);
  if (operands.size() != 2 || !operands[1].is(OperandKind::BranchTargets))
    return fail(instruction.location, "expected the operands of 'brx' to be an index and a table of '.branchtargets'");
  return checkOperand(operands[0], "brx");
}

bool FunctionChecker::checkCall(const Instruction &instruction) {
  CallOperands call = function.getCall(instruction);
  const Operand *targets = call.targets;
  if (targets->is(OperandKind::Prototype)) {
    const Prototype &prototype = function.prototypes[targets->index];
    return checkCallAgainst(instruction, prototype.returns, prototype.parameters);
  }
  if (targets->is(OperandKind::CallTargets)) {
    for (uint32_t index : function.callTargets[targets->index].functions)
      if (!checkCallAgainst(instruction, module.functions[index].getReturns(), module.functions[index].getParameters()))
        return false;
    return true;
  }
  if (!call.callee->is(OperandKind::Function))
    return fail(instruction.location, "expected a prototype or a table of targets in a call through a register");
  const Function &callee = module.functions[call.callee->index];
  if (callee.isEntry)
    return fail(call.callee->location, "expected a function to call, got kernel '" + std::string(callee.name) + "'");
  return checkCallAgainst(instruction, callee.getReturns(), callee.getParameters());
}

bool FunctionChecker::checkCallAgainst(const Instruction &instruction, ArrayView<Variable> returns,
                                       ArrayView<Variable> parameters) {
  CallOperands call = function.getCall(instruction);
  return checkArguments(instruction, call.returns, returns, /*areResults=*/true) &&
         checkArguments(instruction, call.arguments, parameters, /*areResults=*/false);
}

bool FunctionChecker::checkArguments(const Instruction &instruction, ArrayView<Operand> arguments,
                                     ArrayView<Variable> parameters, bool areResults) {
  std::string_view what = areResults ? "results" : "arguments";
  if (arguments.size() != parameters.size())
    return fail(instruction.location, "expected " + std::to_string(parameters.size()) + " " + std::string(what) +
                                          " of a call, got " + std::to_string(arguments.size()));
  for (size_t index = 0; index < arguments.size(); ++index) {
    const Operand &argument = arguments[index];
    bool isPlace =
        argument.is(OperandKind::Register) || argument.is(OperandKind::LocalVariable) || argument.is(OperandKind::Sink);
    if (areResults && !isPlace)
      return fail(argument.location, "expected a register, a variable or '_' for the result of a call");
    if (!areResults && argument.is(OperandKind::Sink))
      return fail(argument.location, "expected an argument, got '_'");
    if (!checkArgument(argument, parameters[index]))
      return false;
  }
  return true;
}

/// A constant for a scalar; an integer for an integer.
bool FunctionChecker::checkConstant(const Operand &argument, const Variable &parameter) {
  bool isFloatParameter = parameter.type == ScalarType::F32 || parameter.type == ScalarType::F64;
  if (parameter.dimensions.empty() && argument.is(OperandKind::Float) == isFloatParameter)
    return true;
  return fail(argument.location, "expected a constant argument to have the type of the parameter, ." +
                                     std::string(getName(parameter.type)));
}

/// A .param variable of the body, of the size and alignment of the parameter.
bool FunctionChecker::checkVariableArgument(const Operand &argument, const Variable &parameter) {
  const Variable &given = function.variables[argument.index];
  std::string name = "'" + std::string(given.name) + "'";
  if (given.space != StateSpace::Parameter || argument.bits != 0)
    return fail(argument.location, "expected an argument in the .param space, got " + name);
  if (argument.index < function.numReturns + function.numParameters)
    return fail(argument.location, "expected an argument that is no parameter of the caller, got " + name);
  if (parameter.isUnsized)
    return true;
  bool isAlike = given.dimensions.empty() == parameter.dimensions.empty();
  if (given.size != parameter.size || given.alignment != parameter.alignment || !isAlike)
    return fail(argument.location, "expected an argument of " + describe(parameter) + ", got " + describe(given));
  return true;
}

bool FunctionChecker::checkArgument(const Operand &argument, const Variable &parameter) {
  ScalarType type = ScalarType::None;
  unsigned width = 1;
  switch (argument.kind) {
  case OperandKind::Sink:
    return true;
  case OperandKind::Integer:
  case OperandKind::Float:
    return checkConstant(argument, parameter);
  case OperandKind::LocalVariable:
    return checkVariableArgument(argument, parameter);
  case OperandKind::Register:
    type = function.registers[argument.index].type;
    width = function.registers[argument.index].vectorWidth;
    break;
  case OperandKind::SpecialRegister:
    type = getType(static_cast<SpecialRegister>(argument.index));
    break;
  default:
    return fail(argument.location, "expected a variable, a register or a constant as argument");
  }
  bool isPredicate = type == ScalarType::Pred;
  bool fits = getByteSize(type) == getByteSize(parameter.type) && width == parameter.vectorWidth;
  if (fits && isPredicate == (parameter.type == ScalarType::Pred) && parameter.dimensions.empty())
    return true;
  return fail(argument.location, "expected an argument of " + describe(parameter) + ", got a register of type ." +
                                     std::string(getName(type)));
}
