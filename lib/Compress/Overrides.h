//===- Overrides.h - options for some of the weights ---------------------------------------------------------===//
//
// Rules of selectors and settings. From text, rules separated by ';', selectors and settings by '/':
//
//   head*:dtype=int8;op=conv/min-elements=4096:dtype=int6/granularity=per_tensor;layer=first:skip
//
// or from a JSON file, an array of objects: {"name": "head*", "op": "conv", "min-elements": 4096, "dtype": "int8"}.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_COMPRESS_OVERRIDES_H
#define QNT_LIB_COMPRESS_OVERRIDES_H

#include "Weights.h"
#include <map>

namespace mlir::qnt {

/// Settings by the names of the pass's options.
using Settings = std::map<std::string, std::string>;

struct OverrideRule {
  std::string name = "*"; ///< a glob pattern
  std::string op, layer;  ///< empty: any
  int64_t minElements = 0, maxElements = std::numeric_limits<int64_t>::max();
  bool skips = false;
  Settings settings;
  std::string text; ///< for messages

  bool matches(const Weight &weight) const;
};

class Overrides {
public:
  /// A path that ends in .json, or the rules themselves, which may have `settings`. Errors name the rule.
  static llvm::Expected<Overrides> create(StringRef text, ArrayRef<StringRef> settings);

  ArrayRef<OverrideRule> getRules() const { return rules; }
  /// The settings of all rules that match, later ones first; nothing when the last that says so skips the weight, whose
  /// text `skippedBy` receives.
  std::optional<Settings> getSettings(const Weight &weight, std::string &skippedBy) const;

private:
  std::vector<OverrideRule> rules;
};

} // namespace mlir::qnt

#endif // QNT_LIB_COMPRESS_OVERRIDES_H
