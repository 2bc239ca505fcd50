//===- RegionVerifierTest.cpp - regions that a tool has taken something out of ----------------------------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;

/// What the verifier says once the value that the region yields is gone.
static std::string verifyWithoutYieldedValue(StringRef op) {
  MLIRContext context;
  context.loadDialect<QntDialect, func::FuncDialect>();
  std::string text =
      ("func.func @f(%x: tensor<4xf16>) {\n  %y = " + op +
       " (%a = %x : tensor<4xf16>) -> tensor<4xf16> {\n    qnt.yield %a : tensor<4xf16>\n  }\n  return\n}\n")
          .str();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module)
    return "does not parse: " + text;
  module->walk([](YieldOp yield) { yield->getOpOperand(0).drop(); });
  std::string messages;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) { messages += diagnostic.str() + "\n"; });
  return succeeded(verify(*module)) ? "valid" : messages;
}

TEST(RegionVerifierTest, SaysThatAYieldedValueIsMissing) {
  for (StringRef op : {"qnt.invoke_quant scheme(\"int8\")", "qnt.kernel"})
    EXPECT_EQ(verifyWithoutYieldedValue(op), "null operand found\n") << op.str();
}
