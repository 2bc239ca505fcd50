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

/// The name of an op that may have the memory when the block of its allocation ends, of several the first one by name:
/// uses have no order. Empty where it is but read and written there, through views or not.
static StringRef findKeeper(Value memory) {
  StringRef first;
  auto take = [&](StringRef keeper) {
    if (!keeper.empty() && (first.empty() || keeper < first))
      first = keeper;
  };
  for (OpOperand &use : memory.getUses()) {
    Operation *user = use.getOwner();
    if (!isa<ViewLikeOpInterface>(user))
      take(isAccess(use) ? StringRef() : user->getName().getStringRef());
    else
      llvm::for_each(user->getResults(), [&](Value view) { take(findKeeper(view)); });
  }
  return first;
}

/// Why a buffer in a loop stays there; empty where it can be taken once.
static std::string whyNotHoisted(memref::AllocOp op) {
  if (!isa<scf::ForOp>(op->getParentOp()))
    return ("it stands in '" + op->getParentOp()->getName().getStringRef() + "' in the loop").str();
  if (!op.getType().hasStaticShape() || !op.getSymbolOperands().empty())
    return "its size is known when the program runs only";
  std::optional<int64_t> bytes = getKnownBytes(op.getType());
  if (!bytes)
    return "its size in bytes is not known";
  if (*bytes > kMostBytes)
    return ("it has " + Twine(*bytes) + " bytes, more than " + Twine(kMostBytes)).str();
  if (StringRef keeper = findKeeper(op); !keeper.empty())
    return ("'" + keeper + "' may keep or free it").str();
  return "";
}

namespace {
struct HoistBuffersPass : qnt::impl::HoistBuffersBase<HoistBuffersPass> {
  void runOnOperation() override {
    PassSummary summary("qnt-hoist-buffers", getOperation());
    SmallVector<memref::AllocOp> buffers;
    getOperation()->walk([&](memref::AllocOp op) {
      if (!op->getParentOfType<scf::ForOp>())
        return;
      std::string reason = whyNotHoisted(op);
      if (reason.empty())
        return buffers.push_back(op);
      remarkSkipped("qnt-hoist-buffers", op, reason);
      summary.add(numSkipped, "skipped");
    });
    for (memref::AllocOp op : buffers) {
      while (auto loop = dyn_cast<scf::ForOp>(op->getParentOp()))
        op->moveBefore(loop);
      summary.add(numHoisted, "hoisted");
    }
  }
};
} // namespace
