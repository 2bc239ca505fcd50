//===- Gradient.cpp - where straight-through gradients pass ----------------------------------------------===//

#include "Qnt/Numerics/Gradient.h"
#include "ElementCodec.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Quantize.h"
#include "ScaleRules.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>

using namespace mlir::qnt::numerics;

bool mlir::qnt::numerics::passesGradient(double x, double scale, double zeroPoint, Format input,
                                         const Encoding &encoding, const Convention &convention) {
  assert(!encoding.codebook && "expected an encoding without a code book");
  // A value clamped before it is rounded would never be out of range.
  Convention unclamped = convention;
  unclamped.clampOrder = ClampOrder::AfterRounding;
  ElementEncoder encoder(encoding, unclamped, input);
  return encoder.isInRange(x, encoder.prepare(scale, zeroPoint));
}

llvm::Expected<std::vector<uint8_t>> mlir::qnt::numerics::getCalibrationMask(llvm::ArrayRef<double> values,
                                                                             llvm::ArrayRef<int64_t> shape,
                                                                             Format input, const Encoding &encoding,
                                                                             const Convention &convention,
                                                                             const Calibration &calibration) {
  ArrayParts parts;
  parts.shape.assign(shape.begin(), shape.end());
  if (llvm::Error error = checkScaleRule(parts, values, encoding, calibration))
    return error;
  bool coversAll = (calibration.rule == ScaleRule::AbsMax || calibration.rule == ScaleRule::MinMax) &&
                   calibration.argument(0, 1.0) >= 1.0;
  std::vector<uint8_t> mask(values.size(), 1);
  if (coversAll)
    return mask;
  std::vector<BlockStatistics> statistics = collectStatistics(values, {}, shape, encoding.block);
  ScaleRules rules(encoding, convention, calibration, input, /*codebookBound=*/1.0, statistics.size() == 1);
  BlockValues blocks = gatherBlocks(values, {}, shape, encoding.block);
  std::vector<ValueRange> ranges;
  for (auto [block, blockStatistics] : llvm::enumerate(statistics))
    ranges.push_back(rules.getRange(blockStatistics, blocks.get(int64_t(block))));
  forEachSegment(shape, encoding.block, [&](Segment segment) {
    ValueRange range = ranges[size_t(segment.block)];
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      mask[size_t(i)] = range.min <= values[size_t(i)] && values[size_t(i)] <= range.max;
  });
  return mask;
}
