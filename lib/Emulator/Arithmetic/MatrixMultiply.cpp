//===- MatrixMultiply.cpp - D = A * B + C with one rounding ------------------------------------------------===//
//
// Floats are summed in f64 together with the error of every addition. Where all errors are zero, which is nearly
// always, the sum is exact; the other elements are summed again in fixed point.
//
//===----------------------------------------------------------------------===//

#include "MatrixMultiply.h"
#include "ExactArithmetic.h"
#include "ExactSum.h"
#include "FloatOps.h"
#include <array>
#include <cmath>

using namespace mlir::qnt::emulator;

// The loops are compiled for wider vectors too, and chosen when the program starts.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QNT_SANITIZED
#endif
#endif
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(QNT_SANITIZED)
#define QNT_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define QNT_VECTOR_CLONES
#endif

static constexpr int kColumns = 8;

/// Sums of one row of A with 8 columns of B; `inexact` is not 0 where some addition rounded (or was not finite).
QNT_VECTOR_CLONES static void sumRow(const double *a, const double *b, int k, int stride, double *sums,
                                     uint64_t *inexact) {
  double sum[kColumns];
  uint64_t errors[kColumns] = {};
  for (int n = 0; n < kColumns; ++n)
    sum[n] = sums[n];
  for (int i = 0; i < k; ++i) {
    const double *row = b + static_cast<size_t>(i) * stride;
    double factor = a[i];
    for (int n = 0; n < kColumns; ++n) {
      double product = factor * row[n];
      double next = sum[n] + product;
      double rest = next - sum[n];
      double error = (sum[n] - (next - rest)) + (product - rest);
      errors[n] |= bitCast<uint64_t>(error) << 1;
      sum[n] = next;
    }
  }
  for (int n = 0; n < kColumns; ++n) {
    sums[n] = sum[n];
    inexact[n] = errors[n];
  }
}

static ExactFloat exactOf(double value) { return decodeExact<F64>(bitsOf(value)); }

/// The part of a term that accumulators of `bits` significant bits keep when the largest term is below 2^(top + 1).
static ExactFloat cutBelow(const ExactFloat &term, int top, int bits) {
  int lowest = top - bits + 1;
  if (term.significand == 0 || term.exponent >= lowest)
    return term;
  ExactFloat cut = term;
  int shift = lowest - term.exponent;
  cut.significand = shift > 127 ? UInt128(0) : term.significand >> shift;
  cut.exponent = lowest;
  return cut;
}

/// Rounds an exact sum; `zeroSign` is the sign of a sum of zero.
template <class F>
static uint64_t roundSum(ExactFloat sum, bool zeroSign, Rounding rounding) {
  if (sum.isZero())
    sum.negative = zeroSign;
  return encodeExact<F>(sum, rounding);
}

/// One element as a sum of two f64, the second one of errors; false when that rounds as well.
template <class F>
static bool sumTwice(const double *a, const double *b, int k, int stride, double c, uint32_t &result) {
  double sum = c;
  double low = 0;
  bool inexact = false;
  for (int i = 0; i < k; ++i) {
    double product = a[i] * b[static_cast<size_t>(i) * stride];
    double next = sum + product;
    double rest = next - sum;
    double error = (sum - (next - rest)) + (product - rest);
    double nextLow = low + error;
    double restLow = nextLow - low;
    inexact |= (low - (nextLow - restLow)) + (error - restLow) != 0;
    sum = next;
    low = nextLow;
  }
  double odd = sumToOdd(sum, low);
  // An exact zero has its sign from the slow path.
  if (inexact || !std::isfinite(odd) || odd == 0)
    return false;
  result = F::width == 32 ? bitCast<uint32_t>(float(odd)) : uint32_t(encodeFinite<F>(odd, Rounding::NearestEven));
  return true;
}

