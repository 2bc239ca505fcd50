//===- EmulatedDriver.cpp - a stand-in for libcuda.so.1 that executes kernels on the emulator ---------------===//
//
// So programs that use a GPU through CUDA's driver can be tried to their end on a machine without one: the runtime's
// code for GPUs stands above it, the emulator below. Everything is done at once, save what a stream captures: streams
// and events are there in name, a graph is a list of what it does.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "../../lib/Runtime/Cuda/Driver.h"
#include "Qnt/Runtime/Kernels.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <vector>

using namespace mlir::qnt::runtime::cuda;

struct mlir::qnt::runtime::cuda::GraphObject {
  std::vector<std::function<Result()>> nodes;
};
struct mlir::qnt::runtime::cuda::GraphExecObject {
  std::vector<std::function<Result()>> nodes;
};
struct mlir::qnt::runtime::cuda::StreamObject {
  GraphObject *captured = nullptr; ///< while it captures
};
struct mlir::qnt::runtime::cuda::EventObject {
  std::chrono::steady_clock::time_point time;
};

static QntrtContext getContext() {
  static QntrtContext context = [] {
    QntrtContext created = nullptr;
    qntrtContextCreate(QntrtDeviceEmulated, 0, &created);
    return created;
  }();
  return context;
}

static Result toResult(QntrtStatus status) {
  switch (status) {
  case QntrtSuccess:
    return kSuccess;
  case QntrtOutOfMemory:
    return kOutOfMemory;
  case QntrtInvalidModule:
    return kInvalidPtx;
  case QntrtNotFound:
    return kNotFound;
  case QntrtKernelReported:
    return 700; // an illegal access, as a GPU would say of most defects
  default:
    return kInvalidValue;
  }
}

static QntrtFunction getFunction(FunctionObject *function) { return reinterpret_cast<QntrtFunction>(function); }
static QntrtModule getModule(ModuleObject *module) { return reinterpret_cast<QntrtModule>(module); }

/// Done now, or kept by the graph that the stream captures.
static Result give(StreamObject *stream, std::function<Result()> work) {
  if (!stream || !stream->captured)
    return work();
  return stream->captured->nodes.push_back(std::move(work)), kSuccess;
}

static Result launch(FunctionObject *object, const QntrtLaunch &launch, void **values, StreamObject *stream) {
  QntrtFunction function = getFunction(object);
  std::vector<std::vector<char>> copies;
  QntrtParameter parameter;
  for (size_t index = 0; qntrtFunctionGetParameter(function, index, &parameter) == QntrtSuccess; ++index) {
    const char *value = static_cast<const char *>(values[index]);
    copies.emplace_back(value, value + parameter.size);
  }
  return give(stream, [=]() -> Result {
    std::vector<QntrtArgument> arguments;
    for (const std::vector<char> &copy : copies)
      arguments.push_back({copy.data(), copy.size(), 0});
    QntrtStatus status = qntrtLaunch(function, &launch, arguments.data(), arguments.size(), nullptr);
    return toResult(status == QntrtSuccess ? qntrtContextSynchronize(getContext()) : status);
  });
}

