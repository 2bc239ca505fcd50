//===- Warp.cpp - registers, poison and errors of a warp -------------------------------------------------===//
#include "Warp.h"
#include "Block.h"
#include "Program.h"
#include <algorithm>

namespace mlir::qnt::emulator {

Warp::Warp(Block &block, unsigned index)
    : block(block), program(block.getContext().program), memory(&block.getMemory()), index(index) {
  const unsigned threads = std::min(block.getNumThreads() - index * kWarpSize, kWarpSize);
  aliveLanes = threads == kWarpSize ? kAllLanes : (LaneMask{1} << threads) - 1;
  makeSpecials();
  Fragment fragment;
  fragment.frame = makeFrame(*block.getContext().kernel, nullptr, aliveLanes);
  fragment.lanes = aliveLanes;
  fragments.push_back(fragment);
  selectFrame(fragment.frame);
  bases[Slot::Constant] = program->constants.data();
  bases[Slot::Special] = specials.get();
  const uint64_t base = currentFrame->localBase;
  if (currentFrame->localEnd > base && !memory->enterFrame(*this, aliveLanes, base, currentFrame->localEnd)) {
    fail(ReportClass::StackOverflow, 0,
         "expected room for " + std::to_string(currentFrame->function->localBytes) + " bytes of local memory");
    return;
  }
  for (const AddressRange &gap : currentFrame->function->frameGaps)
    memory->closeFrame(*this, aliveLanes, base + gap.begin, base + gap.end);
}

Warp::~Warp() = default;

Frame *Warp::selectFrame(Frame *frame) {
  bases[Slot::Register] = frame ? frame->values.get() : nullptr;
  return std::exchange(currentFrame, frame);
}

void Warp::setSpecial(Slot slot, uint64_t value) {
  std::fill_n(specials.get() + static_cast<size_t>(slot.getIndex()) * kWarpSize, kWarpSize, value);
}

Dim3 Warp::getThread(unsigned lane) const {
  const Dim3 &size = block.getBlockSize();
  const uint32_t linear = index * kWarpSize + lane;
  return Dim3{linear % size.x, linear / size.x % size.y, linear / size.x / size.y};
}

void Warp::writeLanes(Slot slot, const uint64_t *values, LaneMask lanes) {
  detail::blendLanes(write(slot), values, lanes);
  markDefined(slot, lanes);
}

Poison Warp::getPoison(Slot slot, unsigned lane) const {
  if (!hasLane(undefinedLanes(slot), lane))
    return {};
  auto found = currentFrame->poison.find(slot.getIndex() * kWarpSize + lane);
  if (found != currentFrame->poison.end())
    return found->second;
  Origin origin;
  origin.slot = slot.getIndex();
  return Poison{kAllBytes, origin};
}

void Warp::setPoison(Slot slot, unsigned lane, const Poison &poison) {
  LaneMask &undefined = currentFrame->undefined[slot.getIndex()];
  if (!poison) {
    undefined &= ~(LaneMask{1} << lane);
    return;
  }
  undefined |= LaneMask{1} << lane;
  currentFrame->poison[slot.getIndex() * kWarpSize + lane] = poison;
}

void Warp::propagatePoison(const Operation &operation, LaneMask lanes) {
  forEachLane(lanes, [&](unsigned lane) {
    Poison poison;
    for (unsigned i = 0; i < operation.numSources && !poison; ++i)
      poison = getPoison(operation.sources[i], lane);
    if (poison.origin.reportClass == ReportClass::UninitializedRegister && poison.origin.line == 0)
      poison.origin.line = operation.line;
    poison.bytes = kAllBytes;
    for (unsigned i = 0; i < operation.numDestinations; ++i)
      setPoison(operation.destinations[i], lane, poison);
  });
}

bool Warp::hasFailed() const { return block.getReport().has_value(); }

void Warp::fail(Report report) {
  turnEnds = true;
  if (hasFailed())
    return;
  if (!report.line)
    report.line = getLine();
  block.fail(std::move(report));
}

void Warp::fail(ReportClass reportClass, unsigned lane, std::string text) {
  Report report;
  report.reportClass = reportClass;
  report.thread = getThread(lane);
  report.text = std::move(text);
  fail(std::move(report));
}

bool Warp::failUndefined(Slot slot, unsigned lane, const char *use) {
  return failUndefined(getPoison(slot, lane).origin, lane, use);
}

bool Warp::failUndefined(const Origin &origin, unsigned lane, const char *use) {
  Report report;
  report.reportClass = origin.reportClass;
  report.thread = getThread(lane);
  report.text = "expected a defined " + std::string(use) + ", but ";
  if (origin.reportClass == ReportClass::UninitializedRegister) {
    report.text += currentFrame->function->getRegisterName(origin.slot) + " was never written";
    if (origin.line && origin.line != getLine())
      report.text += " where line " + std::to_string(origin.line) + " reads it";
  } else if (origin.reportClass == ReportClass::DivergentCollective) {
    report.text += "line " + std::to_string(origin.line) + " reads a lane that takes no part";
  } else {
    report.address = origin.address;
    report.space = origin.reportClass == ReportClass::UninitializedShared  ? "shared"
                   : origin.reportClass == ReportClass::UninitializedLocal ? "local"
                                                                           : "global";
    report.text += "line " + std::to_string(origin.line) + " reads memory that was never written";
  }
  fail(std::move(report));
  return false;
}

} // namespace mlir::qnt::emulator
