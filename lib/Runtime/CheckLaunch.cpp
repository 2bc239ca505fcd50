//===- CheckLaunch.cpp - sizes and arguments of a launch, before it starts ----------------------------------===//

#include "Backend.h"
#include <cstring>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;

static std::string describeSizes(const uint32_t (&sizes)[3]) {
  return "(" + std::to_string(sizes[0]) + "," + std::to_string(sizes[1]) + "," + std::to_string(sizes[2]) + ")";
}

std::string runtime::describeLaunch(const KernelLimits &kernel, const QntrtLaunch &launch,
                                    const QntrtArgument *arguments, size_t count) {
  constexpr size_t maxShown = 32;
  std::string text = "kernel '" + kernel.name + "', grid " + describeSizes(launch.grid) + ", block " +
                     describeSizes(launch.block) + ", arguments [";
  for (size_t index = 0; index < count && index < maxShown; ++index) {
    uint64_t value = 0;
    const QntrtArgument &argument = arguments[index];
    text += (index == 0 ? "" : ", ") + std::to_string(argument.size) + " bytes";
    if (argument.size > sizeof value || argument.size == 0 || !argument.data)
      continue;
    std::memcpy(&value, argument.data, argument.size);
    text += ": " + toHex(value);
  }
  return text + (count > maxShown ? ", ...]" : "]");
}

static Failure makeInvalidLaunch(std::string text) { return makeFailure(QntrtInvalidLaunch, std::move(text)); }

/// Sizes of grid and block against the device and the kernel's own directives.
static Error checkBlock(const KernelLimits &kernel, const QntrtDeviceProperties &device, const QntrtLaunch &launch) {
  static const char *const axes[] = {"x", "y", "z"};
  uint64_t threads = 1;
  for (int axis = 0; axis < 3; ++axis) {
    uint64_t grid = launch.grid[axis], block = launch.block[axis];
    if (grid == 0 || grid > static_cast<uint64_t>(device.maxGrid[axis]))
      return makeInvalidLaunch(std::string("expected grid.") + axes[axis] + " from 1 to " +
                               std::to_string(device.maxGrid[axis]) + ", got " + std::to_string(grid));
    if (block == 0 || block > static_cast<uint64_t>(device.maxBlock[axis]))
      return makeInvalidLaunch(std::string("expected block.") + axes[axis] + " from 1 to " +
                               std::to_string(device.maxBlock[axis]) + ", got " + std::to_string(block));
    threads *= block;
  }
  auto limit = static_cast<uint64_t>(std::min(kernel.maxThreadsPerBlock, device.maxThreadsPerBlock));
  if (threads > limit)
    return makeInvalidLaunch("expected at most " + std::to_string(limit) + " threads in a block, got " +
                             std::to_string(threads));
  const uint32_t (&required)[3] = kernel.requiredBlock;
  if (required[0] != 0 && std::memcmp(required, launch.block, sizeof required) != 0)
    return makeInvalidLaunch("expected block " + describeSizes(required) + ", which the kernel requires, got " +
                             describeSizes(launch.block));
  return std::nullopt;
}

static Error checkCluster(const QntrtDeviceProperties &device, const QntrtLaunch &launch) {
  constexpr uint64_t maxCluster = 16;
  uint64_t blocks = 1;
  for (int axis = 0; axis < 3; ++axis) {
    uint32_t cluster = std::max(launch.cluster[axis], 1U);
    if (launch.grid[axis] % cluster != 0)
      return makeInvalidLaunch("expected cluster " + describeSizes(launch.cluster) + " to divide grid " +
                               describeSizes(launch.grid));
    blocks *= cluster;
  }
  if (blocks > 1 && !device.supportsClusters)
    return makeFailure(QntrtNotSupported, "this device has no clusters");
  if (blocks > maxCluster)
    return makeInvalidLaunch("expected at most 16 blocks in a cluster, got " + std::to_string(blocks));
  return std::nullopt;
}

static Error checkArgument(const Parameter &parameter, size_t index, const QntrtArgument &argument) {
  std::string name = "argument " + std::to_string(index);
  if (!parameter.name.empty())
    name += " ('" + parameter.name + "')";
  if (argument.size != parameter.size)
    return makeInvalid("expected " + name + " to have " + std::to_string(parameter.size) + " bytes, got " +
                       std::to_string(argument.size));
  if (!argument.data && argument.size != 0)
    return makeInvalid("expected " + name + " to have data, got null");
  if ((argument.alignment & (argument.alignment - 1)) != 0)
    return makeInvalid("expected a power of two as alignment of " + name + ", got " +
                       std::to_string(argument.alignment));
  if (argument.alignment > parameter.alignment)
    return makeInvalid("expected " + name + " to be aligned to at most " + std::to_string(parameter.alignment) +
                       " bytes, which is the kernel's alignment, got " + std::to_string(argument.alignment));
  return std::nullopt;
}

static Error layOutArguments(const KernelLimits &kernel, const QntrtArgument *arguments, size_t count,
                             std::vector<std::byte> &bytes) {
  if (!kernel.parameters)
    return std::nullopt;
  const std::vector<Parameter> &parameters = *kernel.parameters;
  if (count != parameters.size())
    return makeInvalid("expected " + std::to_string(parameters.size()) + " arguments, got " + std::to_string(count));
  bytes.assign(kernel.parameterBytes, std::byte(0));
  for (size_t index = 0; index < count; ++index) {
    if (Error error = checkArgument(parameters[index], index, arguments[index]))
      return error;
    if (arguments[index].size != 0)
      std::memcpy(bytes.data() + parameters[index].offset, arguments[index].data, arguments[index].size);
  }
  return std::nullopt;
}

Error runtime::checkLaunch(const KernelLimits &kernel, const QntrtDeviceProperties &device, const QntrtLaunch &launch,
                           const QntrtArgument *arguments, size_t count, std::vector<std::byte> &parameters) {
  if (Error error = checkBlock(kernel, device, launch))
    return error;
  if (Error error = checkCluster(device, launch))
    return error;
  size_t available =
      device.sharedBytesPerBlockOptin - std::min(kernel.staticSharedBytes, device.sharedBytesPerBlockOptin);
  if (launch.dynamicSharedBytes > available)
    return makeInvalidLaunch("expected at most " + std::to_string(available) +
                             " bytes of dynamic shared memory beside " + std::to_string(kernel.staticSharedBytes) +
                             " static ones, got " + std::to_string(launch.dynamicSharedBytes));
  if (launch.isCooperative && !device.supportsCooperative)
    return makeFailure(QntrtNotSupported, "this device has no cooperative launches");
  return layOutArguments(kernel, arguments, count, parameters);
}
