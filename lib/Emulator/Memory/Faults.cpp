//===- Faults.cpp - reports of accesses that are wrong -------------------------------------------------------===//

#include "Block.h"
#include "Memory/Request.h"

using namespace mlir::qnt::emulator;

namespace {

/// Addresses below are what a null pointer and a small index give.
constexpr uint64_t kNullBytes = 0x10000;

std::string bytesOf(uint64_t count) { return std::to_string(count) + (count == 1 ? " byte" : " bytes"); }

const char *nameOf(const AccessRecord &record) {
  switch (record.getTouch()) {
  case Touch::AsyncRead:
    return "asynchronous read";
  case Touch::AsyncWrite:
    return "asynchronous write";
  case Touch::Read:
    return "read";
  case Touch::Write:
    return record.isAtomic ? "atomic operation" : "write";
  }
  return "access";
}

Dim3 unflatten(uint64_t linear, const Dim3 &size) {
  return Dim3{static_cast<uint32_t>(linear % size.x), static_cast<uint32_t>(linear / size.x % size.y),
              static_cast<uint32_t>(linear / size.x / size.y)};
}

} // namespace

bool TrackedBlockMemory::fail(const Request &request, ReportClass reportClass, unsigned lane, uint64_t address,
                              std::string text) {
  Report report;
  report.reportClass = reportClass;
  report.line = request.line;
  report.block = blockIndex;
  report.thread = getThread(request.warp.getIndex(), lane);
  report.address = address;
  report.space = getName(request.access.space);
  report.text = std::move(text);
  request.warp.fail(std::move(report));
  return false;
}

/// "write of 4 bytes".
std::string TrackedBlockMemory::describe(const Request &request) {
  const MemoryAccess &access = request.access;
  return std::string(access.isAtomic  ? "atomic operation on "
                     : access.isWrite ? "write of "
                                      : "read of ") +
         bytesOf(access.bytes);
}

const AddressRange *TrackedBlockMemory::findShared(uint64_t address) const {
  for (const AddressRange &range : sharedRanges)
    if (address >= range.begin && address < range.end)
      return &range;
  return nullptr;
}

/// Are the lanes of a run in bounds? The first that is not is reported.
bool TrackedBlockMemory::checkBounds(const Request &request, const LaneRun &run) {
  const uint64_t first = run.address, last = run.getAddress(run.count - 1), bytes = request.access.bytes;
  if (request.access.space == AddressSpace::Shared) {
    const AddressRange *range = findShared(first);
    if (range && bytes <= range->end - first && last >= range->begin && last <= range->end &&
        bytes <= range->end - last)
      return true;
    for (unsigned index = 0; index < run.count; ++index) {
      const AddressRange *one = findShared(run.getAddress(index));
      if (!one || bytes > one->end - run.getAddress(index))
        return failShared(request, run.lane + index);
    }
    return true;
  }
  AllocationTable &table = getTable(request);
  Allocation *allocation = table.find(first, bytes);
  if (allocation && allocation->contains(last, bytes))
    return true;
  for (unsigned index = 0; index < run.count; ++index)
    if (!table.find(run.getAddress(index), bytes))
      return failGlobal(request, run.lane + index);
  return true;
}

/// The address belongs to another space than the instruction says.
bool TrackedBlockMemory::failIfForeign(const Request &request, unsigned lane) {
  const uint64_t address = request.addresses[lane];
  uint64_t within = address;
  AddressSpace space = resolve(within);
  if (space == AddressSpace::Global && !launch.getDevice().getGlobal().find(address, 1))
    return false;
  if (space == request.access.space && space == AddressSpace::Global)
    return false;
  std::string text = describe(request) + ": expected an address of " + getName(request.access.space) +
                     " memory, but got the generic address of " + toHex(within) + " in " + getName(space) + " memory";
  fail(request, ReportClass::WrongAddressSpace, lane, address, text);
  return true;
}

