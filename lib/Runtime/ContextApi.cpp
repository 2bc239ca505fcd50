//===- ContextApi.cpp - the C interface: contexts, memory, what is the emulator's own -----------------------===//

#include "Backend.h"

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

static const Failure kNoContext = makeInvalid("expected a context, got null");

/// An empty error when the handles of a call that works on a stream are good.
static Error checkHandles(QntrtContext context, QntrtStream stream) {
  if (!context)
    return kNoContext;
  if (stream && !context->streams.contains(stream))
    return makeInvalid("expected a stream of this context, got another handle");
  return std::nullopt;
}

QntrtStatus qntrtGetDeviceCount(QntrtDeviceKind kind, int *count) {
  Error error;
  int found = 1;
  if (!count)
    error = makeInvalid("expected a place for the count");
  else if (kind == QntrtDeviceCuda)
    error = countCudaDevices(found);
  else if (kind != QntrtDeviceEmulated)
    error = makeInvalid("expected device cuda (0) or emulated (1), got " + std::to_string(kind));
  if (!error)
    *count = found;
  return finish(error, "qntrtGetDeviceCount", static_cast<int>(kind));
}

QntrtStatus qntrtContextCreate(QntrtDeviceKind kind, int index, QntrtContext *context) {
  Error error;
  std::unique_ptr<QntrtContextImpl> created;
  if (!context)
    error = makeInvalid("expected a place for the context");
  else if (kind == QntrtDeviceCuda)
    error = createCudaContext(index, created);
  else if (kind != QntrtDeviceEmulated)
    error = makeInvalid("expected device cuda (0) or emulated (1), got " + std::to_string(kind));
  else if (index != 0)
    error = makeFailure(QntrtNoDevice, "expected device 0, the only emulated one, got " + std::to_string(index));
  else
    created = createEmulatedContext();
  if (!error)
    *context = created.release();
  return finish(error, "qntrtContextCreate", static_cast<int>(kind), index);
}

QntrtStatus qntrtContextDestroy(QntrtContext context) {
  if (!context)
    return finish(kNoContext, "qntrtContextDestroy");
  delete context;
  return QntrtSuccess;
}

QntrtStatus qntrtContextGetProperties(QntrtContext context, QntrtDeviceProperties *properties) {
  if (!context || !properties)
    return finish(context ? makeInvalid("expected a place for the properties") : kNoContext,
                  "qntrtContextGetProperties");
  *properties = context->getProperties();
  return QntrtSuccess;
}

QntrtStatus qntrtContextSynchronize(QntrtContext context) {
  return finish(context ? context->synchronize() : kNoContext, "qntrtContextSynchronize");
}

QntrtStatus qntrtContextReset(QntrtContext context) {
  return finish(context ? context->reset() : kNoContext, "qntrtContextReset");
}

//===----------------------------------------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------------------------------------===//

QntrtStatus qntrtMemoryAllocate(QntrtContext context, size_t bytes, QntrtPointer *pointer) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (!pointer || bytes == 0)
    error = makeInvalid(pointer ? "expected at least one byte, got 0" : "expected a place for the address");
  else
    error = context->allocate(bytes, *pointer);
  return finish(error, "qntrtMemoryAllocate", bytes);
}

QntrtStatus qntrtMemoryFree(QntrtContext context, QntrtPointer pointer) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (pointer != 0)
    error = context->free(pointer);
  return finish(error, "qntrtMemoryFree", toHex(pointer));
}

QntrtStatus qntrtHostAllocate(QntrtContext context, size_t bytes, void **pointer) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (!pointer || bytes == 0)
    error = makeInvalid(pointer ? "expected at least one byte, got 0" : "expected a place for the pointer");
  else
    error = context->hostAllocate(bytes, *pointer);
  return finish(error, "qntrtHostAllocate", bytes);
}

QntrtStatus qntrtHostFree(QntrtContext context, void *pointer) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (pointer)
    error = context->hostFree(pointer);
  return finish(error, "qntrtHostFree", pointer);
}

