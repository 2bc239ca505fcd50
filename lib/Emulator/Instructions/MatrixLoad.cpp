//===- MatrixLoad.cpp - ldmatrix, stmatrix --------------------------------------------------------------===//
//
// Matrix m of 8x8 values of 16 bits has its rows at the addresses of lanes 8m to 8m+7. Lane l holds columns 2(l%4) and
// 2(l%4)+1 of row l/4, in the low and high half of register m; with .trans, of the transposed matrix.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

constexpr unsigned kRowBytes = 16;

struct MatrixPayload {
  AddressPayload address;
  uint8_t count;
  bool isTransposed;
};

/// Byte in a matrix of rows of 16 bytes at which byte `byte` of lane `lane`'s register lies.
unsigned locate(unsigned lane, unsigned byte, bool isTransposed) {
  unsigned major = lane / 4, minor = 2 * (lane % 4) + byte / 2;
  unsigned row = isTransposed ? minor : major, column = isTransposed ? major : minor;
  return row * kRowBytes + column * 2 + byte % 2;
}

LaneMask getAddressLanes(unsigned count) { return count == 4 ? kAllLanes : (1u << (8 * count)) - 1; }

/// All 32 lanes execute it together.
bool begin(Warp &warp, const Operation &operation, const MatrixPayload &payload, const char *what,
           uint64_t *addresses) {
  if (!warp.gatherAll(what, Wait::Collective))
    return false;
  if (warp.active() != kAllLanes) {
    unsigned missing = firstLane(~warp.active());
    warp.fail(ReportClass::DivergentCollective, firstLane(warp.active()),
              std::string("expected all 32 lanes of ") + what + ", but lane " + std::to_string(missing) +
                  " has ended or is not there");
    return false;
  }
  const LaneMask rows = getAddressLanes(payload.count);
  if (!warp.requireDefined(operation.sources[0], rows, "address"))
    return false;
  const uint64_t *values = warp.read(operation.sources[0]);
  const uint64_t mask = payload.address.bits == 32 ? 0xFFFFFFFFu : ~0ull;
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    addresses[lane] = (values[lane] + static_cast<uint64_t>(payload.address.offset)) & mask;
    uint64_t within = addresses[lane];
    if (payload.address.space == AddressSpace::Generic && hasLane(rows, lane) &&
        TrackedBlockMemory::resolve(within) == AddressSpace::Shared)
      addresses[lane] = within;
  }
  return true;
}

MemoryAccess makeAccess() {
  MemoryAccess access;
  access.space = AddressSpace::Shared;
  access.bytes = access.alignment = kRowBytes;
  return access;
}

void executeLoadMatrix(Warp &warp, const Operation &operation) {
  const MatrixPayload &payload = operation.getPayload<MatrixPayload>();
  uint64_t addresses[kWarpSize];
  if (!begin(warp, operation, payload, "ldmatrix", addresses))
    return;
  alignas(64) std::byte data[kWarpSize * kRowBytes];
  UndefinedBytes undefined;
  if (!getTrackedMemory(warp).read(warp, makeAccess(), getAddressLanes(payload.count), addresses, data, undefined))
    return;
  for (unsigned matrix = 0; matrix < payload.count; ++matrix) {
    const std::byte *rows = data + matrix * 8 * kRowBytes;
    uint64_t values[kWarpSize];
    for (unsigned lane = 0; lane < kWarpSize; ++lane) {
      uint16_t low, high;
      std::memcpy(&low, rows + locate(lane, 0, payload.isTransposed), 2);
      std::memcpy(&high, rows + locate(lane, 2, payload.isTransposed), 2);
      values[lane] = low | static_cast<uint32_t>(high) << 16;
    }
    warp.writeLanes(operation.destinations[matrix], values);
    if (!(undefined.lanes >> (8 * matrix) & 0xFF))
      continue;
    for (unsigned lane = 0; lane < kWarpSize; ++lane) {
      Poison poison;
      for (unsigned byte = 4; byte-- > 0;) {
        unsigned place = locate(lane, byte, payload.isTransposed), row = 8 * matrix + place / kRowBytes;
        if (!hasLane(undefined.lanes, row) || !undefined.bytes[row * kRowBytes + place % kRowBytes])
          continue;
        poison.bytes |= 1u << byte;
        poison.origin = {ReportClass::UninitializedShared, warp.getLine(), addresses[row] + place % kRowBytes, 0};
      }
      if (poison.bytes & 8)
        poison.bytes |= 0xF0;
      warp.setPoison(operation.destinations[matrix], lane, poison);
    }
  }
}

