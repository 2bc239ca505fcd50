//===- CompressionPass.h - base of the passes that compress weights -----------------------------------------===//
#ifndef QNT_LIB_COMPRESS_COMPRESSIONPASS_H
#define QNT_LIB_COMPRESS_COMPRESSIONPASS_H

#include "CompressionPlan.h"
#include "Qnt/IR/Remarks.h"

namespace mlir::qnt {

/// A pass whose generated base is `BaseT`, with the options and statistics that all passes that compress weights have.
template <typename BaseT>
struct CompressionPass : BaseT, ReportsCompression {
  using BaseT::BaseT;

  /// An error at the op that the pass runs on, which begins with the name of the pass.
  InFlightDiagnostic fail() { return emitError(this->getOperation()->getLoc()) << this->getArgument() << ": "; }

  /// For passes whose results have no place for NaN: `nonfinite` is error or zero.
  LogicalResult checkNonFinite() {
    if (this->nonfinite == "error" || this->nonfinite == "zero")
      return success();
    return fail() << "expected nonfinite error or zero, got '" << this->nonfinite << "'";
  }

  /// -1 has a use: with 0, weights without elements stay.
  LogicalResult checkThresholds() {
    if (this->weightNumThreshold < -1)
      return fail() << "expected weight-num-threshold of at least 0, or -1, got "
                    << this->weightNumThreshold.getValue();
    if (this->otherUsersThreshold < 0)
      return fail() << "expected other-users-threshold of at least 0, got " << this->otherUsersThreshold.getValue();
    return success();
  }

  /// A run by the pass's options, which are valid.
  CompressionRun makeRun(CompressionPlan &plan) {
    CompressionRun run;
    run.pass = this->getArgument();
    run.rules = {this->weightNumThreshold, this->otherUsersThreshold};
    run.nonFinite = *parseNonFinite(this->nonfinite);
    run.choose = [&plan](const Weight &weight, std::string &reason) { return plan.choose(weight, reason); };
    run.measuresErrors = collector || !this->report.empty();
    run.isDry = this->dryRun;
    run.progress = progress.get();
    return run;
  }

  /// Adds up what became of the weights; `name` is the statistic's, as in Passes.td.
  void count(const CompressionResult &result, Pass::Statistic &numCompressed, StringRef name) {
    PassSummary counts(this->getArgument(), this->getOperation());
    counts.add(numCompressed, name, result.numCompressed);
    counts.add(this->numSkipped, "weights-skipped", result.numLeft);
    counts.add(this->numBytesBefore, "bytes-before", result.bytesBefore);
    counts.add(this->numBytesAfter, "bytes-after", result.bytesAfter);
  }

  /// Compresses each weight by its settings: those of `options` with the pass's overrides. Counts and reports; a dry
  /// run reports only.
  LogicalResult compressBy(PlanOptions options, Pass::Statistic &numCompressed, StringRef name) {
    if (failed(checkThresholds()))
      return failure();
    // Before the weights, which take their time.
    StringRef path = this->dryRun && this->report.empty() ? StringRef("-") : StringRef(this->report);
    if (llvm::Error error = checkReport(this->getOperation(), path))
      return fail() << llvm::toString(std::move(error));
    options.overrides = this->overrides;
    llvm::Expected<CompressionPlan> plan = CompressionPlan::create(options);
    if (!plan)
      return fail() << llvm::toString(plan.takeError());
    CompressionRun run = makeRun(*plan);
    if (failed(plan->measure(this->getOperation(), run)))
      return failure();
    FailureOr<CompressionResult> result = compressWeights(this->getOperation(), run);
    if (failed(result))
      return failure();
    for (const std::string &rule : plan->getUnusedRules())
      remarkSkipped(this->getArgument(), this->getOperation(), "override '" + rule + "' matches no weight");
    count(*result, numCompressed, name);
    return reportResult(this->getOperation(), this->getArgument(), path, *result, collector);
  }
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_COMPRESSIONPASS_H
