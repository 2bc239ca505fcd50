//===- LinalgProductions.cpp - linalg on tensors ----------------------------------------------------------===//
#include "Productions.h"
#include "Sums.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

/// tensor.empty of the sizes that dimensions of `like` have: `dims` of it.
static Value makeEmpty(Generator &generator, const Known &like, ArrayRef<int64_t> dims, Type elementType) {
  SmallVector<OpFoldResult> sizes;
  for (int64_t dim : dims)
    sizes.push_back(tensor::getMixedSize(generator.getBuilder(), generator.getLoc(), like.value, dim));
  return tensor::EmptyOp::create(generator.getBuilder(), generator.getLoc(), sizes, elementType);
}

static SmallVector<int64_t> getDims(const Known &known) {
  return llvm::to_vector(llvm::seq<int64_t>(0, known.getRank()));
}

static std::optional<Known> pickTensor(Generator &generator, int64_t minRank) {
  return generator.pick([&](const Known &known) {
    RankedTensorType tensor = known.getTensor();
    bool isUsual = tensor && (isUsualFloat(tensor.getElementType()) || tensor.getElementType().isSignlessInteger());
    return isUsual && known.getRank() >= minRank && known.facts.getNumElements() <= 300;
  });
}

static bool produceFill(Generator &generator) {
  std::optional<Known> like = pickTensor(generator, 0);
  if (!like)
    return false;
  Known value = generator.getValue(like->getTensor().getElementType(), {});
  Value empty = makeEmpty(generator, *like, getDims(*like), value.getType());
  auto op = linalg::FillOp::create(generator.getBuilder(), generator.getLoc(), value.value, empty);
  generator.add(op.getResult(0), withShape(value.facts, like->facts.shape));
  return true;
}

static bool produceLinalgTranspose(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input)
    return false;
  SmallVector<int64_t> permutation = getDims(*input);
  generator.getRandom().shuffle(permutation);
  Value empty = makeEmpty(generator, *input, permutation, input->getTensor().getElementType());
  Shape shape;
  for (int64_t dim : permutation)
    shape.push_back(input->facts.shape[dim]);
  auto op = linalg::TransposeOp::create(generator.getBuilder(), generator.getLoc(), input->value, empty, permutation);
  generator.add(op->getResult(0), withShape(input->facts, shape));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// generic
//===----------------------------------------------------------------------------------------------------===//

/// Steps on the elements of a generic op; `facts` follow what the float ones do.
static Value buildBody(Generator &generator, OpBuilder &builder, Location loc, ValueRange arguments, Known &known,
                       const Known &other) {
  Value first = arguments[0], second = arguments[1];
  Grid a = known.facts.grid, b = other.facts.grid;
  known.facts.isFinite &= other.facts.isFinite;
  switch (generator.getRandom().below(3)) {
  case 0:
    known.facts.grid = Grid::sum(a, b);
    return arith::AddFOp::create(builder, loc, first, second);
  case 1:
    known.facts.grid = Grid::product(a, b);
    return arith::MulFOp::create(builder, loc, first, second);
  default:
    known.facts.grid = Grid::join(a, b);
    Value larger = arith::MaximumFOp::create(builder, loc, first, second);
    return arith::NegFOp::create(builder, loc, larger);
  }
}

