//===- Call.cpp - direct and indirect calls --------------------------------------------------------------===//
//
// An argument and a result is bytes of the caller's frame (a .param variable), a register, or a constant; the callee's
// layout says where it arrives. What a call passes is checked against the callee: at once for a direct one, and for an
// indirect one when it executes.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ControlInstructions.h"
#include "DecodeContext.h"
#include "FunctionBuilder.h"
#include "Program.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include "SystemCalls.h"
#include <algorithm>

namespace mlir::qnt::emulator {

using ptx::Operand;
using ptx::ScalarType;

namespace {
struct CallPayload {
  const CallSite *site = nullptr;
};
} // namespace

//===-----------------------------------------------------------------------------------------------------===//
// Does a call fit?
//===-----------------------------------------------------------------------------------------------------===//

/// What is wrong between values passed and the layout they are passed to; empty when they fit.
static std::string checkValues(const std::vector<CallValue> &values, const std::vector<ParameterLayout> &layout,
                               const char *what) {
  if (values.size() != layout.size())
    return "expected " + std::to_string(layout.size()) + " " + what + "s, got " + std::to_string(values.size());
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i].isBytes && !layout[i].isRegister && values[i].size != layout[i].size)
      return "expected " + std::to_string(layout[i].size) + " bytes as " + what + " " + std::to_string(i) + ", got " +
             std::to_string(values[i].size);
  return {};
}

static std::string checkCall(const CallSite &site, const Function &callee) {
  std::string problem = checkValues(site.arguments, callee.parameters, "argument");
  return problem.empty() ? checkValues(site.results, callee.results, "result") : problem;
}

//===-----------------------------------------------------------------------------------------------------===//
// Execution
//===-----------------------------------------------------------------------------------------------------===//

static void executeDirectCall(Warp &warp, const Operation &operation) {
  const CallSite &site = *operation.getPayload<CallPayload>().site;
  warp.enter(*site.callee, site);
}

/// The function at an address, if the call may go there; otherwise the warp fails.
static const Function *findCallee(Warp &warp, const CallSite &site, uint64_t address) {
  const unsigned lane = firstLane(warp.active());
  auto found = warp.getProgram().functionsByAddress.find(address);
  if (found == warp.getProgram().functionsByAddress.end() || found->second->isKernel || found->second->isDeclared) {
    warp.fail(address ? ReportClass::WrongAddressSpace : ReportClass::NullPointer, lane,
              "expected the address of a function to call");
    return nullptr;
  }
  const Function *callee = found->second;
  if (!site.targets.empty() && std::find(site.targets.begin(), site.targets.end(), callee) == site.targets.end()) {
    warp.fail(ReportClass::WrongAddressSpace, lane,
              "expected a function of the call's .calltargets, got '" + callee->name + "'");
    return nullptr;
  }
  const std::string problem = checkCall(site, *callee);
  if (problem.empty())
    return callee;
  warp.fail(ReportClass::WrongAddressSpace, lane, problem + " in the call of '" + callee->name + "'");
  return nullptr;
}

/// Lanes with one address go together; the others execute the operation again.
static void executeIndirectCall(Warp &warp, const Operation &operation) {
  const CallSite &site = *operation.getPayload<CallPayload>().site;
  if (!warp.requireDefined(site.address, warp.active(), "address of a call"))
    return;
  const uint64_t *addresses = warp.read(site.address);
  const uint64_t address = addresses[firstLane(warp.active())];
  const Function *callee = findCallee(warp, site, address);
  if (!callee)
    return;
  LaneMask group = 0;
  forEachLane(warp.active(), [&](unsigned lane) { group |= LaneMask{addresses[lane] == address} << lane; });
  warp.deferOthers(group);
  warp.enter(*callee, site);
}

//===-----------------------------------------------------------------------------------------------------===//
// Decoding
//===-----------------------------------------------------------------------------------------------------===//

/// The type by which a constant or a register stands for a parameter.
static ScalarType getPassedType(DecodeContext &context, const Operand &operand) {
  if (operand.is(Operand::Kind::Register))
    return context.syntax().registers[operand.index].type;
  if (operand.is(Operand::Kind::Float))
    return operand.floatType;
  return ScalarType::B64;
}

static CallValue decodeValue(DecodeContext &context, const Operand &operand, bool isResult) {
  CallValue value;
  if (operand.is(Operand::Kind::LocalVariable)) {
    const VariablePlace &place = context.getBuilder().getPlace(operand.index);
    const ptx::Variable &variable = context.syntax().variables[operand.index];
    if (place.kind == VariablePlace::Kind::Frame && variable.space == ptx::StateSpace::Parameter) {
      value.isBytes = true;
      value.offset = place.address;
      value.size = variable.size;
      return value;
    }
  }
  value.slot = context.resolve(operand, getPassedType(context, operand), Width::Equal, isResult);
  return value;
}

static bool decodeCallee(DecodeContext &context, const Operand &operand, CallSite &site) {
  ProgramBuilder &program = context.getBuilder().getProgram();
  if (operand.is(Operand::Kind::Register)) {
    site.address = context.resolve(operand, ScalarType::B64, Width::Equal, false);
    return false;
  }
  if (!operand.is(Operand::Kind::Function)) {
    context.fail("expected a function or a register to call");
    return false;
  }
  site.callee = &program.getFunction(operand.index);
  return true;
}

static void decodeTargets(DecodeContext &context, const Operand &operand, CallSite &site) {
  if (!operand.is(Operand::Kind::CallTargets))
    return;
  for (uint32_t function : context.syntax().callTargets[operand.index].functions)
    site.targets.push_back(&context.getBuilder().getProgram().getFunction(function));
}

static bool decodeCall(DecodeContext &context) {
  context.modifiers().take("uni");
  const ptx::CallOperands operands = context.syntax().getCall(context.instruction());
  while (context.operandsLeft())
    context.takeOperand();
  CallSite site;
  for (const Operand &operand : operands.returns)
    site.results.push_back(decodeValue(context, operand, true));
  for (const Operand &operand : operands.arguments)
    site.arguments.push_back(decodeValue(context, operand, false));
  const bool isDirect = decodeCallee(context, *operands.callee, site);
  decodeTargets(context, *operands.targets, site);
  if (context.hasFailed())
    return false;
  std::deque<CallSite> &calls = context.getBuilder().getFunction().calls;
  if (isDirect && site.callee->isDeclared) {
    const Execute execute = findSystemCall(context, site.callee->name, site);
    if (!execute) {
      context.fail("expected a definition of function '" + site.callee->name + "'");
      return false;
    }
    calls.push_back(std::move(site));
    context.setPayload(SystemCallPayload{&calls.back()});
    return context.finish(execute);
  }
  if (isDirect) {
    const std::string problem = checkCall(site, *site.callee);
    if (!problem.empty())
      context.fail(problem + " in the call of '" + site.callee->name + "'");
  }
  calls.push_back(std::move(site));
  context.setPayload(CallPayload{&calls.back()});
  return context.finish(isDirect ? executeDirectCall : executeIndirectCall);
}

void registerCalls(OpcodeTable &table) {
  table.beginFamily("Control flow");
  table.add("call", decodeCall, {"call{.uni}"});
}

} // namespace mlir::qnt::emulator
