//===- Percentile.cpp - order statistics of a block without sorting it ------------------------------------===//
//
// Floats are compared as integers: the bits of a float with the sign bit flipped, or all bits flipped for a negative
// one, order as the floats do. The element of rank k is the largest integer that at most k elements lie below, found a
// bit at a time with one pass over the block a bit.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "BlockRange.h"
#include "Qnt/Numerics/Quantize.h"
#include "WidenFloat.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

namespace {
/// Order statistics of the finite elements of a block, or of their magnitudes.
class OrderedBlock {
public:
  OrderedBlock(ImplicitLocOpBuilder &b, const QuantizeRequest &request, ValueRange position);
  /// What `percent` of the elements lie below, as f64; 0 of no elements.
  Value emitPercentile(ImplicitLocOpBuilder &b, double percent) const;

private:
  Value constant(ImplicitLocOpBuilder &b, const APInt &value) const {
    return arith::ConstantOp::create(b, b.getIntegerAttr(keyType, value));
  }
  Value emitKey(ImplicitLocOpBuilder &b, Value element) const;
  Value emitNumber(ImplicitLocOpBuilder &b, Value key) const;
  SmallVector<Value>
  visit(ImplicitLocOpBuilder &b, ValueRange initial,
        function_ref<SmallVector<Value>(ImplicitLocOpBuilder &, Value key, Value isCounted, ValueRange state)> body)
      const;
  Value emitCountBelow(ImplicitLocOpBuilder &b, Value key) const;
  Value emitSelect(ImplicitLocOpBuilder &b, Value rank) const;
  Value emitNext(ImplicitLocOpBuilder &b, Value key, Value rank) const;
  Value emitBetween(ImplicitLocOpBuilder &b, Value low, Value high, Value fraction) const;

  const QuantizeRequest &request;
  SmallVector<Value> position;
  bool ofMagnitudes;
  unsigned width;
  IntegerType keyType;
  Value count; ///< i64
};
} // namespace

OrderedBlock::OrderedBlock(ImplicitLocOpBuilder &b, const QuantizeRequest &request, ValueRange position)
    : request(request), position(position),
      ofMagnitudes(numerics::isSymmetricChoice(request.encoding.toNumerics(), request.calibration.toNumerics())),
      width(request.getInputFormat() == Format::F64 ? 64 : 32), keyType(b.getIntegerType(width)) {
  Value zero = arith::ConstantIntOp::create(b, b.getI64Type(), 0);
  count = visit(b, zero, [](ImplicitLocOpBuilder &inner, Value, Value isCounted, ValueRange state) {
            Value one = arith::ExtUIOp::create(inner, inner.getI64Type(), isCounted);
            return SmallVector<Value>{arith::AddIOp::create(inner, state[0], one)};
          }).front();
}

Value OrderedBlock::emitKey(ImplicitLocOpBuilder &b, Value element) const {
  Type type = width == 64 ? Type(b.getF64Type()) : b.getF32Type();
  if (element.getType() != type)
    element = arith::ExtFOp::create(b, type, element);
  if (ofMagnitudes)
    element = math::AbsFOp::create(b, element);
  Value bits = arith::BitcastOp::create(b, keyType, element);
  Value sign = arith::ShRSIOp::create(b, bits, constant(b, APInt(width, width - 1)));
  Value flip = arith::OrIOp::create(b, sign, constant(b, APInt::getSignMask(width)));
  return arith::XOrIOp::create(b, bits, flip);
}

Value OrderedBlock::emitNumber(ImplicitLocOpBuilder &b, Value key) const {
  Value signMask = constant(b, APInt::getSignMask(width));
  // The key of a number that is not negative has its highest bit set.
  Value sign = arith::ShRSIOp::create(b, arith::XOrIOp::create(b, key, signMask), constant(b, APInt(width, width - 1)));
  Value bits = arith::XOrIOp::create(b, key, arith::OrIOp::create(b, sign, signMask));
  Type type = width == 64 ? Type(b.getF64Type()) : b.getF32Type();
  return toF64(b, arith::BitcastOp::create(b, type, bits));
}

SmallVector<Value> OrderedBlock::visit(
    ImplicitLocOpBuilder &b, ValueRange initial,
    function_ref<SmallVector<Value>(ImplicitLocOpBuilder &, Value key, Value isCounted, ValueRange state)> body) const {
  return visitBlock(
      b, request, position, initial, [&](ImplicitLocOpBuilder &inner, const BlockElement &element, ValueRange state) {
        return body(inner, emitKey(inner, element.value), emitIsCounted(inner, element.value, element.kept), state);
      });
}

Value OrderedBlock::emitCountBelow(ImplicitLocOpBuilder &b, Value key) const {
  Value zero = arith::ConstantIntOp::create(b, b.getI64Type(), 0);
  return visit(b, zero,
               [&](ImplicitLocOpBuilder &inner, Value other, Value isCounted, ValueRange state) {
                 Value isBelow = arith::CmpIOp::create(inner, arith::CmpIPredicate::ult, other, key);
                 isBelow = arith::AndIOp::create(inner, isBelow, isCounted);
                 Value one = arith::ExtUIOp::create(inner, inner.getI64Type(), isBelow);
                 return SmallVector<Value>{arith::AddIOp::create(inner, state[0], one)};
               })
      .front();
}

