//===- WarpControl.cpp - branches, exits and waiting -----------------------------------------------------===//
#include "Block.h"
#include "Program.h"
#include "Warp.h"
#include <cstdio>

namespace mlir::qnt::emulator {

Fragment &Warp::splitActive() {
  Fragment fragment;
  fragment.frame = currentFrame;
  fragment.pc = pc;
  fragment.lanes = activeLanes;
  fragment.lastRun = executed;
  fragments.push_back(fragment);
  currentLanes &= ~activeLanes;
  turnEnds = true;
  return fragments.back();
}

void Warp::branch(uint32_t target) {
  if (activeLanes == currentLanes) {
    pc = target;
    turnEnds |= fragments.size() > 1;
    return;
  }
  ++block.divergentBranches;
  splitActive().pc = target;
}

void Warp::deferOthers(LaneMask lanes) {
  if (lanes == activeLanes)
    return;
  activeLanes &= ~lanes;
  splitActive().pc = pc - 1;
  activeLanes = lanes;
}

/// Lanes that others wait for have ended, and not at once: they went past what the others stand at.
void Warp::failAwaited(LaneMask lanes) {
  for (const Fragment &fragment : fragments) {
    if (fragment.wait != Wait::Collective && fragment.wait != Wait::Alignment)
      continue;
    const LaneMask passed = fragment.missing & lanes & actedLanes;
    if (!passed)
      continue;
    Report report;
    report.reportClass =
        fragment.wait == Wait::Alignment ? ReportClass::DivergentBarrier : ReportClass::DivergentCollective;
    report.line = fragment.frame->function->operations[fragment.pc].line;
    report.thread = getThread(firstLane(fragment.lanes));
    report.text = std::string("expected all lanes of ") + fragment.what + " at one instruction, but thread " +
                  toString(getThread(firstLane(passed))) + " went on and ended";
    fail(std::move(report));
    return;
  }
}

void Warp::exit() {
  const LaneMask lanes = activeLanes;
  if (lanes & actedLanes)
    failAwaited(lanes);
  if (lanes == currentLanes) {
    currentLanes = 0;
    turnEnds = true;
  } else {
    currentLanes &= ~lanes;
  }
  memory->onExit(*this, lanes);
  aliveLanes &= ~lanes;
  for (Frame *frame = currentFrame; frame;) {
    Frame *caller = frame->caller;
    releaseFrame(frame, lanes);
    frame = caller;
  }
  // What waits for lanes that no longer come looks again.
  for (Fragment &fragment : fragments)
    if (fragment.wait == Wait::Collective || fragment.wait == Wait::Alignment)
      fragment.wait = Wait::None;
  turnEnds |= fragments.size() > 1 || !currentLanes;
  block.onThreadsExit();
}

void Warp::waitUntil(Ready ready, const char *what) {
  Fragment &fragment = splitActive();
  fragment.pc = pc - 1;
  fragment.wait = Wait::Condition;
  fragment.ready = ready;
  fragment.what = what;
}

LaneMask Warp::gather(Slot masks, const char *what) {
  if (!requireDefined(masks, activeLanes, "member mask"))
    return activeLanes = 0;
  const uint64_t *values = read(masks);
  LaneMask ready = 0;
  LaneMask missing = 0;
  for (LaneMask left = activeLanes; left;) {
    const auto mask = static_cast<LaneMask>(values[firstLane(left)]);
    LaneMask group = 0;
    forEachLane(left, [&](unsigned lane) { group |= LaneMask{values[lane] == mask} << lane; });
    left &= ~group;
    char digits[16];
    std::snprintf(digits, sizeof digits, "0x%08x", mask);
    if (group & ~mask) {
      fail(ReportClass::DivergentCollective, firstLane(group & ~mask),
           std::string("expected the member mask to name the thread itself, but got ") + digits);
      return activeLanes = 0;
    }
    const LaneMask absent = mask & aliveLanes & ~group;
    if (absent & activeLanes) {
      fail(ReportClass::DivergentCollective, firstLane(group),
           std::string("expected one member mask in all its lanes, but lane ") +
               std::to_string(firstLane(absent & activeLanes)) + " of " + digits + " has another");
      return activeLanes = 0;
    }
    (absent ? missing : ready) |= absent ? absent : group;
  }
  if (ready == activeLanes)
    return ready;
  activeLanes &= ~ready;
  Fragment &fragment = splitActive();
  fragment.pc = pc - 1;
  fragment.wait = Wait::Collective;
  fragment.missing = missing;
  fragment.what = what;
  return activeLanes = ready;
}

bool Warp::gatherAll(const char *what, Wait wait) {
  if (activeLanes == aliveLanes)
    return true;
  const LaneMask missing = aliveLanes & ~activeLanes;
  Fragment &fragment = splitActive();
  fragment.pc = pc - 1;
  fragment.wait = wait;
  fragment.missing = missing;
  fragment.what = what;
  return false;
}

void Warp::waitAtBarrier(unsigned number) {
  Fragment &fragment = splitActive();
  fragment.pc = pc - 1;
  fragment.wait = Wait::Barrier;
  fragment.barrier = static_cast<uint8_t>(number);
}

void Warp::releaseBarrier(unsigned number, const uint64_t *result) {
  Frame *const savedFrame = currentFrame;
  for (Fragment &fragment : fragments) {
    if (fragment.wait != Wait::Barrier || fragment.barrier != number)
      continue;
    const Operation &operation = fragment.frame->function->operations[fragment.pc];
    selectFrame(fragment.frame);
    if (result && operation.numDestinations) {
      uint64_t values[kWarpSize];
      for (uint64_t &value : values)
        value = *result;
      writeLanes(operation.destinations[0], values, fragment.lanes);
    }
    ++fragment.pc;
    fragment.wait = Wait::None;
  }
  selectFrame(savedFrame);
}

} // namespace mlir::qnt::emulator
