//===- AccumulatorBounds.cpp - bounds of the integer sums of contractions ---------------------------------===//
#include "ContractionShapes.h"
#include "Qnt/IR/Accumulators.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;

static constexpr int64_t kUnbounded = std::numeric_limits<int64_t>::max();
/// Fewer products than this in a partial sum of i32 are not worth a split.
static constexpr int64_t kSmallestSplit = 64;
/// A dynamic K is taken to be below this; programs check it.
static constexpr int64_t kLargestDynamicSize = int64_t(1) << 31;

//===----------------------------------------------------------------------------------------------------===//
// Ranges
//===----------------------------------------------------------------------------------------------------===//

static IntegerRange getFormatRange(Format format) {
  const numerics::FormatInfo &info = numerics::getInfo(format);
  return {info.minInt, info.maxInt};
}

/// Codes of the storage, cut by a clamp range.
static IntegerRange getCodeRange(EncodingAttr encoding) {
  if (auto clamp = encoding.getClamp())
    return {clamp->first, clamp->second};
  return getFormatRange(encoding.getStorage());
}

IntegerRange mlir::qnt::getElementRange(EncodingAttr encoding, std::optional<IntegerRange> zeroPoints) {
  IntegerRange range = getCodeRange(encoding);
  if (encoding.getZeroPoint()) {
    IntegerRange subtracted = zeroPoints.value_or(getFormatRange(*encoding.getZeroPoint()));
    range = {range.low - subtracted.high, range.high - subtracted.low};
  }
  if (encoding.getSparsity())
    range = {std::min<int64_t>(range.low, 0), std::max<int64_t>(range.high, 0)};
  return range;
}

/// The range with the zero point in its middle, if there is one: no zero point makes sums smaller.
static IntegerRange getSmallestElementRange(EncodingAttr encoding) {
  if (!encoding.getZeroPoint())
    return getElementRange(encoding);
  IntegerRange codes = getCodeRange(encoding);
  int64_t width = codes.high - codes.low;
  return {-(width / 2), width - width / 2};
}

int64_t mlir::qnt::countFittingProducts(IntegerRange lhs, IntegerRange rhs, unsigned width) {
  using Wide = __int128; // 33 bits times 33 bits
  Wide corners[] = {Wide(lhs.low) * rhs.low, Wide(lhs.low) * rhs.high, Wide(lhs.high) * rhs.low,
                    Wide(lhs.high) * rhs.high};
  Wide low = 0, high = 0, limit = Wide(1) << (width - 1), count = kUnbounded;
  for (Wide corner : corners) {
    low = std::min(low, corner);
    high = std::max(high, corner);
  }
  if (high > 0)
    count = std::min(count, (limit - 1) / high);
  if (low < 0)
    count = std::min(count, limit / -low);
  return static_cast<int64_t>(count);
}

//===----------------------------------------------------------------------------------------------------===//
// K tiles
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Elements of one dimension of an operand that a sum goes over.
struct TileSide {
  int64_t size;  ///< of the dimension, or dynamic
  int64_t block; ///< kWhole: all of it
};
} // namespace

static TileSide getSide(const ContractionInput &input, int64_t dim) {
  return {input.shape[dim], input.array ? input.array.getEncoding().getBlock()[dim] : numerics::kWhole};
}

/// The largest piece into which the blocks of both sides cut a dimension; kUnbounded when a dynamic size decides.
static int64_t getPieceSize(TileSide lhs, TileSide rhs) {
  int64_t size = kUnbounded;
  for (TileSide side : {lhs, rhs}) {
    if (!ShapedType::isDynamic(side.size))
      size = std::min(size, side.size);
    if (side.block != numerics::kWhole)
      size = std::min(size, side.block);
  }
  return size;
}

