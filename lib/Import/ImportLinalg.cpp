//===- ImportLinalg.cpp - qnt-import-linalg ---------------------------------------------------------------===//
#include "LinalgOperands.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/Import/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_IMPORTLINALG
#include "Qnt/Import/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

namespace {
struct ImportLinalgPass : qnt::impl::ImportLinalgBase<ImportLinalgPass> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> contractions, convolutions, gathers;
    collect(contractions, convolutions, gathers);
    PassSummary summary("qnt-import-linalg", getOperation());
    IRRewriter rewriter(&getContext());
    for (linalg::LinalgOp op : contractions)
      if (rewrite(rewriter, op, importContraction, summary))
        summary.add(numContractions, "contractions");
    for (linalg::LinalgOp op : convolutions)
      if (rewrite(rewriter, op, importConvolution, summary))
        summary.add(numConvolutions, "convolutions");
    for (linalg::LinalgOp op : gathers)
      if (rewrite(rewriter, op, importGather, summary))
        summary.add(numGathers, "gathers");
  }

  /// Pooling slides a window but multiplies nothing: it is no candidate.
  void collect(SmallVectorImpl<linalg::LinalgOp> &contractions, SmallVectorImpl<linalg::LinalgOp> &convolutions,
               SmallVectorImpl<linalg::LinalgOp> &gathers) {
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (isQuantizedContraction(op) || linalg::isaContractionOpInterface(op))
        contractions.push_back(op);
      else if (op->getName().stripDialect().contains("conv_"))
        convolutions.push_back(op);
      else if (auto generic = dyn_cast<linalg::GenericOp>(op.getOperation()); generic && extractsElements(generic))
        gathers.push_back(op);
    });
  }

  bool rewrite(IRRewriter &rewriter, linalg::LinalgOp op,
               LogicalResult (*import)(RewriterBase &, linalg::LinalgOp, std::string &), PassSummary &summary) {
    std::string reason;
    if (succeeded(import(rewriter, op, reason)))
      return true;
    summary.add(numSkipped, "skipped");
    remarkSkipped("qnt-import-linalg", op, reason);
    return false;
  }
};
} // namespace
