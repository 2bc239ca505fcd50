//===- Data.cpp - random elements of tensors and of the parts of arrays -----------------------------------===//
#include "Data.h"
#include "Qnt/Numerics/Rounding.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

//===----------------------------------------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------------------------------------===//

namespace {
enum FloatKind : unsigned { Dyadic, AllMagnitudes, AnyBits, Zeros };
} // namespace

double DataSource::makeAnyBits(Format format) {
  double value = numerics::decode(format, random.next());
  return std::isfinite(value) ? value : 0.0;
}

double DataSource::makeFloat(unsigned kind, Format format, int exponent, unsigned bits) {
  int64_t limit = int64_t(1) << bits;
  switch (kind) {
  case Dyadic:
    return std::ldexp(static_cast<double>(random.between(-limit, limit)), exponent);
  case AllMagnitudes: {
    auto mantissa = static_cast<double>(random.between(-(int64_t(1) << 52), int64_t(1) << 52));
    return std::ldexp(mantissa, static_cast<int>(random.between(-60, -44)));
  }
  case AnyBits:
    return makeAnyBits(format);
  default:
    return random.chance(50) ? -0.0 : 0.0;
  }
}

Tensor DataSource::makeFloats(FloatType type, ArrayRef<int64_t> shape) {
  Format format = *getFormat(type);
  unsigned kind =
      random.pickWeighted(style.isDyadic ? ArrayRef<unsigned>{85, 6, 6, 3} : ArrayRef<unsigned>{30, 45, 20, 5});
  auto exponent = static_cast<int>(random.between(-3, 0));
  auto bits = static_cast<unsigned>(random.between(1, 6));
  bool hasNonFinite = random.chance(style.nonFinitePercent);
  std::vector<double> values;
  for (int64_t i = 0, count = numerics::getNumElements(shape); i < count; ++i) {
    double value = makeFloat(kind, format, exponent, bits);
    if (hasNonFinite && random.chance(12))
      value = random.pick({std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity()});
    values.push_back(value);
  }
  return Tensor::fromFloats(type, shape, values);
}

//===----------------------------------------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------------------------------------===//

Tensor DataSource::makeIntegers(Type type, ArrayRef<int64_t> shape, Bounds bounds) {
  std::vector<uint64_t> bits;
  reference::ElementKind kind = *reference::getElementKind(type);
  for (int64_t i = 0, count = numerics::getNumElements(shape); i < count; ++i) {
    int64_t value = random.between(bounds.low, bounds.high);
    if (random.chance(15))
      value = random.chance(50) ? bounds.low : bounds.high;
    bits.push_back(reference::integerToBits(kind, value));
  }
  return Tensor(type, shape, std::move(bits));
}

//===----------------------------------------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------------------------------------===//

/// Any code inside the clamp range; finite ones of float formats unless NaN and infinities are asked for.
Tensor DataSource::makeCodes(ArrayType type) {
  EncodingAttr encoding = type.getEncoding();
  RankedTensorType codes = type.getCodesType();
  if (encoding.hasIntegerCodes() && encoding.getClamp())
    return makeIntegers(codes.getElementType(), codes.getShape(),
                        {encoding.getClamp()->first, encoding.getClamp()->second});
  bool mayBeNonFinite = random.chance(style.nonFinitePercent);
  std::vector<uint64_t> bits;
  for (int64_t i = 0, count = codes.getNumElements(); i < count; ++i) {
    uint64_t code = random.next() & llvm::maskTrailingOnes<uint64_t>(encoding.getCodeWidth());
    if (encoding.hasIntegerCodes() && random.chance(15))
      code = random.chance(50) ? 0 : uint64_t(1) << (encoding.getCodeWidth() - 1);
    bool isKept = encoding.hasLut() || mayBeNonFinite || std::isfinite(numerics::decode(encoding.getStorage(), code));
    bits.push_back(isKept ? code : 0);
  }
  return Tensor(codes.getElementType(), codes.getShape(), std::move(bits));
}

namespace {
enum ScaleKind : unsigned { PowersOfTwo, OneValue, AllPositive, Unusual };
} // namespace

double DataSource::makeScale(Format format, unsigned kind, int exponent) {
  switch (kind) {
  case PowersOfTwo:
    return std::ldexp(1.0, exponent + static_cast<int>(random.below(3)));
  case OneValue:
    return std::ldexp(1.0, exponent);
  case AllPositive:
    return std::ldexp(static_cast<double>(random.between(1 << 10, 1 << 24)), exponent - 20);
  default: {
    double any = numerics::decode(format, random.next());
    return any == 0 || !std::isfinite(any) ? 1.0 : any;
  }
  }
}

