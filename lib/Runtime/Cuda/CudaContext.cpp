//===- CudaContext.cpp - contexts and memory on a GPU -------------------------------------------------------===//

#include "CudaContext.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::cuda;

Error runtime::countCudaDevices(int &count) {
  const Driver *driver = nullptr;
  if (Error error = getDriver(driver))
    return error;
  return makeError(*driver, driver->deviceGetCount(&count), "cuDeviceGetCount");
}

Error runtime::createCudaContext(int index, std::unique_ptr<QntrtContextImpl> &context) {
  const Driver *driver = nullptr;
  if (Error error = getDriver(driver))
    return error;
  int count = 0;
  if (Error error = makeError(*driver, driver->deviceGetCount(&count), "cuDeviceGetCount"))
    return error;
  if (index < 0 || index >= count)
    return makeFailure(QntrtNoDevice,
                       "expected a GPU below " + std::to_string(count) + ", got " + std::to_string(index));
  auto created = std::make_unique<CudaContext>(*driver);
  if (Error error = created->open(index))
    return error;
  context = std::move(created);
  return std::nullopt;
}

CudaContext::Current::Current(CudaContext &context)
    : context(context), isPushed(context.driver.pushCurrent(context.context) == kSuccess) {}
CudaContext::Current::~Current() {
  ContextObject *previous = nullptr;
  if (isPushed)
    context.driver.popCurrent(&previous);
}

/// Whether a kernel that ran earlier may have caused an error that a call returned.
static bool isFaultOfKernel(Result result) { return (result >= 700 && result <= 720) || result == 214; }

Error CudaContext::check(Result result, const char *what) {
  Error error = makeError(driver, result, what);
  if (!error || !isFaultOfKernel(result))
    return error;
  std::lock_guard<std::mutex> lock(mutex);
  if (!lastLaunch.empty())
    error->text += "; last launch: " + lastLaunch;
  return error;
}

Error CudaContext::open(int index) {
  if (Error error = makeError(driver, driver.deviceGet(&device, index), "cuDeviceGet"))
    return error;
  if (Error error = readProperties(device))
    return error;
  if (Error error = makeError(driver, driver.primaryRetain(&context, device), "cuDevicePrimaryCtxRetain")) {
    context = nullptr;
    return error;
  }
  Current current(*this);
  return check(driver.streamCreate(&ownStream, kNonBlockingStream), "cuStreamCreate");
}

Error CudaContext::readProperties(Device device) {
  properties.kind = QntrtDeviceCuda;
  properties.driverVersion = driver.version;
  if (Error error =
          makeError(driver, driver.deviceGetName(properties.name, sizeof properties.name, device), "cuDeviceGetName"))
    return error;
  if (Error error = makeError(driver, driver.deviceTotalMem(&properties.totalBytes, device), "cuDeviceTotalMem"))
    return error;
  // A driver older than an attribute knows none: the device has no such thing then.
  auto read = [&](int attribute) {
    int value = 0;
    return driver.deviceGetAttribute(&value, attribute, device) == kSuccess ? value : 0;
  };
  properties.computeMajor = read(kComputeMajor);
  properties.computeMinor = read(kComputeMinor);
  properties.multiprocessors = read(kMultiprocessors);
  properties.warpSize = read(kWarpSize);
  properties.maxThreadsPerBlock = read(kMaxThreadsPerBlock);
  for (int axis = 0; axis < 3; ++axis) {
    properties.maxBlock[axis] = read(kMaxBlockX + axis);
    properties.maxGrid[axis] = read(kMaxGridX + axis);
  }
  properties.sharedBytesPerBlock = static_cast<size_t>(read(kMaxSharedPerBlock));
  properties.sharedBytesPerBlockOptin = static_cast<size_t>(read(kMaxSharedOptin));
  properties.l2CacheBytes = read(kL2CacheSize);
  properties.supportsClusters = read(kClusterLaunch) && driver.launchKernelEx;
  properties.supportsCooperative = read(kCooperativeLaunch);
  properties.supportsTensorMaps = properties.computeMajor >= 9 && driver.tensorMapTiled;
  return std::nullopt;
}

