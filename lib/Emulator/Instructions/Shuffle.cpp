//===- Shuffle.cpp - shfl --------------------------------------------------------------------------------===//
#include "ControlInstructions.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <array>

namespace mlir::qnt::emulator {

using ptx::ScalarType;

namespace {
enum class ShuffleMode : uint8_t { Up, Down, Butterfly, Index };

struct ShufflePayload {
  ShuffleMode mode = ShuffleMode::Up;
  bool isSync = true;
};

struct ShuffleSource {
  unsigned lane = 0;
  bool isInRange = false;
};
} // namespace

/// Where a lane reads (PTX ISA, shfl.sync): b is the offset or index, c the clamp in bits 0-4 and the segment mask in
/// bits 8-12.
static ShuffleSource findSource(ShuffleMode mode, unsigned lane, uint32_t b, uint32_t c) {
  const int offset = static_cast<int>(b & 31);
  const unsigned clamp = c & 31;
  const unsigned segment = c >> 8 & 31;
  const int maximum = static_cast<int>((lane & segment) | (clamp & ~segment));
  const auto self = static_cast<int>(lane);
  int source = self;
  bool isInRange = false;
  switch (mode) {
  case ShuffleMode::Up:
    source = self - offset;
    isInRange = source >= maximum;
    break;
  case ShuffleMode::Down:
    source = self + offset;
    isInRange = source <= maximum;
    break;
  case ShuffleMode::Butterfly:
    source = self ^ offset;
    isInRange = source <= maximum;
    break;
  case ShuffleMode::Index:
    source = static_cast<int>((lane & segment) | (static_cast<unsigned>(offset) & ~segment));
    isInRange = source <= maximum;
    break;
  }
  return {static_cast<unsigned>(isInRange ? source : self), isInRange};
}

/// Sources: value, b, c, and the member mask.
static void executeShuffle(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<ShufflePayload>();
  if (payload.isSync && !warp.gather(operation.sources[3], "shfl.sync"))
    return;
  const Slot value = operation.sources[0];
  if (!warp.requireDefined(operation.sources[1], warp.active(), "lane of a shuffle") ||
      !warp.requireDefined(operation.sources[2], warp.active(), "segment of a shuffle"))
    return;
  const uint64_t *b = warp.read(operation.sources[1]);
  const uint64_t *c = warp.read(operation.sources[2]);
  std::array<uint64_t, kWarpSize> results = {};
  std::array<uint64_t, kWarpSize> inRange = {};
  std::array<Poison, kWarpSize> poison;
  LaneMask undefined = 0;
  forEachLane(warp.active(), [&](unsigned lane) {
    const ShuffleSource source =
        findSource(payload.mode, lane, static_cast<uint32_t>(b[lane]), static_cast<uint32_t>(c[lane]));
    const LaneMask members = payload.isSync ? static_cast<LaneMask>(warp.read(operation.sources[3])[lane]) : kAllLanes;
    results[lane] = warp.read(value)[source.lane];
    inRange[lane] = source.isInRange;
    if (!hasLane(warp.active() & members, source.lane)) {
      // It reads a lane that takes no part: nobody says what comes.
      Origin origin;
      origin.reportClass = ReportClass::DivergentCollective;
      origin.line = operation.line;
      poison[lane] = Poison{kAllBytes, origin};
    } else {
      poison[lane] = warp.getPoison(value, source.lane);
    }
    undefined |= LaneMask{static_cast<bool>(poison[lane])} << lane;
  });
  warp.writeLanes(operation.destinations[0], results.data());
  warp.writeLanes(operation.destinations[1], inRange.data());
  forEachLane(undefined, [&](unsigned lane) { warp.setPoison(operation.destinations[0], lane, poison[lane]); });
}

static bool decodeShuffle(DecodeContext &context) {
  ShufflePayload payload;
  payload.isSync = context.modifiers().take("sync");
  payload.mode = static_cast<ShuffleMode>(context.modifiers().expectOneOf({"up", "down", "bfly", "idx"}));
  payload.isSync |= context.modifiers().take("sync"); // in either place, as ptxas takes it
  const ScalarType type = context.modifiers().expectType({ScalarType::B32});
  context.destinationPair(type, ScalarType::Pred);
  context.source(type);
  context.source(ScalarType::B32);
  context.source(ScalarType::B32);
  if (payload.isSync)
    context.source(ScalarType::B32);
  context.setPayload(payload);
  return context.finish(executeShuffle);
}

void registerShuffle(OpcodeTable &table) {
  table.beginFamily("Collectives");
  table.add("shfl", decodeShuffle, {"shfl{.sync}.(up|down|bfly|idx).b32"});
}

} // namespace mlir::qnt::emulator
