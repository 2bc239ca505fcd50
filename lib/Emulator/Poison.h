//===- Poison.h - values that were never written -----------------------------------------------------------===//
//
// A register's lane is defined, or some of its bytes are not. The origin says what to blame when an undefined byte
// reaches a store, an address, a branch or a collective.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_POISON_H
#define QNT_LIB_EMULATOR_POISON_H

#include "Qnt/Emulator/Report.h"
#include <cstdint>

namespace mlir::qnt::emulator {

/// Where an undefined value entered the registers.
struct Origin {
  /// UninitializedRegister, or the memory that was read: UninitializedGlobal, UninitializedShared, UninitializedLocal.
  ReportClass reportClass = ReportClass::UninitializedRegister;
  /// Line of the instruction that read it first; 0 when none did.
  uint32_t line = 0;
  /// Of the first undefined byte, for memory.
  uint64_t address = 0;
  /// Slot of the register that was never written, for registers.
  uint32_t slot = 0;
};

/// Bit b of a byte mask stands for bits 8b..8b+7 of a lane.
using ByteMask = uint8_t;
constexpr ByteMask kAllBytes = 0xFF;

/// Undefined bytes of one lane.
struct Poison {
  ByteMask bytes = 0;
  Origin origin;

  explicit operator bool() const { return bytes != 0; }
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_POISON_H
