//===- MemoryGroup.cpp - loads, stores, atomics, fences, copies, addresses -----------------------------===//
#include "Instructions/MemoryInstructions.h"
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

void registerMemoryGroup(OpcodeTable &table) {
  registerLoad(table);
  registerStore(table);
  registerAtomics(table);
  registerFences(table);
  registerAddresses(table);
  registerCacheControl(table);
  registerAsyncCopy(table);
  registerMatrixLoad(table);
  registerStack(table);
}

} // namespace mlir::qnt::emulator
