//===- Vote.cpp - vote, match, activemask, elect ---------------------------------------------------------===//
#include "ControlInstructions.h"
#include "DecodeContext.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <array>

namespace mlir::qnt::emulator {

using ptx::ScalarType;

namespace {
enum class VoteMode : uint8_t { All, Any, Uniform, Ballot };

struct VotePayload {
  VoteMode mode = VoteMode::All;
  bool isNegated = false;
  bool isSync = true;
};

struct MatchPayload {
  bool isAll = false;
};

/// Results of a collective, lane by lane, with one poison for a whole group.
struct GroupResults {
  std::array<uint64_t, kWarpSize> first = {};
  std::array<uint64_t, kWarpSize> second = {};
  std::array<Poison, kWarpSize> poison;
  LaneMask undefined = 0;

  /// When some lane of the group has an undefined operand, all its results are.
  void addPoison(Warp &warp, Slot operand, LaneMask group) {
    const LaneMask lanes = warp.undefinedLanes(operand) & group;
    if (!lanes)
      return;
    Poison found = warp.getPoison(operand, firstLane(lanes));
    found.bytes = kAllBytes;
    forEachLane(group, [&](unsigned lane) { poison[lane] = found; });
    undefined |= group;
  }

  void write(Warp &warp, const Operation &operation) {
    for (unsigned i = 0; i < operation.numDestinations; ++i) {
      warp.writeLanes(operation.destinations[i], i ? second.data() : first.data());
      forEachLane(undefined, [&](unsigned lane) { warp.setPoison(operation.destinations[i], lane, poison[lane]); });
    }
  }
};
} // namespace

static uint64_t countVotes(VoteMode mode, LaneMask votes, LaneMask group) {
  switch (mode) {
  case VoteMode::All:
    return votes == group;
  case VoteMode::Any:
    return votes != 0;
  case VoteMode::Uniform:
    return votes == group || votes == 0;
  case VoteMode::Ballot:
    break;
  }
  return votes;
}

static void executeVote(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<VotePayload>();
  if (payload.isSync && !warp.gather(operation.sources[1], "vote.sync"))
    return;
  GroupResults results;
  auto vote = [&](LaneMask group) {
    const LaneMask votes = readPredicate(warp, operation.sources[0], payload.isNegated) & group;
    forEachLane(group, [&](unsigned lane) { results.first[lane] = countVotes(payload.mode, votes, group); });
    results.addPoison(warp, operation.sources[0], group);
  };
  if (payload.isSync)
    forEachGroup(warp, operation.sources[1], warp.active(), [&](uint64_t, LaneMask group) { vote(group); });
  else
    vote(warp.active());
  results.write(warp, operation);
}

static bool decodeVote(DecodeContext &context) {
  VotePayload payload;
  payload.isSync = context.modifiers().take("sync");
  payload.mode = static_cast<VoteMode>(context.modifiers().expectOneOf({"all", "any", "uni", "ballot"}));
  // CUB writes vote.ballot.sync, which ptxas takes as well.
  payload.isSync |= context.modifiers().take("sync");
  context.destination(
      context.modifiers().expectType({payload.mode == VoteMode::Ballot ? ScalarType::B32 : ScalarType::Pred}));
  payload.isNegated = context.predicate().negated;
  if (payload.isSync)
    context.source(ScalarType::B32);
  context.setPayload(payload);
  return context.finish(executeVote);
}

static void executeMatch(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<MatchPayload>();
  if (!warp.gather(operation.sources[1], "match.sync"))
    return;
  const Slot value = operation.sources[0];
  GroupResults results;
  forEachGroup(warp, operation.sources[1], warp.active(), [&](uint64_t, LaneMask group) {
    forEachGroup(warp, value, group, [&](uint64_t, LaneMask equal) {
      forEachLane(equal, [&](unsigned lane) {
        results.first[lane] = payload.isAll && equal != group ? 0 : equal;
        results.second[lane] = equal == group;
      });
    });
    results.addPoison(warp, value, group);
  });
  results.write(warp, operation);
}

static bool decodeMatch(DecodeContext &context) {
  MatchPayload payload;
  payload.isAll = context.modifiers().expectOneOf({"any", "all"}) == 1;
  context.modifiers().expectOneOf({"sync"});
  const ScalarType type = context.modifiers().expectType({ScalarType::B32, ScalarType::B64});
  if (payload.isAll)
    context.destinationPair(ScalarType::B32, ScalarType::Pred);
  else
    context.destination(ScalarType::B32);
  context.source(type);
  context.source(ScalarType::B32);
  context.setPayload(payload);
  return context.finish(executeMatch);
}

static void executeActiveMask(Warp &warp, const Operation &operation) {
  std::array<uint64_t, kWarpSize> values;
  values.fill(warp.active());
  warp.writeLanes(operation.destinations[0], values.data());
}

static bool decodeActiveMask(DecodeContext &context) {
  context.destination(context.modifiers().expectType({ScalarType::B32}));
  return context.finish(executeActiveMask);
}

/// The lowest lane of the group is elected.
static void executeElect(Warp &warp, const Operation &operation) {
  if (!warp.gather(operation.sources[0], "elect.sync"))
    return;
  GroupResults results;
  forEachGroup(warp, operation.sources[0], warp.active(), [&](uint64_t, LaneMask group) {
    forEachLane(group, [&](unsigned lane) {
      results.first[lane] = firstLane(group);
      results.second[lane] = lane == firstLane(group);
    });
  });
  results.write(warp, operation);
}

static bool decodeElect(DecodeContext &context) {
  context.modifiers().expectOneOf({"sync"});
  if (context.targetVersion() < 90)
    context.fail("expected a target of sm_90 or later");
  context.destinationPair(ScalarType::B32, ScalarType::Pred);
  context.source(ScalarType::B32);
  return context.finish(executeElect);
}

void registerVotes(OpcodeTable &table) {
  table.beginFamily("Collectives");
  table.add("vote", decodeVote, {"vote{.sync}.(all|any|uni).pred", "vote{.sync}.ballot.b32"});
  table.add("match", decodeMatch, {"match.any.sync.(b32|b64)", "match.all.sync.(b32|b64)"});
  table.add("activemask", decodeActiveMask, {"activemask.b32"});
  table.add("elect", decodeElect, {"elect.sync"});
}

} // namespace mlir::qnt::emulator
