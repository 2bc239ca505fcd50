//===- Runtime.h - runtime: status, contexts, memory --------------------------------------------------------===//
//
// One C interface for two devices: `cuda`, an NVIDIA GPU through the driver (libcuda.so.1 is loaded at run time by
// name), and `emulated`, which executes PTX on the CPU and checks it strictly. The library links neither.
//
//   QntrtContext context;
//   if (qntrtContextCreate(QntrtDeviceEmulated, 0, &context))
//     puts(qntrtGetLastError());
//
// Rules that hold for every function:
// - It returns a status; what it makes comes back through its last pointers, which are written on success alone.
// - qntrtGetLastError gives the text of this thread's last failure: the call, the kernel and the arguments where there
//   are some, and what was wrong. A success leaves it as it is.
// - It may be called from any thread. An object must not be destroyed while another thread uses it. A handle that was
//   destroyed is not recognised.
// - Sizes and offsets are bytes, addresses of the device are integers, times are milliseconds.
// - A stream that is null is the context's own one. Streams do not wait for each other, save by events.
//
// A kernel that fails, be it by a report of the emulator or a fault of the GPU, fails its context: the calls that wait
// for it, and later ones that need its results, return its status and text. See qntrtContextReset.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_RUNTIME_RUNTIME_H
#define QNT_RUNTIME_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#define QNTRT_EXPORTED __attribute__((visibility("default")))

