//===- MemoryLoops.cpp - loops whose bodies work on memory ------------------------------------------------===//
#include "MemoryLoops.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;

void mlir::qnt::emitFor(ImplicitLocOpBuilder &b, OpFoldResult lower, OpFoldResult upper, int64_t step, IndexBody body) {
  std::optional<int64_t> first = getConstantIntValue(lower), end = getConstantIntValue(upper);
  if (first && end && *end > *first && *end - *first <= step)
    return body(b, toValue(b, lower));
  auto loop = scf::ForOp::create(b, toValue(b, lower), toValue(b, upper), arith::ConstantIndexOp::create(b, step));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(b, loop.getInductionVar());
}

void mlir::qnt::emitParts(ImplicitLocOpBuilder &b, OpFoldResult size, int64_t step, PartBody body) {
  std::optional<int64_t> known = getConstantIntValue(size);
  emitFor(b, b.getIndexAttr(0), size, step, [&](ImplicitLocOpBuilder &inner, Value offset) {
    AffineExpr s0 = inner.getAffineSymbolExpr(0), s1 = inner.getAffineSymbolExpr(1);
    OpFoldResult rest = inner.getIndexAttr(step);
    if (known && *known <= step)
      rest = size;
    else if (!known || *known % step != 0)
      rest = emitMin(inner, rest, emitIndex(inner, s0 - s1, {size, offset}));
    body(inner, {offset, rest});
  });
}

Value mlir::qnt::emitSum(ImplicitLocOpBuilder &b, OpFoldResult first, OpFoldResult second) {
  return toValue(b, emitIndex(b, b.getAffineSymbolExpr(0) + b.getAffineSymbolExpr(1), {first, second}));
}

OpFoldResult mlir::qnt::emitQuotient(ImplicitLocOpBuilder &b, OpFoldResult size, int64_t step) {
  return emitIndex(b, b.getAffineSymbolExpr(0).ceilDiv(step), {size});
}

OpFoldResult mlir::qnt::emitRoundedDown(ImplicitLocOpBuilder &b, OpFoldResult size, int64_t step) {
  return emitIndex(b, b.getAffineSymbolExpr(0).floorDiv(step) * step, {size});
}
