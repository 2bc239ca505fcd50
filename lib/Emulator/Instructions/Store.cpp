//===- Store.cpp - st -----------------------------------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

struct StorePayload {
  AddressPayload address;
  uint8_t elementBytes;
  uint8_t elements; ///< slots: a value of 128 bits is two of 64
};

template <class Value>
void gatherElement(const uint64_t *values, unsigned stride, std::byte *data) {
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    Value value = static_cast<Value>(values[lane]);
    std::memcpy(data + lane * stride, &value, sizeof(value));
  }
}

void gatherElement(const uint64_t *values, unsigned stride, unsigned size, std::byte *data) {
  switch (size) {
  case 1:
    return gatherElement<uint8_t>(values, stride, data);
  case 2:
    return gatherElement<uint16_t>(values, stride, data);
  case 4:
    return gatherElement<uint32_t>(values, stride, data);
  default:
    return gatherElement<uint64_t>(values, stride, data);
  }
}

/// Undefined bytes among those that are stored: an error, but for parameters, where they are passed on in `flags`.
bool checkValues(Warp &warp, const Operation &operation, const StorePayload &payload, LaneMask undefined,
                 uint8_t *flags) {
  const unsigned bytes = payload.elementBytes * payload.elements;
  const unsigned mask = payload.elementBytes >= 8 ? 0xFFu : (1u << payload.elementBytes) - 1;
  for (LaneMask left = undefined; left; left &= left - 1) {
    const unsigned lane = firstLane(left);
    for (unsigned element = 0; element < payload.elements; ++element) {
      Slot slot = operation.sources[1 + element];
      Poison poison = warp.getPoison(slot, lane);
      unsigned stored = poison.bytes & mask;
      if (stored && !payload.address.isParameter)
        return warp.failUndefined(poison.origin, lane, "stored value");
      for (unsigned byte = 0; byte < payload.elementBytes; ++byte)
        flags[lane * bytes + element * payload.elementBytes + byte] = stored >> byte & 1;
    }
  }
  return true;
}

void executeStore(Warp &warp, const Operation &operation) {
  const StorePayload &payload = operation.getPayload<StorePayload>();
  const LaneMask lanes = warp.active();
  alignas(64) uint64_t addresses[kWarpSize];
  if (!computeAddresses(warp, operation.sources[0], payload.address, addresses))
    return;
  const unsigned bytes = payload.elementBytes * payload.elements;
  LaneMask undefined = 0;
  alignas(64) std::byte data[kWarpSize * kMaxLaneBytes];
  for (unsigned element = 0; element < payload.elements; ++element) {
    Slot slot = operation.sources[1 + element];
    undefined |= warp.undefinedLanes(slot) & lanes;
    gatherElement(warp.read(slot), bytes, payload.elementBytes, data + element * payload.elementBytes);
  }
  uint8_t flags[kWarpSize * kMaxLaneBytes];
  if (undefined) {
    std::memset(flags, 0, bytes * kWarpSize);
    if (!checkValues(warp, operation, payload, undefined, flags))
      return;
  }
  MemoryAccess access;
  access.space = getSpace(payload.address, lanes, addresses);
  access.bytes = access.alignment = static_cast<uint8_t>(bytes);
  access.order = payload.address.order;
  access.scope = payload.address.scope;
  getTrackedMemory(warp).write(warp, access, lanes, addresses, data, undefined ? flags : nullptr);
}

const std::initializer_list<ScalarType> storeTypes = {
    ScalarType::B8,  ScalarType::B16, ScalarType::B32, ScalarType::B64, ScalarType::B128,
    ScalarType::U8,  ScalarType::U16, ScalarType::U32, ScalarType::U64, ScalarType::S8,
    ScalarType::S16, ScalarType::S32, ScalarType::S64, ScalarType::F32, ScalarType::F64};

bool decodeStore(DecodeContext &context) {
  MemoryModifiers modifiers;
  ScalarType type = ScalarType::None;
  while (!context.hasFailed() && type == ScalarType::None) {
    if (takeMemoryModifier(context, modifiers, {"wb", "cg", "cs", "wt"}))
      continue;
    if (std::optional<unsigned> width = context.modifiers().takeOneOf({"v2", "v4", "v8"}))
      modifiers.vector = 2u << *width;
    else
      type = context.modifiers().expectType(storeTypes);
  }
  StorePayload payload{};
  unsigned size = ptx::getByteSize(type);
  if (size * modifiers.vector > 16 || modifiers.vector > 4)
    context.fail("expected at most 4 elements and 16 bytes a thread on this target");
  if (modifiers.order == Order::Acquire || modifiers.order == Order::AcquireRelease)
    context.fail("expected '.weak', '.relaxed' or '.release' for a store");
  checkMemoryModifiers(context, modifiers);
  if (modifiers.isNonCoherent || modifiers.hasPrefetchSize)
    context.fail("expected no '.nc' and no prefetch for a store");
  if (modifiers.space == AddressSpace::Constant)
    context.fail("expected a state space that can be written, got '.const'");
  payload.elementBytes = static_cast<uint8_t>(type == ScalarType::B128 ? 8 : size);
  payload.elements = static_cast<uint8_t>(type == ScalarType::B128 ? 2 : modifiers.vector);
  payload.address = readAddress(context, modifiers);
  std::vector<Slot> slots = context.sourceVector(type, Width::AtLeast);
  if (slots.size() != modifiers.vector)
    context.fail("expected " + std::to_string(modifiers.vector) + " values, got " + std::to_string(slots.size()));
  else if (type == ScalarType::B128)
    context.addSource(slots[0].next());
  readCachePolicy(context, modifiers);
  if (payload.address.order != Order::Weak &&
      (payload.address.space == AddressSpace::Global || payload.address.space == AddressSpace::Generic))
    context.requireInterleaving();
  context.setPayload(payload);
  return context.finish(executeStore);
}

} // namespace

void mlir::qnt::emulator::registerStore(OpcodeTable &table) {
  table.add("st", decodeStore,
            {std::string("st{.weak}{.global|.local|.param|.param::func|.shared|.shared::cta}{.wb|.cg|.cs|.wt}{.L1::*}{."
                         "L2::*}{.v2|.v4}") +
                 ".(b8|b16|b32|b64|b128|u8|u16|u32|u64|s8|s16|s32|s64|f32|f64)",
             "st.volatile{.space}{.v2|.v4}.type", "st.(relaxed|release).(cta|gpu|sys){.space}{.L1::*}{.v2|.v4}.type",
             "st.mmio.relaxed.sys{.global}.type"});
}
