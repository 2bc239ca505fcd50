//===- Format.cpp - table of number formats and exact decoding -------------------------------------------===//

#include "Qnt/Numerics/Format.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>

using namespace mlir::qnt::numerics;

/// An integer format; the float fields stay 0 but for maxFinite.
static constexpr FormatInfo makeInteger(Format format, const char *name, unsigned bits, bool isSigned) {
  int64_t minInt = isSigned ? -(int64_t(1) << (bits - 1)) : 0;
  int64_t maxInt = isSigned ? (int64_t(1) << (bits - 1)) - 1 : (int64_t(1) << bits) - 1;
  return {format, name, bits, false, isSigned, minInt, maxInt, 0, 0, 0, false, false, double(maxInt), 0.0, 0.0};
}

/// 2^exponent, usable in constant expressions.
static constexpr double powerOfTwo(int exponent) {
  double result = 1.0;
  for (int i = 0; i < exponent; ++i)
    result *= 2.0;
  for (int i = 0; i > exponent; --i)
    result *= 0.5;
  return result;
}

/// A signed float format with subnormals.
static constexpr FormatInfo makeFloat(Format format, const char *name, unsigned exponentBits, unsigned mantissaBits,
                                      int bias, bool hasInfinity, bool hasNaN, double maxFinite) {
  return {format,
          name,
          1 + exponentBits + mantissaBits,
          true,
          true,
          0,
          0,
          exponentBits,
          mantissaBits,
          bias,
          hasInfinity,
          hasNaN,
          maxFinite,
          powerOfTwo(1 - bias),
          powerOfTwo(1 - bias - int(mantissaBits))};
}

/// Power-of-two scales: no sign, no zero, no subnormals; 0xFF is NaN (OCP MX v1.0, section 5.4.1).
static constexpr FormatInfo makeE8M0() {
  return {Format::F8E8M0FNU, "f8E8M0FNU",     8, true, false, 0, 0, 8, 0, 127, false, true, powerOfTwo(127),
          powerOfTwo(-127),  powerOfTwo(-127)};
}

static constexpr FormatInfo formatTable[kNumFormats] = {
    makeInteger(Format::I2, "i2", 2, true),
    makeInteger(Format::I3, "i3", 3, true),
    makeInteger(Format::I4, "i4", 4, true),
    makeInteger(Format::I5, "i5", 5, true),
    makeInteger(Format::I6, "i6", 6, true),
    makeInteger(Format::I7, "i7", 7, true),
    makeInteger(Format::I8, "i8", 8, true),
    makeInteger(Format::I16, "i16", 16, true),
    makeInteger(Format::I32, "i32", 32, true),
    makeInteger(Format::U1, "u1", 1, false),
    makeInteger(Format::U2, "u2", 2, false),
    makeInteger(Format::U3, "u3", 3, false),
    makeInteger(Format::U4, "u4", 4, false),
    makeInteger(Format::U5, "u5", 5, false),
    makeInteger(Format::U6, "u6", 6, false),
    makeInteger(Format::U7, "u7", 7, false),
    makeInteger(Format::U8, "u8", 8, false),
    makeInteger(Format::U16, "u16", 16, false),
    makeFloat(Format::F8E4M3FN, "f8E4M3FN", 4, 3, 7, false, true, 448.0),
    makeFloat(Format::F8E5M2, "f8E5M2", 5, 2, 15, true, true, 57344.0),
    makeFloat(Format::F6E2M3FN, "f6E2M3FN", 2, 3, 1, false, false, 7.5),
    makeFloat(Format::F6E3M2FN, "f6E3M2FN", 3, 2, 3, false, false, 28.0),
    makeFloat(Format::F4E2M1FN, "f4E2M1FN", 2, 1, 1, false, false, 6.0),
    makeE8M0(),
    makeFloat(Format::BF16, "bf16", 8, 7, 127, true, true, 0x1.FEp127),
    makeFloat(Format::F16, "f16", 5, 10, 15, true, true, 65504.0),
    makeFloat(Format::F32, "f32", 8, 23, 127, true, true, std::numeric_limits<float>::max()),
    makeFloat(Format::F64, "f64", 11, 52, 1023, true, true, std::numeric_limits<double>::max()),
};

const FormatInfo &mlir::qnt::numerics::getInfo(Format format) {
  const FormatInfo &info = formatTable[static_cast<unsigned>(format)];
  assert(info.format == format && "format table is out of order");
  return info;
}

llvm::StringRef mlir::qnt::numerics::getName(Format format) { return getInfo(format).name; }