Tensor DataSource::makeScales(Type type, ArrayRef<int64_t> shape, bool mayBeUnusual) {
  Format format = *getFormat(cast<FloatType>(type));
  unsigned kind =
      random.pickWeighted(style.isDyadic ? ArrayRef<unsigned>{45, 40, 10, 5} : ArrayRef<unsigned>{15, 15, 55, 15});
  auto exponent = static_cast<int>(random.between(-4, 1));
  bool hasUnusable = mayBeUnusual && random.chance(style.nonFinitePercent);
  std::vector<double> values;
  for (int64_t i = 0, count = numerics::getNumElements(shape); i < count; ++i) {
    double value = numerics::roundTo(format, makeScale(format, kind, exponent));
    if (value == 0 || !std::isfinite(value))
      value = 1.0;
    if (hasUnusable && random.chance(20))
      value = random.pick({0.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()});
    values.push_back(value);
  }
  return Tensor::fromFloats(type, shape, values);
}

/// Mostly inside the codes' range, sometimes anything that the type holds.
Tensor DataSource::makeZeroPoints(EncodingAttr encoding, ArrayRef<int64_t> shape) {
  Format format = *encoding.getZeroPoint();
  Type type = encoding.getZeroPointType();
  const numerics::FormatInfo &codes = numerics::getInfo(encoding.getStorage());
  Bounds bounds = encoding.hasLut() ? Bounds{-2, 2} : Bounds{codes.minInt, codes.maxInt};
  if (numerics::isFloat(format)) {
    std::vector<double> values;
    for (int64_t i = 0, count = numerics::getNumElements(shape); i < count; ++i)
      values.push_back(static_cast<double>(random.between(2 * std::max<int64_t>(bounds.low, -100),
                                                          2 * std::min<int64_t>(bounds.high, 100))) /
                       2);
    return Tensor::fromFloats(type, shape, values);
  }
  const numerics::FormatInfo &info = numerics::getInfo(format);
  bool isAny = random.chance(20);
  bounds = {isAny ? info.minInt : std::max(bounds.low, info.minInt),
            isAny ? info.maxInt : std::min(bounds.high, info.maxInt)};
  return makeIntegers(type, shape, bounds);
}

/// Few-bit entries or any positive and negative ones; entry 0 of every table may be zero.
Tensor DataSource::makeCodebook(EncodingAttr encoding, ArrayRef<int64_t> shape) {
  Format entry = encoding.getLut().getEntry();
  Type type = getBuiltinType(encoding.getContext(), entry);
  if (numerics::isInteger(entry))
    return makeIntegers(type, shape, getTypeBounds(type));
  bool isDyadic = random.chance(style.isDyadic ? 85 : 40), hasZero = random.chance(50);
  int64_t numEntries = encoding.getLut().getNumEntries() * encoding.getLut().getVectorSize();
  std::vector<double> values;
  for (int64_t i = 0, count = numerics::getNumElements(shape); i < count; ++i) {
    int64_t mantissa = random.between(-(1 << 20), 1 << 20);
    double value = isDyadic ? static_cast<double>(mantissa >> 15) / 8 : static_cast<double>(mantissa) / (1 << 18);
    values.push_back(hasZero && i % numEntries < encoding.getLut().getVectorSize() ? 0.0 : value);
  }
  return Tensor::fromFloats(type, shape, values);
}

/// At most n of m bits along the axis of n:m sparsity.
Tensor DataSource::makeMask(ArrayType type) {
  SparsityAttr sparsity = type.getEncoding().getSparsity();
  auto shape = type.getShape();
  Tensor mask(IntegerType::get(type.getContext(), 1), shape);
  numerics::BlockShape group(shape.size(), 1);
  if (!sparsity.isBitmask())
    group[sparsity.getAxis()] = sparsity.getM();
  std::vector<int64_t> kept(numerics::getNumElements(numerics::getGridShape(shape, group)), 0);
  MutableArrayRef<uint64_t> bits = mask.getMutableBits();
  for (size_t i = 0; i < bits.size(); ++i) {
    bool isKept = random.chance(60);
    int64_t &count = kept[numerics::getBlockIndex(static_cast<int64_t>(i), shape, group)];
    bits[i] = isKept && (sparsity.isBitmask() || count < sparsity.getN());
    count += static_cast<int64_t>(bits[i]);
  }
  return mask;
}

Tensor DataSource::makePart(ArrayType type, PartKind kind, bool mayBeUnusual) {
  RankedTensorType part = type.getPartType(kind);
  switch (kind) {
  case PartKind::Codes:
    return makeCodes(type);
  case PartKind::Scales:
  case PartKind::TensorScale:
    return makeScales(part.getElementType(), part.getShape(), mayBeUnusual);
  case PartKind::ZeroPoints:
    return makeZeroPoints(type.getEncoding(), part.getShape());
  case PartKind::Codebook:
    return makeCodebook(type.getEncoding(), part.getShape());
  case PartKind::Mask:
    return makeMask(type);
  }
  llvm_unreachable("unknown part");
}

reference::Array DataSource::makeArray(ArrayType type, bool mayBeUnusual) {
  SmallVector<Tensor> parts;
  for (PartKind kind : type.getPartKinds())
    parts.push_back(makePart(type, kind, mayBeUnusual));
  return llvm::cantFail(reference::Array::fromPartTensors(type.getEncoding(), parts));
}
