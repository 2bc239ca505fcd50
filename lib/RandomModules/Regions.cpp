//===- Regions.cpp - filling regions and choosing what leaves them ----------------------------------------===//
#include "Regions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

SmallVector<Value> random_modules::getValues(ArrayRef<Known> known) {
  return llvm::map_to_vector(known, [](const Known &one) { return one.value; });
}

SmallVector<Type> random_modules::getTypes(ArrayRef<Known> known) {
  return llvm::map_to_vector(known, [](const Known &one) { return one.getType(); });
}

SmallVector<Known> random_modules::pickInputs(Generator &generator, unsigned maxNumber) {
  SmallVector<Known> inputs;
  auto number = static_cast<unsigned>(generator.getRandom().between(1, maxNumber));
  for (unsigned i = 0; i < number; ++i) {
    std::optional<Known> input = generator.pick([&](const Known &known) {
      return llvm::none_of(inputs, [&](const Known &other) { return other.value == known.value; });
    });
    if (input)
      inputs.push_back(*input);
  }
  if (inputs.empty())
    inputs.push_back(generator.getFloatTensor());
  return inputs;
}

SmallVector<Known> random_modules::pickResults(Generator &generator, size_t sizeBefore) {
  SmallVector<Known> results;
  auto number = static_cast<unsigned>(generator.getRandom().between(1, 3));
  for (unsigned i = 0; i < number; ++i) {
    bool isNew = generator.getPoolSize() > sizeBefore && !generator.getRandom().chance(10);
    results.push_back(generator.getPoolEntry(generator.getRandom().between(
        isNew ? static_cast<int64_t>(sizeBefore) : 0, static_cast<int64_t>(generator.getPoolSize()) - 1)));
  }
  return results;
}

/// A value of the type of `known` that is not `known` itself; `known` where there is no way.
static Known change(Generator &generator, const Known &known) {
  RankedTensorType tensor = known.getTensor();
  bool isFloat = tensor && isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(tensor.getElementType());
  OpBuilder &builder = generator.getBuilder();
  if (isFloat) {
    Known other = generator.getTensor(tensor, known.facts.shape);
    Value sum = arith::AddFOp::create(builder, generator.getLoc(), known.value, other.value);
    return generator.add(sum, generator.getTypeFacts(tensor, known.facts.shape));
  }
  if (!tensor || !tensor.getElementType().isSignlessInteger())
    return known;
  Value sum = arith::XOrIOp::create(builder, generator.getLoc(), known.value, generator.getOtherIntegers(known).value);
  return generator.add(sum, generator.getTypeFacts(tensor, known.facts.shape));
}

SmallVector<Known> random_modules::makeAlike(Generator &generator, ArrayRef<Known> like) {
  SmallVector<Known> results;
  for (const Known &known : like) {
    Known alike = generator.getValue(known.getType(), known.facts.shape);
    results.push_back(generator.getRandom().chance(50) ? change(generator, alike) : alike);
  }
  return results;
}

SmallVector<Known> random_modules::addArguments(Generator &generator, Block *block, ArrayRef<Known> like) {
  SmallVector<Known> arguments;
  for (const Known &known : like) {
    Value argument = block->addArgument(known.getType(), generator.getLoc());
    arguments.push_back({argument, generator.getTypeFacts(known.getType(), known.facts.shape)});
  }
  return arguments;
}

SmallVector<Known> random_modules::joinFacts(ArrayRef<Known> first, ArrayRef<Known> second) {
  SmallVector<Known> joined(first);
  for (auto [known, other] : llvm::zip(joined, second))
    known.facts = Facts::join(known.facts, other.facts);
  return joined;
}

void random_modules::addResults(Generator &generator, ValueRange results, ArrayRef<Known> like) {
  for (auto [result, known] : llvm::zip_equal(results, like))
    generator.add(result, known.facts);
}
