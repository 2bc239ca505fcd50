//===- FakeDriver.cpp - a stand-in for libcuda.so.1 ---------------------------------------------------------===//
//
// Has the functions of CUDA's driver that the runtime calls, on the host's memory: it writes down every call, counts
// what lives, and fails where it is told to, so that the runtime's own code for GPUs is executed without one. Its
// modules are PTX text of which it reads names and parameters of kernels; a kernel called `fill` is the only one that
// does something: it sets as many bytes as its second argument says to 42.
//
// QNT_FAKE_OLD leaves out functions that came later; QNT_FAKE_ANCIENT one that every driver has.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "FakeDriver.h"
#include "../../lib/Runtime/Cuda/Driver.h"
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <sstream>
#include <string>
#include <vector>

using namespace mlir::qnt::runtime::cuda;

namespace {

struct Kernel {
  std::string name;
  std::vector<std::pair<size_t, size_t>> parameters; ///< offset, size
};

struct State {
  std::recursive_mutex mutex;
  std::string log;
  std::map<std::string, int> failures;
  std::map<const void *, const char *> objects; ///< what lives, with its kind
  std::map<Pointer, std::vector<unsigned char>> memory;
  int version = 13000;
  int current = 0; ///< contexts pushed, minus popped
};

State &getState() {
  static State state;
  return state;
}

/// One call: in the log, and its result.
struct Call {
  template <class... Arguments>
  explicit Call(const char *name, const Arguments &...arguments) : lock(getState().mutex) {
    std::ostringstream line;
    line << name;
    ((line << ' ' << arguments), ...);
    getState().log += line.str() + "\n";
    auto failure = getState().failures.find(name);
    if (failure == getState().failures.end())
      return;
    result = failure->second;
    getState().failures.erase(failure);
  }
  std::lock_guard<std::recursive_mutex> lock;
  Result result = kSuccess;
};

template <class T>
T *makeObject(const char *kind) {
  void *object = std::malloc(1);
  getState().objects[object] = kind;
  return static_cast<T *>(object);
}

/// False when there is no such object.
bool removeObject(const void *object, const char *kind) {
  auto found = getState().objects.find(object);
  if (found == getState().objects.end() || std::strcmp(found->second, kind) != 0)
    return false;
  std::free(const_cast<void *>(object));
  getState().objects.erase(found);
  return true;
}

/// The bytes of a range, null outside of every allocation.
unsigned char *findMemory(Pointer pointer, size_t bytes) {
  auto &memory = getState().memory;
  auto next = memory.upper_bound(pointer);
  if (next == memory.begin())
    return nullptr;
  auto &[start, data] = *std::prev(next);
  uint64_t offset = pointer - start;
  return offset <= data.size() && bytes <= data.size() - offset ? data.data() + offset : nullptr;
}

} // namespace

struct mlir::qnt::runtime::cuda::FunctionObject : Kernel {};
struct mlir::qnt::runtime::cuda::ModuleObject {
  std::map<std::string, std::unique_ptr<FunctionObject>> kernels;
  std::vector<unsigned char> variable = std::vector<unsigned char>(64);
};
struct mlir::qnt::runtime::cuda::StreamObject {
  bool isCapturing = false;
};

/// ".param .align 8 .b8 name[24]" and ".param .u64 name", one after the other.
static void readParameters(const std::string &text, Kernel &kernel) {
  size_t end = 0;
  for (size_t place = text.find(".param"); place != std::string::npos; place = text.find(".param", place + 1)) {
    std::string declaration = text.substr(place, text.find_first_of(",)", place) - place);
    // The number behind `word`, or `other` where there is no such word.
    auto getNumber = [&](std::string_view word, size_t other) {
      size_t found = declaration.find(word);
      return found == std::string::npos ? other : std::stoul(declaration.substr(found + word.size()));
    };
    size_t type = declaration.find_last_of('.');
    size_t bytes = std::stoul(declaration.substr(declaration.find_first_of("0123456789", type))) / 8;
    size_t size = bytes * getNumber("[", 1), step = getNumber(".align ", bytes);
    size_t offset = (end + step - 1) / step * step;
    kernel.parameters.emplace_back(offset, size);
    end = offset + size;
  }
}

static void readKernels(const std::string &text, ModuleObject &module) {
  for (size_t place = text.find(".entry"); place != std::string::npos; place = text.find(".entry", place + 1)) {
    size_t begin = text.find_first_not_of(' ', place + 6), open = text.find('(', begin);
    auto kernel = std::make_unique<FunctionObject>();
    kernel->name = text.substr(begin, open - begin);
    readParameters(text.substr(open, text.find(')', open) - open), *kernel);
    std::string name = kernel->name;
    module.kernels[name] = std::move(kernel);
  }
}

