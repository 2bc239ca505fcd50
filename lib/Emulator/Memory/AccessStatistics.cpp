//===- AccessStatistics.cpp - what an access costs on a GPU -------------------------------------------------===//

#include "Memory/AccessStatistics.h"
#include "Memory/Request.h"
#include <algorithm>

using namespace mlir::qnt::emulator;

namespace {

constexpr unsigned kSectorBytes = 32;
constexpr unsigned kBanks = 32;
constexpr unsigned kWordBytes = 4;

/// Distinct units of `unit` bytes that lanes touch, sorted.
unsigned collectUnits(LaneMask lanes, const uint64_t *addresses, unsigned bytes, unsigned unit, uint64_t *units) {
  unsigned count = 0;
  forEachLane(lanes, [&](unsigned lane) {
    for (uint64_t at = addresses[lane] / unit; at <= (addresses[lane] + bytes - 1) / unit; ++at)
      units[count++] = at;
  });
  std::sort(units, units + count);
  return static_cast<unsigned>(std::unique(units, units + count) - units);
}

} // namespace

unsigned mlir::qnt::emulator::countSectors(LaneMask lanes, const uint64_t *addresses, unsigned bytes) {
  uint64_t sectors[kWarpSize * (kMaxLaneBytes / kSectorBytes + 1)];
  return collectUnits(lanes, addresses, bytes, kSectorBytes, sectors);
}

unsigned mlir::qnt::emulator::countBankConflicts(LaneMask lanes, const uint64_t *addresses, unsigned bytes) {
  const unsigned parts = std::max(1u, bytes / kWordBytes), lanesOfPart = std::max(1u, kWarpSize / parts);
  unsigned conflicts = 0;
  for (unsigned begin = 0; begin < kWarpSize; begin += lanesOfPart) {
    LaneMask part = lanes & static_cast<LaneMask>(((1ull << lanesOfPart) - 1) << begin);
    if (!part)
      continue;
    uint64_t words[kWarpSize * (kMaxLaneBytes / kWordBytes + 1)];
    unsigned count = collectUnits(part, addresses, bytes, kWordBytes, words), passes[kBanks] = {};
    for (unsigned word = 0; word < count; ++word)
      ++passes[words[word] % kBanks];
    conflicts += *std::max_element(passes, passes + kBanks) - 1;
  }
  return conflicts;
}

void TrackedBlockMemory::count(const Request &request) {
  if (!request.data && !request.modify)
    return;
  const MemoryAccess &access = request.access;
  MemoryStatistics::Space &space = statistics[static_cast<unsigned>(access.space)];
  uint64_t bytes = static_cast<uint64_t>(countLanes(request.lanes)) * access.bytes;
  ++space.requests;
  (access.isAtomic ? space.atomicBytes : access.isWrite ? space.storeBytes : space.loadBytes) += bytes;
  if (access.space == AddressSpace::Global)
    space.sectors += countSectors(request.lanes, request.addresses, access.bytes);
  if (access.space == AddressSpace::Shared)
    space.bankConflicts += countBankConflicts(request.lanes, request.addresses, access.bytes);
}

void TrackedBlockMemory::addStatistics(MemoryStatistics &sum) const {
  MemoryStatistics own;
  for (unsigned space = 0; space < 6; ++space)
    if (statistics[space].requests)
      own.spaces[getName(static_cast<AddressSpace>(space))] = statistics[space];
  sum.add(own);
}
