//===- ProveAccumulators.cpp - qnt-prove-accumulators -----------------------------------------------------===//
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "ZeroPointRange.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_PROVEACCUMULATORS
#include "Qnt/Fuse/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static AccumulatorAttr prove(Operation *contraction) {
  IntegerRange ranges[2];
  for (unsigned i : {0, 1}) {
    Value operand = contraction->getOperand(i);
    auto array = dyn_cast<ArrayType>(operand.getType());
    if (array && array.getEncoding().hasIntegerCodes())
      ranges[i] = getElementRange(array.getEncoding(), findZeroPointRange(operand));
  }
  return chooseAccumulator(contraction, ranges[0], ranges[1]);
}

namespace {
struct ProveAccumulatorsPass : qnt::impl::ProveAccumulatorsBase<ProveAccumulatorsPass> {
  using ProveAccumulatorsBase::ProveAccumulatorsBase;

  void runOnOperation() override {
    PassSummary counts("qnt-prove-accumulators", getOperation());
    getOperation()->walk([&](Operation *op) {
      if (auto dot = dyn_cast<DotGeneralOp>(op))
        visit(dot, counts);
      else if (auto conv = dyn_cast<ConvGeneralDilatedOp>(op))
        visit(conv, counts);
      else if (auto ragged = dyn_cast<RaggedDotGeneralOp>(op))
        visit(ragged, counts);
    });
  }

  template <typename OpT>
  void visit(OpT op, PassSummary &counts) {
    AccumulatorAttr given = op.getAccumulatorAttr();
    AccumulatorAttr accumulator = given && keepGiven ? given : prove(op);
    op.setAccumulatorAttr(accumulator);
    if (accumulator.isInteger())
      return counts.add(numInteger, "integer-contractions");
    counts.add(numFloat, "float-contractions");
    remarkSkipped("qnt-prove-accumulators", op, accumulator.getReason().getValue());
  }
};
} // namespace
