//===- Program.cpp - the C interface: compiled models and their calls ---------------------------------------===//

#include "Qnt/Runtime/Program.h"
#include "Failure.h"
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

/// Sizes of blocks of memory are multiples of this, so that freed ones serve again.
static constexpr size_t kGranularity = 256;

struct QntrtProgramImpl {
  QntrtContext context = nullptr;
  QntrtModule module = nullptr;
  bool keepsMemory = false;
  /// Held while a constant is copied, so that each is copied once. `mutex` may be taken while it is held.
  std::mutex constantMutex;
  /// By address and size: what has no bytes may lie where another constant begins.
  std::map<std::pair<const void *, size_t>, QntrtPointer> constants;
  /// Guards what follows.
  std::mutex mutex;
  std::multimap<size_t, QntrtPointer> freeBlocks;
  std::set<QntrtCall> calls;

  ~QntrtProgramImpl();
};

struct QntrtCallImpl {
  QntrtProgram program;
  std::map<QntrtPointer, size_t> blocks; ///< with their sizes
};

QntrtProgramImpl::~QntrtProgramImpl() {
  for (QntrtCall call : calls)
    delete call;
  if (context)
    (void)qntrtContextDestroy(context);
}

/// The failure of a call of the C interface within another one.
static Error check(QntrtStatus status) {
  if (status == QntrtSuccess)
    return std::nullopt;
  return makeFailure(status, qntrtGetLastError());
}

//===----------------------------------------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------------------------------------===//

/// "sm_90a" runs on 9.0 alone, "sm_80" on 8.0 and later.
static Error checkTarget(const char *target, const QntrtDeviceProperties &device) {
  if (device.kind == QntrtDeviceEmulated || !target)
    return std::nullopt;
  std::string name = target;
  int number = 0;
  for (char c : name)
    number = c >= '0' && c <= '9' ? number * 10 + (c - '0') : number;
  int capability = device.computeMajor * 10 + device.computeMinor;
  bool isExact = !name.empty() && name.back() == 'a';
  if (isExact ? capability == number : capability >= number)
    return std::nullopt;
  return makeFailure(QntrtNotSupported, "the program is compiled for " + name + ", and '" + device.name +
                                            "' is of compute capability " + std::to_string(device.computeMajor) + "." +
                                            std::to_string(device.computeMinor));
}

static Error loadKernels(const QntrtProgramCode &code, const QntrtDeviceProperties &device, QntrtProgramImpl &program) {
  if (!code.ptx)
    return std::nullopt;
  const char *name = code.name ? code.name : "";
  if (code.cubin && device.kind == QntrtDeviceCuda &&
      qntrtModuleLoadImage(program.context, code.cubin, code.cubinLength, name, &program.module) == QntrtSuccess)
    return std::nullopt;
  return check(qntrtModuleLoadText(program.context, code.ptx, code.ptxLength, name, &program.module));
}

static Error createProgram(QntrtDeviceKind kind, int index, const QntrtProgramCode *code, QntrtProgram *program) {
  if (!code || !program)
    return makeInvalid("expected code and a place for the program, got null");
  auto created = std::make_unique<QntrtProgramImpl>();
  if (Error error = check(qntrtContextCreate(kind, index, &created->context)))
    return error;
  QntrtDeviceProperties device;
  if (Error error = check(qntrtContextGetProperties(created->context, &device)))
    return error;
  if (Error error = checkTarget(code->target, device))
    return error;
  if (Error error = loadKernels(*code, device, *created))
    return error;
  // The emulator tells what was never written only of fresh memory.
  created->keepsMemory = kind == QntrtDeviceCuda;
  *program = created.release();
  return std::nullopt;
}

QntrtStatus qntrtProgramCreate(QntrtDeviceKind kind, int index, const QntrtProgramCode *code, QntrtProgram *program) {
  return finish(createProgram(kind, index, code, program), "qntrtProgramCreate", static_cast<int>(kind), index);
}

QntrtStatus qntrtProgramDestroy(QntrtProgram program) {
  if (!program)
    return finish(makeInvalid("expected a program, got null"), "qntrtProgramDestroy");
  delete program;
  return QntrtSuccess;
}

QntrtStatus qntrtProgramGetContext(QntrtProgram program, QntrtContext *context) {
  if (!program || !context)
    return finish(makeInvalid("expected a program and a place for its context, got null"), "qntrtProgramGetContext");
  *context = program->context;
  return QntrtSuccess;
}

//===----------------------------------------------------------------------------------------------------===//
// Memory of calls
//===----------------------------------------------------------------------------------------------------===//

static Error checkCall(QntrtCall call, const void *place) {
  if (!call)
    return makeInvalid("expected a call, got null");
  return place ? Error() : makeInvalid("expected memory of the host, got null");
}

