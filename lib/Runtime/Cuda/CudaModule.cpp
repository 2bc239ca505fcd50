//===- CudaModule.cpp - modules, launches and tensor maps on a GPU ------------------------------------------===//

#include "CudaContext.h"
#include <algorithm>
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::cuda;

CudaModule::CudaModule(CudaContext &context, ModuleObject *object, std::map<std::string, DeclaredKernel> declared)
    : QntrtModuleImpl(&context), owner(context), object(object), declared(std::move(declared)) {}

CudaModule::~CudaModule() {
  CudaContext::Current current(owner);
  owner.driver.moduleUnload(object);
}

/// The largest power of two up to 128 that divides an offset: all that a cubin tells of a parameter's alignment.
static size_t guessAlignment(size_t offset, size_t size) {
  size_t alignment = 1;
  while (alignment < 128 && offset % (2 * alignment) == 0)
    alignment *= 2;
  // Parameters of 8 bytes and less are scalars as a rule, aligned to their size.
  bool isScalar = size <= 8 && (size & (size - 1)) == 0 && size != 0;
  return isScalar ? std::min(alignment, size) : alignment;
}

Error CudaModule::readLimits(FunctionObject *function, KernelLimits &limits) {
  const Driver &driver = owner.driver;
  int shared = 0, local = 0;
  const std::pair<int, int *> attributes[] = {{kFunctionMaxThreads, &limits.maxThreadsPerBlock},
                                              {kFunctionSharedBytes, &shared},
                                              {kFunctionLocalBytes, &local},
                                              {kFunctionRegisters, &limits.registers}};
  for (auto [attribute, value] : attributes)
    if (Error error = owner.check(driver.funcGetAttribute(value, attribute, function), "cuFuncGetAttribute"))
      return error;
  limits.staticSharedBytes = static_cast<size_t>(shared);
  limits.localBytes = static_cast<size_t>(local);
  auto known = declared.find(limits.name);
  if (known == declared.end())
    return readParameters(function, limits);
  limits.parameters = known->second.parameters;
  limits.parameterBytes = known->second.parameterBytes;
  std::copy_n(known->second.requiredBlock.begin(), 3, limits.requiredBlock);
  return std::nullopt;
}

/// The parameters as the driver tells them, which has no names and no alignments.
Error CudaModule::readParameters(FunctionObject *function, KernelLimits &limits) {
  const Driver &driver = owner.driver;
  if (!driver.funcGetParamInfo)
    return std::nullopt;
  constexpr size_t maxParameters = 32768; // the bytes that a kernel may take
  limits.parameters.emplace();
  for (size_t index = 0; index < maxParameters; ++index) {
    Parameter parameter;
    Result result = driver.funcGetParamInfo(function, index, &parameter.offset, &parameter.size);
    if (result == kInvalidValue)
      break; // past the last one
    if (Error error = owner.check(result, "cuFuncGetParamInfo"))
      return error;
    parameter.alignment = guessAlignment(parameter.offset, parameter.size);
    limits.parameterBytes = std::max(limits.parameterBytes, parameter.offset + parameter.size);
    limits.parameters->push_back(std::move(parameter));
  }
  return std::nullopt;
}

Error CudaModule::findFunction(const std::string &name, std::unique_ptr<QntrtFunctionImpl> &function) {
  CudaContext::Current current(owner);
  FunctionObject *found = nullptr;
  Result result = owner.driver.moduleGetFunction(&found, object, name.c_str());
  if (result == kNotFound)
    return makeFailure(QntrtNotFound, "the module has no kernel '" + name + "'");
  if (Error error = owner.check(result, "cuModuleGetFunction"))
    return error;
  auto created = std::make_unique<CudaFunction>(this, found);
  created->limits.name = name;
  if (Error error = readLimits(found, created->limits))
    return error;
  function = std::move(created);
  return std::nullopt;
}

