//===- Statistics.cpp - what qnt.observe records ----------------------------------------------------------===//

#include "Qnt/Reference/Statistics.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

void BlockRecord::add(double value) {
  if (std::isnan(value)) {
    ++numNaN;
    return;
  }
  if (std::isinf(value)) {
    ++numInfinite;
    return;
  }
  ++count;
  minimum = std::min(minimum, value);
  maximum = std::max(maximum, value);
  absoluteMaximum = std::max(absoluteMaximum, std::fabs(value));
  sum += value;
  sumOfSquares += value * value;
}

double BlockRecord::getRootMeanSquare() const {
  return count == 0 ? 0.0 : std::sqrt(sumOfSquares / static_cast<double>(count));
}

llvm::Error StatisticsRecorder::record(const Observation &observation) {
  const Tensor &values = observation.values;
  numerics::BlockShape block(observation.block.begin(), observation.block.end());
  if (!block.empty() && block.size() != values.getRank())
    return llvm::createStringError("expected a block of rank " + Twine(values.getRank()) + ", got " +
                                   Twine(block.size()));
  if (block.empty())
    block.assign(values.getRank(), numerics::kWhole);
  Shape grid = numerics::getGridShape(values.getShape(), block);
  auto [it, isNew] = records.try_emplace(observation.name.str());
  TensorRecord &record = it->second;
  if (isNew)
    record = {block, grid, std::vector<BlockRecord>(numerics::getNumElements(grid))};
  if (record.block != block || record.grid != grid)
    return llvm::createStringError("expected observations under one name to have the same blocks");
  for (int64_t i = 0; i < values.getNumElements(); ++i)
    record.blocks[numerics::getBlockIndex(i, values.getShape(), block)].add(values.getFloat(i));
  return llvm::Error::success();
}

const TensorRecord *StatisticsRecorder::lookup(StringRef name) const {
  auto it = records.find(name.str());
  return it == records.end() ? nullptr : &it->second;
}
