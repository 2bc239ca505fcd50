//===- Parameters.h - ops that find scale and zero point of a block ---------------------------------------===//
//
//   ParameterRule rule(encoding, convention, calibration, input, {codebookBound, oneBlock});
//   state = rule.emitInitialStatistics(b);
//   for each element of the block: state = rule.emitUpdate(b, state, x, kept);      // reduction over the block
//   range = rule.emitRange(b, state);
//   chosen = rule.emitParameters(b, range, tensorScale);     // stored scale, stored zero point, scale for the codes
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_PARAMETERS_H
#define QNT_EMIT_PARAMETERS_H

#include "Qnt/Emit/Quantize.h"

namespace mlir::qnt::emit {

/// The reals that the codes of a block should cover; numbers are f32 or f64.
struct RangeValues {
  StepValue min, max;
  StepValue observedMin, observedMax; ///< of the elements themselves
};

struct ChosenValues {
  Value storedScale;     ///< in the container of the scale's type
  Value storedZeroPoint; ///< in the container of the zero point's type; null without one
  /// `s` that the codes are computed with, ready for ElementQuantizer::emitBlock: the stored scale (times the tensor
  /// scale), or the finer one where the convention says so.
  Value codeScale;
};

/// From the elements of a block to its parameters: numerics::chooseParameters as ops, bit for bit.
class ParameterRule {
public:
  struct Options {
    double codebookBound = 1.0; ///< largest finite magnitude in the tables (1 when that is 0)
    bool oneBlock = false;      ///< a single scale for the whole tensor
  };
  /// `encoding` must have a scale.
  ParameterRule(const numerics::Encoding &encoding, const numerics::Convention &convention,
                const numerics::Calibration &calibration, Format input, Options options);

  /// Values that a reduction carries: [largest magnitude], [min, max], or nothing for `fixed`.
  SmallVector<Value> emitInitialStatistics(ImplicitLocOpBuilder &b) const;
  /// `x` of the input type; `kept` (i1): the mask, null keeps all. NaN and infinities are skipped or not as the
  /// convention says. The order of the elements does not matter.
  SmallVector<Value> emitUpdate(ImplicitLocOpBuilder &b, ValueRange state, Value x, Value kept = {}) const;
  /// Joins the statistics of two parts of a block.
  SmallVector<Value> emitCombine(ImplicitLocOpBuilder &b, ValueRange a, ValueRange b2) const;

  /// The rule `rms` needs a second reduction, over the same elements in row-major order: [sum of squares (f64), count
  /// (i64)], which starts from 0 and 0.
  bool needsSquares() const;
  SmallVector<Value> emitInitialSquares(ImplicitLocOpBuilder &b) const;
  SmallVector<Value> emitAddSquare(ImplicitLocOpBuilder &b, ValueRange squares, Value x, ValueRange state,
                                   Value kept = {}) const;

  /// The range by the rule: absmax, minmax, fixed, rms (with `squares`), and mse (the whole range).
  RangeValues emitRange(ImplicitLocOpBuilder &b, ValueRange state, ValueRange squares = {}) const;
  /// The range for bounds found elsewhere (percentile): `min` and `max` are f64; symmetric rules read `max` only.
  RangeValues emitRangeOfBounds(ImplicitLocOpBuilder &b, Value min, Value max, ValueRange state) const;
  /// `range` times `factor` (f64), as the candidates of mse are.
  RangeValues emitScaledRange(ImplicitLocOpBuilder &b, const RangeValues &range, Value factor) const;

  /// Second level (NVFP4): the largest width over all blocks (an f64 that starts from 0), then the f32 tensor scale.
  Value emitUpdateLargest(ImplicitLocOpBuilder &b, Value largest, const RangeValues &range) const;
  Value emitTensorScale(ImplicitLocOpBuilder &b, Value largest) const;

  /// Scale and zero point of a block. `tensorScale` (f32) where the encoding has one.
  ChosenValues emitParameters(ImplicitLocOpBuilder &b, const RangeValues &range, Value tensorScale = {}) const;

  /// i1: x lies in the range that the rule finds (numerics::getCalibrationMask; statistics with the default filter).
  Value emitIsInRange(ImplicitLocOpBuilder &b, Value x, const RangeValues &range) const;

private:
  numerics::Encoding encoding;
  numerics::Convention convention;
  numerics::Calibration calibration;
  Format input;
  Options options;
};

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_PARAMETERS_H
