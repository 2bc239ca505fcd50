//===- ContractionCheck.cpp - drawn contractions on a device against the interpreter ----------------------===//
#include "ContractionCheck.h"
#include "ContractionBound.h"
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

static OwningOpRef<ModuleOp> parse(MLIRContext &context, ArrayRef<DrawnContraction> contractions) {
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

AccumulatorAttr mlir::qnt::test::getVerdict(ModuleOp module, const Twine &function) {
  AccumulatorAttr verdict;
  module.lookupSymbol(function.str())->walk([&](Operation *op) {
    if (auto attr = op->getAttrOfType<AccumulatorAttr>("accumulator"))
      verdict = attr;
  });
  return verdict;
}

void mlir::qnt::test::expectSameRefusal(llvm::Error expected, llvm::Expected<Values> &got, const std::string &what) {
  const char *reason = "expected every sum to fit in i32";
  EXPECT_NE(llvm::toString(std::move(expected)).find(reason), std::string::npos) << what;
  ASSERT_FALSE(bool(got)) << what;
  EXPECT_NE(llvm::toString(got.takeError()).find(reason), std::string::npos) << what;
}

static void expectWithinBound(double got, double exact, double magnitude, double numProducts, double roundoff,
                              Format format, const std::string &what) {
  double bound = getContractionBound(exact, magnitude, numProducts, roundoff, format);
  EXPECT_TRUE(isWithin(got, exact, bound, format)) << what << ": " << got << " for " << exact;
}

/// Function f<index> is the contraction, m<index> the one of its magnitudes.
static void check(const DrawnContraction &contraction, StringRef index, ModuleOp module, RunFunction run) {
  std::string text = contraction.getFunction(("f" + index).str());
  SmallVector<InterpreterValue> inputs = contraction.getInputs();
  std::optional<reference::ContractionResult> expected;
  reference::InterpreterOptions options;
  options.inspectContraction = [&](Operation *, const reference::ContractionResult &result) { expected = result; };
  llvm::Expected<SmallVector<InterpreterValue>> value =
      reference::Interpreter(module, options).run(("f" + index).str(), inputs);
  llvm::Expected<SmallVector<InterpreterValue>> got = run(("f" + index).str(), inputs);
  if (!value) {
    expectSameRefusal(value.takeError(), got, text);
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
      reference::Interpreter(module).run(("m" + index).str(), contraction.getMagnitudes(*module.getContext()));
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

void mlir::qnt::test::checkDrawnContractions(const DrawnBatch &batch, CompileFunctions compile) {
  MLIRContext context;
  context.loadDialect<QntDialect, func::FuncDialect>();
  context.getDiagEngine().registerHandler([](Diagnostic &diagnostic) { llvm::errs() << diagnostic << "\n"; });
  Random random(getSeed(batch.seed));
  std::vector<DrawnContraction> contractions;
  for (int i = 0; i < batch.count; ++i)
    contractions.push_back(batch.draw(context, random));
  OwningOpRef<ModuleOp> module = parse(context, contractions);
  ASSERT_TRUE(module);
  SmallVector<std::string> names;
  for (size_t i = 0; i < contractions.size(); ++i)
    names.push_back("f" + std::to_string(i));
  SmallVector<StringRef> entries(names.begin(), names.end());
  compile(*module, entries, [&](RunFunction run) {
    for (auto [i, contraction] : llvm::enumerate(contractions))
      check(contraction, std::to_string(i), *module, run);
  });
}
