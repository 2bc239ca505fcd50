//===- WarpAccess.cpp - reads, writes and atomics of a warp ---------------------------------------------------===//
//
// A generic access is split by space; an access of a space into runs of lanes with a constant stride; a run into pieces
// that lie in one page. A piece is tracked, then moved.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Memory/Request.h"
#include <algorithm>
#include <cstring>
#include <mutex>

using namespace mlir::qnt::emulator;

AddressSpace TrackedBlockMemory::resolve(uint64_t &address) {
  uint64_t window = address & ~(kWindowSize - 1);
  AddressSpace space = window == kSharedWindow      ? AddressSpace::Shared
                       : window == kLocalWindow     ? AddressSpace::Local
                       : window == kParameterWindow ? AddressSpace::Parameter
                       : window == kConstantWindow  ? AddressSpace::Constant
                                                    : AddressSpace::Global;
  if (space != AddressSpace::Global)
    address -= window;
  return space;
}

//===------------------------------------------------------------------------------------------------------===//
// Entry points
//===------------------------------------------------------------------------------------------------------===//

bool TrackedBlockMemory::read(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *addresses,
                              std::byte *data, UndefinedBytes &undefined) {
  undefined.lanes = 0;
  Request request{warp, access, lanes, addresses, data, &undefined};
  return transfer(request);
}

bool TrackedBlockMemory::write(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *addresses,
                               const std::byte *data, const uint8_t *undefined) {
  Request request{warp, access, lanes, addresses, const_cast<std::byte *>(data)};
  request.access.isWrite = true;
  request.touch = Touch::Write;
  request.storedUndefined = undefined;
  return transfer(request);
}

bool TrackedBlockMemory::modify(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *addresses,
                                bool mayBeUndefined, UndefinedBytes &undefined, const Modify &modify) {
  undefined.lanes = 0;
  Request request{warp, access, lanes, addresses, nullptr, &undefined};
  request.access.isWrite = request.access.isAtomic = true;
  request.touch = Touch::Write;
  request.modify = &modify;
  request.mayBeUndefined = mayBeUndefined;
  return transfer(request);
}

bool TrackedBlockMemory::load(Warp &warp, const Operation &, const Access &access, LaneMask lanes,
                              const uint64_t *addresses, std::byte *data, uint8_t *undefined) {
  MemoryAccess whole;
  whole.space = access.space;
  whole.bytes = whole.alignment = static_cast<uint8_t>(access.bytes());
  UndefinedBytes bytes;
  if (!read(warp, whole, lanes, addresses, data, bytes))
    return false;
  forEachLane(lanes, [&](unsigned lane) {
    uint8_t *place = undefined + lane * access.bytes();
    if (hasLane(bytes.lanes, lane))
      std::memcpy(place, bytes.bytes + lane * access.bytes(), access.bytes());
    else
      std::memset(place, 0, access.bytes());
  });
  return true;
}

bool TrackedBlockMemory::store(Warp &warp, const Operation &, const Access &access, LaneMask lanes,
                               const uint64_t *addresses, const std::byte *data, const uint8_t *undefined) {
  MemoryAccess whole;
  whole.space = access.space;
  whole.bytes = whole.alignment = static_cast<uint8_t>(access.bytes());
  return write(warp, whole, lanes, addresses, data, undefined);
}

//===------------------------------------------------------------------------------------------------------===//
// One access
//===------------------------------------------------------------------------------------------------------===//

template <class Body>
bool TrackedBlockMemory::splitBySpace(const Request &request, Body body) {
  uint64_t addresses[kWarpSize];
  LaneMask bySpace[6] = {};
  forEachLane(request.lanes, [&](unsigned lane) {
    addresses[lane] = request.addresses[lane];
    bySpace[static_cast<unsigned>(resolve(addresses[lane]))] |= 1u << lane;
  });
  for (unsigned space = 0; space < 6; ++space) {
    if (!bySpace[space])
      continue;
    Request part = request;
    part.access.space = static_cast<AddressSpace>(space);
    part.lanes = bySpace[space];
    part.addresses = addresses;
    if (!body(part))
      return false;
  }
  return true;
}

