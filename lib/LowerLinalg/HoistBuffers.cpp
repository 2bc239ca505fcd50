//===- HoistBuffers.cpp - qnt-hoist-buffers ---------------------------------------------------------------===//
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace mlir::qnt {
#define GEN_PASS_DEF_HOISTBUFFERS
#include "Qnt/LowerLinalg/Passes.h.inc"
} // namespace mlir::qnt

using namespace mlir;
using namespace mlir::qnt;

/// Larger buffers would be taken where a loop has no trip, and may be more than there is.
static constexpr int64_t kMostBytes = int64_t(1) << 24;

static bool isSmall(MemRefType type) {
  std::optional<int64_t> bytes = getKnownBytes(type);
  return type.hasStaticShape() && bytes && *bytes <= kMostBytes;
}

/// `use` reads or writes elements of the memory and keeps nothing of it: an op whose users are not known may hold on to
/// the memory, free it, or still be at work when the trip ends.
static bool isAccess(OpOperand &use) {
  Operation *user = use.getOwner();
  if (auto store = dyn_cast<memref::StoreOp>(user))
    return &use == &store.getMemrefMutable();
  if (auto store = dyn_cast<vector::StoreOp>(user))
    return &use == &store.getBaseMutable();
  return isa<memref::LoadOp, memref::CopyOp, memref::DimOp, vector::LoadOp, vector::TransferReadOp,
             vector::TransferWriteOp, linalg::LinalgOp, LaunchOp>(user);
}

/// Nobody has the memory when the block of its allocation ends: it is read and written there, through views or not.
static bool staysInside(Value memory) {
  return llvm::all_of(memory.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    return isa<ViewLikeOpInterface>(user) ? llvm::all_of(user->getResults(), staysInside) : isAccess(use);
  });
}

namespace {
struct HoistBuffersPass : qnt::impl::HoistBuffersBase<HoistBuffersPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-hoist-buffers", getOperation());
    SmallVector<memref::AllocOp> buffers;
    getOperation()->walk([&](memref::AllocOp op) {
      if (isa<scf::ForOp>(op->getParentOp()) && isSmall(op.getType()) && op.getSymbolOperands().empty() &&
          staysInside(op))
        buffers.push_back(op);
    });
    for (memref::AllocOp op : buffers) {
      while (auto loop = dyn_cast<scf::ForOp>(op->getParentOp()))
        op->moveBefore(loop);
      summary.add(numHoisted, "hoisted");
    }
  }
};
} // namespace
