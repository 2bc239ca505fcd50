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
                      std::string_view what);
  bool checkArgument(const Operand &argument, const Variable &parameter);

  const Module &module;
  const Function &function;
  std::optional<Diagnostic> error;
};
} // namespace

std::optional<Diagnostic> mlir::qnt::ptx::checkModule(const Module &module) {
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
  return checkArguments(instruction, call.returns, returns, "results") &&
         checkArguments(instruction, call.arguments, parameters, "arguments");
}

bool FunctionChecker::checkArguments(const Instruction &instruction, ArrayView<Operand> arguments,
                                     ArrayView<Variable> parameters, std::string_view what) {
  if (arguments.size() != parameters.size())
    return fail(instruction.location, "expected " + std::to_string(parameters.size()) + " " + std::string(what) +
                                          " of a call, got " + std::to_string(arguments.size()));
  for (size_t index = 0; index < arguments.size(); ++index)
    if (!checkArgument(arguments[index], parameters[index]))
      return false;
  return true;
}

/// A .param variable of the parameter's size, a register of its width, or a constant.
bool FunctionChecker::checkArgument(const Operand &argument, const Variable &parameter) {
  uint64_t size = 0;
  bool isArray = false;
  switch (argument.kind) {
  case OperandKind::Sink:
  case OperandKind::Integer:
  case OperandKind::Float:
    return true;
  case OperandKind::Register: {
    const Register &given = function.registers[argument.index];
    size = static_cast<uint64_t>(getByteSize(given.type)) * given.vectorWidth;
    if (given.type == ScalarType::Pred && parameter.type != ScalarType::Pred)
      size = 0;
    break;
  }
  case OperandKind::SpecialRegister:
    size = getByteSize(getType(static_cast<SpecialRegister>(argument.index)));
    break;
  case OperandKind::LocalVariable: {
    const Variable &given = function.variables[argument.index];
    if (given.space != StateSpace::Parameter)
      return fail(argument.location, "expected an argument in the .param space, got '" + std::string(given.name) + "'");
    size = given.size;
    isArray = !given.dimensions.empty();
    break;
  }
  default:
    return fail(argument.location, "expected a variable, a register or a constant as argument");
  }
  // A parameter of no size takes what follows the others (variadic functions).
  if (parameter.isUnsized || (size == parameter.size && isArray == !parameter.dimensions.empty()))
    return true;
  return fail(argument.location, "expected an argument of " + std::to_string(parameter.size) + " bytes, got " +
                                     std::to_string(size) + (size == parameter.size ? " in another form" : ""));
}
