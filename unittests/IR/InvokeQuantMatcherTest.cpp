//===- InvokeQuantMatcherTest.cpp - what m_InvokeQuant matches and what it does not -----------------------===//
#include "Qnt/IR/Matchers.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using mlir::matchers::m_Any;

namespace {
class InvokeQuantMatcherTest : public testing::Test {
protected:
  InvokeQuantMatcherTest() { context.loadDialect<QntDialect, func::FuncDialect, math::MathDialect>(); }

  /// Parses `body` with the arguments %x, %w, %z in scope and returns its (only) dot_general.
  DotGeneralOp parseDot(StringRef body) {
    std::string text =
        ("func.func @f(%x: tensor<4x8xf16>, %w: tensor<8x8xf16>, %z: tensor<8x8xf16>) {\n" + body + "\n  return\n}\n")
            .str();
    module = parseSourceString<ModuleOp>(text, &context);
    DotGeneralOp dot;
    if (module)
      module->walk([&](DotGeneralOp op) { dot = op; });
    EXPECT_TRUE(dot) << text;
    return dot;
  }

  /// %y = mm inside an invoke_quant with `options`, then mm(%y, %z), then `more`.
  DotGeneralOp parseRegionAndDot(StringRef options, StringRef operands = "%y, %z", StringRef more = "") {
    return parseDot(("%y = qnt.invoke_quant " + options + " (%a = %w : tensor<8x8xf16>) -> tensor<8x8xf16> {\n" +
                     "  %r = math.absf %a : tensor<8x8xf16>\n  qnt.yield %r : tensor<8x8xf16>\n}\n" +
                     "%d = qnt.dot_general " + operands + " contracting = [1] x [0] batch = [] x [] : " +
                     "(tensor<8x8xf16>, tensor<8x8xf16>) -> tensor<8x8xf16>\n" + more)
                        .str());
  }

  static bool matchesOnTheLeft(DotGeneralOp dot, StringRef scheme) {
    return matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_InvokeQuant(scheme), m_Any()));
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};
} // namespace

TEST_F(InvokeQuantMatcherTest, MatchesSchemeAndBindsRegionAndOtherOperand) {
  DotGeneralOp dot = parseRegionAndDot("scheme(\"nf4\")");
  InvokeQuantOp region;
  Value z;
  ASSERT_TRUE(matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_InvokeQuant("nf4", &region), m_Any(&z))));
  EXPECT_EQ(region->getResult(0), dot.getLhs());
  EXPECT_EQ(z, dot.getRhs());
}

TEST_F(InvokeQuantMatcherTest, MatchesThePackedForm) {
  EXPECT_TRUE(matchesOnTheLeft(
      parseRegionAndDot("packed(#qnt.invoke_options<scheme = \"nf4\", codegen_low_precision = false>)"), "nf4"));
}

TEST_F(InvokeQuantMatcherTest, AnotherSchemeDoesNotMatch) {
  EXPECT_FALSE(matchesOnTheLeft(parseRegionAndDot("scheme(\"int8\")"), "nf4"));
  EXPECT_FALSE(matchesOnTheLeft(parseRegionAndDot("scheme(\"nf4x\")"), "nf4"));
}

TEST_F(InvokeQuantMatcherTest, NoSchemeDoesNotMatch) {
  EXPECT_FALSE(matchesOnTheLeft(parseRegionAndDot(""), "nf4"));
  EXPECT_FALSE(matchesOnTheLeft(parseRegionAndDot("packed(#qnt.invoke_options<codegen_low_precision = true>)"), "nf4"));
}

TEST_F(InvokeQuantMatcherTest, SecondUserDoesNotMatch) {
  DotGeneralOp dot = parseRegionAndDot("scheme(\"nf4\")", "%y, %z", "%u = math.absf %y : tensor<8x8xf16>");
  EXPECT_FALSE(matchesOnTheLeft(dot, "nf4"));
  EXPECT_TRUE(matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_InvokeQuant("nf4").withAnyUses(), m_Any())));
}

TEST_F(InvokeQuantMatcherTest, SameUserTwiceDoesNotMatch) {
  EXPECT_FALSE(matchesOnTheLeft(parseRegionAndDot("scheme(\"nf4\")", "%y, %y"), "nf4"));
}

TEST_F(InvokeQuantMatcherTest, OtherOperandSideDoesNotMatch) {
  DotGeneralOp dot = parseRegionAndDot("scheme(\"nf4\")", "%z, %y");
  EXPECT_FALSE(matchesOnTheLeft(dot, "nf4"));
  EXPECT_TRUE(matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_Any(), m_InvokeQuant("nf4"))));
}

TEST_F(InvokeQuantMatcherTest, AnyRegionMatchesWithAndWithoutScheme) {
  for (StringRef options : {"", "scheme(\"nf4\")"}) {
    DotGeneralOp dot = parseRegionAndDot(options);
    InvokeQuantOp region;
    EXPECT_TRUE(matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_AnyInvokeQuant(&region), m_Any())));
    EXPECT_TRUE(region);
  }
}

TEST_F(InvokeQuantMatcherTest, ValueOfAnotherOpDoesNotMatch) {
  DotGeneralOp dot = parseDot("%y = math.absf %w : tensor<8x8xf16>\n"
                              "%d = qnt.dot_general %y, %z contracting = [1] x [0] batch = [] x [] : "
                              "(tensor<8x8xf16>, tensor<8x8xf16>) -> tensor<8x8xf16>");
  EXPECT_FALSE(matchesOnTheLeft(dot, "nf4"));
  EXPECT_FALSE(matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_AnyInvokeQuant(), m_Any())));
}

TEST_F(InvokeQuantMatcherTest, OneOfSeveralResultsMatchesOnlyWhenTheOthersAreUnused) {
  StringRef region = "%y:2 = qnt.invoke_quant scheme(\"nf4\") (%a = %w : tensor<8x8xf16>)\n"
                     "    -> (tensor<8x8xf16>, tensor<8x8xf16>) {\n"
                     "  %r = math.absf %a : tensor<8x8xf16>\n"
                     "  qnt.yield %r, %a : tensor<8x8xf16>, tensor<8x8xf16>\n}\n"
                     "%d = qnt.dot_general %y#0, %z contracting = [1] x [0] batch = [] x [] : "
                     "(tensor<8x8xf16>, tensor<8x8xf16>) -> tensor<8x8xf16>\n";
  EXPECT_TRUE(matchesOnTheLeft(parseDot(region), "nf4"));
  EXPECT_FALSE(matchesOnTheLeft(parseDot((region + "%u = math.absf %y#1 : tensor<8x8xf16>").str()), "nf4"));
}

TEST_F(InvokeQuantMatcherTest, MatchesInputsOfTheRegion) {
  DotGeneralOp dot = parseRegionAndDot("scheme(\"nf4\")");
  Value input;
  InvokeQuantOp region;
  EXPECT_TRUE(
      matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_InvokeQuant("nf4", &region, m_Any(&input)), m_Any())));
  EXPECT_EQ(input, region.getInputs()[0]);
  EXPECT_FALSE(
      matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_InvokeQuant("nf4", &region, m_Any(), m_Any()), m_Any())));
  EXPECT_FALSE(
      matchPattern(dot.getOperation(), m_Op<DotGeneralOp>(m_InvokeQuant("nf4", &region, m_AnyInvokeQuant()), m_Any())));
}