/// The product of piece sizes; nothing when one is unbounded and none is 0.
static std::optional<int64_t> multiplySizes(ArrayRef<int64_t> sizes) {
  if (llvm::is_contained(sizes, 0))
    return 0;
  int64_t product = 1;
  for (int64_t size : sizes)
    if (size == kUnbounded || llvm::MulOverflow(product, size, product))
      return std::nullopt;
  return product;
}

static std::optional<int64_t> countProducts(const ContractionInput &lhs, const ContractionInput &rhs,
                                            ArrayRef<int64_t> lhsDims, ArrayRef<int64_t> rhsDims) {
  SmallVector<int64_t> sizes;
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(lhsDims, rhsDims))
    sizes.push_back(getPieceSize(getSide(lhs, lhsDim), getSide(rhs, rhsDim)));
  return multiplySizes(sizes);
}

static std::optional<int64_t> countProducts(ConvGeneralDilatedOp op, const ContractionInput &lhs,
                                            const ContractionInput &rhs) {
  ConvDimensionNumbersAttr dims = op.getDims();
  // Positions of the window meet different elements of lhs, or padding: no more than a block of lhs has.
  auto getLhsSide = [&](int64_t dim) { return TileSide{ShapedType::kDynamic, getSide(lhs, dim).block}; };
  SmallVector<int64_t> sizes;
  for (auto [lhsDim, rhsDim] : llvm::zip_equal(dims.getInputSpatial(), dims.getKernelSpatial()))
    sizes.push_back(getPieceSize(getLhsSide(lhsDim), getSide(rhs, rhsDim)));
  TileSide features = getSide(lhs, dims.getInputFeature());
  if (!ShapedType::isDynamic(features.size))
    features.size /= static_cast<int64_t>(op.getFeatureGroupCount());
  sizes.push_back(getPieceSize(features, getSide(rhs, dims.getKernelInput())));
  return multiplySizes(sizes);
}

std::optional<int64_t> mlir::qnt::countTileProducts(Operation *contraction) {
  ContractionInput lhs("lhs", contraction->getOperand(0)), rhs("rhs", contraction->getOperand(1));
  if (auto dot = dyn_cast<DotGeneralOp>(contraction))
    return countProducts(lhs, rhs, dot.getLhsContracting(), dot.getRhsContracting());
  if (auto ragged = dyn_cast<RaggedDotGeneralOp>(contraction))
    return countProducts(lhs, rhs, ragged.getLhsContracting(), ragged.getRhsContracting());
  return countProducts(cast<ConvGeneralDilatedOp>(contraction), lhs, rhs);
}

//===----------------------------------------------------------------------------------------------------===//
// Verdicts
//===----------------------------------------------------------------------------------------------------===//

static Type getResultElementType(Operation *contraction) {
  return cast<RankedTensorType>(contraction->getResult(0).getType()).getElementType();
}

static std::string whyNotIntegers(const ContractionInput &input) {
  if (!input.array)
    return input.name + " is a float tensor";
  EncodingAttr encoding = input.array.getEncoding();
  if (encoding.hasLut())
    return input.name + " has a code book";
  if (!encoding.hasIntegerCodes())
    return input.name + " has codes of type " + numerics::getName(encoding.getStorage()).str();
  if (encoding.getZeroPoint() && numerics::isFloat(*encoding.getZeroPoint()))
    return input.name + " has zero points of type " + numerics::getName(*encoding.getZeroPoint()).str();
  return {};
}

std::string mlir::qnt::whyNoIntegerPath(Operation *contraction) {
  Type resultType = getResultElementType(contraction);
  for (unsigned i : {0, 1}) {
    ContractionInput input(i == 0 ? "lhs" : "rhs", contraction->getOperand(i));
    std::string reason = whyNotIntegers(input);
    if (!reason.empty())
      return reason;
    // Scales multiply in f32; an i32 result has none.
    if (!resultType.isInteger() && input.array.getEncoding().getScale() == Format::F64)
      return input.name + " has scales of type f64";
  }
  return resultType.isF64() ? "the result has type f64" : "";
}

