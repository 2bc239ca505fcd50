//===- Addresses.cpp - cvta, isspacep ----------------------------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

struct SpacePayload {
  int64_t offset;
  AddressSpace space;
};

uint64_t getWindow(AddressSpace space) {
  switch (space) {
  case AddressSpace::Shared:
    return kSharedWindow;
  case AddressSpace::Local:
    return kLocalWindow;
  case AddressSpace::Parameter:
    return kParameterWindow;
  case AddressSpace::Constant:
    return kConstantWindow;
  default:
    return 0;
  }
}

uint64_t toGeneric(const SpacePayload &payload, uint64_t address) {
  return address + static_cast<uint64_t>(payload.offset) + getWindow(payload.space);
}

/// An address of another space stays what it is, so that its use is found.
uint64_t fromGeneric(const SpacePayload &payload, uint64_t address) {
  address += static_cast<uint64_t>(payload.offset);
  uint64_t within = address;
  return TrackedBlockMemory::resolve(within) == payload.space ? within : address;
}

uint64_t isInSpace(const SpacePayload &payload, uint64_t address) {
  return TrackedBlockMemory::resolve(address) == payload.space;
}

AddressSpace expectSpace(DecodeContext &context) {
  MemoryModifiers modifiers;
  if (!takeSpace(context, modifiers))
    context.modifiers().expectOneOf({"global", "shared", "local", "const", "param"});
  // Parameters of the kernel alone have generic addresses.
  return modifiers.isParameter ? AddressSpace::Parameter : modifiers.space;
}

bool decodeCvta(DecodeContext &context) {
  const bool isFromGeneric = context.modifiers().take("to");
  SpacePayload payload{0, expectSpace(context)};
  ScalarType type = context.modifiers().expectType({ScalarType::U64, ScalarType::U32});
  if (type == ScalarType::U32)
    context.fail("expected addresses of 64 bits");
  context.destination(type);
  if (const ptx::Operand *operand = context.takeOperand()) {
    AddressSource source = context.resolveAddress(*operand);
    payload.offset = source.offset;
    // A parameter of a function, whose address lies in local memory.
    if (source.space == AddressSpace::Local && payload.space == AddressSpace::Parameter)
      payload.space = AddressSpace::Local;
    else if (source.space != AddressSpace::Generic && source.space != payload.space && !isFromGeneric)
      context.fail("expected a variable in the instruction's space");
    context.addSource(source.base);
  }
  context.setPayload(payload);
  return context.finish(isFromGeneric ? executeLanes<&fromGeneric> : executeLanes<&toGeneric>);
}

bool decodeIsspacep(DecodeContext &context) {
  SpacePayload payload{0, AddressSpace::Global};
  if (context.modifiers().take("shared::cluster")) {
    requireTarget(context, 90, "'.shared::cluster'");
    payload.space = AddressSpace::Shared;
  } else {
    payload.space = expectSpace(context);
  }
  context.destination(ScalarType::Pred);
  const ptx::Operand *operand = context.peekOperand();
  context.source(operand && getRegisterBits(context, *operand) == 32 ? ScalarType::U32 : ScalarType::U64);
  context.setPayload(payload);
  return context.finish(executeLanes<&isInSpace>);
}

} // namespace

void mlir::qnt::emulator::registerAddresses(OpcodeTable &table) {
  table.beginFamily("Addresses");
  table.add("cvta", decodeCvta,
            {"cvta.(const|global|local|param|param::entry|shared|shared::cta).u64",
             "cvta.to.(const|global|local|param|param::entry|shared|shared::cta).u64"});
  table.add("isspacep", decodeIsspacep, {"isspacep.(const|global|local|param|param::entry|shared|shared::cta)"});
}
