//===- LoweredContractionTest.cpp - compiled contractions against the interpreter -------------------------===//
//
// Drawn contractions, many in a module, are compiled and run. Where the accumulator is an integer type the result must
// be the interpreter's, bit for bit; else |y - exact| <= gamma_K * sum |a| |b| + 1 unit in the last place, where exact
// is the interpreter's real value and the sum of magnitudes is its own result on |a| and |b|.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "ContractionBound.h"
#include "DrawnContraction.h"
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Rounding.h"
#include "Qnt/Reference/Interpreter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "gtest/gtest.h"
#include <cmath>
#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using numerics::Format;
using reference::InterpreterValue;
using reference::Tensor;

namespace {
using Draw = DrawnContraction (*)(MLIRContext &, Random &);

struct Batch {
  const char *name;
  Draw draw;
  unsigned seed;
};

class LoweredContractionTest : public testing::TestWithParam<Batch> {
protected:
  LoweredContractionTest() {
    context.loadDialect<QntDialect, func::FuncDialect>();
    context.getDiagEngine().registerHandler([](Diagnostic &diagnostic) { llvm::errs() << diagnostic << "\n"; });
  }

  OwningOpRef<ModuleOp> parse(ArrayRef<DrawnContraction> contractions);
  void check(const DrawnContraction &contraction, StringRef index, ModuleOp module,
             const execution::CompiledProgram &program);

  MLIRContext context;
};
} // namespace

OwningOpRef<ModuleOp> LoweredContractionTest::parse(ArrayRef<DrawnContraction> contractions) {
  std::string text;
  for (auto [i, contraction] : llvm::enumerate(contractions))
    text +=
        contraction.getFunction("f" + std::to_string(i)) + contraction.getMagnitudeFunction("m" + std::to_string(i));
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  EXPECT_TRUE(module) << text;
  if (!module)
    return module;
  PassManager manager(&context);
  manager.addPass(createProveAccumulators());
  EXPECT_TRUE(succeeded(manager.run(*module)));
  return module;
}

static AccumulatorAttr getVerdict(ModuleOp module, const Twine &function) {
  AccumulatorAttr verdict;
  module.lookupSymbol(function.str())->walk([&](Operation *op) {
    if (auto attr = op->getAttrOfType<AccumulatorAttr>("accumulator"))
      verdict = attr;
  });
  return verdict;
}

static void expectWithinBound(double got, double exact, double magnitude, double numProducts, double roundoff,
                              Format format, const std::string &what) {
  double bound = getContractionBound(exact, magnitude, numProducts, roundoff, format);
  EXPECT_TRUE(isWithin(got, exact, bound, format)) << what << ": " << got << " for " << exact;
}

void LoweredContractionTest::check(const DrawnContraction &contraction, StringRef index, ModuleOp module,
                                   const execution::CompiledProgram &program) {
  std::string text = contraction.getFunction(("f" + index).str());
  SmallVector<InterpreterValue> inputs = contraction.getInputs();
  std::optional<reference::ContractionResult> expected;
  reference::InterpreterOptions options;
  options.inspectContraction = [&](Operation *, const reference::ContractionResult &result) { expected = result; };
  llvm::Expected<SmallVector<InterpreterValue>> value =
      reference::Interpreter(module, options).run(("f" + index).str(), inputs);
  llvm::Expected<SmallVector<InterpreterValue>> got = program.run(("f" + index).str(), inputs);
  if (!value) {
    // The interpreter names the sum.
    EXPECT_NE(llvm::toString(value.takeError()).find("expected every sum to fit in i32"), std::string::npos) << text;
    ASSERT_FALSE(bool(got)) << text;
    EXPECT_NE(llvm::toString(got.takeError()).find("expected every sum to fit in i32"), std::string::npos) << text;
    return;
  }
  ASSERT_TRUE(bool(got)) << llvm::toString(got.takeError()) << "\n" << text;
  const Tensor &result = got->front().getTensor(), &reference = value->front().getTensor();
  ASSERT_EQ(result.getShape(), reference.getShape()) << text;
  AccumulatorAttr verdict = getVerdict(module, "f" + index);
  if (verdict.isInteger()) {
    EXPECT_TRUE(result.getBits() == reference.getBits()) << text;
    return;
  }
  ASSERT_TRUE(expected.has_value());
  llvm::Expected<SmallVector<InterpreterValue>> magnitudes =
      reference::Interpreter(module).run(("m" + index).str(), contraction.getMagnitudes(context));
  ASSERT_TRUE(bool(magnitudes)) << llvm::toString(magnitudes.takeError());
  for (int64_t i = 0; i < result.getNumElements(); ++i)
    expectWithinBound(result.getFloat(i), expected->real.data[i], magnitudes->front().getTensor().getFloat(i),
                      contraction.numProducts, contraction.getRoundoff(), result.getKind().format, text);
}

/// QNT_CONTRACTION_SEED draws others.
static unsigned getSeed(unsigned seed) {
  if (const char *text = std::getenv("QNT_CONTRACTION_SEED"))
    EXPECT_TRUE(llvm::to_integer(text, seed));
  return seed;
}

TEST_P(LoweredContractionTest, agrees_with_the_interpreter) {
  Random random(getSeed(GetParam().seed));
  std::vector<DrawnContraction> contractions;
  for (int i = 0; i < 25; ++i)
    contractions.push_back(GetParam().draw(context, random));
  OwningOpRef<ModuleOp> module = parse(contractions);
  ASSERT_TRUE(module);
  SmallVector<std::string> names;
  for (size_t i = 0; i < contractions.size(); ++i)
    names.push_back("f" + std::to_string(i));
  SmallVector<StringRef> entries(names.begin(), names.end());
  llvm::Expected<execution::CompiledProgram> program = execution::CompiledProgram::compile(*module, entries);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  for (auto [i, contraction] : llvm::enumerate(contractions))
    check(contraction, std::to_string(i), *module, *program);
}

INSTANTIATE_TEST_SUITE_P(Drawn, LoweredContractionTest,
                         testing::Values(Batch{"dot_general", drawDotGeneral, 1},
                                         Batch{"large_dot_general", drawLargeDotGeneral, 1},
                                         Batch{"conv_general_dilated", drawConvolution, 1},
                                         Batch{"ragged_dot_general", drawRaggedDot, 1}),
                         [](const auto &info) { return std::string(info.param.name); });
