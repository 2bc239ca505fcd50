//===- EmulatedDriver.cpp - a stand-in for libcuda.so.1 that executes kernels on the emulator ---------------===//
//
// So programs that use a GPU through CUDA's driver can be tried to their end on a machine without one: the runtime's
// code for GPUs stands above it, the emulator below. Everything is done at once: streams and events are there in name.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "../../lib/Runtime/Cuda/Driver.h"
#include "Qnt/Runtime/Kernels.h"
#include "Qnt/Runtime/TensorMaps.h"
#include <chrono>
#include <cstdio>
#include <cstring>
#include <vector>

using namespace mlir::qnt::runtime::cuda;

struct mlir::qnt::runtime::cuda::StreamObject {};
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

static Result launch(FunctionObject *object, const QntrtLaunch &launch, void **values) {
  QntrtFunction function = getFunction(object);
  std::vector<QntrtArgument> arguments;
  QntrtParameter parameter;
  for (size_t index = 0; qntrtFunctionGetParameter(function, index, &parameter) == QntrtSuccess; ++index)
    arguments.push_back({values[index], parameter.size, 0});
  QntrtStatus status = qntrtLaunch(function, &launch, arguments.data(), arguments.size(), nullptr);
  return toResult(status == QntrtSuccess ? qntrtContextSynchronize(getContext()) : status);
}

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
Result cuMemcpyHtoDAsync_v2(Pointer to, const void *from, size_t bytes, StreamObject *) {
  return toResult(qntrtCopyToDevice(getContext(), to, from, bytes, nullptr));
}
Result cuMemcpyDtoHAsync_v2(void *to, Pointer from, size_t bytes, StreamObject *) {
  return toResult(qntrtCopyToHost(getContext(), to, from, bytes, nullptr));
}
Result cuMemcpyDtoDAsync_v2(Pointer to, Pointer from, size_t bytes, StreamObject *) {
  return toResult(qntrtCopyOnDevice(getContext(), to, from, bytes, nullptr));
}
Result cuMemsetD8Async(Pointer to, unsigned char value, size_t bytes, StreamObject *) {
  return toResult(qntrtFill(getContext(), to, value, bytes, nullptr));
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
                      unsigned blockY, unsigned blockZ, unsigned shared, StreamObject *, void **values, void **) {
  return launch(function, {{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, {1, 1, 1}, shared, 0}, values);
}
Result cuLaunchCooperativeKernel(FunctionObject *function, unsigned gridX, unsigned gridY, unsigned gridZ,
                                 unsigned blockX, unsigned blockY, unsigned blockZ, unsigned shared, StreamObject *,
                                 void **values) {
  return launch(function, {{gridX, gridY, gridZ}, {blockX, blockY, blockZ}, {1, 1, 1}, shared, 1}, values);
}
Result cuStreamBeginCapture_v2(StreamObject *, int) { return kNotSupported; }
Result cuStreamEndCapture(StreamObject *, GraphObject **) { return kNotSupported; }
Result cuGraphLaunch(GraphExecObject *, StreamObject *) { return kNotSupported; }
Result cuGraphExecDestroy(GraphExecObject *) { return kNotSupported; }
Result cuGraphDestroy(GraphObject *) { return kNotSupported; }

} // extern "C"
