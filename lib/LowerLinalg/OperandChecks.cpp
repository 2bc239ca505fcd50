//===- OperandChecks.cpp - values of operands that a program checks ---------------------------------------===//
#include "Qnt/LowerLinalg/OperandChecks.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/LowerLinalg/ElementLoops.h"
#include "Qnt/Numerics/Encoding.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;

Value mlir::qnt::emitForAll(ImplicitLocOpBuilder &b, ArrayRef<OpFoldResult> sizes,
                            function_ref<Value(ImplicitLocOpBuilder &b, ValueRange position)> holds) {
  SmallVector<Value> origin(sizes.size(), arith::ConstantIndexOp::create(b, 0));
  SmallVector<int64_t> whole(sizes.size(), numerics::kWhole);
  Value yes = arith::ConstantIntOp::create(b, 1, 1);
  return emitBlockLoops(b, origin, whole, sizes, yes,
                        [&](ImplicitLocOpBuilder &inner, ValueRange position, ValueRange all) -> SmallVector<Value> {
                          return {arith::AndIOp::create(inner, all[0], holds(inner, position))};
                        })
      .front();
}

/// Asserts that every element of `tensor` (of i32) lies in low .. high.
static void assertInRange(ImplicitLocOpBuilder &b, Value tensor, int32_t low, int32_t high, StringRef message) {
  Value smallest = arith::ConstantIntOp::create(b, low, 32), largest = arith::ConstantIntOp::create(b, high, 32);
  auto isBetween = [&](ImplicitLocOpBuilder &inner, ValueRange position) -> Value {
    Value element = tensor::ExtractOp::create(inner, tensor, position);
    Value isLarge = arith::CmpIOp::create(inner, arith::CmpIPredicate::sge, element, smallest);
    Value isSmall = arith::CmpIOp::create(inner, arith::CmpIPredicate::sle, element, largest);
    return arith::AndIOp::create(inner, isLarge, isSmall);
  };
  cf::AssertOp::create(b, emitForAll(b, tensor::getMixedSizes(b, b.getLoc(), tensor), isBetween), message);
}

void mlir::qnt::assertFixedPointFactors(ImplicitLocOpBuilder &b, Value multiplier, Value shift) {
  if (!getConstantIntegers(multiplier))
    assertInRange(b, multiplier, 1 << 30, INT32_MAX, "'qnt.requantize' op expected a multiplier from 2^30 to 2^31 - 1");
  if (!getConstantIntegers(shift))
    assertInRange(b, shift, -31, 62, "'qnt.requantize' op expected a shift from -31 to 62");
}

void mlir::qnt::assertGroupSizes(ImplicitLocOpBuilder &b, Value groupSizes) {
  Value zero = arith::ConstantOp::create(b, b.getZeroAttr(getElementTypeOrSelf(groupSizes)));
  auto isSize = [&](ImplicitLocOpBuilder &inner, ValueRange position) -> Value {
    Value size = tensor::ExtractOp::create(inner, groupSizes, position);
    return arith::CmpIOp::create(inner, arith::CmpIPredicate::sge, size, zero);
  };
  Value holds = emitForAll(b, tensor::getMixedSizes(b, b.getLoc(), groupSizes), isSize);
  cf::AssertOp::create(b, holds, "expected group_sizes of at least 0");
}
