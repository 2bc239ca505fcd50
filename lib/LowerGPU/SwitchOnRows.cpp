//===- SwitchOnRows.cpp - kernels for few and for many rows where their number is dynamic -----------------===//
#include "OutlineKernels.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "ScheduleChoice.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

using namespace mlir;
using namespace mlir::qnt;

namespace mlir::qnt {
#define GEN_PASS_DEF_SWITCHONROWS
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

namespace {
struct SwitchOnRows : qnt::impl::SwitchOnRowsBase<SwitchOnRows> {
  using SwitchOnRowsBase::SwitchOnRowsBase;

  void runOnOperation() override;

private:
  std::optional<ContractionKernel> match(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary);
};
} // namespace

/// i1: the contraction has few rows.
static Value emitIsFew(ImplicitLocOpBuilder &b, const ContractionKernel &contraction) {
  Value source = KernelOp(contraction.kernel).getInputs()[contraction.activations.getArgNumber()], rows;
  SmallVector<OpFoldResult> sizes = getMixedSizes(b, b.getLoc(), source);
  for (OpFoldResult size : ArrayRef(sizes).drop_back()) {
    Value value = getValueOrCreateConstantIndexOp(b, b.getLoc(), size);
    rows = rows ? b.createOrFold<arith::MulIOp>(rows, value) : value;
  }
  Value most = arith::ConstantIndexOp::create(b, kMaxGemvRows);
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ule, rows, most);
}

/// A copy of the kernel under `schedule` in `block`, whose terminator yields its results.
static KernelOp cloneInto(Block *block, KernelOp kernel, ScheduleAttrInterface schedule) {
  OpBuilder builder = OpBuilder::atBlockEnd(block);
  auto copy = cast<KernelOp>(builder.clone(*kernel));
  copy.setScheduleAttr(schedule);
  scf::YieldOp::create(builder, kernel.getLoc(), copy.getResults());
  return copy;
}

static void switchOnRows(const ContractionKernel &contraction, const GpuTarget &gpu) {
  KernelOp kernel = contraction.kernel;
  ImplicitLocOpBuilder b(kernel.getLoc(), kernel);
  Value isFew = emitIsFew(b, contraction);
  auto ifOp = scf::IfOp::create(b, kernel.getResultTypes(), isFew, /*addThenBlock=*/true, /*addElseBlock=*/true);
  KernelOp few = cloneInto(ifOp.thenBlock(), kernel, makeGemvSchedule(contraction, kMaxGemvRows));
  if (std::optional<StringRef> name = kernel.getKernelName())
    few.setKernelName((*name + "_few_rows").str());
  cloneInto(ifOp.elseBlock(), kernel, makeMmaSchedule(contraction, gpu));
  kernel.replaceAllUsesWith(ifOp.getResults());
  kernel.erase();
}

static bool hasDynamicResult(KernelOp kernel) {
  return llvm::any_of(kernel.getResultTypes(), [](Type type) {
    auto shaped = dyn_cast<ShapedType>(type);
    return shaped && !shaped.hasStaticShape();
  });
}

/// The contraction of a kernel that becomes two. A remark says why one whose rows may be dynamic does not.
std::optional<ContractionKernel> SwitchOnRows::match(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary) {
  std::string reason;
  std::optional<ContractionKernel> contraction;
  if (findWideRegion(kernel))
    reason = "it stands in a 'qnt.invoke_quant' with codegen_low_precision = false";
  else
    contraction = matchContractionKernel(kernel, reason, getPossibleMath(math, gpu));
  if (contraction && contraction->convolution)
    reason = "it is a convolution";
  else if (contraction && contraction->tensors)
    reason = "both operands are float tensors";
  else if (contraction)
    return ShapedType::isDynamic(contraction->rows) ? contraction : std::nullopt;
  if (hasDynamicResult(kernel) && holdsContraction(kernel)) {
    remarkSkipped(getArgument(), kernel, reason);
    summary.add(numSkipped, "skipped-kernels");
  }
  return std::nullopt;
}

void SwitchOnRows::runOnOperation() {
  FailureOr<GpuTarget> gpu = findTarget(getOperation(), target);
  if (failed(gpu))
    return signalPassFailure();
  PassSummary summary(getArgument(), getOperation());
  SmallVector<KernelOp> kernels;
  getOperation().walk([&](KernelOp kernel) {
    if (!kernel.getScheduleAttr())
      kernels.push_back(kernel);
  });
  for (KernelOp kernel : kernels) {
    std::optional<ContractionKernel> contraction = match(kernel, *gpu, summary);
    if (!contraction)
      continue;
    remarkDone(getArgument(), kernel) << remark::metric("schedule", "gemv or mma");
    switchOnRows(*contraction, *gpu);
    summary.add(numSwitched, "switched-kernels");
  }
}
