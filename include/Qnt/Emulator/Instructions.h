//===- Instructions.h - families of instructions ---------------------------------------------------------===//
//
// One function a group, in lib/Emulator/Instructions; each group's file calls its families.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMULATOR_INSTRUCTIONS_H
#define QNT_EMULATOR_INSTRUCTIONS_H

namespace mlir::qnt::emulator {

class OpcodeTable;

/// Branches, calls, barriers, collectives.
void registerControlGroup(OpcodeTable &table);
/// Values of one lane, conversions, matrix instructions.
void registerArithmeticGroup(OpcodeTable &table);
/// Loads, stores, atomics, fences, copies, addresses.
void registerMemoryGroup(OpcodeTable &table);

} // namespace mlir::qnt::emulator

#endif // QNT_EMULATOR_INSTRUCTIONS_H
