//===- SampleValues.h - values where rounding may go wrong --------------------------------------------------===//
#ifndef QNT_UNITTESTS_EMIT_SAMPLEVALUES_H
#define QNT_UNITTESTS_EMIT_SAMPLEVALUES_H

#include "Qnt/Numerics/Format.h"
#include "llvm/ADT/StringRef.h"
#include <limits>
#include <string>
#include <vector>

namespace mlir::qnt::emit {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// What is quantized has one of these types.
inline constexpr numerics::Format inputFormats[] = {numerics::Format::F32, numerics::Format::BF16,
                                                    numerics::Format::F16, numerics::Format::F64};

/// The values that a parameter of a convention takes, as text; for one that takes any number, none.
std::vector<std::string> getParameterValues(llvm::StringRef parameter);

/// Zeros, infinities, NaN, the ends of the normal and the subnormal numbers of f32 and f64, integers' ends and beyond:
/// those that `type` (f64, f32, f16 or bf16) holds.
std::vector<double> getSpecialValues(numerics::Format type);

/// The values of a format of at most 16 bits and the midpoints between neighbours, with the neighbours of both in
/// `type` (f32 or f64), and their negatives.
std::vector<double> getBoundaries(numerics::Format format, numerics::Format type);

/// Every `stride`th of the 2^32 patterns of f32.
std::vector<double> getStridedF32(uint32_t stride);
/// `count` f64 whose bits are drawn; half of them within the exponents of f32.
std::vector<double> drawF64(size_t count, unsigned seed);

/// The neighbour of `value` in f32 or f64, `steps` places away from zero (towards it when negative).
double moveBy(numerics::Format type, double value, int steps);

/// Multiples of a half: what quotients look like at ties, times `scale` and its neighbours, rounded to `type`.
std::vector<double> getTies(numerics::Format type, double scale, int largest);

} // namespace mlir::qnt::emit

#endif // QNT_UNITTESTS_EMIT_SAMPLEVALUES_H
