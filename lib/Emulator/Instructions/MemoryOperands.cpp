//===- MemoryOperands.cpp - what memory instructions have in common -------------------------------------------===//

#include "Instructions/MemoryOperands.h"
#include <algorithm>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;

bool mlir::qnt::emulator::requireTarget(DecodeContext &context, unsigned target, const char *form) {
  if (context.targetVersion() >= target)
    return true;
  context.fail(std::string("expected a target of sm_") + std::to_string(target) + " or higher for " + form);
  return false;
}

bool mlir::qnt::emulator::takeSpace(DecodeContext &context, MemoryModifiers &modifiers) {
  struct Name {
    std::string_view text;
    AddressSpace space;
    bool isParameter;
  };
  static constexpr Name names[] = {
      {"global", AddressSpace::Global, false},         {"shared", AddressSpace::Shared, false},
      {"shared::cta", AddressSpace::Shared, false},    {"local", AddressSpace::Local, false},
      {"const", AddressSpace::Constant, false},        {"param", AddressSpace::Parameter, true},
      {"param::entry", AddressSpace::Parameter, true}, {"param::func", AddressSpace::Local, true},
  };
  for (const Name &name : names) {
    if (!context.modifiers().take(name.text))
      continue;
    if (modifiers.hasSpace)
      context.fail("expected one state space");
    modifiers.hasSpace = true;
    modifiers.space = name.space;
    modifiers.isParameter = name.isParameter;
    return true;
  }
  return false;
}

bool mlir::qnt::emulator::takeScope(DecodeContext &context, MemoryModifiers &modifiers) {
  std::optional<unsigned> scope = context.modifiers().takeOneOf({"cta", "cluster", "gpu", "sys"});
  if (!scope)
    return false;
  if (modifiers.hasScope)
    context.fail("expected one scope");
  if (*scope == 1)
    requireTarget(context, 90, "'.cluster'");
  modifiers.hasScope = true;
  modifiers.scope = static_cast<Scope>(*scope);
  return true;
}

bool mlir::qnt::emulator::takeMemoryModifier(DecodeContext &context, MemoryModifiers &modifiers,
                                             std::initializer_list<std::string_view> cacheOps) {
  ModifierReader &parts = context.modifiers();
  if (takeSpace(context, modifiers) || takeScope(context, modifiers))
    return true;
  if (std::optional<unsigned> order = parts.takeOneOf({"weak", "relaxed", "acquire", "release", "acq_rel"})) {
    modifiers.order = static_cast<Order>(*order);
    return true;
  }
  if (parts.take("volatile")) {
    modifiers.isVolatile = true;
    modifiers.order = Order::Relaxed;
    modifiers.scope = Scope::System;
    return true;
  }
  if (parts.take("mmio"))
    return modifiers.isMmio = true;
  if (parts.take("nc"))
    return modifiers.isNonCoherent = true;
  if (parts.take("L2::cache_hint"))
    return modifiers.hasCachePolicy = true;
  for (std::string_view name : cacheOps)
    if (parts.take(name)) {
      modifiers.cacheOp = name;
      return true;
    }
  if (parts.takeOneOf({"L2::64B", "L2::128B", "L2::256B"}))
    return modifiers.hasPrefetchSize = true;
  if (parts.takeOneOf(
          {"L1::evict_normal", "L1::evict_unchanged", "L1::evict_first", "L1::evict_last", "L1::no_allocate"}))
    return modifiers.hasEviction = true;
  return false;
}

bool mlir::qnt::emulator::checkMemoryModifiers(DecodeContext &context, const MemoryModifiers &modifiers) {
  const bool isStrong = modifiers.order != Order::Weak;
  const bool isGlobal = !modifiers.hasSpace || modifiers.space == AddressSpace::Global;
  const bool hasHint = modifiers.hasEviction || modifiers.hasCachePolicy;
  if (isStrong && !isGlobal && modifiers.space != AddressSpace::Shared)
    context.fail("expected '.global', '.shared' or a generic address with an order");
  else if (isStrong && !modifiers.isVolatile && !modifiers.hasScope)
    context.fail("expected a scope with an order");
  else if (!isStrong && modifiers.hasScope)
    context.fail("expected an order with a scope");
  else if ((hasHint || modifiers.hasPrefetchSize) && !isGlobal)
    context.fail("expected '.global' or a generic address with a cache hint");
  else if (hasHint && modifiers.isVolatile)
    context.fail("expected no cache hint with '.volatile'");
  else if (modifiers.isMmio && (modifiers.order != Order::Relaxed || modifiers.scope != Scope::System))
    context.fail("expected '.relaxed.sys' with '.mmio'");
  else if (modifiers.isNonCoherent && (isStrong || (!isGlobal || !modifiers.hasSpace)))
    context.fail("expected '.nc' with '.global', and without an order");
  return !context.hasFailed();
}

