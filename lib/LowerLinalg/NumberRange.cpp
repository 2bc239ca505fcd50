//===- NumberRange.cpp - which numbers an operand of a contraction may hold -------------------------------===//
#include "NumberRange.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/ConstantParts.h"
#include "Qnt/IR/PartData.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

bool NumberRange::isExactInF32() const {
  const numerics::FormatInfo &f32 = numerics::getInfo(Format::F32);
  return bits <= 24 && lowest >= std::ilogb(f32.minPositive) && most <= f32.maxFinite;
}

bool NumberRange::isNormalInF32() const {
  const numerics::FormatInfo &f32 = numerics::getInfo(Format::F32);
  return least >= f32.minNormal && most <= f32.maxFinite;
}

//===----------------------------------------------------------------------------------------------------===//
// Formats and constants
//===----------------------------------------------------------------------------------------------------===//

static NumberRange getIntegerRange(IntegerRange range) {
  // 2^bits itself has one significant bit.
  uint64_t most = std::max<int64_t>({std::abs(range.low), std::abs(range.high), 1});
  return {std::max<int>(llvm::Log2_64_Ceil(most), 1), 0, 1, static_cast<double>(most)};
}

/// Formats whose ends no ordinary number comes near.
static bool isFarReaching(Format format) {
  return numerics::isFloat(format) && numerics::getInfo(format).exponentBits >= 8;
}

NumberRange mlir::qnt::getNumberRange(Format format) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  if (!info.isFloat)
    return getIntegerRange({info.minInt, info.maxInt});
  return {static_cast<int>(info.mantissaBits) + 1, std::ilogb(info.minPositive), info.minPositive, info.maxFinite,
          !isFarReaching(format)};
}

/// Of a part with float numbers: its values where they are known and the type says little.
static NumberRange getPartRange(Value array, PartKind kind, Format format) {
  NumberRange range = getNumberRange(format);
  ElementsAttr constant = range.isExpected ? ElementsAttr() : getConstantPart(array, kind);
  std::optional<SmallVector<double>> values = constant ? getPartValues(constant, format) : std::nullopt;
  if (!values || !llvm::all_of(*values, [](double value) { return std::isfinite(value); }))
    return range;
  double least = range.most, most = 0;
  for (double value : *values)
    if (double magnitude = std::abs(value)) {
      least = std::min(least, magnitude);
      most = std::max(most, magnitude);
    }
  if (most == 0)
    return {1, 0, 1, 1};
  int lowest = std::max(std::ilogb(least) - static_cast<int>(numerics::getInfo(format).mantissaBits), range.lowest);
  return {range.bits, lowest, least, most};
}

//===----------------------------------------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------------------------------------===//

NumberRange mlir::qnt::uniteRanges(const NumberRange &lhs, const NumberRange &rhs) {
  return {std::max(lhs.bits, rhs.bits), std::min(lhs.lowest, rhs.lowest), std::min(lhs.least, rhs.least),
          std::max(lhs.most, rhs.most), lhs.isExpected && rhs.isExpected};
}

NumberRange mlir::qnt::multiplyRanges(const NumberRange &lhs, const NumberRange &rhs) {
  // A power of two adds no bits.
  int bits = lhs.bits + rhs.bits - (lhs.bits == 1 || rhs.bits == 1 ? 1 : 0);
  return {bits, lhs.lowest + rhs.lowest, lhs.least * rhs.least, lhs.most * rhs.most, lhs.isExpected && rhs.isExpected};
}

/// Differences cancel down to the lowest bit.
static NumberRange subtractRanges(const NumberRange &lhs, const NumberRange &rhs) {
  int lowest = std::min(lhs.lowest, rhs.lowest);
  double most = lhs.most + rhs.most;
  int bits = std::isinf(most) ? std::numeric_limits<double>::max_exponent - lowest : std::ilogb(most) + 1 - lowest;
  return {bits, lowest, std::ldexp(1.0, lowest), most, lhs.isExpected && rhs.isExpected};
}

//===----------------------------------------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------------------------------------===//

/// Of code - zero point, or of entries of a code book.
static NumberRange getDifferenceRange(Value array, EncodingAttr encoding) {
  LutAttr lut = encoding.getLut();
  Format format = lut ? lut.getEntry() : encoding.getStorage();
  std::optional<Format> zeroPoint = encoding.getZeroPoint();
  if (!lut && numerics::isInteger(format) && (!zeroPoint || numerics::isInteger(*zeroPoint)))
    return getIntegerRange(getElementRange(encoding));
  NumberRange numbers = lut ? getPartRange(array, PartKind::Codebook, format) : getNumberRange(format);
  return zeroPoint ? subtractRanges(numbers, getPartRange(array, PartKind::ZeroPoints, *zeroPoint)) : numbers;
}

/// Of the factor of a block: with a tensor scale their product, rounded to f32.
static NumberRange getFactorRange(Value array, EncodingAttr encoding) {
  NumberRange scales = getPartRange(array, PartKind::Scales, *encoding.getScale());
  if (!encoding.getTensorScale())
    return scales;
  NumberRange product = multiplyRanges(scales, getPartRange(array, PartKind::TensorScale, Format::F32));
  NumberRange f32 = getNumberRange(Format::F32);
  auto round = [&](double value) { return std::clamp(value, f32.least, f32.most); };
  int lowest = std::max(std::ilogb(round(product.least)) - f32.bits + 1, f32.lowest);
  return {f32.bits, lowest, round(product.least), round(product.most), product.isExpected};
}

NumberRange mlir::qnt::getDecodedRange(Value array) {
  EncodingAttr encoding = cast<ArrayType>(array.getType()).getEncoding();
  NumberRange differences = getDifferenceRange(array, encoding);
  return encoding.getScale() ? multiplyRanges(differences, getFactorRange(array, encoding)) : differences;
}
