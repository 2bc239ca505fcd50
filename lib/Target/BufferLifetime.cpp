//===- BufferLifetime.cpp - from where to where in a block a buffer is in use -----------------------------===//
#include "BufferLifetime.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::qnt;

llvm::DenseMap<Operation *, unsigned> qnt::numberOps(Block &block) {
  llvm::DenseMap<Operation *, unsigned> numbers;
  for (auto [number, op] : llvm::enumerate(block))
    numbers[&op] = number;
  return numbers;
}

/// The values that may be the buffer after `op` has taken it.
static void addAliases(Operation *op, llvm::SetVector<Value> &aliases) {
  auto addBuffers = [&](ValueRange values) {
    for (Value value : values)
      if (isa<BaseMemRefType>(value.getType()))
        aliases.insert(value);
  };
  addBuffers(op->getResults());
  for (Region &region : op->getRegions())
    for (Block &block : region)
      addBuffers(block.getArguments());
  // A yielded buffer is a result of the op around it, or what the next trip gets.
  if (op->hasTrait<OpTrait::IsTerminator>()) {
    Operation *parent = op->getParentOp();
    addBuffers(parent->getResults());
    for (Region &region : parent->getRegions())
      for (Block &block : region)
        addBuffers(block.getArguments());
  }
}

/// The buffer is a value of something that is no memref then: an element of another buffer, an address. Ops that are
/// not known for reading a size alone and have no effect give it away in their results.
static bool givesAway(OpOperand &use) {
  Operation *user = use.getOwner();
  if (auto store = dyn_cast<memref::StoreOp>(user))
    return &use != &store.getMemrefMutable();
  return isMemoryEffectFree(user) && !isa<memref::DimOp, memref::RankOp>(user) && user->getNumResults() > 0 &&
         llvm::none_of(user->getResultTypes(), llvm::IsaPred<BaseMemRefType>);
}

std::optional<BufferLifetime>
qnt::findLifetime(memref::AllocOp alloc, const llvm::DenseMap<Operation *, unsigned> &numbers, std::string &reason) {
  Block *block = alloc->getBlock();
  BufferLifetime lifetime;
  lifetime.first = lifetime.last = numbers.lookup(alloc);
  llvm::SetVector<Value> aliases;
  aliases.insert(alloc);
  for (size_t i = 0; i < aliases.size(); ++i)
    for (OpOperand &use : aliases[i].getUses()) {
      Operation *user = use.getOwner();
      if (auto dealloc = dyn_cast<memref::DeallocOp>(user)) {
        if (aliases[i] != alloc.getResult() || user->getBlock() != block) {
          reason = "it is freed through another value or in a nested region";
          return std::nullopt;
        }
        lifetime.deallocs.push_back(dealloc);
        continue;
      }
      Operation *ancestor = block->findAncestorOpInBlock(*user);
      if (!ancestor || ancestor == block->getTerminator() || givesAway(use)) {
        reason = "it leaves its block";
        return std::nullopt;
      }
      lifetime.last = std::max(lifetime.last, numbers.lookup(ancestor));
      addAliases(user, aliases);
    }
  return lifetime;
}