// Callers may hand over any number, which is answered by an error: in C++, too, each must be a value of the type.
#ifdef __cplusplus
#define QNTRT_INT : int
extern "C" {
#else
#define QNTRT_INT
#endif

typedef enum QntrtStatus QNTRT_INT {
  QntrtSuccess = 0,
  QntrtInvalidArgument = 1, ///< a null handle, a range outside an allocation, arguments that do not fit a kernel
  QntrtOutOfMemory = 2,
  QntrtNoDevice = 3,       ///< no driver, no GPU, or no such index
  QntrtDriverTooOld = 4,   ///< the driver lacks the function, or cannot read this version of PTX
  QntrtNotSupported = 5,   ///< the device never does this
  QntrtInvalidModule = 6,  ///< text that is no PTX, an image that is no cubin
  QntrtNotFound = 7,       ///< no kernel or variable of this name
  QntrtInvalidLaunch = 8,  ///< a grid, block, cluster or shared memory that the kernel or the device does not take
  QntrtKernelReported = 9, ///< the emulator found a defect: see qntrtGetLastReport
  QntrtDriverError = 10,   ///< any other error of the driver
  QntrtNotReady = 11,      ///< a query of work that is not done; no failure
  QntrtWrongState = 12     ///< capture that was not begun, or an operation that a capture does not take
} QntrtStatus;

typedef enum QntrtDeviceKind QNTRT_INT { QntrtDeviceCuda = 0, QntrtDeviceEmulated = 1 } QntrtDeviceKind;

typedef struct QntrtContextImpl *QntrtContext;
typedef struct QntrtStreamImpl *QntrtStream;
typedef uint64_t QntrtPointer; ///< an address of a device

/// "QntrtInvalidLaunch"; never null.
QNTRT_EXPORTED const char *qntrtGetStatusName(QntrtStatus status);
/// The text of this thread's last failure, empty before the first; valid until the thread's next call.
QNTRT_EXPORTED const char *qntrtGetLastError(void);

//===----------------------------------------------------------------------------------------------------===//
// Devices and contexts
//===----------------------------------------------------------------------------------------------------===//

typedef struct QntrtDeviceProperties {
  char name[256];
  QntrtDeviceKind kind;
  int computeMajor, computeMinor; ///< 9 and 0 for sm_90
  int driverVersion;              ///< 1000 * major + 10 * minor of CUDA; 0 on the emulated device
  int multiprocessors;            ///< host threads on the emulated device
  int warpSize;
  int maxThreadsPerBlock;
  int maxBlock[3];
  int maxGrid[3];
  size_t sharedBytesPerBlock;      ///< without opting in
  size_t sharedBytesPerBlockOptin; ///< the most a kernel may have
  size_t totalBytes;
  int l2CacheBytes;
  int supportsClusters, supportsCooperative, supportsTensorMaps;
} QntrtDeviceProperties;

/// How many devices of a kind there are. Errors: QntrtNoDevice without a driver, with why.
QNTRT_EXPORTED QntrtStatus qntrtGetDeviceCount(QntrtDeviceKind kind, int *count);
/// Device `index` of a kind. Contexts of one GPU share its primary context; emulated ones share nothing.
QNTRT_EXPORTED QntrtStatus qntrtContextCreate(QntrtDeviceKind kind, int index, QntrtContext *context);
/// Waits for the context's work and frees what it still holds: streams, events, modules, memory. Their handles end
/// here.
QNTRT_EXPORTED QntrtStatus qntrtContextDestroy(QntrtContext context);
QNTRT_EXPORTED QntrtStatus qntrtContextGetProperties(QntrtContext context, QntrtDeviceProperties *properties);
/// Waits for all streams. Returns the failure of a kernel, if one failed.
QNTRT_EXPORTED QntrtStatus qntrtContextSynchronize(QntrtContext context);
/// Forgets the failure of a kernel. A GPU whose context is lost stays lost: QntrtNotSupported there.
QNTRT_EXPORTED QntrtStatus qntrtContextReset(QntrtContext context);

//===----------------------------------------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------------------------------------===//

/// `bytes` > 0, aligned to 256. The bytes are undefined.
QNTRT_EXPORTED QntrtStatus qntrtMemoryAllocate(QntrtContext context, size_t bytes, QntrtPointer *pointer);
/// The start of an allocation; waits for all streams. 0 is nothing.
QNTRT_EXPORTED QntrtStatus qntrtMemoryFree(QntrtContext context, QntrtPointer pointer);
/// Memory of the host that the device reads and writes at full speed.
QNTRT_EXPORTED QntrtStatus qntrtHostAllocate(QntrtContext context, size_t bytes, void **pointer);
QNTRT_EXPORTED QntrtStatus qntrtHostFree(QntrtContext context, void *pointer);

/// Copies and fills are done in the order of their stream. With a null stream they have been done on return; with
/// another one the host's memory must stay as it is until the stream has come to them.
QNTRT_EXPORTED QntrtStatus qntrtCopyToDevice(QntrtContext context, QntrtPointer to, const void *from, size_t bytes,
                                             QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtCopyToHost(QntrtContext context, void *to, QntrtPointer from, size_t bytes,
                                           QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtCopyOnDevice(QntrtContext context, QntrtPointer to, QntrtPointer from, size_t bytes,
                                             QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtFill(QntrtContext context, QntrtPointer to, uint8_t value, size_t bytes,
                                     QntrtStream stream);

//===----------------------------------------------------------------------------------------------------===//
// Streams and events
//===----------------------------------------------------------------------------------------------------===//

typedef struct QntrtEventImpl *QntrtEvent;
typedef struct QntrtGraphImpl *QntrtGraph;

QNTRT_EXPORTED QntrtStatus qntrtStreamCreate(QntrtContext context, QntrtStream *stream);
/// Waits for its work.
QNTRT_EXPORTED QntrtStatus qntrtStreamDestroy(QntrtContext context, QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtStreamSynchronize(QntrtContext context, QntrtStream stream);
/// QntrtNotReady while there is work.
QNTRT_EXPORTED QntrtStatus qntrtStreamQuery(QntrtContext context, QntrtStream stream);
/// Later work of the stream waits for the event's last record before this call; an event that was not recorded does
/// not hold it.
QNTRT_EXPORTED QntrtStatus qntrtStreamWaitEvent(QntrtContext context, QntrtStream stream, QntrtEvent event);

QNTRT_EXPORTED QntrtStatus qntrtEventCreate(QntrtContext context, QntrtEvent *event);
QNTRT_EXPORTED QntrtStatus qntrtEventDestroy(QntrtContext context, QntrtEvent event);
QNTRT_EXPORTED QntrtStatus qntrtEventRecord(QntrtContext context, QntrtEvent event, QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtEventSynchronize(QntrtContext context, QntrtEvent event);
/// QntrtNotReady while the stream has not come to its last record.
QNTRT_EXPORTED QntrtStatus qntrtEventQuery(QntrtContext context, QntrtEvent event);
/// Time between two records. Errors: QntrtNotReady before both are done, QntrtInvalidArgument when one was not
/// recorded.
QNTRT_EXPORTED QntrtStatus qntrtEventElapsed(QntrtContext context, QntrtEvent begin, QntrtEvent end,
                                             float *milliseconds);

/// What is given to the stream from here on becomes a graph instead of being done. Takes launches, copies, fills,
/// records of events and waits for them; waiting for the stream is QntrtWrongState. Null streams are not captured.
QNTRT_EXPORTED QntrtStatus qntrtCaptureBegin(QntrtContext context, QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtCaptureEnd(QntrtContext context, QntrtStream stream, QntrtGraph *graph);
/// Everything in the graph, in the order of the stream.
QNTRT_EXPORTED QntrtStatus qntrtGraphLaunch(QntrtContext context, QntrtGraph graph, QntrtStream stream);
QNTRT_EXPORTED QntrtStatus qntrtGraphDestroy(QntrtContext context, QntrtGraph graph);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // QNT_RUNTIME_RUNTIME_H
