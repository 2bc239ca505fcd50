//===- ElementCodec.h - one element to its code and back -------------------------------------------------===//
//
// Everything that does not change from element to element is worked out once: the arithmetic, the range, the formats.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_ELEMENTCODEC_H
#define QNT_LIB_NUMERICS_ELEMENTCODEC_H

#include "Qnt/Numerics/Encoding.h"
#include "StepArithmetic.h"

namespace mlir::qnt::numerics {

/// Scale and zero point of a block, prepared for the quotient's arithmetic.
struct BlockParameters {
  double scale;            ///< rounded to the arithmetic
  double reciprocal;       ///< 1 / scale, rounded; only where quotients are products with it
  double zeroPoint;        ///< as stored
  double roundedZeroPoint; ///< rounded to the arithmetic
};

/// `s` of the decode formula: the scale, times the tensor scale in f32 where there is one.
double getEffectiveScale(double scale, std::optional<double> tensorScale);

/// Values to codes by a convention.
class ElementEncoder {
public:
  /// `onePerElement`: scales have the shape of the value, which Quotient::ReciprocalXLA divides by.
  ElementEncoder(const Encoding &encoding, const Convention &convention, Format input, bool onePerElement = false);

  BlockParameters prepare(double scale, double zeroPoint) const;
  /// The value in units of the code, before the zero point and any rounding to a code.
  double getQuotient(double x, const BlockParameters &block) const;
  /// Raw bits. `index` feeds the noise. Not for code books.
  uint64_t encode(double x, const BlockParameters &block, uint64_t index) const;

  /// True where the code needs no saturation.
  bool isInRange(double x, const BlockParameters &block) const;

private:
  double getUnsaturatedCode(double x, const BlockParameters &block, const EncodeOptions &options) const;
  uint64_t encodeIntegerElement(double x, const BlockParameters &block, const EncodeOptions &options) const;
  uint64_t encodeFloatElement(double x, const BlockParameters &block, const EncodeOptions &options) const;
  double getNaNCode(double zeroPoint) const;

  const Convention &convention;
  StepArithmetic arithmetic;
  Format storage;
  double low, high; ///< of an integer storage
  bool storageIsFloat, usesReciprocal, needsNoise;
  uint64_t mask;
  EncodeOptions baseOptions;
};

/// Codes to values by the rule of an encoding.
class ElementDecoder {
public:
  explicit ElementDecoder(const Encoding &encoding);
  /// `code` is the number that the raw bits mean, or a code-book entry.
  double decode(double code, double scale, double zeroPoint) const;

private:
  double multiply(double a, double b) const;
  /// A value of the arithmetic, rounded to the expressed type.
  double roundResult(double value) const;
  double roundStep(double value) const { return wide ? value : double(float(value)); }

  Format expressed;
  bool wide; ///< f64 arithmetic: expressed or scale is f64
  bool zeroPointIsFloat;
  bool subtractsToOdd; ///< code - zero point in f64 is rounded to odd, so that the next rounding is the only one
  DecodeRule rule;
};

} // namespace mlir::qnt::numerics

#endif // QNT_LIB_NUMERICS_ELEMENTCODEC_H
