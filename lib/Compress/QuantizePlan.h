//===- QuantizePlan.h - which scheme each weight gets -------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_QUANTIZEPLAN_H
#define QNT_LIB_COMPRESS_QUANTIZEPLAN_H

#include "CompressWeights.h"
#include "Overrides.h"
#include "QuantizeMethod.h"

namespace mlir::qnt {

/// What decides the dtype of weights that no override gives one.
struct MixedPrecision {
  std::optional<double> budget;   ///< bits per weight on average, scales counted
  std::optional<double> maxError; ///< largest relative error of a weight
  std::vector<std::string> dtypes;

  bool isWanted() const { return budget || maxError; }
};

/// Option texts as given.
struct PlanOptions {
  Settings settings; ///< by option name; absent: the default
  std::string overrides;
  MixedPrecision mixed;
};

/// Methods for the weights of a module.
class QuantizePlan {
public:
  /// Reads options and overrides. Each contradiction has its own message.
  static llvm::Expected<QuantizePlan> create(const PlanOptions &options);

  /// Measures what mixed precision chooses from; nothing to do without. Fails after an error.
  LogicalResult measure(Operation *root, const CompressionRun &run);
  const CompressionMethod *choose(const Weight &weight, std::string &reason);
  /// Rules that matched no weight so far.
  std::vector<std::string> getUnusedRules() const;

private:
  /// The method of settings, made once for each; the error names what is wrong.
  llvm::Expected<const QuantizeMethod *> getMethod(const Settings &settings);

  Settings settings;
  Overrides overrides;
  MixedPrecision mixed;
  std::map<Settings, std::unique_ptr<QuantizeMethod>> methods;
  std::vector<bool> isUsed; ///< by rule
  /// Of weights that mixed precision has decided on: the method, or null with the reason.
  llvm::DenseMap<Operation *, std::pair<const CompressionMethod *, std::string>> decided;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_QUANTIZEPLAN_H
