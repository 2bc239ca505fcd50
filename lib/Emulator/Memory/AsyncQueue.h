//===- AsyncQueue.h - copies that their issuer must wait for ------------------------------------------------===//
//
// A copy is issued by lanes of a warp, and completes for each lane by a mechanism of its kind: cp.async by the lane's
// wait for a group. Bytes are moved at issue; until completion, source and destination are marked in flight in their
// shadows (Touch::AsyncRead and AsyncWrite with the copy's number).
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_ASYNCQUEUE_H
#define QNT_LIB_EMULATOR_MEMORY_ASYNCQUEUE_H

#include "LaneMask.h"
#include "Memory/ShadowPage.h"
#include <array>
#include <deque>
#include <vector>

namespace mlir::qnt::emulator {

/// One copy of each lane: sizes[lane] bytes from sources[lane].
struct AsyncCopy {
  uint32_t number = 0;
  uint32_t line = 0;
  LaneMask pending = 0;
  /// Group of each lane, from 1.
  std::array<uint32_t, kWarpSize> groups{};
  std::array<uint64_t, kWarpSize> sources{};
  std::array<uint8_t, kWarpSize> sizes{};
};

/// The copies of one warp.
class AsyncQueue {
public:
  /// Number of the next copy.
  uint32_t getNextNumber() const { return static_cast<uint32_t>(completions.size()) + 1; }
  /// The copy joins the open group of its pending lanes.
  void issue(AsyncCopy copy);
  /// Closes the open group of each lane.
  void commit(LaneMask lanes);
  /// All but the `newest` closed groups of each lane are complete; `withOpen`: the open one too. Calls
  /// `complete(copy, lanes)` before lanes of a copy are marked so.
  template <class Complete>
  void wait(LaneMask lanes, uint32_t newest, bool withOpen, uint32_t clock, Complete complete) {
    for (AsyncCopy &copy : copies) {
      LaneMask done = 0;
      forEachLane(lanes & copy.pending, [&](unsigned lane) {
        uint32_t closed = committed[lane];
        if (withOpen || (closed >= newest && copy.groups[lane] <= closed - newest))
          done |= 1u << lane;
      });
      if (!done)
        continue;
      complete(copy, done);
      copy.pending &= ~done;
      completions[copy.number - 1] = clock;
    }
    while (!copies.empty() && !copies.front().pending)
      copies.pop_front();
  }
  /// The clock of the wait, 0 while the copy is in flight for the lane.
  uint32_t getCompletion(uint32_t number, unsigned lane) const;
  bool hasPending() const { return !copies.empty(); }

private:
  std::deque<AsyncCopy> copies;      ///< in flight for some lane, by number
  std::vector<uint32_t> completions; ///< clock of the latest wait, by number - 1
  uint32_t committed[kWarpSize] = {};
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_ASYNCQUEUE_H
