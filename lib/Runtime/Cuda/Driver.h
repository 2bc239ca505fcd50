//===- Driver.h - the functions of CUDA's driver that the runtime calls -------------------------------------===//
//
// libcuda.so.1 is loaded by name when the first context is made. The declarations are ours, written from the public
// documentation of the driver's binary interface, so that neither a header nor a library of CUDA is needed to build.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_RUNTIME_CUDA_DRIVER_H
#define QNT_LIB_RUNTIME_CUDA_DRIVER_H

#include "../Failure.h"
#include <cstddef>
#include <cstdint>

namespace mlir::qnt::runtime::cuda {

using Result = int;
using Device = int;
using Pointer = uint64_t;
struct ContextObject;
struct ModuleObject;
struct FunctionObject;
struct StreamObject;
struct EventObject;
struct GraphObject;
struct GraphExecObject;

/// One attribute of a launch: a number, four bytes of nothing, 64 bytes of value.
struct LaunchAttribute {
  int id;
  char padding[4];
  union {
    char bytes[64];
    unsigned cluster[3];
    int isCooperative;
  } value;
};
struct LaunchConfig {
  unsigned gridX, gridY, gridZ, blockX, blockY, blockZ, sharedBytes;
  StreamObject *stream;
  LaunchAttribute *attributes;
  unsigned numAttributes;
};
static_assert(sizeof(LaunchAttribute) == 72 && sizeof(LaunchConfig) == 56, "the driver's layout");

enum ResultCode : Result {
  kSuccess = 0,
  kInvalidValue = 1,
  kOutOfMemory = 2,
  kDeinitialized = 4,
  kStubLibrary = 34,
  kNoDevice = 100,
  kInvalidDevice = 101,
  kInvalidImage = 200,
  kNoBinaryForGpu = 209,
  kInvalidPtx = 218,
  kUnsupportedPtxVersion = 222,
  kNotFound = 500,
  kNotReady = 600,
  kLaunchOutOfResources = 701,
  kNotSupported = 801,
  kSystemDriverMismatch = 803,
  kCaptureUnsupported = 900,
  kCapturedEvent = 907
};

enum DeviceAttribute {
  kMaxThreadsPerBlock = 1,
  kMaxBlockX = 2,
  kMaxGridX = 5,
  kMaxSharedPerBlock = 8,
  kWarpSize = 10,
  kMultiprocessors = 16,
  kL2CacheSize = 38,
  kComputeMajor = 75,
  kComputeMinor = 76,
  kCooperativeLaunch = 95,
  kMaxSharedOptin = 97,
  kClusterLaunch = 120,
  kTensorMapAccess = 127
};
enum FunctionAttribute {
  kFunctionMaxThreads = 0,
  kFunctionSharedBytes = 1,
  kFunctionLocalBytes = 3,
  kFunctionRegisters = 4,
  kFunctionMaxDynamicShared = 8,
  kFunctionNonPortableCluster = 14
};
enum LaunchAttributeId { kLaunchCooperative = 2, kLaunchCluster = 4 };
enum JitOption { kJitErrorLog = 5, kJitErrorLogBytes = 6 };
enum : unsigned { kNonBlockingStream = 1 };

// X(name of the member, symbol, arguments)
#define QNT_CUDA_FUNCTIONS(X)                                                                                          \
  X(init, cuInit, (unsigned))                                                                                          \
  X(driverGetVersion, cuDriverGetVersion, (int *))                                                                     \
  X(getErrorName, cuGetErrorName, (Result, const char **))                                                             \
  X(getErrorString, cuGetErrorString, (Result, const char **))                                                         \
  X(deviceGetCount, cuDeviceGetCount, (int *))                                                                         \
  X(deviceGet, cuDeviceGet, (Device *, int))                                                                           \
  X(deviceGetName, cuDeviceGetName, (char *, int, Device))                                                             \
  X(deviceTotalMem, cuDeviceTotalMem_v2, (size_t *, Device))                                                           \
  X(deviceGetAttribute, cuDeviceGetAttribute, (int *, int, Device))                                                    \
  X(primaryRetain, cuDevicePrimaryCtxRetain, (ContextObject **, Device))                                               \
  X(primaryRelease, cuDevicePrimaryCtxRelease_v2, (Device))                                                            \
  X(pushCurrent, cuCtxPushCurrent_v2, (ContextObject *))                                                               \
  X(popCurrent, cuCtxPopCurrent_v2, (ContextObject **))                                                                \
  X(ctxSynchronize, cuCtxSynchronize, (void))                                                                          \
  X(memAlloc, cuMemAlloc_v2, (Pointer *, size_t))                                                                      \
  X(memFree, cuMemFree_v2, (Pointer))                                                                                  \
  X(memHostAlloc, cuMemHostAlloc, (void **, size_t, unsigned))                                                         \
  X(memFreeHost, cuMemFreeHost, (void *))                                                                              \
  X(copyToDevice, cuMemcpyHtoDAsync_v2, (Pointer, const void *, size_t, StreamObject *))                               \
  X(copyToHost, cuMemcpyDtoHAsync_v2, (void *, Pointer, size_t, StreamObject *))                                       \
  X(copyOnDevice, cuMemcpyDtoDAsync_v2, (Pointer, Pointer, size_t, StreamObject *))                                    \
  X(fill, cuMemsetD8Async, (Pointer, unsigned char, size_t, StreamObject *))                                           \
  X(streamCreate, cuStreamCreate, (StreamObject **, unsigned))                                                         \
  X(streamDestroy, cuStreamDestroy_v2, (StreamObject *))                                                               \
  X(streamSynchronize, cuStreamSynchronize, (StreamObject *))                                                          \
  X(streamQuery, cuStreamQuery, (StreamObject *))                                                                      \
  X(streamWaitEvent, cuStreamWaitEvent, (StreamObject *, EventObject *, unsigned))                                     \
  X(eventCreate, cuEventCreate, (EventObject **, unsigned))                                                            \
  X(eventDestroy, cuEventDestroy_v2, (EventObject *))                                                                  \
  X(eventRecord, cuEventRecord, (EventObject *, StreamObject *))                                                       \
  X(eventSynchronize, cuEventSynchronize, (EventObject *))                                                             \
  X(eventQuery, cuEventQuery, (EventObject *))                                                                         \
  X(eventElapsed, cuEventElapsedTime, (float *, EventObject *, EventObject *))                                         \
  X(moduleLoad, cuModuleLoadDataEx, (ModuleObject **, const void *, unsigned, int *, void **))                         \
  X(moduleUnload, cuModuleUnload, (ModuleObject *))                                                                    \
  X(moduleGetFunction, cuModuleGetFunction, (FunctionObject **, ModuleObject *, const char *))                         \
  X(moduleGetGlobal, cuModuleGetGlobal_v2, (Pointer *, size_t *, ModuleObject *, const char *))                        \
  X(funcGetAttribute, cuFuncGetAttribute, (int *, int, FunctionObject *))                                              \
  X(funcSetAttribute, cuFuncSetAttribute, (FunctionObject *, int, int))                                                \
  X(launchKernel, cuLaunchKernel,                                                                                      \
    (FunctionObject *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, StreamObject *, void **,  \
     void **))                                                                                                         \
  X(launchCooperative, cuLaunchCooperativeKernel,                                                                      \
    (FunctionObject *, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, StreamObject *, void **)) \
  X(streamBeginCapture, cuStreamBeginCapture_v2, (StreamObject *, int))                                                \
  X(streamEndCapture, cuStreamEndCapture, (StreamObject *, GraphObject **))                                            \
  X(graphLaunch, cuGraphLaunch, (GraphExecObject *, StreamObject *))                                                   \
  X(graphExecDestroy, cuGraphExecDestroy, (GraphExecObject *))                                                         \
  X(graphDestroy, cuGraphDestroy, (GraphObject *))

// Those of later drivers: null where the driver lacks them.
#define QNT_CUDA_LATER_FUNCTIONS(X)                                                                                    \
  X(graphInstantiate, cuGraphInstantiateWithFlags, (GraphExecObject **, GraphObject *, unsigned long long))            \
  X(launchKernelEx, cuLaunchKernelEx, (const LaunchConfig *, FunctionObject *, void **, void **))                      \
  X(funcGetParamInfo, cuFuncGetParamInfo, (FunctionObject *, size_t, size_t *, size_t *))                              \
  X(tensorMapTiled, cuTensorMapEncodeTiled,                                                                            \
    (void *, int, unsigned, void *, const uint64_t *, const uint64_t *, const uint32_t *, const uint32_t *, int, int,  \
     int, int))                                                                                                        \
  X(tensorMapIm2col, cuTensorMapEncodeIm2col,                                                                          \
    (void *, int, unsigned, void *, const uint64_t *, const uint64_t *, const int *, const int *, unsigned, unsigned,  \
     const uint32_t *, int, int, int, int))

struct Driver {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a list of types takes no more of them.
#define QNT_CUDA_MEMBER(member, symbol, arguments) Result(*member) arguments = nullptr;
  QNT_CUDA_FUNCTIONS(QNT_CUDA_MEMBER)
  QNT_CUDA_LATER_FUNCTIONS(QNT_CUDA_MEMBER)
#undef QNT_CUDA_MEMBER
  int version = 0; ///< 1000 * major + 10 * minor
};

/// The driver, loaded and initialised once; the environment's QNTRT_CUDA_LIBRARY names another library than
/// libcuda.so.1. Errors: QntrtNoDevice without library or GPU, QntrtDriverTooOld when a function is missing.
Error getDriver(const Driver *&driver);

/// "12.4" of 12040.
std::string describeVersion(int version);
/// An error of the driver with its name and text; nothing for success. `what` is the driver's function.
Error makeError(const Driver &driver, Result result, const char *what);

} // namespace mlir::qnt::runtime::cuda

#endif // QNT_LIB_RUNTIME_CUDA_DRIVER_H
