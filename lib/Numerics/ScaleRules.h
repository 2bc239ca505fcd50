//===- ScaleRules.h - from the range of a block to its scale and zero point ------------------------------===//
#ifndef QNT_LIB_NUMERICS_SCALERULES_H
#define QNT_LIB_NUMERICS_SCALERULES_H

#include "BlockStatistics.h"
#include "Qnt/Numerics/Convention.h"
#include "StepArithmetic.h"

namespace mlir::qnt::numerics {

/// What a rule makes of the statistics: the reals that the codes should cover. Symmetric: [-max, max].
struct ValueRange {
  double min = 0.0, max = 0.0;
  double observedMin = 0.0, observedMax = 0.0; ///< of the elements themselves
  double absmax() const { return max > -min ? max : -min; }
};

/// Parameters of one block.
struct ChosenParameters {
  double scale = 1.0;      ///< as stored
  double finerScale = 1.0; ///< before it was rounded to its storage type
  double zeroPoint = 0.0;  ///< as stored
  ValueRange range;        ///< what they were chosen for: of `mse` the candidate that won
};

struct ChosenBlocks {
  std::vector<ChosenParameters> blocks; ///< in grid order
  std::optional<double> tensorScale;    ///< of encodings that have one
};

/// True when any element of an integer storage may be negative.
bool hasSignedCodes(const Encoding &encoding);

/// Errors of a rule that does not fit the encoding, or of values that do not fit the shape of `parts`.
llvm::Error checkScaleRule(const ArrayParts &parts, llvm::ArrayRef<double> values, const Encoding &encoding,
                           const Convention &convention, const Calibration &calibration);

/// What the rule chooses for every block. `parts` has the shape, and where there are any the mask and the code book.
ChosenBlocks chooseBlocks(const ArrayParts &parts, llvm::ArrayRef<double> values, Format input,
                          const Encoding &encoding, const Convention &convention, const Calibration &calibration);

/// The steps from statistics to parameters for one encoding, convention and rule. `codebookBound` is the largest
/// magnitude in the code book.
class ScaleRules {
public:
  /// `oneBlock`: a single scale, which Quotient::ReciprocalXLA divides for.
  ScaleRules(const Encoding &encoding, const Convention &convention, const Calibration &calibration, Format input,
             double codebookBound, bool oneBlock);

  /// The range by the rule (mse: that of minmax or absmax, to be scaled by the search). `values` are the block's, and
  /// may be reordered; only rms and percentile read them.
  ValueRange getRange(const BlockStatistics &statistics, llvm::MutableArrayRef<double> values) const;
  ValueRange multiply(ValueRange range, double factor) const;

  double chooseTensorScale(llvm::ArrayRef<ValueRange> blocks) const;
  ChosenParameters choose(ValueRange range, std::optional<double> tensorScale) const;

private:
  double getSymmetricBound(double codebookBound) const;
  double getCenter() const;
  double divideByConstant(double value, double constant) const;
  double getWidth(ValueRange range) const;
  double getRawScale(ValueRange range) const;
  double guardRawScale(double raw, ValueRange range) const;
  double storeScale(double raw) const;
  double chooseZeroPoint(ValueRange range, double scale) const;
  double getRealZeroPoint(ValueRange range, double scale) const;
  double getZeroPointOfSmallerError(ValueRange range, double scale) const;
  double storeZeroPoint(double real) const;
  bool isConstantBlock(ValueRange range) const;
  ValueRange getFoundRange(const BlockStatistics &statistics, llvm::MutableArrayRef<double> values) const;
  int getShiftOfSquares(double absmax) const;
  double getRootMeanSquare(llvm::ArrayRef<double> values, double absmax) const;

  const Encoding &encoding;
  const Convention &convention;
  const Calibration &calibration;
  Format input;
  StepArithmetic arithmetic, rangeArithmetic;
  Format scaleFormat, zeroPointFormat; ///< of encodings that have them
  bool symmetric, oneBlock;
  double lowCode, highCode; ///< of an integer storage, `range` applied
  double bound;             ///< symmetric only
};

} // namespace mlir::qnt::numerics

#endif // QNT_LIB_NUMERICS_SCALERULES_H
