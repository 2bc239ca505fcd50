//===- ShareDestinations.cpp - qnt-share-destinations -----------------------------------------------------===//
//
// What the two branches of an scf.if write and yield gets its memory before the branch: bufferization gives both
// branches one buffer then, and its size and lifetime are those of any other.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_SHAREDESTINATIONS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct ShareDestinations : qnt::impl::ShareDestinationsBase<ShareDestinations> {
  void runOnOperation() override;
};
} // namespace

/// The operand through which ops of `block` get the tensor.empty of the block that `value` is written into; null for
/// other values.
static OpOperand *findDestination(Value value, Block *block) {
  OpOperand *destination = nullptr;
  for (;;) {
    Operation *op = value.getDefiningOp();
    if (!op || op->getBlock() != block)
      return nullptr;
    if (isa<tensor::EmptyOp>(op))
      return destination;
    // Other readers of a value that lies in between stay right: the buffer is this op's alone in either case.
    if (isa<tensor::CastOp>(op))
      destination = &op->getOpOperand(0);
    else if (auto write = dyn_cast<DestinationStyleOpInterface>(op))
      destination = write.getTiedOpOperand(cast<OpResult>(value));
    else
      return nullptr;
    value = destination->get();
  }
}

/// Sizes that more steps lie behind count as different, and as known in a branch alone.
static constexpr unsigned kMaxDepth = 100;

/// What is known of values or pairs of them, so that each is looked at once. One that is being looked at has false,
/// which ends the walk over values that depend on themselves.
template <typename T>
using Answers = DenseMap<T, bool>;

/// Computed alike from the same values.
static bool isSame(Value a, Value b, Answers<std::pair<Value, Value>> &answers, unsigned depth = 0) {
  if (a == b)
    return true;
  auto [known, isNew] = answers.try_emplace({a, b}, false);
  if (!isNew)
    return known->second;
  auto first = dyn_cast<OpResult>(a), second = dyn_cast<OpResult>(b);
  if (!first || !second || first.getResultNumber() != second.getResultNumber())
    return false;
  Operation *one = first.getOwner(), *other = second.getOwner();
  bool isAlike = one->getName() == other->getName() && one->getAttrDictionary() == other->getAttrDictionary() &&
                 one->getPropertiesAsAttribute() == other->getPropertiesAsAttribute() &&
                 one->getResultTypes() == other->getResultTypes() && one->getNumRegions() == 0 &&
                 other->getNumRegions() == 0 && one->getNumOperands() == other->getNumOperands() &&
                 isMemoryEffectFree(one);
  bool isEqual = isAlike && depth < kMaxDepth &&
                 llvm::all_of(
                     llvm::zip_equal(one->getOperands(), other->getOperands()),
                     [&](auto pair) { return isSame(std::get<0>(pair), std::get<1>(pair), answers, depth + 1); });
  return answers[{a, b}] = isEqual;
}

/// `value` can be computed before `op`, inside of which it may stand.
static bool canHoist(Value value, scf::IfOp op, Answers<Value> &answers, unsigned depth = 0) {
  Operation *producer = value.getDefiningOp();
  if (!op->isAncestor(value.getParentRegion()->getParentOp()))
    return true;
  auto [known, isNew] = answers.try_emplace(value, false);
  if (!isNew)
    return known->second;
  bool isHoistable =
      producer && producer->getNumRegions() == 0 && isPure(producer) && depth < kMaxDepth &&
      llvm::all_of(producer->getOperands(), [&](Value operand) { return canHoist(operand, op, answers, depth + 1); });
  return answers[value] = isHoistable;
}

static Value hoist(OpBuilder &builder, Value value, scf::IfOp op, IRMapping &mapping) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *producer = value.getDefiningOp();
  if (!op->isAncestor(value.getParentRegion()->getParentOp()))
    return value;
  for (Value operand : producer->getOperands())
    mapping.map(operand, hoist(builder, operand, op, mapping));
  return builder.clone(*producer, mapping)->getResult(cast<OpResult>(value).getResultNumber());
}

/// Gives the destinations of result `number` one tensor.empty before `op`; else says why not.
static std::string share(scf::IfOp op, unsigned number) {
  OpOperand *first = findDestination(op.thenYield().getOperand(number), op.thenBlock());
  OpOperand *second = findDestination(op.elseYield().getOperand(number), op.elseBlock());
  if (!first || !second)
    return "a branch does not write it into a new tensor";
  auto then = first->get().getDefiningOp<tensor::EmptyOp>(), otherwise = second->get().getDefiningOp<tensor::EmptyOp>();
  Answers<std::pair<Value, Value>> same;
  Answers<Value> hoistable;
  bool isAlike = then.getType() == otherwise.getType() &&
                 llvm::all_of(llvm::zip_equal(then.getDynamicSizes(), otherwise.getDynamicSizes()),
                              [&](auto pair) { return isSame(std::get<0>(pair), std::get<1>(pair), same); });
  if (!isAlike)
    return "the branches write tensors of different sizes";
  if (!llvm::all_of(then.getDynamicSizes(), [&](Value size) { return canHoist(size, op, hoistable); }))
    return "its size is known in a branch alone";
  OpBuilder builder(op);
  IRMapping mapping;
  SmallVector<Value> sizes;
  for (Value size : then.getDynamicSizes())
    sizes.push_back(hoist(builder, size, op, mapping));
  Value shared = tensor::EmptyOp::create(builder, then.getLoc(), then.getType(), sizes);
  first->set(shared);
  second->set(shared);
  for (tensor::EmptyOp empty : {then, otherwise})
    if (empty->use_empty())
      empty.erase();
  return "";
}

void ShareDestinations::runOnOperation() {
  PassSummary summary(getArgument(), getOperation());
  SmallVector<scf::IfOp> branches;
  getOperation()->walk([&](scf::IfOp op) {
    if (op.elseBlock())
      branches.push_back(op);
  });
  for (scf::IfOp op : branches)
    for (auto [number, type] : llvm::enumerate(op.getResultTypes())) {
      if (!isa<RankedTensorType>(type))
        continue;
      std::string reason = share(op, number);
      if (reason.empty())
        summary.add(numShared, "shared");
      else
        remarkSkipped(getArgument(), op, "result " + Twine(number) + ": " + reason);
    }
}
