//===- PassCounts.h - what the passes of a run counted ------------------------------------------------------===//
//
// Enters: the summary of each pass, in any order and from any thread. Leaves: a line for each pass, sorted by name.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_PASSCOUNTS_H
#define QNT_IR_PASSCOUNTS_H

#include "mlir/IR/MLIRContext.h"
#include "mlir/Support/LLVM.h"
#include "llvm/Support/raw_ostream.h"
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mlir::qnt {

/// Sums over all runs of a pass. May be added to from several threads.
class PassCounts {
public:
  /// A run of `pass` counted `counts`.
  void add(StringRef pass, ArrayRef<std::pair<StringRef, int64_t>> counts);

  /// `pass runs counted`, aligned: `qnt-form-kernels  1  kernels=2, ops=5`. The names of each pass are sorted.
  void write(raw_ostream &stream) const;

private:
  struct Counts {
    int64_t numRuns = 0;
    std::map<std::string, int64_t> sums;
  };
  std::mutex mutex;
  std::map<std::string, Counts> countsOfPass;
};

/// Lets the passes that run in `context` from now on add to `counts`.
void collectCounts(MLIRContext &context, std::shared_ptr<PassCounts> counts);

/// Where the passes in `context` add what they count; null where nobody asked for it.
PassCounts *getPassCounts(MLIRContext &context);

} // namespace mlir::qnt

#endif // QNT_IR_PASSCOUNTS_H
