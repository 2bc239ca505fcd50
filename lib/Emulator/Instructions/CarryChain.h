//===- CarryChain.h - decoders of .cc that add, sub and mad share ------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_INSTRUCTIONS_CARRYCHAIN_H
#define QNT_LIB_EMULATOR_INSTRUCTIONS_CARRYCHAIN_H

#include "ArithmeticDecode.h"

namespace mlir::qnt::emulator {

/// add.cc, addc, sub.cc, subc behind their modifiers: reads the type and the operands.
bool decodeCarryAdd(DecodeContext &context, bool carryIn, bool carryOut, bool subtract);
/// mad.cc and madc.
bool decodeCarryMad(DecodeContext &context, bool carryIn, bool high, bool carryOut);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_INSTRUCTIONS_CARRYCHAIN_H
