//===- ExpandFloats.cpp - qnt-expand-floats ---------------------------------------------------------------===//
#include "ExpandFloats.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "RoundedCast.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDFLOATS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

static bool isHalf(Type type) { return type.isF16() || type.isBF16(); }

/// The op on operands of `type` in place of those of f16 and bf16 (of every float type with `all`).
static SmallVector<Value> recompute(ImplicitLocOpBuilder &b, Operation *op, FloatType type, bool all) {
  auto changes = [&](Type other) { return all ? isa<FloatType>(other) : isHalf(other); };
  SmallVector<Value> operands;
  for (Value operand : op->getOperands())
    operands.push_back(changes(operand.getType()) ? emitRoundedCast(b, operand, type, std::nullopt) : operand);
  SmallVector<Type> types;
  for (Type result : op->getResultTypes())
    types.push_back(changes(result) ? Type(type) : result);
  OperationState state(op->getLoc(), op->getName(), operands, types, op->getAttrs());
  SmallVector<Value> results;
  for (auto [value, result] : llvm::zip(b.create(state)->getResults(), op->getResultTypes()))
    results.push_back(value.getType() == result ? Value(value) : emitRoundedCast(b, value, result, std::nullopt));
  return results;
}

//===----------------------------------------------------------------------------------------------------===//
// Kinds of ops
//===----------------------------------------------------------------------------------------------------===//

/// Functions that libm computes: in f64, rounded once, as the interpreter does.
static bool isLibraryFunction(Operation *op) {
  return isa<math::AcosOp, math::AcoshOp, math::AsinOp, math::AsinhOp, math::AtanOp, math::AtanhOp, math::Atan2Op,
             math::CbrtOp, math::CosOp, math::CoshOp, math::ErfOp, math::ErfcOp, math::ExpOp, math::Exp2Op,
             math::ExpM1Op, math::LogOp, math::Log10Op, math::Log1pOp, math::Log2Op, math::PowFOp, math::SinOp,
             math::SinhOp, math::TanOp, math::TanhOp>(op);
}

/// Ops that give the same for f16 and bf16 as for the f32 that they are widened to, rounded once.
static bool isComputedInF32(Operation *op) {
  return isa<arith::AddFOp, arith::SubFOp, arith::MulFOp, arith::DivFOp, arith::RemFOp, arith::MaximumFOp,
             arith::MinimumFOp, arith::MaxNumFOp, arith::MinNumFOp, arith::CmpFOp, arith::FPToSIOp, arith::FPToUIOp,
             math::AbsFOp, math::CeilOp, math::CopySignOp, math::FloorOp, math::IsFiniteOp, math::IsInfOp,
             math::IsNaNOp, math::RoundOp, math::RoundEvenOp, math::SqrtOp, math::TruncOp>(op);
}

static bool hasHalf(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), isHalf) || llvm::any_of(op->getResultTypes(), isHalf);
}

/// Values in place of the results of `op`; empty when it stays.
static SmallVector<Value> expand(ImplicitLocOpBuilder &b, Operation *op) {
  if (SmallVector<Value> values = expandFloatOp(b, op); !values.empty())
    return values;
  if (isLibraryFunction(op)) {
    bool isDouble = op->getResult(0).getType().isF64();
    return isDouble ? SmallVector<Value>() : recompute(b, op, b.getF64Type(), /*all=*/true);
  }
  if (isComputedInF32(op) && hasHalf(op))
    return recompute(b, op, b.getF32Type(), /*all=*/false);
  return {};
}

static bool isNaNTest(Value test, Value value) {
  auto compare = test.getDefiningOp<arith::CmpFOp>();
  return compare && compare.getPredicate() == arith::CmpFPredicate::UNO && compare.getLhs() == value &&
         compare.getRhs() == value;
}

/// A cast as this pass leaves it: to f16 with the NaN chosen by a select, to an integer with what is outside selected
/// away.
static bool isExpanded(Operation *op) {
  if (auto cast = dyn_cast<arith::TruncFOp>(op); cast && cast.getType().isF16() && !cast.getRoundingmode())
    return cast->hasOneUse() && isa<arith::SelectOp>(*cast->user_begin()) &&
           isNaNTest(cast->user_begin()->getOperand(0), cast.getIn());
  if (!isa<arith::FPToSIOp, arith::FPToUIOp>(op))
    return false;
  auto inside = op->getOperand(0).getDefiningOp<arith::SelectOp>();
  auto isOutside = inside ? inside.getCondition().getDefiningOp<arith::OrIOp>() : arith::OrIOp();
  return isOutside && isNaNTest(isOutside.getRhs(), inside.getFalseValue());
}

/// Scalars that are floats of 16 bits and more.
static bool isExpandable(Operation *op) {
  auto isForeign = [](Type type) { return isa<ShapedType>(type) || isSmallFloat(type); };
  return llvm::none_of(op->getOperandTypes(), isForeign) && llvm::none_of(op->getResultTypes(), isForeign);
}

namespace {
struct ExpandFloatsPass : qnt::impl::ExpandFloatsBase<ExpandFloatsPass> {
  using Base::Base;
  void runOnOperation() override {
    PassSummary summary("qnt-expand-floats", getOperation());
    SmallVector<Operation *> ops;
    getOperation()->walk([&](Operation *op) {
      if (isa_and_nonnull<arith::ArithDialect, math::MathDialect>(op->getDialect()) && isExpandable(op))
        ops.push_back(op);
    });
    for (Operation *op : ops) {
      auto fast = dyn_cast<arith::ArithFastMathInterface>(op);
      if (fast && fast.getFastMathFlagsAttr() && fast.getFastMathFlagsAttr().getValue() != arith::FastMathFlags::none)
        op->setAttr(fast.getFastMathAttrName(),
                    arith::FastMathFlagsAttr::get(op->getContext(), arith::FastMathFlags::none));
      if (isExpanded(op))
        continue;
      if (emitted && isa<arith::MaxNumFOp, arith::MinNumFOp>(op) && !hasHalf(op))
        continue;
      ImplicitLocOpBuilder builder(op->getLoc(), op);
      SmallVector<Value> values;
      if (!emitted && isa<arith::FPToSIOp, arith::FPToUIOp>(op))
        values = {saturateCast(builder, op)};
      else
        values = expand(builder, op);
      if (values.empty())
        continue;
      op->replaceAllUsesWith(values);
      op->erase();
      summary.add(numExpanded, "expanded");
    }
  }
};
} // namespace
