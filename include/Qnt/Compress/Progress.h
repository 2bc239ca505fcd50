//===- Progress.h - how far a long run of compression is ----------------------------------------------------===//
//
// One line that is written again and again: "qnt-quantize-weights: 12 of 39 weights, 47 %". For terminals: a tool makes
// one when its stderr is a terminal, libraries never write it by themselves.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_COMPRESS_PROGRESS_H
#define QNT_COMPRESS_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace mlir {
class PassManager;
} // namespace mlir

namespace mlir::qnt {

/// Of one run at a time: of runs side by side the first one is shown. May be called from several threads.
class CompressionProgress {
public:
  /// Writes nothing before `delay` has passed in a run, so that short runs stay silent.
  CompressionProgress(llvm::raw_ostream &stream, std::chrono::milliseconds delay) : stream(stream), delay(delay) {}

  /// A run of `pass` begins, on `numWeights` weights of `numElements` elements. False when another one is shown; then
  /// the calls below are not for this one.
  bool begin(llvm::StringRef pass, int64_t numWeights, int64_t numElements);
  /// A weight of so many elements is done.
  void advance(int64_t numElements);
  /// The run is over: clears the line.
  void end();

private:
  using Clock = std::chrono::steady_clock;
  void write(Clock::time_point now);

  std::mutex mutex;
  llvm::raw_ostream &stream;
  std::chrono::milliseconds delay;
  std::string pass;
  int64_t numWeights = 0, numElements = 0, weightsDone = 0, elementsDone = 0;
  bool isRunning = false, isShown = false;
  Clock::time_point started, written;
};

/// Lets the passes that compress weights show theirs, wherever they stand in the pipeline.
void showProgress(PassManager &manager, const std::shared_ptr<CompressionProgress> &progress);

} // namespace mlir::qnt

#endif // QNT_COMPRESS_PROGRESS_H
