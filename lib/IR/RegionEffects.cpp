//===- RegionEffects.cpp - what the bodies of region ops write to -----------------------------------------===//
#include "RegionEffects.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Operation.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::qnt;

static bool isMemory(Type type) { return isa<BaseMemRefType, LLVM::LLVMPointerType>(type); }

/// What `result` is a view of: the operands in memory, or tensors made into memory.
static SmallVector<Value> getSources(OpResult result) {
  return llvm::filter_to_vector(result.getOwner()->getOperands(), [](Value operand) {
    return operand && (isMemory(operand.getType()) || isa<TensorType>(operand.getType()));
  });
}

/// Whether `memory` is known to be no memory that `body` allocates. What is `seen` was asked about before, as a view or
/// as what is behind one, and is not: many writes may go to one view of views.
static bool isForeign(Value memory, Region &body, DenseSet<Value> &seen) {
  SmallVector<Value> worklist{memory};
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    auto result = dyn_cast<OpResult>(value);
    if (!result && cast<BlockArgument>(value).getOwner() == &body.front())
      return true;
    // Memory of an allocation, a call or a load; the arguments of nested regions.
    if (!result || !isMemoryEffectFree(result.getOwner()) || result.getOwner()->getNumRegions() != 0)
      continue;
    SmallVector<Value> sources = getSources(result);
    if (sources.empty() && isMemory(value.getType()))
      return true;
    worklist.append(sources);
  }
  return false;
}

static bool writesToForeign(const MemoryEffects::EffectInstance &effect, Region &body, DenseSet<Value> &seen) {
  if (!isa<MemoryEffects::Write, MemoryEffects::Free>(effect.getEffect()))
    return false;
  if (effect.getSymbolRef())
    return true;
  Value memory = effect.getValue();
  return memory && isForeign(memory, body, seen);
}

Operation *mlir::qnt::findForeignWrite(Region &body) {
  Operation *found = nullptr;
  DenseSet<Value> seen;
  body.walk([&](MemoryEffectOpInterface op) {
    SmallVector<MemoryEffects::EffectInstance> effects;
    op.getEffects(effects);
    if (llvm::none_of(effects, [&](const auto &effect) { return writesToForeign(effect, body, seen); }))
      return WalkResult::advance();
    found = op;
    return WalkResult::interrupt();
  });
  return found;
}
