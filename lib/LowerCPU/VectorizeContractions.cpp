//===- VectorizeContractions.cpp - qnt-vectorize-contractions ---------------------------------------------===//
#include "PackedContraction.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/LowerLinalg/ContractionLoops.h"
#include "SkinnyContraction.h"
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

/// Without panels a vector or two of sums pay.
static constexpr int64_t kFewestSkinnyProducts = 512;

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
    std::optional<MatchedContraction> skinny = match ? orientSkinny(*match) : std::nullopt;
    if (match && !skinny && !match->m)
      reason = "it has no dimension of one operand, and memory is in no order for vectors";
    else if (match && isSmall(*match, skinny && hasFewRows(*skinny) ? kFewestSkinnyProducts : minProducts))
      reason = "it has fewer products than vectors pay for";
    if (!reason.empty()) {
      summary.add(numSkipped, "skipped");
      return remarkSkipped("qnt-vectorize-contractions", op, reason);
    }
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    emit(builder, *match, skinny, target);
    op.erase();
    summary.add(numVectorized, "vectorized");
  }

  /// Where the number of rows is known when the program runs, that decides.
  static void emit(ImplicitLocOpBuilder &b, const MatchedContraction &match,
                   const std::optional<MatchedContraction> &skinny, const VectorTarget &target) {
    if (!skinny)
      return emitPackedContraction(b, match, target);
    if (hasFewRows(*skinny))
      return emitSkinnyContraction(b, *skinny, target);
    OpFoldResult rows = cast<linalg::LinalgOp>(*match.op).createLoopRanges(b, b.getLoc())[*skinny->m].size;
    Value few = arith::ConstantIndexOp::create(b, kFewRows);
    Value isFew = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, toValue(b, rows), few);
    auto branch = scf::IfOp::create(b, isFew, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    emitSkinnyContraction(b, *skinny, target);
    b.setInsertionPointToStart(branch.elseBlock());
    emitPackedContraction(b, match, target);
  }

  static bool hasFewRows(const MatchedContraction &skinny) {
    if (!skinny.m)
      return true;
    int64_t rows = linalg::GenericOp(skinny.op).getStaticLoopRanges()[*skinny.m];
    return !ShapedType::isDynamic(rows) && rows <= kFewRows;
  }

  /// Known to have fewer than `limit` products in the loops over m, n and k.
  static bool isSmall(const MatchedContraction &match, int64_t limit) {
    SmallVector<int64_t> sizes = linalg::GenericOp(match.op).getStaticLoopRanges();
    int64_t products = 1;
    for (std::optional<unsigned> loop : {match.m, std::optional(match.n), std::optional(match.k)}) {
      if (loop && ShapedType::isDynamic(sizes[*loop]))
        return false;
      products *= loop ? sizes[*loop] : 1;
    }
    return products < limit;
  }
};
} // namespace
