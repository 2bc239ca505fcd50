//===- CheckAllocations.cpp - qnt-check-allocations -------------------------------------------------------===//
#include "InsertedChecks.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_CHECKALLOCATIONS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// As many elements as the interpreter allows.
static constexpr int64_t kMaxElements = int64_t(1) << 40;

/// The number of elements stays below the limit after each dimension, so that the product cannot wrap: with every size
/// below 2^40 and the product so far at most 2^40, the next product is below 2^80; so it is compared by a division.
static void insertCheck(memref::AllocOp op) {
  ImplicitLocOpBuilder b(op.getLoc(), op);
  MemRefType type = op.getType();
  auto number = [&](int64_t value) -> Value { return arith::ConstantIndexOp::create(b, value); };
  int64_t known = 1;
  for (int64_t size : type.getShape())
    if (!ShapedType::isDynamic(size) && llvm::MulOverflow(known, std::max<int64_t>(size, 1), known))
      known = std::numeric_limits<int64_t>::max();
  Value limit = number(kMaxElements / std::max<int64_t>(known, 1)), holds;
  for (Value size : op.getDynamicSizes()) {
    Value fits = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, size, limit);
    holds = holds ? arith::AndIOp::create(b, holds, fits) : fits;
    // A size of 0 leaves the limit as it is.
    limit = arith::DivUIOp::create(b, limit, arith::MaxUIOp::create(b, size, number(1)));
  }
  if (holds)
    cf::AssertOp::create(b, holds, "expected sizes that are not negative and fewer than 2^40 elements");
}

namespace {
struct CheckAllocationsPass : qnt::impl::CheckAllocationsBase<CheckAllocationsPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-check-allocations", getOperation());
    SmallVector<memref::AllocOp> allocations;
    getOperation()->walk([&](memref::AllocOp op) {
      if (!op.getDynamicSizes().empty())
        allocations.push_back(op);
    });
    for (memref::AllocOp op : allocations)
      if (insertChecksOnce(op, [&] { insertCheck(op); }))
        summary.add(numChecked, "checked");
  }
};
} // namespace
