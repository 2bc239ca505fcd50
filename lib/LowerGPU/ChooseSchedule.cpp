//===- ChooseSchedule.cpp - decides how each kernel is generated for a GPU --------------------------------===//
#include "ChooseLoops.h"
#include "OutlineKernels.h"
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
  ScheduleAttrInterface chooseTuned(KernelOp kernel, const GpuTarget &gpu, std::string &reason);
  ScheduleAttrInterface chooseLoops(KernelOp kernel, const std::string &notTuned);
  void remarkMath(const ContractionKernel &contraction, const GpuTarget &gpu);
  void count(Attribute schedule, PassSummary &summary);
  LogicalResult choose(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary);

  LoopScheduleChooser *loops = nullptr; ///< while the pass runs
};
} // namespace

/// Output features of a group below which its tile of columns is nearly empty.
static constexpr int64_t kMinGroupColumns = 8;

/// What the kernel loses, or could.
void ChooseSchedule::remarkMath(const ContractionKernel &contraction, const GpuTarget &gpu) {
  KernelOp kernel = contraction.kernel;
  if (contraction.getMath() != MathMode::Full)
    remarkDone(getArgument(), kernel) << remark::metric("math", stringifyMathMode(contraction.getMath()));
  if (contraction.type == MultiplicandType::F32)
    remarkSkipped(getArgument(), kernel, "f32 as three products of bf16: math=tf32 would allow two of tf32, rounded");
  bool isFloat8 = contraction.decodedActivations && contraction.getActivationEncoding().hasFloat8Codes() &&
                  contraction.getWeightEncoding().hasFloat8Codes();
  if (isFloat8 && gpu.hasFloat8Products())
    remarkSkipped(getArgument(), kernel,
                  "fp8 as f16: math=fp8 would allow products of fp8, whose sums keep fewer bits");
  else if (isFloat8 && llvm::is_contained(math, MathMode::FP8))
    remarkSkipped(getArgument(), kernel,
                  "fp8 as f16, in spite of math=fp8: mma.sync of fp8 is no instruction of " + gpu.name);
}

/// The best tuned schedule, or null and the reason; remarks say what was chosen, and why nothing better was.
ScheduleAttrInterface ChooseSchedule::chooseTuned(KernelOp kernel, const GpuTarget &gpu, std::string &reason) {
  std::optional<ContractionKernel> contraction = matchContractionKernel(kernel, reason, getPossibleMath(math, gpu));
  if (!contraction)
    return {};
  int64_t groupColumns = contraction->columns / contraction->getColumnGroups();
  if (contraction->getColumnGroups() > 1 && groupColumns < kMinGroupColumns) {
    reason = ("a group has " + Twine(groupColumns) + " output features, less than " + Twine(kMinGroupColumns)).str();
    return {};
  }
  remarkMath(*contraction, gpu);
  if (contraction->tensors) {
    remarkDone(getArgument(), kernel) << remark::metric("schedule", "mma");
    return makeMmaSchedule(*contraction, gpu);
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

/// A schedule of rows or elements, or null.
ScheduleAttrInterface ChooseSchedule::chooseLoops(KernelOp kernel, const std::string &notTuned) {
  if (holdsContraction(kernel)) {
    remarkSkipped(getArgument(), kernel, "simt, neither gemv nor mma: " + notTuned);
    return {};
  }
  std::string reason;
  ScheduleAttrInterface schedule = loops->choose(kernel, reason);
  if (!schedule)
    remarkSkipped(getArgument(), kernel, "simt, neither rowwise nor elementwise: " + reason);
  else
    remarkDone(getArgument(), kernel) << remark::metric("schedule", schedule.getKindName());
  return schedule;
}

void ChooseSchedule::count(Attribute schedule, PassSummary &summary) {
  if (isa<SimtScheduleAttr>(schedule))
    summary.add(numSimt, "simt-kernels");
  else if (isa<RowwiseScheduleAttr, ElementwiseScheduleAttr>(schedule))
    summary.add(numLoops, "loop-kernels");
  else
    summary.add(numTuned, "tuned-kernels");
}

LogicalResult ChooseSchedule::choose(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary) {
  if (auto given = dyn_cast_or_null<ScheduleAttrInterface>(kernel.getScheduleAttr())) {
    count(given, summary);
    if (findWideRegion(kernel) && !isa<SimtScheduleAttr>(given))
      return kernel.emitOpError() << "expected no schedule but #qnt.simt in a 'qnt.invoke_quant' with "
                                     "codegen_low_precision = false, got #qnt."
                                  << given.getKindName();
    return given.verifyFor(kernel, gpu, [&] { return kernel.emitOpError(); });
  }
  std::string reason;
  ScheduleAttrInterface schedule;
  bool isWide = bool(findWideRegion(kernel));
  if (isWide)
    remarkSkipped(getArgument(), kernel,
                  "simt: it stands in a 'qnt.invoke_quant' with codegen_low_precision = false, whose floats are f32");
  else
    schedule = chooseTuned(kernel, gpu, reason);
  if (!schedule && !isWide)
    schedule = chooseLoops(kernel, reason);
  kernel.setScheduleAttr(schedule ? Attribute(schedule) : SimtScheduleAttr::get(&getContext()));
  count(kernel.getScheduleAttr(), summary);
  return success();
}

void ChooseSchedule::runOnOperation() {
  FailureOr<GpuTarget> gpu = findTarget(getOperation(), target);
  if (failed(gpu))
    return signalPassFailure();
  PassSummary summary(getArgument(), getOperation());
  LoopScheduleChooser chooser(getContext());
  loops = &chooser;
  WalkResult result = getOperation().walk([&](KernelOp kernel) {
    return failed(choose(kernel, *gpu, summary)) ? WalkResult::interrupt() : WalkResult::advance();
  });
  if (result.wasInterrupted())
    return signalPassFailure();
  getOperation()->setAttr(kTargetAttrName, StringAttr::get(&getContext(), gpu->name));
}
