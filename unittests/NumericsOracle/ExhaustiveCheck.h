//===- ExhaustiveCheck.h - a subject against a table of runs, on many threads ----------------------------===//
#ifndef QNT_UNITTESTS_NUMERICSORACLE_EXHAUSTIVECHECK_H
#define QNT_UNITTESTS_NUMERICSORACLE_EXHAUSTIVECHECK_H

#include "RunTable.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace oracle {

/// Quantizes f32 values to one code each; called from several threads.
using Subject = std::function<void(llvm::ArrayRef<float> values, llvm::MutableArrayRef<uint32_t> codes)>;

struct CheckCase {
  std::string name;                         ///< "f8E4M3FN encodeFloat", "i8 scale 0.1 kernel"
  std::function<uint32_t(double)> expected; ///< the oracle
  Subject subject;                          ///< the code under test
};

/// Which patterns are looked at.
enum class Coverage {
  All,   ///< 2^32
  Quick, ///< 64 on each side of where a run begins, and one in 4099 of all
};

struct CheckResult {
  uint64_t compared = 0, mismatches = 0;
  std::string firstMismatch; ///< by pattern order, empty when none
  double seconds = 0;
};

/// With Coverage::All every tenth part that is done is told on standard error.
CheckResult runCheck(const CheckCase &checkCase, Coverage coverage, unsigned numThreads);

} // namespace oracle

#endif // QNT_UNITTESTS_NUMERICSORACLE_EXHAUSTIVECHECK_H
