//===- Fences.cpp - fence, membar --------------------------------------------------------------------------------===//

#include "Instructions/MemoryInstructions.h"
#include "Instructions/MemoryOperands.h"
#include "Qnt/Emulator/OpcodeTable.h"

using namespace mlir::qnt;
using namespace mlir::qnt::emulator;

namespace {

struct FencePayload {
  Order order;
  Scope scope;
};

void executeFence(Warp &warp, const Operation &operation) {
  const FencePayload &payload = operation.getPayload<FencePayload>();
  if (warp.active())
    getTrackedMemory(warp).fence(warp, payload.order, payload.scope);
}

bool finishFence(DecodeContext &context, Order order, Scope scope) {
  context.setPayload(FencePayload{order, scope});
  return context.finish(executeFence);
}

/// One address has one proxy here: alias proxies need no order of their own.
bool finishProxy(DecodeContext &context) {
  context.modifiers().expectOneOf({"alias"});
  return context.finish(executeNothing);
}

bool decodeFence(DecodeContext &context) {
  ModifierReader &parts = context.modifiers();
  if (parts.take("proxy"))
    return finishProxy(context);
  Order order = Order::AcquireRelease;
  if (std::optional<unsigned> semantics = parts.takeOneOf({"sc", "acq_rel", "acquire", "release"})) {
    if (*semantics >= 2)
      order = *semantics == 2 ? Order::Acquire : Order::Release;
  }
  MemoryModifiers modifiers;
  if (!takeScope(context, modifiers))
    parts.expectOneOf({"cta", "gpu", "sys"});
  return finishFence(context, order, modifiers.scope);
}

bool decodeMembar(DecodeContext &context) {
  if (context.modifiers().take("proxy"))
    return finishProxy(context);
  static constexpr Scope scopes[] = {Scope::Block, Scope::Device, Scope::System};
  return finishFence(context, Order::AcquireRelease, scopes[context.modifiers().expectOneOf({"cta", "gl", "sys"})]);
}

} // namespace

void mlir::qnt::emulator::registerFences(OpcodeTable &table) {
  table.beginFamily("Fences");
  table.add("fence", decodeFence,
            {"fence{.sc|.acq_rel}.(cta|cluster|gpu|sys)", "fence.(acquire|release).(cta|cluster|gpu|sys)",
             "fence.proxy.alias"});
  table.add("membar", decodeMembar, {"membar.(cta|gl|sys)", "membar.proxy.alias"});
}
