//===- ChooseLoops.h - whether a kernel is one of rows or elements ----------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_CHOOSELOOPS_H
#define QNT_LIB_LOWERGPU_CHOOSELOOPS_H

#include "Qnt/IR/QntOps.h"

namespace mlir::qnt {

/// Finds #qnt.rowwise or #qnt.elementwise for a kernel by lowering a copy of it, in a context of its own: nobody hears
/// of what is tried.
class LoopScheduleChooser {
public:
  explicit LoopScheduleChooser(MLIRContext &context);
  ~LoopScheduleChooser();
  /// Null, and the reason, where the kernel is neither. A reason beside a schedule says why it is not a rowwise one.
  ScheduleAttrInterface choose(KernelOp kernel, std::string &reason);

private:
  MLIRContext &context;
  std::unique_ptr<MLIRContext> own;
};

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_CHOOSELOOPS_H
