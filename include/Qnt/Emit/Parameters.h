//===- Parameters.h - ops that find scale and zero point of a block ---------------------------------------===//
//
//   ParameterRule rule(encoding, convention, calibration, input);
//   state = rule.emitInitialStatistics(b, x);
//   for each element of the block: state = rule.emitUpdate(b, state, x, kept);      // a reduction
//   range = rule.emitRange(b, state);
//   chosen = rule.emitParameters(b, range, tensorScale);     // stored scale, stored zero point, scale for the codes
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_EMIT_PARAMETERS_H
#define QNT_EMIT_PARAMETERS_H

#include "Qnt/Emit/Quantize.h"

namespace mlir::qnt::emit {

class ElementOps;
class StepArithmetic;

/// The reals that the codes of a block should cover.
struct RangeValues {
  StepValue min, max;
  StepValue observedMin, observedMax; ///< of the elements themselves; only where the guard reads them
};

struct ChosenValues {
  Value storedScale;     ///< in the container of the scale's type
  Value storedZeroPoint; ///< in the container of the zero point's type; null without one
  /// `s` that the codes are computed with, ready for ElementQuantizer::emitBlock: the stored scale (times the tensor
  /// scale), or the finer one where the convention says so.
  Value codeScale;
  Value zeroPoint; ///< ready for ElementQuantizer::emitBlock (emitZeroPoint of the stored one)
};

/// What a rule needs to know of the whole tensor.
struct ParameterOptions {
  double codebookBound = 1.0; ///< largest finite magnitude in the tables (1 when that is 0)
  Value dynamicCodebookBound; ///< f64, in place of it where the tables are not constant
  bool oneBlock = false;      ///< a single scale for the whole tensor
};

/// From the elements of a block to its parameters: numerics::chooseParameters as ops, bit for bit. (The sign of a zero
/// point that is zero and has a float type is not told.)
class ParameterRule {
public:
  /// `encoding` must have a scale and fit the rule (qnt.quantize's constraints). Its codes use
  /// numerics::getChosenEncoding's range. `input`: f64, f32, f16 or bf16.
  ParameterRule(const numerics::Encoding &encoding, const numerics::Convention &convention,
                const numerics::Calibration &calibration, Format input, ParameterOptions options = {});

  /// Values that a reduction carries, integers whose order is that of the numbers: [largest magnitude], [min, max], or
  /// none. `sample` (any value) gives the shape: scalar or vector.
  SmallVector<Value> emitInitialStatistics(ImplicitLocOpBuilder &b, Value sample) const;
  /// `x` of the input type; `kept` (i1): the mask, null keeps all. NaN and infinities are left out or not as the
  /// convention says. Neither the order of the elements nor the way they are combined matters.
  SmallVector<Value> emitUpdate(ImplicitLocOpBuilder &b, ValueRange state, Value x, Value kept = {}) const;
  /// Joins the statistics of two parts of a block.
  SmallVector<Value> emitCombine(ImplicitLocOpBuilder &b, ValueRange first, ValueRange second) const;

  /// The rule `rms` needs a second reduction over the elements in row-major order, after the first is complete: [sum of
  /// squares (f64), count (i64)].
  bool needsSquares() const { return calibration.rule == numerics::ScaleRule::RMS; }
  SmallVector<Value> emitInitialSquares(ImplicitLocOpBuilder &b, Value sample) const;
  SmallVector<Value> emitAddSquare(ImplicitLocOpBuilder &b, ValueRange squares, ValueRange state, Value x,
                                   Value kept = {}) const;

