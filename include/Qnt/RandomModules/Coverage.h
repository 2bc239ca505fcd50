//===- Coverage.h - which ops and encodings occur in modules ----------------------------------------------===//
#ifndef QNT_RANDOMMODULES_COVERAGE_H
#define QNT_RANDOMMODULES_COVERAGE_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include <map>
#include <string>

namespace mlir::qnt::random_modules {

/// Counts of ops, and for each op of the features of the encodings that its operands, results and attributes have.
class Coverage {
public:
  void add(ModuleOp module);
  void add(const Coverage &other);
  /// "qnt.quantize 120", then a line for each kind of feature: "storage: f4E2M1FN 3, i2 7, ...".
  void print(llvm::raw_ostream &os) const;
  /// Ops of the dialect and storage formats that did not occur.
  std::vector<std::string> getMissing(MLIRContext *context) const;

private:
  struct OpCoverage {
    uint64_t count = 0;
    /// "storage" -> "i4" -> count
    std::map<std::string, std::map<std::string, uint64_t>> features;
  };
  void addType(OpCoverage &coverage, Type type);
  void addEncoding(OpCoverage &coverage, EncodingAttr encoding);

  std::map<std::string, OpCoverage> ops;
};

} // namespace mlir::qnt::random_modules

#endif // QNT_RANDOMMODULES_COVERAGE_H