Error CudaModule::findVariable(const std::string &name, QntrtPointer &pointer, size_t &bytes) {
  CudaContext::Current current(owner);
  Result result = owner.driver.moduleGetGlobal(&pointer, &bytes, object, name.c_str());
  if (result == kNotFound)
    return makeFailure(QntrtNotFound, "the module has no variable '" + name + "'");
  return owner.check(result, "cuModuleGetGlobal");
}

/// "9.0" of a text's .version directive; empty where none is found.
static std::string findPtxVersion(std::string_view text) {
  size_t place = text.find(".version");
  if (place == std::string_view::npos)
    return "";
  size_t begin = text.find_first_of("0123456789", place), end = text.find_first_not_of("0123456789.", begin);
  return begin == std::string_view::npos ? "" : std::string(text.substr(begin, std::min<size_t>(end - begin, 8)));
}

Error CudaContext::loadData(const void *data, bool isText, const std::string &name,
                            std::unique_ptr<QntrtModuleImpl> &module) {
  Current current(*this);
  std::vector<char> log(16384, '\0');
  int options[] = {kJitErrorLog, kJitErrorLogBytes};
  void *values[] = {log.data(), reinterpret_cast<void *>(log.size() - 1)};
  ModuleObject *object = nullptr;
  Result result = driver.moduleLoad(&object, data, 2, options, values);
  if (Error error = check(result, "cuModuleLoadDataEx")) {
    std::string prefix = name.empty() ? "" : "'" + name + "': ";
    if (result == kUnsupportedPtxVersion && isText)
      prefix += "the driver, for CUDA " + describeVersion(driver.version) + ", is too old for PTX version " +
                findPtxVersion(static_cast<const char *>(data)) + ": ";
    error->text = prefix + error->text;
    if (log[0] != '\0')
      error->text += std::string("; ") + log.data();
    return error;
  }
  std::map<std::string, DeclaredKernel> declared;
  if (isText)
    declared = readDeclaredKernels(static_cast<const char *>(data));
  module = std::make_unique<CudaModule>(*this, object, std::move(declared));
  return std::nullopt;
}

Error CudaContext::loadText(std::string text, const std::string &name, std::unique_ptr<QntrtModuleImpl> &module) {
  if (text.find('\0') != std::string::npos)
    return makeFailure(QntrtInvalidModule, "expected PTX text, got a byte of value 0");
  return loadData(text.c_str(), /*isText=*/true, name, module);
}

/// An ELF file (cubin) or a fatbin, whose own length does not pass the end: the driver is given no length.
static bool isImage(const void *image, size_t size) {
  const auto *bytes = static_cast<const unsigned char *>(image);
  constexpr size_t elfHeader = 64;
  if (size >= elfHeader && std::memcmp(bytes,
                                       "\x7f"
                                       "ELF",
                                       4) == 0)
    return true;
  uint32_t magic = 0;
  uint64_t length = 0;
  uint16_t header = 0;
  if (size < 16)
    return false;
  std::memcpy(&magic, bytes, 4);
  std::memcpy(&header, bytes + 6, 2);
  std::memcpy(&length, bytes + 8, 8);
  return magic == 0xBA55ED50 && length <= size && header <= size - length;
}

Error CudaContext::loadImage(const void *image, size_t size, const std::string &name,
                             std::unique_ptr<QntrtModuleImpl> &module) {
  if (!isImage(image, size))
    return makeFailure(QntrtInvalidModule, "expected a cubin (ELF) or a fatbin of " + std::to_string(size) + " bytes");
  return loadData(image, /*isText=*/false, name, module);
}

//===----------------------------------------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------------------------------------===//

/// What a function has to be told before a launch of this size.
Error CudaContext::prepareFunction(FunctionObject *function, const QntrtLaunch &launch) {
  constexpr size_t sharedByDefault = 48 * 1024;
  constexpr uint32_t portableCluster = 8;
  if (launch.dynamicSharedBytes > sharedByDefault / 2) { // static shared memory counts as well
    Result result =
        driver.funcSetAttribute(function, kFunctionMaxDynamicShared, static_cast<int>(launch.dynamicSharedBytes));
    if (Error error = check(result, "cuFuncSetAttribute"))
      return error;
  }
  uint32_t cluster =
      std::max(launch.cluster[0], 1U) * std::max(launch.cluster[1], 1U) * std::max(launch.cluster[2], 1U);
  if (cluster <= portableCluster)
    return std::nullopt;
  return check(driver.funcSetAttribute(function, kFunctionNonPortableCluster, 1), "cuFuncSetAttribute");
}

