//===- VectorizeContractions.cpp - qnt-vectorize-contractions ---------------------------------------------===//
#include "PackedContraction.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_VECTORIZECONTRACTIONS
#include "Qnt/LowerCPU/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct VectorizeContractionsPass : qnt::impl::VectorizeContractionsBase<VectorizeContractionsPass> {
  using VectorizeContractionsBase::VectorizeContractionsBase;

  void runOnOperation() override {
    VectorTarget target = VectorTarget::fromFeatures(features);
    PassSummary summary("qnt-vectorize-contractions", getOperation());
    SmallVector<linalg::GenericOp> sums;
    getOperation()->walk([&](linalg::GenericOp op) {
      if (op.hasPureBufferSemantics() && op.getNumReductionLoops() > 0)
        sums.push_back(op);
    });
    for (linalg::GenericOp op : sums)
      visit(op, target, summary);
  }

private:
  void visit(linalg::GenericOp op, const VectorTarget &target, PassSummary &summary) {
    std::string reason;
    std::optional<MatchedContraction> match = matchContraction(op, reason);
    if (match && isSmall(*match)) {
      reason = "it has fewer products than packing pays for";
      match.reset();
    }
    if (!match) {
      summary.add(numSkipped, "skipped");
      return remarkSkipped("qnt-vectorize-contractions", op, reason);
    }
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    emitPackedContraction(builder, *match, target);
    op.erase();
    summary.add(numVectorized, "vectorized");
  }

  /// Known to have few products in the loops over m, n and k.
  bool isSmall(MatchedContraction &match) {
    SmallVector<int64_t> sizes = match.op.getStaticLoopRanges();
    int64_t products = 1;
    for (unsigned loop : {match.m, match.n, match.k})
      products = ShapedType::isDynamic(sizes[loop]) || products == ShapedType::kDynamic ? ShapedType::kDynamic
                                                                                        : products * sizes[loop];
    return products != ShapedType::kDynamic && products < minProducts;
  }
};
} // namespace
