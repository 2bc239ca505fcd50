//===- AsyncCopy.cpp - cp.async and its groups --------------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"
#include <algorithm>

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;
using ptx::ScalarType;

namespace {

struct CopyPayload {
  AddressPayload destination;
  AddressPayload source; ///< of the two, its order and scope are not used
};

/// Sources: destination address, source address, size of the source in bytes. Offsets and the copy's size are kept by
/// the program.
struct CopyForm {
  CopyPayload addresses;
  uint8_t bytes = 0;
  bool hasIgnore = false; ///< the third source is a predicate: nothing is read where it is true
  bool ignoreNegated = false;
};

struct FormPayload {
  const CopyForm *form;
};

void executeCopy(Warp &warp, const Operation &operation) {
  const CopyForm &form = *operation.getPayload<FormPayload>().form;
  uint64_t destinations[kWarpSize], sources[kWarpSize], sizes[kWarpSize];
  if (!computeAddresses(warp, operation.sources[0], form.addresses.destination, destinations) ||
      !computeAddresses(warp, operation.sources[1], form.addresses.source, sources) ||
      !warp.requireDefined(operation.sources[2], warp.active(), "size of a copy"))
    return;
  const uint64_t *third = warp.read(operation.sources[2]);
  for (unsigned lane = 0; lane < kWarpSize; ++lane)
    sizes[lane] = !form.hasIgnore                                  ? third[lane] & 0xFFFFFFFFu
                  : ((third[lane] & 1) != 0) != form.ignoreNegated ? 0
                                                                   : form.bytes;
  MemoryAccess access;
  access.space = AddressSpace::Global;
  access.bytes = access.alignment = form.bytes;
  getTrackedMemory(warp).copyAsync(warp, access, warp.active(), destinations, sources, sizes);
}

void executeCommit(Warp &warp, const Operation &) { getTrackedMemory(warp).commitAsync(warp, warp.active()); }

struct WaitPayload {
  uint32_t newest;
  bool withOpen;
};

void executeWait(Warp &warp, const Operation &operation) {
  const WaitPayload &payload = operation.getPayload<WaitPayload>();
  getTrackedMemory(warp).waitAsync(warp, warp.active(), payload.newest, payload.withOpen);
}

bool decodeWait(DecodeContext &context, bool all) {
  WaitPayload payload{0, all};
  if (!all)
    payload.newest = static_cast<uint32_t>(context.immediate(0, 0x7FFFFFFF));
  context.setPayload(payload);
  return context.finish(executeWait);
}

/// The fourth operand: a predicate, a size, or (with a cache hint) neither.
void readSourceSize(DecodeContext &context, CopyForm &form, bool hasPolicy) {
  const ptx::Operand *operand = context.peekOperand();
  if (operand && context.operandsLeft() > (hasPolicy ? 1u : 0u)) {
    bool isPredicate = operand->is(ptx::Operand::Kind::Register) && getRegisterBits(context, *operand) == 1;
    form.hasIgnore = isPredicate;
    if (isPredicate)
      form.ignoreNegated = context.predicate().negated;
    else
      context.source(ScalarType::U32);
  } else {
    context.addSource(context.constant(form.bytes));
  }
  if (hasPolicy)
    context.source(ScalarType::B64);
}

bool decodeCopy(DecodeContext &context) {
  ModifierReader &parts = context.modifiers();
  if (parts.take("bulk") || parts.take("mbarrier")) {
    context.fail("expected 'cp.async' without bulk copies and mbarriers, which are not executed");
    return false;
  }
  if (parts.take("commit_group"))
    return context.finish(executeCommit);
  if (std::optional<unsigned> wait = parts.takeOneOf({"wait_group", "wait_all"}))
    return decodeWait(context, *wait == 1);
  const bool isGlobalOnly = parts.expectOneOf({"ca", "cg"}) == 1;
  parts.expectOneOf({"shared", "shared::cta"});
  parts.expectOneOf({"global"});
  const bool hasPolicy = parts.take("L2::cache_hint");
  parts.takeOneOf({"L2::64B", "L2::128B", "L2::256B"});

  CopyForm form;
  MemoryModifiers target, source;
  target.hasSpace = source.hasSpace = true;
  target.space = AddressSpace::Shared;
  source.space = AddressSpace::Global;
  form.addresses.destination = readAddress(context, target);
  form.addresses.source = readAddress(context, source);
  form.bytes = static_cast<uint8_t>(context.immediate(4, 16));
  if ((isGlobalOnly && form.bytes != 16) || (form.bytes & (form.bytes - 1)))
    context.fail("expected a size of 4, 8 or 16 bytes, 16 for '.cg'");
  readSourceSize(context, form, hasPolicy);
  FormPayload payload{static_cast<const CopyForm *>(context.keep(&form, sizeof(form), alignof(CopyForm)))};
  context.setPayload(payload);
  return context.finish(executeCopy);
}

bool decodeCp(DecodeContext &context) {
  if (context.modifiers().take("async"))
    return decodeCopy(context);
  context.modifiers().expectOneOf({"async"});
  return false;
}

} // namespace

void mlir::qnt::emulator::registerAsyncCopy(OpcodeTable &table) {
  table.beginFamily("Asynchronous copies");
  table.add("cp", decodeCp,
            {"cp.async.ca.(shared|shared::cta).global{.L2::cache_hint}{.L2::64B|.L2::128B|.L2::256B}",
             "cp.async.cg.(shared|shared::cta).global{.L2::cache_hint}{.L2::64B|.L2::128B|.L2::256B}",
             "cp.async.commit_group", "cp.async.wait_group", "cp.async.wait_all"});
}
