//===- TensorProductions.cpp - the tensor dialect ---------------------------------------------------------===//
#include "Productions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

static std::optional<Known> pickTensor(Generator &generator, int64_t minRank) {
  std::optional<Known> known = generator.pick([&](const Known &known) {
    return known.getTensor() && known.getRank() >= minRank && known.facts.getNumElements() <= 300;
  });
  if (known && generator.getRandom().chance(80))
    return known;
  Known made = generator.getFloatTensor();
  return made.getRank() >= minRank ? std::optional<Known>(made) : known;
}

static bool produceCast(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input)
    return false;
  auto type = RankedTensorType::get(generator.makeTypeShape(input->facts.shape), input->getTensor().getElementType());
  generator.add(tensor::CastOp::create(generator.getBuilder(), generator.getLoc(), type, input->value), input->facts);
  return true;
}

static bool produceDim(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input)
    return false;
  auto dim = static_cast<int64_t>(generator.getRandom().below(input->getRank()));
  Facts facts;
  facts.bounds = {input->facts.shape[dim], input->facts.shape[dim]};
  facts.isFinite = true;
  generator.add(tensor::DimOp::create(generator.getBuilder(), generator.getLoc(), input->value, dim), facts);
  return true;
}

static bool produceExtract(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 0);
  if (!input || input->facts.getNumElements() == 0)
    return false;
  SmallVector<Value> indices;
  for (int64_t size : input->facts.shape)
    indices.push_back(generator.makeIndexInput(0, size - 1).value);
  auto op = tensor::ExtractOp::create(generator.getBuilder(), generator.getLoc(), input->value, indices);
  generator.add(op, withShape(input->facts, {}));
  return true;
}

static bool produceFromElements(Generator &generator) {
  std::optional<Known> scalar = generator.pick([](const Known &known) {
    return isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(known.getType()) ||
           known.getType().isSignlessInteger();
  });
  if (!scalar)
    return false;
  Known other = generator.getValue(scalar->getType(), {});
  SmallVector<Value> elements;
  Facts facts = Facts::join(scalar->facts, other.facts);
  for (int64_t i = generator.getRandom().between(1, 5); i > 0; --i)
    elements.push_back(generator.getRandom().chance(50) ? scalar->value : other.value);
  int64_t size = static_cast<int64_t>(elements.size());
  auto op = tensor::FromElementsOp::create(generator.getBuilder(), generator.getLoc(), elements);
  generator.add(op, withShape(facts, {size}));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------------------------------------===//

namespace {
struct Window {
  SmallVector<OpFoldResult> offsets, sizes, strides;
  Shape shape;
};
} // namespace

/// Offsets, sizes and strides inside a shape without a 0: attributes, or indices that are known to lie inside.
static Window makeWindow(Generator &generator, ArrayRef<int64_t> shape) {
  Random &random = generator.getRandom();
  OpBuilder &builder = generator.getBuilder();
  Window window;
  for (int64_t size : shape) {
    int64_t stride = random.pick({1, 1, 2});
    int64_t length = random.between(0, (size - 1) / stride + 1);
    int64_t room = size - (length == 0 ? 0 : (length - 1) * stride + 1);
    // An offset lies inside the tensor even where nothing is taken.
    Bounds offsets{0, std::min(room, size - 1)};
    if (random.chance(60))
      window.offsets.push_back(builder.getIndexAttr(random.between(offsets.low, offsets.high)));
    else
      window.offsets.push_back(generator.makeIndexInput(offsets.low, offsets.high).value);
    window.sizes.push_back(builder.getIndexAttr(length));
    window.strides.push_back(builder.getIndexAttr(stride));
    window.shape.push_back(length);
  }
  return window;
}

static bool produceExtractSlice(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input || llvm::is_contained(input->facts.shape, 0))
    return false;
  Window window = makeWindow(generator, input->facts.shape);
  auto op = tensor::ExtractSliceOp::create(generator.getBuilder(), generator.getLoc(), input->value, window.offsets,
                                           window.sizes, window.strides);
  generator.add(op, withShape(input->facts, window.shape));
  return true;
}

