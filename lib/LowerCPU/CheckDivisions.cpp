//===- CheckDivisions.cpp - qnt-check-divisions -----------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CHECKDIVISIONS
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static bool isSignedDivision(Operation *op) {
  return isa<arith::DivSIOp, arith::CeilDivSIOp, arith::FloorDivSIOp, arith::RemSIOp>(op);
}

static bool isDivision(Operation *op) {
  return isSignedDivision(op) || isa<arith::DivUIOp, arith::CeilDivUIOp, arith::RemUIOp>(op);
}

/// The divisor is known not to be one that is undefined.
static bool isSafe(Operation *op) {
  APInt divisor;
  return matchPattern(op->getOperand(1), m_ConstantInt(&divisor)) && !divisor.isZero() &&
         !(isSignedDivision(op) && divisor.isAllOnes());
}

static Value constantOf(ImplicitLocOpBuilder &b, Type type, const APInt &value) {
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

static void insertCheck(Operation *op) {
  ImplicitLocOpBuilder b(op->getLoc(), op);
  Value dividend = op->getOperand(0), divisor = op->getOperand(1);
  Type type = divisor.getType();
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  Value isNotZero = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, divisor, constantOf(b, type, APInt(width, 0)));
  std::string name = ("'" + op->getName().getStringRef() + "' ").str();
  cf::AssertOp::create(b, isNotZero, name + "division by zero");
  if (!isSignedDivision(op))
    return;
  Value isLow = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, dividend,
                                      constantOf(b, type, APInt::getSignedMinValue(width)));
  Value isMinusOne =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, divisor, constantOf(b, type, APInt::getAllOnes(width)));
  Value overflows = arith::AndIOp::create(b, isLow, isMinusOne);
  Value holds = arith::XOrIOp::create(b, overflows, arith::ConstantIntOp::create(b, 1, 1));
  cf::AssertOp::create(b, holds, name + "division overflows");
}

namespace {
struct CheckDivisionsPass : qnt::impl::CheckDivisionsBase<CheckDivisionsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-check-divisions", getOperation());
    SmallVector<Operation *> divisions;
    getOperation()->walk([&](Operation *op) {
      if (!isDivision(op) || isa<ShapedType>(op->getResult(0).getType()) || isSafe(op))
        return;
      if (!isa_and_nonnull<cf::AssertOp>(op->getPrevNode()))
        divisions.push_back(op);
    });
    for (Operation *op : divisions) {
      insertCheck(op);
      summary.add(numChecked, "checked");
    }
  }
};
} // namespace
