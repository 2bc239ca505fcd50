//===- InterfacesTest.cpp - QuantizedOpInterface and the Univariate / Mixing traits -----------------------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using ::testing::ElementsAre;

namespace {
/// A sum of two tensors mixes them: it sees codes, and only its range limits it.
struct AddModel : QuantizedOpInterface::ExternalModel<AddModel, arith::AddFOp> {
  LogicalResult calibrate(Operation *, unsigned, double minimum, double maximum) const {
    return success(minimum <= maximum);
  }
};

/// exp-like: one tensor in, may become a table.
struct NegateModel : QuantizedOpInterface::ExternalModel<NegateModel, arith::NegFOp> {
  bool canFuse(Operation *) const { return true; }
  QuantizedOpType opType(Operation *) const { return QuantizedOpType::Univariate; }
  bool mustQuantizeInput(Operation *, unsigned) const { return false; }
};

constexpr const char *kProgram = R"mlir(
  func.func @f(%x: tensor<4xf32>, %acc: tensor<4xi16>, %t: tensor<65536xf32>, %s: tensor<1xf32>) {
    %sum = arith.addf %x, %x : tensor<4xf32>
    %negated = arith.negf %sum : tensor<4xf32>
    %product = arith.mulf %x, %x : tensor<4xf32>
    %rounded = qnt.round_bits %acc lsbs = 2 : tensor<4xi16>
    %looked = qnt.lookup %rounded, %t : tensor<4xi16>, tensor<65536xf32> -> tensor<4xf32>
    %q = qnt.quantize %x scale(%s : tensor<1xf32>)
           : tensor<4xf32> -> !qnt.array<4, #qnt.encoding<i8 : f32, block = *, scale = f32>>
    return
  })mlir";

class InterfacesTest : public ::testing::Test {
protected:
  InterfacesTest() {
    context.loadDialect<QntDialect, arith::ArithDialect, func::FuncDialect>();
    arith::AddFOp::attachInterface<AddModel>(context);
    arith::NegFOp::attachInterface<NegateModel>(context);
    module = parseSourceString<ModuleOp>(kProgram, &context);
  }

  template <typename OpT>
  OpT find() {
    OpT found;
    module->walk([&](OpT op) { found = op; });
    return found;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(InterfacesTest, traits_decide_table_fusion) {
  ASSERT_TRUE(module);
  EXPECT_TRUE(find<LookupOp>()->hasTrait<Univariate>());
  EXPECT_TRUE(find<RoundBitsOp>()->hasTrait<Univariate>());
  EXPECT_FALSE(find<LookupOp>()->hasTrait<Mixing>());
  EXPECT_TRUE(find<QuantizeOp>()->hasTrait<Mixing>());
  EXPECT_FALSE(find<QuantizeOp>()->hasTrait<Univariate>());
  EXPECT_FALSE(find<arith::MulFOp>()->hasTrait<Univariate>());
}

TEST_F(InterfacesTest, defaults_of_an_external_model) {
  ASSERT_TRUE(module);
  auto add = cast<QuantizedOpInterface>(find<arith::AddFOp>().getOperation());
  EXPECT_TRUE(add.mustQuantizeInput(0));
  EXPECT_FALSE(add.canFuse());
  EXPECT_EQ(add.opType(), QuantizedOpType::Mixing);
  EXPECT_THAT(add.getCalibrationPoints(), ElementsAre(find<arith::AddFOp>().getResult()));
}

TEST_F(InterfacesTest, overrides_of_an_external_model) {
  ASSERT_TRUE(module);
  auto add = cast<QuantizedOpInterface>(find<arith::AddFOp>().getOperation());
  EXPECT_TRUE(succeeded(add.calibrate(0, -1.0, 1.0)));
  EXPECT_TRUE(failed(add.calibrate(0, 1.0, -1.0)));
  auto negate = cast<QuantizedOpInterface>(find<arith::NegFOp>().getOperation());
  EXPECT_TRUE(negate.canFuse());
  EXPECT_EQ(negate.opType(), QuantizedOpType::Univariate);
  EXPECT_FALSE(negate.mustQuantizeInput(0));
  EXPECT_FALSE(isa<QuantizedOpInterface>(find<arith::MulFOp>().getOperation()));
}

TEST_F(InterfacesTest, prepare_output_quantizes_the_result) {
  ASSERT_TRUE(module);
  auto add = cast<QuantizedOpInterface>(find<arith::AddFOp>().getOperation());
  OpBuilder builder(&context);
  builder.setInsertionPointAfter(add);
  auto function = find<func::FuncOp>();
  Type arrayType = find<QuantizeOp>().getType();
  Value array = add.prepareOutput(builder, 0, arrayType, function.getArgument(3), Value());
  auto quantize = array.getDefiningOp<QuantizeOp>();
  ASSERT_TRUE(quantize);
  EXPECT_EQ(quantize.getInput(), add->getResult(0));
  EXPECT_EQ(quantize.getScale(), function.getArgument(3));
  EXPECT_FALSE(quantize.getZeroPoint());
  EXPECT_EQ(quantize.getType(), arrayType);
  EXPECT_TRUE(succeeded(quantize.verify()));
}
} // namespace
