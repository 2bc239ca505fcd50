//===- FunctionBuilder.cpp - decodes one function --------------------------------------------------------===//
#include "FunctionBuilder.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include "SpecialValues.h"
#include "Warp.h"
#include <algorithm>

namespace mlir::qnt::emulator {

/// A frame of so many registers takes 16 MB a warp.
static constexpr uint32_t kMaxSlots = 1 << 16;
static constexpr uint64_t kMaxFrameBytes = uint64_t{1} << 32;

static uint64_t alignTo(uint64_t value, uint64_t alignment) { return (value + alignment - 1) / alignment * alignment; }

FunctionBuilder::FunctionBuilder(ProgramBuilder &program, Function &function, const ptx::Function &syntax)
    : program(program), function(function), syntax(syntax), places(syntax.variables.size()) {}

Slot FunctionBuilder::newSlot(unsigned count) {
  Slot slot(Slot::Register, function.numSlots);
  function.numSlots += count;
  return slot;
}

std::optional<ptx::Diagnostic> FunctionBuilder::layOut() {
  function.name = std::string(syntax.name);
  function.isKernel = syntax.isEntry;
  function.isDeclared = !syntax.hasBody;
  function.syntax = &syntax;
  for (const ptx::Register &declared : syntax.registers) {
    function.registerSlots.push_back(function.numSlots);
    newSlot(declared.vectorWidth * (ptx::getBitWidth(declared.type) > 64 ? 2 : 1));
    if (function.numSlots > kMaxSlots)
      return program.makeError(syntax.location, "expected at most " + std::to_string(kMaxSlots) +
                                                    " registers in use in function '" + function.name + "'");
  }
  return layOutParameters();
}

std::optional<ptx::Diagnostic> FunctionBuilder::layOutParameters() {
  bool lastIsLocal = false;
  for (size_t i = 0; i < syntax.variables.size(); ++i) {
    const ptx::Variable &variable = syntax.variables[i];
    const bool isResult = i < syntax.numReturns;
    const bool isParameter = !isResult && i < syntax.numReturns + syntax.numParameters;
    VariablePlace &place = places[i];
    ParameterLayout layout;
    layout.name = std::string(variable.name);
    layout.size = variable.size;
    layout.alignment = variable.alignment;
    if (variable.size > kMaxFrameBytes)
      return program.makeError(variable.location, "expected '" + layout.name + "' to take less than 4 GB");
    if (variable.space == ptx::StateSpace::Register) {
      place.kind = VariablePlace::Kind::Register;
      layout.isRegister = true;
      // A declaration has no registers.
      if (variable.registerIndex != ptx::kNone)
        layout.slot = getRegister(variable.registerIndex);
    } else if (isParameter && function.isKernel) {
      layout.offset = alignTo(function.parameterBytes, variable.alignment);
      function.parameterBytes = layout.offset + variable.size;
      place.space = AddressSpace::Parameter;
      place.address = kParameterBase + layout.offset;
    } else if (isResult || isParameter || variable.space == ptx::StateSpace::Local ||
               variable.space == ptx::StateSpace::Parameter) {
      const bool isLocal = variable.space == ptx::StateSpace::Local;
      const uint64_t end = function.localBytes;
      const bool hasGap = end && (isLocal || lastIsLocal);
      layout.offset = alignTo(hasGap ? end + kVariableGap : end, variable.alignment);
      if (hasGap)
        function.frameGaps.push_back({end, layout.offset});
      lastIsLocal = isLocal;
      function.localBytes = layout.offset + variable.size;
      place.kind = VariablePlace::Kind::Frame;
      place.space = AddressSpace::Local;
      place.address = layout.offset;
    }
    if (function.localBytes > kMaxFrameBytes || function.parameterBytes > kMaxFrameBytes)
      return program.makeError(variable.location,
                               "expected the variables of '" + function.name + "' to take less than 4 GB");
    if (isResult)
      function.results.push_back(layout);
    if (isParameter)
      function.parameters.push_back(layout);
  }
  return std::nullopt;
}

Slot FunctionBuilder::getCarry() {
  if (!carry)
    carry = newSlot();
  return *carry;
}

Slot FunctionBuilder::getSink() {
  if (!sink)
    sink = newSlot(2);
  return *sink;
}

Slot FunctionBuilder::getDynamicShared() {
  Program::SpecialSlot wanted;
  wanted.isDynamicShared = true;
  return program.getSpecial(wanted);
}

Slot FunctionBuilder::getOffsetAddress(Slot base, int64_t offset) {
  if (base.getKind() == Slot::Special) {
    Program::SpecialSlot wanted = program.getProgram().specials[base.getIndex()];
    wanted.offset = offset;
    return program.getSpecial(wanted);
  }
  for (const FrameAddress &address : function.frameAddresses) {
    if (address.slot != base.getIndex())
      continue;
    const Slot slot = newSlot();
    function.frameAddresses.push_back({slot.getIndex(), address.offset + static_cast<uint64_t>(offset)});
    return slot;
  }
  return base;
}

Slot FunctionBuilder::getFrameAddress(uint32_t localVariable) {
  auto [entry, isNew] = frameAddresses.try_emplace(localVariable);
  if (isNew) {
    entry->second = newSlot();
    function.frameAddresses.push_back({entry->second.getIndex(), places[localVariable].address});
  }
  return entry->second;
}

Slot FunctionBuilder::getSpecial(ptx::SpecialRegister id, uint32_t number, uint32_t component) {
  Program::SpecialSlot wanted;
  wanted.id = id;
  wanted.number = number;
  wanted.component = component;
  Slot slot = program.getSpecial(wanted);
  if (isChanging(id))
    changing.push_back(slot);
  return slot;
}

uint32_t FunctionBuilder::addBranchTarget(uint32_t label) {
  function.branchTargets.push_back(label);
  return static_cast<uint32_t>(function.branchTargets.size() - 1);
}

void FunctionBuilder::addRefresh(const ptx::Instruction &instruction) {
  if (changing.empty())
    return;
  Operation refresh;
  refresh.execute = refreshSpecials;
  refresh.isHidden = true;
  refresh.line = instruction.location.line;
  refresh.opcode = instruction.opcode;
  auto *slots = static_cast<Slot *>(program.allocate(changing.size() * sizeof(Slot), alignof(Slot)));
  std::copy(changing.begin(), changing.end(), slots);
  refresh.setPayload(RefreshPayload{slots, static_cast<uint32_t>(changing.size())});
  function.operations.push_back(refresh);
  changing.clear();
}

std::optional<ptx::Diagnostic> FunctionBuilder::decodeInstruction(const ptx::Instruction &instruction) {
  DecodeContext context(*this, instruction);
  const OpcodeTable::Entry *entry = getOpcodeTable().lookup(context.opcode());
  if (entry && !context.hasFailed() && entry->decode(context) && !context.hasFailed()) {
    addRefresh(instruction);
    function.operations.push_back(context.operation());
    return std::nullopt;
  }
  if (!context.hasFailed())
    context.fail("expected an instruction that is known, got '" + std::string(context.opcode()) + "'");
  return context.getError();
}

static void leaveFunction(Warp &warp, const Operation &) { warp.leave(); }

/// A body may end without `ret`.
void FunctionBuilder::addEnd() {
  Operation end;
  end.execute = leaveFunction;
  end.isHidden = true;
  end.isTransfer = true;
  end.line = syntax.instructions.empty() ? syntax.location.line : syntax.instructions.back().location.line;
  function.operations.push_back(end);
}

std::optional<ptx::Diagnostic> FunctionBuilder::decode() {
  if (!syntax.hasBody)
    return std::nullopt;
  operationOfInstruction.reserve(syntax.instructions.size() + 1);
  for (const ptx::Instruction &instruction : syntax.instructions) {
    operationOfInstruction.push_back(static_cast<uint32_t>(function.operations.size()));
    if (std::optional<ptx::Diagnostic> error = decodeInstruction(instruction))
      return error;
  }
  operationOfInstruction.push_back(static_cast<uint32_t>(function.operations.size()));
  addEnd();
  for (uint32_t &target : function.branchTargets)
    target = operationOfInstruction[syntax.labels[target].instruction];
  if (function.numSlots > kMaxSlots)
    return program.makeError(syntax.location, "expected at most " + std::to_string(kMaxSlots) +
                                                  " registers in use in function '" + function.name + "'");
  return std::nullopt;
}

} // namespace mlir::qnt::emulator
