//===- EmulatedStream.h - work in order on a thread of the host ---------------------------------------------===//
#ifndef QNT_LIB_RUNTIME_EMULATED_EMULATEDSTREAM_H
#define QNT_LIB_RUNTIME_EMULATED_EMULATEDSTREAM_H

#include "../Backend.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <thread>

namespace mlir::qnt::runtime::emulated {

/// A piece of work. Nothing but records of events is done after a kernel of the context has failed.
struct Task {
  std::function<void()> run;
  bool runsAfterFailure = false;
  /// It tells others that what came before it is done: who has heard so finds the stream idle when nothing follows.
  bool isSignal = false;
};

/// One record of an event; the event has the last one.
struct Record {
  std::mutex mutex;
  std::condition_variable changed;
  bool isDone = false;
  std::chrono::steady_clock::time_point time;

  void finish();
  void wait();
  bool query();
};

struct EmulatedEvent : QntrtEventImpl {
  std::mutex mutex;
  std::shared_ptr<Record> record; ///< null before the first
  bool isCaptured = false;        ///< the last record is part of a capture
};

struct EmulatedGraph : QntrtGraphImpl {
  std::vector<Task> tasks;
};

/// A queue with its thread, which starts with the first piece of work.
class EmulatedStream : public QntrtStreamImpl {
public:
  /// `hasFailed` says whether a kernel of the context has failed.
  explicit EmulatedStream(std::function<bool()> hasFailed) : hasFailed(std::move(hasFailed)) {}
  /// Waits for the work.
  ~EmulatedStream() override;

  void push(Task task);
  /// Everything of a graph, one after the other.
  void push(const std::vector<Task> &tasks);
  void wait();
  bool isIdle();

  bool isCapturing();
  /// False when it was capturing already.
  bool beginCapture();
  std::optional<std::vector<Task>> endCapture();

private:
  void work();

  std::function<bool()> hasFailed;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Task> tasks;
  std::optional<std::vector<Task>> captured;
  bool isBusy = false, isEnding = false;
  std::thread thread;
};

} // namespace mlir::qnt::runtime::emulated

#endif // QNT_LIB_RUNTIME_EMULATED_EMULATEDSTREAM_H
