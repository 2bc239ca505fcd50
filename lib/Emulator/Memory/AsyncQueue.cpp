//===- AsyncQueue.cpp - copies that their issuer must wait for ----------------------------------------------===//

#include "Memory/AsyncQueue.h"
#include <algorithm>

using namespace mlir::qnt::emulator;

void AsyncQueue::issue(AsyncCopy copy) {
  copy.number = getNextNumber();
  completions.push_back(0);
  forEachLane(copy.pending, [&](unsigned lane) { copy.groups[lane] = committed[lane] + 1; });
  copies.push_back(copy);
}

void AsyncQueue::commit(LaneMask lanes) {
  forEachLane(lanes, [&](unsigned lane) { ++committed[lane]; });
}

uint32_t AsyncQueue::getCompletion(uint32_t number, unsigned lane) const {
  // Another lane of the copy that is about to be issued.
  if (number > completions.size())
    return 0;
  auto copy = std::lower_bound(copies.begin(), copies.end(), number,
                               [](const AsyncCopy &earlier, uint32_t wanted) { return earlier.number < wanted; });
  if (copy != copies.end() && copy->number == number && hasLane(copy->pending, lane))
    return 0;
  return completions[number - 1];
}
