//===- CompressWeights.h - what the passes that compress weights share --------------------------------------===//
//
// findWeights -> a method for each -> encoded in parallel -> constants, readers and report, in the program's order.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_COMPRESSWEIGHTS_H
#define QNT_LIB_COMPRESS_COMPRESSWEIGHTS_H

#include "CompressionMethod.h"
#include "Qnt/Compress/Progress.h"
#include "Qnt/Compress/Report.h"
#include "mlir/IR/Threading.h"
#include <functional>

namespace mlir::qnt {

enum class NonFinite : uint8_t {
  Error, ///< an error that names weight and element
  Keep,  ///< left out of the statistics; the code of a NaN or infinity is the convention's
  Zero,  ///< counted as 0
};

/// error, keep or zero.
std::optional<NonFinite> parseNonFinite(StringRef name);

/// Implemented by every pass that compresses weights: whose records another report wants as well, whose progress is
/// shown, and whose own report is no output of the program.
class ReportsCompression {
public:
  virtual ~ReportsCompression() = default;
  void setCollector(std::shared_ptr<CompressionReport> report) { collector = std::move(report); }
  void setProgress(std::shared_ptr<CompressionProgress> shown) { progress = std::move(shown); }
  void setOutputs(std::vector<std::string> paths) { outputs = std::move(paths); }

protected:
  /// Error when a pass on `root` writes no report (nothing to write to is fine: an empty path), or when the program
  /// will write something else to `path`.
  llvm::Error checkReport(Operation *root, StringRef path) const;

  std::shared_ptr<CompressionReport> collector;
  std::shared_ptr<CompressionProgress> progress;
  std::vector<std::string> outputs; ///< of the program
};

/// The method for a weight; null with a reason for one that is left alone.
using ChooseMethod = std::function<const CompressionMethod *(const Weight &weight, std::string &reason)>;

struct CompressionRun {
  StringRef pass; ///< its argument
  WeightRules rules;
  NonFinite nonFinite = NonFinite::Error;
  ChooseMethod choose;
  bool measuresErrors = false;
  bool isDry = false; ///< only finds out what it would do
  CompressionProgress *progress = nullptr;
};

/// Calls `work` for each of `items`, side by side. `getNumElements` says what an item weighs in the progress that is
/// shown; 0: nothing.
template <typename ItemT>
void forEachShown(MLIRContext *context, const CompressionRun &run, std::vector<ItemT> &items,
                  function_ref<int64_t(const ItemT &)> getNumElements, function_ref<void(ItemT &)> work) {
  int64_t numItems = 0, numElements = 0;
  for (const ItemT &item : items) {
    int64_t weight = getNumElements(item);
    numItems += weight > 0;
    numElements += weight;
  }
  CompressionProgress *progress = run.progress;
  if (progress && (numItems == 0 || !progress->begin(run.pass, numItems, numElements)))
    progress = nullptr;
  parallelForEach(context, items, [&](ItemT &item) {
    work(item);
    if (int64_t weight = getNumElements(item); progress && weight > 0)
      progress->advance(weight);
  });
  if (progress)
    progress->end();
}

/// What a method made of a weight.
struct CompressionOutcome {
  std::optional<EncodedWeight> encoded;
  std::string obstacle; ///< why it stays as it is
  std::string error;    ///< the run fails
  WeightError measured;
};

/// Compresses one weight, beside others: neither the program nor diagnostics are touched.
CompressionOutcome compressWeight(const Weight &weight, const CompressionMethod &method, NonFinite nonFinite,
                                  bool measuresErrors);

/// What a run did. A record for each weight, also those left alone.
struct CompressionResult {
  std::vector<WeightRecord> records;
  int64_t numCompressed = 0, numLeft = 0, bytesBefore = 0, bytesAfter = 0;
};

/// Compresses the weights under `root`. Remarks say what became of each. Fails after an error; then nothing has
/// changed.
FailureOr<CompressionResult> compressWeights(Operation *root, const CompressionRun &run);

/// Writes `result` to the pass's own file (none when `path` is empty) and hands it to `collector` (may be null).
LogicalResult reportResult(Operation *root, StringRef pass, StringRef path, const CompressionResult &result,
                           const std::shared_ptr<CompressionReport> &collector);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_COMPRESSWEIGHTS_H
