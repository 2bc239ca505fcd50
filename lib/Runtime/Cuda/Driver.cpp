//===- Driver.cpp - loads CUDA's driver ---------------------------------------------------------------------===//

#include "Driver.h"
#include <cstdlib>
#include <dlfcn.h>
#include <mutex>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::cuda;

std::string cuda::describeVersion(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

static QntrtStatus getStatus(Result result) {
  switch (result) {
  case kInvalidValue:
    return QntrtInvalidArgument;
  case kOutOfMemory:
    return QntrtOutOfMemory;
  case kStubLibrary:
  case kNoDevice:
  case kInvalidDevice:
    return QntrtNoDevice;
  case 35: // the driver is older than what it was asked for
  case kUnsupportedPtxVersion:
  case kSystemDriverMismatch:
    return QntrtDriverTooOld;
  case kInvalidImage:
  case kNoBinaryForGpu:
  case kInvalidPtx:
    return QntrtInvalidModule;
  case kNotFound:
    return QntrtNotFound;
  case kNotReady:
    return QntrtNotReady;
  case kLaunchOutOfResources:
    return QntrtInvalidLaunch;
  case kNotSupported:
    return QntrtNotSupported;
  default:
    return result >= kCaptureUnsupported && result <= kCapturedEvent ? QntrtWrongState : QntrtDriverError;
  }
}

Error cuda::makeError(const Driver &driver, Result result, const char *what) {
  if (result == kSuccess)
    return std::nullopt;
  const char *name = nullptr, *text = nullptr;
  std::string message = std::string(what) + " returned ";
  message += driver.getErrorName(result, &name) == kSuccess && name ? name : "error";
  message += " (" + std::to_string(result) + ")";
  if (driver.getErrorString(result, &text) == kSuccess && text)
    message += std::string(", ") + text;
  return makeFailure(getStatus(result), message);
}

static std::string getLibraryName() {
  const char *name = std::getenv("QNTRT_CUDA_LIBRARY");
  return name && *name ? name : "libcuda.so.1";
}

/// Finds every function; names the first that is missing.
static Error resolve(void *library, const std::string &name, Driver &driver) {
  const char *missing = nullptr;
  auto find = [&](const char *symbol, auto &member, bool isNeeded) {
    member = reinterpret_cast<std::remove_reference_t<decltype(member)>>(dlsym(library, symbol));
    if (!member && isNeeded && !missing)
      missing = symbol;
  };
#define QNT_CUDA_FIND(member, symbol, arguments) find(#symbol, driver.member, true);
#define QNT_CUDA_FIND_LATER(member, symbol, arguments) find(#symbol, driver.member, false);
  QNT_CUDA_FUNCTIONS(QNT_CUDA_FIND)
  QNT_CUDA_LATER_FUNCTIONS(QNT_CUDA_FIND_LATER)
#undef QNT_CUDA_FIND
#undef QNT_CUDA_FIND_LATER
  if (!missing)
    return std::nullopt;
  return makeFailure(QntrtDriverTooOld, "the CUDA driver '" + name + "' is too old: it has no function " + missing +
                                            " (CUDA 11.3 or later is needed)");
}

static Error load(Driver &driver) {
  std::string name = getLibraryName();
  void *library = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    return makeFailure(QntrtNoDevice, "there is no CUDA driver: '" + name + "' cannot be loaded (" +
                                          std::string(reason ? reason : "") + "); device 'emulated' needs none");
  }
  if (Error error = resolve(library, name, driver))
    return error;
  Error error = makeError(driver, driver.init(0), "cuInit");
  if (error)
    return makeFailure(error->status == QntrtInvalidArgument ? QntrtDriverError : error->status,
                       "the CUDA driver '" + name + "' does not start: " + error->text);
  return makeError(driver, driver.driverGetVersion(&driver.version), "cuDriverGetVersion");
}

Error cuda::getDriver(const Driver *&driver) {
  static std::mutex mutex;
  static Driver loaded;
  static bool isLoaded = false;
  std::lock_guard<std::mutex> lock(mutex);
  if (!isLoaded) {
    Driver attempt;
    if (Error error = load(attempt))
      return error;
    loaded = attempt;
    isLoaded = true;
  }
  driver = &loaded;
  return std::nullopt;
}