/// Two operands of one type, the second one perhaps broadcast or transposed; elementwise.
static bool produceGeneric(Generator &generator) {
  Known lhs = generator.getFloatTensor();
  OpBuilder &builder = generator.getBuilder();
  RankedTensorType tensor = lhs.getTensor();
  MLIRContext *context = generator.getContext();
  SmallVector<int64_t> kept;
  for (int64_t dim : getDims(lhs))
    if (generator.getRandom().chance(70))
      kept.push_back(dim);
  generator.getRandom().shuffle(kept);
  SmallVector<int64_t> type;
  Shape shape;
  SmallVector<AffineExpr> exprs;
  for (int64_t dim : kept) {
    type.push_back(tensor.getShape()[dim]);
    shape.push_back(lhs.facts.shape[dim]);
    exprs.push_back(builder.getAffineDimExpr(dim));
  }
  Known rhs = generator.getTensor(RankedTensorType::get(type, tensor.getElementType()), shape);
  AffineMap identity = AffineMap::getMultiDimIdentityMap(lhs.getRank(), context);
  AffineMap rhsMap = AffineMap::get(lhs.getRank(), 0, exprs, context);
  SmallVector<utils::IteratorType> iterators(lhs.getRank(), utils::IteratorType::parallel);
  Value empty = makeEmpty(generator, lhs, getDims(lhs), tensor.getElementType());
  Known result = lhs;
  auto op = linalg::GenericOp::create(builder, generator.getLoc(), empty.getType(), ValueRange{lhs.value, rhs.value},
                                      empty, ArrayRef<AffineMap>{identity, rhsMap, identity}, iterators,
                                      [&](OpBuilder &nested, Location loc, ValueRange arguments) {
                                        Value value = buildBody(generator, nested, loc, arguments, result, rhs);
                                        linalg::YieldOp::create(nested, loc, value);
                                      });
  generator.add(op.getResult(0), generator.round(result.facts, tensor));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------------------------------------===//

/// Every partial sum is exact in the element type itself: linalg rounds after each step.
static bool isExactIn(Type elementType, Grid lhs, Grid rhs, int64_t numTerms) {
  if (!isExactInF32(lhs, rhs, numTerms))
    return false;
  Grid product = Grid::product(lhs, rhs);
  Format format = *getFormat(cast<FloatType>(elementType));
  int numBits = product.getNumBits() + getLog2Ceil(numTerms) + 1;
  Grid type = getTypeGrid(format);
  return numBits <= static_cast<int>(numerics::getInfo(format).mantissaBits) && product.low >= type.low &&
         product.high + getLog2Ceil(numTerms) + 1 < type.high;
}

static Value makeZeros(Generator &generator, Value empty) {
  Type elementType = getElementTypeOrSelf(empty.getType());
  OpBuilder &builder = generator.getBuilder();
  Value zero = arith::ConstantOp::create(builder, generator.getLoc(), builder.getZeroAttr(elementType));
  return linalg::FillOp::create(builder, generator.getLoc(), zero, empty).getResult(0);
}

static bool produceReduce(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input)
    return false;
  Type elementType = input->getTensor().getElementType();
  auto dim = static_cast<int64_t>(generator.getRandom().below(input->getRank()));
  int64_t size = input->facts.shape[dim];
  bool isFloat = isa<FloatType>(elementType);
  if (isFloat && !isExactIn(elementType, input->facts.grid, {0, 1}, size))
    return false;
  SmallVector<int64_t> kept = getDims(*input);
  kept.erase(kept.begin() + dim);
  Shape shape;
  for (int64_t other : kept)
    shape.push_back(input->facts.shape[other]);
  Value zeros = makeZeros(generator, makeEmpty(generator, *input, kept, elementType));
  auto op = linalg::ReduceOp::create(generator.getBuilder(), generator.getLoc(), input->value, zeros, dim,
                                     [&](OpBuilder &nested, Location loc, ValueRange arguments) {
                                       Value sum =
                                           isFloat
                                               ? Value(arith::AddFOp::create(nested, loc, arguments[0], arguments[1]))
                                               : Value(arith::AddIOp::create(nested, loc, arguments[0], arguments[1]));
                                       linalg::YieldOp::create(nested, loc, sum);
                                     });
  Facts facts = generator.getTypeFacts(op.getResult(0).getType(), shape);
  if (isFloat) {
    facts.isFinite = input->facts.isFinite;
    addExactSum(generator, op.getResult(0), facts, input->facts.grid, {0, 1}, size);
    return true;
  }
  generator.add(op.getResult(0), facts);
  return true;
}

/// Integers, or floats whose sums are exact: an import to qnt.dot_general, which rounds once, changes no bit.
static bool produceMatmul(Generator &generator) {
  std::optional<Known> lhs = generator.pick([](const Known &known) {
    return known.getTensor() && known.getRank() == 2 && isUsualFloat(known.getTensor().getElementType());
  });
  Shape made = {generator.getRandom().between(1, 5), generator.getRandom().between(1, 6)};
  if (!lhs)
    lhs = generator.makeFloatTensor(generator.makeFloatType(), made);
  Type elementType = lhs->getTensor().getElementType();
  int64_t numTerms = lhs->facts.shape[1], numColumns = generator.getRandom().between(1, 4);
  bool isColumnStatic = generator.getRandom().chance(70);
  auto rhsType = RankedTensorType::get(
      {lhs->getTensor().getShape()[1], isColumnStatic ? numColumns : ShapedType::kDynamic}, elementType);
  Known rhs = generator.getTensor(rhsType, {numTerms, numColumns});
  if (!isExactIn(elementType, lhs->facts.grid, rhs.facts.grid, numTerms))
    return false;
  OpBuilder &builder = generator.getBuilder();
  SmallVector<OpFoldResult> sizes = {tensor::getMixedSize(builder, generator.getLoc(), lhs->value, 0),
                                     tensor::getMixedSize(builder, generator.getLoc(), rhs.value, 1)};
  Value zeros = makeZeros(generator, tensor::EmptyOp::create(builder, generator.getLoc(), sizes, elementType));
  auto op = linalg::MatmulOp::create(builder, generator.getLoc(), ValueRange{lhs->value, rhs.value}, zeros);
  Facts facts = generator.getTypeFacts(op.getResult(0).getType(), {lhs->facts.shape[0], numColumns});
  facts.isFinite = lhs->facts.isFinite && rhs.facts.isFinite;
  addExactSum(generator, op.getResult(0), facts, lhs->facts.grid, rhs.facts.grid, numTerms);
  return true;
}

void random_modules::addLinalgProductions(Productions &productions) {
  productions.push_back({"linalg", 3, produceFill});
  productions.push_back({"linalg", 4, produceLinalgTranspose});
  productions.push_back({"linalg", 5, produceGeneric});
  productions.push_back({"linalg", 4, produceReduce});
  productions.push_back({"linalg", 4, produceMatmul});
}
