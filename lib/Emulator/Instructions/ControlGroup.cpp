//===- ControlGroup.cpp - branches, calls, barriers, collectives ---------------------------------------===//
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

void registerControlGroup(OpcodeTable &table) { (void)table; }

} // namespace mlir::qnt::emulator
