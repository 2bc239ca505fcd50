//===- TrackedMemory.h - memory that knows what was written, by whom, and in which order ----------------------===//
//
// What stands behind Qnt/Emulator/Memory.h, and what memory instructions call.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_MEMORY_TRACKEDMEMORY_H
#define QNT_LIB_EMULATOR_MEMORY_TRACKEDMEMORY_H

#include "Memory.h"
#include "Memory/AsyncQueue.h"
#include "Memory/GlobalMemory.h"
#include "Memory/LaneRuns.h"
#include "Memory/LocalMemory.h"
#include "Qnt/Emulator/Statistics.h"
#include <functional>

namespace mlir::qnt::emulator {

/// An access of a warp: `bytes` at each lane's address, aligned by `alignment`.
struct MemoryAccess {
  AddressSpace space = AddressSpace::Generic;
  uint8_t bytes = 4;
  uint8_t alignment = 4;
  bool isWrite = false;
  bool isAtomic = false;
  Order order = Order::Weak;
  Scope scope = Scope::Device;
};

/// Most bytes of a lane in one access.
constexpr unsigned kMaxLaneBytes = 32;

/// Which bytes of a load were never written.
struct UndefinedBytes {
  LaneMask lanes = 0;
  /// One for each byte of the load's data; meaningful in `lanes` alone.
  uint8_t bytes[kWarpSize * kMaxLaneBytes];
};

class TrackedDeviceMemory final : public DeviceMemory {
public:
  TrackedDeviceMemory();

  uint64_t allocate(uint64_t bytes, uint64_t alignment) override { return global.allocate(bytes, alignment); }
  bool free(uint64_t address) override { return global.free(address); }
  uint64_t allocateConstant(uint64_t bytes, uint64_t alignment) override { return constant.allocate(bytes, alignment); }
  bool freeConstant(uint64_t address) override { return constant.free(address); }
  std::optional<std::string> write(AddressSpace space, uint64_t address, const void *data, uint64_t bytes) override;
  std::optional<std::string> read(uint64_t address, void *data, uint64_t bytes) const override;
  std::optional<std::string> fill(uint64_t address, uint8_t value, uint64_t bytes) override;
  std::optional<std::string> copy(uint64_t to, uint64_t from, uint64_t bytes) override;
  std::optional<std::string> readUndefined(uint64_t address, uint8_t *undefined, uint64_t bytes) const override;
  void beginSnapshot() override;
  void restoreSnapshot() override;
  void dropSnapshot() override;
  std::unique_ptr<LaunchMemory> createLaunch(const LaunchMemoryConfiguration &configuration) override;

  AllocationTable &getGlobal() { return global; }
  AllocationTable &getConstant() { return constant; }
  bool hasSnapshot() const { return snapshot; }
  /// Forgets the accesses of a launch.
  void dropShadows();

private:
  AllocationTable global;
  AllocationTable constant;
  bool snapshot = false;
};

class TrackedLaunchMemory final : public LaunchMemory {
public:
  TrackedLaunchMemory(TrackedDeviceMemory &device, const LaunchMemoryConfiguration &configuration);
  ~TrackedLaunchMemory() override;

  std::unique_ptr<BlockMemory> createBlock(Block &block, const BlockMemoryConfiguration &configuration) override;
  std::optional<Report> onLaunchEnd() override { return std::nullopt; }

  TrackedDeviceMemory &getDevice() { return device; }
  const LaunchMemoryConfiguration &getConfiguration() const { return configuration; }
  const std::vector<std::byte> &getParameters() const { return parameters; }
  /// What was released at global addresses; of launches whose blocks take turns.
  ReleaseMap &getReleased() { return released; }

private:
  TrackedDeviceMemory &device;
  LaunchMemoryConfiguration configuration;
  std::vector<std::byte> parameters;
  ReleaseMap released;
};

class TrackedBlockMemory final : public BlockMemory, private AsyncCompletion {
public:
  TrackedBlockMemory(TrackedLaunchMemory &launch, Dim3 blockIndex, uint64_t linearIndex,
                     const BlockMemoryConfiguration &configuration);

  //===--- What memory instructions call; false: the warp has failed ---===//

  /// `data` has access.bytes for each lane.
  bool read(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *addresses, std::byte *data,
            UndefinedBytes &undefined);
  bool write(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *addresses, const std::byte *data,
             const uint8_t *undefined = nullptr);
  /// Calls `modify(lane, place, space)` lane by lane, on the bytes in memory. A byte that was never written is an error
  /// unless `mayBeUndefined`; it comes as `undefined` and is defined behind it.
  using Modify = std::function<void(unsigned lane, std::byte *place, AddressSpace space)>;
  bool modify(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *addresses, bool mayBeUndefined,
              UndefinedBytes &undefined, const Modify &modify);