/// One element in fixed point, infinities and NaNs included; `a` is a row, `b` a column.
template <class F>
static uint64_t sumElement(const double *a, const double *b, int k, int stride, double c, int bits) {
  double plain = c;
  int top = std::isfinite(c) && c != 0 ? std::ilogb(c) : -100000;
  for (int i = 0; i < k; ++i) {
    double product = a[i] * b[static_cast<size_t>(i) * stride];
    plain += product;
    if (product != 0 && std::isfinite(product) && std::ilogb(product) > top)
      top = std::ilogb(product);
  }
  if (!std::isfinite(plain))
    return encodeDouble<F>(plain, Rounding::NearestEven);
  // Only a sum of negative zeros is one.
  bool zeroSign = plain == 0 && std::signbit(plain);
  ExactSingleSum sum;
  sum.add(bits ? cutBelow(exactOf(c), top, bits) : exactOf(c));
  for (int i = 0; i < k; ++i) {
    ExactFloat product = exactOf(a[i] * b[static_cast<size_t>(i) * stride]);
    sum.add(bits ? cutBelow(product, top, bits) : product);
  }
  if (!bits)
    return roundSum<F>(sum.value(), zeroSign, Rounding::NearestEven);
  ExactFloat value = normalized(sum.value());
  return roundSum<F>(cutBelow(value, value.exponent + 125, bits), zeroSign, Rounding::NearestEven);
}

template <class F>
static void multiplyTo(MatrixShape shape, const double *a, const double *b, const double *c, uint32_t *d, int bits) {
  for (int m = 0; m < shape.m; ++m) {
    const double *row = a + m * shape.k;
    for (int n = 0; n < shape.n; n += kColumns) {
      int first = m * shape.n + n;
      double sums[kColumns];
      uint64_t inexact[kColumns];
      for (int i = 0; i < kColumns; ++i)
        sums[i] = c[first + i];
      sumRow(row, b + n, shape.k, shape.n, sums, inexact);
      for (int i = 0; i < kColumns; ++i) {
        if ((inexact[i] && !bits) && sumTwice<F>(row, b + n + i, shape.k, shape.n, c[first + i], d[first + i]))
          continue;
        if (inexact[i] || bits)
          d[first + i] = uint32_t(sumElement<F>(row, b + n + i, shape.k, shape.n, c[first + i], bits));
        else if constexpr (F::width == 32)
          d[first + i] = bitCast<uint32_t>(float(sums[i]));
        else
          d[first + i] = uint32_t(encodeFinite<F>(sums[i], Rounding::NearestEven));
      }
    }
  }
}

void mlir::qnt::emulator::multiplyFloats(MatrixShape shape, const double *a, const double *b, const double *c,
                                         uint32_t *d, MatrixRounding rounding) {
  if (rounding.halfResult)
    multiplyTo<F16>(shape, a, b, c, d, rounding.accumulatorBits);
  else
    multiplyTo<F32>(shape, a, b, c, d, rounding.accumulatorBits);
}

/// Sums without an infinity or NaN in the operands never meet one: products may leave the range of f64 here.
static uint64_t sumDoubles(const double *a, const double *b, int k, int stride, double c, Rounding rounding) {
  bool finite = std::isfinite(c);
  double special = c;
  bool signs[2] = {!std::signbit(c), std::signbit(c)}; // a term is positive, negative
  for (int i = 0; i < k; ++i) {
    double x = a[i];
    double y = b[static_cast<size_t>(i) * stride];
    bool pair = std::isfinite(x) && std::isfinite(y);
    finite = finite && pair;
    if (!pair)
      special = std::isfinite(special) ? x * y : special + x * y;
    signs[std::signbit(x) != std::signbit(y)] = true;
  }
  if (!finite)
    return special != special ? F64::canonicalNaN : bitsOf(special);
  ExactDoubleSum sum;
  sum.add(exactOf(c));
  for (int i = 0; i < k; ++i)
    sum.add(exactProduct(exactOf(a[i]), exactOf(b[static_cast<size_t>(i) * stride])));
  bool zeroSign = signs[1] && (!signs[0] || rounding == Rounding::Down);
  return roundSum<F64>(sum.value(), zeroSign, rounding);
}

