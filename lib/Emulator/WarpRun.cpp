//===- WarpRun.cpp - fragments take turns and meet again -------------------------------------------------===//
//
// The lanes of a warp stand in fragments. Of those that can run, the one with the deepest call and the lowest program
// counter does, so that lanes which went ahead are waited for where the others come by; fragments with one frame and
// program counter become one. Every so often the fragment that waited longest has a turn, so that lanes which spin
// until another lane goes on do not stop it.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Block.h"
#include "Program.h"
#include "Qnt/Emulator/Emulator.h"
#include "Warp.h"
#include <algorithm>

namespace mlir::qnt::emulator {

/// Operations between two turns for the fragment that waited longest, and the length of such a turn.
static constexpr uint64_t kFairnessInterval = 256;
static constexpr uint64_t kFairnessTurn = 64;

bool Warp::evaluateGuard(const Operation &operation, LaneMask lanes) {
  currentOperation = &operation;
  activeLanes = lanes;
  if (!requireDefined(operation.guard, lanes, "guard"))
    return false;
  const LaneMask mask = toLaneMask(read(operation.guard));
  activeLanes = lanes & (operation.guardNegated ? ~mask : mask);
  return true;
}

void Warp::count(const Operation &operation) {
  if (operation.isHidden)
    return;
  const Function &function = *currentFrame->function;
  uint64_t *counter = block.counters + 2 * (function.firstCounter + (&operation - function.operations.data()));
  counter[0] += 1;
  counter[1] += countLanes(activeLanes);
}

void Warp::trace(const Operation &operation) {
  if (operation.isHidden)
    return;
  TraceEvent event;
  event.block = block.getIndex();
  event.warp = index;
  event.activeLanes = activeLanes;
  event.line = operation.line;
  event.kernel = block.getContext().kernel->name;
  event.text = program->module.source->getLine(operation.line);
  block.getContext().configuration->trace(event);
}

template <bool instrumented>
uint64_t Warp::runFragment(uint64_t budget) {
  const Operation *operations = currentFrame->function->operations.data();
  const uint64_t begin = executed;
  turnEnds = false;
  while (executed - begin < budget) {
    const Operation &operation = operations[pc++];
    ++executed;
    if (operation.hasGuard) {
      if (!evaluateGuard(operation, currentLanes))
        break;
    } else {
      activeLanes = currentLanes;
    }
    if (instrumented) {
      if (lanesAreAwaited && !operation.isTransfer)
        actedLanes |= activeLanes;
      if (block.counters)
        count(operation);
      if (block.getContext().configuration->trace)
        trace(operation);
    }
    if (activeLanes) {
      currentOperation = &operation;
      operation.execute(*this, operation);
      if (turnEnds)
        break;
    }
    if (pc == stopPc)
      break;
  }
  return executed - begin;
}

void Warp::wakeReady() {
  for (Fragment &fragment : fragments) {
    if (fragment.wait != Wait::Condition)
      continue;
    selectFrame(fragment.frame);
    if (fragment.ready(*this, fragment.frame->function->operations[fragment.pc], fragment.lanes))
      fragment.wait = Wait::None;
  }
}

static bool mayMerge(Wait wait) { return wait == Wait::None || wait == Wait::Collective || wait == Wait::Alignment; }

void Warp::mergeFragments() {
  for (size_t i = 0; i < fragments.size(); ++i) {
    for (size_t j = i + 1; j < fragments.size();) {
      Fragment &into = fragments[i];
      const Fragment &from = fragments[j];
      if (into.frame != from.frame || into.pc != from.pc || !mayMerge(into.wait) || !mayMerge(from.wait)) {
        ++j;
        continue;
      }
      into.lanes |= from.lanes;
      into.wait = Wait::None;
      into.lastRun = std::max(into.lastRun, from.lastRun);
      fragments.erase(fragments.begin() + static_cast<ptrdiff_t>(j));
    }
  }
}

bool Warp::pickFragment() {
  const Fragment *best = nullptr;
  const Fragment *oldest = nullptr;
  lanesAreAwaited = false;
  for (const Fragment &fragment : fragments) {
    lanesAreAwaited |= fragment.wait == Wait::Collective || fragment.wait == Wait::Alignment;
    if (fragment.wait != Wait::None)
      continue;
    if (!oldest || fragment.lastRun < oldest->lastRun)
      oldest = &fragment;
    if (!best || fragment.frame->depth > best->frame->depth ||
        (fragment.frame->depth == best->frame->depth && fragment.pc < best->pc))
      best = &fragment;
  }
  if (!lanesAreAwaited)
    actedLanes = 0;
  if (!best)
    return false;
  fairTurn = executed >= nextFairTurn;
  if (fairTurn) {
    nextFairTurn = executed + kFairnessInterval;
    best = oldest;
  }
  currentIndex = static_cast<size_t>(best - fragments.data());
  selectFrame(best->frame);
  currentLanes = best->lanes;
  pc = best->pc;
  stopPc = UINT32_MAX;
  for (const Fragment &fragment : fragments)
    if (fragment.frame == currentFrame && fragment.pc > pc && mayMerge(fragment.wait))
      stopPc = std::min(stopPc, fragment.pc);
  return true;
}

uint64_t Warp::run(uint64_t budget) {
  const uint64_t begin = turnBegin = executed;
  const bool instrumented = block.counters || block.getContext().configuration->trace;
  while (executed - begin < budget && !fragments.empty()) {
    if (fragments.size() > 1)
      mergeFragments();
    wakeReady();
    if (!pickFragment())
      break;
    uint64_t turn = budget - (executed - begin);
    if (fragments.size() > 1)
      turn = std::min(turn, fairTurn ? kFairnessTurn : kFairnessInterval);
    if (instrumented || lanesAreAwaited)
      runFragment<true>(turn);
    else
      runFragment<false>(turn);
    // The vector may have grown, but the place of the current fragment is the same.
    Fragment &current = fragments[currentIndex];
    if (currentLanes) {
      current.frame = currentFrame;
      current.pc = pc;
      current.lanes = currentLanes;
      current.lastRun = executed;
    } else {
      fragments.erase(fragments.begin() + static_cast<ptrdiff_t>(currentIndex));
    }
    if (hasFailed())
      break;
  }
  return executed - begin;
}

static uint32_t getLine(const Fragment &fragment) { return fragment.frame->function->operations[fragment.pc].line; }

uint32_t Warp::getStandingLine() const { return fragments.empty() ? 0 : emulator::getLine(fragments.front()); }

std::string Warp::describe() const {
  std::string text = "warp " + std::to_string(index) + ": ";
  for (const Fragment &fragment : fragments)
    text += (&fragment == &fragments.front() ? "" : ", ") + std::to_string(countLanes(fragment.lanes)) +
            " lanes at line " + std::to_string(emulator::getLine(fragment));
  return text;
}

bool Warp::isStuckInside() const {
  for (const Fragment &fragment : fragments)
    if (fragment.wait != Wait::Collective && fragment.wait != Wait::Alignment)
      return false;
  return !fragments.empty();
}

const Fragment *Warp::findStuckCollective() const {
  const Fragment *stuck = nullptr;
  for (const Fragment &fragment : fragments)
    if (fragment.wait == Wait::Collective || fragment.wait == Wait::Alignment)
      stuck = stuck ? stuck : &fragment;
  return stuck;
}

} // namespace mlir::qnt::emulator
