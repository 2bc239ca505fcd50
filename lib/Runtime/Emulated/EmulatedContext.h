//===- EmulatedContext.h - a context on the emulated device -------------------------------------------------===//
#ifndef QNT_LIB_RUNTIME_EMULATED_EMULATEDCONTEXT_H
#define QNT_LIB_RUNTIME_EMULATED_EMULATEDCONTEXT_H

#include "../Backend.h"
#include "EmulatedStream.h"
#include "Qnt/Emulator/Emulator.h"
#include "Qnt/Emulator/Statistics.h"
#include <set>

namespace mlir::qnt::runtime::emulated {

class EmulatedContext;

class EmulatedModule : public QntrtModuleImpl {
public:
  EmulatedModule(EmulatedContext &context, std::shared_ptr<const emulator::Program> program);
  ~EmulatedModule() override;
  Error findFunction(const std::string &name, std::unique_ptr<QntrtFunctionImpl> &function) override;
  Error findVariable(const std::string &name, QntrtPointer &pointer, size_t &bytes) override;

  std::shared_ptr<const emulator::Program> program;

private:
  EmulatedContext &owner;
};

class EmulatedContext : public QntrtContextImpl {
public:
  EmulatedContext();
  ~EmulatedContext() override;

  QntrtDeviceKind getKind() const override { return QntrtDeviceEmulated; }
  Error synchronize() override;
  Error reset() override;
  Error allocate(size_t bytes, QntrtPointer &pointer) override;
  Error free(QntrtPointer pointer) override;
  Error hostAllocate(size_t bytes, void *&pointer) override;
  Error hostFree(void *pointer) override;
  Error copy(const Copy &copy, QntrtStream stream) override;
  Error fill(QntrtPointer to, uint8_t value, size_t bytes, QntrtStream stream) override;
  Error createStream(std::unique_ptr<QntrtStreamImpl> &stream) override;
  Error synchronizeStream(QntrtStream stream) override;
  Error queryStream(QntrtStream stream) override;
  Error waitEvent(QntrtStream stream, QntrtEvent event) override;
  Error createEvent(std::unique_ptr<QntrtEventImpl> &event) override;
  Error recordEvent(QntrtEvent event, QntrtStream stream) override;
  Error synchronizeEvent(QntrtEvent event) override;
  Error queryEvent(QntrtEvent event) override;
  Error getElapsed(QntrtEvent begin, QntrtEvent end, float &milliseconds) override;
  Error beginCapture(QntrtStream stream) override;
  Error endCapture(QntrtStream stream, std::unique_ptr<QntrtGraphImpl> &graph) override;
  Error launchGraph(QntrtGraph graph, QntrtStream stream) override;
  Error loadText(std::string text, const std::string &name, std::unique_ptr<QntrtModuleImpl> &module) override;
  Error loadImage(const void *image, size_t size, const std::string &name,
                  std::unique_ptr<QntrtModuleImpl> &module) override;
  Error launch(QntrtFunction function, const QntrtLaunch &launch, std::vector<std::byte> parameters,
               const QntrtArgument *arguments, size_t count, const std::string &text, QntrtStream stream) override;
  Error encodeTensorMap(const QntrtTensorMap &map, void *bytes) override;
  Error setEmulation(const QntrtEmulation &emulation) override;
  Error getUndefined(QntrtPointer pointer, size_t bytes, uint8_t *undefined) override;
  Error getStatistics(std::string &text) override;

  /// The device is used by one thread at a time.
  std::mutex deviceMutex;
  emulator::Device device;

private:
  EmulatedStream &getStream(QntrtStream stream);
  Error getFailure();
  void fail(Failure failure);
  Error enqueueCopy(std::function<std::optional<std::string>()> work, QntrtStream stream);
  void runLaunch(const emulator::Program &program, const std::string &kernel,
                 const emulator::LaunchConfiguration &configuration, const std::vector<std::byte> &parameters,
                 const std::string &text);

  std::mutex stateMutex;
  std::optional<Failure> failure;
  QntrtEmulation emulation = {};
  emulator::Statistics statistics; ///< guarded by deviceMutex
  std::set<void *> hostAllocations;
  EmulatedStream ownStream;
};

/// Counts of launches as tables for people.
std::string formatStatistics(const emulator::Statistics &statistics);

} // namespace mlir::qnt::runtime::emulated

#endif // QNT_LIB_RUNTIME_EMULATED_EMULATEDCONTEXT_H
