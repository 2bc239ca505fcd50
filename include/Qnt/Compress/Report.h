//===- Report.h - what compression did to each weight -------------------------------------------------------===//
//
// Enters: a record for each weight, as the passes compress it or leave it alone. Leaves: an aligned table or JSON.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_COMPRESS_REPORT_H
#define QNT_COMPRESS_REPORT_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace mlir {
class PassManager;
} // namespace mlir

namespace mlir::qnt {

/// How far the decoded elements are from the given ones.
struct WeightError {
  double relative = 0.0;   ///< norm of the differences / norm of the weight
  double cosine = 1.0;     ///< of the angle between both, as vectors of all elements
  double noise = 0.0;      ///< 10 log10 of signal over noise, in dB; infinite when nothing differs
  int64_t worstBlock = -1; ///< linear index in the grid of blocks (of tables for palettes without scales)
  double worstRelative = 0.0;
};

struct WeightRecord {
  std::string pass, name;
  llvm::SmallVector<int64_t, 4> shape;
  std::string dtypeBefore, dtypeAfter; ///< dtypeAfter is empty when the weight is left alone
  std::string encoding;                ///< as `#qnt.encoding` is written
  int64_t numElements = 0;
  int64_t bytesBefore = 0, bytesAfter = 0;
  std::string obstacle; ///< why it is left alone
  WeightError error;

  /// Scales, zero points, tables and masks counted.
  double getBitsPerWeight() const { return numElements == 0 ? 0.0 : 8.0 * bytesAfter / numElements; }
};

class CompressionReport {
public:
  /// The records of one run of a pass on the op named `root` (empty: the module). May be called from several threads:
  /// runs on different ops are ordered by name, those on one op by time.
  void add(llvm::StringRef root, llvm::ArrayRef<WeightRecord> records);
  std::vector<WeightRecord> getRecords() const;

  void writeTable(llvm::raw_ostream &stream) const;
  void writeJson(llvm::raw_ostream &stream) const;
  /// Whole or not at all: JSON when `path` ends in .json, else the table; "-" is the standard output.
  llvm::Error write(llvm::StringRef path) const;

private:
  std::mutex mutex;
  std::map<std::string, std::vector<WeightRecord>> recordsOfRoot;
};

/// Lets the passes that compress weights write into `report` as well, wherever they stand in the pipeline.
void collectReports(PassManager &manager, const std::shared_ptr<CompressionReport> &report);

/// Makes it an error of these passes when their option `report` names a file that the program writes: one of `paths`.
void protectOutputs(PassManager &manager, std::vector<std::string> paths);

} // namespace mlir::qnt

#endif // QNT_COMPRESS_REPORT_H
