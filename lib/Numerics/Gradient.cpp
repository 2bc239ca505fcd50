//===- Gradient.cpp - where straight-through gradients pass ----------------------------------------------===//

#include "Qnt/Numerics/Gradient.h"
#include "ElementCodec.h"
#include "Qnt/Numerics/BlockSegments.h"
#include "Qnt/Numerics/Quantize.h"
#include "ScaleRules.h"
#include "llvm/ADT/STLExtras.h"
#include <cassert>
#include <cmath>

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

llvm::Expected<std::vector<uint8_t>>
mlir::qnt::numerics::getCalibrationMask(llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> shape, Format input,
                                        const Encoding &encoding, const Convention &convention,
                                        const Calibration &calibration, llvm::ArrayRef<uint8_t> kept) {
  assert(!encoding.codebook && "expected an encoding without a code book");
  ArrayParts parts;
  parts.shape.assign(shape.begin(), shape.end());
  parts.mask.assign(kept.begin(), kept.end());
  if (llvm::Error error = checkScaleRule(parts, values, encoding, convention, calibration))
    return error;
  std::vector<uint8_t> mask(values.size());
  bool coversAll = (calibration.rule == ScaleRule::AbsMax || calibration.rule == ScaleRule::MinMax) &&
                   calibration.argument(0, 1.0) >= 1.0;
  if (coversAll) {
    for (auto [passes, value] : llvm::zip_equal(mask, values))
      passes = !std::isnan(value);
    return mask;
  }
  ChosenBlocks chosen = chooseBlocks(parts, values, input, encoding, convention, calibration);
  forEachSegment(shape, encoding.block, [&](Segment segment) {
    ValueRange range = chosen.blocks[size_t(segment.block)].range;
    for (int64_t i = segment.begin; i < segment.begin + segment.length; ++i)
      mask[size_t(i)] = range.min <= values[size_t(i)] && values[size_t(i)] <= range.max;
  });
  return mask;
}
