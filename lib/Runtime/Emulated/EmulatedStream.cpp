//===- EmulatedStream.cpp - work in order on a thread of the host -------------------------------------------===//

#include "EmulatedStream.h"

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::emulated;

void Record::finish() {
  std::lock_guard<std::mutex> lock(mutex);
  time = std::chrono::steady_clock::now();
  isDone = true;
  changed.notify_all();
}

void Record::wait() {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return isDone; });
}

bool Record::query() {
  std::lock_guard<std::mutex> lock(mutex);
  return isDone;
}

EmulatedStream::~EmulatedStream() {
  {
    std::lock_guard<std::mutex> lock(mutex);
    isEnding = true;
    changed.notify_all();
  }
  if (thread.joinable())
    thread.join();
}

void EmulatedStream::push(Task task) {
  std::lock_guard<std::mutex> lock(mutex);
  if (captured) {
    captured->push_back(std::move(task));
    return;
  }
  tasks.push_back(std::move(task));
  if (!thread.joinable())
    thread = std::thread([this] { work(); });
  changed.notify_all();
}

void EmulatedStream::push(const std::vector<Task> &list) {
  for (const Task &task : list)
    push(task);
}

void EmulatedStream::work() {
  std::unique_lock<std::mutex> lock(mutex);
  for (;;) {
    changed.wait(lock, [&] { return !tasks.empty() || isEnding; });
    if (tasks.empty())
      return;
    Task task = std::move(tasks.front());
    tasks.pop_front();
    if (task.isSignal) {
      task.run();
      changed.notify_all();
      continue;
    }
    isBusy = true;
    lock.unlock();
    if (task.runsAfterFailure || !hasFailed())
      task.run();
    task = {};
    lock.lock();
    isBusy = false;
    changed.notify_all();
  }
}

void EmulatedStream::wait() {
  std::unique_lock<std::mutex> lock(mutex);
  changed.wait(lock, [&] { return tasks.empty() && !isBusy; });
}

bool EmulatedStream::isIdle() {
  std::lock_guard<std::mutex> lock(mutex);
  return tasks.empty() && !isBusy;
}

bool EmulatedStream::isCapturing() {
  std::lock_guard<std::mutex> lock(mutex);
  return captured.has_value();
}

bool EmulatedStream::beginCapture() {
  std::lock_guard<std::mutex> lock(mutex);
  if (captured)
    return false;
  captured.emplace();
  return true;
}

std::optional<std::vector<Task>> EmulatedStream::endCapture() {
  std::lock_guard<std::mutex> lock(mutex);
  std::optional<std::vector<Task>> result = std::move(captured);
  captured.reset();
  return result;
}
