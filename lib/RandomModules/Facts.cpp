//===- Facts.cpp - what is known of a value whatever path computes it -------------------------------------===//
#include "Facts.h"
#include "Qnt/Numerics/Quantize.h"
#include "mlir/IR/TypeUtilities.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

int random_modules::getLog2Ceil(int64_t n) { return n < 2 ? 0 : static_cast<int>(llvm::Log2_64_Ceil(n)); }

int64_t Bounds::getMagnitude() const {
  uint64_t below = low < 0 ? -static_cast<uint64_t>(low) : 0, above = high > 0 ? high : 0;
  return static_cast<int64_t>(std::min<uint64_t>(std::max(below, above), std::numeric_limits<int64_t>::max()));
}

Grid Grid::ofIntegers(int64_t low, int64_t high) { return {0, getLog2Ceil(Bounds{low, high}.getMagnitude()) + 1}; }

Facts Facts::join(const Facts &a, const Facts &b) {
  assert(a.shape == b.shape && "expected one shape");
  return {a.shape, Bounds::join(a.bounds, b.bounds), Grid::join(a.grid, b.grid), a.isFinite && b.isFinite};
}

//===----------------------------------------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------------------------------------===//

Grid random_modules::getTypeGrid(Format format) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  if (!info.isFloat)
    return Grid::ofIntegers(info.minInt, info.maxInt);
  return {std::ilogb(info.minPositive), std::ilogb(info.maxFinite) + 1};
}

Bounds random_modules::getTypeBounds(Type type) {
  unsigned width = isa<IndexType>(type) ? 64 : type.getIntOrFloatBitWidth();
  // An i1 is read as 0 and 1 or as 0 and -1.
  if (width == 1)
    return {-1, 1};
  return {llvm::minIntN(width), llvm::maxIntN(width)};
}

/// code - zero point of an array of which nothing but the type is known.
static Bounds getArrayBounds(EncodingAttr encoding) {
  if (!encoding.hasIntegerCodes())
    return {};
  auto [low, high] = encoding.toNumerics().codeRange();
  if (!encoding.getZeroPoint())
    return {low, high};
  if (numerics::isFloat(*encoding.getZeroPoint()))
    return {};
  const numerics::FormatInfo &zeroPoint = numerics::getInfo(*encoding.getZeroPoint());
  return {low - zeroPoint.maxInt, high - zeroPoint.minInt};
}

Facts random_modules::getTypeFacts(Type type, ArrayRef<int64_t> shape, bool isWide) {
  Facts facts;
  facts.shape.assign(shape.begin(), shape.end());
  if (auto array = dyn_cast<ArrayType>(type)) {
    facts.bounds = getArrayBounds(array.getEncoding());
    facts.grid = {-1100, 1100};
    return facts;
  }
  Type elementType = getElementTypeOrSelf(type);
  if (auto floatType = dyn_cast<FloatType>(elementType)) {
    bool standsForF32 = isWide && isa<Float16Type, BFloat16Type>(floatType);
    facts.grid = getTypeGrid(standsForF32 ? Format::F32 : *getFormat(floatType));
    return facts;
  }
  facts.bounds = getTypeBounds(elementType);
  facts.isFinite = true;
  return facts;
}

//===----------------------------------------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------------------------------------===//

/// The exponent of the lowest bit that is set; `value` is finite and not 0.
static int getLowestBit(double value) {
  int exponent;
  double fraction = std::frexp(std::fabs(value), &exponent);
  auto mantissa = static_cast<uint64_t>(std::ldexp(fraction, 53));
  return exponent - 53 + static_cast<int>(llvm::countr_zero(mantissa));
}

static void addNumbers(Facts &facts, ArrayRef<double> numbers) {
  facts.isFinite = true;
  facts.grid = {};
  bool isFirst = true;
  for (double number : numbers) {
    if (!std::isfinite(number)) {
      facts.isFinite = false;
      continue;
    }
    if (number == 0)
      continue;
    Grid grid{getLowestBit(number), std::ilogb(number) + 1};
    facts.grid = isFirst ? grid : Grid::join(facts.grid, grid);
    isFirst = false;
  }
}

Facts random_modules::getFacts(const reference::Tensor &tensor) {
  Facts facts;
  facts.shape.assign(tensor.getShape().begin(), tensor.getShape().end());
  if (tensor.getKind().isFloat) {
    addNumbers(facts, tensor.getNumbers());
    return facts;
  }
  facts.isFinite = true;
  facts.bounds = {0, 0};
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    int64_t value = tensor.getSigned(i);
    facts.bounds = i == 0 ? Bounds{value, value} : Bounds::join(facts.bounds, {value, value});
  }
  if (tensor.getKind().width == 1)
    facts.bounds = getTypeBounds(tensor.getElementType());
  return facts;
}

Facts random_modules::getFacts(const reference::Array &array) {
  const numerics::ArrayParts &parts = *array.parts;
  numerics::Encoding encoding = array.getEncoding();
  Facts facts = getTypeFacts(array.getType(), array.getShape());
  addNumbers(facts, numerics::decodeReal(parts, encoding));
  bool hasIntegerZeroPoint = !encoding.zeroPoint || numerics::isInteger(*encoding.zeroPoint);
  if (!array.encoding.hasIntegerCodes() || !hasIntegerZeroPoint)
    return facts;
  facts.bounds = {0, 0};
  for (auto [i, code] : llvm::enumerate(parts.codes)) {
    int64_t block = numerics::getBlockIndex(static_cast<int64_t>(i), parts.shape, encoding.block);
    auto value = static_cast<int64_t>(numerics::decode(encoding.storage, code));
    value -= parts.zeroPoints.empty() ? 0 : static_cast<int64_t>(parts.zeroPoints[block]);
    facts.bounds = i == 0 ? Bounds{value, value} : Bounds::join(facts.bounds, {value, value});
  }
  return facts;
}

Facts random_modules::roundFacts(Facts facts, Format format) {
  Grid type = getTypeGrid(format);
  if (facts.grid.high > type.high - 1)
    facts.isFinite = false;
  facts.grid.low = std::max(facts.grid.low, type.low);
  // Rounding up may reach the power of two itself.
  bool mayRound = facts.grid.getNumBits() > static_cast<int>(numerics::getInfo(format).mantissaBits) + 1;
  facts.grid.high = std::min(facts.grid.high + (mayRound ? 1 : 0), type.high);
  facts.grid.high = std::max(facts.grid.high, facts.grid.low);
  return facts;
}
