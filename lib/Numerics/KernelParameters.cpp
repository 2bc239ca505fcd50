//===- KernelParameters.cpp - scales and zero points in memory ---------------------------------------------===//
//
// Plain loops without branches: a value of 32 element blocks has many scales.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "KernelParameters.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <limits>

using namespace mlir::qnt::numerics;

bool kernels::isKernelScale(Format format) { return isScaleFormat(format) && format != Format::F64; }

//===----------------------------------------------------------------------===//
// Rounding of one scale
//===----------------------------------------------------------------------===//

/// Rounds a non-negative f32 half to even to a float format with fewer bits, by the addition of a power of two whose
/// last place is the wanted unit; the result is its code, between the smallest positive and the largest finite one.
static uint32_t roundToSmallFloat(float scale, int mantissaBits, int minExponent, float maxFinite) {
  const int dropped = 23 - mantissaBits;
  const float magnitude = std::min(scale, maxFinite);
  const uint32_t smallest = uint32_t(127 + minExponent) << 23;
  const uint32_t exponent = std::max(llvm::bit_cast<uint32_t>(magnitude) & 0x7F800000u, smallest);
  const uint32_t unit = exponent + (uint32_t(dropped) << 23);
  const uint32_t multiple = llvm::bit_cast<uint32_t>(magnitude + llvm::bit_cast<float>(unit)) - unit;
  return std::max(((exponent - smallest) >> dropped) + multiple, 1u);
}

