//===- Kernels.h - runtime: modules, kernels, launches ------------------------------------------------------===//
//
//   QntrtModule module;
//   QntrtFunction function;
//   qntrtModuleLoadText(context, text, length, "saxpy.ptx", &module);
//   qntrtModuleGetFunction(module, "saxpy", &function);
//   QntrtArgument arguments[] = {{&x, 8, 8}, {&y, 8, 8}, {&a, 4, 4}, {&n, 4, 4}};
//   QntrtLaunch launch = {{4, 1, 1}, {128, 1, 1}, {1, 1, 1}, 0, 0};
//   qntrtLaunch(function, &launch, arguments, 4, stream);
//
// A module, a function and a graph know their context.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_RUNTIME_KERNELS_H
#define QNT_RUNTIME_KERNELS_H

#include "Qnt/Runtime/Runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct QntrtModuleImpl *QntrtModule;
typedef struct QntrtFunctionImpl *QntrtFunction;

/// PTX text of `length` bytes; `name` stands in messages. Errors: QntrtInvalidModule with what the reader or the
/// driver's assembler says, QntrtDriverTooOld when the driver does not know this version of PTX.
QNTRT_EXPORTED QntrtStatus qntrtModuleLoadText(QntrtContext context, const char *text, size_t length, const char *name,
                                               QntrtModule *module);
/// A cubin or a fatbin of `size` bytes. The emulated device executes PTX alone: QntrtNotSupported.
QNTRT_EXPORTED QntrtStatus qntrtModuleLoadImage(QntrtContext context, const void *image, size_t size, const char *name,
                                                QntrtModule *module);
/// Waits for the context's work. Functions of the module end here.
QNTRT_EXPORTED QntrtStatus qntrtModuleUnload(QntrtModule module);
/// A variable in global or constant memory.
QNTRT_EXPORTED QntrtStatus qntrtModuleGetVariable(QntrtModule module, const char *name, QntrtPointer *pointer,
                                                  size_t *bytes);
/// The kernel, the same handle each time.
QNTRT_EXPORTED QntrtStatus qntrtModuleGetFunction(QntrtModule module, const char *name, QntrtFunction *function);

typedef struct QntrtFunctionAttributes {
  int registers; ///< a thread; on the emulated device those that the PTX declares
  size_t staticSharedBytes;
  size_t localBytes; ///< a thread
  int maxThreadsPerBlock;
  int requiredBlock[3];  ///< of .reqntid, zeros without
  size_t parameterCount; ///< SIZE_MAX when the driver cannot say
  size_t parameterBytes;
} QntrtFunctionAttributes;

QNTRT_EXPORTED QntrtStatus qntrtFunctionGetAttributes(QntrtFunction function, QntrtFunctionAttributes *attributes);

typedef struct QntrtParameter {
  const char *name; ///< empty where it is not known; lives as long as the function
  size_t offset;    ///< in the kernel's parameter bytes
  size_t size;
  size_t alignment; ///< of PTX's declaration, or the largest power of two that divides the offset where there is none
} QntrtParameter;

QNTRT_EXPORTED QntrtStatus qntrtFunctionGetParameter(QntrtFunction function, size_t index, QntrtParameter *parameter);

/// A value for a parameter.
typedef struct QntrtArgument {
  const void *data; ///< read before qntrtLaunch returns
  size_t size;      ///< has to be the parameter's
  size_t alignment; ///< has to be at most the parameter's; 0: of no interest
} QntrtArgument;

typedef struct QntrtLaunch {
  uint32_t grid[3];
  uint32_t block[3];
  uint32_t cluster[3]; ///< 1, 1, 1 for none; 0 counts as 1
  size_t dynamicSharedBytes;
  int isCooperative; ///< not 0: all blocks run at a time, and may wait for each other
} QntrtLaunch;

/// Gives a kernel to a stream. Its arguments are checked against the kernel's own parameters first: count, size of
/// each, alignment of each; so are the sizes of the launch. Errors: QntrtInvalidArgument, QntrtInvalidLaunch.
QNTRT_EXPORTED QntrtStatus qntrtLaunch(QntrtFunction function, const QntrtLaunch *launch,
                                       const QntrtArgument *arguments, size_t count, QntrtStream stream);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // QNT_RUNTIME_KERNELS_H
