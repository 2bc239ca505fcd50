//===- MemoryGroup.cpp - loads, stores, atomics, fences, copies, addresses -----------------------------===//
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

void registerMemoryGroup(OpcodeTable &table) { (void)table; }

} // namespace mlir::qnt::emulator
