//===- ShadowPage.h - who accessed the bytes of one page, for races ----------------------------------------===//
//
// Each 4 bytes of a page have a cell: the index of the newest access that still matters, 0 for none. Accesses form
// immutable chains, newest first, so that all the bytes one warp touched in one instruction point to one record:
//
//   cells   [7][7][7][7][2][2][0][0] ...
//   records  2: write by warp 1, line 20      7: read by warp 3, line 31 -> 2
//
// An access walks the chain once for each distinct head that it meets. Records that no cell reaches are collected when
// their number has doubled. A page costs half its bytes, and 24 bytes a record.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_SHADOWPAGE_H
#define QNT_LIB_EMULATOR_MEMORY_SHADOWPAGE_H

#include "Memory/BlockClocks.h"
#include <cstddef>
#include <vector>

namespace mlir::qnt::emulator {

constexpr unsigned kPageBytes = 4096;
constexpr unsigned kGranuleBytes = 4;

/// How a record touches bytes.
enum class Touch : uint8_t {
  Read,
  Write,
  /// By a copy that its issuer must wait for: `clock` is the number of the copy.
  AsyncRead,
  AsyncWrite,
};

/// Consecutive lanes from `lane` on, 0 behind 31, touch `offset`, `offset + stride`, ... of a page, `sharing` lanes
/// together each; with stride 0 one lane touches all.
struct LanePattern {
  uint16_t offset = 0;
  int16_t stride = 0;
  uint8_t lane = 0;
  uint8_t sharing = 1;

  /// The lane that touches a byte; of several, the first.
  unsigned getLane(unsigned byteOffset) const;
};

/// One access by lanes of one warp to bytes of one page. 24 bytes.
struct AccessRecord {
  uint32_t block = 0;
  uint32_t clock = 0;
  uint32_t line = 0;
  uint16_t next = 0; ///< the record beneath, 0 for none
  LanePattern pattern;
  uint32_t warp : 5;
  uint32_t isStrong : 1;
  uint32_t isWide : 1; ///< strong with a scope of .gpu or more
  uint32_t isAtomic : 1;
  uint32_t bytes : 4; ///< of a granule
  uint32_t touch : 2;
  uint32_t unused : 18; ///< no padding: records are compared as bytes

  AccessRecord() : warp(0), isStrong(0), isWide(0), isAtomic(0), bytes(0), touch(0), unused(0) {}
  Touch getTouch() const { return static_cast<Touch>(touch); }
  bool isWrite() const { return getTouch() == Touch::Write || getTouch() == Touch::AsyncWrite; }
  bool isAsync() const { return getTouch() == Touch::AsyncRead || getTouch() == Touch::AsyncWrite; }
};

/// Which copies of a warp's lanes have completed.
class AsyncCompletion {
public:
  virtual ~AsyncCompletion() = default;
  /// The clock of the warp at which it waited for copy `number` of a lane, 0 while it is in flight.
  virtual uint32_t getCompletion(unsigned warp, uint32_t number, unsigned lane) const = 0;
};

/// The access that is made now.
struct ShadowAccess {
  AccessRecord record; ///< block, clock, line, warp, kind; `next` and `bytes` are the page's
  const BlockClocks *clocks = nullptr;
  const AsyncCompletion *async = nullptr;
  /// Reads of one place by different warps of a block that are kept apart, at most.
  unsigned maxReaders = 4;
};

/// An earlier access that the present one conflicts with.
struct ShadowConflict {
  AccessRecord record;
  unsigned offset = 0; ///< in the page, of the first byte
  bool isInFlight = false;
};

class ShadowPage {
public:
  ShadowPage() : cells(kPageBytes / kGranuleBytes), records(1) {}

  /// Records that [offset, offset + size) is touched. Two unordered writes conflict unless they write the same bytes:
  /// `before` are the page's bytes at `offset`, `after` those to be written, null when they are not known (an atomic, a
  /// read). False: `conflict` is filled.
  bool touch(const ShadowAccess &access, unsigned offset, unsigned size, const std::byte *before,
             const std::byte *after, ShadowConflict &conflict);

  /// Forgets all accesses.
  void clear();
  /// Of the host.
  size_t getBytes() const;
  unsigned getNumRecords() const { return static_cast<unsigned>(records.size()) - 1; }

private:
  struct Step {
    uint16_t head = 0;        ///< of the chain with the present access
    uint16_t ifDifferent = 0; ///< a write that conflicts unless the values are equal
    uint16_t conflict = 0;
    bool isInFlight = false;
    bool dependsOnLane = false;
  };
  /// What a granule with chain `head` becomes.
  Step step(const ShadowAccess &access, uint16_t head, unsigned bytes, unsigned granule);
  Step judge(const ShadowAccess &access, uint16_t head, unsigned bytes, unsigned granule) const;
  bool isOrdered(const ShadowAccess &access, const AccessRecord &earlier, unsigned offset) const;
  uint16_t makeHead(const ShadowAccess &access, uint16_t head, unsigned bytes, unsigned granule);
  uint16_t add(AccessRecord record, uint16_t next, unsigned bytes);
  void collect();

  std::vector<uint16_t> cells;
  std::vector<AccessRecord> records; ///< the first is not used
  unsigned limit = 256;              ///< of records, before they are collected
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_SHADOWPAGE_H
