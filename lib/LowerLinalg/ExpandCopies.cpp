//===- ExpandCopies.cpp - qnt-expand-copies ---------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_EXPANDCOPIES
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Upstream copies these with one memcpy; others with a call into a library of its own.
static bool isContiguous(Value memory) {
  auto type = dyn_cast<MemRefType>(memory.getType());
  return type && type.getLayout().isIdentity();
}

namespace {
struct ExpandCopiesPass : qnt::impl::ExpandCopiesBase<ExpandCopiesPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-expand-copies", getOperation());
    SmallVector<memref::CopyOp> copies;
    getOperation()->walk([&](memref::CopyOp op) {
      bool isRanked = isa<MemRefType>(op.getSource().getType()) && isa<MemRefType>(op.getTarget().getType());
      if (isRanked && !(isContiguous(op.getSource()) && isContiguous(op.getTarget())))
        copies.push_back(op);
    });
    for (memref::CopyOp op : copies) {
      OpBuilder builder(op);
      linalg::makeMemRefCopyOp(builder, op.getLoc(), op.getSource(), op.getTarget());
      op.erase();
      summary.add(numExpanded, "expanded");
    }
  }
};
} // namespace
