//===- RegionProductions.cpp - invoke_quant, kernel, calls ------------------------------------------------===//
#include "Productions.h"
#include "Regions.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

namespace {
/// A body that has been filled.
struct Body {
  std::unique_ptr<Region> region = std::make_unique<Region>();
  SmallVector<Known> inputs, yielded;
};
} // namespace

/// Values enter a region in the types that are written.
static Facts enter(const Known &known) {
  auto floatType = dyn_cast<FloatType>(getElementTypeOrSelf(known.getType()));
  return floatType ? roundFacts(known.facts, *getFormat(floatType)) : known.facts;
}

static Body makeBody(Generator &generator, unsigned numOps, bool wide) {
  Body body;
  body.inputs = pickInputs(generator);
  Block *block = &body.region->emplaceBlock();
  SmallVector<Known> arguments;
  for (const Known &input : body.inputs)
    arguments.push_back({block->addArgument(input.getType(), generator.getLoc()), enter(input)});
  generator.inBlock(block, /*isolated=*/true, wide, arguments, [&] {
    generator.produce(numOps);
    body.yielded = pickResults(generator, arguments.size());
    YieldOp::create(generator.getBuilder(), generator.getLoc(), getValues(body.yielded));
  });
  return body;
}

static void addTruncated(Generator &generator, Operation *op, ArrayRef<Known> yielded) {
  for (auto [result, known] : llvm::zip_equal(op->getResults(), yielded))
    generator.add(result, enter(known));
}

static bool produceInvokeQuant(Generator &generator) {
  unsigned numOps = generator.getRegionBudget();
  if (numOps == 0)
    return false;
  Random &random = generator.getRandom();
  OpBuilder &builder = generator.getBuilder();
  bool isLowPrecision = random.chance(55);
  Body body = makeBody(generator, numOps, /*wide=*/!isLowPrecision);
  StringAttr scheme;
  if (random.chance(70))
    scheme = builder.getStringAttr(random.pick<StringRef>({"nf4", "int8", "w4a8", "mx"}));
  InvokeOptionsAttr packed;
  if (random.chance(25)) {
    packed = InvokeOptionsAttr::get(generator.getContext(), scheme, isLowPrecision);
    scheme = {};
  }
  auto op = InvokeQuantOp::create(builder, generator.getLoc(), getTypes(body.yielded), getValues(body.inputs), scheme,
                                  builder.getBoolAttr(packed || isLowPrecision), packed);
  op.getBody().takeBody(*body.region);
  addTruncated(generator, op, body.yielded);
  return true;
}

static bool produceKernel(Generator &generator) {
  unsigned numOps = generator.getRegionBudget();
  if (numOps == 0 || generator.isInsideKernel())
    return false;
  OpBuilder &builder = generator.getBuilder();
  generator.setInsideKernel(true);
  Body body = makeBody(generator, numOps, generator.isWideRegion());
  generator.setInsideKernel(false);
  StringAttr name;
  if (generator.getRandom().chance(70))
    name = builder.getStringAttr("kernel_" + std::to_string(generator.getNextNumber()));
  Attribute schedule;
  if (generator.getRandom().chance(30))
    schedule = builder.getDictionaryAttr(builder.getNamedAttr("tile", builder.getI64IntegerAttr(64)));
  auto op =
      KernelOp::create(builder, generator.getLoc(), getTypes(body.yielded), getValues(body.inputs), name, schedule);
  op.getBody().takeBody(*body.region);
  addResults(generator, op.getResults(), body.yielded);
  return true;
}

static bool produceCall(Generator &generator) {
  unsigned numOps = generator.mayCall() ? generator.getRegionBudget() : 0;
  if (numOps == 0)
    return false;
  OpBuilder &builder = generator.getBuilder();
  SmallVector<Known> inputs = pickInputs(generator), results;
  func::FuncOp callee = generator.makeFunction(builder.getFunctionType(getTypes(inputs), {}));
  Block *entry = callee.addEntryBlock();
  SmallVector<Known> arguments;
  for (auto [argument, input] : llvm::zip(entry->getArguments(), inputs))
    arguments.push_back({argument, input.facts});
  bool isInsideKernel = generator.isInsideKernel();
  generator.setInsideKernel(false);
  generator.inBlock(entry, /*isolated=*/true, /*wide=*/false, arguments, [&] {
    generator.produce(numOps);
    results = pickResults(generator, arguments.size());
    func::ReturnOp::create(builder, generator.getLoc(), getValues(results));
  });
  generator.setInsideKernel(isInsideKernel);
  callee.setFunctionType(builder.getFunctionType(getTypes(inputs), getTypes(results)));
  auto call = func::CallOp::create(builder, generator.getLoc(), callee, getValues(inputs));
  addResults(generator, call.getResults(), results);
  return true;
}

void random_modules::addRegionProductions(Productions &productions) {
  productions.push_back({"regions", 9, produceInvokeQuant});
  productions.push_back({"regions", 6, produceKernel});
  productions.push_back({"control", 4, produceCall});
}
