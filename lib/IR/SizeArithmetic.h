//===- SizeArithmetic.h - arithmetic on sizes where shapes are reified ------------------------------------===//
#ifndef QNT_LIB_IR_SIZEARITHMETIC_H
#define QNT_LIB_IR_SIZEARITHMETIC_H

#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

namespace mlir::qnt {

/// Index arithmetic at one place. What changes nothing makes no op.
struct SizeArithmetic {
  OpBuilder &builder;
  Location loc;

  Value get(OpFoldResult size) const { return getValueOrCreateConstantIndexOp(builder, loc, size); }
  Value get(int64_t value) const { return arith::ConstantIndexOp::create(builder, loc, value); }
  Value getDim(Value value, int64_t dim) const { return get(getDimSize(builder, loc, value, dim)); }
  Value add(Value a, int64_t b) const {
    return b == 0 ? a : arith::AddIOp::create(builder, loc, a, get(b)).getResult();
  }
  Value sub(Value a, Value b) const { return arith::SubIOp::create(builder, loc, a, b); }
  Value mul(Value a, int64_t b) const {
    return b == 1 ? a : arith::MulIOp::create(builder, loc, a, get(b)).getResult();
  }
  /// Of a size, which is not negative.
  Value divide(Value a, int64_t b) const {
    return b == 1 ? a : arith::DivUIOp::create(builder, loc, a, get(b)).getResult();
  }
  Value ceilDivide(Value a, int64_t b) const { return b == 1 ? a : divide(add(a, b - 1), b); }
  /// Of a difference.
  Value floorDivide(Value a, int64_t b) const {
    return b == 1 ? a : arith::FloorDivSIOp::create(builder, loc, a, get(b)).getResult();
  }
  Value atLeastZero(Value a) const { return arith::MaxSIOp::create(builder, loc, a, get(0)); }
};

} // namespace mlir::qnt

#endif // QNT_LIB_IR_SIZEARITHMETIC_H
