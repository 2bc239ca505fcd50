//===- Backend.h - what a device has to offer behind the C interface ----------------------------------------===//
//
// The C interface checks handles and writes texts; a device does the work. A context owns what was made in it.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_RUNTIME_BACKEND_H
#define QNT_LIB_RUNTIME_BACKEND_H

#include "Failure.h"
#include "Qnt/Runtime/Emulation.h"
#include "Qnt/Runtime/Kernels.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

struct QntrtStreamImpl {
  virtual ~QntrtStreamImpl() = default;
};
struct QntrtEventImpl {
  virtual ~QntrtEventImpl() = default;
};
struct QntrtGraphImpl {
  virtual ~QntrtGraphImpl() = default;
};

namespace mlir::qnt::runtime {

/// A kernel's parameter.
struct Parameter {
  std::string name;
  size_t offset = 0, size = 0, alignment = 1;
};

/// What a launch is checked against.
struct KernelLimits {
  std::string name;
  /// Nothing where the driver cannot say.
  std::optional<std::vector<Parameter>> parameters;
  size_t parameterBytes = 0;
  size_t staticSharedBytes = 0, localBytes = 0;
  int registers = 0;
  int maxThreadsPerBlock = 1024;
  uint32_t requiredBlock[3] = {0, 0, 0};
};

/// Objects by their handles.
template <class T>
class Registry {
public:
  T *insert(std::unique_ptr<T> object) {
    std::lock_guard<std::mutex> lock(mutex);
    T *handle = object.get();
    objects.emplace(handle, std::move(object));
    return handle;
  }
  bool contains(T *handle) const {
    std::lock_guard<std::mutex> lock(mutex);
    return objects.count(handle) != 0;
  }
  std::unique_ptr<T> remove(T *handle) {
    std::lock_guard<std::mutex> lock(mutex);
    auto found = objects.find(handle);
    if (found == objects.end())
      return nullptr;
    std::unique_ptr<T> object = std::move(found->second);
    objects.erase(found);
    return object;
  }
  std::vector<T *> list() const {
    std::lock_guard<std::mutex> lock(mutex);
    std::vector<T *> handles;
    for (const auto &entry : objects)
      handles.push_back(entry.first);
    return handles;
  }
  void clear() { // outside the lock: a destructor may wait
    std::map<T *, std::unique_ptr<T>> all;
    {
      std::lock_guard<std::mutex> lock(mutex);
      all.swap(objects);
    }
  }

private:
  mutable std::mutex mutex;
  std::map<T *, std::unique_ptr<T>> objects;
};

enum class CopyKind { ToDevice, ToHost, OnDevice };

/// A copy; the host's side is a pointer, the device's an address.
struct Copy {
  CopyKind kind;
  void *hostTo = nullptr;
  const void *hostFrom = nullptr;
  QntrtPointer to = 0, from = 0;
  size_t bytes = 0;
};

} // namespace mlir::qnt::runtime

struct QntrtFunctionImpl {
  explicit QntrtFunctionImpl(QntrtModule module) : module(module) {}
  virtual ~QntrtFunctionImpl() = default;

  QntrtModule module;
  mlir::qnt::runtime::KernelLimits limits;
};

struct QntrtModuleImpl {
  explicit QntrtModuleImpl(QntrtContext context) : context(context) {}
  virtual ~QntrtModuleImpl() = default;
  virtual mlir::qnt::runtime::Error findFunction(const std::string &name,
                                                 std::unique_ptr<QntrtFunctionImpl> &function) = 0;
  virtual mlir::qnt::runtime::Error findVariable(const std::string &name, QntrtPointer &pointer, size_t &bytes) = 0;

  QntrtContext context;
  std::mutex mutex;
  std::map<std::string, std::unique_ptr<QntrtFunctionImpl>> functions;
};

/// A device's context. A null stream is the context's own one.
struct QntrtContextImpl {
  using Error = mlir::qnt::runtime::Error;