Error CudaContext::launch(QntrtFunction function, const QntrtLaunch &launch, std::vector<std::byte> /*parameters*/,
                          const QntrtArgument *arguments, size_t count, const std::string &text, QntrtStream stream) {
  Current current(*this);
  FunctionObject *object = static_cast<CudaFunction *>(function)->object;
  if (Error error = prepareFunction(object, launch))
    return error;
  std::vector<void *> values;
  for (size_t index = 0; index < count; ++index)
    values.push_back(const_cast<void *>(arguments[index].data));
  {
    std::lock_guard<std::mutex> lock(mutex);
    lastLaunch = text;
  }
  const uint32_t (&grid)[3] = launch.grid, (&block)[3] = launch.block;
  auto shared = static_cast<unsigned>(launch.dynamicSharedBytes);
  unsigned cluster[3] = {std::max(launch.cluster[0], 1U), std::max(launch.cluster[1], 1U),
                         std::max(launch.cluster[2], 1U)};
  if (cluster[0] * cluster[1] * cluster[2] > 1) {
    LaunchAttribute attributes[2] = {};
    attributes[0].id = kLaunchCluster;
    std::memcpy(attributes[0].value.cluster, cluster, sizeof cluster);
    attributes[1].id = kLaunchCooperative;
    attributes[1].value.isCooperative = launch.isCooperative != 0;
    LaunchConfig config = {grid[0],  grid[1], grid[2],           block[0],   block[1],
                           block[2], shared,  getStream(stream), attributes, launch.isCooperative ? 2U : 1U};
    return check(driver.launchKernelEx(&config, object, values.data(), nullptr), "cuLaunchKernelEx");
  }
  if (launch.isCooperative)
    return check(driver.launchCooperative(object, grid[0], grid[1], grid[2], block[0], block[1], block[2], shared,
                                          getStream(stream), values.data()),
                 "cuLaunchCooperativeKernel");
  return check(driver.launchKernel(object, grid[0], grid[1], grid[2], block[0], block[1], block[2], shared,
                                   getStream(stream), values.data(), nullptr),
               "cuLaunchKernel");
}

Error CudaContext::encodeTensorMap(const QntrtTensorMap &map, void *bytes) {
  if (!driver.tensorMapTiled || !driver.tensorMapIm2col)
    return makeFailure(QntrtDriverTooOld, "the driver for CUDA " + describeVersion(driver.version) +
                                              " has no tensor maps (CUDA 12.0 or later is needed)");
  alignas(64) unsigned char encoded[128] = {};
  // NOLINTNEXTLINE(performance-no-int-to-ptr): the driver takes the device's address as a pointer.
  void *address = reinterpret_cast<void *>(map.address);
  Current current(*this);
  Error error;
  if (map.isIm2col)
    error =
        check(driver.tensorMapIm2col(encoded, map.type, map.rank, address, map.globalDims, map.globalStrides,
                                     map.pixelBoxLower, map.pixelBoxUpper, map.channelsPerPixel, map.pixelsPerColumn,
                                     map.elementStrides, map.interleave, map.swizzle, map.l2Promotion, map.outOfBounds),
              "cuTensorMapEncodeIm2col");
  else
    error = check(driver.tensorMapTiled(encoded, map.type, map.rank, address, map.globalDims, map.globalStrides,
                                        map.boxDims, map.elementStrides, map.interleave, map.swizzle, map.l2Promotion,
                                        map.outOfBounds),
                  "cuTensorMapEncodeTiled");
  if (!error)
    std::memcpy(bytes, encoded, sizeof encoded);
  return error;
}
