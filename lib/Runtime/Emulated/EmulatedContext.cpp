//===- EmulatedContext.cpp - contexts, memory, streams and events on the emulated device --------------------===//

#include "EmulatedContext.h"
#include <climits>
#include <cstdio>
#include <cstdlib>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::emulated;

std::unique_ptr<QntrtContextImpl> runtime::createEmulatedContext() { return std::make_unique<EmulatedContext>(); }

EmulatedContext::EmulatedContext()
    : ownStream([this] {
        std::lock_guard<std::mutex> lock(stateMutex);
        return failure.has_value();
      }) {
  std::snprintf(properties.name, sizeof properties.name, "PTX emulator");
  properties.kind = QntrtDeviceEmulated;
  properties.computeMajor = 9;
  properties.multiprocessors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  properties.warpSize = 32;
  properties.maxThreadsPerBlock = static_cast<int>(emulator::kMaxThreadsPerBlock);
  const int maxBlock[3] = {1024, 1024, 64}, maxGrid[3] = {INT_MAX, 65535, 65535};
  std::copy_n(maxBlock, 3, properties.maxBlock);
  std::copy_n(maxGrid, 3, properties.maxGrid);
  properties.sharedBytesPerBlock = 48 * 1024;
  properties.sharedBytesPerBlockOptin = emulator::kMaxSharedBytes;
  properties.totalBytes = size_t(1) << 40; // as far as the host's memory goes
  properties.supportsClusters = 1;
  properties.supportsCooperative = 1;
  properties.supportsTensorMaps = 1;
}

EmulatedContext::~EmulatedContext() {
  (void)synchronize();
  graphs.clear();
  streams.clear();
  events.clear();
  modules.clear();
  for (void *pointer : hostAllocations)
    std::free(pointer);
}

EmulatedStream &EmulatedContext::getStream(QntrtStream stream) {
  return stream ? *static_cast<EmulatedStream *>(stream) : ownStream;
}

Error EmulatedContext::getFailure() {
  std::lock_guard<std::mutex> lock(stateMutex);
  return failure;
}

void EmulatedContext::fail(Failure newFailure) {
  std::lock_guard<std::mutex> lock(stateMutex);
  if (!failure)
    failure = std::move(newFailure);
}

Error EmulatedContext::synchronize() {
  ownStream.wait();
  for (QntrtStream stream : streams.list())
    getStream(stream).wait();
  return getFailure();
}