  virtual ~QntrtContextImpl() = default;
  virtual QntrtDeviceKind getKind() const = 0;
  const QntrtDeviceProperties &getProperties() const { return properties; }
  virtual Error synchronize() = 0;
  virtual Error reset() = 0;

  virtual Error allocate(size_t bytes, QntrtPointer &pointer) = 0;
  virtual Error free(QntrtPointer pointer) = 0;
  virtual Error hostAllocate(size_t bytes, void *&pointer) = 0;
  virtual Error hostFree(void *pointer) = 0;
  virtual Error copy(const mlir::qnt::runtime::Copy &copy, QntrtStream stream) = 0;
  virtual Error fill(QntrtPointer to, uint8_t value, size_t bytes, QntrtStream stream) = 0;

  virtual Error createStream(std::unique_ptr<QntrtStreamImpl> &stream) = 0;
  virtual Error synchronizeStream(QntrtStream stream) = 0;
  virtual Error queryStream(QntrtStream stream) = 0;
  virtual Error waitEvent(QntrtStream stream, QntrtEvent event) = 0;
  virtual Error createEvent(std::unique_ptr<QntrtEventImpl> &event) = 0;
  virtual Error recordEvent(QntrtEvent event, QntrtStream stream) = 0;
  virtual Error synchronizeEvent(QntrtEvent event) = 0;
  virtual Error queryEvent(QntrtEvent event) = 0;
  virtual Error getElapsed(QntrtEvent begin, QntrtEvent end, float &milliseconds) = 0;
  virtual Error beginCapture(QntrtStream stream) = 0;
  virtual Error endCapture(QntrtStream stream, std::unique_ptr<QntrtGraphImpl> &graph) = 0;
  virtual Error launchGraph(QntrtGraph graph, QntrtStream stream) = 0;

  virtual Error loadText(std::string text, const std::string &name, std::unique_ptr<QntrtModuleImpl> &module) = 0;
  virtual Error loadImage(const void *image, size_t size, const std::string &name,
                          std::unique_ptr<QntrtModuleImpl> &module) = 0;
  /// `parameters` by the kernel's layout; everything has been checked. `text` describes the launch.
  virtual Error launch(QntrtFunction function, const QntrtLaunch &launch, std::vector<std::byte> parameters,
                       const QntrtArgument *arguments, size_t count, const std::string &text, QntrtStream stream) = 0;
  virtual Error encodeTensorMap(const QntrtTensorMap &map, void *bytes) = 0;

  virtual Error setEmulation(const QntrtEmulation &emulation) = 0;
  virtual Error getUndefined(QntrtPointer pointer, size_t bytes, uint8_t *undefined) = 0;
  virtual Error getStatistics(std::string &text) = 0;

  mlir::qnt::runtime::Registry<QntrtStreamImpl> streams;
  mlir::qnt::runtime::Registry<QntrtEventImpl> events;
  mlir::qnt::runtime::Registry<QntrtGraphImpl> graphs;
  mlir::qnt::runtime::Registry<QntrtModuleImpl> modules;

protected:
  QntrtDeviceProperties properties = {};
};

namespace mlir::qnt::runtime {

Error countCudaDevices(int &count);
Error createCudaContext(int index, std::unique_ptr<QntrtContextImpl> &context);
std::unique_ptr<QntrtContextImpl> createEmulatedContext();

/// "kernel 'saxpy', grid (4,1,1), block (128,1,1), arguments [8: 0x7f00, 4: 0x1f4]"
std::string describeLaunch(const KernelLimits &kernel, const QntrtLaunch &launch, const QntrtArgument *arguments,
                           size_t count);
/// Checks sizes and arguments; lays the arguments out as the kernel takes them.
Error checkLaunch(const KernelLimits &kernel, const QntrtDeviceProperties &device, const QntrtLaunch &launch,
                  const QntrtArgument *arguments, size_t count, std::vector<std::byte> &parameters);
/// What cuTensorMapEncode demands, for either device.
Error checkTensorMap(const QntrtTensorMap &map);

} // namespace mlir::qnt::runtime

#endif // QNT_LIB_RUNTIME_BACKEND_H
