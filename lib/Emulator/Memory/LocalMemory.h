//===- LocalMemory.h - the stacks of a warp's threads --------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_LOCALMEMORY_H
#define QNT_LIB_EMULATOR_MEMORY_LOCALMEMORY_H

#include "LaneMask.h"
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace mlir::qnt::emulator {

/// Each lane has bytes [0, top); frames of calls and alloca raise the top. Space is made as it is needed.
class LocalMemory {
public:
  explicit LocalMemory(uint64_t limit) : limit(limit) {}

  uint64_t getTop(unsigned lane) const { return tops[lane]; }
  uint64_t getLimit() const { return limit; }
  /// Bytes [begin, end) become the top of the stack, undefined. False when `end` is above the limit.
  bool enter(LaneMask lanes, uint64_t begin, uint64_t end);
  void leave(LaneMask lanes, uint64_t begin);
  /// Bytes [begin, end) below the top belong to no variable until a frame takes them.
  void close(LaneMask lanes, uint64_t begin, uint64_t end);

  bool contains(unsigned lane, uint64_t address, uint64_t size) const {
    if (address > tops[lane] || size > tops[lane] - address)
      return false;
    return !size || !std::memchr(defined.data() + lane * capacity + address, kClosed, size);
  }
  std::byte *getData(unsigned lane, uint64_t address) { return bytes.data() + lane * capacity + address; }
  /// One for each byte: 1 where it was written, kClosed between variables.
  uint8_t *getDefined(unsigned lane, uint64_t address) { return defined.data() + lane * capacity + address; }

private:
  static constexpr uint8_t kClosed = 2;

  void grow(uint64_t end);

  uint64_t limit;
  uint64_t capacity = 0;
  uint64_t tops[kWarpSize] = {};
  std::vector<std::byte> bytes;
  std::vector<uint8_t> defined;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_LOCALMEMORY_H