AddressPayload mlir::qnt::emulator::makeAddress(DecodeContext &context, const MemoryModifiers &modifiers,
                                                const AddressSource &source) {
  AddressPayload payload;
  payload.offset = source.offset;
  payload.bits = static_cast<uint8_t>(source.bits);
  payload.order = modifiers.order;
  payload.scope = modifiers.scope;
  payload.isParameter = modifiers.isParameter;
  payload.space = modifiers.hasSpace ? modifiers.space : source.space;
  if (source.bits == 32 && (payload.space == AddressSpace::Global || payload.space == AddressSpace::Generic))
    context.fail("expected an address of 64 bits");
  if (source.space == AddressSpace::Generic) {
    payload.isAnyParameter = modifiers.isParameter;
    return payload;
  }
  const bool fits =
      !modifiers.hasSpace || modifiers.space == source.space ||
      (modifiers.isParameter && (source.space == AddressSpace::Local || source.space == AddressSpace::Parameter));
  if (!fits)
    context.fail(std::string("expected a variable in .") + getName(modifiers.space) + ", got one in ." +
                 getName(source.space));
  payload.space = source.space;
  return payload;
}

AddressPayload mlir::qnt::emulator::readAddress(DecodeContext &context, const MemoryModifiers &modifiers) {
  return makeAddress(context, modifiers, context.address());
}

void mlir::qnt::emulator::readCachePolicy(DecodeContext &context, const MemoryModifiers &modifiers) {
  if (modifiers.hasCachePolicy)
    context.source(ptx::ScalarType::B64);
}

unsigned mlir::qnt::emulator::getRegisterBits(DecodeContext &context, const ptx::Operand &operand) {
  if (!operand.is(ptx::Operand::Kind::Register))
    return 64;
  return ptx::getBitWidth(context.syntax().registers[operand.index].type);
}

bool mlir::qnt::emulator::computeAddresses(Warp &warp, Slot base, const AddressPayload &payload, uint64_t *addresses) {
  if (!warp.requireDefined(base, warp.active(), "address"))
    return false;
  const uint64_t *values = warp.read(base);
  const uint64_t mask = payload.bits == 32 ? 0xFFFFFFFFu : ~0ull;
  for (unsigned lane = 0; lane < kWarpSize; ++lane)
    addresses[lane] = (values[lane] + static_cast<uint64_t>(payload.offset)) & mask;
  return true;
}

AddressSpace mlir::qnt::emulator::getSpace(const AddressPayload &payload, LaneMask lanes, const uint64_t *addresses) {
  if (!payload.isAnyParameter || !lanes)
    return payload.space;
  return addresses[firstLane(lanes)] >= kParameterBase ? AddressSpace::Parameter : AddressSpace::Local;
}

void mlir::qnt::emulator::setLoadedPoison(Warp &warp, Slot slot, const UndefinedBytes &undefined, unsigned bytes,
                                          unsigned first, unsigned size, AddressSpace space,
                                          const uint64_t *addresses) {
  forEachLane(undefined.lanes & warp.active(), [&](unsigned lane) {
    Poison poison;
    uint64_t address = addresses[lane];
    AddressSpace laneSpace = space == AddressSpace::Generic ? TrackedBlockMemory::resolve(address) : space;
    const uint8_t *flags = undefined.bytes + lane * bytes + first;
    for (unsigned byte = size; byte-- > 0;)
      if (flags[byte]) {
        poison.bytes |= 1u << byte;
        poison.origin.address = address + first + byte;
      }
    if (flags[size - 1] && size < 8)
      poison.bytes |= static_cast<ByteMask>(0xFFu << size);
    poison.origin.line = warp.getLine();
    poison.origin.reportClass = laneSpace == AddressSpace::Global   ? ReportClass::UninitializedGlobal
                                : laneSpace == AddressSpace::Shared ? ReportClass::UninitializedShared
                                                                    : ReportClass::UninitializedLocal;
    warp.setPoison(slot, lane, poison);
  });
}