/// Frees the blocks that are kept for later calls.
static void freeKept(QntrtProgram program) {
  std::multimap<size_t, QntrtPointer> blocks;
  {
    std::lock_guard<std::mutex> lock(program->mutex);
    blocks.swap(program->freeBlocks);
  }
  for (auto [size, pointer] : blocks)
    (void)qntrtMemoryFree(program->context, pointer);
}

/// Memory of the device, for which what is kept makes room.
static Error allocateFresh(QntrtProgram program, size_t size, QntrtPointer &pointer) {
  QntrtStatus status = qntrtMemoryAllocate(program->context, size, &pointer);
  if (status == QntrtOutOfMemory && program->keepsMemory) {
    freeKept(program);
    status = qntrtMemoryAllocate(program->context, size, &pointer);
  }
  return check(status);
}

static Error allocate(QntrtProgram program, size_t size, QntrtPointer &pointer) {
  {
    std::lock_guard<std::mutex> lock(program->mutex);
    auto kept = program->freeBlocks.find(size);
    if (kept != program->freeBlocks.end()) {
      pointer = kept->second;
      program->freeBlocks.erase(kept);
      return std::nullopt;
    }
  }
  return allocateFresh(program, size, pointer);
}

static Error release(QntrtProgram program, size_t size, QntrtPointer pointer) {
  if (!program->keepsMemory)
    return check(qntrtMemoryFree(program->context, pointer));
  std::lock_guard<std::mutex> lock(program->mutex);
  program->freeBlocks.emplace(size, pointer);
  return std::nullopt;
}

static Error allocateInCall(QntrtCall call, size_t bytes, QntrtPointer &pointer) {
  if (bytes > SIZE_MAX - kGranularity)
    return makeFailure(QntrtOutOfMemory, "there is no memory of that size");
  size_t size = (std::max<size_t>(bytes, 1) + kGranularity - 1) / kGranularity * kGranularity;
  // The emulator tells what lies outside only by exact sizes.
  if (!call->program->keepsMemory)
    size = std::max<size_t>(bytes, 1);
  if (Error error = allocate(call->program, size, pointer))
    return error;
  call->blocks.emplace(pointer, size);
  return std::nullopt;
}

QntrtStatus qntrtCallBegin(QntrtProgram program, QntrtCall *call) {
  if (!program || !call)
    return finish(makeInvalid("expected a program and a place for the call, got null"), "qntrtCallBegin");
  auto begun = std::make_unique<QntrtCallImpl>();
  begun->program = program;
  std::lock_guard<std::mutex> lock(program->mutex);
  program->calls.insert(begun.get());
  *call = begun.release();
  return QntrtSuccess;
}

QntrtStatus qntrtCallEnd(QntrtCall call) {
  if (!call)
    return finish(makeInvalid("expected a call, got null"), "qntrtCallEnd");
  QntrtProgram program = call->program;
  // What a kernel did was reported to whoever waited for its results.
  if (qntrtContextSynchronize(program->context) != QntrtSuccess)
    (void)qntrtContextReset(program->context);
  for (auto [pointer, size] : call->blocks)
    (void)release(program, size, pointer);
  std::lock_guard<std::mutex> lock(program->mutex);
  program->calls.erase(call);
  delete call;
  return QntrtSuccess;
}

QntrtStatus qntrtCallAllocate(QntrtCall call, size_t bytes, QntrtPointer *pointer) {
  Error error = checkCall(call, pointer);
  if (!error)
    error = allocateInCall(call, bytes, *pointer);
  return finish(error, "qntrtCallAllocate", bytes);
}

static Error releaseInCall(QntrtCall call, QntrtPointer pointer) {
  if (!call)
    return makeInvalid("expected a call, got null");
  auto found = call->blocks.find(pointer);
  if (found == call->blocks.end())
    return makeInvalid("expected memory that the call has allocated");
  size_t size = found->second;
  call->blocks.erase(found);
  return release(call->program, size, pointer);
}

QntrtStatus qntrtCallRelease(QntrtCall call, QntrtPointer pointer) {
  return finish(releaseInCall(call, pointer), "qntrtCallRelease", toHex(pointer));
}

static Error getConstant(QntrtCall call, const void *from, size_t bytes, QntrtPointer &pointer) {
  QntrtProgram program = call->program;
  std::lock_guard<std::mutex> lock(program->constantMutex);
  auto known = program->constants.find({from, bytes});
  if (known != program->constants.end()) {
    pointer = known->second;
    return std::nullopt;
  }
  QntrtPointer allocated = 0;
  if (Error error = allocateFresh(program, std::max<size_t>(bytes, 1), allocated))
    return error;
  if (bytes != 0)
    if (Error error = check(qntrtCopyToDevice(program->context, allocated, from, bytes, nullptr))) {
      (void)qntrtMemoryFree(program->context, allocated);
      return error;
    }
  pointer = allocated;
  program->constants.emplace(std::make_pair(from, bytes), pointer);
  return std::nullopt;
}

