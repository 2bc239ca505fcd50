//===- Load.cpp - ld, ldu ----------------------------------------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

struct LoadPayload {
  AddressPayload address;
  uint8_t elementBytes;
  uint8_t elements; ///< slots: a value of 128 bits is two of 64
  /// Bits of the register that a signed value is extended to; 0: zeros are.
  uint8_t signedBits[4];
};

template <class Value>
void spread(const std::byte *data, unsigned stride, uint64_t *values) {
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    Value value;
    std::memcpy(&value, data + lane * stride, sizeof(value));
    values[lane] = value;
  }
}

void spreadElement(const std::byte *data, unsigned stride, unsigned size, uint64_t *values) {
  switch (size) {
  case 1:
    return spread<uint8_t>(data, stride, values);
  case 2:
    return spread<uint16_t>(data, stride, values);
  case 4:
    return spread<uint32_t>(data, stride, values);
  default:
    return spread<uint64_t>(data, stride, values);
  }
}

void extendSigns(uint64_t *values, unsigned fromBits, unsigned toBits) {
  const uint64_t mask = toBits >= 64 ? ~0ull : (1ull << toBits) - 1;
  for (unsigned lane = 0; lane < kWarpSize; ++lane)
    values[lane] =
        static_cast<uint64_t>(static_cast<int64_t>(values[lane] << (64 - fromBits)) >> (64 - fromBits)) & mask;
}

void executeLoad(Warp &warp, const Operation &operation) {
  const LoadPayload &payload = operation.getPayload<LoadPayload>();
  const LaneMask lanes = warp.active();
  alignas(64) uint64_t addresses[kWarpSize];
  if (!computeAddresses(warp, operation.sources[0], payload.address, addresses))
    return;
  const unsigned bytes = payload.elementBytes * payload.elements;
  MemoryAccess access;
  access.space = getSpace(payload.address, lanes, addresses);
  access.bytes = access.alignment = static_cast<uint8_t>(bytes);
  access.order = payload.address.order;
  access.scope = payload.address.scope;
  alignas(64) std::byte data[kWarpSize * kMaxLaneBytes];
  if (lanes != kAllLanes)
    std::memset(data, 0, bytes * kWarpSize);
  UndefinedBytes undefined;
  if (!getTrackedMemory(warp).read(warp, access, lanes, addresses, data, undefined))
    return;
  for (unsigned element = 0; element < payload.elements; ++element) {
    alignas(64) uint64_t values[kWarpSize];
    spreadElement(data + element * payload.elementBytes, bytes, payload.elementBytes, values);
    if (element < 4 && payload.signedBits[element])
      extendSigns(values, payload.elementBytes * 8, payload.signedBits[element]);
    Slot slot = operation.destinations[element];
    warp.writeLanes(slot, values);
    if (undefined.lanes)
      setLoadedPoison(warp, slot, undefined, bytes, element * payload.elementBytes, payload.elementBytes, access.space,
                      addresses);
  }
}

const std::initializer_list<ScalarType> loadTypes = {
    ScalarType::B8,  ScalarType::B16, ScalarType::B32, ScalarType::B64, ScalarType::B128,
    ScalarType::U8,  ScalarType::U16, ScalarType::U32, ScalarType::U64, ScalarType::S8,
    ScalarType::S16, ScalarType::S32, ScalarType::S64, ScalarType::F32, ScalarType::F64};

/// Elements of the destination, each with the width of its register.
void readDestinations(DecodeContext &context, LoadPayload &payload, ScalarType type, unsigned count) {
  std::vector<unsigned> widths;
  if (const ptx::Operand *operand = context.peekOperand()) {
    if (operand->is(ptx::Operand::Kind::Vector))
      for (const ptx::Operand &element : context.syntax().getElements(*operand))
        widths.push_back(getRegisterBits(context, element));
    else
      widths.assign(count, getRegisterBits(context, *operand));
  }
  std::vector<Slot> slots = context.destinationVector(type, Width::AtLeast);
  if (slots.size() != count || widths.size() != count)
    return context.fail("expected " + std::to_string(count) + " destinations, got " + std::to_string(slots.size()));
  if (type == ScalarType::B128) {
    context.addDestination(slots[0].next());
    return;
  }
  for (unsigned element = 0; element < count && element < 4; ++element)
    payload.signedBits[element] = ptx::isSigned(type) ? static_cast<uint8_t>(widths[element]) : 0;
}

bool decodeLoad(DecodeContext &context) {
  MemoryModifiers modifiers;
  ScalarType type = ScalarType::None;
  while (!context.hasFailed() && type == ScalarType::None) {
    if (takeMemoryModifier(context, modifiers, {"ca", "cg", "cs", "lu", "cv"}))
      continue;
    if (std::optional<unsigned> width = context.modifiers().takeOneOf({"v2", "v4", "v8"}))
      modifiers.vector = 2u << *width;
    else
      type = context.modifiers().expectType(loadTypes);
  }
  LoadPayload payload{};
  unsigned size = ptx::getByteSize(type);
  if (size * modifiers.vector > 16 || modifiers.vector > 4)
    context.fail("expected at most 4 elements and 16 bytes a thread on this target");
  checkMemoryModifiers(context, modifiers);
  if (modifiers.isNonCoherent && (modifiers.cacheOp == "lu" || modifiers.cacheOp == "cv"))
    context.fail("expected '.ca', '.cg' or '.cs' with '.nc'");
  if (modifiers.order == Order::Release || modifiers.order == Order::AcquireRelease)
    context.fail("expected '.weak', '.relaxed' or '.acquire' for a load");
  readDestinations(context, payload, type, modifiers.vector);
  payload.elementBytes = static_cast<uint8_t>(type == ScalarType::B128 ? 8 : size);
  payload.elements = static_cast<uint8_t>(type == ScalarType::B128 ? 2 : modifiers.vector);
  payload.address = readAddress(context, modifiers);
  readCachePolicy(context, modifiers);
  if (payload.address.order != Order::Weak &&
      (payload.address.space == AddressSpace::Global || payload.address.space == AddressSpace::Generic))
    context.requireInterleaving();
  context.setPayload(payload);
  return context.finish(executeLoad);
}

bool decodeUniformLoad(DecodeContext &context) {
  std::string_view first = context.modifiers().peek();
  if (first.substr(0, 6) == "shared" || first == "local" || first == "const" || first.substr(0, 5) == "param")
    context.fail("expected '.global' or a generic address");
  return decodeLoad(context);
}

} // namespace

void mlir::qnt::emulator::registerLoad(OpcodeTable &table) {
  table.beginFamily("Loads and stores");
  table.add("ld", decodeLoad,
            {std::string("ld{.weak}{.const|.global|.local|.param|.param::entry|.param::func|.shared|.shared::cta}{.ca|."
                         "cg|.cs|.lu|.cv}") +
                 "{.L1::*}{.L2::*}{.v2|.v4}.(b8|b16|b32|b64|b128|u8|u16|u32|u64|s8|s16|s32|s64|f32|f64)",
             "ld.volatile{.space}{.v2|.v4}.type", "ld.(relaxed|acquire).(cta|gpu|sys){.space}{.L1::*}{.v2|.v4}.type",
             "ld.mmio.relaxed.sys{.global}.type", "ld.global{.ca|.cg|.cs}.nc{.L1::*}{.L2::*}{.v2|.v4}.type"});
  table.add("ldu", decodeUniformLoad, {"ldu{.global}{.v2|.v4}.type"});
}
