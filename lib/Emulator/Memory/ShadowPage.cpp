//===- ShadowPage.cpp - records of accesses, and conflicts among them ---------------------------------------===//

#include "Memory/ShadowPage.h"
#include "LaneMask.h"
#include <algorithm>
#include <cstring>
#include <type_traits>

using namespace mlir::qnt::emulator;

namespace {

/// Longest chain of a granule; older accesses are forgotten.
constexpr unsigned kMaxChain = 128;
/// Records of a page, so that an access of 32 lanes always has room for its own behind a collection.
constexpr unsigned kMaxRecords = 48000;
/// Unordered readers of other blocks, strong writers, and weak accesses below strong ones that are kept.
constexpr unsigned kMaxKept = 2;

/// What of a chain stays beneath a new access.
struct Survivor {
  uint16_t index;
  uint8_t bytes;
};

bool isMorallyStrong(const AccessRecord &left, const AccessRecord &right) {
  return left.isStrong && right.isStrong && (left.block == right.block || (left.isWide && right.isWide));
}

bool sameBits(const AccessRecord &left, const AccessRecord &right) {
  static_assert(std::has_unique_object_representations_v<AccessRecord>, "records are compared as bytes");
  return std::memcmp(&left, &right, sizeof(AccessRecord)) == 0;
}

/// The same warp between the same releases, the same kind, and a record as strict as the new one would be.
bool standsFor(const AccessRecord &earlier, const AccessRecord &now, unsigned bytes) {
  return earlier.warp == now.warp && earlier.clock == now.clock && earlier.block == now.block &&
         (earlier.bytes & bytes) == bytes && !earlier.isAsync() &&
         (!earlier.isStrong || (now.isStrong && earlier.isWide == now.isWide));
}

} // namespace

unsigned LanePattern::getLane(unsigned byteOffset) const {
  if (stride == 0)
    return lane;
  const int distance = static_cast<int>(byteOffset) - offset;
  // Bytes between two offsets belong to the lower one.
  int steps = distance / stride;
  if (distance < 0 && distance % stride)
    steps += stride > 0 ? -1 : 1;
  return static_cast<unsigned>(lane + steps * sharing) % kWarpSize;
}

void ShadowPage::clear() {
  std::fill(cells.begin(), cells.end(), 0);
  records.resize(1);
}

size_t ShadowPage::getBytes() const {
  return sizeof(*this) + cells.capacity() * sizeof(uint16_t) + records.capacity() * sizeof(AccessRecord);
}

bool ShadowPage::isOrdered(const ShadowAccess &access, const AccessRecord &earlier, unsigned offset) const {
  uint32_t clock = earlier.clock;
  bool ownBlock = earlier.block == access.record.block;
  if (earlier.isAsync()) {
    if (!ownBlock || !access.async)
      return false;
    clock = access.async->getCompletion(earlier.warp, clock, earlier.pattern.getLane(offset));
    if (clock == 0)
      return false;
  }
  if (!ownBlock)
    return access.clocks->getRemote(access.record.warp).get(earlier.block, earlier.warp) >= clock;
  return earlier.warp == access.record.warp || clock <= access.clocks->getKnown(access.record.warp, earlier.warp);
}

ShadowPage::Step ShadowPage::judge(const ShadowAccess &access, uint16_t head, unsigned bytes, unsigned granule) const {
  Step result;
  const AccessRecord &now = access.record;
  for (uint16_t index = head; index; index = records[index].next) {
    const AccessRecord &earlier = records[index];
    unsigned overlap = earlier.bytes & bytes;
    if (!overlap || !(earlier.isWrite() || now.isWrite()))
      continue;
    unsigned offset = granule * kGranuleBytes + static_cast<unsigned>(__builtin_ctz(overlap));
    bool isAsync = earlier.isAsync();
    result.dependsOnLane |= isAsync;
    if (isOrdered(access, earlier, offset) || isMorallyStrong(earlier, now))
      continue;
    bool mayBeEqual = earlier.isWrite() && now.isWrite() && !earlier.isAtomic && !now.isAtomic && !isAsync;
    if (mayBeEqual && !result.ifDifferent)
      result.ifDifferent = index;
    if (mayBeEqual)
      continue;
    result.conflict = index;
    result.isInFlight = isAsync && earlier.block == now.block && access.async &&
                        access.async->getCompletion(earlier.warp, earlier.clock, earlier.pattern.getLane(offset)) == 0;
    return result;
  }
  return result;
}

uint16_t ShadowPage::add(AccessRecord record, uint16_t next, unsigned bytes) {
  record.next = next;
  record.bytes = static_cast<uint8_t>(bytes);
  size_t oldest = records.size() > 8 ? records.size() - 8 : 1;
  for (size_t index = records.size(); index-- > oldest;)
    if (sameBits(records[index], record))
      return static_cast<uint16_t>(index);
  records.push_back(record);
  return static_cast<uint16_t>(records.size() - 1);
}

