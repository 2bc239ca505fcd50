//===- Sums.cpp - operands and results of contractions ----------------------------------------------------===//
#include "Sums.h"
#include "Qnt/IR/Accumulators.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

//===----------------------------------------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------------------------------------===//

static bool isFloatTensor(const Known &known) {
  RankedTensorType tensor = known.getTensor();
  return tensor && isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(tensor.getElementType());
}

static bool canContract(const Known &known) {
  return (known.getArray() || isFloatTensor(known)) && known.facts.getNumElements() <= 300;
}

static Known makeOperand(Generator &generator, ArrayRef<int64_t> shape, bool integerCodes) {
  Random &random = generator.getRandom();
  if (!integerCodes && random.chance(45))
    return generator.makeFloatTensor(generator.makeFloatType(), shape);
  EncodingRequest request;
  request.integerCodes = integerCodes;
  request.wholeBlock = random.chance(30);
  return generator.makeArray(shape, request);
}

Known random_modules::getContractionOperand(Generator &generator, int64_t minRank) {
  std::optional<Known> known =
      generator.pick([&](const Known &known) { return canContract(known) && known.getRank() >= minRank; });
  if (known && generator.getRandom().chance(75))
    return *known;
  Shape shape = generator.makeShape();
  while (static_cast<int64_t>(shape.size()) < minRank)
    shape.push_back(generator.getRandom().between(1, 5));
  return makeOperand(generator, shape, generator.getRandom().chance(40));
}

Known random_modules::getContractionOperand(Generator &generator, ArrayRef<int64_t> shape, const Known *beside) {
  std::optional<Known> known = generator.pick(
      [&](const Known &known) { return canContract(known) && ArrayRef<int64_t>(known.facts.shape) == shape; });
  if (known && generator.getRandom().chance(60))
    return *known;
  ArrayType array = beside ? beside->getArray() : ArrayType();
  bool isBesideIntegers = array && array.getEncoding().hasIntegerCodes();
  return makeOperand(generator, shape, generator.getRandom().chance(isBesideIntegers ? 75 : 25));
}

//===----------------------------------------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------------------------------------===//

/// The codes can be summed as integers.
static bool hasIntegers(const Known &known) {
  ArrayType array = known.getArray();
  if (!array || !array.getEncoding().hasIntegerCodes())
    return false;
  std::optional<Format> zeroPoint = array.getEncoding().getZeroPoint();
  return !zeroPoint || numerics::isInteger(*zeroPoint);
}

static bool hasOneBlock(const Known &known, ArrayRef<int64_t> dims) {
  return llvm::all_of(dims, [&](int64_t dim) {
    int64_t block = known.getArray().getEncoding().getBlock()[dim], size = known.getArray().getShape()[dim];
    return block == numerics::kWhole || (!ShapedType::isDynamic(size) && block >= size);
  });
}

/// Every sum of (q1 - z1) * (q2 - z2) fits in 32 bits.
static bool fitsInI32(const Sum &sum) {
  __int128 lhs = sum.lhs.facts.bounds.getMagnitude(), rhs = sum.rhs.facts.bounds.getMagnitude();
  return lhs < INT32_MAX && rhs < INT32_MAX && lhs * rhs * std::max<int64_t>(sum.numTerms, 1) <= INT32_MAX;
}

/// A lowering takes the sums on the codes: 64 bits hold them, for whatever a dynamic size may be.
static bool areTakenOnCodes(const Sum &sum) {
  auto hasDynamicSize = [](const Known &known, ArrayRef<int64_t> dims) {
    return llvm::any_of(dims, [&](int64_t dim) { return known.getArray().isDynamicDim(dim); });
  };
  constexpr int64_t largestDynamicSize = int64_t(1) << 31;
  bool isDynamic = hasDynamicSize(sum.lhs, sum.lhsContracting) || hasDynamicSize(sum.rhs, sum.rhsContracting);
  return countFittingProducts(getElementRange(sum.lhs.getArray().getEncoding()),
                              getElementRange(sum.rhs.getArray().getEncoding()),
                              64) >= (isDynamic ? largestDynamicSize : sum.numTerms);
}

