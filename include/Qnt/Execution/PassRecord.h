//===- PassRecord.h - what compilation has done -----------------------------------------------------------===//
#ifndef QNT_EXECUTION_PASSRECORD_H
#define QNT_EXECUTION_PASSRECORD_H

#include <cstdint>
#include <string>

namespace mlir::qnt::execution {

/// A pass that has run, or a step that is none: "(ptxas)".
struct PassRecord {
  std::string name;
  double seconds;
  int64_t numOps = -1, numLaunches = -1; ///< in the module, after it; -1 for a step that is no pass
};

} // namespace mlir::qnt::execution

#endif // QNT_EXECUTION_PASSRECORD_H
