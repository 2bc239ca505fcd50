//===- Operands.cpp - operands from the pool, or made for an op -------------------------------------------===//
#include "Generator.h"
#include "Qnt/Numerics/Packing.h"
#include "Qnt/RandomModules/InputData.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

//===----------------------------------------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------------------------------------===//

Known Generator::addInput(const reference::InterpreterValue &value, Type type, const Facts &facts) {
  inputs.push_back(toAttribute(value));
  return add(main.getBody().front().addArgument(type, getLoc()), facts);
}

Known Generator::makeConstant(const Tensor &tensor) {
  Value value = arith::ConstantOp::create(builder, getLoc(), toAttribute(tensor));
  return add(value, random_modules::getFacts(tensor));
}

Known Generator::makeInput(const Tensor &tensor, RankedTensorType type) {
  if (!isIsolated && random.chance(75))
    return addInput(tensor, type, random_modules::getFacts(tensor));
  Known constant = makeConstant(tensor);
  if (constant.getType() == type)
    return constant;
  return add(tensor::CastOp::create(builder, getLoc(), type, constant.value), constant.facts);
}

/// Packed codes (masks) as bytes: `dense`, or sometimes a resource.
static ElementsAttr makePacked(Random &random, ArrayRef<uint64_t> codes, RankedTensorType logical,
                               RankedTensorType packed) {
  std::vector<uint8_t> bytes =
      numerics::packCodes(codes, logical.getShape(), logical.getElementType().getIntOrFloatBitWidth());
  if (bytes.empty() || random.chance(70))
    return DenseElementsAttr::get(packed, ArrayRef<uint8_t>(bytes));
  auto blob = HeapAsmResourceBlob::allocateAndCopyInferAlign(ArrayRef<uint8_t>(bytes));
  return DenseResourceElementsAttr::get(packed, "codes", std::move(blob));
}

static Value makeArrayConstant(Generator &generator, const reference::Array &array) {
  ArrayType type = array.getType();
  ElementsAttr parts[6];
  SmallVector<Tensor, 6> tensors = array.getPartTensors();
  for (auto [kind, tensor] : llvm::zip(type.getPartKinds(), tensors)) {
    ElementsAttr &part = parts[static_cast<unsigned>(kind)];
    if (kind == PartKind::Codes)
      part = makePacked(generator.getRandom(), tensor.getBits(), type.getCodesType(), type.getPackedCodesType());
    else if (kind == PartKind::Mask)
      part = makePacked(generator.getRandom(), tensor.getBits(), type.getMaskType(), type.getPackedMaskType());
    else
      part = toAttribute(tensor);
  }
  auto constant = ConstantOp::create(generator.getBuilder(), generator.getLoc(), type, parts[0], parts[1], parts[2],
                                     parts[3], parts[4], parts[5]);
  if (generator.getRandom().chance(40))
    constant->setAttr("qnt.name",
                      generator.getBuilder().getStringAttr("weight_" + std::to_string(generator.getNextNumber())));
  return constant;
}

Known Generator::makeInput(const reference::Array &array, ArrayType type) {
  if (!isIsolated && random.chance(40))
    return addInput(array, type, random_modules::getFacts(array));
  Value value = makeArrayConstant(*this, array);
  if (value.getType() != type)
    value = CastOp::create(builder, getLoc(), type, value);
  return add(value, random_modules::getFacts(array));
}

Value Generator::makeIndex(int64_t value) { return arith::ConstantIndexOp::create(builder, getLoc(), value); }

Known Generator::makeIndexInput(int64_t low, int64_t high) {
  std::optional<Known> known = pick([&](const Known &known) {
    return known.getType().isIndex() && known.facts.bounds.low >= low && known.facts.bounds.high <= high;
  });
  if (known && random.chance(60))
    return *known;
  Tensor value = Tensor::fromInteger(builder.getIndexType(), random.between(low, high));
  if (!isIsolated && random.chance(50))
    return addInput(value, builder.getIndexType(), random_modules::getFacts(value));
  return add(makeIndex(value.getSigned()), random_modules::getFacts(value));
}

Value Generator::makeCondition() {
  std::optional<Known> known = pick([](const Known &known) { return known.getType().isInteger(1); });
  if (known && random.chance(70))
    return known->value;
  Tensor bit = Tensor::fromInteger(builder.getI1Type(), random.chance(50));
  if (isIsolated || random.chance(30))
    return arith::ConstantOp::create(builder, getLoc(), builder.getBoolAttr(bit.getRaw() != 0));
  return addInput(bit, builder.getI1Type(), random_modules::getFacts(bit)).value;
}

//===----------------------------------------------------------------------------------------------------===//
// Types and shapes
//===----------------------------------------------------------------------------------------------------===//

FloatType Generator::makeFloatType() {
  switch (random.pickWeighted({50, 17, 17, 16})) {
  case 0:
    return builder.getF32Type();
  case 1:
    return builder.getF16Type();
  case 2:
    return builder.getBF16Type();
  default:
    return builder.getF64Type();
  }
}

/// A short list of sizes, at most 200 elements.
Shape Generator::makeShape(unsigned maxRank) {
  static constexpr int64_t sizes[] = {0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 31, 32, 33};
  static constexpr unsigned weights[] = {2, 5, 5, 12, 12, 12, 8, 8, 5, 8, 3, 2, 3, 1, 2, 1};
  size_t rank = std::min<size_t>(random.pickWeighted({5, 25, 50, 20}), maxRank);
  Shape shape;
  int64_t numElements = 1;
  for (size_t dim = 0; dim < rank; ++dim) {
    int64_t size = sizes[random.pickWeighted(weights)];
    shape.push_back(numElements * size <= 200 ? size : 2);
    numElements *= std::max<int64_t>(shape.back(), 1);
  }
  return shape;
}