void mlir::qnt::emulator::multiplyDoubles(MatrixShape shape, const double *a, const double *b, const double *c,
                                          uint64_t *d, Rounding rounding) {
  for (int m = 0; m < shape.m; ++m)
    for (int n = 0; n < shape.n; ++n)
      d[m * shape.n + n] = sumDoubles(a + m * shape.k, b + n, shape.k, shape.n, c[m * shape.n + n], rounding);
}

QNT_VECTOR_CLONES static void sumIntegerRow(const int16_t *a, const int16_t *b, int k, int stride, int32_t *sums) {
  int32_t sum[kColumns] = {};
  for (int i = 0; i < k; ++i) {
    const int16_t *row = b + static_cast<size_t>(i) * stride;
    int32_t factor = a[i];
    for (int n = 0; n < kColumns; ++n)
      sum[n] += factor * row[n];
  }
  for (int n = 0; n < kColumns; ++n)
    sums[n] = sum[n];
}

/// c + sum in 32 bits.
static uint32_t accumulate(int32_t c, int64_t sum, bool saturate) {
  int64_t total = c + sum;
  if (saturate)
    total = total < INT32_MIN ? INT32_MIN : total > INT32_MAX ? INT32_MAX : total;
  return uint32_t(total);
}

void mlir::qnt::emulator::multiplyIntegers(MatrixShape shape, const int16_t *a, const int16_t *b, const int32_t *c,
                                           uint32_t *d, bool saturate) {
  for (int m = 0; m < shape.m; ++m) {
    for (int n = 0; n < shape.n; n += kColumns) {
      int32_t sums[kColumns];
      sumIntegerRow(a + m * shape.k, b + n, shape.k, shape.n, sums);
      for (int i = 0; i < kColumns; ++i)
        d[m * shape.n + n + i] = accumulate(c[m * shape.n + n + i], sums[i], saturate);
    }
  }
}

void mlir::qnt::emulator::multiplyBits(MatrixShape shape, const uint32_t *a, const uint32_t *b, const int32_t *c,
                                       uint32_t *d, bool isXor) {
  for (int m = 0; m < shape.m; ++m) {
    for (int n = 0; n < shape.n; ++n) {
      int64_t count = 0;
      for (int i = 0; i < shape.k; ++i) {
        uint32_t x = a[m * shape.k + i];
        uint32_t y = b[n * shape.k + i];
        count += __builtin_popcount(isXor ? x ^ y : x & y);
      }
      d[m * shape.n + n] = accumulate(c[m * shape.n + n], count, false);
    }
  }
}

void mlir::qnt::emulator::decodeF16(const uint16_t *codes, double *values, int count) {
  for (int i = 0; i < count; ++i)
    values[i] = decodeDouble<F16>(codes[i]);
}

void mlir::qnt::emulator::decodeBF16(const uint16_t *codes, double *values, int count) {
  for (int i = 0; i < count; ++i)
    values[i] = decodeDouble<BF16>(codes[i]);
}

void mlir::qnt::emulator::decodeTF32(const uint32_t *codes, double *values, int count) {
  for (int i = 0; i < count; ++i) {
    // A NaN whose payload lies in the low bits must stay one.
    uint32_t kept = codes[i] & 0xffffe000;
    values[i] = isNaN<F32>(codes[i]) ? double(bitCast<float>(0x7fffffff)) : double(bitCast<float>(kept));
  }
}

template <class F>
static void decodeBytes(const uint8_t *codes, double *values, int count) {
  static const std::array<double, 256> table = [] {
    std::array<double, 256> result;
    for (int code = 0; code < 256; ++code)
      result[code] = decodeDouble<F>(code);
    return result;
  }();
  for (int i = 0; i < count; ++i)
    values[i] = table[codes[i]];
}

void mlir::qnt::emulator::decodeE4M3(const uint8_t *codes, double *values, int count) {
  decodeBytes<E4M3>(codes, values, count);
}
void mlir::qnt::emulator::decodeE5M2(const uint8_t *codes, double *values, int count) {
  decodeBytes<E5M2>(codes, values, count);
}