Error EmulatedContext::reset() {
  (void)synchronize();
  std::lock_guard<std::mutex> lock(stateMutex);
  failure.reset();
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------------------------------------===//

Error EmulatedContext::allocate(size_t bytes, QntrtPointer &pointer) {
  std::lock_guard<std::mutex> lock(deviceMutex);
  QntrtPointer allocated = device.allocate(bytes);
  if (allocated == 0)
    return makeFailure(QntrtOutOfMemory, "no room for " + std::to_string(bytes) + " bytes");
  pointer = allocated;
  return std::nullopt;
}

Error EmulatedContext::free(QntrtPointer pointer) {
  // A kernel's failure belongs to the calls that wait for its results.
  (void)synchronize();
  std::lock_guard<std::mutex> lock(deviceMutex);
  if (!device.free(pointer))
    return makeInvalid("expected the start of an allocation of this context");
  return std::nullopt;
}

Error EmulatedContext::hostAllocate(size_t bytes, void *&pointer) {
  constexpr size_t alignment = 4096;
  void *allocated = bytes > SIZE_MAX - alignment
                        ? nullptr
                        : std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  if (!allocated)
    return makeFailure(QntrtOutOfMemory, "no room for " + std::to_string(bytes) + " bytes");
  std::lock_guard<std::mutex> lock(stateMutex);
  hostAllocations.insert(allocated);
  pointer = allocated;
  return std::nullopt;
}

Error EmulatedContext::hostFree(void *pointer) {
  std::lock_guard<std::mutex> lock(stateMutex);
  if (hostAllocations.erase(pointer) == 0)
    return makeInvalid("expected an allocation of this context");
  std::free(pointer);
  return std::nullopt;
}

/// A null stream waits, and gives the error of the copy itself without failing the context.
Error EmulatedContext::enqueueCopy(std::function<std::optional<std::string>()> work, QntrtStream stream) {
  if (!stream) {
    ownStream.wait();
    if (Error error = getFailure())
      return error;
    std::lock_guard<std::mutex> lock(deviceMutex);
    if (std::optional<std::string> problem = work())
      return makeInvalid(*problem);
    return std::nullopt;
  }
  getStream(stream).push({[this, work = std::move(work)] {
                            std::optional<std::string> problem;
                            {
                              std::lock_guard<std::mutex> lock(deviceMutex);
                              problem = work();
                            }
                            if (problem)
                              fail(makeInvalid("a copy or fill of a stream: " + *problem));
                          },
                          false});
  return std::nullopt;
}

Error EmulatedContext::copy(const Copy &copy, QntrtStream stream) {
  return enqueueCopy(
      [this, copy] {
        switch (copy.kind) {
        case CopyKind::ToDevice:
          return device.write(copy.to, copy.hostFrom, copy.bytes);
        case CopyKind::ToHost:
          return device.read(copy.from, copy.hostTo, copy.bytes);
        case CopyKind::OnDevice:
          break;
        }
        return device.copy(copy.to, copy.from, copy.bytes);
      },
      stream);
}

Error EmulatedContext::fill(QntrtPointer to, uint8_t value, size_t bytes, QntrtStream stream) {
  return enqueueCopy([this, to, value, bytes] { return device.fill(to, value, bytes); }, stream);
}

//===----------------------------------------------------------------------------------------------------===//
// Streams and events
//===----------------------------------------------------------------------------------------------------===//

static Failure makeCapturing() {
  return makeFailure(QntrtWrongState, "the stream is being captured: end the capture before");
}

Error EmulatedContext::createStream(std::unique_ptr<QntrtStreamImpl> &stream) {
  stream = std::make_unique<EmulatedStream>([this] {
    std::lock_guard<std::mutex> lock(stateMutex);
    return failure.has_value();
  });
  return std::nullopt;
}

Error EmulatedContext::synchronizeStream(QntrtStream stream) {
  if (getStream(stream).isCapturing())
    return makeCapturing();
  getStream(stream).wait();
  return getFailure();
}

Error EmulatedContext::queryStream(QntrtStream stream) {
  if (getStream(stream).isCapturing())
    return makeCapturing();
  if (!getStream(stream).isIdle())
    return makeFailure(QntrtNotReady, "");
  return getFailure();
}

Error EmulatedContext::createEvent(std::unique_ptr<QntrtEventImpl> &event) {
  event = std::make_unique<EmulatedEvent>();
  return std::nullopt;
}

Error EmulatedContext::recordEvent(QntrtEvent handle, QntrtStream stream) {
  auto *event = static_cast<EmulatedEvent *>(handle);
  auto record = std::make_shared<Record>();
  std::lock_guard<std::mutex> lock(event->mutex);
  event->record = record;
  event->isCaptured = getStream(stream).isCapturing();
  getStream(stream).push({[record] { record->finish(); }, /*runsAfterFailure=*/true, /*isSignal=*/true});
  return std::nullopt;
}

/// The last record of an event that work outside its capture may look at; null before the first.
static Error getRecord(QntrtEvent handle, std::shared_ptr<Record> &record) {
  auto *event = static_cast<EmulatedEvent *>(handle);
  std::lock_guard<std::mutex> lock(event->mutex);
  if (event->isCaptured)
    return makeFailure(QntrtWrongState, "the event was recorded in a capture, which takes one stream");
  record = event->record;
  return std::nullopt;
}

Error EmulatedContext::waitEvent(QntrtStream stream, QntrtEvent event) {
  std::shared_ptr<Record> record;
  if (getStream(stream).isCapturing()) // its own records come before, in the order of the stream
    return std::nullopt;
  if (Error error = getRecord(event, record))
    return error;
  if (record)
    getStream(stream).push({[record] { record->wait(); }, true});
  return std::nullopt;
}

Error EmulatedContext::synchronizeEvent(QntrtEvent event) {
  std::shared_ptr<Record> record;
  if (Error error = getRecord(event, record))
    return error;
  if (record)
    record->wait();
  return getFailure();
}

Error EmulatedContext::queryEvent(QntrtEvent event) {
  std::shared_ptr<Record> record;
  if (Error error = getRecord(event, record))
    return error;
  if (record && !record->query())
    return makeFailure(QntrtNotReady, "");
  return getFailure();
}

Error EmulatedContext::getElapsed(QntrtEvent begin, QntrtEvent end, float &milliseconds) {
  std::shared_ptr<Record> records[2];
  for (int index = 0; index < 2; ++index) {
    if (Error error = getRecord(index == 0 ? begin : end, records[index]))
      return error;
    if (!records[index])
      return makeInvalid(std::string("expected two recorded events, the ") + (index == 0 ? "first" : "second") +
                         " one was not recorded");
  }
  if (!records[0]->query() || !records[1]->query())
    return makeFailure(QntrtNotReady, "");
  milliseconds = std::chrono::duration<float, std::milli>(records[1]->time - records[0]->time).count();
  return std::nullopt;
}

Error EmulatedContext::beginCapture(QntrtStream stream) {
  if (!getStream(stream).beginCapture())
    return makeCapturing();
  return std::nullopt;
}

Error EmulatedContext::endCapture(QntrtStream stream, std::unique_ptr<QntrtGraphImpl> &graph) {
  std::optional<std::vector<Task>> tasks = getStream(stream).endCapture();
  if (!tasks)
    return makeFailure(QntrtWrongState, "expected a stream that is being captured");
  auto captured = std::make_unique<EmulatedGraph>();
  captured->tasks = std::move(*tasks);
  graph = std::move(captured);
  return std::nullopt;
}

Error EmulatedContext::launchGraph(QntrtGraph graph, QntrtStream stream) {
  getStream(stream).push(static_cast<EmulatedGraph *>(graph)->tasks);
  return std::nullopt;
}
