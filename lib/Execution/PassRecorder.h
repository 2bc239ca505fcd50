//===- PassRecorder.h - notes of the passes and steps of a compilation ------------------------------------===//
#ifndef QNT_LIB_EXECUTION_PASSRECORDER_H
#define QNT_LIB_EXECUTION_PASSRECORDER_H

#include "Qnt/Execution/PassRecord.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include <chrono>
#include <vector>

namespace mlir::qnt::execution {

using PassRecords = std::vector<PassRecord>;

/// Runs the passes on `module` and notes each in `records`, one after the other in one thread; null: notes nothing.
LogicalResult runRecorded(PassManager &manager, ModuleOp module, PassRecords *records);

/// Notes the time of its life as a step that is no pass, where `records` is not null.
class RecordedStep {
public:
  RecordedStep(PassRecords *records, StringRef name)
      : records(records), name(name), start(std::chrono::steady_clock::now()) {}
  RecordedStep(const RecordedStep &) = delete;
  RecordedStep &operator=(const RecordedStep &) = delete;
  ~RecordedStep();

private:
  PassRecords *records;
  StringRef name;
  std::chrono::steady_clock::time_point start;
};

} // namespace mlir::qnt::execution

#endif // QNT_LIB_EXECUTION_PASSRECORDER_H