uint16_t ShadowPage::makeHead(const ShadowAccess &access, uint16_t head, unsigned bytes, unsigned granule) {
  const AccessRecord &now = access.record;
  Survivor survivors[kMaxChain];
  unsigned count = 0, ownReaders = 1, otherReaders = 0, strongWriters = 0, weaker = 0;
  for (uint16_t index = head; index && count < kMaxChain; index = records[index].next) {
    const AccessRecord &earlier = records[index];
    unsigned overlap = earlier.bytes & bytes;
    bool keep = !overlap;
    if (overlap) {
      unsigned offset = granule * kGranuleBytes + static_cast<unsigned>(__builtin_ctz(overlap));
      bool ordered = isOrdered(access, earlier, offset);
      if (now.isStrong && !earlier.isStrong)
        keep = weaker++ < kMaxKept; // a later strong access may be ordered behind this one, not behind that
      else if (now.isWrite())
        keep = earlier.isWrite() && !ordered && now.isStrong && strongWriters++ < kMaxKept;
      else if (earlier.isWrite())
        keep = true;
      else if (!ordered)
        keep = earlier.block == now.block ? ownReaders++ < access.maxReaders : otherReaders++ < kMaxKept;
    }
    unsigned left = keep ? earlier.bytes : earlier.bytes & ~bytes;
    if (left)
      survivors[count++] = {index, static_cast<uint8_t>(left)};
  }
  uint16_t next = 0;
  while (count-- > 0) {
    const AccessRecord &earlier = records[survivors[count].index];
    if (earlier.next == next && earlier.bytes == survivors[count].bytes)
      next = survivors[count].index;
    else
      next = add(earlier, next, survivors[count].bytes);
  }
  return add(now, next, bytes);
}

ShadowPage::Step ShadowPage::step(const ShadowAccess &access, uint16_t head, unsigned bytes, unsigned granule) {
  const AccessRecord &now = access.record;
  if (head && !now.isAsync()) {
    const AccessRecord &top = records[head];
    // Nothing new: the top access is this warp's, as strict, and no one came between.
    if (standsFor(top, now, bytes) && (top.isWrite() ? top.isAtomic == now.isAtomic : !now.isWrite())) {
      Step same;
      same.head = head;
      return same;
    }
  }
  Step result = judge(access, head, bytes, granule);
  if (!result.conflict)
    result.head = makeHead(access, head, bytes, granule);
  return result;
}

bool ShadowPage::touch(const ShadowAccess &access, unsigned offset, unsigned size, const std::byte *before,
                       const std::byte *after, ShadowConflict &conflict) {
  if (records.size() >= limit)
    collect();
  Step last;
  unsigned lastHead = ~0u, lastBytes = 0;
  for (unsigned at = offset, end = offset + size; at < end;) {
    unsigned granule = at / kGranuleBytes, within = at % kGranuleBytes;
    unsigned covered = std::min(kGranuleBytes - within, end - at);
    unsigned bytes = ((1u << covered) - 1) << within;
    uint16_t head = cells[granule];
    if (head != lastHead || bytes != lastBytes || last.dependsOnLane) {
      last = step(access, head, bytes, granule);
      lastHead = head;
      lastBytes = bytes;
    }
    uint16_t party = last.conflict;
    if (!party && last.ifDifferent) {
      unsigned overlap = records[last.ifDifferent].bytes & bytes;
      for (unsigned byte = 0; byte < covered; ++byte)
        if ((overlap >> (within + byte) & 1) && (!after || before[at - offset + byte] != after[at - offset + byte]))
          party = last.ifDifferent;
    }
    if (party) {
      unsigned overlap = records[party].bytes & bytes;
      conflict.record = records[party];
      conflict.offset = granule * kGranuleBytes + static_cast<unsigned>(__builtin_ctz(overlap));
      conflict.isInFlight = last.isInFlight;
      return false;
    }
    cells[granule] = last.head;
    at += covered;
  }
  return true;
}

void ShadowPage::collect() {
  std::vector<uint16_t> moved(records.size(), 0);
  for (uint16_t head : cells)
    for (uint16_t index = head; index && !moved[index]; index = records[index].next)
      moved[index] = 1;
  unsigned live = 0;
  for (unsigned index = 1; index < records.size(); ++index)
    if (moved[index])
      moved[index] = static_cast<uint16_t>(++live);
  if (live > kMaxRecords)
    return clear();
  for (unsigned index = 1; index < records.size(); ++index) {
    if (!moved[index])
      continue;
    AccessRecord record = records[index];
    record.next = moved[record.next];
    records[moved[index]] = record;
  }
  records.resize(live + 1);
  for (uint16_t &head : cells)
    head = moved[head];
  limit = std::max(256u, 2 * live);
}
