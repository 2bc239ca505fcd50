//===- LocalMemory.cpp - the stacks of a warp's threads ------------------------------------------------------===//

#include "Memory/LocalMemory.h"
#include <algorithm>
#include <cstring>

using namespace mlir::qnt::emulator;

void LocalMemory::grow(uint64_t end) {
  uint64_t larger = std::min(limit, std::max<uint64_t>({end, capacity * 2, 64}));
  std::vector<std::byte> newBytes(larger * kWarpSize);
  std::vector<uint8_t> newDefined(larger * kWarpSize);
  for (unsigned lane = 0; capacity && lane < kWarpSize; ++lane) {
    std::memcpy(newBytes.data() + lane * larger, bytes.data() + lane * capacity, capacity);
    std::memcpy(newDefined.data() + lane * larger, defined.data() + lane * capacity, capacity);
  }
  bytes.swap(newBytes);
  defined.swap(newDefined);
  capacity = larger;
}

bool LocalMemory::enter(LaneMask lanes, uint64_t begin, uint64_t end) {
  if (end > limit || begin > end)
    return false;
  if (end > capacity)
    grow(end);
  forEachLane(lanes, [&](unsigned lane) {
    if (begin > tops[lane])
      std::memset(getDefined(lane, tops[lane]), kClosed, begin - tops[lane]);
    if (end > begin)
      std::memset(getDefined(lane, begin), 0, end - begin);
    tops[lane] = end;
  });
  return true;
}

void LocalMemory::close(LaneMask lanes, uint64_t begin, uint64_t end) {
  forEachLane(lanes, [&](unsigned lane) { std::memset(getDefined(lane, begin), kClosed, end - begin); });
}

void LocalMemory::leave(LaneMask lanes, uint64_t begin) {
  forEachLane(lanes, [&](unsigned lane) { tops[lane] = begin; });
}
