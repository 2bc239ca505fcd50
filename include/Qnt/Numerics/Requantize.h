//===- Requantize.h - accumulators to codes with integers only -------------------------------------------===//
#ifndef QNT_NUMERICS_REQUANTIZE_H
#define QNT_NUMERICS_REQUANTIZE_H

#include "Qnt/Numerics/Convention.h"
#include "llvm/Support/Error.h"

namespace mlir::qnt::numerics {

/// A positive real as `multiplier * 2^-shift`, multiplier in [2^30, 2^31), shift in [-31, 62].
struct FixedPointMultiplier {
  int32_t multiplier;
  int32_t shift;
};

/// Nearest fixed-point form of `real` (ties up). Error when it is not positive and finite or out of the shift's range.
llvm::Expected<FixedPointMultiplier> getFixedPointMultiplier(double real);

/// `acc * multiplier * 2^-shift` as an integer, rounded once by `rounding`, or twice as TFLite does
/// (RequantizeRounding::TFLite); computed without overflow; saturated to i32. No noise is drawn for integers:
/// Rounding::Stochastic and Rounding::NoisyHalfEven are Rounding::HalfEven here.
int32_t multiplyByFixedPoint(int32_t acc, FixedPointMultiplier multiplier, Rounding rounding, RequantizeRounding mode);

/// ((x + 2^(l-1)) >> l) << l, arithmetic shift: drops the `lsbs` low bits with rounding half up (l = 0: x).
int64_t roundBits(int64_t x, unsigned lsbs);

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_REQUANTIZE_H
