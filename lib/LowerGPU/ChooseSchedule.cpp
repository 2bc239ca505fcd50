//===- ChooseSchedule.cpp - decides how each kernel is generated for a GPU --------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"
#include "ScheduleChoice.h"

using namespace mlir;
using namespace mlir::qnt;

namespace mlir::qnt {
#define GEN_PASS_DEF_CHOOSESCHEDULE
#include "Qnt/LowerGPU/Passes.h.inc"
} // namespace mlir::qnt

namespace {
struct ChooseSchedule : qnt::impl::ChooseScheduleBase<ChooseSchedule> {
  using ChooseScheduleBase::ChooseScheduleBase;

  void runOnOperation() override;

private:
  ScheduleAttrInterface chooseTuned(KernelOp kernel, const GpuTarget &gpu);
  LogicalResult choose(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary);
};
} // namespace

/// Output features of a group below which its tile of columns is nearly empty.
static constexpr int64_t kMinGroupColumns = 8;

/// The best tuned schedule, or null; remarks say what was chosen, and why nothing better was.
ScheduleAttrInterface ChooseSchedule::chooseTuned(KernelOp kernel, const GpuTarget &gpu) {
  std::string reason;
  std::optional<ContractionKernel> contraction = matchContractionKernel(kernel, reason);
  if (!contraction) {
    remarkSkipped(getArgument(), kernel, "simt, neither gemv nor mma: " + reason);
    return {};
  }
  int64_t groupColumns = contraction->columns / contraction->getColumnGroups();
  if (contraction->getColumnGroups() > 1 && groupColumns < kMinGroupColumns) {
    remarkSkipped(getArgument(), kernel,
                  "simt, neither gemv nor mma: a group has " + Twine(groupColumns) + " output features, less than " +
                      Twine(kMinGroupColumns));
    return {};
  }
  bool isDynamic = ShapedType::isDynamic(contraction->rows);
  if (!isDynamic && contraction->rows <= kMaxGemvRows) {
    GemvScheduleAttr gemv = makeGemvSchedule(*contraction, contraction->rows);
    remarkDone(getArgument(), kernel) << remark::metric("schedule", "gemv");
    return gemv;
  }
  remarkSkipped(getArgument(), kernel,
                isDynamic ? Twine("mma, not gemv: the number of rows is dynamic")
                          : "mma, not gemv: " + Twine(contraction->rows) + " rows, more than " + Twine(kMaxGemvRows));
  return makeMmaSchedule(*contraction, gpu);
}

LogicalResult ChooseSchedule::choose(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary) {
  if (auto given = dyn_cast_or_null<ScheduleAttrInterface>(kernel.getScheduleAttr())) {
    summary.add(isa<SimtScheduleAttr>(given) ? numSimt : numTuned,
                isa<SimtScheduleAttr>(given) ? "simt-kernels" : "tuned-kernels");
    return given.verifyFor(kernel, gpu, [&] { return kernel.emitOpError(); });
  }
  if (ScheduleAttrInterface tuned = chooseTuned(kernel, gpu)) {
    kernel.setScheduleAttr(tuned);
    summary.add(numTuned, "tuned-kernels");
    return success();
  }
  kernel.setScheduleAttr(SimtScheduleAttr::get(&getContext()));
  summary.add(numSimt, "simt-kernels");
  return success();
}

void ChooseSchedule::runOnOperation() {
  FailureOr<GpuTarget> gpu = findTarget(getOperation(), target);
  if (failed(gpu))
    return signalPassFailure();
  PassSummary summary(getArgument(), getOperation());
  WalkResult result = getOperation().walk([&](KernelOp kernel) {
    return failed(choose(kernel, *gpu, summary)) ? WalkResult::interrupt() : WalkResult::advance();
  });
  if (result.wasInterrupted())
    return signalPassFailure();
  getOperation()->setAttr(kTargetAttrName, StringAttr::get(&getContext(), gpu->name));
}
