//===- Request.h - one access of a warp under way ------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_REQUEST_H
#define QNT_LIB_EMULATOR_MEMORY_REQUEST_H

#include "Memory/TrackedMemory.h"
#include "Warp.h"

namespace mlir::qnt::emulator {

/// The lanes of one space, with addresses of that space.
struct TrackedBlockMemory::Request {
  Warp &warp;
  MemoryAccess access;
  LaneMask lanes = 0;
  const uint64_t *addresses = nullptr;
  /// Read into, or written from; access.bytes a lane. Null: the access is only recorded.
  std::byte *data = nullptr;
  /// Filled by reads and atomics.
  UndefinedBytes *undefined = nullptr;
  /// Of a write: bytes that become undefined.
  const uint8_t *storedUndefined = nullptr;
  const Modify *modify = nullptr;
  bool mayBeUndefined = false;
  Touch touch = Touch::Read;
  uint32_t asyncNumber = 0;
  uint32_t line = 0;
  unsigned sharing = 1; ///< lanes of the warp that each lane here stands for
  uint64_t base = 0;    ///< address of the first byte of the region at work

  bool isStrong() const { return access.isAtomic || access.order != Order::Weak; }
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_REQUEST_H