bool TrackedBlockMemory::checkAlignment(const Request &request) {
  uint64_t mask = request.access.alignment - 1, bits = 0;
  forEachLane(request.lanes, [&](unsigned lane) { bits |= request.addresses[lane]; });
  if (!(bits & mask))
    return true;
  LaneMask wrong = 0;
  forEachLane(request.lanes, [&](unsigned lane) { wrong |= request.addresses[lane] & mask ? 1u << lane : 0; });
  unsigned lane = firstLane(wrong);
  return fail(request, ReportClass::MisalignedAccess, lane, request.addresses[lane],
              "expected an address that is a multiple of " + std::to_string(request.access.alignment));
}

bool TrackedBlockMemory::transfer(Request &request) {
  if (request.access.space == AddressSpace::Generic)
    return splitBySpace(request, [&](Request &part) { return transfer(part); });
  if (!request.lanes)
    return true;
  if (!request.line)
    request.line = request.warp.getLine();
  if (collectStatistics)
    count(request);
  switch (request.access.space) {
  case AddressSpace::Local:
    return transferLocal(request);
  case AddressSpace::Parameter:
    return transferParameters(request);
  default:
    return transferRegion(request);
  }
}

/// Two lanes of one instruction may write one place only with the same value.
bool TrackedBlockMemory::checkOverlaps(Request &request) {
  const unsigned bytes = request.access.bytes;
  return forEachOverlap(request.lanes, request.addresses, [&](LaneOverlap overlap) {
    if (!std::memcmp(request.data + overlap.first * bytes, request.data + overlap.second * bytes, bytes))
      return true;
    ShadowConflict conflict;
    conflict.record.block = block;
    conflict.record.line = request.line;
    conflict.record.warp = request.warp.getIndex();
    conflict.record.touch = static_cast<uint8_t>(request.touch);
    conflict.record.pattern.lane = static_cast<uint8_t>(overlap.first);
    return failRace(request, overlap.second, request.addresses[overlap.second], conflict);
  });
}

bool TrackedBlockMemory::transferRegion(Request &request) {
  const AddressSpace space = request.access.space;
  if (space == AddressSpace::Constant && request.access.isWrite)
    return fail(request, ReportClass::WrongAddressSpace, firstLane(request.lanes),
                request.addresses[firstLane(request.lanes)], "expected memory that can be written");
  const unsigned bytes = request.access.bytes;
  bool good = forEachRun(request.lanes, request.addresses, bytes,
                         [&](const LaneRun &run) { return checkBounds(request, run); });
  if (!good || !checkAlignment(request))
    return false;
  if (request.access.isWrite && !request.modify && request.data && !checkOverlaps(request))
    return false;
  const unsigned sharing = countSharingLanes(request.lanes, request.addresses);
  const bool isPlainRead = !request.access.isWrite && !request.modify && !request.asyncNumber && request.data;
  good = isPlainRead && sharing > 1 ? readForSharingLanes(request, sharing) : transferRuns(request);
  if (good && request.isStrong())
    synchronise(request);
  return good;
}

bool TrackedBlockMemory::transferRuns(Request &request) {
  return forEachRun(request.lanes, request.addresses, request.access.bytes, [&](const LaneRun &run) {
    if (request.access.space == AddressSpace::Shared)
      return transferRun(request, run, shared, 0);
    Allocation *allocation = getTable(request).find(run.address);
    // A run of lanes may leap from one allocation to the next.
    if (!allocation->contains(run.getAddress(run.count - 1), request.access.bytes))
      return transferSingly(request, run);
    return transferRun(request, run, allocation->region, allocation->address);
  });
}

