//===- CodeProductions.cpp - lookup, round_bits, observe --------------------------------------------------===//
#include "Productions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::Tensor;

static bool isNarrowInteger(Type type) { return type.isSignlessInteger() && type.getIntOrFloatBitWidth() <= 8; }

/// Integer tensors of at most 8 bits (a table of 2^16 entries is large), or arrays of such codes.
static Known getCodes(Generator &generator) {
  std::optional<Known> known = generator.pick([](const Known &known) {
    if (ArrayType array = known.getArray())
      return array.getEncoding().hasIntegerCodes() && array.getEncoding().getCodeWidth() <= 8;
    return known.getTensor() && isNarrowInteger(known.getTensor().getElementType());
  });
  if (known && generator.getRandom().chance(75))
    return *known;
  EncodingRequest request;
  request.integerCodes = true;
  request.maxCodeBits = 8;
  return generator.makeArray(generator.makeShape(), request);
}

static Tensor makeTable(Generator &generator, int64_t size) {
  OpBuilder &builder = generator.getBuilder();
  switch (generator.getRandom().below(3)) {
  case 0:
    return generator.getData().makeIntegers(builder.getI8Type(), {size}, {-128, 127});
  case 1:
    return generator.getData().makeIntegers(builder.getI32Type(), {size}, {-100000, 100000});
  default:
    return generator.getData().makeFloats(generator.makeFloatType(), {size});
  }
}

static bool produceLookup(Generator &generator) {
  Known input = getCodes(generator);
  ArrayType array = input.getArray();
  unsigned width =
      array ? array.getEncoding().getCodeWidth() : input.getTensor().getElementType().getIntOrFloatBitWidth();
  Tensor data = makeTable(generator, int64_t(1) << width);
  Known table = generator.makeInput(data, RankedTensorType::get(data.getShape(), data.getElementType()));
  auto type = RankedTensorType::get(array ? array.getShape() : input.getTensor().getShape(), data.getElementType());
  UnitAttr isUnsigned;
  if (!array && generator.getRandom().chance(50))
    isUnsigned = generator.getBuilder().getUnitAttr();
  auto op = LookupOp::create(generator.getBuilder(), generator.getLoc(), type, input.value, table.value, isUnsigned);
  Facts facts = table.facts;
  facts.shape = input.facts.shape;
  generator.add(op, facts);
  return true;
}

static bool produceRoundBits(Generator &generator) {
  std::optional<Known> input = generator.pick(
      [](const Known &known) { return known.getTensor() && known.getTensor().getElementType().isSignlessInteger(); });
  if (!input || generator.getRandom().chance(20)) {
    Tensor data =
        generator.getData().makeIntegers(generator.getBuilder().getI32Type(), generator.makeShape(), {-70000, 70000});
    input = generator.makeInput(data, RankedTensorType::get(data.getShape(), data.getElementType()));
  }
  RankedTensorType type = input->getTensor();
  auto lsbs = static_cast<int64_t>(generator.getRandom().below(type.getElementTypeBitWidth()));
  auto op = RoundBitsOp::create(generator.getBuilder(), generator.getLoc(), type, input->value, lsbs);
  generator.add(op, generator.getTypeFacts(type, input->facts.shape));
  return true;
}

static bool produceObserve(Generator &generator) {
  // An observation in a region that may run several times or not at all is as good as any, but not inside a callee: the
  // names say where.
  Known input = generator.getFloatTensor();
  DenseI64ArrayAttr block;
  if (input.getRank() > 0 && generator.getRandom().chance(50)) {
    SmallVector<int64_t> sizes;
    for (int64_t dim : input.facts.shape)
      sizes.push_back(makeBlockSize(generator.getRandom(), dim));
    block = generator.getBuilder().getDenseI64ArrayAttr(sizes);
  }
  auto name = generator.getBuilder().getStringAttr("observed_" + std::to_string(generator.getNextNumber()));
  ObserveOp::create(generator.getBuilder(), generator.getLoc(), input.value, name, block);
  return true;
}

void random_modules::addCodeProductions(Productions &productions) {
  productions.push_back({"codes", 6, produceLookup});
  productions.push_back({"codes", 5, produceRoundBits});
  productions.push_back({"codes", 3, produceObserve});
}
