//===- ChooseSchedule.cpp - decides how each kernel is generated for a GPU --------------------------------===//
#include "ChooseLoops.h"
#include "MmaCore.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Remarks.h"
#include "Qnt/LowerGPU/Passes.h"

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
  FailureOr<GpuTarget> findTarget();
  ScheduleAttrInterface chooseTuned(KernelOp kernel, const GpuTarget &gpu, std::string &reason);
  ScheduleAttrInterface chooseLoops(KernelOp kernel, const std::string &notTuned);
  void count(Attribute schedule, PassSummary &summary);
  LogicalResult choose(KernelOp kernel, const GpuTarget &gpu, PassSummary &summary);

  LoopScheduleChooser *loops = nullptr; ///< while the pass runs
};
} // namespace

/// Rows up to which reading the weights is what takes the time.
static constexpr int64_t kMaxGemvRows = 16;

/// As many warps share K as have a step each; at most 8.
static GemvScheduleAttr makeGemv(const ContractionKernel &contraction, StringAttr layout) {
  int64_t stepElements = contraction.isInteger() ? 128 : 64;
  int64_t steps = llvm::divideCeil(contraction.sizeK, stepElements), warps = 1;
  // Groups of the integer path are added in order, so by one warp.
  bool isOrdered = contraction.isInteger() && !contraction.hasOneGroup();
  while (!isOrdered && warps < 8 && 2 * warps <= steps)
    warps *= 2;
  // Codes of several planes take registers; 16 rows beside them do not fit on every target.
  bool hasPlanes = numerics::getCodePlanes(contraction.getWeightEncoding().getCodeWidth()).size() > 1;
  int64_t tokens = contraction.rows <= 8 || hasPlanes ? 8 : 16;
  return GemvScheduleAttr::get(layout.getContext(), layout, tokens, warps, /*stages=*/4);
}

static MmaScheduleAttr makeMma(const ContractionKernel &contraction, StringAttr layout, int64_t stages) {
  bool isNarrow = contraction.columns <= kWarpColumns;
  // Groups of the integer path keep integer sums beside those in f32: fewer of them fit into registers.
  bool hasTwoSums = contraction.isInteger() && !contraction.hasOneGroup();
  return MmaScheduleAttr::get(layout.getContext(), layout, /*tokens=*/hasTwoSums ? 16 : 32,
                              /*columnWarps=*/isNarrow ? 1 : 2, /*rowWarps=*/isNarrow || hasTwoSums ? 4 : 2, stages);
}

/// The option's target, or the one that the module has already.
FailureOr<GpuTarget> ChooseSchedule::findTarget() {
  ModuleOp module = getOperation();
  auto present = module->getAttrOfType<StringAttr>(kTargetAttrName);
  StringRef name = target.empty() && present ? present.getValue() : StringRef(target);
  std::optional<GpuTarget> found = findGpuTarget(name);
  if (!found)
    return module.emitError() << "expected target to be one of " << describeGpuTargets() << ", got '" << name << "'";
  return *found;
}

/// The best tuned schedule, or null and the reason; remarks say what was chosen, and why nothing better was.
ScheduleAttrInterface ChooseSchedule::chooseTuned(KernelOp kernel, const GpuTarget &gpu, std::string &reason) {
  std::optional<ContractionKernel> contraction = matchContractionKernel(kernel, reason);
  if (!contraction)
    return {};
  auto layout = StringAttr::get(&getContext(), contraction->getLayoutName());
  bool isDynamic = ShapedType::isDynamic(contraction->rows);
  if (!isDynamic && contraction->rows <= kMaxGemvRows) {
    GemvScheduleAttr gemv = makeGemv(*contraction, layout);
    remarkDone(getArgument(), kernel) << remark::metric("schedule", "gemv");
    return gemv;
  }
  remarkSkipped(getArgument(), kernel,
                isDynamic ? Twine("mma, not gemv: the number of rows is dynamic")
                          : "mma, not gemv: " + Twine(contraction->rows) + " rows, more than " + Twine(kMaxGemvRows));
  int64_t stages = 4;
  unsigned codeWidth = contraction->getWeightEncoding().getCodeWidth();
  int64_t available = gpu.sharedBytes - (contraction->getWeightEncoding().hasLut() ? kCodebookBytes : 0);
  while (stages > 2 && makeMma(*contraction, layout, stages).getSharedBytes(codeWidth) > available)
    --stages;
  return makeMma(*contraction, layout, stages);
}

/// A schedule of rows or elements, or null.
ScheduleAttrInterface ChooseSchedule::chooseLoops(KernelOp kernel, const std::string &notTuned) {
  auto hasContraction = [](Operation *op) {
    return isa<DotGeneralOp, ConvGeneralDilatedOp, RaggedDotGeneralOp>(op) ? WalkResult::interrupt()
                                                                           : WalkResult::advance();
  };
  if (kernel.getBody().walk(hasContraction).wasInterrupted()) {
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
    return given.verifyFor(kernel, gpu, [&] { return kernel.emitOpError(); });
  }
  std::string reason;
  ScheduleAttrInterface schedule = chooseTuned(kernel, gpu, reason);
  if (!schedule)
    schedule = chooseLoops(kernel, reason);
  kernel.setScheduleAttr(schedule ? Attribute(schedule) : SimtScheduleAttr::get(&getContext()));
  count(kernel.getScheduleAttr(), summary);
  return success();
}

void ChooseSchedule::runOnOperation() {
  FailureOr<GpuTarget> gpu = findTarget();
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
