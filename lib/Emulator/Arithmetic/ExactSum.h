//===- ExactSum.h - a fixed-point sum that is always exact ------------------------------------------------===//
//
// A number wide enough for every product of two numbers of a format: sums of products lose nothing, whatever their
// order.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_EXACTSUM_H
#define QNT_LIB_EMULATOR_ARITHMETIC_EXACTSUM_H

#include "FloatFormat.h"

namespace mlir::qnt::emulator {

/// A two's complement number of `Words` times 64 bits, in units of 2^-Fraction.
template <int Words, int Fraction>
class ExactSum {
public:
  /// Adds a value without a sticky fraction whose lowest bit is at least 2^-Fraction.
  void add(const ExactFloat &value) {
    if (value.significand == 0)
      return;
    int place = value.exponent + Fraction;
    UInt128 significand = value.significand;
    if (place < 0) {
      significand >>= -place;
      place = 0;
    }
    uint64_t parts[3];
    int shift = place % 64;
    parts[0] = uint64_t(significand << shift);
    parts[1] = uint64_t((significand << shift) >> 64);
    parts[2] = shift ? uint64_t(significand >> 64) >> (64 - shift) : 0;
    addParts(place / 64, parts, value.negative);
  }

  /// The sum as a significand of at least 64 bits with a sticky fraction (or all of it).
  ExactFloat value() const {
    uint64_t magnitude[Words];
    bool negative = words[Words - 1] >> 63;
    uint64_t carry = negative;
    for (int i = 0; i < Words; ++i) {
      uint64_t word = negative ? ~words[i] : words[i];
      magnitude[i] = word + carry;
      carry = carry && magnitude[i] == 0;
    }
    int top = Words - 1;
    while (top > 1 && magnitude[top] == 0)
      --top;
    ExactFloat result;
    result.negative = negative;
    result.significand = UInt128(magnitude[top]) << 64 | magnitude[top - 1];
    result.exponent = 64 * (top - 1) - Fraction;
    for (int i = 0; i < top - 1; ++i)
      result.sticky = result.sticky || magnitude[i] != 0;
    return result;
  }

private:
  uint64_t words[Words] = {};

  void addParts(int first, const uint64_t (&parts)[3], bool subtract) {
    uint64_t carry = subtract;
    for (int i = first; i < Words; ++i) {
      uint64_t part = i - first < 3 ? parts[i - first] : 0;
      UInt128 sum = UInt128(words[i]) + (subtract ? ~part : part) + carry;
      words[i] = uint64_t(sum);
      carry = uint64_t(sum >> 64);
      if (i - first >= 2 && carry == uint64_t(subtract))
        break;
    }
  }
};

/// Products of F32 and narrower formats, 2^-298 .. 2^256, and 2^16 of them.
using ExactSingleSum = ExactSum<10, 298>;
/// Products of F64, 2^-2148 .. 2^2048, and 2^16 of them.
using ExactDoubleSum = ExactSum<67, 2148>;

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_EXACTSUM_H
