//===- InlineRegions.h - invoke_quant and kernel replaced by their bodies ---------------------------------===//
#ifndef QNT_CONVERSION_INLINEREGIONS_H
#define QNT_CONVERSION_INLINEREGIONS_H

#include "Qnt/IR/QntOps.h"

namespace mlir::qnt {

/// Why a region cannot be inlined: the op in the way, and the reason.
struct InliningBlocker {
  Operation *op = nullptr;
  std::string reason;
};

/// What keeps `region` from being inlined, or nothing:
///  - the nearest invoke_quant around it has codegen_low_precision(false): its body computes in f32, which the region's
///  does
///    not (inline the outer one first);
///  - it has codegen_low_precision(false), and its body holds an op that cannot be widened (WidenBody.h).
std::optional<InliningBlocker> findInliningBlocker(InvokeQuantOp region);

/// Replaces `region`, which has no blocker, by its body. With codegen_low_precision(true) the ops move as they are.
/// With false f16 and bf16 inputs are extended to f32, the ops compute in f32, and the results are truncated once.
void inlineInvokeQuant(RewriterBase &rewriter, InvokeQuantOp region);

/// Replaces `kernel` by its body: no value changes.
void inlineKernel(RewriterBase &rewriter, KernelOp kernel);

} // namespace mlir::qnt

#endif // QNT_CONVERSION_INLINEREGIONS_H