std::optional<Format> mlir::qnt::numerics::parseFormat(llvm::StringRef name) {
  for (const FormatInfo &info : formatTable)
    if (name == info.name)
      return info.format;
  return std::nullopt;
}

bool mlir::qnt::numerics::isExpressedFormat(Format format) {
  return format == Format::F64 || format == Format::F32 || format == Format::F16 || format == Format::BF16;
}

bool mlir::qnt::numerics::isScaleFormat(Format format) {
  return isExpressedFormat(format) || format == Format::F8E8M0FNU || format == Format::F8E4M3FN;
}

bool mlir::qnt::numerics::isStorageFormat(Format format) {
  if (isInteger(format))
    return format != Format::U1;
  return !isExpressedFormat(format) && format != Format::F8E8M0FNU;
}

bool mlir::qnt::numerics::isZeroPointFormat(Format format) { return isInteger(format) || isExpressedFormat(format); }

/// The value of a float code with at most 16 bits (f32 and f64 are the machine's own).
static double decodeSmallFloat(const FormatInfo &info, uint64_t code) {
  uint64_t mantissa = code & llvm::maskTrailingOnes<uint64_t>(info.mantissaBits);
  uint64_t exponentMask = llvm::maskTrailingOnes<uint64_t>(info.exponentBits);
  uint64_t exponent = (code >> info.mantissaBits) & exponentMask;
  double sign = (code >> (info.bits - 1)) & 1 ? -1.0 : 1.0;
  if (info.hasInfinity && exponent == exponentMask)
    return mantissa ? std::numeric_limits<double>::quiet_NaN() : sign * std::numeric_limits<double>::infinity();
  bool allOnes = exponent == exponentMask && mantissa == llvm::maskTrailingOnes<uint64_t>(info.mantissaBits);
  if (info.hasNaN && !info.hasInfinity && allOnes)
    return std::numeric_limits<double>::quiet_NaN();
  uint64_t hidden = exponent ? uint64_t(1) << info.mantissaBits : 0;
  int power = (exponent ? int(exponent) : 1) - info.bias - int(info.mantissaBits);
  return sign * std::ldexp(double(hidden | mantissa), power);
}

static double decodeE8M0(uint64_t code) {
  code &= 0xFF;
  return code == 0xFF ? std::numeric_limits<double>::quiet_NaN() : std::ldexp(1.0, int(code) - 127);
}

template <typename Float, typename Bits>
static double bitsToDouble(Bits bits) {
  static_assert(sizeof(Float) == sizeof(Bits));
  Float value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

double mlir::qnt::numerics::decode(Format format, uint64_t code) {
  const FormatInfo &info = getInfo(format);
  if (!info.isFloat)
    return info.isSigned ? double(llvm::SignExtend64(code, info.bits))
                         : double(code & llvm::maskTrailingOnes<uint64_t>(info.bits));
  switch (format) {
  case Format::F64:
    return bitsToDouble<double>(code);
  case Format::F32:
    return bitsToDouble<float>(uint32_t(code));
  case Format::BF16:
    return bitsToDouble<float>(uint32_t(code << 16));
  case Format::F8E8M0FNU:
    return decodeE8M0(code);
  default:
    return decodeSmallFloat(info, code);
  }
}

std::optional<uint64_t> mlir::qnt::numerics::getNaNCode(Format format) {
  const FormatInfo &info = getInfo(format);
  if (!info.isFloat || !info.hasNaN)
    return std::nullopt;
  if (format == Format::F8E8M0FNU)
    return 0xFF;
  // Without infinities the only NaN is all ones; with them the canonical one is quiet: the top mantissa bit alone.
  uint64_t exponent = llvm::maskTrailingOnes<uint64_t>(info.exponentBits) << info.mantissaBits;
  if (!info.hasInfinity)
    return exponent | llvm::maskTrailingOnes<uint64_t>(info.mantissaBits);
  return exponent | (uint64_t(1) << (info.mantissaBits - 1));
}

uint64_t mlir::qnt::numerics::getMaxFiniteCode(Format format) {
  const FormatInfo &info = getInfo(format);
  if (!info.isFloat)
    return uint64_t(info.maxInt);
  if (format == Format::F8E8M0FNU)
    return 0xFE;
  uint64_t allOnes = llvm::maskTrailingOnes<uint64_t>(info.exponentBits + info.mantissaBits);
  if (info.hasInfinity)
    return (llvm::maskTrailingOnes<uint64_t>(info.exponentBits) << info.mantissaBits) - 1;
  return info.hasNaN ? allOnes - 1 : allOnes;
}
