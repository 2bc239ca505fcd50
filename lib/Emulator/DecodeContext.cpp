//===- DecodeContext.cpp - reads one instruction into an Operation ---------------------------------------===//
#include "DecodeContext.h"
#include "FunctionBuilder.h"
#include <algorithm>

namespace mlir::qnt::emulator {

using ptx::Operand;
using ptx::ScalarType;

DecodeContext::DecodeContext(FunctionBuilder &builder, const ptx::Instruction &instruction)
    : builder(builder), written(instruction), modifierReader(*this),
      operandList(builder.getSyntax().getOperands(instruction)) {
  const ptx::Opcode &opcode = builder.getProgram().getModule().getOpcode(instruction);
  modifierReader.parts.assign(opcode.parts.begin() + (opcode.parts.empty() ? 0 : 1), opcode.parts.end());
  result.line = instruction.location.line;
  result.opcode = instruction.opcode;
  if (instruction.guard.registerIndex != ptx::kNone) {
    result.hasGuard = true;
    result.guardNegated = instruction.guard.isNegated;
    result.guard = builder.getRegister(instruction.guard.registerIndex);
  }
}

const ptx::Register &DecodeContext::getRegister(uint32_t index) const { return builder.getSyntax().registers[index]; }

std::string_view DecodeContext::opcode() const {
  const ptx::Opcode &opcode = builder.getProgram().getModule().getOpcode(written);
  return opcode.parts.empty() ? opcode.text : opcode.parts.front();
}

unsigned DecodeContext::targetVersion() const { return builder.getProgram().getTargetVersion(); }

unsigned DecodeContext::ptxVersion() const {
  const ptx::Module &module = builder.getProgram().getModule();
  return module.majorVersion * 10 + module.minorVersion;
}

bool DecodeContext::isKernel() const { return builder.getSyntax().isEntry; }
const ptx::Function &DecodeContext::syntax() const { return builder.getSyntax(); }
const ptx::Module &DecodeContext::module() const { return builder.getProgram().getModule(); }

//===-----------------------------------------------------------------------------------------------------===//
// Operands
//===-----------------------------------------------------------------------------------------------------===//

size_t DecodeContext::operandsLeft() const { return operandList.size() - nextOperand; }

const Operand *DecodeContext::peekOperand() const {
  return nextOperand < operandList.size() ? &operandList[nextOperand] : nullptr;
}

const Operand *DecodeContext::takeOperand() {
  const Operand *operand = peekOperand();
  if (operand)
    ++nextOperand;
  else
    fail("expected another operand");
  return hasFailed() ? nullptr : operand;
}

/// May a register of type `declared` hold an operand of type `type`? (PTX ISA, operand type checking.)
static bool fits(ScalarType declared, ScalarType type, Width width) {
  if (declared == ScalarType::Pred || type == ScalarType::Pred)
    return declared == type;
  const unsigned declaredBits = ptx::getBitWidth(declared);
  const unsigned bits = ptx::getBitWidth(type);
  if (width == Width::Equal ? declaredBits != bits : declaredBits < bits)
    return false;
  const bool isInteger = ptx::isSigned(type) || ptx::isUnsigned(type);
  if (ptx::isFloat(declared))
    return !isInteger && (!ptx::isFloat(type) || declared == type);
  // Types that only instructions name lie in registers of bits or integers.
  return ptx::isUntyped(declared) || !ptx::isFloat(type);
}

static uint64_t truncate(uint64_t bits, unsigned width) {
  return width >= 64 ? bits : bits & ((uint64_t{1} << width) - 1);
}

Slot DecodeContext::resolveRegister(const Operand &operand, ScalarType type, Width width) {
  const ptx::Register &declared = getRegister(operand.index);
  if (operand.selector == Operand::Selector::Byte || operand.selector == Operand::Selector::Half) {
    fail("expected " + declared.getName() + " without a selection of bytes");
    return Slot();
  }
  if (!fits(declared.type, type, width)) {
    fail("expected a register that fits '." + std::string(ptx::getName(type)) + "', got " + declared.getName() +
         " of '." + std::string(ptx::getName(declared.type)) + "'");
    return Slot();
  }
  Slot slot = builder.getRegister(operand.index);
  const bool isComponent = operand.selector == Operand::Selector::Component;
  if (isComponent != (declared.vectorWidth > 1) || operand.selection >= declared.vectorWidth) {
    fail("expected one value, got the vector " + declared.getName());
    return Slot();
  }
  const unsigned step = ptx::getBitWidth(declared.type) > 64 ? 2 : 1;
  return Slot(Slot::Register, slot.getIndex() + (isComponent ? operand.selection * step : 0));
}

Slot DecodeContext::resolveSpecial(const Operand &operand, ScalarType type, Width width) {
  const auto id = static_cast<ptx::SpecialRegister>(operand.index);
  if (ptx::isVector(id) != (operand.selector == Operand::Selector::Component)) {
    fail("expected a component of " + std::string(ptx::getName(id)));
    return Slot();
  }
  if (!fits(ptx::getType(id), type, width)) {
    fail("expected a value that fits '." + std::string(ptx::getName(type)) + "', got " + std::string(ptx::getName(id)));
    return Slot();
  }
  return builder.getSpecial(id, static_cast<uint32_t>(operand.bits), operand.selection);
}

Slot DecodeContext::resolveConstant(const Operand &operand, ScalarType type) {
  const bool isFloatType = ptx::isFloat(type) && type != ScalarType::F16x2;
  if (operand.is(Operand::Kind::Integer)) {
    if (isFloatType) {
      fail("expected a constant of type '." + std::string(ptx::getName(type)) + "', got an integer");
      return Slot();
    }
    return constant(type == ScalarType::Pred ? operand.bits != 0 : truncate(operand.bits, ptx::getBitWidth(type)));
  }
  if (type == ScalarType::F64 || type == ScalarType::B64) {
    if (operand.floatType == ScalarType::F64)
      return constant(operand.bits);
    float single;
    const auto bits = static_cast<uint32_t>(operand.bits);
    std::memcpy(&single, &bits, sizeof single);
    const double wide = single;
    uint64_t wideBits;
    std::memcpy(&wideBits, &wide, sizeof wide);
    return constant(wideBits);
  }
  if (type == ScalarType::F32 || type == ScalarType::B32) {
    if (operand.floatType == ScalarType::F32)
      return constant(operand.bits);
    double wide;
    std::memcpy(&wide, &operand.bits, sizeof wide);
    const auto single = static_cast<float>(wide);
    uint32_t bits;
    std::memcpy(&bits, &single, sizeof bits);
    return constant(bits);
  }
  fail("expected an operand that fits '." + std::string(ptx::getName(type)) + "', got a constant of '." +
       std::string(ptx::getName(operand.floatType)) + "'");
  return Slot();
}

Slot DecodeContext::resolveSymbol(const Operand &operand, ScalarType type) {
  const unsigned bits = ptx::getBitWidth(type);
  if (ptx::isFloat(type) || (bits != 64 && bits != 32)) {
    fail("expected an operand that fits '." + std::string(ptx::getName(type)) + "', got an address");
    return Slot();
  }
  if (operand.is(Operand::Kind::Function))
    return constant(builder.getProgram().getFunction(operand.index).address);
  const AddressSource address = resolveAddress(operand);
  if (address.offset == 0)
    return address.base;
  if (address.base.getKind() == Slot::Constant)
    return constant(builder.getProgram().getProgram().constants[address.base.getIndex() * size_t{kWarpSize}] +
                    static_cast<uint64_t>(address.offset));
  return builder.getOffsetAddress(address.base, address.offset);
}

Slot DecodeContext::resolve(const Operand &operand, ScalarType type, Width width, bool isDestination) {
  if (hasFailed())
    return Slot();
  if (isDestination && operand.is(Operand::Kind::Sink))
    return builder.getSink();
  if (isDestination && !operand.is(Operand::Kind::Register)) {
    fail("expected a register to write to");
    return Slot();
  }
  if (operand.isNegated) {
    fail("expected an operand without negation");
    return Slot();
  }
  switch (operand.kind) {
  case Operand::Kind::Register:
    return resolveRegister(operand, type, width);
  case Operand::Kind::SpecialRegister:
    return resolveSpecial(operand, type, width);
  case Operand::Kind::Integer:
  case Operand::Kind::Float:
    return resolveConstant(operand, type);
  case Operand::Kind::Variable:
  case Operand::Kind::LocalVariable:
  case Operand::Kind::Function:
    return resolveSymbol(operand, type);
  default:
    fail("expected a register or a constant as operand " + std::to_string(nextOperand));
    return Slot();
  }
}

Slot DecodeContext::destination(ScalarType type, Width width) {
  const Operand *operand = takeOperand();
  if (!operand)
    return Slot();
  const Slot slot = resolve(*operand, type, width, true);
  addDestination(slot);
  return slot;
}

std::pair<Slot, Slot> DecodeContext::destinationPair(ScalarType first, ScalarType second) {
  const Operand *operand = takeOperand();
  if (!operand)
    return {};
  if (!operand->is(Operand::Kind::Pair)) {
    const Slot slot = resolve(*operand, first, Width::Equal, true);
    addDestination(slot);
    addDestination(builder.getSink());
    return {slot, builder.getSink()};
  }
  const ptx::ArrayView<Operand> elements = syntax().getElements(*operand);
  const std::pair<Slot, Slot> slots = {resolve(elements[0], first, Width::Equal, true),
                                       resolve(elements[1], second, Width::Equal, true)};
  addDestination(slots.first);
  addDestination(slots.second);
  return slots;
}

Slot DecodeContext::source(ScalarType type, Width width) {
  const Operand *operand = takeOperand();
  if (!operand)
    return Slot();
  const Slot slot = resolve(*operand, type, width, false);
  addSource(slot);
  return slot;
}

PredicateSource DecodeContext::predicate() {
  const Operand *operand = takeOperand();
  if (!operand)
    return {};
  Operand plain = *operand;
  plain.isNegated = false;
  PredicateSource result;
  result.slot = resolve(plain, ScalarType::Pred, Width::Equal, false);
  result.negated = operand->isNegated;
  addSource(result.slot);
  return result;
}

std::vector<Slot> DecodeContext::vectorOf(ScalarType type, Width width, bool isDestination) {
  std::vector<Slot> slots;
  const Operand *operand = takeOperand();
  if (!operand)
    return slots;
  if (operand->is(Operand::Kind::Vector)) {
    for (const Operand &element : syntax().getElements(*operand))
      slots.push_back(resolve(element, type, width, isDestination));
  } else if (operand->is(Operand::Kind::Register) && getRegister(operand->index).vectorWidth > 1 &&
             operand->selector == Operand::Selector::None) {
    for (unsigned i = 0; i < getRegister(operand->index).vectorWidth; ++i) {
      Operand component = *operand;
      component.selector = Operand::Selector::Component;
      component.selection = static_cast<uint16_t>(i);
      slots.push_back(resolve(component, type, width, isDestination));
    }
  } else {
    slots.push_back(resolve(*operand, type, width, isDestination));
  }
  for (Slot slot : slots)
    isDestination ? addDestination(slot) : addSource(slot);
  return slots;
}

std::vector<Slot> DecodeContext::destinationVector(ScalarType type, Width width) { return vectorOf(type, width, true); }
std::vector<Slot> DecodeContext::sourceVector(ScalarType type, Width width) { return vectorOf(type, width, false); }

bool DecodeContext::nextIsImmediate() const {
  const Operand *operand = peekOperand();
  return operand && operand->is(Operand::Kind::Integer);
}

int64_t DecodeContext::immediate(int64_t minimum, int64_t maximum) {
  const Operand *operand = takeOperand();
  if (!operand)
    return minimum;
  const auto value = static_cast<int64_t>(operand->bits);
  if (!operand->is(Operand::Kind::Integer) || value < minimum || value > maximum) {
    fail("expected an integer constant in [" + std::to_string(minimum) + ", " + std::to_string(maximum) + "]" +
         (operand->is(Operand::Kind::Integer) ? ", got " + std::to_string(value) : ""));
    return minimum;
  }
  return value;
}

uint32_t DecodeContext::label() {
  const Operand *operand = takeOperand();
  if (!operand)
    return 0;
  if (!operand->is(Operand::Kind::Label)) {
    fail("expected a label");
    return 0;
  }
  return addBranchTarget(operand->index);
}

uint32_t DecodeContext::addBranchTarget(uint32_t label) { return builder.addBranchTarget(label); }

//===-----------------------------------------------------------------------------------------------------===//
// Addresses
//===-----------------------------------------------------------------------------------------------------===//

AddressSource DecodeContext::toAddress(const VariablePlace &place, const Operand &operand) {
  AddressSource address;
  address.offset = operand.getOffset();
  address.space = place.space;
  switch (place.kind) {
  case VariablePlace::Kind::Fixed:
    address.base = constant(place.address);
    break;
  case VariablePlace::Kind::Frame:
    address.base = builder.getFrameAddress(operand.index);
    break;
  case VariablePlace::Kind::DynamicShared:
    address.base = builder.getDynamicShared();
    break;
  case VariablePlace::Kind::Register:
    fail("expected a variable in memory, got a parameter in a register");
    break;
  }
  return address;
}

AddressSource DecodeContext::resolveAddress(const Operand &operand) {
  AddressSource address;
  switch (operand.kind) {
  case Operand::Kind::Register: {
    const ptx::Register &declared = getRegister(operand.index);
    const ScalarType type = ptx::getBitWidth(declared.type) == 32 ? ScalarType::B32 : ScalarType::B64;
    address.base = resolve(operand, type, Width::Equal, false);
    address.bits = ptx::getBitWidth(declared.type);
    return address;
  }
  case Operand::Kind::Integer:
    address.base = constant(operand.bits);
    return address;
  case Operand::Kind::Variable:
    return toAddress(builder.getProgram().getPlace(operand.index), operand);
  case Operand::Kind::LocalVariable:
    return toAddress(builder.getPlace(operand.index), operand);
  default:
    fail("expected an address");
    return address;
  }
}

AddressSource DecodeContext::address() {
  const Operand *operand = takeOperand();
  if (!operand)
    return {};
  if (!operand->is(Operand::Kind::Address) || operand->numElements == 0) {
    fail("expected an address in brackets");
    return {};
  }
  if (operand->numElements > 1) {
    fail("expected an address without coordinates");
    return {};
  }
  AddressSource address = resolveAddress(syntax().getElements(*operand)[0]);
  address.offset = static_cast<int64_t>(static_cast<uint64_t>(address.offset) + operand->bits);
  addSource(address.base);
  return address;
}

//===-----------------------------------------------------------------------------------------------------===//
// The result
//===-----------------------------------------------------------------------------------------------------===//

Slot DecodeContext::constant(uint64_t value) { return builder.getProgram().getConstant(value); }
Slot DecodeContext::newRegister() { return builder.newSlot(); }
Slot DecodeContext::carry() { return builder.getCarry(); }
void DecodeContext::requireInterleaving() { builder.setRequiresInterleaving(); }

const void *DecodeContext::keep(const void *data, size_t size, size_t alignment) {
  void *copy = builder.getProgram().allocate(size, alignment);
  std::memcpy(copy, data, size);
  return copy;
}

void DecodeContext::fail(const std::string &message) {
  if (!error)
    error = builder.getProgram().makeError(written.location, message + ": '" + module().getText(written) + "'",
                                           ptx::ErrorClass::UnknownInstruction);
}

bool DecodeContext::finish(Execute execute) {
  modifierReader.expectEnd();
  if (nextOperand < operandList.size())
    fail("expected " + std::to_string(nextOperand) + " operands, got " + std::to_string(operandList.size()));
  if (hasFailed())
    return false;
  result.execute = execute;
  auto copySlots = [&](const std::vector<Slot> &slots) {
    auto *copy = static_cast<Slot *>(builder.getProgram().allocate(slots.size() * sizeof(Slot), alignof(Slot)));
    std::copy(slots.begin(), slots.end(), copy);
    return copy;
  };
  result.sources = copySlots(sources);
  result.numSources = static_cast<uint16_t>(sources.size());
  result.destinations = copySlots(destinations);
  result.numDestinations = static_cast<uint16_t>(destinations.size());
  return true;
}

} // namespace mlir::qnt::emulator
