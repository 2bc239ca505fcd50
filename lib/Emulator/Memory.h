//===- Memory.h - what the core asks of memory -----------------------------------------------------------===//
//
// DeviceMemory is global and constant memory and the variables in them; it outlives launches. LaunchMemory belongs to a
// launch (parameters, inter-block tracking), BlockMemory to one block (shared, local, races). The core calls them at
// the events below; instructions reach them by Warp::getMemory.
//
// Errors inside an access go to Warp::fail.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_H
#define QNT_LIB_EMULATOR_MEMORY_H

#include "LaneMask.h"
#include "Poison.h"
#include "Qnt/Emulator/Report.h"
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlir::qnt::emulator {

class Warp;
class Block;
struct Operation;
struct MemoryStatistics;

/// Address spaces of an access. Parameter is the kernel's parameters; those of functions lie in Local.
enum class AddressSpace : uint8_t { Generic, Global, Constant, Shared, Local, Parameter };

/// "global"; "generic" for Generic.
const char *getName(AddressSpace space);

/// Windows of generic addresses. A generic address outside of them is global. Shared and local addresses count from 0
/// in their space; the kernel's parameters begin at kParameterBase of Parameter, so that they differ from local
/// addresses.
constexpr uint64_t kSharedWindow = 0x7F0000000000;
constexpr uint64_t kLocalWindow = 0x7E0000000000;
constexpr uint64_t kParameterWindow = 0x7D0000000000;
constexpr uint64_t kConstantWindow = 0x7C0000000000;
constexpr uint64_t kWindowSize = 0x010000000000;
constexpr uint64_t kParameterBase = 0x10000000;
/// The first global address that an allocation may have.
constexpr uint64_t kGlobalBase = 0x700000000000;

/// One access of a warp: `elements` values of `elementBytes` at each lane's address.
struct Access {
  AddressSpace space = AddressSpace::Generic;
  uint8_t elementBytes = 4;
  uint8_t elements = 1;
  unsigned bytes() const { return static_cast<unsigned>(elementBytes) * elements; }
};

/// Who took part in a synchronisation: lanes of the warps of one block.
struct Participants {
  Warp *const *warps = nullptr;
  const LaneMask *lanes = nullptr;
  unsigned count = 0;
};

/// Bytes [begin, end).
struct AddressRange {
  uint64_t begin = 0;
  uint64_t end = 0;
};

/// Memory of one block while it runs.
class BlockMemory {
public:
  virtual ~BlockMemory() = default;

  /// Reads `access.bytes()` a lane into data + lane * access.bytes(); `undefined` has one byte for each of `data`, not
  /// 0 where memory was never written. False: the warp has failed.
  virtual bool load(Warp &warp, const Operation &operation, const Access &access, LaneMask lanes,
                    const uint64_t *addresses, std::byte *data, uint8_t *undefined) = 0;
  /// Writes as load reads; bytes with `undefined` not 0 become undefined (only frames of calls store such).
  virtual bool store(Warp &warp, const Operation &operation, const Access &access, LaneMask lanes,
                     const uint64_t *addresses, const std::byte *data, const uint8_t *undefined) = 0;

  /// Bytes [begin, end) of local memory of these lanes become a frame of a call: undefined, inside of bounds. False:
  /// there is no room; the core reports stack_overflow.
  virtual bool enterFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) = 0;
  /// Bytes [begin, end) of a frame belong to no variable: an access is out of bounds.
  virtual void closeFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) = 0;
  /// They are out of bounds again.
  virtual void leaveFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) = 0;
  /// Copies local memory of these lanes with its definedness: arguments and results of calls.
  virtual void copyLocal(Warp &warp, LaneMask lanes, uint64_t to, uint64_t from, uint64_t size) = 0;

  /// Lanes arrive at a barrier of the block, to wait or (bar.arrive) to go on: what they did until now is released to
  /// it.
  virtual void onArrive(Warp &warp, LaneMask lanes, unsigned barrier) = 0;
  /// The barrier was completed: all that was released to it happens before what `waited` do next.
  virtual void onBarrier(const Participants &waited, const Participants &arrived, unsigned barrier = 0) = 0;
  /// bar.warp.sync, and every other `.sync` collective that orders memory.
  virtual void onWarpBarrier(Warp &warp, LaneMask lanes) = 0;
  /// Lanes ended. Returns a report for what they leave behind (a copy that nobody waited for).
  virtual void onExit(Warp &warp, LaneMask lanes) = 0;
  /// All lanes of the block ended.
  virtual std::optional<Report> onBlockEnd() = 0;
  /// Adds what the block did.
  virtual void addStatistics(MemoryStatistics &statistics) const = 0;
};

/// What a block's memory is made for.
struct BlockMemoryConfiguration {
  Dim3 block;
  uint64_t staticSharedBytes = 0;
  uint64_t dynamicSharedBytes = 0;
  uint64_t localBytes = 0; ///< a thread may use
  /// Variables in static shared memory, ascending; what lies between them is out of bounds. Empty: all of it is one.
  std::vector<AddressRange> sharedVariables;
};

/// Memory of one launch.
class LaunchMemory {
public:
  virtual ~LaunchMemory() = default;
  /// May be called from several threads.
  virtual std::unique_ptr<BlockMemory> createBlock(Block &block, const BlockMemoryConfiguration &configuration) = 0;
  /// All blocks ended without an error: a race between blocks that ran in parallel shows here.
  virtual std::optional<Report> onLaunchEnd() = 0;
};

/// What a launch's memory is made for.
struct LaunchMemoryConfiguration {
  Dim3 grid;
  Dim3 block;
  const std::byte *parameters = nullptr;
  size_t parameterBytes = 0;
  /// Blocks run on several threads: their accesses must not be ordered by the tracking.
  bool parallel = false;
  bool collectStatistics = false;
};

/// Global and constant memory.
class DeviceMemory {
public:
  virtual ~DeviceMemory() = default;

  /// The address of new undefined bytes between red zones, or 0 when there is no room. Deterministic.
  virtual uint64_t allocate(uint64_t bytes, uint64_t alignment) = 0;
  /// False: no allocation begins there.
  virtual bool free(uint64_t address) = 0;
  /// Variables of modules in constant memory; addresses of their own space.
  virtual uint64_t allocateConstant(uint64_t bytes, uint64_t alignment) = 0;
  virtual bool freeConstant(uint64_t address) = 0;
  /// Host accesses; a text says what is wrong with the range.
  virtual std::optional<std::string> write(AddressSpace space, uint64_t address, const void *data, uint64_t bytes) = 0;
  virtual std::optional<std::string> read(uint64_t address, void *data, uint64_t bytes) const = 0;
  virtual std::optional<std::string> fill(uint64_t address, uint8_t value, uint64_t bytes) = 0;
  virtual std::optional<std::string> copy(uint64_t to, uint64_t from, uint64_t bytes) = 0;
  /// One byte for each of the range, not 0 where it was never written.
  virtual std::optional<std::string> readUndefined(uint64_t address, uint8_t *undefined, uint64_t bytes) const = 0;

  /// Keeps what later writes change, until it is restored or dropped; not nested.
  virtual void beginSnapshot() = 0;
  virtual void restoreSnapshot() = 0;
  virtual void dropSnapshot() = 0;

  virtual std::unique_ptr<LaunchMemory> createLaunch(const LaunchMemoryConfiguration &configuration) = 0;
};

std::unique_ptr<DeviceMemory> createDeviceMemory();

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_H
