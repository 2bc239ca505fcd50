//===- Block.h - a thread block: warps, barriers, memory -------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_BLOCK_H
#define QNT_LIB_EMULATOR_BLOCK_H

#include "Barrier.h"
#include "Memory.h"
#include "Qnt/Emulator/Report.h"
#include "Random.h"
#include "Warp.h"
#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlir::qnt::emulator {

struct Function;
struct LaunchConfiguration;
struct Program;

/// What the blocks of a launch have in common; nothing changes while they run.
struct LaunchContext {
  const Program *program = nullptr;
  const Function *kernel = nullptr;
  const LaunchConfiguration *configuration = nullptr;
  LaunchMemory *memory = nullptr;
  /// Of a cooperative launch: memory in which its blocks wait for each other; %envreg1 and 2 hold its address.
  uint64_t gridWorkspace = 0;
  /// Set when another block has failed, so that this one need not go on; null where blocks take turns.
  const std::atomic<bool> *stop = nullptr;
};

class Block {
public:
  static constexpr unsigned kNumBarriers = 16;

  /// `counters`: two counts (warps, threads) for each operation of the program, or null.
  Block(const LaunchContext &context, Dim3 index, uint64_t linearIndex, uint64_t *counters);
  ~Block();

  /// Gives every warp a turn. False: no warp could do anything.
  bool runRound();
  /// Rounds until all threads ended or there is a report.
  void run();
  bool isDone() const { return done; }
  const std::optional<Report> &getReport() const { return report; }
  /// Reports that no warp can go on; for the block's own reasons.
  void reportStuck();

  /// The active lanes of `warp` arrive at a barrier. False: the warp has failed.
  bool arrive(Warp &warp, unsigned number, const BarrierArrival &arrival);

  const LaunchContext &getContext() const { return context; }
  const Dim3 &getIndex() const { return index; }
  uint64_t getLinearIndex() const { return linearIndex; }
  const Dim3 &getBlockSize() const;
  unsigned getNumThreads() const { return numThreads; }
  BlockMemory &getMemory() { return *memory; }
  std::vector<std::unique_ptr<Warp>> &getWarps() { return warps; }
  /// Instructions that its warps executed: the block's clock.
  uint64_t getExecuted() const { return executed; }
  uint64_t getNumBarriersCompleted() const { return barriersCompleted; }
  uint64_t getNumDivergentBranches() const { return divergentBranches; }

private:
  friend class Warp;

  void fail(Report failure);
  /// Memory that a warp found unwritten may be what another was about to write: then the race is the defect.
  void preferRace(unsigned reader);
  void reportLimit();
  void reportCollective(const Warp &warp);
  std::string describeWarps() const;
  std::string describeBarriers() const;
  /// Completes the barriers at which all have arrived. True when there was one.
  bool completeBarriers();
  void completeBarrier(unsigned number);
  bool failBarrierCount(unsigned number, unsigned arrived, unsigned expected);
  unsigned countExpected(const Barrier &barrier) const;
  unsigned countArrived(const Barrier &barrier) const;
  void onThreadsExit() { barriersMoved = true; }

  const LaunchContext &context;
  const Dim3 index;
  const uint64_t linearIndex;
  const unsigned numThreads;
  std::unique_ptr<BlockMemory> memory;
  std::vector<std::unique_ptr<Warp>> warps;
  std::array<Barrier, kNumBarriers> barriers;
  std::vector<unsigned> order;
  Random random;
  std::optional<Report> report;
  bool done = false;
  /// A thread arrived at a barrier or ended since barriers were looked at last.
  bool barriersMoved = false;
  uint64_t executed = 0;
  uint64_t barriersCompleted = 0;
  uint64_t divergentBranches = 0;
  uint64_t *counters = nullptr;
};

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_BLOCK_H
