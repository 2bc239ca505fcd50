//===- GlobalMemory.cpp - allocations of global and constant memory ----------------------------------------===//

#include "Memory/GlobalMemory.h"
#include <algorithm>

using namespace mlir::qnt::emulator;

/// Slots of the table at most: a bound on its size.
static constexpr uint64_t kMaxSlots = 1 << 17;

/// First of `count` free slots in a row within [from, to), or all ones.
uint64_t AllocationTable::findSlots(uint64_t from, uint64_t to, uint64_t count) const {
  uint64_t free = 0;
  for (uint64_t slot = from; slot < to; ++slot) {
    free = slot < slots.size() && slots[slot] ? 0 : free + 1;
    if (free == count)
      return slot + 1 - count;
  }
  return ~0ull;
}

/// Behind the last allocation while there is room, then from the start.
uint64_t AllocationTable::takeSlots(uint64_t count) {
  uint64_t most = std::min(kMaxSlots, (end - base) >> slotBits);
  uint64_t slot = findSlots(cursor, most, count);
  if (slot == ~0ull)
    slot = findSlots(0, most, count);
  if (slot == ~0ull)
    return slot;
  cursor = slot + count;
  slots.resize(std::max<uint64_t>(slots.size(), cursor), nullptr);
  return slot;
}

uint64_t AllocationTable::allocate(uint64_t bytes, uint64_t alignment) {
  const uint64_t slotBytes = 1ull << slotBits;
  if (alignment == 0 || (alignment & (alignment - 1)) || alignment > slotBytes / 4 || bytes > end - base)
    return 0;
  bytes = std::max<uint64_t>(bytes, 1);
  // An odd multiple of the alignment behind the red zone.
  uint64_t redZone = std::min<uint64_t>(0x10000, slotBytes / 4);
  uint64_t front = alignment >= redZone ? alignment : redZone + alignment;
  uint64_t count = (front + bytes + redZone + slotBytes - 1) >> slotBits;
  uint64_t slot = takeSlots(count);
  if (slot == ~0ull)
    return 0;
  uint64_t address = base + (slot << slotBits) + front;
  auto allocation = std::make_unique<Allocation>(address, bytes);
  if (!allocation->region.isValid())
    return 0;
  std::fill(slots.begin() + slot, slots.begin() + slot + count, allocation.get());
  allocations[address] = std::move(allocation);
  return address;
}

bool AllocationTable::free(uint64_t address) {
  auto place = allocations.find(address);
  if (place == allocations.end())
    return false;
  for (uint64_t slot = (address - base) >> slotBits; slot < slots.size() && slots[slot] == place->second.get(); ++slot)
    slots[slot] = nullptr;
  allocations.erase(place);
  return true;
}
