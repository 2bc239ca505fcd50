//===- Block.cpp - warps of a block take turns -----------------------------------------------------------===//
#include "Block.h"
#include "Program.h"
#include "Qnt/Emulator/Emulator.h"
#include <algorithm>
#include <numeric>

namespace mlir::qnt::emulator {

/// Operations of one turn of a warp; with a seed, at most so many of a random length.
static constexpr uint64_t kTurn = 1024;
static constexpr uint64_t kRandomTurn = 96;
/// Turns of each other warp in search of a race.
static constexpr unsigned kTurnsToRace = 16;

Block::Block(const LaunchContext &context, Dim3 index, uint64_t linearIndex, uint64_t *counters)
    : context(context), index(index), linearIndex(linearIndex),
      numThreads(static_cast<unsigned>(context.configuration->block.count())),
      random(context.configuration->seed * 0x9E3779B97F4A7C15u + linearIndex), counters(counters) {
  BlockMemoryConfiguration configuration;
  configuration.block = context.configuration->block;
  configuration.staticSharedBytes = context.kernel->staticSharedBytes;
  configuration.dynamicSharedBytes = context.configuration->dynamicSharedBytes;
  configuration.localBytes = kMaxLocalBytes;
  configuration.sharedVariables = context.kernel->sharedVariables;
  memory = context.memory->createBlock(*this, configuration);
  const unsigned numWarps = (numThreads + kWarpSize - 1) / kWarpSize;
  for (unsigned i = 0; i < numWarps; ++i)
    warps.push_back(std::make_unique<Warp>(*this, i));
  for (Barrier &barrier : barriers)
    barrier.arrivals.resize(numWarps);
  order.resize(numWarps);
  std::iota(order.begin(), order.end(), 0u);
}

Block::~Block() = default;

const Dim3 &Block::getBlockSize() const { return context.configuration->block; }

void Block::fail(Report failure) {
  failure.kernel = context.kernel->name;
  failure.block = index;
  report = std::move(failure);
  done = true;
}

bool Block::runRound() {
  const uint64_t seed = context.configuration->seed;
  if (seed)
    for (size_t i = order.size(); i > 1; --i)
      std::swap(order[i - 1], order[random.below(i)]);
  bool progress = false;
  bool alive = false;
  for (unsigned i : order) {
    Warp &warp = *warps[i];
    if (warp.isDone())
      continue;
    const uint64_t count = warp.run(seed ? 1 + random.below(kRandomTurn) : kTurn);
    executed += count;
    progress |= count != 0;
    if (report)
      preferRace(i);
    if (barriersMoved && !report)
      progress |= completeBarriers();
    if (!report && warp.isStuckInside())
      reportCollective(warp);
    if (!report && executed > context.configuration->limitInstructions)
      reportLimit();
    if (report)
      return true;
    alive |= !warp.isDone();
  }
  if (!alive) {
    done = true;
    if (std::optional<Report> left = memory->onBlockEnd())
      fail(std::move(*left));
  }
  return progress || done;
}

void Block::preferRace(unsigned reader) {
  if (report->reportClass != ReportClass::UninitializedShared &&
      report->reportClass != ReportClass::UninitializedGlobal)
    return;
  Report unwritten = std::move(*report);
  report.reset();
  // The others go on to the next barrier, without the one that failed.
  for (unsigned i : order)
    for (unsigned turn = 0; turn < kTurnsToRace && i != reader && !warps[i]->isDone() && !report; ++turn)
      if (warps[i]->run(kTurn) == 0)
        break;
  const bool isRace =
      report && (report->reportClass == ReportClass::SharedRace || report->reportClass == ReportClass::GlobalRace);
  if (!isRace)
    report = std::move(unwritten);
  done = true;
}

void Block::run() {
  while (!done && !(context.stop && *context.stop))
    if (!runRound())
      reportStuck();
}

std::string Block::describeWarps() const {
  std::string text;
  for (const std::unique_ptr<Warp> &warp : warps)
    if (!warp->isDone())
      text += (text.empty() ? "" : "; ") + warp->describe();
  return text;
}

void Block::reportLimit() {
  Report limit;
  limit.reportClass = ReportClass::InfiniteLoop;
  for (const std::unique_ptr<Warp> &warp : warps) {
    if (warp->isDone())
      continue;
    limit.line = warp->getStandingLine();
    limit.thread = warp->getThread(firstLane(warp->alive()));
    break;
  }
  limit.text = "the block executed " + std::to_string(context.configuration->limitInstructions) +
               " instructions and has not ended: " + describeWarps();
  fail(std::move(limit));
}

void Block::reportCollective(const Warp &warp) {
  const Fragment &fragment = *warp.findStuckCollective();
  Report stuck;
  stuck.reportClass =
      fragment.wait == Wait::Alignment ? ReportClass::DivergentBarrier : ReportClass::DivergentCollective;
  stuck.line = fragment.frame->function->operations[fragment.pc].line;
  stuck.thread = warp.getThread(firstLane(fragment.lanes));
  const LaneMask missing = fragment.missing & warp.alive();
  stuck.text = std::string("expected all lanes of ") + fragment.what + " at one instruction, but thread " +
               toString(warp.getThread(firstLane(missing ? missing : fragment.lanes))) + " does not come; " +
               warp.describe();
  fail(std::move(stuck));
}

void Block::reportStuck() {
  for (const std::unique_ptr<Warp> &warp : warps)
    if (warp->findStuckCollective())
      return reportCollective(*warp);
  Report stuck;
  stuck.reportClass = ReportClass::Deadlock;
  for (const std::unique_ptr<Warp> &warp : warps) {
    if (warp->isDone())
      continue;
    stuck.line = warp->getStandingLine();
    stuck.thread = warp->getThread(firstLane(warp->alive()));
    break;
  }
  stuck.text = "no thread of the block can go on: " + describeBarriers() + describeWarps();
  fail(std::move(stuck));
}

} // namespace mlir::qnt::emulator
