//===- HoistBuffers.cpp - qnt-hoist-buffers ---------------------------------------------------------------===//
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
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
  Type element = type.getElementType();
  if (!type.hasStaticShape() || !element.isIntOrIndexOrFloat())
    return false;
  int64_t bytes = element.isIndex() ? 8 : llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  for (int64_t size : type.getShape())
    if (bytes *= size; bytes > kMostBytes)
      return false;
  return true;
}

/// Nobody has the memory when the block of its allocation ends: it is read and written there, through views or not.
static bool staysInside(Value memory) {
  return llvm::all_of(memory.getUsers(), [](Operation *user) {
    if (user->hasTrait<OpTrait::IsTerminator>() || isa<CallOpInterface, RegionBranchOpInterface>(user))
      return false;
    if (isa<ViewLikeOpInterface>(user))
      return llvm::all_of(user->getResults(), staysInside);
    return llvm::none_of(user->getResultTypes(), llvm::IsaPred<BaseMemRefType>);
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