/// A copy of no bytes does nothing.
static Error doCopy(QntrtContext context, const Copy &copy, QntrtStream stream) {
  if (Error error = checkHandles(context, stream))
    return error;
  if (copy.bytes == 0)
    return std::nullopt;
  bool lacksHost =
      (copy.kind == CopyKind::ToDevice && !copy.hostFrom) || (copy.kind == CopyKind::ToHost && !copy.hostTo);
  if (lacksHost)
    return makeInvalid("expected memory of the host, got null");
  return context->copy(copy, stream);
}

QntrtStatus qntrtCopyToDevice(QntrtContext context, QntrtPointer to, const void *from, size_t bytes,
                              QntrtStream stream) {
  Copy copy{CopyKind::ToDevice};
  copy.to = to;
  copy.hostFrom = from;
  copy.bytes = bytes;
  return finish(doCopy(context, copy, stream), "qntrtCopyToDevice", toHex(to), from, bytes);
}

QntrtStatus qntrtCopyToHost(QntrtContext context, void *to, QntrtPointer from, size_t bytes, QntrtStream stream) {
  Copy copy{CopyKind::ToHost};
  copy.hostTo = to;
  copy.from = from;
  copy.bytes = bytes;
  return finish(doCopy(context, copy, stream), "qntrtCopyToHost", to, toHex(from), bytes);
}

QntrtStatus qntrtCopyOnDevice(QntrtContext context, QntrtPointer to, QntrtPointer from, size_t bytes,
                              QntrtStream stream) {
  Copy copy{CopyKind::OnDevice};
  copy.to = to;
  copy.from = from;
  copy.bytes = bytes;
  return finish(doCopy(context, copy, stream), "qntrtCopyOnDevice", toHex(to), toHex(from), bytes);
}

QntrtStatus qntrtFill(QntrtContext context, QntrtPointer to, uint8_t value, size_t bytes, QntrtStream stream) {
  Error error = checkHandles(context, stream);
  if (!error && bytes != 0)
    error = context->fill(to, value, bytes, stream);
  return finish(error, "qntrtFill", toHex(to), static_cast<unsigned>(value), bytes);
}

//===----------------------------------------------------------------------------------------------------===//
// Tensor maps, emulation
//===----------------------------------------------------------------------------------------------------===//

QntrtStatus qntrtTensorMapEncode(QntrtContext context, const QntrtTensorMap *map, void *bytes) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (!map || !bytes)
    error = makeInvalid(map ? "expected a place for 128 bytes" : "expected a tensor map, got null");
  else
    error = checkTensorMap(*map);
  if (!error)
    error = context->encodeTensorMap(*map, bytes);
  return finish(error, "qntrtTensorMapEncode");
}

QntrtStatus qntrtEmulationSet(QntrtContext context, const QntrtEmulation *emulation) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (!emulation)
    error = makeInvalid("expected settings, got null");
  else
    error = context->setEmulation(*emulation);
  return finish(error, "qntrtEmulationSet");
}

QntrtStatus qntrtGetUndefined(QntrtContext context, QntrtPointer pointer, size_t bytes, uint8_t *undefined) {
  Error error;
  if (!context)
    error = kNoContext;
  else if (!undefined && bytes != 0)
    error = makeInvalid("expected a place for a byte each");
  else if (bytes != 0)
    error = context->getUndefined(pointer, bytes, undefined);
  return finish(error, "qntrtGetUndefined", toHex(pointer), bytes);
}

QntrtStatus qntrtGetStatistics(QntrtContext context, const char **text) {
  thread_local std::string last;
  Error error;
  if (!context)
    error = kNoContext;
  else if (!text)
    error = makeInvalid("expected a place for the text");
  else
    error = context->getStatistics(last);
  if (!error)
    *text = last.c_str();
  return finish(error, "qntrtGetStatistics");
}
