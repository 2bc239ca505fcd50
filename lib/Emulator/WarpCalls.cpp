//===- WarpCalls.cpp - frames, arguments and results -----------------------------------------------------===//
#include "Block.h"
#include "Program.h"
#include "Warp.h"
#include <algorithm>

namespace mlir::qnt::emulator {

/// Calls below each other; a kernel that calls deeper overflows its stack.
static constexpr uint32_t kMaxCallDepth = 1024;
/// Where the first frame lies in local memory, and what frames are rounded to. An address of 0 stays invalid.
static constexpr uint64_t kLocalBase = 256;
static constexpr uint64_t kFrameAlignment = 64;

static uint64_t alignTo(uint64_t value, uint64_t alignment) { return (value + alignment - 1) / alignment * alignment; }

/// Values of a register in `lanes`, with their poison, from one frame to another. `from` need not be a register.
static void copyRegister(Frame &toFrame, Slot to, const uint64_t *values, const Frame &fromFrame, Slot from,
                         LaneMask lanes) {
  detail::blendLanes(toFrame.values.get() + static_cast<size_t>(to.getIndex()) * kWarpSize, values, lanes);
  const LaneMask undefined = from.isRegister() ? fromFrame.undefined[from.getIndex()] & lanes : 0;
  LaneMask &marks = toFrame.undefined[to.getIndex()];
  marks = (marks & ~lanes) | undefined;
  forEachLane(undefined, [&](unsigned lane) {
    Poison poison;
    poison.bytes = kAllBytes;
    poison.origin.slot = from.getIndex();
    auto found = fromFrame.poison.find(from.getIndex() * kWarpSize + lane);
    toFrame.poison[to.getIndex() * kWarpSize + lane] = found == fromFrame.poison.end() ? poison : found->second;
  });
}

Frame *Warp::makeFrame(const Function &function, Frame *caller, LaneMask lanes) {
  std::unique_ptr<Frame> frame;
  std::vector<std::unique_ptr<Frame>> &reusable = freeFrames[&function];
  if (!reusable.empty()) {
    frame = std::move(reusable.back());
    reusable.pop_back();
    frame->poison.clear();
  } else {
    frame = std::make_unique<Frame>();
    frame->function = &function;
    frame->values = std::make_unique<uint64_t[]>(static_cast<size_t>(function.numSlots) * kWarpSize);
    frame->undefined = std::make_unique<LaneMask[]>(function.numSlots);
  }
  std::fill_n(frame->undefined.get(), function.numSlots, kAllLanes);
  frame->caller = caller;
  frame->depth = caller ? caller->depth + 1 : 0;
  frame->lanes = lanes;
  frame->localBase = caller ? alignTo(caller->localEnd, kFrameAlignment) : kLocalBase;
  frame->localEnd = frame->localBase + function.localBytes;
  for (const FrameAddress &address : function.frameAddresses) {
    std::fill_n(frame->values.get() + static_cast<size_t>(address.slot) * kWarpSize, kWarpSize,
                frame->localBase + address.offset);
    frame->undefined[address.slot] = 0;
  }
  frames.push_back(std::move(frame));
  return frames.back().get();
}

void Warp::releaseFrame(Frame *frame, LaneMask lanes) {
  frame->lanes &= ~lanes;
  if (frame->localEnd > frame->localBase)
    memory->leaveFrame(*this, lanes, frame->localBase, frame->localEnd);
  if (frame->lanes)
    return;
  // Frames die in the order of calls, so the one that ends stands near the end.
  for (size_t i = frames.size(); i-- > 0;) {
    if (frames[i].get() != frame)
      continue;
    freeFrames[frame->function].push_back(std::move(frames[i]));
    frames.erase(frames.begin() + static_cast<ptrdiff_t>(i));
    return;
  }
}

static Access makeLocalAccess(uint64_t size) {
  Access access;
  access.space = AddressSpace::Local;
  access.elementBytes = static_cast<uint8_t>(size);
  return access;
}

bool Warp::storeLocal(Frame &frame, uint64_t address, uint64_t size, Slot from, const uint64_t *values,
                      LaneMask lanes) {
  uint64_t addresses[kWarpSize];
  std::byte data[kWarpSize * 8] = {};
  uint8_t undefined[kWarpSize * 8] = {};
  size = std::min<uint64_t>(size, 8);
  Frame *const saved = selectFrame(&frame);
  forEachLane(lanes, [&](unsigned lane) {
    addresses[lane] = address;
    std::memcpy(data + lane * size, &values[lane], size);
    const Poison poison = getPoison(from, lane);
    for (unsigned byte = 0; byte < size; ++byte)
      undefined[lane * size + byte] = poison.bytes >> byte & 1;
  });
  selectFrame(saved);
  return memory->store(*this, *currentOperation, makeLocalAccess(size), lanes, addresses, data, undefined);
}

bool Warp::loadLocal(Frame &frame, Slot to, uint64_t address, uint64_t size, LaneMask lanes) {
  uint64_t addresses[kWarpSize];
  std::byte data[kWarpSize * 8];
  uint8_t undefined[kWarpSize * 8];
  size = std::min<uint64_t>(size, 8);
  std::fill_n(addresses, kWarpSize, address);
  if (!memory->load(*this, *currentOperation, makeLocalAccess(size), lanes, addresses, data, undefined))
    return false;
  Frame *const saved = selectFrame(&frame);
  forEachLane(lanes, [&](unsigned lane) {
    uint64_t value = 0;
    Poison poison;
    std::memcpy(&value, data + lane * size, size);
    for (unsigned byte = 0; byte < size; ++byte)
      poison.bytes |= static_cast<ByteMask>((undefined[lane * size + byte] ? 1 : 0) << byte);
    poison.origin = Origin{ReportClass::UninitializedLocal, getLine(), address, 0};
    write(to)[lane] = value;
    setPoison(to, lane, poison);
  });
  selectFrame(saved);
  return true;
}

bool Warp::passValue(const CallValue &from, Frame &fromFrame, const CallValue &to, Frame &toFrame, LaneMask lanes) {
  if (from.isBytes && to.isBytes) {
    memory->copyLocal(*this, lanes, toFrame.localBase + to.offset, fromFrame.localBase + from.offset,
                      std::min(from.size, to.size));
    return true;
  }
  if (from.isBytes)
    return loadLocal(toFrame, to.slot, fromFrame.localBase + from.offset, from.size, lanes);
  const uint64_t *values = from.slot.isRegister()
                               ? fromFrame.values.get() + static_cast<size_t>(from.slot.getIndex()) * kWarpSize
                               : read(from.slot);
  if (to.isBytes)
    return storeLocal(fromFrame, toFrame.localBase + to.offset, to.size, from.slot, values, lanes);
  copyRegister(toFrame, to.slot, values, fromFrame, from.slot, lanes);
  return true;
}

static CallValue toValue(const ParameterLayout &layout) {
  CallValue value;
  value.isBytes = !layout.isRegister;
  value.offset = layout.offset;
  value.size = layout.size;
  value.slot = layout.slot;
  return value;
}

void Warp::enter(const Function &callee, const CallSite &site) {
  Frame &caller = *currentFrame;
  const LaneMask lanes = activeLanes;
  if (caller.depth + 1 >= kMaxCallDepth) {
    fail(ReportClass::StackOverflow, firstLane(lanes),
         "expected at most " + std::to_string(kMaxCallDepth) + " calls in each other, at the call of '" + callee.name +
             "'");
    return;
  }
  Frame &frame = *makeFrame(callee, &caller, lanes);
  frame.returnPc = pc;
  frame.site = &site;
  if (frame.localEnd > frame.localBase && !memory->enterFrame(*this, lanes, frame.localBase, frame.localEnd)) {
    fail(ReportClass::StackOverflow, firstLane(lanes),
         "expected room for " + std::to_string(callee.localBytes) + " bytes of local memory of '" + callee.name +
             "' at depth " + std::to_string(frame.depth));
    return;
  }
  for (const AddressRange &gap : callee.frameGaps)
    memory->closeFrame(*this, lanes, frame.localBase + gap.begin, frame.localBase + gap.end);
  for (size_t i = 0; i < site.arguments.size(); ++i)
    if (!passValue(site.arguments[i], caller, toValue(callee.parameters[i]), frame, lanes))
      return;
  Fragment &fragment = splitActive();
  fragment.frame = &frame;
  fragment.pc = 0;
}

bool Warp::writeResult(const CallSite &site, const uint64_t *values) {
  if (site.results.empty())
    return true;
  const CallValue &result = site.results.front();
  if (!result.isBytes) {
    writeLanes(result.slot, values);
    return true;
  }
  return storeLocal(*currentFrame, currentFrame->localBase + result.offset, result.size, Slot(Slot::Constant, 0),
                    values, activeLanes);
}

void Warp::leave() {
  Frame &frame = *currentFrame;
  if (!frame.caller) {
    exit();
    return;
  }
  const LaneMask lanes = activeLanes;
  const std::vector<ParameterLayout> &results = frame.function->results;
  for (size_t i = 0; i < frame.site->results.size(); ++i)
    if (!passValue(toValue(results[i]), frame, frame.site->results[i], *frame.caller, lanes))
      return;
  Fragment &fragment = splitActive();
  fragment.frame = frame.caller;
  fragment.pc = frame.returnPc;
  releaseFrame(&frame, lanes);
}

} // namespace mlir::qnt::emulator
