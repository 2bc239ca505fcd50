//===- GlobalMemory.h - allocations of global and constant memory ------------------------------------------===//
//
// Addresses are handed out in slots of 16 MB, so that an address finds its allocation by one table. An allocation
// stands behind at least 64 KB of red zone and no address is aligned better than was asked for: a kernel that counts on
// more than its launch promises is found. Freed slots are used again last.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_GLOBALMEMORY_H
#define QNT_LIB_EMULATOR_MEMORY_GLOBALMEMORY_H

#include "Memory/Region.h"
#include <map>
#include <vector>

namespace mlir::qnt::emulator {

/// Bytes [address, address + size) of an address space.
struct Allocation {
  Allocation(uint64_t address, uint64_t size) : address(address), region(size) {}
  bool contains(uint64_t begin, uint64_t size) const {
    return begin >= address && begin - address <= region.getSize() && size <= region.getSize() - (begin - address);
  }

  uint64_t address;
  Region region;
};

/// The allocations of one address space of 64 bits.
class AllocationTable {
public:
  AllocationTable(uint64_t base, uint64_t end, unsigned slotBits) : base(base), end(end), slotBits(slotBits) {}

  /// 0 when there is no room, or the alignment is not a power of two up to a slot. No bytes count as one.
  uint64_t allocate(uint64_t bytes, uint64_t alignment);
  bool free(uint64_t address);
  /// The allocation whose slots hold `address`, or null; the address may lie in the red zone.
  Allocation *find(uint64_t address) const {
    uint64_t slot = (address - base) >> slotBits;
    return slot < slots.size() ? slots[slot] : nullptr;
  }
  /// An allocation that holds all of the range, or null.
  Allocation *find(uint64_t address, uint64_t bytes) const {
    Allocation *allocation = find(address);
    return allocation && allocation->contains(address, bytes) ? allocation : nullptr;
  }
  template <class Body>
  void forEach(Body body) {
    for (auto &[address, allocation] : allocations)
      body(allocation->region);
  }

private:
  uint64_t takeSlots(uint64_t count);
  uint64_t findSlots(uint64_t from, uint64_t to, uint64_t count) const;

  uint64_t base;
  uint64_t end;
  unsigned slotBits;
  uint64_t cursor = 0; ///< slot behind the last allocation
  std::map<uint64_t, std::unique_ptr<Allocation>> allocations;
  std::vector<Allocation *> slots;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_GLOBALMEMORY_H
