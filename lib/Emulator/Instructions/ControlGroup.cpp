//===- ControlGroup.cpp - branches, calls, barriers, collectives -----------------------------------------===//
#include "ControlInstructions.h"
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

void registerControlGroup(OpcodeTable &table) {
  registerBranches(table);
  registerCalls(table);
  registerBarriers(table);
  registerShuffle(table);
  registerVotes(table);
  registerReductions(table);
}

} // namespace mlir::qnt::emulator
