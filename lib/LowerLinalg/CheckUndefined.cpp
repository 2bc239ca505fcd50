//===- CheckUndefined.cpp - qnt-check-undefined -----------------------------------------------------------===//
#include "InsertedChecks.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/SmallBitVector.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CHECKUNDEFINED
#include "Qnt/LowerLinalg/Passes.h.inc"
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

static unsigned getWidth(Type type) { return type.isIndex() ? 64 : type.getIntOrFloatBitWidth(); }

static Value constantOf(ImplicitLocOpBuilder &b, Type type, const APInt &value) {
  return arith::ConstantOp::create(b, b.getIntegerAttr(type, value));
}

static std::string getMessage(Operation *op, StringRef reason) {
  return ("'" + op->getName().getStringRef() + "' op " + reason).str();
}

static constexpr llvm::StringLiteral byZero = "division by zero", overflow = "signed overflow in division",
                                     powerOfZero = "zero raised to a negative power";

static void insertDivisionCheck(Operation *op) {
  ImplicitLocOpBuilder b(op->getLoc(), op);
  Value dividend = op->getOperand(0), divisor = op->getOperand(1);
  Type type = divisor.getType();
  unsigned width = getWidth(type);
  Value isNotZero = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, divisor, constantOf(b, type, APInt(width, 0)));
  cf::AssertOp::create(b, isNotZero, getMessage(op, byZero));
  if (!isSignedDivision(op))
    return;
  Value isLow = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, dividend,
                                      constantOf(b, type, APInt::getSignedMinValue(width)));
  Value isMinusOne =
      arith::CmpIOp::create(b, arith::CmpIPredicate::eq, divisor, constantOf(b, type, APInt::getAllOnes(width)));
  Value overflows = arith::AndIOp::create(b, isLow, isMinusOne);
  Value holds = arith::XOrIOp::create(b, overflows, arith::ConstantIntOp::create(b, 1, 1));
  cf::AssertOp::create(b, holds, getMessage(op, overflow));
}

/// A negative power is a reciprocal.
static void insertPowerCheck(math::IPowIOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  Type type = op.getType();
  Value zero = constantOf(b, type, APInt(getWidth(type), 0));
  Value isNotZero = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, op.getLhs(), zero);
  Value isNotNegative = arith::CmpIOp::create(b, arith::CmpIPredicate::sge, op.getRhs(), zero);
  Value holds = arith::OrIOp::create(b, isNotZero, isNotNegative);
  cf::AssertOp::create(b, holds, getMessage(op, powerOfZero));
}

/// The base or the exponent is a constant of which no power of zero is undefined.
static bool isSafePower(math::IPowIOp op) {
  APInt constant;
  return (matchPattern(op.getLhs(), m_ConstantInt(&constant)) && !constant.isZero()) ||
         (matchPattern(op.getRhs(), m_ConstantInt(&constant)) && !constant.isNegative());
}

/// Forgets that the op promises not to overflow, or to be exact: LLVM would make anything of a promise that does not
/// hold.
static bool dropPromises(Operation *op) {
  bool hasPromise = false;
  if (auto integer = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op)) {
    auto none = arith::IntegerOverflowFlags::none;
    hasPromise = integer.getOverflowAttr().getValue() != none;
    op->setAttr(integer.getIntegerOverflowAttrName(), arith::IntegerOverflowFlagsAttr::get(op->getContext(), none));
  }
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::ShRSIOp, arith::ShRUIOp>(op))
    hasPromise |= op->removeAttr("isExact") != nullptr;
  return hasPromise;
}

//===----------------------------------------------------------------------------------------------------===//
// Slices that are inserted
//===----------------------------------------------------------------------------------------------------===//

static constexpr llvm::StringLiteral outside = "expected a slice inside the destination";

/// Dimensions of the destination where the types and the numbers do not say all: the verifier has checked the others.
static SmallVector<int64_t> getOpenDimensions(tensor::InsertSliceOp op) {
  SmallVector<int64_t> open;
  for (int64_t dim = 0; dim < op.getDestType().getRank(); ++dim)
    if (op.getDestType().isDynamicDim(dim) || op.isDynamicOffset(dim) || op.isDynamicSize(dim) ||
        op.isDynamicStride(dim))
      open.push_back(dim);
  return open;
}

/// The first and the last element lie in the dimension; a slice of none may start at its end.
static Value emitIsInside(ImplicitLocOpBuilder &b, tensor::InsertSliceOp op, int64_t dim) {
  auto get = [&](OpFoldResult value) { return getValueOrCreateConstantIndexOp(b, b.getLoc(), value); };
  auto compare = [&](arith::CmpIPredicate predicate, Value lhs, Value rhs) {
    return b.createOrFold<arith::CmpIOp>(predicate, lhs, rhs);
  };
  Value offset = get(op.getMixedOffsets()[dim]), size = get(op.getMixedSizes()[dim]);
  Value end = get(tensor::getMixedSize(b, b.getLoc(), op.getDest(), dim));
  Value zero = arith::ConstantIndexOp::create(b, 0), one = arith::ConstantIndexOp::create(b, 1);
  Value reach = b.createOrFold<arith::MulIOp>(b.createOrFold<arith::SubIOp>(size, one), get(op.getMixedStrides()[dim]));
  Value last = b.createOrFold<arith::AddIOp>(offset, reach);
  Value isInside = b.createOrFold<arith::AndIOp>(compare(arith::CmpIPredicate::ult, offset, end),
                                                 compare(arith::CmpIPredicate::ult, last, end));
  Value mayBeEmpty = compare(arith::CmpIPredicate::ule, offset, end);
  return b.createOrFold<arith::SelectOp>(compare(arith::CmpIPredicate::eq, size, zero), mayBeEmpty, isInside);
}

