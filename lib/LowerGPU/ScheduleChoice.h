//===- ScheduleChoice.h - which schedules suit a contraction ----------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_SCHEDULECHOICE_H
#define QNT_LIB_LOWERGPU_SCHEDULECHOICE_H

#include "ContractionKernel.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/IR/Schedules.h"

namespace mlir::qnt {

/// Rows up to which reading the weights is what takes the time.
inline constexpr int64_t kMaxGemvRows = 16;

/// The target that `option` names, or, where it is empty, the one that the module has. Fails with an error.
FailureOr<GpuTarget> findTarget(ModuleOp module, StringRef option);

/// A region around `kernel` whose floats are wider than written, so that the kernel is no boundary in it; else null.
InvokeQuantOp findWideRegion(KernelOp kernel);

/// Those of `allowed` that `gpu` has instructions for.
SmallVector<MathMode> getPossibleMath(ArrayRef<MathMode> allowed, const GpuTarget &gpu);

/// For a contraction of `rows` rows.
GemvScheduleAttr makeGemvSchedule(const ContractionKernel &contraction, int64_t rows);
/// As many stages, up to four, as `gpu` has shared memory for.
MmaScheduleAttr makeMmaSchedule(const ContractionKernel &contraction, const GpuTarget &gpu);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_SCHEDULECHOICE_H