/// The key of the element that `rank` (i64) others lie below.
Value OrderedBlock::emitSelect(ImplicitLocOpBuilder &b, Value rank) const {
  Value numBits = arith::ConstantIndexOp::create(b, width);
  return emitLoop(b, numBits, constant(b, APInt(width, 0)),
                  [&](ImplicitLocOpBuilder &inner, ValueRange index, ValueRange state) {
                    Value step = arith::IndexCastOp::create(inner, keyType, index[0]);
                    Value bit = arith::ShRUIOp::create(inner, constant(inner, APInt::getSignMask(width)), step);
                    Value candidate = arith::OrIOp::create(inner, state[0], bit);
                    Value isReached =
                        arith::CmpIOp::create(inner, arith::CmpIPredicate::sle, emitCountBelow(inner, candidate), rank);
                    return SmallVector<Value>{arith::SelectOp::create(inner, isReached, candidate, state[0])};
                  })
      .front();
}

/// The key of the element that follows the one of `key` and `rank` in order; `key` itself when there is none.
Value OrderedBlock::emitNext(ImplicitLocOpBuilder &b, Value key, Value rank) const {
  Value zero = arith::ConstantIntOp::create(b, b.getI64Type(), 0);
  Value largest = constant(b, APInt::getAllOnes(width));
  SmallVector<Value> found =
      visit(b, {zero, largest}, [&](ImplicitLocOpBuilder &inner, Value other, Value isCounted, ValueRange state) {
        Value isAbove = arith::CmpIOp::create(inner, arith::CmpIPredicate::ugt, other, key);
        Value isSmaller = arith::CmpIOp::create(inner, arith::CmpIPredicate::ult, other, state[1]);
        isAbove = arith::AndIOp::create(inner, isAbove, isCounted);
        Value takes = arith::AndIOp::create(inner, isAbove, isSmaller);
        Value one = arith::ExtUIOp::create(inner, inner.getI64Type(), isAbove);
        return SmallVector<Value>{arith::AddIOp::create(inner, state[0], one),
                                  arith::SelectOp::create(inner, takes, other, state[1])};
      });
  // `rank` + 1 elements at least are at or below `key`: there are more when the next one equals it, or at the end.
  Value atOrBelow = arith::SubIOp::create(b, count, found[0]);
  Value one = arith::ConstantIntOp::create(b, b.getI64Type(), 1);
  Value isEqual = arith::CmpIOp::create(b, arith::CmpIPredicate::sgt, atOrBelow, arith::AddIOp::create(b, rank, one));
  Value isLast = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, found[0], zero);
  return arith::SelectOp::create(b, arith::OrIOp::create(b, isEqual, isLast), key, found[1]);
}

/// low + (high - low) * fraction. f64 elements so far apart that their difference is infinite have opposite signs: half
/// of it is added twice.
Value OrderedBlock::emitBetween(ImplicitLocOpBuilder &b, Value low, Value high, Value fraction) const {
  auto number = [&](double value) -> Value { return arith::ConstantOp::create(b, b.getF64FloatAttr(value)); };
  Value difference = arith::SubFOp::create(b, high, low);
  Value value = arith::AddFOp::create(b, low, arith::MulFOp::create(b, difference, fraction));
  if (width != 64)
    return value;
  Value halfOfLow = arith::MulFOp::create(b, low, number(0.5)),
        halfOfHigh = arith::MulFOp::create(b, high, number(0.5));
  Value half = arith::MulFOp::create(b, arith::SubFOp::create(b, halfOfHigh, halfOfLow), fraction);
  Value inHalves = arith::AddFOp::create(b, arith::AddFOp::create(b, low, half), half);
  Value isFinite =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, difference, number(std::numeric_limits<double>::infinity()));
  return arith::SelectOp::create(b, isFinite, value, inHalves);
}

Value OrderedBlock::emitPercentile(ImplicitLocOpBuilder &b, double percent) const {
  auto number = [&](double value) -> Value { return arith::ConstantOp::create(b, b.getF64FloatAttr(value)); };
  Value one = arith::ConstantIntOp::create(b, b.getI64Type(), 1),
        zero = arith::ConstantIntOp::create(b, b.getI64Type(), 0);
  Value last = arith::MaxSIOp::create(b, arith::SubIOp::create(b, count, one), zero);
  Value rank = arith::MulFOp::create(b, number(percent / 100.0), arith::SIToFPOp::create(b, b.getF64Type(), last));
  // At most `last` for a percentage of at most 100, but for rounding.
  Value below = arith::MinSIOp::create(b, arith::FPToSIOp::create(b, b.getI64Type(), rank), last);
  Value key = emitSelect(b, below);
  Value low = emitNumber(b, key), high = emitNumber(b, emitNext(b, key, below));
  Value fraction = arith::SubFOp::create(b, rank, arith::SIToFPOp::create(b, b.getF64Type(), below));
  Value isLast = arith::CmpIOp::create(b, arith::CmpIPredicate::sge, below, last);
  Value value = arith::SelectOp::create(b, isLast, low, emitBetween(b, low, high, fraction));
  Value isEmpty = arith::CmpIOp::create(b, arith::CmpIPredicate::eq, count, zero);
  return arith::SelectOp::create(b, isEmpty, number(0.0), value);
}

std::pair<Value, Value> mlir::qnt::emitPercentiles(ImplicitLocOpBuilder &b, const QuantizeRequest &request,
                                                   ValueRange position) {
  double percent = request.calibration.toNumerics().argument(0, 99.99);
  OrderedBlock block(b, request, position);
  Value max = block.emitPercentile(b, percent);
  bool isSymmetric = numerics::isSymmetricChoice(request.encoding.toNumerics(), request.calibration.toNumerics());
  Value min = isSymmetric ? arith::NegFOp::create(b, max).getResult() : block.emitPercentile(b, 100.0 - percent);
  return {min, max};
}
