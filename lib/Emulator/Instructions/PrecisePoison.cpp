//===- PrecisePoison.cpp - instructions whose undefined bytes are followed one by one ----------------------===//

#include "PrecisePoison.h"

namespace mlir::qnt::emulator {

void computePoison(Warp &warp, const Operation &operation, LaneMask lanes, PoisonRule rule,
                   Poison (&poison)[kMaxPreciseOperands][kWarpSize]) {
  forEachLane(lanes, [&](unsigned lane) {
    LaneSource sources[kMaxPreciseOperands];
    Poison first;
    for (unsigned i = 0; i < operation.numSources && i < kMaxPreciseOperands; ++i) {
      sources[i].value = warp.read(operation.sources[i])[lane];
      Poison source = warp.getPoison(operation.sources[i], lane);
      sources[i].undefined = source.bytes;
      if (!first)
        first = source;
    }
    for (unsigned i = 0; i < operation.numDestinations && i < kMaxPreciseOperands; ++i) {
      poison[i][lane] = first;
      poison[i][lane].bytes = rule(operation, sources, i);
    }
  });
}

void executeWithRule(Warp &warp, const Operation &operation, Execute execute, PoisonRule rule) {
  LaneMask lanes = warp.undefinedSources(operation);
  Poison poison[kMaxPreciseOperands][kWarpSize];
  computePoison(warp, operation, lanes, rule, poison);
  execute(warp, operation);
  for (unsigned i = 0; i < operation.numDestinations && i < kMaxPreciseOperands; ++i)
    forEachLane(lanes, [&](unsigned lane) { warp.setPoison(operation.destinations[i], lane, poison[i][lane]); });
}

uint64_t bitsOfBytes(ByteMask bytes) {
  uint64_t bits = 0;
  for (int i = 0; i < 8; ++i)
    if (bytes >> i & 1)
      bits |= uint64_t(0xff) << (8 * i);
  return bits;
}

ByteMask bytesOfBits(uint64_t bits) {
  ByteMask bytes = 0;
  for (int i = 0; i < 8; ++i)
    if (bits >> (8 * i) & 0xff)
      bytes |= ByteMask(1 << i);
  return bytes;
}

} // namespace mlir::qnt::emulator
