//===- Gradient.h - where straight-through gradients pass ------------------------------------------------===//
//
// Quantization has no useful derivative; training lets the gradient of the result through where the value was in
// range: dx = dy / s * mask for quantize, dx = dy * mask for fake-quantize (baracuda), with one of these masks.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_NUMERICS_GRADIENT_H
#define QNT_NUMERICS_GRADIENT_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics {

/// True where the code of `x` needs no saturation, both ends included: a value that gets the last code by rounding
/// passes. Float storage: where |x / s| is at most the largest finite value. NaN does not pass.
bool passesGradient(double x, double scale, double zeroPoint, Format input, const Encoding &encoding,
                    const Convention &convention);

/// 1 for the elements that lie in the range that the rule finds for their block, ends included, else 0 (Qwix): the
/// range that the scale is made of, which for mse is the candidate that won. NaN does not pass; but for it absmax and
/// minmax without a factor below 1 leave nothing out. `kept` is the mask of a sparse encoding, empty keeps all:
/// elements that it leaves out have no part in the range. The encoding must have no code book.
llvm::Expected<std::vector<uint8_t>> getCalibrationMask(llvm::ArrayRef<double> values, llvm::ArrayRef<int64_t> shape,
                                                        Format input, const Encoding &encoding,
                                                        const Convention &convention, const Calibration &calibration,
                                                        llvm::ArrayRef<uint8_t> kept = {});

} // namespace mlir::qnt::numerics

#endif // QNT_NUMERICS_GRADIENT_H