bool TrackedBlockMemory::failGlobal(const Request &request, unsigned lane) {
  const uint64_t address = request.addresses[lane], bytes = request.access.bytes;
  const bool isWrite = request.access.isWrite, isConstant = request.access.space == AddressSpace::Constant;
  if (failIfForeign(request, lane))
    return false;
  if (address < kNullBytes && !isConstant)
    return fail(request, ReportClass::NullPointer, lane, address, describe(request) + " at a null pointer");
  std::string text = describe(request) + " outside of every allocation";
  if (Allocation *allocation = getTable(request).find(address)) {
    uint64_t size = allocation->region.getSize(), end = allocation->address + size;
    std::string where = address < allocation->address ? bytesOf(allocation->address - address) + " before the start"
                        : address >= end              ? bytesOf(address - end) + " behind the end"
                                                      : bytesOf(address + bytes - end) + " over the end";
    text = describe(request) + " " + where + " of the " + bytesOf(size) + " at " + toHex(allocation->address);
  }
  return fail(request, isWrite ? ReportClass::OutOfBoundsGlobalWrite : ReportClass::OutOfBoundsGlobalRead, lane,
              address, text);
}

bool TrackedBlockMemory::failShared(const Request &request, unsigned lane) {
  const uint64_t address = request.addresses[lane];
  if (failIfForeign(request, lane))
    return false;
  std::string text = describe(request) + " outside of the " + bytesOf(shared.getSize()) + " of shared memory";
  if (address < shared.getSize())
    text = describe(request) + " outside of every variable in shared memory";
  return fail(request, ReportClass::OutOfBoundsShared, lane, address, text);
}

bool TrackedBlockMemory::failLocal(const Request &request, unsigned lane) {
  if (failIfForeign(request, lane))
    return false;
  const uint64_t top = getLocal(request.warp).getTop(lane);
  std::string text = describe(request) + " outside of the " + bytesOf(top) + " of local memory in use";
  if (request.addresses[lane] < top)
    text = describe(request) + " outside of every variable in local memory";
  return fail(request, ReportClass::OutOfBoundsLocal, lane, request.addresses[lane], text);
}

bool TrackedBlockMemory::failParameters(const Request &request, unsigned lane) {
  if (failIfForeign(request, lane))
    return false;
  std::string text = describe(request) + " outside of the " + bytesOf(launch.getParameters().size()) + " of parameters";
  return fail(request, ReportClass::OutOfBoundsLocal, lane, request.addresses[lane], text);
}

bool TrackedBlockMemory::failUndefined(const Request &request, unsigned lane) {
  AddressSpace space = request.access.space;
  ReportClass reportClass = space == AddressSpace::Global   ? ReportClass::UninitializedGlobal
                            : space == AddressSpace::Shared ? ReportClass::UninitializedShared
                                                            : ReportClass::UninitializedLocal;
  return fail(request, reportClass, lane, request.addresses[lane],
              describe(request) + ", of which some were never written");
}

bool TrackedBlockMemory::failRace(const Request &request, unsigned lane, uint64_t address,
                                  const ShadowConflict &conflict) {
  const AccessRecord &earlier = conflict.record;
  Report::Party party;
  party.line = earlier.line;
  party.block = unflatten(earlier.block, launch.getConfiguration().grid);
  party.thread = getThread(earlier.warp, earlier.pattern.getLane(conflict.offset));
  AccessRecord now;
  now.touch = static_cast<uint8_t>(request.touch);
  now.isAtomic = request.access.isAtomic;

  Report report;
  report.reportClass = request.access.space == AddressSpace::Global ? ReportClass::GlobalRace : ReportClass::SharedRace;
  report.text = std::string(nameOf(now)) + " conflicts with the " + nameOf(earlier);
  if (conflict.isInFlight && earlier.getTouch() == Touch::AsyncWrite) {
    report.reportClass = ReportClass::CpAsyncNotWaited;
    report.text = std::string(nameOf(now)) + " of bytes in flight, by the asynchronous copy";
  } else if (conflict.isInFlight) {
    report.text += " in flight";
  }
  report.text += " at line " + std::to_string(party.line) + " by thread " + toString(party.thread);
  if (party.block != blockIndex)
    report.text += " of block " + toString(party.block);
  report.line = request.line;
  report.block = blockIndex;
  report.thread = getThread(request.warp.getIndex(), lane);
  report.address = address;
  report.space = getName(request.access.space);
  report.other = party;
  request.warp.fail(std::move(report));
  return false;
}
