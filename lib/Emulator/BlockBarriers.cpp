//===- BlockBarriers.cpp - arrivals and completion of a block's barriers ---------------------------------===//
//
// Arrivals are counted by warp: a warp whose lanes alive have all arrived counts 32, so that the last warp of a block
// whose size is no multiple of 32, and one with exited lanes, count as a whole one.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Block.h"
#include "Program.h"

namespace mlir::qnt::emulator {

bool Block::arrive(Warp &warp, unsigned number, const BarrierArrival &arrival) {
  Barrier &barrier = barriers[number];
  auto mismatch = [&](const std::string &what) {
    warp.fail(ReportClass::DivergentBarrier, firstLane(warp.active()),
              what + " of barrier " + std::to_string(number) + ", but line " + std::to_string(barrier.line) +
                  " arrived with another");
    return false;
  };
  if (!barrier.inUse) {
    barrier.inUse = true;
    barrier.numThreads = arrival.numThreads;
    barrier.reduction = arrival.reduction;
    barrier.line = warp.getLine();
    barrier.population = 0;
    barrier.all = true;
    barrier.any = false;
  }
  if (barrier.numThreads != arrival.numThreads)
    return mismatch("expected one number of threads");
  if (!arrival.isArriveOnly && barrier.reduction != arrival.reduction)
    return mismatch("expected one operation");
  Barrier::Arrival &lanes = barrier.arrivals[warp.getIndex()];
  if (lanes.arrived & warp.active())
    return mismatch("expected one arrival a thread");
  (arrival.isArriveOnly ? lanes.arrived : lanes.waiting) |= warp.active();
  barrier.population += countLanes(arrival.predicate & warp.active());
  barrier.all &= (arrival.predicate & warp.active()) == warp.active();
  barrier.any |= (arrival.predicate & warp.active()) != 0;
  barriersMoved = true;
  memory->onArrive(warp, warp.active(), number);
  return true;
}

unsigned Block::countArrived(const Barrier &barrier) const {
  unsigned count = 0;
  for (size_t i = 0; i < warps.size(); ++i) {
    const Barrier::Arrival &arrival = barrier.arrivals[i];
    const LaneMask lanes = arrival.waiting | arrival.arrived;
    if (lanes)
      count += (lanes & warps[i]->alive()) == warps[i]->alive() ? kWarpSize : countLanes(lanes);
  }
  return count;
}

unsigned Block::countExpected(const Barrier &barrier) const {
  if (barrier.numThreads)
    return barrier.numThreads;
  // Warps that ended do not hold the others up, unless they arrived before.
  unsigned count = 0;
  for (size_t i = 0; i < warps.size(); ++i)
    if (!warps[i]->isDone() || barrier.arrivals[i].waiting || barrier.arrivals[i].arrived)
      count += kWarpSize;
  return count;
}

bool Block::completeBarriers() {
  barriersMoved = false;
  bool completed = false;
  for (unsigned number = 0; number < kNumBarriers && !report; ++number) {
    const Barrier &barrier = barriers[number];
    if (!barrier.inUse)
      continue;
    const unsigned arrived = countArrived(barrier);
    const unsigned expected = countExpected(barrier);
    if (arrived < expected)
      continue;
    if (arrived > expected)
      return failBarrierCount(number, arrived, expected);
    completeBarrier(number);
    completed = true;
  }
  return completed;
}

bool Block::failBarrierCount(unsigned number, unsigned arrived, unsigned expected) {
  Report excess;
  excess.reportClass = ReportClass::DivergentBarrier;
  excess.line = barriers[number].line;
  excess.text = "expected " + std::to_string(expected) + " threads at barrier " + std::to_string(number) + ", but " +
                std::to_string(arrived) + " arrived";
  fail(std::move(excess));
  return true;
}

void Block::completeBarrier(unsigned number) {
  Barrier &barrier = barriers[number];
  std::vector<Warp *> waited;
  std::vector<LaneMask> waitedLanes;
  std::vector<Warp *> arrived;
  std::vector<LaneMask> arrivedLanes;
  for (size_t i = 0; i < warps.size(); ++i) {
    if (barrier.arrivals[i].waiting) {
      waited.push_back(warps[i].get());
      waitedLanes.push_back(barrier.arrivals[i].waiting);
    }
    if (barrier.arrivals[i].arrived) {
      arrived.push_back(warps[i].get());
      arrivedLanes.push_back(barrier.arrivals[i].arrived);
    }
    barrier.arrivals[i] = {};
  }
  memory->onBarrier({waited.data(), waitedLanes.data(), static_cast<unsigned>(waited.size())},
                    {arrived.data(), arrivedLanes.data(), static_cast<unsigned>(arrived.size())}, number);
  const uint64_t result = barrier.reduction == BarrierReduction::Population ? barrier.population
                          : barrier.reduction == BarrierReduction::And      ? barrier.all
                                                                            : barrier.any;
  for (Warp *warp : waited)
    warp->releaseBarrier(number, barrier.reduction == BarrierReduction::None ? nullptr : &result);
  barrier.inUse = false;
  ++barriersCompleted;
}

std::string Block::describeBarriers() const {
  std::string text;
  for (unsigned number = 0; number < kNumBarriers; ++number)
    if (barriers[number].inUse)
      text += std::to_string(countArrived(barriers[number])) + " of " +
              std::to_string(countExpected(barriers[number])) + " threads are at barrier " + std::to_string(number) +
              "; ";
  return text;
}

} // namespace mlir::qnt::emulator
