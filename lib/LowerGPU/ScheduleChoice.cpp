//===- ScheduleChoice.cpp - which schedules suit a contraction --------------------------------------------===//
#include "ScheduleChoice.h"
#include "TensorCoreKernels.h"

using namespace mlir;
using namespace mlir::qnt;

FailureOr<GpuTarget> mlir::qnt::findTarget(ModuleOp module, StringRef option) {
  auto present = module->getAttrOfType<StringAttr>(kTargetAttrName);
  StringRef name = option.empty() && present ? present.getValue() : option;
  std::optional<GpuTarget> found = findGpuTarget(name);
  if (!found)
    return module.emitError() << "expected target to be one of " << describeGpuTargets() << ", got '" << name << "'";
  return *found;
}

InvokeQuantOp mlir::qnt::findWideRegion(KernelOp kernel) {
  auto region = kernel->getParentOfType<InvokeQuantOp>();
  while (region && region.isLowPrecision())
    region = region->getParentOfType<InvokeQuantOp>();
  return region;
}

SmallVector<MathMode> mlir::qnt::getPossibleMath(ArrayRef<MathMode> allowed, const GpuTarget &gpu) {
  SmallVector<MathMode> possible(allowed);
  if (!gpu.hasFloat8Products())
    llvm::erase(possible, MathMode::FP8);
  return possible;
}

/// As many warps share K as have a step each; at most 8.
GemvScheduleAttr mlir::qnt::makeGemvSchedule(const ContractionKernel &contraction, int64_t rows) {
  int64_t steps = getNumSteps(contraction), warps = 1;
  // Groups of the integer path are added in order, so by one warp.
  bool isOrdered = contraction.hasOrderedGroups();
  while (!isOrdered && warps < 8 && 2 * warps <= steps)
    warps *= 2;
  // Codes of several planes take registers; 16 rows beside them do not fit on every target.
  bool hasPlanes = numerics::getCodePlanes(contraction.getWeightEncoding().getCodeWidth()).size() > 1;
  // So do f32 activations, in twice the shared memory.
  int64_t tokens = rows <= 8 || hasPlanes || contraction.hasWideActivations() ? 8 : 16;
  auto layout = StringAttr::get(contraction.op->getContext(), contraction.getLayoutName());
  return GemvScheduleAttr::get(layout.getContext(), layout, tokens, warps, /*stages=*/4, contraction.getMath());
}

/// Of a tensor: a warp has all of a few rows, so that more of them share its columns.
static MmaScheduleAttr makeTensorMma(const ContractionKernel &contraction, StringAttr layout, int64_t stages) {
  bool hasRows = !ShapedType::isDynamic(contraction.rows), hasColumns = !ShapedType::isDynamic(contraction.columns);
  int64_t rows = contraction.rows, tokens = !hasRows || rows > 16 ? 32 : rows > 8 ? 16 : 8;
  bool isNarrow = hasColumns && contraction.columns <= kWarpColumns;
  int64_t rowWarps = isNarrow ? 4 : 2;
  while (hasRows && rowWarps > 1 && tokens * rowWarps / 2 >= rows)
    rowWarps /= 2;
  uint64_t columnWarps = isNarrow ? 1 : 4 / rowWarps;
  if (hasColumns)
    columnWarps = std::min(columnWarps, llvm::bit_floor(llvm::divideCeil(uint64_t(contraction.columns), kWarpColumns)));
  if (!ShapedType::isDynamic(contraction.sizeK))
    stages = std::clamp<int64_t>(getNumSteps(contraction), 2, stages);
  return MmaScheduleAttr::get(layout.getContext(), layout, tokens, static_cast<int64_t>(columnWarps), rowWarps, stages,
                              /*splitK=*/1, contraction.getMath());
}

/// K is short, and its steps hold many groups: ptxas reads the scales of all of them before it begins.
static bool hasManyScales(const ContractionKernel &contraction) {
  return !contraction.hasOneGroup() && 2 * contraction.groupSize < getStepElements(contraction) &&
         getNumSteps(contraction) <= 4;
}

static MmaScheduleAttr makeMma(const ContractionKernel &contraction, StringAttr layout, int64_t stages) {
  if (contraction.tensors)
    return makeTensorMma(contraction, layout, stages);
  bool isNarrow = contraction.columns / contraction.getColumnGroups() <= kWarpColumns;
  // Groups of the integer path keep integer sums beside those in f32: fewer of them fit into registers. So it is where
  // codes of activations are decoded with their zero points, beside the scales of several groups in a step.
  bool hasTwoSums = !contraction.hasOneGroup() &&
                    (contraction.isInteger() ||
                     (contraction.hasActivationZeroPoints() && contraction.groupSize < getStepElements(contraction)));
  // So do the pieces of f32, which take more than the 128 that two blocks of 256 threads have.
  bool isWide = contraction.hasWideActivations();
  int64_t tokens = hasManyScales(contraction) ? 8 : hasTwoSums || isWide ? 16 : 32;
  int64_t rowWarps = isNarrow || (tokens < 32 && !isWide) ? 4 : 2;
  return MmaScheduleAttr::get(layout.getContext(), layout, tokens, /*columnWarps=*/isNarrow ? 1 : 2, rowWarps, stages,
                              /*splitK=*/1, contraction.getMath());
}

/// Blocks that a GPU should have at least, and steps along K that are worth a block.
static constexpr int64_t kMinBlocks = 64, kMinSplitSteps = 16;

/// How many blocks share the K of a tile.
static int64_t chooseSplit(const ContractionKernel &contraction, MmaScheduleAttr schedule) {
  bool isOrdered = contraction.hasOrderedGroups();
  int64_t batches = contraction.tensors ? contraction.tensors->batches : 1;
  if (isOrdered || contraction.rows == 0 ||
      ShapedType::isDynamicShape({contraction.rows, contraction.columns, contraction.sizeK, batches}))
    return 1;
  int64_t blocks = batches * llvm::divideCeil(contraction.rows, schedule.getTileRows()) *
                   contraction.getColumnGroups() * contraction.getTilesPerColumnGroup(schedule.getTileColumns());
  return std::clamp<int64_t>(std::min(kMinBlocks / blocks, getNumSteps(contraction) / kMinSplitSteps), 1, 16);
}

MmaScheduleAttr mlir::qnt::makeMmaSchedule(const ContractionKernel &contraction, const GpuTarget &gpu) {
  auto layout = StringAttr::get(contraction.op->getContext(), contraction.getLayoutName());
  int64_t stages = 4;
  OperandMemory operands = contraction.getOperandMemory();
  while (stages > 2 && makeMma(contraction, layout, stages).getSharedBytes(operands) > gpu.sharedBytes)
    --stages;
  MmaScheduleAttr schedule = makeMma(contraction, layout, stages);
  return MmaScheduleAttr::get(schedule.getContext(), layout, schedule.getTokens(), schedule.getColumnWarps(),
                              schedule.getRowWarps(), schedule.getStages(), chooseSplit(contraction, schedule),
                              schedule.getMath());
}
