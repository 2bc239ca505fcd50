//===- CompressionPlan.h - which method each weight gets ----------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_COMPRESSIONPLAN_H
#define QNT_LIB_COMPRESS_COMPRESSIONPLAN_H

#include "CompressWeights.h"
#include "Overrides.h"

namespace mlir::qnt {

/// What decides the dtype of weights that no override gives one.
struct MixedPrecision {
  std::optional<double> budget;   ///< bits per weight on average, scales counted
  std::optional<double> maxError; ///< largest relative error of a weight
  std::vector<std::string> dtypes;

  bool isWanted() const { return budget || maxError; }
};

/// What a pass makes of the settings of a weight.
struct MethodKind {
  ArrayRef<StringRef> settings; ///< those that overrides may change, by option name
  /// The error names what is wrong with them.
  std::function<llvm::Expected<std::unique_ptr<CompressionMethod>>(const Settings &settings)> make;
};

/// Option texts as given.
struct PlanOptions {
  MethodKind kind;
  Settings settings; ///< by option name; absent: the default
  std::string overrides;
  MixedPrecision mixed;
};

/// Methods for the weights of a module.
class CompressionPlan {
public:
  /// Reads options and overrides. Each contradiction has its own message.
  static llvm::Expected<CompressionPlan> create(const PlanOptions &options);

  /// Measures what mixed precision chooses from; nothing to do without. Fails after an error.
  LogicalResult measure(Operation *root, const CompressionRun &run);
  const CompressionMethod *choose(const Weight &weight, std::string &reason);
  /// Rules that matched no weight so far.
  std::vector<std::string> getUnusedRules() const;

private:
  /// The method of settings, made once for each; the error names what is wrong.
  llvm::Expected<const CompressionMethod *> getMethod(const Settings &settings);

  MethodKind kind;
  Settings settings;
  Overrides overrides;
  MixedPrecision mixed;
  std::map<Settings, std::unique_ptr<CompressionMethod>> methods;
  std::vector<bool> isUsed; ///< by rule
  /// Of weights (what is read of them) that mixed precision has decided on: the method, or null with the reason.
  llvm::DenseMap<Value, std::pair<const CompressionMethod *, std::string>> decided;
};

/// A setting's text; empty when it is not there.
StringRef getSetting(const Settings &settings, StringRef key);
/// A setting's number; nothing when it is not there or empty. The error names the setting.
llvm::Expected<std::optional<int64_t>> getNumber(const Settings &settings, StringRef key);

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_COMPRESSIONPLAN_H
