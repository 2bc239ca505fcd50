//===- PassRecorder.cpp - notes of the passes and steps of a compilation ----------------------------------===//
#include "PassRecorder.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassInstrumentation.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

using Clock = std::chrono::steady_clock;

static double getSecondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

namespace {
/// Notes each pass with its time and what it left behind.
class PassRecorder : public PassInstrumentation {
public:
  PassRecorder(ModuleOp module, PassRecords &records) : module(module), records(records) {}

  void runBeforePass(Pass *, Operation *) override { starts.push_back(Clock::now()); }
  void runAfterPass(Pass *pass, Operation *) override {
    double seconds = getSecondsSince(starts.pop_back_val());
    if (pass->getName().contains("OpToOpPassAdaptor"))
      return;
    PassRecord record{pass->getArgument().str(), seconds, 0, 0};
    module.walk([&](Operation *op) {
      record.numOps += 1;
      record.numLaunches += isa<LaunchOp>(op);
    });
    records.push_back(record);
  }

private:
  ModuleOp module;
  PassRecords &records;
  SmallVector<Clock::time_point> starts;
};
} // namespace

LogicalResult execution::runRecorded(PassManager &manager, ModuleOp module, PassRecords *records) {
  if (!records)
    return manager.run(module);
  manager.addInstrumentation(std::make_unique<PassRecorder>(module, *records));
  // What is counted must not change meanwhile.
  MLIRContext *context = module.getContext();
  bool isThreaded = context->isMultithreadingEnabled();
  context->disableMultithreading();
  llvm::scope_exit restore([&] { context->disableMultithreading(!isThreaded); });
  return manager.run(module);
}

RecordedStep::~RecordedStep() {
  if (records)
    records->push_back({("(" + name + ")").str(), getSecondsSince(start)});
}