/// Neighbours that read one place (the byte that holds the codes of both, say) read it once.
bool TrackedBlockMemory::readForSharingLanes(Request &request, unsigned sharing) {
  const unsigned bytes = request.access.bytes, count = kWarpSize / sharing;
  uint64_t addresses[kWarpSize];
  std::byte data[kWarpSize * kMaxLaneBytes];
  UndefinedBytes undefined;
  for (unsigned index = 0; index < count; ++index)
    addresses[index] = request.addresses[index * sharing];
  Request part = request;
  part.lanes = kAllLanes >> (kWarpSize - count);
  part.addresses = addresses;
  part.data = data;
  part.undefined = request.undefined ? &undefined : nullptr;
  part.sharing = sharing;
  if (!transferRuns(part))
    return false;
  for (unsigned lane = 0; lane < kWarpSize; ++lane) {
    const unsigned from = lane / sharing;
    std::memcpy(request.data + lane * bytes, data + from * bytes, bytes);
    if (!request.undefined || !hasLane(undefined.lanes, from))
      continue;
    request.undefined->lanes |= 1u << lane;
    std::memcpy(request.undefined->bytes + lane * bytes, undefined.bytes + from * bytes, bytes);
  }
  return true;
}

AllocationTable &TrackedBlockMemory::getTable(const Request &request) {
  TrackedDeviceMemory &device = launch.getDevice();
  return request.access.space == AddressSpace::Constant ? device.getConstant() : device.getGlobal();
}

/// Lanes of a run one by one.
bool TrackedBlockMemory::transferSingly(Request &request, const LaneRun &run) {
  for (unsigned index = 0; index < run.count; ++index) {
    LaneRun one{run.lane + index, 1, run.getAddress(index), request.access.bytes};
    Allocation *allocation = getTable(request).find(one.address);
    if (!transferRun(request, one, allocation->region, allocation->address))
      return false;
  }
  return true;
}

/// A run within a region whose first byte has the address `base`.
bool TrackedBlockMemory::transferRun(Request &request, const LaneRun &run, Region &region, uint64_t base) {
  const unsigned bytes = request.access.bytes;
  const uint64_t offset = run.address - base;
  request.base = base;
  auto place = [&](unsigned lane) { return request.data ? request.data + lane * bytes : nullptr; };
  // Equal patterns make equal records: what one lane touches alone has no stride, a whole warp is the same at every
  // turn.
  auto patternAt = [&](uint64_t at, unsigned lane, bool isAlone) {
    uint64_t inPage = at % kPageBytes;
    const unsigned wholeWarp = kWarpSize / request.sharing;
    if (isAlone)
      return LanePattern{0, 0, static_cast<uint8_t>(lane * request.sharing)};
    const uint64_t period = static_cast<uint64_t>(run.stride) * wholeWarp;
    if (run.stride > 0 && run.count == wholeWarp && kPageBytes % period == 0) {
      inPage = (inPage + kPageBytes - static_cast<uint64_t>(run.stride) * lane) % period;
      lane = 0;
    }
    return LanePattern{static_cast<uint16_t>(inPage), static_cast<int16_t>(run.stride),
                       static_cast<uint8_t>(lane * request.sharing), static_cast<uint8_t>(request.sharing)};
  };
  if (run.stride == bytes && !request.modify) {
    unsigned total = run.count * bytes;
    for (unsigned done = 0; done < total;) {
      uint64_t at = offset + done;
      unsigned size = std::min<unsigned>(total - done, kPageBytes - at % kPageBytes);
      unsigned lane = run.lane + done / bytes;
      if (!transferPiece(request, patternAt(at, lane, run.count == 1), lane, region, at, size, place(lane)))
        return false;
      done += size;
    }
    return true;
  }
  if (run.stride == 0 && !request.modify) {
    if (!transferPiece(request, patternAt(offset, run.lane, true), run.lane, region, offset, bytes, place(run.lane)))
      return false;
    if (!request.access.isWrite && request.data)
      for (unsigned index = 1; index < run.count; ++index)
        copyLane(request, run.lane, run.lane + index);
    return true;
  }
  LanePattern pattern;
  uint64_t page = ~0ull;
  for (unsigned index = 0; index < run.count; ++index) {
    uint64_t at = offset + static_cast<uint64_t>(run.stride * index);
    unsigned lane = run.lane + index;
    if (at / kPageBytes != page || run.stride == 0) {
      bool isLast = index + 1 == run.count || (at + static_cast<uint64_t>(run.stride)) / kPageBytes != at / kPageBytes;
      pattern = patternAt(at, lane, isLast || run.stride == 0);
    }
    page = at / kPageBytes;
    if (!transferPiece(request, pattern, lane, region, at, bytes, place(lane)))
      return false;
  }
  return true;
}

