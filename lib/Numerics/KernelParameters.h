//===- KernelParameters.h - scales and zero points in memory -----------------------------------------------===//
#ifndef QNT_LIB_NUMERICS_KERNELPARAMETERS_H
#define QNT_LIB_NUMERICS_KERNELPARAMETERS_H

#include "Qnt/Numerics/Convention.h"
#include "Qnt/Numerics/Encoding.h"

namespace mlir::qnt::numerics::kernels {

/// Scale formats whose values an f32 holds exactly.
bool isKernelScale(Format format);

/// Multiplies positive scales in f32 and rounds the products to bf16 (infinity when they are beyond its range).
void multiplyInBF16(llvm::MutableArrayRef<float> scales, float factor);

/// Rounds positive scales to `format` and writes them to stored[first...]. What would be 0 becomes the smallest
/// positive value, what would be infinite the largest finite one.
void storeScales(Format format, E8M0Rule rule, llvm::ArrayRef<float> scales, void *stored, int64_t first);

/// The values of stored[first...].
void loadScales(Format format, const void *stored, int64_t first, llvm::MutableArrayRef<float> scales);

/// Integer zero points whose values fit in the format.
void storeZeroPoints(Format format, llvm::ArrayRef<float> zeroPoints, void *stored, int64_t first);

/// Zero points of any format but I32 and F64, whose values an f32 may not hold.
void loadZeroPoints(Format format, const void *stored, int64_t first, llvm::MutableArrayRef<float> zeroPoints);

} // namespace mlir::qnt::numerics::kernels

#endif // QNT_LIB_NUMERICS_KERNELPARAMETERS_H
