//===- Approximate.h - the .approx functions of f32, f16, bf16 and f64 ------------------------------------===//
//
// PTX bounds their errors and leaves the bits to the hardware. Here each result is the function in f64 rounded to
// nearest: within every documented bound, and the same on every run.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_APPROXIMATE_H
#define QNT_LIB_EMULATOR_ARITHMETIC_APPROXIMATE_H

#include "FloatOps.h"

namespace mlir::qnt::emulator {

/// Functions of one operand.
enum class ApproximateFunction : uint8_t {
  Reciprocal,
  SquareRoot,
  ReciprocalSquareRoot,
  Sine,
  Cosine,
  Log2,
  Exp2,
  Tanh
};

/// The function in f64: reciprocals of zeros are infinities of their sign, of infinities zeros.
double approximateInDouble(ApproximateFunction function, double a);

/// The result in F (F32, F16, BF16); .ftz flushes operand and result.
template <class F>
uint64_t approximate(ApproximateFunction function, uint64_t a, bool flush) {
  if (flush)
    a = flushSubnormal<F>(a);
  uint64_t result = encodeDouble<F>(approximateInDouble(function, decodeDouble<F>(a)), Rounding::NearestEven);
  return flush ? flushSubnormal<F>(result) : result;
}

/// div.approx.f32: a divisor above 2^126 gives 0, or NaN for an infinite dividend. `fullRange` (div.full) does not.
uint64_t divApproximate(uint64_t a, uint64_t b, bool fullRange, bool flush);

/// rcp.approx.ftz.f64, rsqrt.approx.ftz.f64: the low 32 bits of operand and result are 0; NaN gives 0x7fffffff00000000.
uint64_t approximateHighHalf(ApproximateFunction function, uint64_t a);

/// rsqrt.approx.f64
uint64_t reciprocalSquareRootDouble(uint64_t a);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_APPROXIMATE_H
