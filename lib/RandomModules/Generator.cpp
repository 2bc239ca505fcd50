//===- Generator.cpp - a module in the making -------------------------------------------------------------===//
#include "Generator.h"
#include "Productions.h"
#include "Qnt/RandomModules/InputData.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;

static constexpr StringLiteral families[] = {"quantize",     "requantize", "training", "arrays",  "layout",
                                             "contractions", "sugar",      "codes",    "regions", "control",
                                             "arith",        "tensor",     "linalg"};

ArrayRef<StringLiteral> random_modules::getFamilies() { return families; }

const Productions &random_modules::getProductions() {
  static const Productions productions = [] {
    Productions all;
    for (auto *addFamily : {addQuantizeProductions, addRequantizeProductions, addArrayProductions, addLayoutProductions,
                            addContractionProductions, addConvolutionProductions, addEinsumProductions,
                            addCodeProductions, addRegionProductions, addControlFlowProductions, addArithProductions,
                            addTensorProductions, addLinalgProductions})
      addFamily(all);
    return all;
  }();
  return productions;
}

void random_modules::registerRandomModuleDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, scf::SCFDialect, tensor::TensorDialect, QntDialect>();
}

static DataStyle makeStyle(Random &random, const GeneratorOptions &options) {
  DataStyle style;
  style.isDyadic = random.chance(70);
  // Whole modules without NaN and infinities, too.
  style.nonFinitePercent = random.chance(50) ? 2 * options.nonFinitePercent : 0;
  return style;
}

Generator::Generator(MLIRContext &context, uint64_t seed, const GeneratorOptions &options)
    : context(context), options(options), random(seed), data(random, makeStyle(random, options)), builder(&context) {
  context.loadDialect<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                      math::MathDialect, scf::SCFDialect, tensor::TensorDialect, QntDialect>();
}

//===----------------------------------------------------------------------------------------------------===//
// Productions
//===----------------------------------------------------------------------------------------------------===//

bool Generator::produceOne() {
  std::vector<unsigned> weights;
  for (const Production &production : getProductions())
    weights.push_back(
        options.families.empty() || llvm::is_contained(options.families, production.family) ? production.weight : 0);
  return getProductions()[random.pickWeighted(weights)].produce(*this);
}

void Generator::produce(unsigned count) {
  unsigned attempts = 4 * count + 4;
  for (unsigned made = 0; made < count && attempts > 0; --attempts)
    if (produceOne()) {
      ++made;
      ++numOps;
    }
}

unsigned Generator::getRegionBudget() {
  if (depth >= 3 || numOps >= 4 * options.numOps)
    return 0;
  return static_cast<unsigned>(random.between(1, depth == 0 ? 4 : 3));
}

bool Generator::isMainArgument(Value value) {
  return isa<BlockArgument>(value) && value.getParentBlock() == &main.getBody().front();
}

Known Generator::add(Value value, Facts facts) {
  pool.push_back({value, std::move(facts)});
  return pool.back();
}

void Generator::addApproximate(Value value, StringRef kind) {
  assert(canReturnApproximate() && "expected a value of @main");
  approximate.emplace_back(value, kind);
}

Facts Generator::round(Facts facts, Type type) const {
  auto floatType = cast<FloatType>(getElementTypeOrSelf(type));
  bool standsForF32 = isWide && isa<Float16Type, BFloat16Type>(floatType);
  return roundFacts(std::move(facts), standsForF32 ? Format::F32 : *getFormat(floatType));
}

//===----------------------------------------------------------------------------------------------------===//
// Regions and functions
//===----------------------------------------------------------------------------------------------------===//

void Generator::inBlock(Block *block, bool isolated, bool wide, ArrayRef<Known> arguments,
                        llvm::function_ref<void()> fill) {
  OpBuilder::InsertionGuard guard(builder);
  std::vector<Known> outer = pool;
  bool outerIsWide = isWide, outerIsInsideWide = isInsideWide, outerIsIsolated = isIsolated,
       outerIsFunctionBody = isFunctionBody;
  if (isolated) {
    pool.clear();
    isIsolated = true;
    isWide = wide;
    isInsideWide |= wide;
  }
  pool.insert(pool.end(), arguments.begin(), arguments.end());
  isFunctionBody = isa_and_nonnull<func::FuncOp>(block->getParentOp());
  ++depth;
  builder.setInsertionPointToEnd(block);
  fill();
  --depth;
  pool = std::move(outer);
  isWide = outerIsWide;
  isInsideWide = outerIsInsideWide;
  isIsolated = outerIsIsolated;
  isFunctionBody = outerIsFunctionBody;
}

func::FuncOp Generator::makeFunction(FunctionType type) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(module->getBody());
  auto function = func::FuncOp::create(builder, getLoc(), "callee_" + std::to_string(numFunctions++), type);
  function.setPrivate();
  return function;
}

//===----------------------------------------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------------------------------------===//

/// Returns what nothing uses, some of the rest, and the approximate values.
void Generator::finishMain() {
  SmallVector<Value> results;
  SmallVector<Attribute> resultAttrs;
  for (const Known &known : pool) {
    if (isMainArgument(known.value) || !random.chance(known.value.use_empty() ? 97 : 15))
      continue;
    results.push_back(known.value);
    resultAttrs.push_back(builder.getDictionaryAttr({}));
  }
  for (auto [value, kind] : approximate) {
    results.push_back(value);
    resultAttrs.push_back(
        builder.getDictionaryAttr(builder.getNamedAttr(kApproximateAttr, builder.getStringAttr(kind))));
  }
  func::ReturnOp::create(builder, getLoc(), results);
  Block &entry = main.getBody().front();
  main.setFunctionType(builder.getFunctionType(entry.getArgumentTypes(), ValueRange(results).getTypes()));
  SmallVector<Attribute> argAttrs;
  for (Attribute input : inputs)
    argAttrs.push_back(builder.getDictionaryAttr(builder.getNamedAttr(kInputAttr, input)));
  main.setArgAttrsAttr(builder.getArrayAttr(argAttrs));
  main.setResAttrsAttr(builder.getArrayAttr(resultAttrs));
}

OwningOpRef<ModuleOp> Generator::run() {
  module = ModuleOp::create(getLoc());
  builder.setInsertionPointToStart(module->getBody());
  main = func::FuncOp::create(builder, getLoc(), "main", builder.getFunctionType({}, {}));
  builder.setInsertionPointToStart(main.addEntryBlock());
  unsigned count = static_cast<unsigned>(random.between(2, 2 * static_cast<int64_t>(options.numOps) - 2));
  produce(count);
  finishMain();
  return std::move(module);
}

OwningOpRef<ModuleOp> random_modules::makeRandomModule(MLIRContext &context, uint64_t seed,
                                                       const GeneratorOptions &options) {
  return Generator(context, seed, options).run();
}
