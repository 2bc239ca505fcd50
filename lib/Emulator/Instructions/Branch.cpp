//===- Branch.cpp - bra, brx.idx, ret, exit, trap and what does nothing ----------------------------------===//
#include "ControlInstructions.h"
#include "DecodeContext.h"
#include "Program.h"
#include "Qnt/Emulator/OpcodeTable.h"

namespace mlir::qnt::emulator {

using ptx::Operand;
using ptx::ScalarType;

namespace {
struct BranchPayload {
  uint32_t firstTarget = 0; ///< in Function::branchTargets
  uint32_t numTargets = 0;
};
} // namespace

static void executeBranch(Warp &warp, const Operation &operation) {
  warp.branch(warp.frame().function->branchTargets[operation.getPayload<BranchPayload>().firstTarget]);
}

static bool decodeBranch(DecodeContext &context) {
  context.modifiers().take("uni");
  context.operation().isTransfer = true;
  context.setPayload(BranchPayload{context.label(), 1});
  return context.finish(executeBranch);
}

/// Lanes with one index go together; the others execute the operation again.
static void executeIndexedBranch(Warp &warp, const Operation &operation) {
  const auto &payload = operation.getPayload<BranchPayload>();
  const Slot index = operation.sources[0];
  if (!warp.requireDefined(index, warp.active(), "index of a branch"))
    return;
  const uint64_t value = warp.read(index)[firstLane(warp.active())];
  if (value >= payload.numTargets) {
    warp.fail(ReportClass::WrongAddressSpace, firstLane(warp.active()),
              "expected an index below the " + std::to_string(payload.numTargets) + " targets of the branch, got " +
                  std::to_string(value));
    return;
  }
  LaneMask group = 0;
  forEachLane(warp.active(), [&](unsigned lane) { group |= LaneMask{warp.read(index)[lane] == value} << lane; });
  warp.deferOthers(group);
  warp.branch(warp.frame().function->branchTargets[payload.firstTarget + value]);
}

static bool decodeIndexedBranch(DecodeContext &context) {
  context.modifiers().expectOneOf({"idx"});
  context.operation().isTransfer = true;
  context.modifiers().take("uni");
  context.source(ScalarType::U32);
  const Operand *targets = context.takeOperand();
  if (!targets)
    return false;
  BranchPayload payload;
  for (uint32_t label : context.syntax().branchTargets[targets->index].labels) {
    const uint32_t place = context.addBranchTarget(label);
    if (!payload.numTargets++)
      payload.firstTarget = place;
  }
  context.setPayload(payload);
  return context.finish(executeIndexedBranch);
}

static void executeReturn(Warp &warp, const Operation &) { warp.leave(); }
static void executeExit(Warp &warp, const Operation &) { warp.exit(); }

static void executeTrap(Warp &warp, const Operation &) {
  warp.fail(ReportClass::Trap, firstLane(warp.active()), "the kernel executed a trap");
}

static bool decodeReturn(DecodeContext &context) {
  context.operation().isTransfer = true;
  context.modifiers().take("uni");
  return context.finish(executeReturn);
}

static bool decodeExit(DecodeContext &context) {
  context.operation().isTransfer = true;
  return context.finish(executeExit);
}
static bool decodeTrap(DecodeContext &context) { return context.finish(executeTrap); }
static bool decodeBreakpoint(DecodeContext &context) { return context.finish(executeNothing); }

static bool decodeSleep(DecodeContext &context) {
  context.modifiers().expectType({ScalarType::U32});
  context.source(ScalarType::U32);
  return context.finish(executeNothing);
}

static bool decodeEvent(DecodeContext &context) {
  const bool isMask = context.modifiers().take("mask");
  context.immediate(0, isMask ? 0xFFFF : 15);
  return context.finish(executeNothing);
}

void registerBranches(OpcodeTable &table) {
  table.beginFamily("Control flow");
  table.add("bra", decodeBranch, {"bra{.uni}"});
  table.add("brx", decodeIndexedBranch, {"brx.idx{.uni}"});
  table.add("ret", decodeReturn, {"ret{.uni}"});
  table.add("exit", decodeExit, {"exit"});
  table.add("trap", decodeTrap, {"trap"});
  table.add("brkpt", decodeBreakpoint, {"brkpt"});
  table.add("nanosleep", decodeSleep, {"nanosleep.u32"});
  table.add("pmevent", decodeEvent, {"pmevent{.mask}"});
}

} // namespace mlir::qnt::emulator