void executeStoreMatrix(Warp &warp, const Operation &operation) {
  const MatrixPayload &payload = operation.getPayload<MatrixPayload>();
  uint64_t addresses[kWarpSize];
  if (!begin(warp, operation, payload, "stmatrix", addresses))
    return;
  alignas(64) std::byte data[kWarpSize * kRowBytes];
  for (unsigned matrix = 0; matrix < payload.count; ++matrix) {
    Slot slot = operation.sources[1 + matrix];
    if (!warp.requireDefined(slot, kAllLanes, "stored value"))
      return;
    std::byte *rows = data + matrix * 8 * kRowBytes;
    const uint64_t *values = warp.read(slot);
    for (unsigned lane = 0; lane < kWarpSize; ++lane)
      for (unsigned byte = 0; byte < 4; ++byte)
        rows[locate(lane, byte, payload.isTransposed)] = static_cast<std::byte>(values[lane] >> (8 * byte) & 0xFF);
  }
  getTrackedMemory(warp).write(warp, makeAccess(), getAddressLanes(payload.count), addresses, data);
}

bool decodeMatrix(DecodeContext &context, bool isStore) {
  ModifierReader &parts = context.modifiers();
  MatrixPayload payload{};
  if (isStore)
    requireTarget(context, 90, "'stmatrix'");
  parts.expectOneOf({"sync"});
  parts.expectOneOf({"aligned"});
  parts.expectOneOf({"m8n8"});
  payload.count = static_cast<uint8_t>(1u << parts.expectOneOf({"x1", "x2", "x4"}));
  payload.isTransposed = parts.take("trans");
  MemoryModifiers modifiers;
  takeSpace(context, modifiers);
  if (modifiers.hasSpace && modifiers.space != AddressSpace::Shared)
    context.fail("expected '.shared'");
  parts.expectType({ScalarType::B16});
  size_t registers = payload.count;
  const ptx::Operand *first = context.peekOperand();
  if (!isStore && first && !first->is(ptx::Operand::Kind::Vector))
    context.fail("expected registers in braces");
  if (!isStore)
    registers = context.destinationVector(ScalarType::B32).size();
  AddressSource source = context.address();
  // Shared memory is meant in any case; an address of 32 bits can be no other.
  if (source.bits == 32) {
    modifiers.hasSpace = true;
    modifiers.space = AddressSpace::Shared;
  }
  payload.address = makeAddress(context, modifiers, source);
  if (isStore)
    registers = context.sourceVector(ScalarType::B32).size();
  if (registers != payload.count)
    context.fail("expected " + std::to_string(payload.count) + " registers, got " + std::to_string(registers));
  context.setPayload(payload);
  return context.finish(isStore ? executeStoreMatrix : executeLoadMatrix);
}

bool decodeLoadMatrix(DecodeContext &context) { return decodeMatrix(context, false); }
bool decodeStoreMatrix(DecodeContext &context) { return decodeMatrix(context, true); }

} // namespace

void mlir::qnt::emulator::registerMatrixLoad(OpcodeTable &table) {
  table.beginFamily("Matrices in shared memory");
  table.add("ldmatrix", decodeLoadMatrix, {"ldmatrix.sync.aligned.m8n8.(x1|x2|x4){.trans}{.shared|.shared::cta}.b16"});
  table.add("stmatrix", decodeStoreMatrix, {"stmatrix.sync.aligned.m8n8.(x1|x2|x4){.trans}{.shared|.shared::cta}.b16"});
}