/// The result of one lane for another that read the same place.
void TrackedBlockMemory::copyLane(Request &request, unsigned from, unsigned to) {
  const unsigned bytes = request.access.bytes;
  std::memcpy(request.data + to * bytes, request.data + from * bytes, bytes);
  if (!request.undefined || !hasLane(request.undefined->lanes, from))
    return;
  request.undefined->lanes |= 1u << to;
  std::memcpy(request.undefined->bytes + to * bytes, request.undefined->bytes + from * bytes, bytes);
}

void TrackedBlockMemory::noteUndefined(Request &request, const DefinedBits &defined, uint64_t offset, unsigned size,
                                       unsigned first) {
  const unsigned bytes = request.access.bytes;
  UndefinedBytes &undefined = *request.undefined;
  for (unsigned byte = 0; byte < size; ++byte) {
    bool isDefined = defined.isDefined(offset + byte);
    undefined.bytes[first + byte] = isDefined ? 0 : 1;
    if (!isDefined)
      undefined.lanes |= 1u << ((first + byte) / bytes);
  }
}

bool TrackedBlockMemory::track(Request &request, const LanePattern &pattern, Region &region, PageState &page,
                               uint64_t offset, unsigned size, const std::byte *after) {
  const unsigned warp = request.warp.getIndex();
  ShadowAccess access;
  access.record.block = block;
  access.record.clock = request.asyncNumber ? request.asyncNumber : clocks.getClock(warp);
  access.record.line = request.line;
  access.record.pattern = pattern;
  access.record.warp = warp;
  access.record.isStrong = request.isStrong();
  access.record.isWide = request.isStrong() && request.access.scope >= Scope::Device;
  access.record.isAtomic = request.access.isAtomic;
  access.record.touch = static_cast<uint8_t>(request.touch);
  access.clocks = &clocks;
  access.async = this;
  access.maxReaders = request.access.space == AddressSpace::Shared ? kMaxWarps : 4;
  ShadowConflict conflict;
  if (region.getShadow(page).touch(access, offset % kPageBytes, size, region.getData(offset), after, conflict))
    return true;
  uint64_t distance = conflict.offset - offset % kPageBytes;
  return failRace(request, pattern.getLane(conflict.offset), request.base + offset + distance, conflict);
}

bool TrackedBlockMemory::transferPiece(Request &request, const LanePattern &pattern, unsigned lane, Region &region,
                                       uint64_t offset, unsigned size, std::byte *data) {
  const AddressSpace space = request.access.space;
  PageState &page = region.getPage(offset);
  const bool needsLock = parallel && space == AddressSpace::Global;
  std::unique_lock<PageState> guard(page, std::defer_lock);
  if (needsLock)
    guard.lock();
  if (space != AddressSpace::Constant &&
      !track(request, pattern, region, page, offset, size, request.access.isWrite && !request.modify ? data : nullptr))
    return false;
  DefinedBits &defined = region.getDefined();
  if (request.access.isWrite && space == AddressSpace::Global && launch.getDevice().hasSnapshot())
    region.save(offset);
  if (request.modify) {
    if (!defined.areDefined(offset, size)) {
      noteUndefined(request, defined, offset, size, lane * request.access.bytes);
      if (!request.mayBeUndefined)
        return failUndefined(request, lane);
      defined.set(offset, size, true);
    }
    (*request.modify)(lane, region.getData(offset), space);
    return true;
  }
  if (!data)
    return true;
  if (!request.access.isWrite) {
    std::memcpy(data, region.getData(offset), size);
    if (!defined.areDefined(offset, size))
      noteUndefined(request, defined, offset, size, static_cast<unsigned>(data - request.data));
    return true;
  }
  std::memcpy(region.getData(offset), data, size);
  defined.set(offset, size, true);
  if (request.storedUndefined)
    for (unsigned byte = 0; byte < size; ++byte)
      if (request.storedUndefined[data - request.data + byte])
        defined.set(offset + byte, 1, false);
  return true;
}