static bool produceInsertSlice(Generator &generator) {
  std::optional<Known> into = pickTensor(generator, 1);
  if (!into || llvm::is_contained(into->facts.shape, 0))
    return false;
  Window window = makeWindow(generator, into->facts.shape);
  auto type = RankedTensorType::get(window.shape, into->getTensor().getElementType());
  Known source = generator.getTensor(type, window.shape);
  auto op = tensor::InsertSliceOp::create(generator.getBuilder(), generator.getLoc(), source.value, into->value,
                                          window.offsets, window.sizes, window.strides);
  Facts facts = Facts::join(withShape(source.facts, into->facts.shape), into->facts);
  generator.add(op, facts);
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------------------------------------===//

static bool producePad(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input)
    return false;
  SmallVector<OpFoldResult> low, high;
  SmallVector<int64_t> type(input->getTensor().getShape());
  Shape shape = input->facts.shape;
  for (size_t dim = 0; dim < shape.size(); ++dim) {
    int64_t before = generator.getRandom().between(0, 2), after = generator.getRandom().between(0, 2);
    low.push_back(generator.getBuilder().getIndexAttr(before));
    high.push_back(generator.getBuilder().getIndexAttr(after));
    shape[dim] += before + after;
    type[dim] = ShapedType::isDynamic(type[dim]) ? type[dim] : shape[dim];
  }
  if (numerics::getNumElements(shape) > 400)
    return false;
  Type elementType = input->getTensor().getElementType();
  Known value = generator.getValue(elementType, {});
  auto op = tensor::PadOp::create(generator.getBuilder(), generator.getLoc(), RankedTensorType::get(type, elementType),
                                  input->value, low, high, value.value);
  generator.add(op, Facts::join(withShape(input->facts, shape), withShape(value.facts, shape)));
  return true;
}

static bool produceConcat(Generator &generator) {
  std::optional<Known> first = pickTensor(generator, 1);
  if (!first)
    return false;
  auto dim = static_cast<int64_t>(generator.getRandom().below(first->getRank()));
  Shape shape = first->facts.shape;
  shape[dim] = generator.getRandom().between(0, 4);
  SmallVector<int64_t> type(first->getTensor().getShape());
  type[dim] = shape[dim];
  Known second = generator.getTensor(RankedTensorType::get(type, first->getTensor().getElementType()), shape);
  auto op =
      tensor::ConcatOp::create(generator.getBuilder(), generator.getLoc(), dim, ValueRange{first->value, second.value});
  shape[dim] += first->facts.shape[dim];
  generator.add(op, Facts::join(withShape(first->facts, shape), withShape(second.facts, shape)));
  return true;
}

static bool produceCollapse(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 2);
  if (!input)
    return false;
  auto joined = static_cast<int64_t>(generator.getRandom().below(input->getRank() - 1));
  SmallVector<ReassociationIndices> groups;
  Shape shape;
  for (int64_t dim = 0; dim < input->getRank(); ++dim) {
    if (dim == joined + 1) {
      groups.back().push_back(dim);
      shape.back() *= input->facts.shape[dim];
      continue;
    }
    groups.push_back({dim});
    shape.push_back(input->facts.shape[dim]);
  }
  auto op = tensor::CollapseShapeOp::create(generator.getBuilder(), generator.getLoc(), input->value, groups);
  generator.add(op, withShape(input->facts, shape));
  return true;
}

static bool produceExpand(Generator &generator) {
  std::optional<Known> input = pickTensor(generator, 1);
  if (!input || !input->getTensor().hasStaticShape())
    return false;
  auto split = static_cast<int64_t>(generator.getRandom().below(input->getRank()));
  int64_t factor = generator.getRandom().pick({1, 2, 3});
  if (input->facts.shape[split] % factor != 0)
    return false;
  SmallVector<ReassociationIndices> groups;
  Shape shape;
  for (int64_t dim = 0; dim < input->getRank(); ++dim) {
    groups.push_back({static_cast<int64_t>(shape.size())});
    shape.push_back(input->facts.shape[dim]);
    if (dim != split)
      continue;
    groups.back().push_back(static_cast<int64_t>(shape.size()));
    shape.back() /= factor;
    shape.push_back(factor);
  }
  auto type = RankedTensorType::get(shape, input->getTensor().getElementType());
  auto op = tensor::ExpandShapeOp::create(generator.getBuilder(), generator.getLoc(), type, input->value, groups);
  generator.add(op, withShape(input->facts, shape));
  return true;
}

void random_modules::addTensorProductions(Productions &productions) {
  productions.push_back({"tensor", 3, produceCast});
  productions.push_back({"tensor", 3, produceDim});
  productions.push_back({"tensor", 3, produceExtract});
  productions.push_back({"tensor", 2, produceFromElements});
  productions.push_back({"tensor", 4, produceExtractSlice});
  productions.push_back({"tensor", 3, produceInsertSlice});
  productions.push_back({"tensor", 3, producePad});
  productions.push_back({"tensor", 3, produceConcat});
  productions.push_back({"tensor", 3, produceCollapse});
  productions.push_back({"tensor", 3, produceExpand});
}