// NOLINTBEGIN(readability-identifier-naming): the names of CUDA's driver.
extern "C" {

Result cuInit(unsigned) { return getContext() ? kSuccess : kNoDevice; }
Result cuDriverGetVersion(int *version) { return *version = 13000, kSuccess; }
Result cuGetErrorName(Result, const char **name) { return *name = "CUDA_ERROR_OF_THE_EMULATOR", kSuccess; }
Result cuGetErrorString(Result, const char **text) { return *text = qntrtGetLastError(), kSuccess; }
Result cuDeviceGetCount(int *count) { return *count = 1, kSuccess; }
Result cuDeviceGet(Device *device, int) { return *device = 0, kSuccess; }
Result cuDeviceGetName(char *name, int length, Device) {
  return std::snprintf(name, static_cast<size_t>(length), "Emulated GPU"), kSuccess;
}
Result cuDeviceTotalMem_v2(size_t *bytes, Device) { return *bytes = size_t(1) << 34, kSuccess; }
Result cuDeviceGetAttribute(int *value, int attribute, Device) {
  QntrtDeviceProperties properties;
  qntrtContextGetProperties(getContext(), &properties);
  bool isBlock = attribute >= kMaxBlockX && attribute < kMaxBlockX + 3;
  bool isGrid = attribute >= kMaxGridX && attribute < kMaxGridX + 3;
  *value = isBlock                            ? properties.maxBlock[attribute - kMaxBlockX]
           : isGrid                           ? properties.maxGrid[attribute - kMaxGridX]
           : attribute == kMaxThreadsPerBlock ? properties.maxThreadsPerBlock
           : attribute == kMaxSharedOptin     ? static_cast<int>(properties.sharedBytesPerBlockOptin)
           : attribute == kMaxSharedPerBlock  ? static_cast<int>(properties.sharedBytesPerBlock)
           : attribute == kComputeMajor       ? properties.computeMajor
           : attribute == kWarpSize           ? 32
           : attribute == kComputeMinor       ? 0
                                              : 1;
  return kSuccess;
}
Result cuDevicePrimaryCtxRetain(ContextObject **context, Device) {
  return *context = reinterpret_cast<ContextObject *>(getContext()), kSuccess;
}
Result cuDevicePrimaryCtxRelease_v2(Device) { return kSuccess; }
Result cuCtxPushCurrent_v2(ContextObject *) { return kSuccess; }
Result cuCtxPopCurrent_v2(ContextObject **) { return kSuccess; }
Result cuCtxSynchronize(void) { return toResult(qntrtContextSynchronize(getContext())); }

Result cuMemAlloc_v2(Pointer *pointer, size_t bytes) {
  return toResult(qntrtMemoryAllocate(getContext(), bytes, pointer));
}
Result cuMemFree_v2(Pointer pointer) { return toResult(qntrtMemoryFree(getContext(), pointer)); }
Result cuMemHostAlloc(void **pointer, size_t bytes, unsigned) {
  return toResult(qntrtHostAllocate(getContext(), bytes, pointer));
}
Result cuMemFreeHost(void *pointer) { return toResult(qntrtHostFree(getContext(), pointer)); }
Result cuMemcpyHtoDAsync_v2(Pointer to, const void *from, size_t bytes, StreamObject *stream) {
  return give(stream, [=] { return toResult(qntrtCopyToDevice(getContext(), to, from, bytes, nullptr)); });
}
Result cuMemcpyDtoHAsync_v2(void *to, Pointer from, size_t bytes, StreamObject *stream) {
  return give(stream, [=] { return toResult(qntrtCopyToHost(getContext(), to, from, bytes, nullptr)); });
}
Result cuMemcpyDtoDAsync_v2(Pointer to, Pointer from, size_t bytes, StreamObject *stream) {
  return give(stream, [=] { return toResult(qntrtCopyOnDevice(getContext(), to, from, bytes, nullptr)); });
}
Result cuMemsetD8Async(Pointer to, unsigned char value, size_t bytes, StreamObject *stream) {
  return give(stream, [=] { return toResult(qntrtFill(getContext(), to, value, bytes, nullptr)); });
}

Result cuStreamCreate(StreamObject **stream, unsigned) { return *stream = new StreamObject(), kSuccess; }
Result cuStreamDestroy_v2(StreamObject *stream) { return delete stream, kSuccess; }
Result cuStreamSynchronize(StreamObject *) { return kSuccess; }
Result cuStreamQuery(StreamObject *) { return kSuccess; }
Result cuStreamWaitEvent(StreamObject *, EventObject *, unsigned) { return kSuccess; }
Result cuEventCreate(EventObject **event, unsigned) { return *event = new EventObject(), kSuccess; }
Result cuEventDestroy_v2(EventObject *event) { return delete event, kSuccess; }
Result cuEventRecord(EventObject *event, StreamObject *) {
  return event->time = std::chrono::steady_clock::now(), kSuccess;
}
Result cuEventSynchronize(EventObject *) { return kSuccess; }
Result cuEventQuery(EventObject *) { return kSuccess; }
Result cuEventElapsedTime(float *milliseconds, EventObject *begin, EventObject *end) {
  *milliseconds = std::chrono::duration<float, std::milli>(end->time - begin->time).count();
  return kSuccess;
}

Result cuModuleLoadDataEx(ModuleObject **module, const void *data, unsigned, int *, void **) {
  const char *text = static_cast<const char *>(data);
  return toResult(
      qntrtModuleLoadText(getContext(), text, std::strlen(text), "text", reinterpret_cast<QntrtModule *>(module)));
}
Result cuModuleUnload(ModuleObject *module) { return toResult(qntrtModuleUnload(getModule(module))); }
Result cuModuleGetFunction(FunctionObject **function, ModuleObject *module, const char *name) {
  return toResult(qntrtModuleGetFunction(getModule(module), name, reinterpret_cast<QntrtFunction *>(function)));
}
Result cuModuleGetGlobal_v2(Pointer *pointer, size_t *bytes, ModuleObject *module, const char *name) {
  return toResult(qntrtModuleGetVariable(getModule(module), name, pointer, bytes));
}
Result cuFuncGetAttribute(int *value, int attribute, FunctionObject *function) {
  QntrtFunctionAttributes attributes;
  qntrtFunctionGetAttributes(getFunction(function), &attributes);
  *value = attribute == kFunctionMaxThreads    ? attributes.maxThreadsPerBlock
           : attribute == kFunctionSharedBytes ? static_cast<int>(attributes.staticSharedBytes)
           : attribute == kFunctionLocalBytes  ? static_cast<int>(attributes.localBytes)
                                               : attributes.registers;
  return kSuccess;
}
Result cuFuncSetAttribute(FunctionObject *, int, int) { return kSuccess; }
Result cuFuncGetParamInfo(FunctionObject *function, size_t index, size_t *offset, size_t *size) {
  QntrtParameter parameter;
  if (qntrtFunctionGetParameter(getFunction(function), index, &parameter) != QntrtSuccess)
    return kInvalidValue;
  *offset = parameter.offset;
  *size = parameter.size;
  return kSuccess;
}
Result cuLaunchKernel(FunctionObject *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                      unsigned blockY, unsigned blockZ, unsigned shared, StreamObject *stream, void **values, void **) {
  return launch(function, {{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, {1, 1, 1}, shared, 0}, values, stream);
}
Result cuLaunchCooperativeKernel(FunctionObject *function, unsigned gridX, unsigned gridY, unsigned gridZ,
                                 unsigned blockX, unsigned blockY, unsigned blockZ, unsigned shared,
                                 StreamObject *stream, void **values) {
  return launch(function, {{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, {1, 1, 1}, shared, 1}, values, stream);
}

Result cuStreamBeginCapture_v2(StreamObject *stream, int) {
  if (!stream || stream->captured)
    return kNotSupported;
  return stream->captured = new GraphObject(), kSuccess;
}
Result cuStreamEndCapture(StreamObject *stream, GraphObject **graph) {
  if (!stream->captured)
    return kNotSupported;
  *graph = stream->captured;
  return stream->captured = nullptr, kSuccess;
}
Result cuGraphInstantiateWithFlags(GraphExecObject **exec, GraphObject *graph, unsigned long long) {
  return *exec = new GraphExecObject{graph->nodes}, kSuccess;
}
Result cuGraphLaunch(GraphExecObject *exec, StreamObject *) {
  for (const std::function<Result()> &node : exec->nodes)
    if (Result result = node(); result != kSuccess)
      return result;
  return kSuccess;
}
Result cuGraphExecDestroy(GraphExecObject *exec) { return delete exec, kSuccess; }
Result cuGraphDestroy(GraphObject *graph) { return delete graph, kSuccess; }

} // extern "C"
// NOLINTEND(readability-identifier-naming)
