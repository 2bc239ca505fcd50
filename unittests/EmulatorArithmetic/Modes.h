//===- Modes.h - rounding modes of the oracle as modifiers of the emulator --------------------------------===//

#ifndef QNT_UNITTESTS_EMULATORARITHMETIC_MODES_H
#define QNT_UNITTESTS_EMULATORARITHMETIC_MODES_H

#include "Arithmetic/Convert.h"
#include "Oracle.h"

inline mlir::qnt::emulator::FloatModifiers withMode(oracle::Mode mode) {
  mlir::qnt::emulator::FloatModifiers modifiers;
  modifiers.rounding = mlir::qnt::emulator::Rounding(int(mode));
  return modifiers;
}

#endif // QNT_UNITTESTS_EMULATORARITHMETIC_MODES_H
