//===- RegisterBudget.cpp - what ptxas is told of registers -----------------------------------------------===//
//
// ptxas gives up registers, and spills, where that lets one more block onto a multiprocessor. Asked for fewer blocks it
// does not. But then it may also take more registers than it needs, so only kernels that keep much beside their sums
// ask: those of the kernel matrix that spilled on a target (docs/performance/gpu-kernels.md), and their like.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "TensorCoreKernels.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::qnt;

/// Threads of a multiprocessor that have 128 and 255 registers each.
static constexpr int64_t kThreadsOf128 = 512, kThreadsOf255 = 256;

/// exp, erf and the like, which polynomials become.
static bool hasFunctions(KernelOp kernel) {
  return kernel.getBody()
      .walk([](Operation *op) {
        return isa_and_nonnull<math::MathDialect>(op->getDialect()) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// 128 registers are enough, and more than what ptxas would keep.
static bool needs128(const ContractionKernel &contraction, GemvScheduleAttr gemv) {
  // With more sums, or tf32 with its twice as many products, 128 are too few for some.
  if (gemv.getTokens() > 8 || contraction.type == MultiplicandType::TF32 || contraction.hasOrderedGroups())
    return false;
  // Three numbers for each activation, or much beside the codes.
  EncodingAttr weights = contraction.getWeightEncoding();
  return contraction.type == MultiplicandType::F32 || weights.getZeroPoint() || weights.hasLut() ||
         numerics::getCodePlanes(weights.getCodeWidth()).size() > 1;
}

/// More than 128 are.
static bool needs255(const ContractionKernel &contraction, bool isGemv, int64_t numThreads) {
  // Zero points of the activations: sums of the weights of a column beside all others.
  if (contraction.hasActivationZeroPoints())
    return true;
  // Of two tensors: a warp or two copy the tiles of both, with as many addresses; or functions stand between the sums
  // and the results.
  if (contraction.tensors)
    return numThreads < 128 || hasFunctions(contraction.kernel);
  // Of f32, as tf32 beside zero points, or in pieces.
  if (isGemv)
    return contraction.type == MultiplicandType::TF32 && contraction.getWeightEncoding().getZeroPoint();
  return contraction.hasWideActivations();
}

int64_t mlir::qnt::getMinBlocks(const ContractionKernel &contraction, Attribute schedule, int64_t numThreads) {
  auto gemv = dyn_cast<GemvScheduleAttr>(schedule);
  if (needs255(contraction, static_cast<bool>(gemv), numThreads))
    return std::max<int64_t>(1, kThreadsOf255 / numThreads);
  if (gemv && needs128(contraction, gemv))
    return std::max<int64_t>(1, kThreadsOf128 / numThreads);
  return 0;
}
