//===- Program.h - runtime: what the host code of a compiled model calls ------------------------------------===//
//
// A program is kernels loaded on a device, and constants, which are copied there once. A call of one of its functions
// owns the memory that it allocates: whatever ends the call frees it.
//
//   QntrtProgram program;
//   QntrtCall call;
//   QntrtPointer x, y;
//   qntrtProgramCreate(QntrtDeviceEmulated, 0, &code, &program);
//   qntrtCallBegin(program, &call);
//   qntrtCallUpload(call, input, bytes, &x);
//   qntrtCallAllocate(call, bytes, &y);
//   qntrtCallLaunch(call, "scale", &sizes, arguments, 3);
//   qntrtCallRead(call, output, y, bytes);
//   qntrtCallEnd(call);
//
// Calls of one program may run in several threads; one call belongs to one thread.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_RUNTIME_PROGRAM_H
#define QNT_RUNTIME_PROGRAM_H

#include "Qnt/Runtime/Kernels.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct QntrtProgramImpl *QntrtProgram;
typedef struct QntrtCallImpl *QntrtCall;

/// Kernels; read before qntrtProgramCreate returns.
typedef struct QntrtProgramCode {
  const char *name;   ///< stands in messages
  const char *target; ///< "sm_90a"
  const char *ptx;    ///< null: no kernels
  size_t ptxLength;
  const void *cubin; ///< null for none; a GPU takes it where it can, and the text otherwise
  size_t cubinLength;
} QntrtProgramCode;

/// Makes a context of its own and loads the kernels into it. Errors: those of qntrtContextCreate and
/// qntrtModuleLoadText; QntrtNotSupported for a GPU that the target is not made for.
QNTRT_EXPORTED QntrtStatus qntrtProgramCreate(QntrtDeviceKind kind, int index, const QntrtProgramCode *code,
                                              QntrtProgram *program);
/// Ends its context, and so calls that were not ended.
QNTRT_EXPORTED QntrtStatus qntrtProgramDestroy(QntrtProgram program);
/// The context in which calls run; it belongs to the program.
QNTRT_EXPORTED QntrtStatus qntrtProgramGetContext(QntrtProgram program, QntrtContext *context);

QNTRT_EXPORTED QntrtStatus qntrtCallBegin(QntrtProgram program, QntrtCall *call);
/// Frees what the call has allocated, and forgets the failure of a kernel.
QNTRT_EXPORTED QntrtStatus qntrtCallEnd(QntrtCall call);

/// Memory of the device, aligned to 256; a block of its own also for 0 bytes.
QNTRT_EXPORTED QntrtStatus qntrtCallAllocate(QntrtCall call, size_t bytes, QntrtPointer *pointer);
/// Of qntrtCallAllocate or qntrtCallUpload, before the call ends.
QNTRT_EXPORTED QntrtStatus qntrtCallRelease(QntrtCall call, QntrtPointer pointer);
/// A copy of memory of the host that does not change while the program lives; made once.
QNTRT_EXPORTED QntrtStatus qntrtCallConstant(QntrtCall call, const void *from, size_t bytes, QntrtPointer *pointer);
/// Allocates, and copies from the host.
QNTRT_EXPORTED QntrtStatus qntrtCallUpload(QntrtCall call, const void *from, size_t bytes, QntrtPointer *pointer);
/// Waits for the kernels before it.
QNTRT_EXPORTED QntrtStatus qntrtCallRead(QntrtCall call, void *to, QntrtPointer from, size_t bytes);
QNTRT_EXPORTED QntrtStatus qntrtCallWrite(QntrtCall call, QntrtPointer to, const void *from, size_t bytes);

/// Sizes of a launch as host code computes them.
typedef struct QntrtCallSizes {
  int64_t grid[3]; ///< with a 0 nothing is done
  int64_t block[3];
  int64_t cluster[3];
  int64_t dynamicSharedBytes;
} QntrtCallSizes;

/// Errors: QntrtNotFound, QntrtInvalidLaunch for sizes that no device takes, and those of qntrtLaunch.
QNTRT_EXPORTED QntrtStatus qntrtCallLaunch(QntrtCall call, const char *kernel, const QntrtCallSizes *sizes,
                                           const QntrtArgument *arguments, size_t count);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // QNT_RUNTIME_PROGRAM_H
