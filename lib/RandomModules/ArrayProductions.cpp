//===- ArrayProductions.cpp - arrays and their parts ------------------------------------------------------===//
#include "Parameters.h"
#include "Productions.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

/// Parts from the pool where they fit, as those of a disassembled array do.
static bool produceAssemble(Generator &generator) {
  Shape shape = generator.makeShape();
  EncodingAttr encoding = makeEncoding(generator.getRandom(), generator.getContext(), shape, {});
  auto type = ArrayType::get(generator.getContext(), generator.makeTypeShape(shape), encoding);
  std::optional<Known> codes =
      generator.pick([](const Known &known) { return known.value.getDefiningOp<DisassembleOp>(); });
  if (codes && generator.getRandom().chance(50)) {
    auto source = codes->value.getDefiningOp<DisassembleOp>();
    auto op =
        AssembleOp::create(generator.getBuilder(), generator.getLoc(), source.getInput().getType(), source.getParts());
    ArrayType whole = op.getResult().getType();
    std::optional<Known> input = generator.pick([&](const Known &known) { return known.value == source.getInput(); });
    generator.add(op, input ? input->facts : generator.getTypeFacts(whole, codes->facts.shape));
    return input.has_value();
  }
  SmallVector<Value> parts;
  PartFacts facts;
  for (PartKind kind : type.getPartKinds()) {
    Known part = generator.getPart(type, shape, kind);
    parts.push_back(part.value);
    if (kind != PartKind::Mask)
      facts.get(kind) = part.facts;
  }
  auto op = AssembleOp::create(generator.getBuilder(), generator.getLoc(), type, parts);
  generator.add(op, getArrayFacts(type, shape, facts));
  return true;
}

static bool produceDisassemble(Generator &generator) {
  Known input = generator.getAnyArray();
  // What the scale of a block without elements is, nothing says.
  if (input.facts.getNumElements() == 0)
    return false;
  auto op = DisassembleOp::create(generator.getBuilder(), generator.getLoc(),
                                  TypeRange(input.getArray().getPartTypes()), input.value);
  ArrayType runtime = input.getRuntimeArray();
  for (auto [kind, part] : llvm::zip(runtime.getPartKinds(), op.getParts()))
    generator.add(part, generator.getTypeFacts(part.getType(), runtime.getPartType(kind).getShape()));
  return true;
}

static bool produceConstant(Generator &generator) {
  Shape shape = generator.makeShape();
  EncodingAttr encoding = makeEncoding(generator.getRandom(), generator.getContext(), shape, {});
  auto type = ArrayType::get(generator.getContext(), shape, encoding);
  generator.makeInput(generator.getData().makeArray(type, /*mayBeUnusual=*/false), type);
  return true;
}

static bool produceDim(Generator &generator) {
  Known input = generator.getAnyArray();
  if (input.getRank() == 0)
    return false;
  auto index = static_cast<int64_t>(generator.getRandom().below(input.getRank()));
  int64_t size = input.facts.shape[index];
  auto op = DimOp::create(generator.getBuilder(), generator.getLoc(), input.value, generator.makeIndex(index));
  Facts facts;
  facts.bounds = {size, size};
  facts.isFinite = true;
  generator.add(op, facts);
  return true;
}

static bool produceCast(Generator &generator) {
  Known input = generator.getAnyArray();
  ArrayType type = input.getArray().withShape(generator.makeTypeShape(input.facts.shape));
  auto op = CastOp::create(generator.getBuilder(), generator.getLoc(), type, input.value);
  generator.add(op, input.facts);
  return true;
}

void random_modules::addArrayProductions(Productions &productions) {
  productions.push_back({"arrays", 8, produceAssemble});
  productions.push_back({"arrays", 6, produceDisassemble});
  productions.push_back({"arrays", 5, produceConstant});
  productions.push_back({"arrays", 4, produceDim});
  productions.push_back({"arrays", 4, produceCast});
}
