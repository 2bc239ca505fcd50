//===- RoundBitsFoldTest.cpp - folds of round_bits against Numerics ---------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Requantize.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class RoundBitsFoldTest : public ::testing::Test {
protected:
  RoundBitsFoldTest() : builder(&context), loc(UnknownLoc::get(&context)) {
    context.loadDialect<QntDialect, arith::ArithDialect>();
    module = ModuleOp::create(loc);
    builder.setInsertionPointToStart(module->getBody());
  }

  /// All values of an integer type of `width` bits.
  Value makeAllValues(unsigned width) {
    SmallVector<APInt> values;
    for (uint64_t bits = 0; bits < uint64_t(1) << width; ++bits)
      values.push_back(APInt(width, bits));
    auto type = RankedTensorType::get({int64_t(1) << width}, builder.getIntegerType(width));
    return arith::ConstantOp::create(builder, loc, DenseIntElementsAttr::get(type, values));
  }

  OpFoldResult fold(RoundBitsOp op) {
    SmallVector<OpFoldResult> results;
    EXPECT_TRUE(succeeded(op->fold(results)));
    return results.empty() ? OpFoldResult() : results.front();
  }

  MLIRContext context;
  OpBuilder builder;
  Location loc;
  OwningOpRef<ModuleOp> module;
};

TEST_F(RoundBitsFoldTest, constants_are_rounded_as_numerics_rounds) {
  for (unsigned width : {2u, 4u, 8u, 13u}) {
    Value all = makeAllValues(width);
    for (unsigned lsbs = 1; lsbs < width; ++lsbs) {
      auto op = RoundBitsOp::create(builder, loc, all.getType(), all, lsbs);
      auto folded = dyn_cast<DenseIntElementsAttr>(cast<Attribute>(fold(op)));
      ASSERT_TRUE(folded);
      for (auto [bits, value] : llvm::enumerate(folded.getValues<APInt>())) {
        // Numerics rounds in 64 bits; the element type keeps the low ones.
        int64_t expected = numerics::roundBits(APInt(width, bits).getSExtValue(), lsbs);
        ASSERT_EQ(value, APInt(width, expected, /*isSigned=*/true, /*implicitTrunc=*/true))
            << bits << " of " << width << " bits by " << lsbs;
      }
    }
  }
}

/// round_bits(round_bits(x, a), b) is its operand for b <= a; the fold is right for every value.
TEST_F(RoundBitsFoldTest, fewer_bits_after_more_change_nothing) {
  Value argument = module->getBody()->addArgument(RankedTensorType::get({4}, builder.getI32Type()), loc);
  for (unsigned outer = 1; outer < 16; ++outer)
    for (unsigned inner = 1; inner < 16; ++inner) {
      auto first = RoundBitsOp::create(builder, loc, argument.getType(), argument, inner);
      auto second = RoundBitsOp::create(builder, loc, argument.getType(), first, outer);
      SmallVector<OpFoldResult> results;
      bool isFolded = succeeded(second->fold(results));
      ASSERT_EQ(isFolded, outer <= inner);
      if (!isFolded)
        continue;
      EXPECT_EQ(cast<Value>(results.front()), first.getResult());
      for (int64_t x = -70000; x < 70000; x += 7) {
        int64_t rounded = numerics::roundBits(x, inner);
        ASSERT_EQ(numerics::roundBits(rounded, outer), rounded);
      }
    }
}
} // namespace