bool TrackedBlockMemory::transferLocal(Request &request) {
  LocalMemory &local = getLocal(request.warp);
  const unsigned bytes = request.access.bytes;
  for (LaneMask left = request.lanes; left; left &= left - 1) {
    unsigned lane = firstLane(left);
    if (!local.contains(lane, request.addresses[lane], bytes))
      return failLocal(request, lane);
  }
  if (!checkAlignment(request))
    return false;
  for (LaneMask left = request.lanes; left; left &= left - 1) {
    unsigned lane = firstLane(left);
    std::byte *place = local.getData(lane, request.addresses[lane]);
    uint8_t *defined = local.getDefined(lane, request.addresses[lane]);
    std::byte *data = request.data ? request.data + lane * bytes : nullptr;
    bool whole = std::all_of(defined, defined + bytes, [](uint8_t byte) { return byte != 0; });
    if (!whole && request.undefined) {
      request.undefined->lanes |= 1u << lane;
      for (unsigned byte = 0; byte < bytes; ++byte)
        request.undefined->bytes[lane * bytes + byte] = !defined[byte];
    }
    if (request.modify) {
      if (!whole && !request.mayBeUndefined)
        return failUndefined(request, lane);
      (*request.modify)(lane, place, AddressSpace::Local);
      std::memset(defined, 1, bytes);
    } else if (request.access.isWrite) {
      std::memcpy(place, data, bytes);
      for (unsigned byte = 0; byte < bytes; ++byte)
        defined[byte] = !(request.storedUndefined && request.storedUndefined[lane * bytes + byte]);
    } else {
      std::memcpy(data, place, bytes);
    }
  }
  return true;
}

bool TrackedBlockMemory::transferParameters(Request &request) {
  const std::vector<std::byte> &parameters = launch.getParameters();
  const unsigned bytes = request.access.bytes;
  unsigned first = firstLane(request.lanes);
  if (request.access.isWrite)
    return fail(request, ReportClass::WrongAddressSpace, first, request.addresses[first],
                "expected memory that can be written");
  for (LaneMask left = request.lanes; left; left &= left - 1) {
    unsigned lane = firstLane(left);
    uint64_t offset = request.addresses[lane] - kParameterBase;
    if (offset > parameters.size() || bytes > parameters.size() - offset)
      return failParameters(request, lane);
    std::memcpy(request.data + lane * bytes, parameters.data() + offset, bytes);
  }
  return checkAlignment(request);
}

/// What a strong access of each distinct address acquires and releases.
void TrackedBlockMemory::synchronise(Request &request) {
  const MemoryAccess &access = request.access;
  const bool isShared = access.space == AddressSpace::Shared;
  if (access.space == AddressSpace::Constant || (parallel && !isShared))
    return;
  ReleaseMap &map = isShared ? released : launch.getReleased();
  uint64_t previous = ~0ull;
  forEachLane(request.lanes, [&](unsigned lane) {
    if (request.addresses[lane] != previous)
      clocks.strongAccess(request.warp.getIndex(), map, request.addresses[lane], !access.isWrite || access.isAtomic,
                          access.isWrite, access.order, access.scope);
    previous = request.addresses[lane];
  });
}
