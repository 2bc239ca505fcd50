//===- MemoryInstructions.h - families of memory instructions ------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_MEMORYINSTRUCTIONS_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_MEMORYINSTRUCTIONS_H

namespace mlir::qnt::emulator {

class OpcodeTable;

void registerLoad(OpcodeTable &table);
void registerStore(OpcodeTable &table);
void registerAtomics(OpcodeTable &table);
void registerFences(OpcodeTable &table);
void registerAddresses(OpcodeTable &table);
void registerCacheControl(OpcodeTable &table);
void registerAsyncCopy(OpcodeTable &table);
void registerMatrixLoad(OpcodeTable &table);
void registerStack(OpcodeTable &table);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_MEMORYINSTRUCTIONS_H
