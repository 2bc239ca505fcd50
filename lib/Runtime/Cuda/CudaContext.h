//===- CudaContext.h - a context on a GPU -------------------------------------------------------------------===//
#ifndef QNT_LIB_RUNTIME_CUDA_CUDACONTEXT_H
#define QNT_LIB_RUNTIME_CUDA_CUDACONTEXT_H

#include "../Backend.h"
#include "Driver.h"
#include "ParameterTable.h"
#include <set>

namespace mlir::qnt::runtime::cuda {

class CudaContext;

struct CudaStream : QntrtStreamImpl {
  CudaStream(CudaContext &context, StreamObject *object) : context(context), object(object) {}
  ~CudaStream() override;
  CudaContext &context;
  StreamObject *object;
};
struct CudaEvent : QntrtEventImpl {
  CudaEvent(CudaContext &context, EventObject *object) : context(context), object(object) {}
  ~CudaEvent() override;
  CudaContext &context;
  EventObject *object;
};
struct CudaGraph : QntrtGraphImpl {
  CudaGraph(CudaContext &context, GraphObject *graph) : context(context), graph(graph) {}
  ~CudaGraph() override;
  CudaContext &context;
  GraphObject *graph;
  GraphExecObject *exec = nullptr;
};
struct CudaFunction : QntrtFunctionImpl {
  CudaFunction(QntrtModule module, FunctionObject *object) : QntrtFunctionImpl(module), object(object) {}
  FunctionObject *object;
};
class CudaModule : public QntrtModuleImpl {
public:
  /// `declared`: the kernels of PTX text, as far as they are known.
  CudaModule(CudaContext &context, ModuleObject *object, std::map<std::string, DeclaredKernel> declared);
  ~CudaModule() override;
  Error findFunction(const std::string &name, std::unique_ptr<QntrtFunctionImpl> &function) override;
  Error findVariable(const std::string &name, QntrtPointer &pointer, size_t &bytes) override;

private:
  Error readLimits(FunctionObject *object, KernelLimits &limits);
  Error readParameters(FunctionObject *object, KernelLimits &limits);

  CudaContext &owner;
  ModuleObject *object;
  std::map<std::string, DeclaredKernel> declared;
};

class CudaContext : public QntrtContextImpl {
public:
  explicit CudaContext(const Driver &driver) : driver(driver) {}
  ~CudaContext() override;
  Error open(int index);

  QntrtDeviceKind getKind() const override { return QntrtDeviceCuda; }
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

  /// Makes the GPU's context this thread's for the call.
  class Current {
  public:
    explicit Current(CudaContext &context);
    ~Current();

  private:
    CudaContext &context;
    bool isPushed;
  };
  /// The error of a driver's function; the last launch is named where a kernel may be to blame.
  Error check(Result result, const char *what);

  const Driver &driver;

private:
  StreamObject *getStream(QntrtStream stream) const;
  Error readProperties(Device device);
  Error loadData(const void *data, bool isText, const std::string &name, std::unique_ptr<QntrtModuleImpl> &module);
  Error prepareFunction(FunctionObject *function, const QntrtLaunch &launch);

  Device device = 0;
  ContextObject *context = nullptr;
  StreamObject *ownStream = nullptr;
  std::mutex mutex;
  std::string lastLaunch;
  std::set<QntrtPointer> allocations;
  std::set<void *> hostAllocations;
};

} // namespace mlir::qnt::runtime::cuda

#endif // QNT_LIB_RUNTIME_CUDA_CUDACONTEXT_H
