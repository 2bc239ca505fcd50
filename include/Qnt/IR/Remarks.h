//===- Remarks.h - remarks of Qnt's passes ----------------------------------------------------------------===//
//
// Every pass says what it skipped and why: category "qnt", name = the pass, function = the enclosing one.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_REMARKS_H
#define QNT_IR_REMARKS_H

#include "Qnt/IR/PassCounts.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Pass/Pass.h"
#include "llvm/Config/abi-breaking.h"
#include "llvm/Config/llvm-config.h"

namespace mlir::qnt {

inline remark::RemarkOpts getRemarkOpts(StringRef pass, Operation *op) {
  auto function = op->getParentOfType<FunctionOpInterface>();
  return remark::RemarkOpts::name(pass).category("qnt").function(function ? function.getName() : StringRef());
}

/// `op` stays as it is; `reason` says why.
inline void remarkSkipped(StringRef pass, Operation *op, const Twine &reason) {
  remark::missed(op->getLoc(), getRemarkOpts(pass, op)) << remark::reason("{0}", reason.str());
}

/// The reason where rewriting stops at the most iterations that it may take.
inline constexpr llvm::StringLiteral kNotConverged =
    "rewriting has not converged: what it has made is kept, a second run may go on";

/// `op` was rewritten.
inline remark::detail::InFlightRemark remarkDone(StringRef pass, Operation *op) {
  return remark::passed(op->getLoc(), getRemarkOpts(pass, op));
}

/// Adds up what a pass did: into its statistics, and when it ends as one analysis remark and into the counts that the
/// program collects. LLVM packages are built without statistics (LLVM_FORCE_ENABLE_STATS): there these show the counts.
class PassSummary {
public:
  PassSummary(StringRef pass, Operation *root) : pass(pass), root(root) {}
  PassSummary(const PassSummary &) = delete;
  PassSummary &operator=(const PassSummary &) = delete;

  ~PassSummary() {
    auto report = remark::analysis(root->getLoc(), getRemarkOpts(pass, root));
    for (auto &[name, value] : counts)
      report << remark::metric(name, value);
    if (PassCounts *collected = getPassCounts(*root->getContext()))
      collected->add(pass, counts);
  }

  /// `name` is the statistic's, as in Passes.td.
  void add(Pass::Statistic &statistic, StringRef name, int64_t amount = 1) {
    // A libMLIR without statistics leaves the counter as it finds it, of which code with assertions would make a
    // number.
    if constexpr (LLVM_ENABLE_ABI_BREAKING_CHECKS || LLVM_FORCE_ENABLE_STATS)
      statistic += amount;
    auto *it = llvm::find_if(counts, [&](const auto &entry) { return entry.first == name; });
    if (it == counts.end())
      counts.emplace_back(name, amount);
    else
      it->second += amount;
  }

private:
  StringRef pass;
  Operation *root;
  SmallVector<std::pair<StringRef, int64_t>> counts;
};

} // namespace mlir::qnt

#endif // QNT_IR_REMARKS_H
