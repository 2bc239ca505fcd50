//===- Progress.cpp - how far a long run of compression is --------------------------------------------------===//
#include "Qnt/Compress/Progress.h"
#include <algorithm>

using namespace mlir::qnt;

/// Lines a second at most.
static constexpr std::chrono::milliseconds kPeriod(100);

bool CompressionProgress::begin(llvm::StringRef name, int64_t weights, int64_t elements) {
  std::lock_guard<std::mutex> lock(mutex);
  if (isRunning)
    return false;
  pass = name.str();
  numWeights = weights;
  numElements = elements;
  weightsDone = elementsDone = 0;
  isRunning = true;
  started = written = Clock::now();
  return true;
}

void CompressionProgress::write(Clock::time_point now) {
  int64_t percent = 100 * static_cast<double>(elementsDone) / static_cast<double>(std::max<int64_t>(numElements, 1));
  stream << '\r' << pass << ": " << weightsDone << " of " << numWeights << " weights, " << percent << " %\033[K";
  stream.flush();
  isShown = true;
  written = now;
}

void CompressionProgress::advance(int64_t elements) {
  std::lock_guard<std::mutex> lock(mutex);
  ++weightsDone;
  elementsDone += elements;
  Clock::time_point now = Clock::now();
  if (now - started >= delay && (!isShown || now - written >= kPeriod))
    write(now);
}

void CompressionProgress::end() {
  std::lock_guard<std::mutex> lock(mutex);
  if (isShown)
    stream << "\r\033[K";
  stream.flush();
  isRunning = isShown = false;
}
