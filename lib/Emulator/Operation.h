//===- Operation.h - one decoded instruction -------------------------------------------------------------===//
//
// The decoder turns an instruction into an Operation once; the interpreter calls its function for every execution by a
// warp. Nothing here refers to text.
//
//   add.s32 %r3, %r1, 7;   execute = adds 32 lanes, destinations = {register 3}, sources = {register 1, constant 0}
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_OPERATION_H
#define QNT_LIB_EMULATOR_OPERATION_H

#include "LaneMask.h"
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace mlir::qnt::emulator {

class Warp;
struct Operation;

/// Executes an operation for the active lanes of a warp. The program counter stands behind the operation already.
/// Errors go to Warp::fail.
using Execute = void (*)(Warp &, const Operation &);

/// An instruction without effect here.
inline void executeNothing(Warp &, const Operation &) {}

/// Where 32 lanes of 64 bits lie: a register of the frame, a constant of the program, or a special register of the
/// warp. A 128-bit register is two slots, the low half first.
class Slot {
public:
  enum Kind : uint32_t { Register = 0, Constant = 1, Special = 2 };

  Slot() = default;
  Slot(Kind kind, uint32_t index) : encoded(static_cast<uint32_t>(kind) << 30 | index) {}

  Kind getKind() const { return static_cast<Kind>(encoded >> 30); }
  uint32_t getIndex() const { return encoded & 0x3FFFFFFFu; }
  bool isRegister() const { return encoded >> 30 == 0; }
  /// The slot behind it: the high half of a 128-bit register.
  Slot next() const { return Slot(getKind(), getIndex() + 1); }
  bool operator==(Slot other) const { return encoded == other.encoded; }
  bool operator!=(Slot other) const { return encoded != other.encoded; }

private:
  uint32_t encoded = 0;
};

/// A decoded instruction. Lists of slots and large payloads lie in the program and live as long as it does.
struct Operation {
  Execute execute = nullptr;
  const Slot *sources = nullptr;
  const Slot *destinations = nullptr;
  uint16_t numSources = 0;
  uint16_t numDestinations = 0;
  /// Lanes whose guard is false do not execute; the interpreter sees to that.
  bool hasGuard = false;
  bool guardNegated = false;
  /// Moves or ends its lanes and does nothing else.
  bool isTransfer = false;
  /// Made by the decoder beside another one; it is not counted.
  bool isHidden = false;
  Slot guard;
  /// Of the PTX text, from 1.
  uint32_t line = 0;
  /// Index in Module::opcodes, for messages and statistics.
  uint32_t opcode = 0;

  static constexpr size_t kPayloadSize = 40;
  alignas(8) std::byte payload[kPayloadSize] = {};

  /// Modifiers and immediates of the instruction's family, a small plain struct.
  template <class T>
  void setPayload(const T &value) {
    static_assert(std::is_trivially_copyable<T>::value, "a payload is copied as bytes");
    static_assert(sizeof(T) <= kPayloadSize && alignof(T) <= 8, "a payload fits the operation");
    std::memcpy(payload, &value, sizeof(T));
  }
  template <class T>
  const T &getPayload() const {
    static_assert(std::is_trivially_copyable<T>::value && sizeof(T) <= kPayloadSize && alignof(T) <= 8,
                  "a payload fits the operation");
    return *reinterpret_cast<const T *>(payload);
  }
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_OPERATION_H
