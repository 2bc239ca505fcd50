//===- Integer.h - integer arithmetic on raw bits ---------------------------------------------------------===//
//
// `Type` is the C++ integer of the instruction's type; operands are read from its low bits, results are zero-extended.
//
//===----------------------------------------------------------------------===//

#ifndef QNT_LIB_EMULATOR_ARITHMETIC_INTEGER_H
#define QNT_LIB_EMULATOR_ARITHMETIC_INTEGER_H

#include <cstdint>
#include <limits>
#include <type_traits>

namespace mlir::qnt::emulator {

template <class Type>
constexpr int bitsIn = int(sizeof(Type)) * 8;

/// The bits of an integer, zero-extended.
template <class Type>
constexpr uint64_t zeroExtended(Type value) {
  return static_cast<std::make_unsigned_t<Type>>(value);
}

/// An integer type of twice the width.
template <class Type>
struct Twice;
template <>
struct Twice<uint8_t> {
  using type = uint16_t;
};
template <>
struct Twice<int8_t> {
  using type = int16_t;
};
template <>
struct Twice<uint16_t> {
  using type = uint32_t;
};
template <>
struct Twice<int16_t> {
  using type = int32_t;
};
template <>
struct Twice<uint32_t> {
  using type = uint64_t;
};
template <>
struct Twice<int32_t> {
  using type = int64_t;
};
template <>
struct Twice<uint64_t> {
  using type = unsigned __int128;
};
template <>
struct Twice<int64_t> {
  using type = __int128;
};
template <class Type>
using TwiceOf = typename Twice<Type>::type;

template <class Type, class Wide>
constexpr Type clampTo(Wide value) {
  constexpr Wide low = Wide(std::numeric_limits<Type>::min());
  constexpr Wide high = Wide(std::numeric_limits<Type>::max());
  return Type(value < low ? low : value > high ? high : value);
}

template <class Type>
uint64_t addInteger(uint64_t a, uint64_t b) {
  return zeroExtended(Type(a + b));
}
template <class Type>
uint64_t subInteger(uint64_t a, uint64_t b) {
  return zeroExtended(Type(a - b));
}
template <class Type>
uint64_t mulLow(uint64_t a, uint64_t b) {
  return zeroExtended(Type(a * b));
}
template <class Type>
uint64_t mulHigh(uint64_t a, uint64_t b) {
  return zeroExtended(Type((TwiceOf<Type>(Type(a)) * TwiceOf<Type>(Type(b))) >> bitsIn<Type>));
}
/// .wide of 16 and 32-bit types.
template <class Type>
uint64_t mulWide(uint64_t a, uint64_t b) {
  return zeroExtended(TwiceOf<Type>(TwiceOf<Type>(Type(a)) * TwiceOf<Type>(Type(b))));
}
template <class Type>
uint64_t madLow(uint64_t a, uint64_t b, uint64_t c) {
  return zeroExtended(Type(a * b + c));
}
template <class Type>
uint64_t madHigh(uint64_t a, uint64_t b, uint64_t c) {
  return zeroExtended(Type(mulHigh<Type>(a, b) + c));
}
template <class Type>
uint64_t madWide(uint64_t a, uint64_t b, uint64_t c) {
  return zeroExtended(TwiceOf<Type>(mulWide<Type>(a, b) + c));
}

inline uint64_t addSaturated(uint64_t a, uint64_t b) {
  return zeroExtended(clampTo<int32_t>(int64_t(int32_t(a)) + int32_t(b)));
}
inline uint64_t subSaturated(uint64_t a, uint64_t b) {
  return zeroExtended(clampTo<int32_t>(int64_t(int32_t(a)) - int32_t(b)));
}
/// mad.hi.sat.s32
inline uint64_t madHighSaturated(uint64_t a, uint64_t b, uint64_t c) {
  return zeroExtended(clampTo<int32_t>(((int64_t(int32_t(a)) * int32_t(b)) >> 32) + int32_t(c)));
}

/// Division truncates. By zero it gives all ones, as the hardware's routines do; the smallest number by -1 wraps.
template <class Type>
uint64_t divInteger(uint64_t a, uint64_t b) {
  Type x = Type(a);
  Type y = Type(b);
  if (y == 0)
    return zeroExtended(Type(~Type(0)));
  if (std::is_signed_v<Type> && y == Type(-1))
    return zeroExtended(Type(0 - uint64_t(x)));
  return zeroExtended(Type(x / y));
}
/// The remainder has the dividend's sign; by zero it is the dividend.
template <class Type>
uint64_t remInteger(uint64_t a, uint64_t b) {
  Type x = Type(a);
  Type y = Type(b);
  if (y == 0)
    return zeroExtended(x);
  if (std::is_signed_v<Type> && y == Type(-1))
    return 0;
  return zeroExtended(Type(x % y));
}

template <class Type>
uint64_t absInteger(uint64_t a) {
  return zeroExtended(Type(Type(a) < 0 ? 0 - uint64_t(Type(a)) : uint64_t(Type(a))));
}
template <class Type>
uint64_t negInteger(uint64_t a) {
  return zeroExtended(Type(0 - a));
}
template <class Type>
uint64_t minInteger(uint64_t a, uint64_t b) {
  return zeroExtended(Type(a) < Type(b) ? Type(a) : Type(b));
}
template <class Type>
uint64_t maxInteger(uint64_t a, uint64_t b) {
  return zeroExtended(Type(a) > Type(b) ? Type(a) : Type(b));
}
/// .relu of an integer result.
template <class Type>
uint64_t reluInteger(uint64_t a) {
  return Type(a) < 0 ? 0 : zeroExtended(Type(a));
}

/// sad: c + |a - b|
template <class Type>
uint64_t sadInteger(uint64_t a, uint64_t b, uint64_t c) {
  uint64_t difference =
      Type(a) < Type(b) ? uint64_t(Type(b)) - uint64_t(Type(a)) : uint64_t(Type(a)) - uint64_t(Type(b));
  return zeroExtended(Type(c + difference));
}

/// The product of the low 24 bits: 48 bits.
template <class Type>
int64_t product24(uint64_t a, uint64_t b) {
  if constexpr (std::is_signed_v<Type>)
    return int64_t(int32_t(uint32_t(a) << 8) >> 8) * (int32_t(uint32_t(b) << 8) >> 8);
  else
    return int64_t((a & 0xffffff) * (b & 0xffffff));
}
template <class Type>
uint64_t mul24Low(uint64_t a, uint64_t b) {
  return uint32_t(product24<Type>(a, b));
}
/// Bits 16..47 of the product.
template <class Type>
uint64_t mul24High(uint64_t a, uint64_t b) {
  return uint32_t(product24<Type>(a, b) >> 16);
}
template <class Type>
uint64_t mad24Low(uint64_t a, uint64_t b, uint64_t c) {
  return uint32_t(mul24Low<Type>(a, b) + c);
}
template <class Type>
uint64_t mad24High(uint64_t a, uint64_t b, uint64_t c) {
  return uint32_t(mul24High<Type>(a, b) + c);
}
/// mad24.hi.sat.s32
inline uint64_t mad24HighSaturated(uint64_t a, uint64_t b, uint64_t c) {
  return zeroExtended(clampTo<int32_t>(int64_t(int32_t(mul24High<int32_t>(a, b))) + int32_t(c)));
}

/// A result and the condition code it leaves.
struct WithCarry {
  uint64_t value;
  bool carry;
};
/// a + b + carry; the code is the carry out.
template <class Type>
WithCarry addCarry(uint64_t a, uint64_t b, bool carry) {
  static_assert(std::is_unsigned_v<Type>, "carries are those of unsigned numbers");
  TwiceOf<Type> sum = TwiceOf<Type>(Type(a)) + Type(b) + carry;
  return {zeroExtended(Type(sum)), (sum >> bitsIn<Type>) != 0};
}
/// a - (b + borrow); the code is the borrow out.
template <class Type>
WithCarry subBorrow(uint64_t a, uint64_t b, bool borrow) {
  static_assert(std::is_unsigned_v<Type>, "borrows are those of unsigned numbers");
  TwiceOf<Type> subtrahend = TwiceOf<Type>(Type(b)) + borrow;
  return {zeroExtended(Type(a - uint64_t(subtrahend))), TwiceOf<Type>(Type(a)) < subtrahend};
}

/// dp4a: c plus the four products of bytes.
inline uint64_t dot4(uint64_t a, uint64_t b, uint64_t c, bool signedA, bool signedB) {
  int32_t sum = 0;
  for (int i = 0; i < 4; ++i) {
    int32_t x = signedA ? int8_t(a >> (8 * i)) : int32_t(uint8_t(a >> (8 * i)));
    int32_t y = signedB ? int8_t(b >> (8 * i)) : int32_t(uint8_t(b >> (8 * i)));
    sum += x * y;
  }
  return uint32_t(c + uint64_t(int64_t(sum)));
}
/// dp2a: c plus two products of a's halves with b's low or high bytes.
inline uint64_t dot2(uint64_t a, uint64_t b, uint64_t c, bool signedA, bool signedB, bool high) {
  int64_t sum = 0;
  b >>= high ? 16 : 0;
  for (int i = 0; i < 2; ++i) {
    int64_t x = signedA ? int16_t(a >> (16 * i)) : int64_t(uint16_t(a >> (16 * i)));
    int64_t y = signedB ? int8_t(b >> (8 * i)) : int64_t(uint8_t(b >> (8 * i)));
    sum += x * y;
  }
  return uint32_t(c + uint64_t(sum));
}

/// Two 16-bit operations on the halves of 32 bits.
template <class Function>
uint64_t byHalves(uint64_t a, uint64_t b, Function function) {
  return (function(a & 0xffff, b & 0xffff) & 0xffff) | (function((a >> 16) & 0xffff, (b >> 16) & 0xffff) & 0xffff)
                                                           << 16;
}

} // namespace mlir::qnt::emulator

#endif // QNT_LIB_EMULATOR_ARITHMETIC_INTEGER_H