QntrtStatus qntrtCallConstant(QntrtCall call, const void *from, size_t bytes, QntrtPointer *pointer) {
  Error error = checkCall(call, pointer && from ? pointer : nullptr);
  if (!error)
    error = getConstant(call, from, bytes, *pointer);
  return finish(error, "qntrtCallConstant", bytes);
}

//===----------------------------------------------------------------------------------------------------===//
// Copies and launches
//===----------------------------------------------------------------------------------------------------===//

QntrtStatus qntrtCallUpload(QntrtCall call, const void *from, size_t bytes, QntrtPointer *pointer) {
  Error error = checkCall(call, pointer && (from || bytes == 0) ? pointer : nullptr);
  QntrtPointer allocated = 0;
  if (!error)
    error = allocateInCall(call, bytes, allocated);
  if (!error && bytes != 0)
    error = check(qntrtCopyToDevice(call->program->context, allocated, from, bytes, nullptr));
  if (!error)
    *pointer = allocated;
  return finish(error, "qntrtCallUpload", bytes);
}

QntrtStatus qntrtCallRead(QntrtCall call, void *to, QntrtPointer from, size_t bytes) {
  Error error = checkCall(call, bytes == 0 ? &bytes : to);
  if (!error && bytes != 0)
    error = check(qntrtCopyToHost(call->program->context, to, from, bytes, nullptr));
  return finish(error, "qntrtCallRead", toHex(from), bytes);
}

QntrtStatus qntrtCallWrite(QntrtCall call, QntrtPointer to, const void *from, size_t bytes) {
  Error error = checkCall(call, bytes == 0 ? &bytes : from);
  if (!error && bytes != 0)
    error = check(qntrtCopyToDevice(call->program->context, to, from, bytes, nullptr));
  return finish(error, "qntrtCallWrite", toHex(to), bytes);
}

/// Sizes in the types of a launch.
static Error convertSizes(const QntrtCallSizes &sizes, QntrtLaunch &launch) {
  auto convert = [](const int64_t (&from)[3], uint32_t (&to)[3], const char *what) -> Error {
    for (int axis = 0; axis < 3; ++axis) {
      if (from[axis] < 0 || from[axis] > INT32_MAX)
        return makeFailure(QntrtInvalidLaunch, std::string("expected ") + what + " to be from 0 to 2^31 - 1 in axis " +
                                                   "xyz"[axis] + ", got " + std::to_string(from[axis]));
      to[axis] = static_cast<uint32_t>(from[axis]);
    }
    return std::nullopt;
  };
  if (Error error = convert(sizes.grid, launch.grid, "the grid"))
    return error;
  if (Error error = convert(sizes.block, launch.block, "the block"))
    return error;
  if (Error error = convert(sizes.cluster, launch.cluster, "the cluster"))
    return error;
  if (sizes.dynamicSharedBytes < 0)
    return makeFailure(QntrtInvalidLaunch,
                       "expected shared memory of 0 bytes or more, got " + std::to_string(sizes.dynamicSharedBytes));
  launch.dynamicSharedBytes = static_cast<size_t>(sizes.dynamicSharedBytes);
  return std::nullopt;
}

static Error launchInCall(QntrtCall call, const char *kernel, const QntrtCallSizes *sizes,
                          const QntrtArgument *arguments, size_t count) {
  if (!call || !kernel || !sizes)
    return makeInvalid("expected a call, a kernel's name and sizes, got null");
  QntrtLaunch launch = {};
  if (Error error = convertSizes(*sizes, launch))
    return error;
  if (launch.grid[0] == 0 || launch.grid[1] == 0 || launch.grid[2] == 0)
    return std::nullopt;
  if (!call->program->module)
    return makeFailure(QntrtNotFound, "the program has no kernels");
  QntrtFunction function = nullptr;
  if (Error error = check(qntrtModuleGetFunction(call->program->module, kernel, &function)))
    return error;
  return check(qntrtLaunch(function, &launch, arguments, count, nullptr));
}

QntrtStatus qntrtCallLaunch(QntrtCall call, const char *kernel, const QntrtCallSizes *sizes,
                            const QntrtArgument *arguments, size_t count) {
  return finish(launchInCall(call, kernel, sizes, arguments, count), "qntrtCallLaunch",
                std::string("'") + (kernel ? kernel : "") + "'");
}
