//===- ControlInstructions.h - families of the control group ---------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_CONTROLINSTRUCTIONS_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_CONTROLINSTRUCTIONS_H

#include "LaneMask.h"
#include "Warp.h"

namespace mlir::qnt::emulator {

class OpcodeTable;

void registerBranches(OpcodeTable &table);
void registerCalls(OpcodeTable &table);
void registerBarriers(OpcodeTable &table);
void registerShuffle(OpcodeTable &table);
void registerVotes(OpcodeTable &table);
void registerReductions(OpcodeTable &table);

/// Of lanes with one value in `slot`, one set after the other: body(value, lanes).
template <class Body>
void forEachGroup(Warp &warp, Slot slot, LaneMask lanes, Body body) {
  const uint64_t *values = warp.read(slot);
  while (lanes) {
    const uint64_t value = values[firstLane(lanes)];
    LaneMask group = 0;
    forEachLane(lanes, [&](unsigned lane) { group |= LaneMask{values[lane] == value} << lane; });
    lanes &= ~group;
    body(value, group);
  }
}

/// Active lanes whose predicate holds.
inline LaneMask readPredicate(Warp &warp, Slot slot, bool isNegated) {
  const LaneMask mask = toLaneMask(warp.read(slot));
  return (isNegated ? ~mask : mask) & warp.active();
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_CONTROLINSTRUCTIONS_H
