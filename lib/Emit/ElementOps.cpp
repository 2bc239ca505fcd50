//===- ElementOps.cpp - short names for building ops on scalars and vectors ------------------------------===//

#include "ElementOps.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qnt::emit;

Value ElementOps::constant(Type element, TypedAttr scalar) const {
  if (!shaped)
    return arith::ConstantOp::create(b, scalar);
  return arith::ConstantOp::create(b, DenseElementsAttr::get(VectorType(shaped).clone(element), Attribute(scalar)));
}

Value ElementOps::number(FloatType type, double value) const {
  APFloat exact(value);
  bool loses = false;
  exact.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven, &loses);
  assert(!loses && "expected a constant that its type holds");
  return constant(type, FloatAttr::get(type, exact));
}

Value ElementOps::integer(unsigned bits, int64_t value) const {
  IntegerType type = integer(bits);
  return constant(type, IntegerAttr::get(type, APInt(bits, value, /*isSigned=*/true, /*implicitTrunc=*/true)));
}

Value ElementOps::toFloat(Value value, FloatType type) const {
  unsigned from = width(value), to = type.getWidth();
  if (elementType(value) == type)
    return value;
  if (from < to)
    return arith::ExtFOp::create(b, like(type), value);
  if (auto extended = value.getDefiningOp<arith::ExtFOp>())
    if (width(extended.getIn()) <= to)
      return toFloat(extended.getIn(), type);
  return arith::TruncFOp::create(b, like(type), value);
}

//===----------------------------------------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------------------------------------===//

Value ElementOps::signExtend(Value value, unsigned bits) const {
  if (isa<IndexType>(elementType(value)))
    return arith::IndexCastOp::create(b, like(integer(bits)), value);
  return width(value) == bits ? value : arith::ExtSIOp::create(b, like(integer(bits)), value).getResult();
}

Value ElementOps::zeroExtend(Value value, unsigned bits) const {
  return width(value) == bits ? value : arith::ExtUIOp::create(b, like(integer(bits)), value).getResult();
}

Value ElementOps::truncate(Value value, unsigned bits) const {
  return width(value) == bits ? value : arith::TruncIOp::create(b, like(integer(bits)), value).getResult();
}

Value ElementOps::shiftLeft(Value value, unsigned by) const {
  return by == 0 ? value : arith::ShLIOp::create(b, value, integer(value, by)).getResult();
}

Value ElementOps::shiftRight(Value value, unsigned by) const {
  return by == 0 ? value : arith::ShRUIOp::create(b, value, integer(value, by)).getResult();
}

Value ElementOps::shiftRightSigned(Value value, unsigned by) const {
  return by == 0 ? value : arith::ShRSIOp::create(b, value, integer(value, by)).getResult();
}

//===----------------------------------------------------------------------------------------------------===//
// Both
//===----------------------------------------------------------------------------------------------------===//

static bool isFloat(Value value) { return isa<FloatType>(getElementTypeOrSelf(value.getType())); }

Value ElementOps::add(Value l, Value r) const {
  return isFloat(l) ? arith::AddFOp::create(b, l, r).getResult() : arith::AddIOp::create(b, l, r).getResult();
}

Value ElementOps::subtract(Value l, Value r) const {
  return isFloat(l) ? arith::SubFOp::create(b, l, r).getResult() : arith::SubIOp::create(b, l, r).getResult();
}

Value ElementOps::multiply(Value l, Value r) const {
  return isFloat(l) ? arith::MulFOp::create(b, l, r).getResult() : arith::MulIOp::create(b, l, r).getResult();
}

Value ElementOps::select(Value condition, Value ifTrue, Value ifFalse) const {
  return arith::SelectOp::create(b, condition, ifTrue, ifFalse);
}

Value ElementOps::compare(arith::CmpIPredicate predicate, Value l, Value r) const {
  return arith::CmpIOp::create(b, predicate, l, r);
}

//===----------------------------------------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------------------------------------===//

Value ElementOps::abs(Value value) const { return math::AbsFOp::create(b, value); }

Value ElementOps::floor(Value value) const { return math::FloorOp::create(b, value); }

Value ElementOps::fma(Value l, Value r, Value addend) const { return math::FmaOp::create(b, l, r, addend); }

Value ElementOps::compare(arith::CmpFPredicate predicate, Value l, Value r) const {
  return arith::CmpFOp::create(b, predicate, l, r);
}

Value ElementOps::clamp(Value value, double low, double high) const {
  return maximum(minimum(value, number(value, high)), number(value, low));
}
