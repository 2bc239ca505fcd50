//===- Warp.h - 32 threads that execute together ---------------------------------------------------------===//
//
// What an instruction sees: its active lanes, 32 lanes of each operand, poison, the block and its memory. How lanes
// diverge and meet again is in Fragment.h and lib/Emulator/Warp.cpp.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_WARP_H
#define QNT_LIB_EMULATOR_WARP_H

#include "Fragment.h"
#include "Frame.h"
#include "LaneMask.h"
#include "Operation.h"
#include "Poison.h"
#include "Qnt/Emulator/Report.h"
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace mlir::qnt::emulator {

class Block;
class BlockMemory;
struct CallSite;
struct CallValue;
struct Function;
struct Program;

class Warp {
public:
  Warp(Block &block, unsigned index);
  ~Warp();
  Warp(const Warp &) = delete;
  Warp &operator=(const Warp &) = delete;

  //===--- What executes ---===//

  /// Lanes that execute the current operation: those of the fragment whose guard holds.
  LaneMask active() const { return activeLanes; }
  /// Lanes that exist and have not exited.
  LaneMask alive() const { return aliveLanes; }
  Frame &frame() { return *currentFrame; }
  Block &getBlock() { return block; }
  BlockMemory &getMemory() { return *memory; }
  const Program &getProgram() const { return *program; }
  /// Of the block: threads 32 * index ... belong to the warp.
  unsigned getIndex() const { return index; }
  /// The thread of a lane within the block.
  Dim3 getThread(unsigned lane) const;

  //===--- Registers ---===//

  /// 32 lanes of a slot, zero-extended from its width.
  const uint64_t *read(Slot slot) const { return bases[slot.getKind()] + static_cast<size_t>(slot.getIndex()) * 32; }
  /// 32 lanes of a register to write: only those of active() may change; then call markDefined or setPoison.
  uint64_t *write(Slot slot) { return currentFrame->values.get() + static_cast<size_t>(slot.getIndex()) * 32; }
  /// Writes the active lanes of `values` and marks them defined.
  void writeLanes(Slot slot, const uint64_t *values) { writeLanes(slot, values, activeLanes); }
  void writeLanes(Slot slot, const uint64_t *values, LaneMask lanes);

  /// Lanes of a slot of which some byte is undefined (active or not).
  LaneMask undefinedLanes(Slot slot) const { return slot.isRegister() ? currentFrame->undefined[slot.getIndex()] : 0; }
  /// Active lanes for which some source is undefined.
  LaneMask undefinedSources(const Operation &operation) const {
    LaneMask lanes = 0;
    for (unsigned i = 0; i < operation.numSources; ++i)
      lanes |= undefinedLanes(operation.sources[i]);
    return lanes & activeLanes;
  }
  void markDefined(Slot slot, LaneMask lanes) { currentFrame->undefined[slot.getIndex()] &= ~lanes; }

  /// Undefined bytes of one lane and where they came from; nothing when it is defined.
  Poison getPoison(Slot slot, unsigned lane) const;
  /// Makes bytes of a lane undefined, or the lane defined when `poison` is empty.
  void setPoison(Slot slot, unsigned lane, const Poison &poison);
  /// Whole-value rule: in `lanes`, all destinations become undefined, by the first undefined source of the lane.
  void propagatePoison(const Operation &operation, LaneMask lanes);

  //===--- Errors ---===//

  /// Ends the launch with `report`; the first one counts. Kernel, line, block and thread that are missing are filled
  /// in.
  void fail(Report report);
  void fail(ReportClass reportClass, unsigned lane, std::string text);
  bool hasFailed() const;
  /// Reports the first of `lanes` in which `slot` is undefined: "expected a defined USE, but ...". False: it failed.
  bool requireDefined(Slot slot, LaneMask lanes, const char *use) {
    LaneMask undefined = undefinedLanes(slot) & lanes;
    return !undefined || failUndefined(slot, firstLane(undefined), use);
  }
  /// Reports an undefined value that is used as `use`; always false.
  bool failUndefined(Slot slot, unsigned lane, const char *use);
  bool failUndefined(const Origin &origin, unsigned lane, const char *use);
  /// Line of the operation that executes.
  uint32_t getLine() const { return currentOperation ? currentOperation->line : 0; }

  //===--- Control flow; every one of these may end the turn of the current fragment ---===//

  /// The program counter of the current fragment, already behind the operation that executes.
  uint32_t getPc() const { return pc; }
  /// The active lanes go on at `target`; the others of the fragment behind the operation.
  void branch(uint32_t target);
  /// Only `lanes` of the active ones go on; the others execute this operation again.
  void deferOthers(LaneMask lanes);
  /// The active lanes enter a function, whose layout fits the call.
  void enter(const Function &callee, const CallSite &site);
  /// Gives a call that has one result `values` as it; nothing for one that has none.
  bool writeResult(const CallSite &site, const uint64_t *values);
  /// The active lanes leave the function; from a kernel they exit.
  void leave();
  /// The active lanes end.
  void exit();
  /// The active lanes execute this operation again when `ready` says so; it is asked at every turn of the warp, so it
  /// must be cheap. `what` names the thing in the report of a deadlock: "cp.async.wait_group".
  void waitUntil(Ready ready, const char *what);
  /// For `.sync` collectives: `masks` names for each active lane the lanes that take part. Returns those whose whole
  /// mask (of lanes alive) is here with the same mask; active() is these then. The others stay at the operation until
  /// more come.
  LaneMask gather(Slot masks, const char *what);
  /// For aligned barriers, and collectives without a mask (`wait` says which): true when all lanes alive are here; else
  /// they stay.
  bool gatherAll(const char *what, Wait wait = Wait::Alignment);
  /// The active lanes stay here until the block's barrier `number` is completed.
  void waitAtBarrier(unsigned number);

  /// Operations executed since the block's clock was set.
  uint64_t getExecutedInTurn() const { return executed - turnBegin; }
  /// Sets all lanes of a special register.
  void setSpecial(Slot slot, uint64_t value);

  //===--- For the block ---===//

  /// Executes at most `budget` operations. How many were executed.
  uint64_t run(uint64_t budget);
  bool isDone() const { return aliveLanes == 0; }
  const std::vector<Fragment> &getFragments() const { return fragments; }
  /// Lanes at the block's barrier go on behind it. `result`, when given, goes to the operation's destination.
  void releaseBarrier(unsigned number, const uint64_t *result);
  /// Line of the first fragment's operation.
  uint32_t getStandingLine() const;
  /// Where the lanes stand: "warp 0: 32 lanes at line 12".
  std::string describe() const;
  /// Lanes that wait for others of their warp; null when there are none.
  const Fragment *findStuckCollective() const;
  /// No fragment can run, and none waits for anything outside of the warp.
  bool isStuckInside() const;

private:
  friend class Block;

  template <bool instrumented>
  uint64_t runFragment(uint64_t budget);
  bool pickFragment();
  bool evaluateGuard(const Operation &operation, LaneMask lanes);
  void wakeReady();
  void mergeFragments();
  void makeSpecials();
  /// Registers are those of this frame from now on.
  Frame *selectFrame(Frame *frame);
  Frame *makeFrame(const Function &function, Frame *caller, LaneMask lanes);
  void releaseFrame(Frame *frame, LaneMask lanes);
  bool passValue(const CallValue &from, Frame &fromFrame, const CallValue &to, Frame &toFrame, LaneMask lanes);
  bool storeLocal(Frame &frame, uint64_t address, uint64_t size, Slot from, const uint64_t *values, LaneMask lanes);
  bool loadLocal(Frame &frame, Slot to, uint64_t address, uint64_t size, LaneMask lanes);
  /// Takes the active lanes out of the current fragment and makes a fragment of them; the turn ends.
  Fragment &splitActive();
  void failAwaited(LaneMask lanes);
  void count(const Operation &operation);
  void trace(const Operation &operation);

  Block &block;
  const Program *program;
  BlockMemory *memory = nullptr;
  const unsigned index;
  const uint64_t *bases[3] = {};
  LaneMask activeLanes = 0;
  LaneMask aliveLanes = 0;
  Frame *currentFrame = nullptr;
  const Operation *currentOperation = nullptr;
  uint32_t pc = 0;
  /// The run of the current fragment ends behind the operation.
  bool turnEnds = false;
  /// Lanes that executed something since others began to wait for lanes of the warp.
  LaneMask actedLanes = 0;
  bool lanesAreAwaited = false;
  /// Of the current fragment; what stays in it after an operation took its active lanes away.
  LaneMask currentLanes = 0;
  uint32_t stopPc = 0;
  size_t currentIndex = 0;
  uint64_t executed = 0;
  uint64_t turnBegin = 0;
  uint64_t nextFairTurn = 512;
  bool fairTurn = false;

  std::vector<Fragment> fragments;
  std::vector<std::unique_ptr<Frame>> frames;
  std::unordered_map<const Function *, std::vector<std::unique_ptr<Frame>>> freeFrames;
  std::unique_ptr<uint64_t[]> specials;
};

//===------------------------------------------------------------------------------------------------------===//
// Pure functions as instructions
//===------------------------------------------------------------------------------------------------------===//

/// The result of a function with two destinations.
struct LanePair {
  uint64_t first = 0;
  uint64_t second = 0;
};

namespace detail {

inline void blendLanes(uint64_t *destination, const uint64_t *values, LaneMask lanes) {
  if (lanes == kAllLanes) {
    std::memcpy(destination, values, kWarpSize * sizeof(uint64_t));
    return;
  }
  for (unsigned lane = 0; lane < kWarpSize; ++lane)
    destination[lane] = hasLane(lanes, lane) ? values[lane] : destination[lane];
}

/// How a function takes its operands: f(a, b, ...) or f(const Payload &, a, b, ...), uint64_t or LanePair.
template <class Signature>
struct LaneFunction;

template <class R, class... Args>
struct LaneFunction<R (*)(Args...)> {
  static constexpr unsigned kNumSources = sizeof...(Args);
  template <auto function, size_t... I>
  static R call(const Operation &, const uint64_t *const *sources, unsigned lane, std::index_sequence<I...>) {
    return function(static_cast<Args>(sources[I][lane])...);
  }
};

template <class R, class Payload, class... Args>
struct LaneFunction<R (*)(const Payload &, Args...)> {
  static constexpr unsigned kNumSources = sizeof...(Args);
  template <auto function, size_t... I>
  static R call(const Operation &operation, const uint64_t *const *sources, unsigned lane, std::index_sequence<I...>) {
    return function(operation.getPayload<Payload>(), static_cast<Args>(sources[I][lane])...);
  }
};

inline void store(uint64_t (&results)[2][kWarpSize], unsigned lane, uint64_t value) { results[0][lane] = value; }
inline void store(uint64_t (&results)[2][kWarpSize], unsigned lane, LanePair value) {
  results[0][lane] = value.first;
  results[1][lane] = value.second;
}

} // namespace detail

/// Executes a pure total function lane by lane: `uint64_t f(uint64_t a, uint64_t b)`, or with a first argument
/// `const Payload &`, or with a LanePair as result for two destinations. Arguments may be narrower: `f(uint32_t a)`.
/// The result is zero-extended from the destination's width by the function. All 32 lanes may be computed, so it must
/// be safe for any bits. A lane with an undefined byte in a source gives an undefined result.
template <auto function>
void executeLanes(Warp &warp, const Operation &operation) {
  using Traits = detail::LaneFunction<decltype(function)>;
  constexpr unsigned numSources = Traits::kNumSources;
  constexpr std::make_index_sequence<numSources> indices;
  const uint64_t *sources[numSources + 1];
  for (unsigned i = 0; i < numSources; ++i)
    sources[i] = warp.read(operation.sources[i]);

  const LaneMask lanes = warp.active();
  alignas(64) uint64_t results[2][kWarpSize];
  if (countLanes(lanes) >= 8) {
    for (unsigned lane = 0; lane < kWarpSize; ++lane)
      detail::store(results, lane, Traits::template call<function>(operation, sources, lane, indices));
  } else {
    forEachLane(lanes, [&](unsigned lane) {
      detail::store(results, lane, Traits::template call<function>(operation, sources, lane, indices));
    });
  }

  const LaneMask undefined = warp.undefinedSources(operation);
  // Poison is passed on before values and marks change: a destination may be a source too.
  if (undefined)
    warp.propagatePoison(operation, undefined);
  for (unsigned i = 0; i < operation.numDestinations; ++i) {
    detail::blendLanes(warp.write(operation.destinations[i]), results[i], lanes);
    warp.markDefined(operation.destinations[i], lanes & ~undefined);
  }
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_WARP_H
