//===- SpecialValues.h - what special registers hold -----------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_SPECIALVALUES_H
#define QNT_LIB_EMULATOR_SPECIALVALUES_H

#include "Operation.h"
#include "Qnt/PTX/SpecialRegisters.h"

namespace mlir::qnt::emulator {

/// Does its value change while a warp runs: clocks and timers?
bool isChanging(ptx::SpecialRegister id);

struct RefreshPayload {
  const Slot *slots = nullptr;
  uint32_t count = 0;
};

/// Sets the special slots of its payload anew.
void refreshSpecials(Warp &warp, const Operation &operation);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_SPECIALVALUES_H
