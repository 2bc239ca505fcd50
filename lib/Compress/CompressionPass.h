//===- CompressionPass.h - base of the passes that compress weights -----------------------------------------===//
#ifndef QNT_LIB_COMPRESS_COMPRESSIONPASS_H
#define QNT_LIB_COMPRESS_COMPRESSIONPASS_H

#include "CompressWeights.h"
#include "Qnt/IR/Remarks.h"

namespace mlir::qnt {

/// A pass whose generated base is `BaseT`, with the options and statistics that all passes that compress weights have.
template <typename BaseT>
struct CompressionPass : BaseT, ReportsCompression {
  using BaseT::BaseT;

  /// An error at the op that the pass runs on, which begins with the name of the pass.
  InFlightDiagnostic fail() { return emitError(this->getOperation()->getLoc()) << this->getArgument() << ": "; }

  /// A run by the pass's options, which are valid.
  CompressionRun makeRun(ChooseMethod choose) {
    CompressionRun run;
    run.pass = this->getArgument();
    run.rules = {this->weightNumThreshold, this->otherUsersThreshold};
    run.nonFinite = *parseNonFinite(this->nonfinite);
    run.choose = std::move(choose);
    run.measuresErrors = collector || !this->report.empty();
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

  /// Compresses, counts and reports by one method for all weights.
  LogicalResult compressBy(const CompressionMethod &method, Pass::Statistic &numCompressed, StringRef name) {
    CompressionRun run = makeRun([&](const Weight &, std::string &) { return &method; });
    FailureOr<CompressionResult> result = compressWeights(this->getOperation(), run);
    if (failed(result))
      return failure();
    count(*result, numCompressed, name);
    return reportResult(this->getOperation(), this->getArgument(), this->report, *result, collector);
  }
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_COMPRESSIONPASS_H
