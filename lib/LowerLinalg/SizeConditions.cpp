//===- SizeConditions.cpp - choices that depend on sizes of blocks ----------------------------------------===//
#include "QuantizeValues.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::qnt;

/// Ands `size <= limit` and `size >= least` onto the condition.
static void restrict(ImplicitLocOpBuilder &builder, SizeCondition &condition, OpFoldResult size, int64_t least,
                     int64_t limit) {
  if (!condition.value)
    return;
  if (std::optional<int64_t> known = getConstantIntValue(size)) {
    if (*known < least || *known > limit)
      condition = {false, {}};
    return;
  }
  auto size64 = cast<Value>(size);
  for (auto [predicate, bound] :
       {std::pair(arith::CmpIPredicate::sge, least), std::pair(arith::CmpIPredicate::sle, limit)}) {
    Value holds = arith::CmpIOp::create(builder, predicate, size64, arith::ConstantIndexOp::create(builder, bound));
    condition.dynamic = condition.dynamic ? arith::AndIOp::create(builder, condition.dynamic, holds) : holds;
  }
}

SizeCondition mlir::qnt::isOnePerElement(ImplicitLocOpBuilder &builder, const QuantizeRequest &request) {
  // Nothing else asks.
  if (request.getConvention().quotient != numerics::Quotient::ReciprocalXLA)
    return {};
  SizeCondition condition{true, {}};
  for (auto [size, block] : llvm::zip_equal(request.sizes, request.encoding.getBlock()))
    if (block != 1)
      restrict(builder, condition, size, block == numerics::kWhole ? 1 : 0, 1);
  return condition;
}

SizeCondition mlir::qnt::isOneBlock(ImplicitLocOpBuilder &builder, const QuantizeRequest &request) {
  if (request.getConvention().scaleQuotient != numerics::Quotient::ReciprocalXLA)
    return {};
  SizeCondition condition{true, {}};
  for (auto [size, block] : llvm::zip_equal(request.sizes, request.encoding.getBlock()))
    if (block != numerics::kWhole)
      restrict(builder, condition, size, 1, block);
  return condition;
}

SmallVector<Value>
mlir::qnt::buildFor(ImplicitLocOpBuilder &builder, const SizeCondition &condition,
                    function_ref<SmallVector<Value>(ImplicitLocOpBuilder &builder, bool holds)> build) {
  if (!condition.dynamic)
    return build(builder, condition.value);
  auto branch = [&](bool holds) {
    return [&build, holds](OpBuilder &nested, Location loc) {
      ImplicitLocOpBuilder inner(loc, nested);
      scf::YieldOp::create(inner, build(inner, holds));
    };
  };
  auto choice = scf::IfOp::create(builder, condition.dynamic, branch(true), branch(false));
  return llvm::to_vector_of<Value>(choice.getResults());
}
