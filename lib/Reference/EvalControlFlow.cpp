//===- EvalControlFlow.cpp - cf and scf -------------------------------------------------------------------===//

#include "Evaluator.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// cf
//===----------------------------------------------------------------------------------------------------===//

static BranchTarget getTarget(Block *block, OperandRange operands, const Evaluator &evaluator) {
  return {block, llvm::map_to_vector(operands, [&](mlir::Value operand) { return evaluator.getValue(operand); })};
}

static BranchTarget getSwitchTarget(cf::SwitchOp op, const Evaluator &evaluator) {
  uint64_t flag = evaluator.getValue(op.getFlag()).getTensor().getRaw();
  if (std::optional<DenseIntElementsAttr> values = op.getCaseValues())
    for (auto [index, value] : llvm::enumerate(values->getValues<APInt>()))
      if (value.getZExtValue() == flag)
        return getTarget(op.getCaseDestinations()[index], op.getCaseOperands(index), evaluator);
  return getTarget(op.getDefaultDestination(), op.getDefaultOperands(), evaluator);
}

llvm::Expected<std::optional<BranchTarget>> reference::getBranchTarget(Operation *terminator,
                                                                       const Evaluator &evaluator) {
  if (auto branch = dyn_cast<cf::BranchOp>(terminator))
    return getTarget(branch.getDest(), branch.getDestOperands(), evaluator);
  if (auto branch = dyn_cast<cf::CondBranchOp>(terminator)) {
    if (evaluator.getValue(branch.getCondition()).getTensor().getRaw())
      return getTarget(branch.getTrueDest(), branch.getTrueDestOperands(), evaluator);
    return getTarget(branch.getFalseDest(), branch.getFalseDestOperands(), evaluator);
  }
  if (auto branch = dyn_cast<cf::SwitchOp>(terminator))
    return getSwitchTarget(branch, evaluator);
  if (terminator->getNumSuccessors() != 0)
    return makeError(terminator, "is not known to the reference interpreter");
  return std::nullopt;
}

static EvalResult evalAssert(cf::AssertOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  if (!operands[0].getTensor().getRaw())
    return makeError(op, "failed: " + op.getMsg());
  return Values();
}

//===----------------------------------------------------------------------------------------------------===//
// scf
//===----------------------------------------------------------------------------------------------------===//

static EvalResult evalIf(scf::IfOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  Region &region = operands[0].getTensor().getRaw() ? op.getThenRegion() : op.getElseRegion();
  return region.empty() ? EvalResult(Values()) : evaluator.runRegion(region, {});
}

static EvalResult evalExecuteRegion(scf::ExecuteRegionOp op, ArrayRef<InterpreterValue>, Evaluator &evaluator) {
  return evaluator.runRegion(op.getRegion(), {});
}

static EvalResult evalIndexSwitch(scf::IndexSwitchOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  for (auto [index, value] : llvm::enumerate(op.getCases()))
    if (value == getInteger(operands[0]))
      return evaluator.runRegion(op.getCaseRegions()[index], {});
  return evaluator.runRegion(op.getDefaultRegion(), {});
}

/// Trips of a loop from `lower` to below `upper`, in 128 bits so that nothing wraps.
static EvalResult evalFor(scf::ForOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  Type type = operands[0].getTensor().getElementType();
  auto read = [&](const InterpreterValue &value) -> __int128 {
    return op.getUnsignedCmp() ? __int128(value.getTensor().getRaw()) : __int128(getInteger(value));
  };
  __int128 upper = read(operands[1]), step = read(operands[2]);
  if (step <= 0)
    return makeError(op, "expected a positive step, got " + Twine(static_cast<int64_t>(step)));
  Values carried(operands.drop_front(3));
  for (__int128 induction = read(operands[0]); induction < upper; induction += step) {
    Values arguments = single(Tensor::fromInteger(type, static_cast<int64_t>(induction)));
    arguments.append(carried);
    EvalResult yielded = evaluator.runRegion(op.getRegion(), arguments);
    if (!yielded)
      return yielded;
    carried = std::move(*yielded);
  }
  return carried;
}

static EvalResult evalWhile(scf::WhileOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  Values carried(operands);
  while (true) {
    EvalResult condition = evaluator.runRegion(op.getBefore(), carried);
    if (!condition)
      return condition;
    ArrayRef<InterpreterValue> forwarded = ArrayRef<InterpreterValue>(*condition).drop_front();
    if (!condition->front().getTensor().getRaw())
      return Values(forwarded);
    EvalResult yielded = evaluator.runRegion(op.getAfter(), forwarded);
    if (!yielded)
      return yielded;
    carried = std::move(*yielded);
  }
}

void reference::registerControlFlow(EvalRegistry &registry) {
  registry.add<cf::AssertOp>(evalAssert);
  registry.add<scf::IfOp>(evalIf);
  registry.add<scf::ExecuteRegionOp>(evalExecuteRegion);
  registry.add<scf::IndexSwitchOp>(evalIndexSwitch);
  registry.add<scf::ForOp>(evalFor);
  registry.add<scf::WhileOp>(evalWhile);
}
