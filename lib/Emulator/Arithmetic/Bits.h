//===- Bits.h - logic, shifts, permutations and bit fields ------------------------------------------------===//
#ifndef QNT_LIB_EMULATOR_ARITHMETIC_BITS_H
#define QNT_LIB_EMULATOR_ARITHMETIC_BITS_H

#include "Integer.h"

namespace mlir::qnt::emulator {

/// lop3: bit i of the result is bit (4a + 2b + c) of the table, for bits a, b, c at i.
inline uint64_t lop3(uint64_t a, uint64_t b, uint64_t c, uint8_t table) {
  uint64_t result = 0;
  for (int term = 0; term < 8; ++term)
    if (table >> term & 1)
      result |= (term & 4 ? a : ~a) & (term & 2 ? b : ~b) & (term & 1 ? c : ~c);
  return uint32_t(result);
}

/// shl.bN; amounts beyond the width give 0.
template <class Type>
uint64_t shiftLeft(uint64_t a, uint64_t amount) {
  uint32_t count = uint32_t(amount);
  return count >= uint32_t(bitsIn<Type>) ? 0 : zeroExtended(Type(a << count));
}
/// shr of a signed or unsigned type; amounts beyond the width leave the sign (or 0).
template <class Type>
uint64_t shiftRight(uint64_t a, uint64_t amount) {
  uint32_t count = uint32_t(amount);
  if (count >= uint32_t(bitsIn<Type>))
    return Type(a) < 0 ? zeroExtended(Type(~Type(0))) : 0;
  return zeroExtended(Type(Type(a) >> count));
}

/// shf: 32 bits of the pair (b, a), b the upper half. `wrap` takes the amount modulo 32, else it is clamped to 32.
inline uint64_t funnelShift(uint64_t a, uint64_t b, uint64_t amount, bool left, bool wrap) {
  uint64_t pair = uint64_t(uint32_t(b)) << 32 | uint32_t(a);
  uint32_t count = uint32_t(amount);
  count = wrap ? count & 31 : count < 32 ? count : 32;
  return uint32_t(left ? pair >> (32 - count) : pair >> count);
}

/// Modes of prmt.
enum class PermuteMode : uint8_t { Index, Forward4, Backward4, Replicate8, EdgeLeft, EdgeRight, Replicate16 };

/// prmt: byte i of the result is a byte of (b, a), or its sign eight times.
inline uint64_t permuteBytes(uint64_t a, uint64_t b, uint64_t selector, PermuteMode mode) {
  uint64_t pair = uint64_t(uint32_t(b)) << 32 | uint32_t(a);
  uint32_t result = 0;
  uint32_t low = selector & 3;
  for (uint32_t i = 0; i < 4; ++i) {
    uint32_t index = 0;
    bool sign = false;
    switch (mode) {
    case PermuteMode::Index:
      index = (selector >> (4 * i)) & 7;
      sign = (selector >> (4 * i)) & 8;
      break;
    case PermuteMode::Forward4:
      index = low + i;
      break;
    case PermuteMode::Backward4:
      index = (low + 8 - i) & 7;
      break;
    case PermuteMode::Replicate8:
      index = low;
      break;
    case PermuteMode::EdgeLeft:
      index = i > low ? i : low;
      break;
    case PermuteMode::EdgeRight:
      index = i < low ? i : low;
      break;
    case PermuteMode::Replicate16:
      index = (low & 1) * 2 + (i & 1);
      break;
    }
    uint32_t byte = uint8_t(pair >> (8 * index));
    if (sign)
      byte = byte & 0x80 ? 0xff : 0;
    result |= byte << (8 * i);
  }
  return result;
}

/// bfe: `length` bits of a from `position`, extended by the field's sign (or the top bit of a beyond it) for signed
/// types.
template <class Type>
uint64_t extractField(uint64_t a, uint64_t position, uint64_t length) {
  using Unsigned = std::make_unsigned_t<Type>;
  constexpr int top = bitsIn<Type> - 1;
  int start = int(position & 0xff);
  int count = int(length & 0xff);
  if (count == 0)
    return 0;
  Unsigned value = Unsigned(a);
  int last = start + count - 1 < top ? start + count - 1 : top;
  bool sign = std::is_signed_v<Type> && (value >> last & 1);
  Unsigned field = start > top ? 0 : Unsigned(value >> start);
  int kept = start > top ? 0 : last - start + 1;
  Unsigned mask = kept > top ? Unsigned(~Unsigned(0)) : Unsigned((Unsigned(1) << kept) - 1);
  return zeroExtended(Unsigned((field & mask) | (sign ? Unsigned(~mask) : Unsigned(0))));
}

/// bfi: the low `length` bits of a into b at `position`.
template <class Type>
uint64_t insertField(uint64_t a, uint64_t b, uint64_t position, uint64_t length) {
  constexpr int width = bitsIn<Type>;
  int start = int(position & 0xff);
  int count = int(length & 0xff);
  if (start >= width || count == 0)
    return zeroExtended(Type(b));
  uint64_t mask = count >= 64 ? ~uint64_t(0) : (uint64_t(1) << count) - 1;
  mask = zeroExtended(Type(mask << start));
  return zeroExtended(Type((b & ~mask) | ((a << start) & mask)));
}

/// bfind: place of the highest bit that differs from the sign (of the highest one for unsigned types); all ones when
/// there is none. `shiftAmount` counts from the top instead.
template <class Type>
uint64_t findLeading(uint64_t a, bool shiftAmount) {
  using Unsigned = std::make_unsigned_t<Type>;
  Unsigned value = Type(a) < 0 ? Unsigned(~a) : Unsigned(a);
  if (value == 0)
    return 0xffffffff;
  int place = 63 - __builtin_clzll(uint64_t(value));
  return uint32_t(shiftAmount ? bitsIn<Type> - 1 - place : place);
}

template <class Type>
uint64_t countLeadingZeros(uint64_t a) {
  uint64_t value = zeroExtended(Type(a));
  return value ? uint64_t(__builtin_clzll(value) - (64 - bitsIn<Type>)) : uint64_t(bitsIn<Type>);
}
template <class Type>
uint64_t countOnes(uint64_t a) {
  return uint64_t(__builtin_popcountll(zeroExtended(Type(a))));
}
template <class Type>
uint64_t reverseBits(uint64_t a) {
  uint64_t result = 0;
  for (int bit = 0; bit < bitsIn<Type>; ++bit)
    result |= (a >> bit & 1) << (bitsIn<Type> - 1 - bit);
  return result;
}
/// cnot: 1 for zero, else 0.
template <class Type>
uint64_t logicalNot(uint64_t a) {
  return Type(a) == 0;
}

/// fns.b32: place of the n-th set bit of `mask` seen from `base` (n counts from 1; negative: downwards; 0: the bit at
/// base itself); all ones when there is none.
inline uint64_t findNthSet(uint64_t mask, uint64_t base, uint64_t offset) {
  int32_t n = int32_t(offset);
  int32_t place = int32_t(base & 31);
  uint32_t bits = uint32_t(mask);
  if (uint32_t(base) > 31)
    return 0xffffffff;
  if (n == 0)
    return bits >> place & 1 ? uint64_t(place) : 0xffffffff;
  int32_t step = n > 0 ? 1 : -1;
  int64_t left = n > 0 ? int64_t(n) : -int64_t(n);
  for (; place >= 0 && place < 32; place += step)
    if ((bits >> place & 1) && --left == 0)
      return uint64_t(place);
  return 0xffffffff;
}

/// szext: a sign- or zero-extended from its low `count` bits. `wrap` takes the count modulo 32, else it is clamped
/// to 32.
inline uint64_t extendFrom(uint64_t a, uint64_t count, bool isSigned, bool wrap) {
  uint32_t bits = uint32_t(count);
  bits = wrap ? bits & 31 : bits < 32 ? bits : 32;
  if (bits == 0)
    return 0;
  if (bits == 32)
    return uint32_t(a);
  uint32_t field = uint32_t(a) << (32 - bits);
  return isSigned ? uint32_t(int32_t(field) >> (32 - bits)) : field >> (32 - bits);
}

/// bmsk: `count` ones from `position`. `wrap` takes both modulo 32, else they are clamped to 32.
inline uint64_t bitMask(uint64_t position, uint64_t count, bool wrap) {
  uint32_t start = uint32_t(position);
  uint32_t bits = uint32_t(count);
  start = wrap ? start & 31 : start < 32 ? start : 32;
  bits = wrap ? bits & 31 : bits < 32 ? bits : 32;
  uint64_t ones = (uint64_t(1) << bits) - 1;
  return uint32_t(ones << start);
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_BITS_H
