//===- RequantizeProductions.cpp - requantize in all its forms --------------------------------------------===//
#include "Parameters.h"
#include "Productions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

/// i32 accumulators, or an array.
static Known getInput(Generator &generator, bool integerForm) {
  Random &random = generator.getRandom();
  if (random.chance(50)) {
    std::optional<Known> sums = generator.pick(
        [](const Known &known) { return known.getTensor() && known.getTensor().getElementType().isInteger(32); });
    if (sums)
      return *sums;
    Shape shape = generator.makeShape();
    Bounds bounds = random.chance(30) ? getTypeBounds(generator.getBuilder().getI32Type()) : Bounds{-3000, 3000};
    Tensor data = generator.getData().makeIntegers(generator.getBuilder().getI32Type(), shape, bounds);
    return generator.makeInput(data, RankedTensorType::get(generator.makeTypeShape(shape), data.getElementType()));
  }
  if (!integerForm)
    return generator.getAnyArray();
  // Code - zero point must fit in 32 bits.
  std::optional<Known> known = generator.pick([](const Known &known) {
    ArrayType array = known.getArray();
    if (!array || !array.getEncoding().hasIntegerCodes())
      return false;
    std::optional<Format> zeroPoint = array.getEncoding().getZeroPoint();
    return (!zeroPoint || numerics::isInteger(*zeroPoint)) && known.facts.bounds.getMagnitude() < INT32_MAX;
  });
  if (known)
    return *known;
  EncodingRequest request;
  request.integerCodes = true;
  request.maxCodeBits = 8;
  Known made = generator.makeArray(generator.makeShape(), request);
  return made.facts.bounds.getMagnitude() < INT32_MAX ? made : getInput(generator, integerForm);
}

/// Each size 1 or the dimension's.
static Known makeBroadcast(Generator &generator, const Known &input, const Tensor &data, ArrayRef<int64_t> shape) {
  ArrayRef<int64_t> inputShape = input.getArray() ? input.getArray().getShape() : input.getTensor().getShape();
  SmallVector<int64_t> type;
  for (auto [dim, size] : llvm::enumerate(shape))
    type.push_back(ShapedType::isDynamic(inputShape[dim]) && size != 1 ? ShapedType::kDynamic : size);
  return generator.makeInput(data, RankedTensorType::get(type, data.getElementType()));
}

static Shape makeBroadcastShape(Generator &generator, const Known &input) {
  Shape shape;
  for (int64_t size : input.facts.shape)
    shape.push_back(generator.getRandom().chance(60) ? 1 : size);
  return shape;
}

static bool produceRequantize(Generator &generator) {
  Random &random = generator.getRandom();
  OpBuilder &builder = generator.getBuilder();
  bool integerForm = random.chance(40);
  Known input = getInput(generator, integerForm);
  Value inputScale, multiplier, shift;
  if (integerForm) {
    Shape shape = makeBroadcastShape(generator, input);
    Bounds shifts = random.chance(70) ? Bounds{24, 40} : Bounds{-31, 62};
    Tensor multipliers = generator.getData().makeIntegers(builder.getI32Type(), shape, {1 << 30, INT32_MAX});
    multiplier = makeBroadcast(generator, input, multipliers, shape).value;
    shift =
        makeBroadcast(generator, input, generator.getData().makeIntegers(builder.getI32Type(), shape, shifts), shape)
            .value;
  } else if (!input.getArray()) {
    Shape shape = makeBroadcastShape(generator, input);
    // As the scale of an array: finite and not 0.
    numerics::Encoding scaled;
    scaled.scale = random.pick({Format::F32, Format::F32, Format::F16, Format::BF16, Format::F64});
    scaled.block.assign(shape.size(), 1);
    auto type =
        ArrayType::get(generator.getContext(), shape, EncodingAttr::fromNumerics(generator.getContext(), scaled));
    inputScale =
        makeBroadcast(generator, input, generator.getData().makePart(type, PartKind::Scales, false), shape).value;
  }
  EncodingRequest request;
  request.integerCodes = integerForm;
  request.codebookZeroPoint = false;
  EncodingAttr encoding = makeEncoding(random, generator.getContext(), input.facts.shape, request);
  ArrayRef<int64_t> inputShape = input.getArray() ? input.getArray().getShape() : input.getTensor().getShape();
  auto type = ArrayType::get(generator.getContext(), inputShape, encoding);
  Parameters by = makeParameters(generator, type, input.facts.shape, /*isStatic=*/integerForm);
  auto op =
      RequantizeOp::create(builder, generator.getLoc(), type, input.value, inputScale, multiplier, shift, by.scale,
                           by.zeroPoint, by.codebook, by.tensorScale, by.mask, by.calibration, by.convention);
  generator.add(op, getArrayFacts(type, input.facts.shape, by.facts));
  return true;
}

void random_modules::addRequantizeProductions(Productions &productions) {
  productions.push_back({"requantize", 12, produceRequantize});
}