  /// The range by the rule: absmax, minmax, fixed, rms (with `squares`), and mse (the whole range, to be scaled).
  /// `sample` gives the shape.
  RangeValues emitRange(ImplicitLocOpBuilder &b, ValueRange state, Value sample, ValueRange squares = {}) const;
  /// The range for bounds found elsewhere (percentile): `min` and `max` are f64; symmetric rules read `max` only. Where
  /// the convention counts elements that are not finite, one of these makes the range that of all elements.
  RangeValues emitRangeOfBounds(ImplicitLocOpBuilder &b, ValueRange state, Value min, Value max) const;
  /// `range` times `factor` (f64), as the candidates of mse are.
  RangeValues emitScaledRange(ImplicitLocOpBuilder &b, const RangeValues &range, Value factor) const;

  /// Errors of candidates, as f64: divided by a power of two that keeps their squares in range where the input is f64.
  Value emitErrorToSquare(ImplicitLocOpBuilder &b, Value error, const RangeValues &range) const;

  /// Second level (NVFP4): the largest width over all blocks (an f64 that starts from 0), then the f32 tensor scale.
  Value emitUpdateLargest(ImplicitLocOpBuilder &b, Value largest, const RangeValues &range) const;
  Value emitTensorScale(ImplicitLocOpBuilder &b, Value largest) const;

  /// Scale and zero point of a block. `tensorScale` (f32) where the encoding has one.
  ChosenValues emitParameters(ImplicitLocOpBuilder &b, const RangeValues &range, Value tensorScale = {}) const;

  /// i1: x lies in the range, which for mse is that of the candidate that won (numerics::getCalibrationMask; it lets
  /// all but NaN pass for absmax and minmax with a factor of 1 or more).
  Value emitIsInRange(ImplicitLocOpBuilder &b, Value x, const RangeValues &range) const;

private:
  StepArithmetic getArithmetic() const;
  StepArithmetic getRangeArithmetic() const;
  FloatType getStatisticsType(MLIRContext *context) const;
  bool readsMinMax() const;
  bool ignoresEnds() const;
  StepValue emitMagnitude(const ElementOps &ops, ValueRange state) const;
  Value emitAbsmax(const ElementOps &ops, const RangeValues &range) const;
  std::pair<StepValue, StepValue> emitMinMax(const ElementOps &ops, ValueRange state) const;
  std::optional<int> getLimitOfSquares() const;
  StepValue emitRootMeanSquare(const ElementOps &ops, StepValue absmax, ValueRange squares) const;
  RangeValues emitFoundRange(const ElementOps &ops, ValueRange state, ValueRange squares) const;
  std::pair<Value, Value> emitEndsUnlessFinite(const ElementOps &ops, ValueRange state, Value min, Value max) const;
  RangeValues emitRoundedRange(const ElementOps &ops, RangeValues range) const;

  StepValue emitDivideBy(const ElementOps &ops, StepValue value, StepValue divisor) const;
  StepValue emitBound(const ElementOps &ops, double factor) const;
  StepValue emitWidth(const ElementOps &ops, const RangeValues &range) const;
  StepValue emitRawScale(const ElementOps &ops, const RangeValues &range) const;
  StepValue emitGuardedScale(const ElementOps &ops, StepValue raw, const RangeValues &range) const;
  Value emitIsConstantBlock(const ElementOps &ops, const RangeValues &range) const;
  Value emitStoredScale(const ElementOps &ops, StepValue raw) const;
  StepValue emitRealZeroPoint(const ElementOps &ops, const RangeValues &range, StepValue scale) const;
  StepValue emitZeroPointOfSmallerError(const ElementOps &ops, const RangeValues &range, StepValue scale) const;
  Value emitStoredZeroPoint(const ElementOps &ops, const RangeValues &range, StepValue scale) const;

  numerics::Encoding encoding;
  numerics::Convention convention;
  numerics::Calibration calibration;
  Format input;
  ParameterOptions options;
  bool symmetric;
  double lowCode, highCode; ///< of an integer storage, the range of chosen codes
  double center;            ///< zero point of a symmetric choice
  double bound;             ///< what absmax is divided by
};

} // namespace mlir::qnt::emit

#endif // QNT_EMIT_PARAMETERS_H
