//===- UseOrder.cpp - use lists in one order --------------------------------------------------------------===//
#include "Qnt/IR/UseOrder.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

using Positions = llvm::DenseMap<Operation *, unsigned>;

/// Whether the order changed.
static bool sortUsesOf(Value value, const Positions &positions) {
  if (value.use_empty() || value.hasOneUse())
    return false;
  SmallVector<OpOperand *> uses = llvm::map_to_vector(value.getUses(), [](OpOperand &use) { return &use; });
  SmallVector<unsigned> order = llvm::to_vector(llvm::seq<unsigned>(0, uses.size()));
  auto getPosition = [&](unsigned use) {
    return std::pair(positions.lookup(uses[use]->getOwner()), uses[use]->getOperandNumber());
  };
  llvm::sort(order, [&](unsigned a, unsigned b) { return getPosition(a) > getPosition(b); });
  if (llvm::is_sorted(order))
    return false;
  // Where each use of the present list goes.
  SmallVector<unsigned> places(order.size());
  for (auto [place, use] : llvm::enumerate(order))
    places[use] = place;
  value.shuffleUseList(places);
  return true;
}

unsigned mlir::qnt::sortUses(Operation *root) {
  unsigned numSorted = 0;
  Positions positions;
  root->walk<WalkOrder::PreOrder>([&](Operation *op) { positions.try_emplace(op, positions.size()); });
  root->walk([&](Operation *op) {
    if (op != root)
      for (Value result : op->getResults())
        numSorted += sortUsesOf(result, positions);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (BlockArgument argument : block.getArguments())
          numSorted += sortUsesOf(argument, positions);
  });
  return numSorted;
}
