//===- Statistics.h - what qnt.observe records ------------------------------------------------------------===//
//
// A sink for InterpreterOptions::observe: statistics by name, a record per block.
//
//   StatisticsRecorder recorder;
//   options.observe = recorder.getSink();
//   ... run on each sample ...
//   recorder.lookup("conv1.input")->blocks[0].maximum
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_REFERENCE_STATISTICS_H
#define QNT_REFERENCE_STATISTICS_H

#include "Qnt/Reference/Interpreter.h"
#include <limits>
#include <map>

namespace mlir::qnt::reference {

/// Of finite elements, but for the two counts of others.
struct BlockRecord {
  int64_t count = 0, numNaN = 0, numInfinite = 0;
  double minimum = std::numeric_limits<double>::infinity();
  double maximum = -std::numeric_limits<double>::infinity();
  double absoluteMaximum = 0.0;
  double sum = 0.0, sumOfSquares = 0.0;

  void add(double value);
  double getMean() const { return count == 0 ? 0.0 : sum / static_cast<double>(count); }
  double getRootMeanSquare() const;
};

struct TensorRecord {
  numerics::BlockShape block; ///< kWhole in each dimension: the whole tensor
  Shape grid;                 ///< records per dimension
  std::vector<BlockRecord> blocks;
};

class StatisticsRecorder {
public:
  /// Adds the elements of an observation to the record of its name. Errors: another block or another number of blocks
  /// under the same name, a block that has not the rank of the tensor.
  llvm::Error record(const Observation &observation);
  std::function<llvm::Error(const Observation &)> getSink() {
    return [this](const Observation &observation) { return record(observation); };
  }
  /// Null when nothing was observed under the name.
  const TensorRecord *lookup(llvm::StringRef name) const;
  const std::map<std::string, TensorRecord> &getRecords() const { return records; }

private:
  std::map<std::string, TensorRecord> records;
};

} // namespace mlir::qnt::reference

#endif // QNT_REFERENCE_STATISTICS_H