CudaContext::~CudaContext() {
  if (!context)
    return;
  {
    Current current(*this);
    driver.ctxSynchronize();
    graphs.clear();
    modules.clear();
    events.clear();
    streams.clear();
    if (ownStream)
      driver.streamDestroy(ownStream);
    for (QntrtPointer pointer : allocations)
      driver.memFree(pointer);
    for (void *pointer : hostAllocations)
      driver.memFreeHost(pointer);
  }
  driver.primaryRelease(device);
}

Error CudaContext::synchronize() {
  Current current(*this);
  return check(driver.ctxSynchronize(), "cuCtxSynchronize");
}

Error CudaContext::reset() {
  if (Error error = synchronize())
    return makeFailure(QntrtNotSupported, "the GPU's context is lost until the process ends: " + error->text);
  return std::nullopt;
}

Error CudaContext::allocate(size_t bytes, QntrtPointer &pointer) {
  Current current(*this);
  QntrtPointer allocated = 0;
  if (Error error = check(driver.memAlloc(&allocated, bytes), "cuMemAlloc"))
    return error;
  std::lock_guard<std::mutex> lock(mutex);
  allocations.insert(allocated);
  pointer = allocated;
  return std::nullopt;
}

Error CudaContext::free(QntrtPointer pointer) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (allocations.erase(pointer) == 0)
      return makeInvalid("expected the start of an allocation of this context");
  }
  Current current(*this);
  if (Error error = check(driver.ctxSynchronize(), "cuCtxSynchronize"))
    return error;
  return check(driver.memFree(pointer), "cuMemFree");
}

Error CudaContext::hostAllocate(size_t bytes, void *&pointer) {
  Current current(*this);
  void *allocated = nullptr;
  if (Error error = check(driver.memHostAlloc(&allocated, bytes, 0), "cuMemHostAlloc"))
    return error;
  std::lock_guard<std::mutex> lock(mutex);
  hostAllocations.insert(allocated);
  pointer = allocated;
  return std::nullopt;
}

Error CudaContext::hostFree(void *pointer) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (hostAllocations.erase(pointer) == 0)
      return makeInvalid("expected an allocation of this context");
  }
  Current current(*this);
  return check(driver.memFreeHost(pointer), "cuMemFreeHost");
}

Error CudaContext::copy(const Copy &copy, QntrtStream stream) {
  Current current(*this);
  StreamObject *object = getStream(stream);
  Error error;
  switch (copy.kind) {
  case CopyKind::ToDevice:
    error = check(driver.copyToDevice(copy.to, copy.hostFrom, copy.bytes, object), "cuMemcpyHtoDAsync");
    break;
  case CopyKind::ToHost:
    error = check(driver.copyToHost(copy.hostTo, copy.from, copy.bytes, object), "cuMemcpyDtoHAsync");
    break;
  case CopyKind::OnDevice:
    error = check(driver.copyOnDevice(copy.to, copy.from, copy.bytes, object), "cuMemcpyDtoDAsync");
    break;
  }
  if (error || stream)
    return error;
  return check(driver.streamSynchronize(object), "cuStreamSynchronize");
}

Error CudaContext::fill(QntrtPointer to, uint8_t value, size_t bytes, QntrtStream stream) {
  Current current(*this);
  StreamObject *object = getStream(stream);
  Error error = check(driver.fill(to, value, bytes, object), "cuMemsetD8Async");
  if (error || stream)
    return error;
  return check(driver.streamSynchronize(object), "cuStreamSynchronize");
}

static Failure makeEmulatedOnly() {
  return makeFailure(QntrtNotSupported, "only device 'emulated' does this, the context is on device 'cuda'");
}

Error CudaContext::setEmulation(const QntrtEmulation &) { return makeEmulatedOnly(); }
Error CudaContext::getUndefined(QntrtPointer, size_t, uint8_t *) { return makeEmulatedOnly(); }
Error CudaContext::getStatistics(std::string &) { return makeEmulatedOnly(); }
