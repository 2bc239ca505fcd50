//===- ReshapeMappingTest.cpp - which reshapes are allowed, against enumeration ---------------------------===//
#include "ElementIndex.h"
#include "Qnt/IR/QntOps.h"
#include "gtest/gtest.h"
#include <random>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using ::testing::PrintToString;

namespace {
class ReshapeMappingTest : public ::testing::Test {
protected:
  ReshapeMappingTest() { context.loadDialect<QntDialect>(); }

  int64_t draw(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }

  /// i8 with f32 scales.
  ArrayType makeType(const Index &shape, const Index &block) {
    return ArrayType::get(&context, shape,
                          EncodingAttr::get(&context, Format::I8, LutAttr(), Format::F32, block, Format::F32, false,
                                            std::nullopt, std::nullopt, false, SparsityAttr(), StringAttr()));
  }

  static MappingError noError() { return InFlightDiagnostic(); }

  MLIRContext context;
  std::mt19937 random{20240502};
};
} // namespace

/// True when the element with linear index e has the same entry, and the same place in it, in both grids.
static bool haveSameEntries(ArrayType input, const PartGrid &source, ArrayType result, const PartGrid &target) {
  if (ShapedType::getNumElements(getGridShape(input, source)) !=
      ShapedType::getNumElements(getGridShape(result, target)))
    return false;
  for (int64_t e = 0; e < input.getNumElements(); ++e) {
    Index from = unravel(e, input.getShape()), to = unravel(e, result.getShape());
    if (ravel(getEntry(from, source.tile), getGridShape(input, source)) !=
        ravel(getEntry(to, target.tile), getGridShape(result, target)))
      return false;
  }
  return true;
}

TEST_F(ReshapeMappingTest, ReshapeIsAllowedExactlyWhenEveryBlockIsKept) {
  unsigned numAllowed = 0, numRefused = 0;
  SmallVector<Index> shapes{{24},   {2, 12}, {12, 2}, {4, 6}, {2, 3, 4}, {4, 3, 2}, {1, 24}, {24, 1, 1}, {6, 2, 2}, {7},
                            {7, 1}, {1, 7},  {35},    {5, 7}, {7, 5},    {10, 2},   {5, 4},  {20},       {2, 2, 5}};
  for (unsigned n = 0; n < 200000; ++n) {
    const Index &from = shapes[draw(0, shapes.size() - 1)], &to = shapes[draw(0, shapes.size() - 1)];
    if (ShapedType::getNumElements(from) != ShapedType::getNumElements(to))
      continue;
    auto drawType = [&](const Index &shape) {
      Index block;
      for (int64_t dim : shape)
        block.push_back(draw(0, std::min<int64_t>(dim + 1, 13)));
      return makeType(shape, block);
    };
    ArrayType input = drawType(from), result = drawType(to);
    bool isAllowed = succeeded(checkReshape(input, result, noError));
    PartGrid source = getPartGrids(input)[1], target = getPartGrids(result)[1];
    ASSERT_EQ(isAllowed, haveSameEntries(input, source, result, target))
        << "dimensions and blocks " << PrintToString(from) << " " << PrintToString(Index(source.tile)) << " to "
        << PrintToString(to) << " " << PrintToString(Index(target.tile));
    ++(isAllowed ? numAllowed : numRefused);
  }
  EXPECT_GT(numAllowed, 2000u);
  EXPECT_GT(numRefused, 2000u);
}

/// A dynamic reshape is allowed only if it is for each size.
TEST_F(ReshapeMappingTest, DynamicReshapeHoldsForEverySize) {
  unsigned numAllowed = 0;
  constexpr int64_t kDynamic = ShapedType::kDynamic;
  SmallVector<Index> shapes{{kDynamic},       {kDynamic, 4}, {4, kDynamic},  {2, kDynamic, 6}, {kDynamic, 2, 3},
                            {3, 2, kDynamic}, {kDynamic, 1}, {kDynamic, 12}, {2, 2, kDynamic}};
  for (unsigned n = 0; n < 50000; ++n) {
    const Index &from = shapes[draw(0, shapes.size() - 1)], &to = shapes[draw(0, shapes.size() - 1)];
    Index fromBlock, toBlock;
    for (size_t i = 0; i < from.size(); ++i)
      fromBlock.push_back(draw(0, 6));
    for (size_t i = 0; i < to.size(); ++i)
      toBlock.push_back(draw(0, 12));
    ArrayType input = makeType(from, fromBlock), result = makeType(to, toBlock);
    if (failed(checkReshape(input, result, noError)))
      continue;
    ++numAllowed;
    int64_t staticFrom = 1, staticTo = 1;
    for (int64_t dim : from)
      staticFrom *= dim == kDynamic ? 1 : dim;
    for (int64_t dim : to)
      staticTo *= dim == kDynamic ? 1 : dim;
    for (int64_t size : {1, 2, 3, 4, 5, 6, 8, 12}) {
      if (size * staticFrom % staticTo != 0)
        continue;
      Index fixedFrom = from, fixedTo = to;
      llvm::replace(fixedFrom, kDynamic, size);
      llvm::replace(fixedTo, kDynamic, size * staticFrom / staticTo);
      ArrayType fixedInput = makeType(fixedFrom, fromBlock), fixedResult = makeType(fixedTo, toBlock);
      ASSERT_TRUE(haveSameEntries(fixedInput, getPartGrids(fixedInput)[1], fixedResult, getPartGrids(fixedResult)[1]))
          << PrintToString(fixedFrom) << " " << PrintToString(fromBlock) << " to " << PrintToString(fixedTo) << " "
          << PrintToString(toBlock);
    }
  }
  EXPECT_GT(numAllowed, 500u);
}
