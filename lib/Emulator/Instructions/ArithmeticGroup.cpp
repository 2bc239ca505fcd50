//===- ArithmeticGroup.cpp - values of one lane, conversions, matrix instructions ----------------------===//
#include "ArithmeticDecode.h"
#include "Qnt/Emulator/Instructions.h"

namespace mlir::qnt::emulator {

void registerArithmeticGroup(OpcodeTable &table) {
  registerIntegerArithmetic(table);
  registerCarryChain(table);
  registerFloatArithmetic(table);
  registerFloatFunctions(table);
  registerMinMax(table);
  registerComparisons(table);
  registerLogic(table);
  registerBitFields(table);
  registerMoves(table);
  registerConversions(table);
  registerVideo(table);
  registerMatrix(table);
  registerWmma(table);
}

} // namespace mlir::qnt::emulator
