//===- MatrixMultiply.h - D = A * B + C with one rounding --------------------------------------------------===//
//
// What a matrix instruction computes, on matrices that are already taken out of their fragments. Products and the sum
// of one instruction are exact; the sum is rounded once to the type of D.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_MATRIXMULTIPLY_H
#define QNT_LIB_EMULATOR_ARITHMETIC_MATRIXMULTIPLY_H

#include "FloatFormat.h"
#include "FragmentLayout.h"

namespace mlir::qnt::emulator {

/// How sums become D.
struct MatrixRounding {
  bool halfResult = false; ///< D is f16, else f32
  /// Not 0: terms and sum are cut to this many significant bits below the largest term, as the tensor cores do for
  /// 8-bit floats on sm_89 and sm_90 (14).
  uint8_t accumulatorBits = 0;
};

/// Rows of `a` (m x k), `b` (k x n) and `c` (m x n) lie one after the other; every value is one of a format no wider
/// than f32. n is a multiple of 8. `d` receives bits of f16 or f32.
void multiplyFloats(MatrixShape shape, const double *a, const double *b, const double *c, uint32_t *d,
                    MatrixRounding rounding);

/// The same in f64, rounded as said.
void multiplyDoubles(MatrixShape shape, const double *a, const double *b, const double *c, uint64_t *d,
                     Rounding rounding);

/// Integers of at most 8 bits; sums wrap, or clamp to 32 bits (.satfinite).
void multiplyIntegers(MatrixShape shape, const int16_t *a, const int16_t *b, const int32_t *c, uint32_t *d,
                      bool saturate);

/// Bits: k is counted in words of 32. `b` is n x k: its columns lie one after the other. Counts the ones of xor or and.
void multiplyBits(MatrixShape shape, const uint32_t *a, const uint32_t *b, const int32_t *c, uint32_t *d, bool isXor);

/// Numbers of f16, bf16, tf32 (in 32 bits, the low 13 ignored), e4m3 or e5m2 as doubles.
void decodeF16(const uint16_t *codes, double *values, int count);
void decodeBF16(const uint16_t *codes, double *values, int count);
void decodeTF32(const uint32_t *codes, double *values, int count);
void decodeE4M3(const uint8_t *codes, double *values, int count);
void decodeE5M2(const uint8_t *codes, double *values, int count);

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_MATRIXMULTIPLY_H
