//===- ConvertTest.cpp - conversions: every f16, bf16 and 8-bit code, boundaries of f32 and f64 ------------------===//

#include "Arithmetic/Convert.h"
#include "Modes.h"
#include "Oracle.h"
#include <gtest/gtest.h>

using namespace mlir::qnt::emulator;
using oracle::kModes;
using oracle::Mode;
using oracle::SmallFormat;

namespace {

uint64_t expectedFromDouble(double value) { return value != value ? 0x7fffffffu : bitsOf(float(value)); }

/// Every 16-bit code to every other format, in every mode.
template <class F>
void checkAllCodes(const SmallFormat &format) {
  for (uint32_t code = 0; code < 0x10000; ++code) {
    double value = format.decode(code);
    bool nan = value != value;
    ASSERT_EQ((convertFloat<F32, F>(code, {})), expectedFromDouble(value)) << std::hex << code;
    ASSERT_EQ((convertFloat<F64, F>(code, {})), nan ? 0xfff8000000000000 : bitsOf(value)) << std::hex << code;
    ASSERT_EQ((convertFloat<F, F>(code, {})), nan ? 0x7fffu : code) << std::hex << code;
    for (Mode mode : kModes) {
      FloatModifiers modifiers = withMode(mode);
      ASSERT_EQ((convertFloat<F16, F>(code, modifiers)), oracle::f16().encode(value, mode, 0x7fff, false));
      ASSERT_EQ((convertFloat<BF16, F>(code, modifiers)), oracle::bf16().encode(value, mode, 0x7fff, false));
      double whole = oracle::integral(value, mode);
      ASSERT_EQ((roundFloatToIntegral<F>(code, modifiers)), format.encode(whole, Mode::Nearest, 0x7fff, false))
          << std::hex << code;
    }
    ASSERT_EQ((convertFloat<E4M3, F>(code, {}, true)), oracle::e4m3().encode(value, Mode::Nearest, 0x7f, true));
    ASSERT_EQ((convertFloat<E5M2, F>(code, {}, true)), oracle::e5m2().encode(value, Mode::Nearest, 0x7f, true));
  }
}
TEST(Convert, AllHalves) { checkAllCodes<F16>(oracle::f16()); }
TEST(Convert, AllBrains) { checkAllCodes<BF16>(oracle::bf16()); }

TEST(Convert, AllByteFloats) {
  for (uint32_t code = 0; code < 256; ++code) {
    for (bool relu : {false, true}) {
      FloatModifiers modifiers;
      modifiers.relu = relu;
      auto wanted = [&](const SmallFormat &format) {
        double value = format.decode(code);
        return oracle::f16().encode(relu && std::signbit(value) ? 0.0 : value, Mode::Nearest, 0x7fff, false);
      };
      EXPECT_EQ((convertFloat<F16, E4M3>(code, modifiers)), wanted(oracle::e4m3())) << code;
      EXPECT_EQ((convertFloat<F16, E5M2>(code, modifiers)), wanted(oracle::e5m2())) << code;
    }
  }
}

/// f32 patterns at every number of a format, halfway between two, and both neighbours of each.
std::vector<uint32_t> boundaries(const SmallFormat &format) {
  std::vector<uint32_t> result = oracle::edges32();
  const std::vector<double> &numbers = format.getNumbers();
  for (size_t i = 0; i < numbers.size(); ++i) {
    double next = i + 1 < numbers.size() ? numbers[i + 1] : numbers[i] + (numbers[i] - numbers[i - 1]);
    for (double value : {numbers[i], numbers[i] + (next - numbers[i]) / 2}) {
      auto bits = uint32_t(bitsOf(float(value)));
      for (uint32_t near : {bits - 1, bits, bits + 1}) {
        result.push_back(near & 0x7fffffffu);
        result.push_back(near | 0x80000000u);
      }
    }
  }
  oracle::Random random(41);
  for (int i = 0; i < 50000; ++i)
    result.push_back(uint32_t(random.next()));
  return result;
}

template <class F>
void checkFromSingle(const SmallFormat &format, uint32_t nan, bool onlySaturated) {
  for (uint32_t bits : boundaries(format)) {
    double value = asFloat(bits);
    for (Mode mode : kModes) {
      FloatModifiers modifiers = withMode(mode);
      for (bool saturate : {false, true}) {
        if (!saturate && onlySaturated)
          continue;
        ASSERT_EQ((convertFloat<F, F32>(bits, modifiers, saturate)), format.encode(value, mode, nan, saturate))
            << std::hex << bits << " mode " << int(mode);
      }
      modifiers.relu = true;
      double kept = std::signbit(value) && value == value ? 0.0 : value;
      ASSERT_EQ((convertFloat<F, F32>(bits, modifiers, true)), format.encode(kept, mode, nan, true))
          << std::hex << bits;
    }
  }
}
TEST(Convert, SingleToHalf) { checkFromSingle<F16>(oracle::f16(), 0x7fff, false); }
TEST(Convert, SingleToBrain) { checkFromSingle<BF16>(oracle::bf16(), 0x7fff, false); }
TEST(Convert, SingleToByteFloats) {
  checkFromSingle<E4M3>(oracle::e4m3(), 0x7f, true);
  checkFromSingle<E5M2>(oracle::e5m2(), 0x7f, true);
}
TEST(Convert, SingleToTf32) {
  for (uint32_t bits : boundaries(oracle::tf32())) {
    double value = asFloat(bits);
    for (Mode mode : {Mode::Away, Mode::Nearest, Mode::Zero}) {
      for (bool saturate : {false, true}) {
        uint64_t wanted =
            value != value ? 0x7fffffffu : uint64_t(oracle::tf32().encode(value, mode, 0, saturate)) << 13;
        ASSERT_EQ(convertToTf32(bits, withMode(mode), saturate), wanted) << std::hex << bits;
      }
    }
  }
}

TEST(Convert, DoubleToSingleAndBack) {
  oracle::Random random(42);
  std::vector<uint64_t> inputs = oracle::edges64();
  for (uint32_t bits : oracle::edges32())
    for (int64_t delta : {-1, 0, 1}) {
      inputs.push_back(bitsOf(double(asFloat(bits))) + uint64_t(delta));
      // Halfway to the next f32.
      inputs.push_back((bitsOf(double(asFloat(bits))) | 0x10000000) + uint64_t(delta));
    }
  for (int i = 0; i < 100000; ++i)
    inputs.push_back((random.next() & 0x800fffffffffffff) | (uint64_t(0x360 + random.next() % 0x120) << 52));
  for (uint64_t bits : inputs) {
    double value = asDouble(bits);
    for (Mode mode : kModes) {
      float narrowed = oracle::narrow(value, mode);
      ASSERT_EQ((convertFloat<F32, F64>(bits, withMode(mode))), narrowed != narrowed ? 0x7fffffffu : bitsOf(narrowed))
          << std::hex << bits << " mode " << int(mode);
      ASSERT_EQ((convertFloat<F16, F64>(bits, withMode(mode))), oracle::f16().encode(value, mode, 0x7fff, false));
    }
  }
  EXPECT_EQ((convertFloat<F64, F32>(0xff812345, {})), 0xfff82468a0000000u | 0x0u); // the payload, made quiet
  EXPECT_EQ((convertFloat<F64, F32>(0x3f800000, {})), 0x3ff0000000000000u);
}

/// Clamped integer of a value that is already integral.
template <class To>
uint64_t clampedInteger(double whole, double source, bool fromDouble) {
  if (source != source)
    return fromDouble || sizeof(To) == 8 ? uint64_t(int64_t(To(uint64_t(1) << (8 * sizeof(To) - 1)))) : 0;
  constexpr To low = std::numeric_limits<To>::min(), high = std::numeric_limits<To>::max();
  // The powers of two next to the ends are exact.
  if (whole < double(low))
    return uint64_t(int64_t(low));
  if (whole >= std::ldexp(1.0, int(8 * sizeof(To)) - std::is_signed_v<To>))
    return uint64_t(int64_t(high));
  return std::is_signed_v<To> ? uint64_t(int64_t(whole)) : uint64_t(whole);
}

template <class To>
void checkToInteger() {
  for (uint32_t code = 0; code < 0x10000; code += 3) {
    for (Mode mode : kModes) {
      double half = oracle::f16().decode(code), brain = oracle::bf16().decode(code);
      ASSERT_EQ((convertToInteger<To, F16>(code, Rounding(int(mode)), false)),
                clampedInteger<To>(oracle::integral(half, mode), half, false));
      ASSERT_EQ((convertToInteger<To, BF16>(code, Rounding(int(mode)), false)),
                clampedInteger<To>(oracle::integral(brain, mode), brain, false));
    }
  }
  oracle::Random random(43);
  std::vector<double> inputs;
  for (int power = -2; power <= 66; ++power)
    for (double delta : {-2.0, -1.5, -1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0})
      for (double sign : {-1.0, 1.0})
        inputs.push_back(sign * (std::ldexp(1.0, power) + delta));
  for (int i = 0; i < 5000; ++i)
    inputs.push_back(std::ldexp(double(int64_t(random.next())), -int(random.next() % 70)));
  for (uint64_t bits : oracle::edges64())
    inputs.push_back(asDouble(bits));
  for (double value : inputs) {
    for (Mode mode : kModes) {
      ASSERT_EQ((convertToInteger<To, F64>(bitsOf(value), Rounding(int(mode)), false)),
                clampedInteger<To>(oracle::integral(value, mode), value, true))
          << value << " mode " << int(mode);
      float single = float(value);
      ASSERT_EQ((convertToInteger<To, F32>(bitsOf(single), Rounding(int(mode)), false)),
                clampedInteger<To>(oracle::integral(single, mode), single, false))
          << single << " mode " << int(mode);
    }
  }
}
TEST(Convert, FloatsToIntegers) {
  checkToInteger<uint8_t>();
  checkToInteger<int8_t>();
  checkToInteger<uint16_t>();
  checkToInteger<int16_t>();
  checkToInteger<uint32_t>();
  checkToInteger<int32_t>();
  checkToInteger<uint64_t>();
  checkToInteger<int64_t>();
  // A flushed subnormal does not round up.
  EXPECT_EQ((convertToInteger<int32_t, F32>(1, Rounding::Up, false)), 1u);
  EXPECT_EQ((convertToInteger<int32_t, F32>(1, Rounding::Up, true)), 0u);
}

std::vector<uint64_t> integers() {
  std::vector<uint64_t> result;
  oracle::Random random(44);
  for (int bits = 0; bits < 64; ++bits)
    for (int64_t delta : {-1, 0, 1}) {
      result.push_back((uint64_t(1) << bits) + uint64_t(delta));
      result.push_back(~((uint64_t(1) << bits) + uint64_t(delta)));
      // Ties of 24 and 53 bits.
      result.push_back((uint64_t(3) << bits) + uint64_t(delta));
      result.push_back((uint64_t(0x1000001) << bits) + uint64_t(delta));
      result.push_back((uint64_t(0x20000000000001) << bits) + uint64_t(delta));
      result.push_back(random.next() >> bits);
    }
  return result;
}

template <class From>
void checkFromInteger() {
  for (uint64_t bits : integers()) {
    From value = From(bits);
    for (Mode mode : kModes) {
      FloatModifiers modifiers = withMode(mode);
      ASSERT_EQ((convertToFloat<F32, From>(bits, modifiers)), bitsOf(oracle::fromInteger32(value, mode)));
      ASSERT_EQ((convertToFloat<F64, From>(bits, modifiers)), bitsOf(oracle::fromInteger64(value, mode)));
      // Through f64 to odd: exact enough for 16 bits.
      double truncated = oracle::fromInteger64(value, Mode::Zero);
      bool exact = oracle::fromInteger64(value, Mode::Up) == oracle::fromInteger64(value, Mode::Down);
      double odd = exact ? truncated : asDouble(bitsOf(truncated) | 1);
      ASSERT_EQ((convertToFloat<F16, From>(bits, modifiers)), oracle::f16().encode(odd, mode, 0, false));
      ASSERT_EQ((convertToFloat<BF16, From>(bits, modifiers)), oracle::bf16().encode(odd, mode, 0, false));
    }
    FloatModifiers saturate;
    saturate.saturate = true;
    ASSERT_EQ((convertToFloat<F32, From>(bits, saturate)), value <= 0 ? 0u : 0x3f800000u);
  }
}
TEST(Convert, IntegersToFloats) {
  checkFromInteger<uint8_t>();
  checkFromInteger<int8_t>();
  checkFromInteger<uint16_t>();
  checkFromInteger<int16_t>();
  checkFromInteger<uint32_t>();
  checkFromInteger<int32_t>();
  checkFromInteger<uint64_t>();
  checkFromInteger<int64_t>();
}

template <class To, class From>
void checkIntegerPair() {
  for (uint64_t bits : integers()) {
    __int128 value = From(bits);
    __int128 low = std::numeric_limits<To>::min(), high = std::numeric_limits<To>::max();
    ASSERT_EQ((convertInteger<To, From>(bits, true)), uint64_t(int64_t(value < low    ? low
                                                                       : value > high ? high
                                                                                      : value)));
    ASSERT_EQ((convertInteger<To, From>(bits, false)), uint64_t(int64_t(To(From(bits)))));
  }
}
template <class To>
void checkIntegers() {
  checkIntegerPair<To, uint8_t>();
  checkIntegerPair<To, int8_t>();
  checkIntegerPair<To, uint16_t>();
  checkIntegerPair<To, int16_t>();
  checkIntegerPair<To, uint32_t>();
  checkIntegerPair<To, int32_t>();
  checkIntegerPair<To, uint64_t>();
  checkIntegerPair<To, int64_t>();
}
TEST(Convert, IntegersToIntegers) {
  checkIntegers<uint8_t>();
  checkIntegers<int8_t>();
  checkIntegers<uint16_t>();
  checkIntegers<int16_t>();
  checkIntegers<uint32_t>();
  checkIntegers<int32_t>();
  checkIntegers<uint64_t>();
  checkIntegers<int64_t>();
}

TEST(Convert, Pack) {
  oracle::Random random(45);
  for (int bits : {2, 4, 8, 16}) {
    for (bool isSigned : {false, true}) {
      int64_t low = isSigned ? -(1 << (bits - 1)) : 0;
      int64_t high = isSigned ? (1 << (bits - 1)) - 1 : (1 << bits) - 1;
      for (int round = 0; round < 2000; ++round) {
        auto a = int32_t(round % 2 ? random.next() : uint64_t(high + int64_t(random.next() % 5) - 2));
        auto b = int32_t(round % 3 ? random.next() % 40 - 20 : uint64_t(low + int64_t(random.next() % 5) - 2));
        auto c = uint32_t(random.next());
        uint64_t mask = (1u << bits) - 1;
        uint64_t wanted = (uint64_t(std::min(std::max<int64_t>(a, low), high)) & mask) << bits |
                          (uint64_t(std::min(std::max<int64_t>(b, low), high)) & mask);
        if (bits < 16)
          wanted |= uint32_t(uint64_t(c) << (2 * bits));
        ASSERT_EQ(packSaturated(uint32_t(a), uint32_t(b), c, bits, isSigned), wanted) << bits << " " << a << " " << b;
      }
    }
  }
}

} // namespace