SmallVector<int64_t> Generator::makeTypeShape(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> type(shape);
  if (random.chance(55))
    return type;
  for (int64_t &size : type)
    if (random.chance(45))
      size = ShapedType::kDynamic;
  return type;
}

//===----------------------------------------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------------------------------------===//

std::optional<Known> Generator::pick(Predicate predicate) {
  SmallVector<size_t> candidates;
  for (auto [index, known] : llvm::enumerate(pool))
    if (predicate(known))
      candidates.push_back(index);
  if (candidates.empty())
    return std::nullopt;
  size_t first = random.below(candidates.size()), second = random.below(candidates.size());
  return pool[candidates[std::max(first, second)]];
}

Known Generator::makeFloatTensor(FloatType type, ArrayRef<int64_t> shape) {
  Tensor floats = data.makeFloats(type, shape);
  return makeInput(floats, RankedTensorType::get(makeTypeShape(shape), type));
}

Known Generator::getFloatTensor(std::optional<FloatType> type) {
  std::optional<Known> known = pick([&](const Known &known) {
    RankedTensorType tensor = known.getTensor();
    return tensor && isUsualFloat(tensor.getElementType()) && (!type || tensor.getElementType() == *type);
  });
  if (known && random.chance(75))
    return *known;
  return makeFloatTensor(type ? *type : makeFloatType(), makeShape());
}

Known Generator::getTensor(RankedTensorType type, ArrayRef<int64_t> shape) {
  std::optional<Known> known = pick(
      [&](const Known &known) { return known.getType() == type && ArrayRef<int64_t>(known.facts.shape) == shape; });
  if (known && random.chance(70))
    return *known;
  if (auto floatType = dyn_cast<FloatType>(type.getElementType()))
    return makeInput(data.makeFloats(floatType, shape), type);
  return makeIntegers(type, shape);
}

Known Generator::makeIntegers(RankedTensorType type, ArrayRef<int64_t> shape) {
  Bounds bounds = random_modules::getTypeBounds(type.getElementType());
  if (random.chance(50) && bounds.high > 100)
    bounds = {-100, 100};
  return makeInput(data.makeIntegers(type.getElementType(), shape, bounds), type);
}

Known Generator::getOtherIntegers(const Known &known) {
  RankedTensorType tensor = known.getTensor();
  if (tensor && !tensor.hasStaticShape())
    return makeIntegers(tensor, known.facts.shape);
  return getValue(known.getType(), known.facts.shape);
}

Known Generator::getValue(Type type, ArrayRef<int64_t> shape) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return getTensor(tensor, shape);
  if (auto array = dyn_cast<ArrayType>(type))
    return getArray(array, shape);
  std::optional<Known> known = pick([&](const Known &known) { return known.getType() == type; });
  if (known && random.chance(70))
    return *known;
  Tensor scalar = isa<FloatType>(type) ? data.makeFloats(cast<FloatType>(type), {})
                                       : data.makeIntegers(type, {}, random_modules::getTypeBounds(type));
  Value value = arith::ConstantOp::create(builder, getLoc(), type,
                                          cast<TypedAttr>(*toAttribute(scalar).getValues<Attribute>().begin()));
  return add(value, random_modules::getFacts(scalar));
}

Known Generator::getArray(ArrayType type, ArrayRef<int64_t> shape) {
  std::optional<Known> known = pick(
      [&](const Known &known) { return known.getType() == type && ArrayRef<int64_t>(known.facts.shape) == shape; });
  if (known && random.chance(70))
    return *known;
  return makeInput(data.makeArray(type.withShape(shape), /*mayBeUnusual=*/false), type);
}

Known Generator::makeArray(ArrayRef<int64_t> shape, const EncodingRequest &request) {
  EncodingAttr encoding = makeEncoding(random, &context, shape, request);
  auto type = ArrayType::get(&context, makeTypeShape(shape), encoding);
  return makeInput(data.makeArray(type.withShape(shape), /*mayBeUnusual=*/false), type);
}

Known Generator::getAnyArray() {
  std::optional<Known> known = pick([](const Known &known) { return known.getArray() != nullptr; });
  if (known && random.chance(80))
    return *known;
  return makeArray(makeShape(), {});
}

Known Generator::getPart(ArrayType type, ArrayRef<int64_t> shape, PartKind kind) {
  RankedTensorType part = type.getPartType(kind);
  ArrayType runtime = type.withShape(shape);
  // Constant scales must be usable, whatever folds to one, and a mask of n:m sparsity promises something of its bits:
  // only arguments of @main are taken.
  std::optional<Known> known = pick([&](const Known &known) {
    return isMainArgument(known.value) && kind != PartKind::Mask && known.getType() == part &&
           ArrayRef<int64_t>(known.facts.shape) == runtime.getPartType(kind).getShape();
  });
  if (known && random.chance(40))
    return *known;
  if (!isIsolated && random.chance(60)) {
    Tensor tensor = data.makePart(runtime, kind, /*mayBeUnusual=*/true);
    return addInput(tensor, part, random_modules::getFacts(tensor));
  }
  return makeInput(data.makePart(runtime, kind, /*mayBeUnusual=*/false), part);
}
