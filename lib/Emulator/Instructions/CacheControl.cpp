//===- CacheControl.cpp - prefetch, createpolicy, applypriority, discard --------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

constexpr unsigned kLineBytes = 128;

/// A prefetch of an address where nothing is does nothing.
bool decodePrefetch(DecodeContext &context) {
  MemoryModifiers modifiers;
  takeSpace(context, modifiers);
  if (modifiers.hasSpace && modifiers.space != AddressSpace::Global && modifiers.space != AddressSpace::Local)
    context.fail("expected '.global' or '.local'");
  const unsigned level = context.modifiers().expectOneOf({"L1", "L2", "L2::evict_last", "L2::evict_normal"});
  if (level >= 2 && modifiers.hasSpace && modifiers.space != AddressSpace::Global)
    context.fail("expected '.global' with an eviction priority");
  context.address();
  return context.finish(executeNothing);
}

bool decodePrefetchUniform(DecodeContext &context) {
  context.modifiers().expectOneOf({"L1"});
  context.address();
  return context.finish(executeNothing);
}

/// Policies are hints that nothing here reads: all are one value.
void executeCreatePolicy(Warp &warp, const Operation &operation) {
  uint64_t values[kWarpSize];
  for (uint64_t &value : values)
    value = 0x12F0000000000000;
  warp.writeLanes(operation.destinations[0], values);
}

bool decodeCreatePolicy(DecodeContext &context) {
  ModifierReader &parts = context.modifiers();
  unsigned kind = parts.expectOneOf({"fractional", "range", "cvt"});
  MemoryModifiers modifiers;
  if (kind == 1)
    takeSpace(context, modifiers);
  if (kind == 2) {
    parts.expectOneOf({"L2"});
  } else {
    parts.expectOneOf({"L2::evict_last", "L2::evict_normal", "L2::evict_first", "L2::evict_unchanged"});
    parts.takeOneOf({"L2::evict_first", "L2::evict_unchanged"});
  }
  parts.expectType({ScalarType::B64});
  context.destination(ScalarType::B64);
  if (kind == 0 && context.operandsLeft())
    context.source(ScalarType::F32);
  if (kind == 1) {
    context.address();
    context.source(ScalarType::U32);
    context.source(ScalarType::U32);
  }
  if (kind == 2)
    context.source(ScalarType::B64);
  return context.finish(executeCreatePolicy);
}

/// Checks the line's address; the priority itself is nothing here.
void executePriority(Warp &warp, const Operation &operation) {
  uint64_t addresses[kWarpSize];
  computeAddresses(warp, operation.sources[0], operation.getPayload<AddressPayload>(), addresses);
}

/// The line holds nothing that may be read.
void executeDiscard(Warp &warp, const Operation &operation) {
  const AddressPayload &payload = operation.getPayload<AddressPayload>();
  uint64_t addresses[kWarpSize];
  if (!computeAddresses(warp, operation.sources[0], payload, addresses))
    return;
  MemoryAccess access;
  access.space = payload.space;
  access.bytes = kMaxLaneBytes;
  access.alignment = kLineBytes;
  std::byte data[kWarpSize * kMaxLaneBytes] = {};
  uint8_t undefined[sizeof(data)];
  std::memset(undefined, 1, sizeof(undefined));
  for (unsigned done = 0; done < kLineBytes; done += kMaxLaneBytes) {
    if (!getTrackedMemory(warp).write(warp, access, warp.active(), addresses, data, undefined))
      return;
    access.alignment = kMaxLaneBytes;
    for (uint64_t &address : addresses)
      address += kMaxLaneBytes;
  }
}

bool decodeLine(DecodeContext &context, const char *level, Execute execute) {
  MemoryModifiers modifiers;
  takeSpace(context, modifiers);
  if (modifiers.hasSpace && modifiers.space != AddressSpace::Global)
    context.fail("expected '.global'");
  context.modifiers().expectOneOf({level});
  context.setPayload(readAddress(context, modifiers));
  context.immediate(kLineBytes, kLineBytes);
  return context.finish(execute);
}

bool decodeApplyPriority(DecodeContext &context) { return decodeLine(context, "L2::evict_normal", executePriority); }
bool decodeDiscard(DecodeContext &context) { return decodeLine(context, "L2", executeDiscard); }

} // namespace

void mlir::qnt::emulator::registerCacheControl(OpcodeTable &table) {
  table.beginFamily("Cache control");
  table.add("prefetch", decodePrefetch,
            {"prefetch{.global|.local}.(L1|L2)", "prefetch.global.L2::(evict_last|evict_normal)"});
  table.add("prefetchu", decodePrefetchUniform, {"prefetchu.L1"});
  table.add("createpolicy", decodeCreatePolicy,
            {"createpolicy.fractional.L2::*{.L2::*}.b64", "createpolicy.range{.global}.L2::*{.L2::*}.b64",
             "createpolicy.cvt.L2.b64"});
  table.add("applypriority", decodeApplyPriority, {"applypriority{.global}.L2::evict_normal"});
  table.add("discard", decodeDiscard, {"discard{.global}.L2"});
}
