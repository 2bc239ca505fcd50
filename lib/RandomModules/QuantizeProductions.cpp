//===- QuantizeProductions.cpp - quantize, dequantize, and the ops of training ----------------------------===//
#include "Parameters.h"
#include "Productions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

/// An encoding for the values of a float tensor.
static EncodingAttr makeEncodingFor(Generator &generator, const Known &input) {
  EncodingRequest request;
  request.expressed = getFormat(cast<FloatType>(input.getTensor().getElementType()));
  request.codebookZeroPoint = false;
  return makeEncoding(generator.getRandom(), generator.getContext(), input.facts.shape, request);
}

/// Sizes of a result: those of the input's type, with more or fewer dynamic ones.
static SmallVector<int64_t> makeResultShape(Generator &generator, const Known &input) {
  if (generator.getRandom().chance(80))
    return SmallVector<int64_t>(input.getTensor().getShape());
  return generator.makeTypeShape(input.facts.shape);
}

static bool produceQuantize(Generator &generator) {
  Known input = generator.getFloatTensor();
  EncodingAttr encoding = makeEncodingFor(generator, input);
  auto type = ArrayType::get(generator.getContext(), makeResultShape(generator, input), encoding);
  Parameters by = makeParameters(generator, type, input.facts.shape);
  auto op = QuantizeOp::create(generator.getBuilder(), generator.getLoc(), type, input.value, by.scale, by.zeroPoint,
                               by.codebook, by.tensorScale, by.mask, by.calibration, by.convention);
  generator.add(op, getArrayFacts(type, input.facts.shape, by.facts));
  return true;
}

static bool produceDequantize(Generator &generator) {
  Known input = generator.getAnyArray();
  auto op =
      DequantizeOp::create(generator.getBuilder(), generator.getLoc(), input.getArray().getDecodedType(), input.value);
  generator.add(op, generator.round(input.facts, op.getType()));
  return true;
}

//===----------------------------------------------------------------------------------------------------===//
// Training
//===----------------------------------------------------------------------------------------------------===//

static bool produceFakeQuantize(Generator &generator) {
  Known input = generator.getFloatTensor();
  RankedTensorType tensor = input.getTensor();
  EncodingAttr encoding = makeEncodingFor(generator, input);
  auto type = ArrayType::get(generator.getContext(), tensor.getShape(), encoding);
  Parameters by = makeParameters(generator, type, input.facts.shape);
  auto op =
      FakeQuantizeOp::create(generator.getBuilder(), generator.getLoc(), tensor, input.value, by.scale, by.zeroPoint,
                             by.codebook, by.tensorScale, by.mask, encoding, by.calibration, by.convention);
  generator.add(op, generator.round(getArrayFacts(type, input.facts.shape, by.facts), tensor));
  return true;
}

template <typename OpT>
static bool produceGradient(Generator &generator) {
  Known input = generator.getFloatTensor();
  RankedTensorType tensor = input.getTensor();
  Known gradient = generator.getTensor(tensor, input.facts.shape);
  EncodingAttr encoding = makeEncodingFor(generator, input);
  auto type = ArrayType::get(generator.getContext(), tensor.getShape(), encoding);
  Parameters by = makeParameters(generator, type, input.facts.shape);
  auto op = OpT::create(generator.getBuilder(), generator.getLoc(), tensor, input.value, gradient.value, by.scale,
                        by.zeroPoint, by.codebook, by.tensorScale, by.mask, encoding, by.calibration, by.convention);
  bool isDivided = std::is_same_v<OpT, QuantizeGradOp> && encoding.getScale();
  generator.add(op, isDivided ? generator.getTypeFacts(tensor, input.facts.shape) : gradient.facts);
  return true;
}

void random_modules::addQuantizeProductions(Productions &productions) {
  productions.push_back({"quantize", 26, produceQuantize});
  productions.push_back({"quantize", 18, produceDequantize});
  productions.push_back({"training", 6, produceFakeQuantize});
  productions.push_back({"training", 4, produceGradient<FakeQuantizeGradOp>});
  productions.push_back({"training", 4, produceGradient<QuantizeGradOp>});
}
