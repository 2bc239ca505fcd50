//===- ArithmeticGroup.cpp - values of one lane, conversions, matrix instructions ----------------------===//
#include "Qnt/Emulator/Instructions.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

void registerArithmeticGroup(OpcodeTable &table) { (void)table; }

} // namespace mlir::qnt::emulator
