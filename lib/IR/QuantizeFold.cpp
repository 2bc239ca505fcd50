//===- QuantizeFold.cpp - quantize(dequantize(a)) -> a ----------------------------------------------------===//
//
//   %x = qnt.dequantize %a                     every code q comes back as
//   %b = qnt.quantize %x scale(s) zero_point(z)     round(fl(fl((q - z) * s) / s)) + z == q
//
// The two roundings move the quotient away from n = q - z by at most n * (2^-p + 2^-(c-1)): p bits of precision in the
// expressed type, c in the arithmetic of product and quotient. Below 1/2 it rounds back to n. That needs relative
// errors, so nothing may be subnormal or overflow: hence the bounds on the scales.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "QuantizeFold.h"
#include "Qnt/IR/ConstantParts.h"
#include "Qnt/IR/PartData.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;

//===----------------------------------------------------------------------------------------------------===//
// Constant parameters
//===----------------------------------------------------------------------------------------------------===//

/// The constant that `op` quantizes with and `array` is made of; null when they differ or are not known.
static ElementsAttr getSharedParameter(QuantizeOp op, Value array, PartKind kind) {
  ElementsAttr given = getConstantPart(op.getResult(), kind);
  return given && given == getConstantPart(array, kind) ? given : ElementsAttr();
}

/// The values of a shared parameter: `fallback` when the encoding has no such part, nothing when they are not known.
static std::optional<SmallVector<double>> getSharedValues(QuantizeOp op, Value array, PartKind kind,
                                                          std::optional<Format> format, double fallback) {
  if (!format)
    return SmallVector<double>{fallback};
  ElementsAttr values = getSharedParameter(op, array, kind);
  return values ? getPartValues(values, *format) : std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// The proof
//===----------------------------------------------------------------------------------------------------===//

static bool isPlainRounding(const numerics::Convention &convention) {
  using namespace numerics;
  return convention.zeroPointOrder == ZeroPointOrder::AfterRounding && convention.quotient == Quotient::Divide &&
         convention.quotientType == Arithmetic::F32 &&
         (convention.rounding == Rounding::HalfEven || convention.rounding == Rounding::HalfAway);
}

/// The codes are numbers that all come back: integers over the whole storage range, or a float format without NaN.
static bool hasRecoverableCodes(EncodingAttr encoding) {
  if (encoding.hasLut() || encoding.getSparsity() || encoding.getMulSub())
    return false;
  if (encoding.getZeroPoint() && numerics::isFloat(*encoding.getZeroPoint()))
    return false;
  if (encoding.getScale() == Format::F64 && encoding.getExpressed() != Format::F64)
    return false;
  const numerics::FormatInfo &storage = numerics::getInfo(encoding.getStorage());
  if (storage.isFloat)
    return !storage.hasNaN && !storage.hasInfinity;
  auto clamp = encoding.getClamp();
  return !clamp || *clamp == std::pair(storage.minInt, storage.maxInt);
}

/// The largest |q - zero point|, or the largest value of a float format.
static double getLargestNumber(EncodingAttr encoding, ArrayRef<double> zeroPoints) {
  const numerics::FormatInfo &storage = numerics::getInfo(encoding.getStorage());
  if (storage.isFloat)
    return storage.maxFinite;
  double largest = 0;
  for (double zeroPoint : zeroPoints)
    largest = std::max({largest, std::fabs(storage.minInt - zeroPoint), std::fabs(storage.maxInt - zeroPoint)});
  return largest;
}

/// Rounding product and quotient leaves the quotient nearest to the code that it came from.
static bool isErrorSmall(EncodingAttr encoding, double largestNumber) {
  const numerics::FormatInfo &expressed = numerics::getInfo(encoding.getExpressed());
  int precision = expressed.mantissaBits + 1;
  int arithmetic = encoding.getExpressed() == Format::F64 ? 53 : 24;
  // The last factor covers the products of errors.
  double error = (std::ldexp(1.0, -precision) + std::ldexp(1.0, 1 - arithmetic)) * (1 + std::ldexp(1.0, -10));
  const numerics::FormatInfo &storage = numerics::getInfo(encoding.getStorage());
  if (storage.isFloat) // Below half of the distance to the next value, which is least just below a power of two.
    return error < std::ldexp(1.0, -static_cast<int>(storage.mantissaBits) - 2);
  return largestNumber * error < 0.5;
}

/// Products with every scale are normal numbers of the expressed type.
static bool areScalesSafe(EncodingAttr encoding, ArrayRef<double> scales, double tensorScale, double largestNumber) {
  const numerics::FormatInfo &expressed = numerics::getInfo(encoding.getExpressed());
  const numerics::FormatInfo &storage = numerics::getInfo(encoding.getStorage());
  double smallestNumber = storage.isFloat ? storage.minPositive : 1.0;
  for (double blockScale : scales) {
    double scale =
        encoding.getTensorScale() ? static_cast<float>(tensorScale) * static_cast<float>(blockScale) : blockScale;
    double magnitude = std::fabs(scale);
    // Written so that NaN fails.
    if (!(magnitude >= expressed.minNormal && magnitude * smallestNumber >= expressed.minNormal &&
          magnitude * largestNumber * 2 <= expressed.maxFinite))
      return false;
  }
  return true;
}

OpFoldResult mlir::qnt::foldQuantizeOfDequantize(QuantizeOp op) {
  auto dequantize = op.getInput().getDefiningOp<DequantizeOp>();
  if (!dequantize || dequantize.getInput().getType() != op.getType() || op.getCalibration())
    return {};
  Value array = dequantize.getInput();
  EncodingAttr encoding = op.getType().getEncoding();
  ConventionAttr convention = op.getConventionAttr();
  if (!hasRecoverableCodes(encoding) || (convention && !isPlainRounding(convention.toNumerics())))
    return {};
  auto scales = getSharedValues(op, array, PartKind::Scales, encoding.getScale(), 1.0);
  auto zeroPoints = getSharedValues(op, array, PartKind::ZeroPoints, encoding.getZeroPoint(), 0.0);
  auto tensorScale = getSharedValues(op, array, PartKind::TensorScale,
                                     encoding.getTensorScale() ? std::optional(Format::F32) : std::nullopt, 1.0);
  if (!scales || !zeroPoints || !tensorScale)
    return {};
  double largestNumber = getLargestNumber(encoding, *zeroPoints);
  if (!isErrorSmall(encoding, largestNumber) || !areScalesSafe(encoding, *scales, tensorScale->front(), largestNumber))
    return {};
  return array;
}
