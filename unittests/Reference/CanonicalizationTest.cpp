//===- CanonicalizationTest.cpp - canonicalizations of contractions and regions keep every bit ------------===//
//
// Runs the functions of the FileCheck tests in test/IR before and after canonicalization, on random inputs, and
// compares bit for bit. Dynamic dimensions are given the size that makes the function's ops fit.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

namespace {
using Random = std::mt19937_64;

/// A file of test/IR, and how many of its functions canonicalization changes at least.
struct TestedFile {
  StringRef name;
  unsigned leastChanged;
};

void PrintTo(const TestedFile &file, std::ostream *os) { *os << file.name.str(); }

struct Canonicalization : testing::TestWithParam<TestedFile> {
  Canonicalization() {
    DialectRegistry registry;
    registry.insert<QntDialect, arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect, tensor::TensorDialect>();
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }
  OwningOpRef<ModuleOp> parse() {
    return parseSourceFile<ModuleOp>((QNT_TEST_DIR "/IR/" + GetParam().name).str(), &context);
  }
  MLIRContext context;
};
} // namespace

static Shape getRunTimeShape(ArrayRef<int64_t> shape, int64_t dynamicSize) {
  Shape sizes(shape);
  for (int64_t &size : sizes)
    size = ShapedType::isDynamic(size) ? dynamicSize : size;
  return sizes;
}

/// Random bits in codes and integers, moderate floats elsewhere. Sizes of groups stay small.
static Tensor makeTensor(Random &random, RankedTensorType type, int64_t dynamicSize, bool isCode) {
  Shape shape = getRunTimeShape(type.getShape(), dynamicSize);
  int64_t count = numerics::getNumElements(shape);
  Type element = type.getElementType();
  if (element.isInteger() || isCode) {
    std::vector<uint64_t> bits;
    uint64_t mask = llvm::maskTrailingOnes<uint64_t>(element.getIntOrFloatBitWidth()) & (isCode ? ~uint64_t(0) : 3);
    for (int64_t i = 0; i < count; ++i)
      bits.push_back(random() & mask);
    return Tensor(element, shape, bits);
  }
  std::uniform_real_distribution<double> uniform(0.25, 2);
  std::vector<double> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(uniform(random) * (random() % 2 ? 1 : -1));
  return Tensor::fromFloats(element, shape, values);
}

/// Every second element, or the first n of every m.
static Tensor makeMask(ArrayType type) {
  numerics::Sparsity sparsity = type.getEncoding().toNumerics().sparsity;
  bool isBitmask = sparsity.kind == numerics::Sparsity::Kind::Bitmask;
  int64_t n = isBitmask ? 1 : sparsity.n, m = isBitmask ? 2 : sparsity.m;
  ArrayRef<int64_t> shape = type.getShape();
  int64_t inner = numerics::getNumElements(shape.drop_front(sparsity.axis + 1));
  std::vector<uint64_t> bits;
  for (int64_t i = 0, e = numerics::getNumElements(shape); i < e; ++i)
    bits.push_back(i / inner % shape[sparsity.axis] % m < n);
  return Tensor(IntegerType::get(type.getContext(), 1), Shape(shape), bits);
}

static InterpreterValue makeInput(Random &random, Type type, int64_t dynamicSize) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array)
    return makeTensor(random, cast<RankedTensorType>(type), dynamicSize, false);
  ArrayType sized = array.withShape(getRunTimeShape(array.getShape(), dynamicSize));
  SmallVector<Tensor> parts;
  for (PartKind kind : sized.getPartKinds())
    parts.push_back(kind == PartKind::Mask
                        ? makeMask(sized)
                        : makeTensor(random, sized.getPartType(kind), dynamicSize, kind == PartKind::Codes));
  llvm::Expected<Array> value = Array::fromPartTensors(sized.getEncoding(), parts);
  if (!value)
    llvm::report_fatal_error(value.takeError());
  return std::move(*value);
}

using Results = llvm::Expected<SmallVector<InterpreterValue>>;

static Results runFunction(ModuleOp module, func::FuncOp function, int64_t dynamicSize, uint64_t seed) {
  Random random(seed);
  SmallVector<InterpreterValue> inputs;
  for (Type type : function.getArgumentTypes())
    inputs.push_back(makeInput(random, type, dynamicSize));
  return Interpreter(module).run(function.getName(), inputs);
}

namespace {
struct InputChoice {
  int64_t dynamicSize;
  uint64_t seed;
};
} // namespace

/// Runs that succeed: sizes of the dynamic dimensions with which all sizes agree, seeds that give a valid group_offset.
static SmallVector<InputChoice> findRuns(ModuleOp module, func::FuncOp function) {
  SmallVector<InputChoice> runs;
  for (int64_t size : {5, 4, 64, 8, 0}) {
    for (uint64_t seed = 1; seed <= 6; ++seed) {
      Results results = runFunction(module, function, size, seed);
      if (results)
        runs.push_back({size, seed});
      else
        llvm::consumeError(results.takeError());
    }
  }
  return runs;
}

static void expectSameResults(Results before, Results after) {
  ASSERT_TRUE(bool(before)) << llvm::toString(before.takeError());
  ASSERT_TRUE(bool(after)) << llvm::toString(after.takeError());
  ASSERT_EQ(before->size(), after->size());
  for (auto [first, second] : llvm::zip_equal(*before, *after)) {
    EXPECT_EQ(first.getShape(), second.getShape());
    EXPECT_EQ(first.getTensor().getBits(), second.getTensor().getBits());
  }
}

static std::string getText(Operation *op) {
  std::string text;
  llvm::raw_string_ostream(text) << *op;
  return text;
}

TEST_P(Canonicalization, keeps_every_bit) {
  OwningOpRef<ModuleOp> original = parse(), canonical = parse();
  ASSERT_TRUE(original && canonical);
  PassManager manager(&context);
  if (GetParam().name.contains("reify"))
    manager.addPass(memref::createResolveRankedShapeTypeResultDimsPass());
  manager.addPass(createCanonicalizerPass());
  ASSERT_TRUE(succeeded(manager.run(*canonical)));
  unsigned compared = 0, changed = 0, unrunnable = 0;
  for (auto function : original->getOps<func::FuncOp>()) {
    SCOPED_TRACE(function.getName().str());
    SmallVector<InputChoice> runs = findRuns(*original, function);
    if (runs.empty()) { // sizes that cannot agree
      ++unrunnable;
      continue;
    }
    auto rewritten = canonical->lookupSymbol<func::FuncOp>(function.getName());
    for (InputChoice run : runs)
      expectSameResults(runFunction(*original, function, run.dynamicSize, run.seed),
                        runFunction(*canonical, rewritten, run.dynamicSize, run.seed));
    ++compared;
    changed += getText(function) != getText(rewritten);
  }
  EXPECT_GE(changed, GetParam().leastChanged);
  EXPECT_GE(compared, 2u);
  EXPECT_LE(unrunnable, 1u);
}

INSTANTIATE_TEST_SUITE_P(Contractions, Canonicalization,
                         testing::Values(TestedFile{"contraction-canonicalize.mlir", 10},
                                         TestedFile{"contraction-reify-shapes.mlir", 4}, TestedFile{"dot.mlir", 3},
                                         TestedFile{"einsum-canonicalize.mlir", 22}, TestedFile{"einsum.mlir", 7},
                                         TestedFile{"ragged-dot.mlir", 2}));

INSTANTIATE_TEST_SUITE_P(Regions, Canonicalization, testing::Values(TestedFile{"region-canonicalize.mlir", 11}));
