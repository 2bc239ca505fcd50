//===- ContractionProductions.cpp - dot_general, dot, ragged_dot_general, ragged_dot ----------------------===//
#include "Productions.h"
#include "Sums.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

using Dims = SmallVector<int64_t>;

static int64_t multiplySizes(ArrayRef<int64_t> shape, ArrayRef<int64_t> dims) {
  int64_t product = 1;
  for (int64_t dim : dims)
    product *= shape[dim];
  return product;
}

static Precision makePrecision(Random &random) {
  return random.pick({Precision::Default, Precision::Default, Precision::High, Precision::Highest});
}

//===----------------------------------------------------------------------------------------------------===//
// dot_general
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// Dimension numbers, and the shape of rhs that they ask for.
struct DotShape {
  Dims lhsContracting, rhsContracting, lhsBatch, rhsBatch, lhsFree, rhsFree;
  Shape rhs;
};
} // namespace

static DotShape makeDotShape(Random &random, const Shape &lhs) {
  DotShape dot;
  for (size_t dim = 0; dim < lhs.size(); ++dim) {
    Dims *kinds[] = {&dot.lhsBatch, &dot.lhsContracting, &dot.lhsFree};
    kinds[random.pickWeighted({20, 45, 35})]->push_back(static_cast<int64_t>(dim));
  }
  random.shuffle(dot.lhsContracting);
  random.shuffle(dot.lhsBatch);
  // What each dimension of rhs pairs with: a dimension of lhs, or -1.
  Dims pairs(dot.lhsBatch);
  pairs.append(dot.lhsContracting);
  pairs.append(random.pickWeighted({20, 60, 20}), -1);
  random.shuffle(pairs);
  for (int64_t pair : pairs)
    dot.rhs.push_back(pair >= 0 ? lhs[pair] : random.pick({0, 1, 2, 3, 4, 5, 3, 4}));
  auto find = [&](int64_t lhsDim) { return llvm::find(pairs, lhsDim) - pairs.begin(); };
  for (int64_t dim : dot.lhsBatch)
    dot.rhsBatch.push_back(find(dim));
  for (int64_t dim : dot.lhsContracting)
    dot.rhsContracting.push_back(find(dim));
  for (auto [dim, pair] : llvm::enumerate(pairs))
    if (pair < 0)
      dot.rhsFree.push_back(static_cast<int64_t>(dim));
  return dot;
}

namespace {
/// A result's shape in the type and at run time.
struct ResultShape {
  Dims type;
  Shape runtime;

  void append(Generator &generator, int64_t first, int64_t second, int64_t size) {
    type.push_back(joinSizes(generator, first, second, size));
    runtime.push_back(size);
  }
  void appendOf(Generator &generator, const Known &known, ArrayRef<int64_t> dims) {
    for (int64_t dim : dims)
      append(generator, getTypeShape(known)[dim], getTypeShape(known)[dim], known.facts.shape[dim]);
  }
};
} // namespace

static void appendBatch(Generator &generator, ResultShape &shape, const Known &lhs, const Known &rhs,
                        const DotShape &dot) {
  for (auto [lhsDim, rhsDim] : llvm::zip(dot.lhsBatch, dot.rhsBatch))
    shape.append(generator, getTypeShape(lhs)[lhsDim], getTypeShape(rhs)[rhsDim], lhs.facts.shape[lhsDim]);
}

