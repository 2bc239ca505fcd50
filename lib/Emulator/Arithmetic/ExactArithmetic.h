//===- ExactArithmetic.h - Sums, products, quotients and roots with a sticky fraction -===//
//
// Operations on ExactFloat that lose nothing that rounding to 53 bits or fewer could see. The path for every rounding
// mode that the host's own operations do not have.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_EXACTARITHMETIC_H
#define QNT_LIB_EMULATOR_ARITHMETIC_EXACTARITHMETIC_H

#include "FloatFormat.h"

namespace mlir::qnt::emulator {

/// Moves the highest bit of a significand to bit 125; zero stays.
inline ExactFloat normalized(ExactFloat value) {
  if (value.significand == 0)
    return value;
  int shift = 125 - highestBit(value.significand);
  value.significand = shift >= 0 ? value.significand << shift : value.significand >> -shift;
  value.exponent -= shift;
  return value;
}

/// x + y for operands without sticky fractions and at most 106 significant bits. An exact zero is positive.
inline ExactFloat exactSum(ExactFloat x, ExactFloat y) {
  if (x.significand == 0)
    return y;
  if (y.significand == 0)
    return x;
  x = normalized(x);
  y = normalized(y);
  if (x.exponent < y.exponent) {
    ExactFloat swapped = x;
    x = y;
    y = swapped;
  }
  int distance = x.exponent - y.exponent;
  UInt128 kept = distance >= 127 ? UInt128(0) : y.significand >> distance;
  bool sticky = distance >= 127 || (kept << distance) != y.significand;
  ExactFloat sum = x;
  sum.sticky = sticky;
  if (x.negative == y.negative) {
    sum.significand += kept;
    return sum;
  }
  if (kept > sum.significand) {
    sum.significand = kept - sum.significand;
    sum.negative = y.negative;
    return sum;
  }
  sum.significand -= kept;
  if (sticky)
    --sum.significand;
  if (sum.isZero())
    sum.negative = false;
  return sum;
}

/// x * y for operands of at most 53 significant bits.
inline ExactFloat exactProduct(const ExactFloat &x, const ExactFloat &y) {
  ExactFloat product;
  product.negative = x.negative != y.negative;
  product.exponent = x.exponent + y.exponent;
  product.significand = x.significand * y.significand;
  return product;
}

/// x / y for a y of at most 53 significant bits that is not zero.
inline ExactFloat exactQuotient(ExactFloat x, const ExactFloat &y) {
  ExactFloat quotient;
  quotient.negative = x.negative != y.negative;
  if (x.significand == 0)
    return quotient;
  x = normalized(x);
  quotient.exponent = x.exponent - y.exponent;
  quotient.significand = x.significand / y.significand;
  quotient.sticky = quotient.significand * y.significand != x.significand;
  return quotient;
}

/// Square root of x >= 0, with 63 significant bits.
inline ExactFloat exactSquareRoot(ExactFloat x) {
  ExactFloat root;
  root.negative = x.negative;
  if (x.significand == 0)
    return root;
  x = normalized(x);
  if (x.exponent & 1) {
    x.significand <<= 1;
    --x.exponent;
  }
  UInt128 result = 0;
  for (int bit = 63; bit >= 0; --bit) {
    UInt128 next = result | (UInt128(1) << bit);
    if (next * next <= x.significand)
      result = next;
  }
  root.significand = result;
  root.exponent = x.exponent / 2;
  root.sticky = result * result != x.significand;
  return root;
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_EXACTARITHMETIC_H
