//===- Launch.cpp - runs the blocks of a grid ------------------------------------------------------------===//
//
// Blocks of a kernel that orders nothing between them run in parallel on host threads. When one fails, or two of them
// race, memory is set back and they run again one after the other, so that the report is the same however many threads
// there are. Other kernels run in one thread: their blocks take turns, so many at a time as a device would hold.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Block.h"
#include "LaunchCheck.h"
#include "Memory.h"
#include "Program.h"
#include "Qnt/Emulator/Emulator.h"
#include "Qnt/Emulator/Statistics.h"
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace mlir::qnt::emulator {

/// Blocks that take turns, unless the launch is cooperative: then all do. When none ends for so many rounds, as many
/// more join, up to what a device may hold: they may wait for one that comes later.
static constexpr uint64_t kResidentBlocks = 16;
static constexpr uint64_t kMaxResidentBlocks = 132 * 2;
static constexpr uint64_t kPatience = 32;
static constexpr uint64_t kGridWorkspaceBytes = 64;

namespace {

/// Counts of blocks; added under a lock.
struct Totals {
  uint64_t blocks = 0;
  uint64_t warps = 0;
  uint64_t barriers = 0;
  uint64_t divergentBranches = 0;
  std::vector<uint64_t> counters;
  MemoryStatistics memory;

  explicit Totals(uint64_t numCounters) : counters(numCounters) {}

  uint64_t *getCounters() { return counters.empty() ? nullptr : counters.data(); }

  void addBlock(Block &block) {
    ++blocks;
    warps += block.getWarps().size();
    barriers += block.getNumBarriersCompleted();
    divergentBranches += block.getNumDivergentBranches();
    if (!counters.empty())
      block.getMemory().addStatistics(memory);
  }

  void add(const Totals &other) {
    blocks += other.blocks;
    warps += other.warps;
    barriers += other.barriers;
    divergentBranches += other.divergentBranches;
    for (size_t i = 0; i < counters.size(); ++i)
      counters[i] += other.counters[i];
    memory.add(other.memory);
  }
};

class Launch {
public:
  Launch(const Program &program, const Function &kernel, const LaunchConfiguration &configuration,
         const std::vector<std::byte> &parameters, DeviceMemory &memory, uint64_t gridWorkspace)
      : program(program), kernel(kernel), configuration(configuration), parameters(parameters), memory(memory),
        gridWorkspace(gridWorkspace) {}

  std::optional<Report> run();

private:
  Dim3 getIndex(uint64_t linear) const {
    const Dim3 &grid = configuration.grid;
    return Dim3{static_cast<uint32_t>(linear % grid.x), static_cast<uint32_t>(linear / grid.x % grid.y),
                static_cast<uint32_t>(linear / grid.x / grid.y)};
  }
  uint64_t getNumCounters() const { return configuration.statistics ? 2 * program.numOperations : 0; }
  LaunchContext makeContext(bool parallel);
  std::optional<Report> runParallel(unsigned numThreads);
  std::optional<Report> runInOrder();
  std::optional<Report> runInterleaved();
  std::optional<Report> runTurns(const LaunchContext &context, std::vector<std::unique_ptr<Block>> &blocks,
                                 uint64_t &next, uint64_t limit, Totals &totals);
  void addStatistics(const Totals &totals);

  const Program &program;
  const Function &kernel;
  const LaunchConfiguration &configuration;
  const std::vector<std::byte> &parameters;
  DeviceMemory &memory;
  const uint64_t gridWorkspace;
  std::unique_ptr<LaunchMemory> launchMemory;
};

} // namespace

LaunchContext Launch::makeContext(bool parallel) {
  LaunchMemoryConfiguration wanted;
  wanted.grid = configuration.grid;
  wanted.block = configuration.block;
  wanted.parameters = parameters.data();
  wanted.parameterBytes = parameters.size();
  wanted.parallel = parallel;
  wanted.collectStatistics = configuration.statistics != nullptr;
  launchMemory = memory.createLaunch(wanted);
  LaunchContext context;
  context.program = &program;
  context.kernel = &kernel;
  context.configuration = &configuration;
  context.memory = launchMemory.get();
  context.gridWorkspace = gridWorkspace;
  return context;
}

std::optional<Report> Launch::runParallel(unsigned numThreads) {
  LaunchContext context = makeContext(true);
  const uint64_t numBlocks = configuration.grid.count();
  std::atomic<uint64_t> next{0};
  std::atomic<bool> stop{false};
  context.stop = &stop;
  std::mutex mutex;
  Totals totals(getNumCounters());
  std::optional<Report> failure;
  auto work = [&] {
    Totals own(getNumCounters());
    for (uint64_t i = next++; i < numBlocks && !stop; i = next++) {
      Block block(context, getIndex(i), i, own.getCounters());
      block.run();
      own.addBlock(block);
      if (block.getReport()) {
        stop = true;
        std::lock_guard<std::mutex> lock(mutex);
        failure = block.getReport();
      }
    }
    std::lock_guard<std::mutex> lock(mutex);
    totals.add(own);
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < numThreads; ++i)
    threads.emplace_back(work);
  work();
  for (std::thread &thread : threads)
    thread.join();
  if (!failure)
    failure = launchMemory->onLaunchEnd();
  if (!failure)
    addStatistics(totals);
  return failure;
}

std::optional<Report> Launch::runInOrder() {
  const LaunchContext context = makeContext(false);
  Totals totals(getNumCounters());
  for (uint64_t i = 0; i < configuration.grid.count(); ++i) {
    Block block(context, getIndex(i), i, totals.getCounters());
    block.run();
    totals.addBlock(block);
    if (block.getReport())
      return block.getReport();
  }
  if (std::optional<Report> failure = launchMemory->onLaunchEnd())
    return failure;
  addStatistics(totals);
  return std::nullopt;
}

std::optional<Report> Launch::runTurns(const LaunchContext &context, std::vector<std::unique_ptr<Block>> &blocks,
                                       uint64_t &next, uint64_t limit, Totals &totals) {
  while (blocks.size() < limit && next < configuration.grid.count()) {
    blocks.push_back(std::make_unique<Block>(context, getIndex(next), next, totals.getCounters()));
    ++next;
  }
  for (std::unique_ptr<Block> &block : blocks) {
    if (!block->runRound())
      block->reportStuck();
    if (block->getReport())
      return block->getReport();
  }
  auto isDone = [&](const std::unique_ptr<Block> &block) {
    if (block->isDone())
      totals.addBlock(*block);
    return block->isDone();
  };
  blocks.erase(std::remove_if(blocks.begin(), blocks.end(), isDone), blocks.end());
  return std::nullopt;
}

std::optional<Report> Launch::runInterleaved() {
  const LaunchContext context = makeContext(false);
  Totals totals(getNumCounters());
  std::vector<std::unique_ptr<Block>> blocks;
  uint64_t next = 0;
  uint64_t limit = configuration.cooperative ? configuration.grid.count() : kResidentBlocks;
  uint64_t rounds = 0;
  do {
    const uint64_t ended = totals.blocks;
    if (std::optional<Report> failure = runTurns(context, blocks, next, limit, totals))
      return failure;
    rounds = ended == totals.blocks ? rounds + 1 : 0;
    if (rounds >= kPatience && limit < kMaxResidentBlocks) {
      limit += kResidentBlocks;
      rounds = 0;
    }
  } while (!blocks.empty() || next < configuration.grid.count());
  if (std::optional<Report> failure = launchMemory->onLaunchEnd())
    return failure;
  addStatistics(totals);
  return std::nullopt;
}

void Launch::addStatistics(const Totals &totals) {
  if (!configuration.statistics)
    return;
  Statistics &statistics = *configuration.statistics;
  statistics.blocks += totals.blocks;
  statistics.warps += totals.warps;
  statistics.barriers += totals.barriers;
  statistics.divergentBranches += totals.divergentBranches;
  statistics.memory.add(totals.memory);
  for (const Function &function : program.functions)
    for (size_t i = 0; i < function.operations.size(); ++i) {
      const Operation &operation = function.operations[i];
      const uint64_t *counter = totals.counters.data() + 2 * (function.firstCounter + i);
      if (operation.isHidden || !counter[0])
        continue;
      for (InstructionCount *count :
           {&statistics.instructions[std::string(program.module.opcodes[operation.opcode].text)],
            &statistics.lines[operation.line]}) {
        count->warps += counter[0];
        count->threads += counter[1];
      }
    }
}

std::optional<Report> Launch::run() {
  if (configuration.cooperative || kernel.needsInterleaving)
    return runInterleaved();
  unsigned numThreads = configuration.hostThreads ? configuration.hostThreads : std::thread::hardware_concurrency();
  numThreads = static_cast<unsigned>(
      std::min<uint64_t>(std::max(numThreads, 1u), std::min<uint64_t>(configuration.grid.count(), 256)));
  if (numThreads == 1 || configuration.trace)
    return runInOrder();
  memory.beginSnapshot();
  std::optional<Report> failure = runParallel(numThreads);
  if (!failure) {
    memory.dropSnapshot();
    return std::nullopt;
  }
  memory.restoreSnapshot();
  if (std::optional<Report> inOrder = runInOrder())
    return inOrder;
  return failure;
}

std::optional<Report> Device::launch(const Program &program, std::string_view kernel,
                                     const LaunchConfiguration &configuration,
                                     const std::vector<std::byte> &parameters) {
  if (std::optional<Report> problem = checkLaunch(program, kernel, configuration, parameters.size()))
    return problem;
  const std::vector<std::byte> zeros(configuration.cooperative ? kGridWorkspaceBytes : 0);
  const uint64_t workspace = zeros.empty() ? 0 : memory->allocate(zeros.size(), 256);
  if (workspace)
    memory->write(AddressSpace::Global, workspace, zeros.data(), zeros.size());
  std::optional<Report> report =
      Launch(program, *program.findFunction(kernel), configuration, parameters, *memory, workspace).run();
  if (workspace)
    memory->free(workspace);
  return report;
}

} // namespace mlir::qnt::emulator