/// i32, i32 with a split, or i64, when 64 bits hold the sums; null otherwise.
static AccumulatorAttr chooseUpTo64Bits(MLIRContext *context, std::optional<int64_t> products, int64_t fitting32,
                                        int64_t fitting64) {
  if (products ? *products > fitting64 : fitting64 < kLargestDynamicSize)
    return {};
  if (products && *products <= fitting32)
    return AccumulatorAttr::getInteger(context, AccumulatorKind::I32);
  int64_t atMost = products ? 0 : fitting64;
  return fitting32 < kSmallestSplit ? AccumulatorAttr::getInteger(context, AccumulatorKind::I64, 0, atMost)
                                    : AccumulatorAttr::getInteger(context, AccumulatorKind::I32, fitting32, atMost);
}

AccumulatorAttr mlir::qnt::chooseAccumulator(Operation *contraction, IntegerRange lhs, IntegerRange rhs) {
  MLIRContext *context = contraction->getContext();
  std::string obstacle = whyNoIntegerPath(contraction);
  if (!obstacle.empty())
    return AccumulatorAttr::getNone(context, obstacle);
  std::optional<int64_t> products = countTileProducts(contraction);
  int64_t fitting64 = countFittingProducts(lhs, rhs, 64);
  if (AccumulatorAttr narrow = chooseUpTo64Bits(context, products, countFittingProducts(lhs, rhs, 32), fitting64))
    return narrow;
  if (getResultElementType(contraction).isInteger())
    return AccumulatorAttr::getInteger(context, AccumulatorKind::I128);
  return AccumulatorAttr::getNone(context, "sums of more than " + std::to_string(fitting64) +
                                               " products may not fit in i64, and there are " +
                                               (products ? std::to_string(*products) : "a dynamic number of them"));
}

//===----------------------------------------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------------------------------------===//

/// (C10)
static LogicalResult verifyKind(Operation *op, AccumulatorAttr accumulator) {
  if (!accumulator.isInteger()) {
    if (getResultElementType(op).isInteger())
      return op->emitOpError() << "expected an accumulator of an integer type for an i32 result, but got none";
    return success();
  }
  std::string obstacle = whyNoIntegerPath(op);
  if (obstacle.empty())
    return success();
  return op->emitOpError() << "expected accumulator none, for " << obstacle << ", but got "
                           << stringifyAccumulatorKind(accumulator.getKind());
}

/// (C11)
static LogicalResult verifyWidths(Operation *op, AccumulatorAttr accumulator) {
  if (accumulator.getKind() == AccumulatorKind::I128)
    return success();
  auto getRange = [&](unsigned i) {
    return getSmallestElementRange(cast<ArrayType>(op->getOperand(i).getType()).getEncoding());
  };
  auto verify = [&](int64_t products, unsigned width) -> LogicalResult {
    int64_t fitting = countFittingProducts(getRange(0), getRange(1), width);
    if (products <= fitting)
      return success();
    return op->emitOpError() << "expected accumulators for sums of " << products << " products, but got i" << width
                             << ", which holds " << fitting << " of them at best";
  };
  std::optional<int64_t> products = countTileProducts(op);
  if (accumulator.getAtMost())
    products = std::min(products.value_or(kUnbounded), accumulator.getAtMost());
  if (!products)
    return op->emitOpError() << "expected at_most in an accumulator of "
                             << stringifyAccumulatorKind(accumulator.getKind()) << " where K is dynamic";
  if (accumulator.getSplit() && failed(verify(std::min(*products, accumulator.getSplit()), 32)))
    return failure();
  return verify(*products, accumulator.getSumWidth());
}

LogicalResult mlir::qnt::verifyAccumulator(Operation *op, AccumulatorAttr accumulator) {
  if (!accumulator)
    return success();
  if (failed(verifyKind(op, accumulator)))
    return failure();
  return accumulator.isInteger() ? verifyWidths(op, accumulator) : success();
}