/// The sizes are those of the source, which has no dimensions for those that are dropped.
static void collectSizeChecks(ImplicitLocOpBuilder &b, tensor::InsertSliceOp op, SmallVectorImpl<Value> &checks) {
  llvm::SmallBitVector dropped = op.getDroppedDims();
  int64_t sourceDim = 0;
  for (auto [dim, size] : llvm::enumerate(op.getMixedSizes())) {
    if (dropped.test(dim))
      continue;
    OpFoldResult own = tensor::getMixedSize(b, b.getLoc(), op.getSource(), sourceDim++);
    if (isEqualConstantIntOrValue(own, size))
      continue;
    checks.push_back(b.createOrFold<arith::CmpIOp>(arith::CmpIPredicate::eq,
                                                   getValueOrCreateConstantIndexOp(b, b.getLoc(), own),
                                                   getValueOrCreateConstantIndexOp(b, b.getLoc(), size)));
  }
}

static void insertSliceCheck(tensor::InsertSliceOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  SmallVector<Value> checks;
  collectSizeChecks(b, op, checks);
  for (int64_t dim : getOpenDimensions(op))
    checks.push_back(emitIsInside(b, op, dim));
  Value holds = checks.front();
  for (Value check : ArrayRef(checks).drop_front())
    holds = b.createOrFold<arith::AndIOp>(holds, check);
  cf::AssertOp::create(b, holds, getMessage(op, outside));
}

//===----------------------------------------------------------------------------------------------------===//
// Shifts
//===----------------------------------------------------------------------------------------------------===//

static bool isShift(Operation *op) { return isa<arith::ShLIOp, arith::ShRSIOp, arith::ShRUIOp>(op); }

/// The amount is a constant below the width, or what guardShift makes of one: amount < width ? amount : 0.
static bool isGuarded(Operation *op) {
  Value amount = op->getOperand(1);
  APInt constant, limit;
  unsigned width = getWidth(amount.getType());
  if (matchPattern(amount, m_ConstantInt(&constant)))
    return constant.ult(width);
  auto select = amount.getDefiningOp<arith::SelectOp>();
  auto fits = select ? select.getCondition().getDefiningOp<arith::CmpIOp>() : arith::CmpIOp();
  return fits && fits.getPredicate() == arith::CmpIPredicate::ult && fits.getLhs() == select.getTrueValue() &&
         matchPattern(fits.getRhs(), m_ConstantInt(&limit)) && limit == width &&
         matchPattern(select.getFalseValue(), m_Zero());
}

/// A shift by the width or more gives 0.
static void guardShift(Operation *op) {
  ImplicitLocOpBuilder b(op->getLoc(), op);
  Value amount = op->getOperand(1);
  Type type = amount.getType();
  Value zero = constantOf(b, type, APInt(getWidth(type), 0));
  Value width = constantOf(b, type, APInt(getWidth(type), getWidth(type)));
  Value fits = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, amount, width);
  op->setOperand(1, arith::SelectOp::create(b, fits, amount, zero));
  b.setInsertionPointAfter(op);
  auto guarded = arith::SelectOp::create(b, fits, op->getResult(0), zero);
  op->getResult(0).replaceAllUsesExcept(guarded, guarded);
}

namespace {
struct CheckUndefinedPass : qnt::impl::CheckUndefinedBase<CheckUndefinedPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-check-undefined", getOperation());
    SmallVector<Operation *> divisions, shifts;
    SmallVector<math::IPowIOp> powers;
    SmallVector<tensor::InsertSliceOp> slices;
    getOperation()->walk([&](Operation *op) {
      if (dropPromises(op))
        summary.add(numDropped, "dropped");
      bool isScalar = op->getNumResults() == 1 && op->getResult(0).getType().isIntOrIndex();
      if (isScalar && isDivision(op) && !isSafe(op))
        divisions.push_back(op);
      if (isScalar && isShift(op) && !isGuarded(op))
        shifts.push_back(op);
      if (auto power = dyn_cast<math::IPowIOp>(op); power && isScalar && !isSafePower(power))
        powers.push_back(power);
      if (auto slice = dyn_cast<tensor::InsertSliceOp>(op); slice && !getOpenDimensions(slice).empty())
        slices.push_back(slice);
    });
    for (Operation *op : shifts) {
      guardShift(op);
      summary.add(numGuarded, "guarded");
    }
    for (Operation *op : divisions)
      if (insertChecksOnce(op, [&] { insertDivisionCheck(op); }))
        summary.add(numChecked, "checked");
    for (math::IPowIOp op : powers)
      if (insertChecksOnce(op, [&] { insertPowerCheck(op); }))
        summary.add(numChecked, "checked");
    for (tensor::InsertSliceOp op : slices)
      if (insertChecksOnce(op, [&] { insertSliceCheck(op); }))
        summary.add(numChecked, "checked");
  }
};
} // namespace