/// bf16 has f32's exponents, so its rounding is one of integers.
static uint32_t roundToBF16(float scale) {
  const uint32_t bits = llvm::bit_cast<uint32_t>(scale);
  return (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
}

void kernels::multiplyInBF16(llvm::MutableArrayRef<float> scales, float factor) {
  for (float &scale : scales)
    scale = llvm::bit_cast<float>(roundToBF16(scale * factor) << 16);
}

/// `rule` is not OAS, which is Floor of another value.
static uint32_t roundToE8M0(float scale, E8M0Rule rule) {
  const uint32_t bits = llvm::bit_cast<uint32_t>(scale);
  constexpr uint32_t minNormal = 1u << 23, smallest = 1u << 22; // 2^-126 and 2^-127, a subnormal number of f32
  uint32_t code = bits >> 23;
  if (rule == E8M0Rule::Nearest)
    code = bits < minNormal ? bits >= smallest + smallest / 2 : (bits + (1u << 22)) >> 23;
  else if (rule == E8M0Rule::Ceil)
    code = bits < minNormal ? bits > smallest : (bits + (1u << 23) - 1) >> 23;
  return std::min(code, 0xFEu);
}

//===----------------------------------------------------------------------===//
// Arrays of scales
//===----------------------------------------------------------------------===//

template <typename Stored, typename Function>
static void storeEach(llvm::ArrayRef<float> scales, void *stored, int64_t first, Function round) {
  auto *to = static_cast<Stored *>(stored) + first;
  for (size_t i = 0; i < scales.size(); ++i)
    to[i] = static_cast<Stored>(round(scales[i]));
}

void kernels::storeScales(Format format, E8M0Rule rule, llvm::ArrayRef<float> scales, void *stored, int64_t first) {
  switch (format) {
  case Format::F32:
    return storeEach<float>(scales, stored, first, [](float scale) {
      return std::clamp(scale, std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::max());
    });
  case Format::BF16:
    return storeEach<uint16_t>(scales, stored, first,
                               [](float scale) { return std::clamp(roundToBF16(scale), 1u, 0x7F7Fu); });
  case Format::F16:
    return storeEach<uint16_t>(scales, stored, first,
                               [](float scale) { return roundToSmallFloat(scale, 10, -14, 65504.0f); });
  case Format::F8E4M3FN:
    return storeEach<uint8_t>(scales, stored, first,
                              [](float scale) { return roundToSmallFloat(scale, 3, -6, 448.0f); });
  case Format::F8E8M0FNU:
    return storeEach<uint8_t>(scales, stored, first, [=](float scale) { return roundToE8M0(scale, rule); });
  default:
    llvm_unreachable("not a scale of a kernel");
  }
}

template <typename Stored, typename Function>
static void loadEach(const void *stored, int64_t first, llvm::MutableArrayRef<float> scales, Function getValue) {
  const auto *from = static_cast<const Stored *>(stored) + first;
  for (size_t i = 0; i < scales.size(); ++i)
    scales[i] = getValue(from[i]);
}

static std::array<float, 256> makeTable(Format format) {
  std::array<float, 256> table;
  for (unsigned code = 0; code < table.size(); ++code)
    table[code] = static_cast<float>(decode(format, code));
  return table;
}

static float getF16Value(uint16_t code) {
  const uint32_t magnitude = code & 0x7FFF;
  const float subnormal = static_cast<float>(static_cast<int32_t>(magnitude)) * 0x1p-24f;
  const uint32_t normal = (magnitude << 13) + (magnitude < 0x7C00 ? 112u << 23 : 224u << 23);
  const float value = magnitude < 0x0400 ? subnormal : llvm::bit_cast<float>(normal);
  return code & 0x8000 ? -value : value;
}

void kernels::loadScales(Format format, const void *stored, int64_t first, llvm::MutableArrayRef<float> scales) {
  static const std::array<float, 256> e4m3 = makeTable(Format::F8E4M3FN);
  static const std::array<float, 256> e8m0 = makeTable(Format::F8E8M0FNU);
  switch (format) {
  case Format::F32:
    return loadEach<float>(stored, first, scales, [](float scale) { return scale; });
  case Format::BF16:
    return loadEach<uint16_t>(stored, first, scales,
                              [](uint16_t code) { return llvm::bit_cast<float>(uint32_t(code) << 16); });
  case Format::F16:
    return loadEach<uint16_t>(stored, first, scales, getF16Value);
  case Format::F8E4M3FN:
    return loadEach<uint8_t>(stored, first, scales, [](uint8_t code) { return e4m3[code]; });
  case Format::F8E8M0FNU:
    return loadEach<uint8_t>(stored, first, scales, [](uint8_t code) { return e8m0[code]; });
  default:
    llvm_unreachable("not a scale of a kernel");
  }
}

//===----------------------------------------------------------------------===//
// Zero points
//===----------------------------------------------------------------------===//

template <typename Stored>
static void storeIntegers(unsigned bits, llvm::ArrayRef<float> values, void *stored, int64_t first) {
  auto *to = static_cast<Stored *>(stored) + first;
  const auto mask = static_cast<Stored>(llvm::maskTrailingOnes<uint32_t>(bits));
  for (size_t i = 0; i < values.size(); ++i)
    to[i] = static_cast<Stored>(static_cast<int32_t>(values[i])) & mask;
}

void kernels::storeZeroPoints(Format format, llvm::ArrayRef<float> zeroPoints, void *stored, int64_t first) {
  const unsigned bits = bitWidth(format);
  if (bits <= 8)
    return storeIntegers<uint8_t>(bits, zeroPoints, stored, first);
  if (bits == 16)
    return storeIntegers<uint16_t>(bits, zeroPoints, stored, first);
  storeIntegers<uint32_t>(bits, zeroPoints, stored, first);
}

void kernels::loadZeroPoints(Format format, const void *stored, int64_t first,
                             llvm::MutableArrayRef<float> zeroPoints) {
  if (isFloat(format))
    return loadScales(format, stored, first, zeroPoints);
  const unsigned bits = bitWidth(format), unused = 32 - bits;
  const bool isSigned = getInfo(format).isSigned;
  const auto getValue = [=](uint32_t code) {
    const uint32_t high = code << unused;
    return static_cast<float>(isSigned ? static_cast<int32_t>(high) >> unused : static_cast<int32_t>(high >> unused));
  };
  if (bits <= 8)
    return loadEach<uint8_t>(stored, first, zeroPoints, getValue);
  loadEach<uint16_t>(stored, first, zeroPoints, getValue);
}
