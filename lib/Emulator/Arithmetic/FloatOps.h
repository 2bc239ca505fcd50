//===- FloatOps.h - add, mul, fma, div, sqrt, min, max and compare on raw bits of any format -===//
//
// The meaning of PTX's floating-point instructions, for F64, F32, F16 and BF16: rounding modes, .ftz, .sat, .relu,
// canonical NaNs. Rounding to nearest uses the host's own operations, every other mode exact arithmetic.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_FLOATOPS_H
#define QNT_LIB_EMULATOR_ARITHMETIC_FLOATOPS_H

#include "ExactArithmetic.h"
#include <cmath>
#include <type_traits>

namespace mlir::qnt::emulator {

/// Modifiers of a floating-point instruction.
struct FloatModifiers {
  Rounding rounding = Rounding::NearestEven;
  bool flush = false;    ///< .ftz
  bool saturate = false; ///< .sat: into [0, 1], NaN to +0
  bool relu = false;     ///< .relu: negative to +0
};

/// NaN result of an operation. F64 carries the payload of the first NaN among the operands, made quiet; the other
/// formats have one canonical NaN.
template <class F, class... Bits>
uint64_t resultNaN(Bits... operands) {
  if constexpr (std::is_same_v<F, F64>) {
    uint64_t result = F::canonicalNaN;
    bool found = false;
    auto take = [&](uint64_t bits) {
      if (!found && isNaN<F>(bits)) {
        result = bits | (uint64_t(1) << 51);
        found = true;
      }
    };
    (take(operands), ...);
    return result;
  } else {
    return F::canonicalNaN;
  }
}

/// .sat
template <class F>
uint64_t saturateUnit(uint64_t bits) {
  if (isNaN<F>(bits) || isNegative<F>(bits))
    return 0;
  return bits > F::one ? F::one : bits;
}

/// .ftz, .sat and .relu of a result.
template <class F>
uint64_t finishFloat(uint64_t bits, FloatModifiers modifiers) {
  if (modifiers.flush)
    bits = flushSubnormal<F>(bits);
  if (modifiers.saturate)
    bits = saturateUnit<F>(bits);
  if (modifiers.relu && isNegative<F>(bits) && !isNaN<F>(bits))
    bits = 0;
  return bits;
}

/// The sum s of a rounded operation with error `error`, moved to the neighbour whose last bit is odd: rounding that to
/// a format at least two bits narrower is the same as rounding the exact value.
inline double toOdd(double rounded, double error) {
  uint64_t bits = bitsOf(rounded);
  bool grows = (error < 0) == (rounded < 0);
  uint64_t neighbour = grows ? bits + 1 : bits - 1;
  bool keeps = error == 0 || (bits & 1) || rounded - rounded != 0;
  return asDouble(keeps ? bits : neighbour);
}

/// a + b rounded to odd.
inline double sumToOdd(double a, double b) {
  double sum = a + b;
  double rest = sum - a;
  return toOdd(sum, (a - (sum - rest)) + (b - rest));
}

template <class F>
constexpr bool isHostFloat = std::is_same_v<F, F32> || std::is_same_v<F, F64>;

/// Sign of an exact zero sum: negative when both are, or when rounding down and the signs differ.
inline bool zeroSumSign(bool a, bool b, Rounding rounding) { return a == b ? a : rounding == Rounding::Down; }

/// a + b in finite operands by exact arithmetic.
template <class F>
uint64_t addExact(uint64_t a, uint64_t b, Rounding rounding) {
  ExactFloat sum = exactSum(decodeExact<F>(a), decodeExact<F>(b));
  if (sum.isZero())
    sum.negative = zeroSumSign(isNegative<F>(a), isNegative<F>(b), rounding);
  return encodeExact<F>(sum, rounding);
}

/// add.
template <class F>
uint64_t addFloat(uint64_t a, uint64_t b, FloatModifiers modifiers) {
  if (modifiers.flush) {
    a = flushSubnormal<F>(a);
    b = flushSubnormal<F>(b);
  }
  uint64_t result = 0;
  bool special = isNaN<F>(a) || isNaN<F>(b) || isInfinite<F>(a) || isInfinite<F>(b);
  if constexpr (std::is_same_v<F, F32>) {
    if (modifiers.rounding == Rounding::NearestEven || special) {
      float sum = asFloat(a) + asFloat(b);
      return finishFloat<F>(sum != sum ? F::canonicalNaN : bitsOf(sum), modifiers);
    }
    result = addExact<F>(a, b, modifiers.rounding);
  } else if constexpr (std::is_same_v<F, F64>) {
    if (modifiers.rounding == Rounding::NearestEven || special) {
      double sum = asDouble(a) + asDouble(b);
      return finishFloat<F>(sum != sum ? resultNaN<F>(a, b) : bitsOf(sum), modifiers);
    }
    result = addExact<F>(a, b, modifiers.rounding);
  } else {
    result = encodeDouble<F>(sumToOdd(decodeDouble<F>(a), decodeDouble<F>(b)), modifiers.rounding);
  }
  return finishFloat<F>(result, modifiers);
}

/// sub. (-b has b's NaN; the payload of f64 stays.)
template <class F>
uint64_t subFloat(uint64_t a, uint64_t b, FloatModifiers modifiers) {
  return addFloat<F>(a, isNaN<F>(b) ? b : b ^ F::signBit, modifiers);
}

/// mul.
template <class F>
uint64_t mulFloat(uint64_t a, uint64_t b, FloatModifiers modifiers) {
  if (modifiers.flush) {
    a = flushSubnormal<F>(a);
    b = flushSubnormal<F>(b);
  }
  uint64_t result = 0;
  bool special = isNaN<F>(a) || isNaN<F>(b) || isInfinite<F>(a) || isInfinite<F>(b);
  if constexpr (isHostFloat<F>) {
    if (modifiers.rounding == Rounding::NearestEven || special) {
      if constexpr (std::is_same_v<F, F32>) {
        float product = asFloat(a) * asFloat(b);
        result = product != product ? F::canonicalNaN : bitsOf(product);
      } else {
        double product = asDouble(a) * asDouble(b);
        result = product != product ? resultNaN<F>(a, b) : bitsOf(product);
      }
    } else {
      result = encodeExact<F>(exactProduct(decodeExact<F>(a), decodeExact<F>(b)), modifiers.rounding);
    }
  } else {
    result = encodeDouble<F>(decodeDouble<F>(a) * decodeDouble<F>(b), modifiers.rounding);
  }
  return finishFloat<F>(result, modifiers);
}

/// a * b + c in finite operands by exact arithmetic.
template <class F>
uint64_t fmaExact(uint64_t a, uint64_t b, uint64_t c, Rounding rounding) {
  ExactFloat product = exactProduct(decodeExact<F>(a), decodeExact<F>(b));
  ExactFloat sum = exactSum(product, decodeExact<F>(c));
  if (sum.isZero())
    sum.negative = zeroSumSign(product.negative, isNegative<F>(c), rounding);
  return encodeExact<F>(sum, rounding);
}

/// a * b + c rounded once, operands not flushed yet.
template <class F>
uint64_t fmaUnfinished(uint64_t a, uint64_t b, uint64_t c, Rounding rounding) {
  if constexpr (isHostFloat<F>) {
    bool special =
        isNaN<F>(a) || isNaN<F>(b) || isNaN<F>(c) || isInfinite<F>(a) || isInfinite<F>(b) || isInfinite<F>(c);
    if (std::is_same_v<F, F64> && (rounding == Rounding::NearestEven || special)) {
      double result = std::fma(asDouble(a), asDouble(b), asDouble(c));
      return result != result ? resultNaN<F>(a, b, c) : bitsOf(result);
    }
    if (std::is_same_v<F, F32> && (rounding == Rounding::NearestEven || special)) {
      // Exact in f64; the sum rounded to odd keeps what rounding to 24 bits needs.
      float result = float(sumToOdd(double(asFloat(a)) * double(asFloat(b)), double(asFloat(c))));
      return result != result ? F::canonicalNaN : bitsOf(result);
    }
    return fmaExact<F>(a, b, c, rounding);
  } else {
    double product = decodeDouble<F>(a) * decodeDouble<F>(b);
    double sum = sumToOdd(product, decodeDouble<F>(c));
    if (rounding == Rounding::Down && sum == 0 && std::signbit(product) != isNegative<F>(c))
      sum = -0.0;
    return encodeDouble<F>(sum, rounding);
  }
}

/// fma (and mad for floats).
template <class F>
uint64_t fmaFloat(uint64_t a, uint64_t b, uint64_t c, FloatModifiers modifiers) {
  if (modifiers.flush) {
    a = flushSubnormal<F>(a);
    b = flushSubnormal<F>(b);
    c = flushSubnormal<F>(c);
  }
  return finishFloat<F>(fmaUnfinished<F>(a, b, c, modifiers.rounding), modifiers);
}

/// div.rnd of F32 and F64.
template <class F>
uint64_t divFloat(uint64_t a, uint64_t b, FloatModifiers modifiers) {
  if (modifiers.flush) {
    a = flushSubnormal<F>(a);
    b = flushSubnormal<F>(b);
  }
  uint64_t result = 0;
  bool special = isNaN<F>(a) || isNaN<F>(b) || isInfinite<F>(a) || isInfinite<F>(b) || isZero<F>(b);
  if (modifiers.rounding != Rounding::NearestEven && !special) {
    result = encodeExact<F>(exactQuotient(decodeExact<F>(a), decodeExact<F>(b)), modifiers.rounding);
  } else if constexpr (std::is_same_v<F, F32>) {
    float quotient = asFloat(a) / asFloat(b);
    result = quotient != quotient ? F::canonicalNaN : bitsOf(quotient);
  } else {
    double quotient = asDouble(a) / asDouble(b);
    result = quotient != quotient ? resultNaN<F>(a, b) : bitsOf(quotient);
  }
  return finishFloat<F>(result, modifiers);
}

/// rcp.rnd of F32 and F64.
template <class F>
uint64_t rcpFloat(uint64_t a, FloatModifiers modifiers) {
  return divFloat<F>(F::one, a, modifiers);
}

/// sqrt.rnd of F32 and F64.
template <class F>
uint64_t sqrtFloat(uint64_t a, FloatModifiers modifiers) {
  if (modifiers.flush)
    a = flushSubnormal<F>(a);
  if (isNaN<F>(a) || (isNegative<F>(a) && !isZero<F>(a)))
    return finishFloat<F>(resultNaN<F>(a), modifiers);
  uint64_t result = 0;
  if (modifiers.rounding != Rounding::NearestEven && !isInfinite<F>(a))
    result = encodeExact<F>(exactSquareRoot(decodeExact<F>(a)), modifiers.rounding);
  else if constexpr (std::is_same_v<F, F32>)
    result = bitsOf(std::sqrt(asFloat(a)));
  else
    result = bitsOf(std::sqrt(asDouble(a)));
  return finishFloat<F>(result, modifiers);
}

/// abs; the payload of a NaN stays.
template <class F>
uint64_t absFloat(uint64_t a, FloatModifiers modifiers) {
  return finishFloat<F>(a & (F::signBit - 1), modifiers);
}

/// neg; the payload of a NaN stays.
template <class F>
uint64_t negFloat(uint64_t a, FloatModifiers modifiers) {
  return finishFloat<F>((a ^ F::signBit) & F::mask, modifiers);
}

/// copysign: the sign of a on b.
template <class F>
uint64_t copysignFloat(uint64_t a, uint64_t b) {
  return (a & F::signBit) | (b & (F::signBit - 1));
}

/// An integer that is ordered as the numbers are, with -0 below +0. Not for NaNs.
template <class F>
int64_t orderKey(uint64_t bits) {
  int64_t magnitude = int64_t(bits & (F::signBit - 1));
  return isNegative<F>(bits) ? -1 - magnitude : magnitude;
}

/// Modifiers of min and max.
struct MinMaxModifiers {
  bool maximum = false;
  bool flush = false;
  bool propagateNaN = false; ///< .NaN
  bool xorSignAbs = false;   ///< .xorsign.abs
};

/// min and max: a number beats a NaN (unless .NaN), -0 is below +0.
template <class F>
uint64_t minMaxFloat(uint64_t a, uint64_t b, MinMaxModifiers modifiers) {
  if (modifiers.flush) {
    a = flushSubnormal<F>(a);
    b = flushSubnormal<F>(b);
  }
  uint64_t sign = (a ^ b) & F::signBit;
  if (modifiers.xorSignAbs) {
    a &= F::signBit - 1;
    b &= F::signBit - 1;
  }
  bool firstNaN = isNaN<F>(a);
  bool secondNaN = isNaN<F>(b);
  if ((firstNaN && secondNaN) || (modifiers.propagateNaN && (firstNaN || secondNaN)))
    return resultNaN<F>(a, b);
  uint64_t result = b;
  if (secondNaN || (!firstNaN && (orderKey<F>(a) < orderKey<F>(b)) != modifiers.maximum))
    result = a;
  return modifiers.xorSignAbs ? result | sign : result;
}

/// What testp asks.
enum class NumberTest : uint8_t { Finite, Infinite, Number, NotANumber, Normal, Subnormal };

/// testp; zeros are normal.
template <class F>
bool testNumber(uint64_t a, NumberTest test) {
  switch (test) {
  case NumberTest::Finite:
    return !isNaN<F>(a) && !isInfinite<F>(a);
  case NumberTest::Infinite:
    return isInfinite<F>(a);
  case NumberTest::Number:
    return !isNaN<F>(a);
  case NumberTest::NotANumber:
    return isNaN<F>(a);
  case NumberTest::Normal:
    return !isNaN<F>(a) && !isInfinite<F>(a) && !isSubnormal<F>(a);
  case NumberTest::Subnormal:
    return isSubnormal<F>(a);
  }
  return false;
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_FLOATOPS_H