bool random_modules::isExactInF32(Grid lhs, Grid rhs, int64_t numTerms) {
  Grid product = Grid::product(lhs, rhs);
  int high = product.high + getLog2Ceil(numTerms);
  auto isModest = [](Grid grid) { return grid.low >= -120 && grid.high <= 120; };
  return high - product.low <= 24 && high <= 120 && isModest(product) && isModest(lhs) && isModest(rhs);
}

SumKind random_modules::classifySum(const Sum &sum, Type elementType) {
  bool areIntegers = hasIntegers(sum.lhs) && hasIntegers(sum.rhs);
  if (elementType.isInteger(32)) {
    bool isWhole = areIntegers && hasOneBlock(sum.lhs, sum.lhsContracting) && hasOneBlock(sum.rhs, sum.rhsContracting);
    return isWhole && fitsInI32(sum) ? SumKind::Exact : SumKind::Impossible;
  }
  bool hasF64 = elementType.isF64();
  for (const Known *operand : {&sum.lhs, &sum.rhs})
    hasF64 |= operand->getArray() && operand->getArray().getEncoding().getScale() == Format::F64;
  if (areIntegers && !hasF64 && areTakenOnCodes(sum))
    return SumKind::Exact;
  return isExactInF32(sum.lhs.facts.grid, sum.rhs.facts.grid, sum.numTerms) ? SumKind::Exact : SumKind::Approximate;
}

Type random_modules::chooseResultType(Generator &generator, const Sum &sum) {
  Type integer = generator.getBuilder().getI32Type();
  if (classifySum(sum, integer) == SumKind::Exact && generator.getRandom().chance(45))
    return integer;
  FloatType floatType = generator.makeFloatType();
  if (classifySum(sum, floatType) == SumKind::Approximate && !generator.canReturnApproximate())
    return {};
  return floatType;
}

void random_modules::addExactSum(Generator &generator, Value result, Facts facts, Grid lhs, Grid rhs,
                                 int64_t numTerms) {
  // Each step of the integer path's epilogue rounds to a multiple of the same power of two.
  facts.grid = Grid::product(lhs, rhs);
  facts.grid.high += getLog2Ceil(numTerms) + 1;
  facts.isFinite &= facts.grid.high < 120;
  generator.add(result, generator.round(facts, result.getType()));
}

void random_modules::addSum(Generator &generator, Value result, const Sum &sum, ArrayRef<int64_t> shape) {
  Type elementType = getElementTypeOrSelf(result.getType());
  if (classifySum(sum, elementType) == SumKind::Approximate)
    return generator.addApproximate(result, "contraction");
  Facts facts = generator.getTypeFacts(result.getType(), shape);
  if (elementType.isInteger(32)) {
    int64_t magnitude =
        sum.lhs.facts.bounds.getMagnitude() * sum.rhs.facts.bounds.getMagnitude() * std::max<int64_t>(sum.numTerms, 1);
    facts.bounds = {-magnitude, magnitude};
    generator.add(result, facts);
    return;
  }
  facts.isFinite = sum.lhs.facts.isFinite && sum.rhs.facts.isFinite;
  addExactSum(generator, result, facts, sum.lhs.facts.grid, sum.rhs.facts.grid, sum.numTerms);
}

int64_t random_modules::joinSizes(Generator &generator, int64_t first, int64_t second, int64_t runtime) {
  bool isStatic = !ShapedType::isDynamic(first) || !ShapedType::isDynamic(second);
  return generator.getRandom().chance(10) != isStatic ? runtime : ShapedType::kDynamic;
}

ArrayRef<int64_t> random_modules::getTypeShape(const Known &known) {
  return known.getArray() ? known.getArray().getShape() : known.getTensor().getShape();
}
