//===- DeviceMemory.cpp - global and constant memory as the host sees them ----------------------------------===//

#include "Block.h"
#include "Memory/TrackedMemory.h"
#include <cstring>

using namespace mlir::qnt::emulator;

static constexpr uint64_t kConstantBase = 0x100000;
static constexpr unsigned kGlobalSlotBits = 24;
static constexpr unsigned kConstantSlotBits = 18;

const char *mlir::qnt::emulator::getName(AddressSpace space) {
  switch (space) {
  case AddressSpace::Generic:
    return "generic";
  case AddressSpace::Global:
    return "global";
  case AddressSpace::Constant:
    return "const";
  case AddressSpace::Shared:
    return "shared";
  case AddressSpace::Local:
    return "local";
  case AddressSpace::Parameter:
    return "param";
  }
  return "generic";
}

std::unique_ptr<DeviceMemory> mlir::qnt::emulator::createDeviceMemory() {
  return std::make_unique<TrackedDeviceMemory>();
}

static std::string outOfRange(uint64_t address, uint64_t bytes) {
  return "expected " + std::to_string(bytes) + " bytes at " + toHex(address) + " to lie in one allocation";
}

TrackedDeviceMemory::TrackedDeviceMemory()
    : global(kGlobalBase, kConstantWindow, kGlobalSlotBits), constant(kConstantBase, kWindowSize, kConstantSlotBits) {}

std::optional<std::string> TrackedDeviceMemory::write(AddressSpace space, uint64_t address, const void *data,
                                                      uint64_t bytes) {
  Allocation *allocation = (space == AddressSpace::Constant ? constant : global).find(address, bytes);
  if (!allocation)
    return bytes ? std::optional<std::string>(outOfRange(address, bytes)) : std::nullopt;
  std::memcpy(allocation->region.getData(address - allocation->address), data, bytes);
  allocation->region.getDefined().set(address - allocation->address, bytes, true);
  return std::nullopt;
}

std::optional<std::string> TrackedDeviceMemory::read(uint64_t address, void *data, uint64_t bytes) const {
  Allocation *allocation = global.find(address, bytes);
  if (!allocation)
    return bytes ? std::optional<std::string>(outOfRange(address, bytes)) : std::nullopt;
  std::memcpy(data, allocation->region.getData(address - allocation->address), bytes);
  return std::nullopt;
}

std::optional<std::string> TrackedDeviceMemory::fill(uint64_t address, uint8_t value, uint64_t bytes) {
  Allocation *allocation = global.find(address, bytes);
  if (!allocation)
    return bytes ? std::optional<std::string>(outOfRange(address, bytes)) : std::nullopt;
  std::memset(allocation->region.getData(address - allocation->address), value, bytes);
  allocation->region.getDefined().set(address - allocation->address, bytes, true);
  return std::nullopt;
}

std::optional<std::string> TrackedDeviceMemory::copy(uint64_t to, uint64_t from, uint64_t bytes) {
  Allocation *target = global.find(to, bytes), *source = global.find(from, bytes);
  if (!bytes || (target && source && to == from))
    return std::nullopt;
  if (!target || !source)
    return outOfRange(target ? from : to, bytes);
  uint64_t targetOffset = to - target->address, sourceOffset = from - source->address;
  std::memmove(target->region.getData(targetOffset), source->region.getData(sourceOffset), bytes);
  const DefinedBits &sourceBits = source->region.getDefined();
  DefinedBits &targetBits = target->region.getDefined();
  if (sourceBits.areDefined(sourceOffset, bytes)) {
    targetBits.set(targetOffset, bytes, true);
    return std::nullopt;
  }
  for (uint64_t done = 0; done < bytes; ++done) {
    uint64_t byte = to > from ? bytes - 1 - done : done; // as memmove: overlapping ranges
    targetBits.set(targetOffset + byte, 1, sourceBits.isDefined(sourceOffset + byte));
  }
  return std::nullopt;
}

std::optional<std::string> TrackedDeviceMemory::readUndefined(uint64_t address, uint8_t *undefined,
                                                              uint64_t bytes) const {
  Allocation *allocation = global.find(address, bytes);
  if (!allocation)
    return bytes ? std::optional<std::string>(outOfRange(address, bytes)) : std::nullopt;
  const DefinedBits &defined = allocation->region.getDefined();
  for (uint64_t byte = 0; byte < bytes; ++byte)
    undefined[byte] = defined.isDefined(address - allocation->address + byte) ? 0 : 1;
  return std::nullopt;
}

void TrackedDeviceMemory::beginSnapshot() {
  dropSnapshot();
  snapshot = true;
}

void TrackedDeviceMemory::restoreSnapshot() {
  global.forEach([](Region &region) { region.restore(); });
  snapshot = false;
}

void TrackedDeviceMemory::dropSnapshot() {
  if (snapshot)
    global.forEach([](Region &region) { region.dropSaved(); });
  snapshot = false;
}

void TrackedDeviceMemory::dropShadows() {
  global.forEach([](Region &region) { region.dropShadow(); });
}

std::unique_ptr<LaunchMemory> TrackedDeviceMemory::createLaunch(const LaunchMemoryConfiguration &configuration) {
  return std::make_unique<TrackedLaunchMemory>(*this, configuration);
}

TrackedLaunchMemory::TrackedLaunchMemory(TrackedDeviceMemory &device, const LaunchMemoryConfiguration &configuration)
    : device(device), configuration(configuration),
      parameters(configuration.parameters, configuration.parameters + configuration.parameterBytes) {
  device.dropShadows();
}

TrackedLaunchMemory::~TrackedLaunchMemory() { device.dropShadows(); }

std::unique_ptr<BlockMemory> TrackedLaunchMemory::createBlock(Block &block,
                                                              const BlockMemoryConfiguration &configuration) {
  return std::make_unique<TrackedBlockMemory>(*this, block.getIndex(), block.getLinearIndex(), configuration);
}