static bool produceDotGeneral(Generator &generator) {
  Known lhs = getContractionOperand(generator, 0);
  DotShape dot = makeDotShape(generator.getRandom(), lhs.facts.shape);
  if (numerics::getNumElements(dot.rhs) > 300)
    return false;
  Known rhs = getContractionOperand(generator, dot.rhs, &lhs);
  Sum sum{lhs, rhs, multiplySizes(lhs.facts.shape, dot.lhsContracting), dot.lhsContracting, dot.rhsContracting};
  Type elementType = chooseResultType(generator, sum);
  if (!elementType)
    return false;
  ResultShape shape;
  appendBatch(generator, shape, lhs, rhs, dot);
  shape.appendOf(generator, lhs, dot.lhsFree);
  shape.appendOf(generator, rhs, dot.rhsFree);
  if (numerics::getNumElements(shape.runtime) > 600)
    return false;
  auto op = DotGeneralOp::create(
      generator.getBuilder(), generator.getLoc(), RankedTensorType::get(shape.type, elementType), lhs.value, rhs.value,
      dot.lhsContracting, dot.rhsContracting, dot.lhsBatch, dot.rhsBatch, makePrecision(generator.getRandom()));
  addSum(generator, op, sum, shape.runtime);
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// dot
//===----------------------------------------------------------------------------------------------------===//

static bool produceDot(Generator &generator) {
  Known lhs = getContractionOperand(generator, 1);
  int64_t last = lhs.getRank() - 1;
  Shape rhsShape;
  size_t rhsRank = 1 + generator.getRandom().pickWeighted({20, 60, 20});
  for (size_t dim = 0; dim < rhsRank; ++dim)
    rhsShape.push_back(generator.getRandom().between(1, 4));
  int64_t contracting = rhsRank == 1 ? 0 : static_cast<int64_t>(rhsRank) - 2;
  rhsShape[contracting] = lhs.facts.shape[last];
  Known rhs = getContractionOperand(generator, rhsShape, &lhs);
  Sum sum{lhs, rhs, lhs.facts.shape[last], {last}, {contracting}};
  Type elementType = chooseResultType(generator, sum);
  if (!elementType)
    return false;
  ResultShape shape;
  shape.appendOf(generator, lhs, llvm::to_vector(llvm::seq<int64_t>(0, last)));
  for (int64_t dim = 0; dim < static_cast<int64_t>(rhsRank); ++dim)
    if (dim != contracting)
      shape.appendOf(generator, rhs, {dim});
  auto op = DotOp::create(generator.getBuilder(), generator.getLoc(), RankedTensorType::get(shape.type, elementType),
                          lhs.value, rhs.value);
  addSum(generator, op, sum, shape.runtime);
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Ragged forms
//===----------------------------------------------------------------------------------------------------===//

/// Rows of sizes that together are at most `total`, some of them 0.
static Tensor makeGroupSizes(Generator &generator, ArrayRef<int64_t> shape, int64_t total) {
  Random &random = generator.getRandom();
  Type type = random.pick<Type>({generator.getBuilder().getI32Type(), generator.getBuilder().getI64Type()});
  std::vector<uint64_t> sizes;
  int64_t rest = 0;
  for (int64_t i = 0, count = numerics::getNumElements(shape); i < count; ++i) {
    rest = i % shape.back() == 0 ? total : rest;
    sizes.push_back(random.chance(25) ? 0 : static_cast<uint64_t>(random.between(0, rest)));
    rest -= static_cast<int64_t>(sizes.back());
  }
  return Tensor(type, shape, std::move(sizes));
}

namespace {
enum class RaggedMode : uint8_t { Free, Contracting, Batch };

/// Groups, the sizes that say which, and which of them are held.
struct Groups {
  int64_t total, held;
  Value sizes, offset;
};
} // namespace

static Groups makeGroups(Generator &generator, ArrayRef<int64_t> prefix, int64_t raggedSize) {
  Random &random = generator.getRandom();
  Groups groups;
  groups.total = random.between(1, 4);
  groups.held = groups.total;
  Shape shape(prefix);
  shape.push_back(groups.total);
  Tensor sizes = makeGroupSizes(generator, shape, raggedSize);
  groups.sizes = generator.makeInput(sizes, RankedTensorType::get(shape, sizes.getElementType())).value;
  if (!random.chance(30))
    return groups;
  int64_t offset = random.between(0, groups.total - 1);
  groups.held = random.between(1, groups.total - offset);
  Tensor first = generator.getData().makeIntegers(sizes.getElementType(), {1}, {offset, offset});
  groups.offset = generator.makeInput(first, RankedTensorType::get({1}, sizes.getElementType())).value;
  return groups;
}

/// lhs has a batch dimension or none, the ragged one, others; rhs its pairs, the groups where the ragged dimension is
/// free, and a free dimension.
static bool produceRaggedDotGeneral(Generator &generator) {
  Random &random = generator.getRandom();
  Known lhs = getContractionOperand(generator, 2);
  DotShape dot = makeDotShape(random, lhs.facts.shape);
  auto ragged = static_cast<int64_t>(random.below(lhs.getRank()));
  RaggedMode mode = llvm::is_contained(dot.lhsContracting, ragged) ? RaggedMode::Contracting
                    : llvm::is_contained(dot.lhsBatch, ragged)     ? RaggedMode::Batch
                                                                   : RaggedMode::Free;
  // Sizes of their own per batch index where no other dimension comes before the ragged one.
  Shape prefix;
  bool isFirst = (mode == RaggedMode::Contracting && dot.lhsContracting.front() == ragged) ||
                 (mode == RaggedMode::Free && dot.lhsFree.front() == ragged);
  if (isFirst && random.chance(40))
    for (int64_t dim : dot.lhsBatch)
      prefix.push_back(lhs.facts.shape[dim]);
  Groups groups = makeGroups(generator, prefix, lhs.facts.shape[ragged]);
  Dims group;
  if (mode == RaggedMode::Free) {
    auto position = static_cast<int64_t>(random.below(dot.rhs.size() + 1));
    dot.rhs.insert(dot.rhs.begin() + position, groups.held);
    for (Dims *dims : {&dot.rhsContracting, &dot.rhsBatch, &dot.rhsFree})
      for (int64_t &dim : *dims)
        dim += dim >= position;
    group.push_back(position);
  }
  if (numerics::getNumElements(dot.rhs) > 300)
    return false;
  Known rhs = getContractionOperand(generator, dot.rhs, &lhs);
  Sum sum{lhs, rhs, multiplySizes(lhs.facts.shape, dot.lhsContracting), dot.lhsContracting, dot.rhsContracting};
  Type elementType = chooseResultType(generator, sum);
  // A group offset needs as many groups in the type of rhs as are held, or a dynamic number.
  if (!elementType)
    return false;
  ResultShape shape;
  if (mode == RaggedMode::Contracting) {
    shape.type.push_back(groups.held);
    shape.runtime.push_back(groups.held);
  }
  appendBatch(generator, shape, lhs, rhs, dot);
  shape.appendOf(generator, lhs, dot.lhsFree);
  shape.appendOf(generator, rhs, dot.rhsFree);
  if (numerics::getNumElements(shape.runtime) > 600)
    return false;
  auto op = RaggedDotGeneralOp::create(generator.getBuilder(), generator.getLoc(),
                                       RankedTensorType::get(shape.type, elementType), lhs.value, rhs.value,
                                       groups.sizes, groups.offset, dot.lhsContracting, dot.rhsContracting,
                                       dot.lhsBatch, dot.rhsBatch, ragged, group, makePrecision(random));
  addSum(generator, op, sum, shape.runtime);
  return true;
}

static bool produceRaggedDot(Generator &generator) {
  std::optional<Known> picked = generator.pick([](const Known &known) {
    bool isOperand = known.getArray() || (known.getTensor() && isa<FloatType>(known.getTensor().getElementType()) &&
                                          known.getTensor().getElementTypeBitWidth() >= 16);
    return isOperand && known.getRank() == 2 && known.facts.getNumElements() <= 200;
  });
  Random &random = generator.getRandom();
  Shape made = {random.between(1, 6), random.between(1, 6)};
  Known lhs = picked ? *picked : generator.makeFloatTensor(generator.makeFloatType(), made);
  Groups groups = makeGroups(generator, {}, lhs.facts.shape[0]);
  Shape rhsShape = {groups.held, lhs.facts.shape[1], random.between(1, 4)};
  Known rhs = getContractionOperand(generator, rhsShape, &lhs);
  Sum sum{lhs, rhs, lhs.facts.shape[1], {1}, {1}};
  Type elementType = chooseResultType(generator, sum);
  if (!elementType)
    return false;
  ResultShape shape;
  shape.appendOf(generator, lhs, {0});
  shape.appendOf(generator, rhs, {2});
  auto op =
      RaggedDotOp::create(generator.getBuilder(), generator.getLoc(), RankedTensorType::get(shape.type, elementType),
                          lhs.value, rhs.value, groups.sizes, groups.offset);
  addSum(generator, op, sum, shape.runtime);
  return true;
}

void random_modules::addContractionProductions(Productions &productions) {
  productions.push_back({"contractions", 18, produceDotGeneral});
  productions.push_back({"contractions", 8, produceRaggedDotGeneral});
  productions.push_back({"sugar", 5, produceDot});
  productions.push_back({"sugar", 4, produceRaggedDot});
}
