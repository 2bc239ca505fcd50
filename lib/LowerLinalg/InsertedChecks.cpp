//===- InsertedChecks.cpp - assertions in front of an op, once --------------------------------------------===//
//
// A pass that puts an assertion in front of an op knows its own one again by what it says: the message and the
// condition that would be made for this op. The message alone, or that there is an assertion, tells nothing of what it
// asserts.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "InsertedChecks.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace mlir::qnt;

using MadeOps = llvm::SmallDenseSet<Operation *>;

/// `made` is `had`, or one of the ops just made computes it from the same values in the same way.
static bool isSameValue(Value had, Value made, const MadeOps &ops) {
  if (had == made)
    return true;
  auto old = dyn_cast<OpResult>(had), fresh = dyn_cast<OpResult>(made);
  if (!old || !fresh || !ops.contains(fresh.getOwner()) || old.getResultNumber() != fresh.getResultNumber())
    return false;
  Operation *lhs = old.getOwner(), *rhs = fresh.getOwner();
  bool isSameOp = lhs->getName() == rhs->getName() && lhs->getAttrDictionary() == rhs->getAttrDictionary() &&
                  lhs->getNumRegions() == 0 && rhs->getNumRegions() == 0 &&
                  lhs->getNumOperands() == rhs->getNumOperands() &&
                  llvm::equal(lhs->getResultTypes(), rhs->getResultTypes());
  return isSameOp && llvm::all_of(llvm::zip_equal(lhs->getOperands(), rhs->getOperands()),
                                  [&](auto pair) { return isSameValue(std::get<0>(pair), std::get<1>(pair), ops); });
}

/// The assertion at `op`, or the one before it with nothing but computation in between.
static cf::AssertOp findAssertion(Operation *op) {
  while (op && op->getNumRegions() == 0 && isMemoryEffectFree(op))
    op = op->getPrevNode();
  return dyn_cast_or_null<cf::AssertOp>(op);
}

/// The assertions among `made`, last first, stand at `last` and before it.
static bool standAlready(Operation *last, ArrayRef<Operation *> made) {
  MadeOps ops(llvm::from_range, made);
  auto had = dyn_cast_or_null<cf::AssertOp>(last);
  for (Operation *op : made) {
    auto check = dyn_cast<cf::AssertOp>(op);
    if (!check)
      continue;
    if (!had || had.getMsg() != check.getMsg() || !isSameValue(had.getArg(), check.getArg(), ops))
      return false;
    had = findAssertion(had->getPrevNode());
  }
  return true;
}

bool mlir::qnt::insertChecksOnce(Operation *op, function_ref<void()> insert) {
  Operation *last = op->getPrevNode();
  insert();
  SmallVector<Operation *> made;
  for (Operation *it = op->getPrevNode(); it != last; it = it->getPrevNode())
    made.push_back(it);
  if (!standAlready(last, made))
    return true;
  for (Operation *it : made)
    it->erase();
  return false;
}