static Result runKernel(const Kernel &kernel, void **values) {
  if (kernel.name != "fill")
    return kSuccess;
  Pointer pointer = 0;
  uint32_t bytes = 0;
  std::memcpy(&pointer, values[0], sizeof pointer);
  std::memcpy(&bytes, values[1], sizeof bytes);
  unsigned char *memory = findMemory(pointer, bytes);
  if (!memory)
    return 700;
  std::memset(memory, 42, bytes);
  return kSuccess;
}

extern "C" {

const char *fakeGetLog() { return getState().log.c_str(); }
void fakeClearLog() { getState().log.clear(); }
void fakeFail(const char *function, int result) { getState().failures[function] = result; }
void fakeSetVersion(int version) { getState().version = version; }
size_t fakeCountObjects() { return getState().objects.size() + getState().memory.size(); }
int fakeGetCurrent() { return getState().current; }

Result cuInit(unsigned) { return Call("cuInit").result; }
#ifndef QNT_FAKE_ANCIENT
Result cuDriverGetVersion(int *version) {
  Call call("cuDriverGetVersion");
  *version = getState().version;
  return call.result;
}
#endif
Result cuGetErrorName(Result result, const char **name) {
  *name = result == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : "CUDA_ERROR_FAKE";
  return kSuccess;
}
Result cuGetErrorString(Result result, const char **text) {
  *text = result == 700 ? "an illegal memory access was encountered" : "a failure that was asked for";
  return kSuccess;
}
Result cuDeviceGetCount(int *count) {
  Call call("cuDeviceGetCount");
  *count = 1;
  return call.result;
}
Result cuDeviceGet(Device *device, int index) {
  Call call("cuDeviceGet", index);
  *device = 100 + index;
  return call.result;
}
Result cuDeviceGetName(char *name, int length, Device device) {
  Call call("cuDeviceGetName", device);
  std::snprintf(name, static_cast<size_t>(length), "Fake GPU");
  return call.result;
}
Result cuDeviceTotalMem_v2(size_t *bytes, Device) {
  *bytes = size_t(1) << 30;
  return Call("cuDeviceTotalMem").result;
}
Result cuDeviceGetAttribute(int *value, int attribute, Device) {
  static const std::map<int, int> values = {
      {kMaxThreadsPerBlock, 1024}, {kMaxBlockX, 1024},          {kMaxBlockX + 1, 1024},
      {kMaxBlockX + 2, 64},        {kMaxGridX, 1 << 30},        {kMaxGridX + 1, 65535},
      {kMaxGridX + 2, 65535},      {kMaxSharedPerBlock, 49152}, {kWarpSize, 32},
      {kMultiprocessors, 132},     {kL2CacheSize, 1 << 20},     {kComputeMajor, 9},
      {kComputeMinor, 0},          {kCooperativeLaunch, 1},     {kMaxSharedOptin, 232448},
      {kClusterLaunch, 1},         {kTensorMapAccess, 1}};
  auto found = values.find(attribute);
  if (found == values.end())
    return kInvalidValue;
  *value = found->second;
#ifdef QNT_FAKE_OLD
  *value = attribute == kCooperativeLaunch ? 0 : *value;
#endif
  return kSuccess;
}
Result cuDevicePrimaryCtxRetain(ContextObject **context, Device) {
  Call call("cuDevicePrimaryCtxRetain");
  if (call.result == kSuccess)
    *context = makeObject<ContextObject>("primary context");
  return call.result;
}
Result cuDevicePrimaryCtxRelease_v2(Device) {
  Call call("cuDevicePrimaryCtxRelease");
  for (auto [object, kind] : getState().objects)
    if (std::strcmp(kind, "primary context") == 0)
      return removeObject(object, kind) ? kSuccess : kInvalidValue;
  return kInvalidValue;
}
Result cuCtxPushCurrent_v2(ContextObject *) {
  std::lock_guard<std::recursive_mutex> lock(getState().mutex);
  ++getState().current;
  return kSuccess;
}
Result cuCtxPopCurrent_v2(ContextObject **) {
  std::lock_guard<std::recursive_mutex> lock(getState().mutex);
  --getState().current;
  return kSuccess;
}
Result cuCtxSynchronize(void) { return Call("cuCtxSynchronize").result; }

Result cuMemAlloc_v2(Pointer *pointer, size_t bytes) {
  Call call("cuMemAlloc", bytes);
  if (call.result != kSuccess || bytes > size_t(1) << 30)
    return call.result != kSuccess ? call.result : Result(kOutOfMemory);
  static Pointer next = 0x7f0000000000;
  *pointer = next;
  next += (bytes + 511) / 256 * 256;
  getState().memory[*pointer].resize(bytes, 0xCD);
  return kSuccess;
}
Result cuMemFree_v2(Pointer pointer) {
  Call call("cuMemFree");
  return getState().memory.erase(pointer) == 1 ? call.result : Result(kInvalidValue);
}
Result cuMemHostAlloc(void **pointer, size_t bytes, unsigned) {
  Call call("cuMemHostAlloc", bytes);
  *pointer = std::malloc(bytes);
  getState().objects[*pointer] = "host memory";
  return call.result;
}
Result cuMemFreeHost(void *pointer) {
  Call call("cuMemFreeHost");
  return removeObject(pointer, "host memory") ? call.result : Result(kInvalidValue);
}
Result cuMemcpyHtoDAsync_v2(Pointer to, const void *from, size_t bytes, StreamObject *) {
  Call call("cuMemcpyHtoDAsync", bytes);
  unsigned char *memory = findMemory(to, bytes);
  if (memory)
    std::memcpy(memory, from, bytes);
  return memory ? call.result : Result(kInvalidValue);
}
Result cuMemcpyDtoHAsync_v2(void *to, Pointer from, size_t bytes, StreamObject *) {
  Call call("cuMemcpyDtoHAsync", bytes);
  unsigned char *memory = findMemory(from, bytes);
  if (memory)
    std::memcpy(to, memory, bytes);
  return memory ? call.result : Result(kInvalidValue);
}
Result cuMemcpyDtoDAsync_v2(Pointer to, Pointer from, size_t bytes, StreamObject *) {
  Call call("cuMemcpyDtoDAsync", bytes);
  unsigned char *source = findMemory(from, bytes), *target = findMemory(to, bytes);
  if (source && target)
    std::memmove(target, source, bytes);
  return source && target ? call.result : Result(kInvalidValue);
}
Result cuMemsetD8Async(Pointer to, unsigned char value, size_t bytes, StreamObject *) {
  Call call("cuMemsetD8Async", int(value), bytes);
  unsigned char *memory = findMemory(to, bytes);
  if (memory)
    std::memset(memory, value, bytes);
  return memory ? call.result : Result(kInvalidValue);
}

Result cuStreamCreate(StreamObject **stream, unsigned flags) {
  Call call("cuStreamCreate", flags);
  if (call.result != kSuccess)
    return call.result;
  *stream = new StreamObject();
  getState().objects[*stream] = "stream";
  return kSuccess;
}
Result cuStreamDestroy_v2(StreamObject *stream) {
  Call call("cuStreamDestroy");
  if (getState().objects.erase(stream) == 0)
    return kInvalidValue;
  delete stream;
  return call.result;
}
Result cuStreamSynchronize(StreamObject *) { return Call("cuStreamSynchronize").result; }
Result cuStreamQuery(StreamObject *) { return Call("cuStreamQuery").result; }
Result cuStreamWaitEvent(StreamObject *, EventObject *, unsigned flags) {
  return Call("cuStreamWaitEvent", flags).result;
}
Result cuEventCreate(EventObject **event, unsigned flags) {
  Call call("cuEventCreate", flags);
  *event = makeObject<EventObject>("event");
  return call.result;
}
Result cuEventDestroy_v2(EventObject *event) {
  Call call("cuEventDestroy");
  return removeObject(event, "event") ? call.result : Result(kInvalidValue);
}
Result cuEventRecord(EventObject *, StreamObject *) { return Call("cuEventRecord").result; }
Result cuEventSynchronize(EventObject *) { return Call("cuEventSynchronize").result; }
Result cuEventQuery(EventObject *) { return Call("cuEventQuery").result; }
Result cuEventElapsedTime(float *milliseconds, EventObject *, EventObject *) {
  *milliseconds = 1.5F;
  return Call("cuEventElapsedTime").result;
}

Result cuModuleLoadDataEx(ModuleObject **module, const void *data, unsigned count, int *options, void **values) {
  Call call("cuModuleLoadDataEx", count);
  if (call.result != kSuccess) {
    if (call.result == kInvalidPtx && count == 2 && options[0] == kJitErrorLog)
      std::snprintf(static_cast<char *>(values[0]), reinterpret_cast<size_t>(values[1]), "ptxas fatal: fake log");
    return call.result;
  }
  *module = new ModuleObject();
  getState().objects[*module] = "module";
  const char *text = static_cast<const char *>(data);
  if (text[0] != '\x7f' && static_cast<unsigned char>(text[0]) != 0x50)
    readKernels(text, **module);
  return kSuccess;
}
Result cuModuleUnload(ModuleObject *module) {
  Call call("cuModuleUnload");
  if (getState().objects.erase(module) == 0)
    return kInvalidValue;
  delete module;
  return call.result;
}
Result cuModuleGetFunction(FunctionObject **function, ModuleObject *module, const char *name) {
  Call call("cuModuleGetFunction", name);
  auto found = module->kernels.find(name);
  if (found == module->kernels.end())
    return kNotFound;
  *function = found->second.get();
  return call.result;
}
Result cuModuleGetGlobal_v2(Pointer *pointer, size_t *bytes, ModuleObject *module, const char *name) {
  Call call("cuModuleGetGlobal", name);
  if (std::strcmp(name, "table") != 0)
    return kNotFound;
  *pointer = reinterpret_cast<Pointer>(module->variable.data());
  *bytes = module->variable.size();
  return call.result;
}
Result cuFuncGetAttribute(int *value, int attribute, FunctionObject *) {
  *value = attribute == kFunctionMaxThreads ? 512 : attribute == kFunctionSharedBytes ? 1024 : 16;
  return Call("cuFuncGetAttribute", attribute).result;
}
Result cuFuncSetAttribute(FunctionObject *function, int attribute, int value) {
  return Call("cuFuncSetAttribute", function->name, attribute, value).result;
}
Result cuLaunchKernel(FunctionObject *function, unsigned gridX, unsigned gridY, unsigned gridZ, unsigned blockX,
                      unsigned blockY, unsigned blockZ, unsigned shared, StreamObject *stream, void **values, void **) {
  Call call("cuLaunchKernel", function->name, gridX, gridY, gridZ, blockX, blockY, blockZ, shared);
  if (call.result != kSuccess)
    return call.result;
  return stream->isCapturing ? Result(kSuccess) : runKernel(*function, values);
}
Result cuLaunchCooperativeKernel(FunctionObject *function, unsigned gridX, unsigned gridY, unsigned gridZ,
                                 unsigned blockX, unsigned blockY, unsigned blockZ, unsigned shared, StreamObject *,
                                 void **values) {
  Call call("cuLaunchCooperativeKernel", function->name, gridX, gridY, gridZ, blockX, blockY, blockZ, shared);
  return call.result != kSuccess ? call.result : runKernel(*function, values);
}
Result cuStreamBeginCapture_v2(StreamObject *stream, int mode) {
  Call call("cuStreamBeginCapture", mode);
  stream->isCapturing = true;
  return call.result;
}
Result cuStreamEndCapture(StreamObject *stream, GraphObject **graph) {
  Call call("cuStreamEndCapture");
  if (!stream->isCapturing)
    return 902;
  stream->isCapturing = false;
  *graph = makeObject<GraphObject>("graph");
  return call.result;
}
Result cuGraphLaunch(GraphExecObject *, StreamObject *) { return Call("cuGraphLaunch").result; }
Result cuGraphExecDestroy(GraphExecObject *graph) {
  Call call("cuGraphExecDestroy");
  return removeObject(graph, "graph exec") ? call.result : Result(kInvalidValue);
}
Result cuGraphDestroy(GraphObject *graph) {
  Call call("cuGraphDestroy");
  return removeObject(graph, "graph") ? call.result : Result(kInvalidValue);
}

#ifndef QNT_FAKE_OLD
Result cuGraphInstantiateWithFlags(GraphExecObject **exec, GraphObject *, unsigned long long) {
  Call call("cuGraphInstantiateWithFlags");
  *exec = makeObject<GraphExecObject>("graph exec");
  return call.result;
}
Result cuLaunchKernelEx(const LaunchConfig *config, FunctionObject *function, void **values, void **) {
  Call call("cuLaunchKernelEx", function->name, config->gridX, config->numAttributes, config->attributes[0].id,
            config->attributes[0].value.cluster[0]);
  return call.result != kSuccess ? call.result : runKernel(*function, values);
}
Result cuFuncGetParamInfo(FunctionObject *function, size_t index, size_t *offset, size_t *size) {
  if (index >= function->parameters.size())
    return kInvalidValue;
  *offset = function->parameters[index].first;
  *size = function->parameters[index].second;
  return kSuccess;
}
Result cuTensorMapEncodeTiled(void *map, int type, unsigned rank, void *, const uint64_t *dims, const uint64_t *,
                              const uint32_t *box, const uint32_t *, int, int swizzle, int, int) {
  Call call("cuTensorMapEncodeTiled", type, rank, dims[0], box[0], swizzle);
  std::memset(map, 0x5A, 128);
  return call.result;
}
Result cuTensorMapEncodeIm2col(void *map, int type, unsigned rank, void *, const uint64_t *, const uint64_t *,
                               const int *lower, const int *, unsigned channels, unsigned pixels, const uint32_t *, int,
                               int, int, int) {
  Call call("cuTensorMapEncodeIm2col", type, rank, lower[0], channels, pixels);
  std::memset(map, 0x5B, 128);
  return call.result;
}
#endif

} // extern "C"