  /// cp.async: `sizes[lane]` bytes of global memory (up to `access.bytes`, zeros behind them) to shared memory.
  bool copyAsync(Warp &warp, const MemoryAccess &access, LaneMask lanes, const uint64_t *destinations,
                 const uint64_t *sources, const uint64_t *sizes);
  void commitAsync(Warp &warp, LaneMask lanes);
  bool waitAsync(Warp &warp, LaneMask lanes, uint32_t newest, bool withOpen);

  void fence(Warp &warp, Order order, Scope scope);

  /// The space of a generic address; `address` becomes one of that space.
  static AddressSpace resolve(uint64_t &address);
  LocalMemory &getLocal(const Warp &warp);

  //===--- BlockMemory ---===//

  bool load(Warp &warp, const Operation &operation, const Access &access, LaneMask lanes, const uint64_t *addresses,
            std::byte *data, uint8_t *undefined) override;
  bool store(Warp &warp, const Operation &operation, const Access &access, LaneMask lanes, const uint64_t *addresses,
             const std::byte *data, const uint8_t *undefined) override;
  bool enterFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) override;
  void closeFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) override;
  void leaveFrame(Warp &warp, LaneMask lanes, uint64_t begin, uint64_t end) override;
  void copyLocal(Warp &warp, LaneMask lanes, uint64_t to, uint64_t from, uint64_t size) override;
  void onArrive(Warp &warp, LaneMask lanes, unsigned barrier) override;
  void onBarrier(const Participants &waited, const Participants &arrived, unsigned barrier) override;
  void onWarpBarrier(Warp &, LaneMask) override {}
  void onExit(Warp &, LaneMask) override {}
  std::optional<Report> onBlockEnd() override { return std::nullopt; }
  void addStatistics(MemoryStatistics &statistics) const override;

private:
  /// One access under way.
  struct Request;

  uint32_t getCompletion(unsigned warp, uint32_t number, unsigned lane) const override {
    return queues[warp].getCompletion(number, lane);
  }

  template <class Body>
  bool splitBySpace(const Request &request, Body body);
  bool checkAlignment(const Request &request);
  bool transfer(Request &request);
  bool transferRegion(Request &request);
  bool transferRuns(Request &request);
  bool readForSharingLanes(Request &request, unsigned sharing);
  bool transferLocal(Request &request);
  bool transferParameters(Request &request);
  bool transferSingly(Request &request, const LaneRun &run);
  bool transferRun(Request &request, const LaneRun &run, Region &region, uint64_t base);
  bool transferPiece(Request &request, const LanePattern &pattern, unsigned lane, Region &region, uint64_t offset,
                     unsigned size, std::byte *data);
  void copyLane(Request &request, unsigned from, unsigned to);
  bool track(Request &request, const LanePattern &pattern, Region &region, PageState &page, uint64_t offset,
             unsigned size, const std::byte *after);
  /// `first` is the place of the first byte in the request's data.
  void noteUndefined(Request &request, const DefinedBits &defined, uint64_t offset, unsigned size, unsigned first);
  bool checkOverlaps(Request &request);
  void synchronise(Request &request);
  void count(const Request &request);

  AllocationTable &getTable(const Request &request);
  const AddressRange *findShared(uint64_t address) const;
  static std::string describe(const Request &request);
  bool checkBounds(const Request &request, const LaneRun &run);
  bool failIfForeign(const Request &request, unsigned lane);
  bool failGlobal(const Request &request, unsigned lane);
  bool failShared(const Request &request, unsigned lane);
  bool failLocal(const Request &request, unsigned lane);
  bool failParameters(const Request &request, unsigned lane);
  bool failUndefined(const Request &request, unsigned lane);
  bool failRace(const Request &request, unsigned lane, uint64_t address, const ShadowConflict &conflict);
  bool fail(const Request &request, ReportClass reportClass, unsigned lane, uint64_t address, std::string text);
  Dim3 getThread(unsigned warp, unsigned lane) const;
  bool completeCopy(Warp &warp, const AsyncCopy &copy, LaneMask lanes);

  TrackedLaunchMemory &launch;
  const Dim3 blockIndex;
  const uint32_t block;
  const BlockMemoryConfiguration configuration;
  const bool parallel;
  BlockClocks clocks;
  Region shared;
  std::vector<AddressRange> sharedRanges;
  ReleaseMap released;
  std::vector<LocalMemory> locals;
  std::vector<AsyncQueue> queues;
  bool collectStatistics;
  MemoryStatistics::Space statistics[6];
};

/// The memory that a warp's instructions work on.
TrackedBlockMemory &getTrackedMemory(Warp &warp);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_MEMORY_TRACKEDMEMORY_H
