//===- WeightDataTest.cpp - elements that are not finite -------------------------------------------------===//
#include "WeightData.h"
#include "Qnt/Numerics/Rounding.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"
#include <cstring>
#include <limits>

using namespace mlir;
using namespace mlir::qnt;

/// The index of the first of some elements that are infinite among zeros.
static std::optional<int64_t> findAmongZeros(Format type, size_t count, ArrayRef<size_t> infinite) {
  MLIRContext context;
  size_t bytes = numerics::bitWidth(type) / 8;
  std::vector<char> data(count * bytes, 0);
  numerics::EncodeOptions options;
  options.overflow = numerics::Overflow::NonFinite;
  uint64_t code = numerics::encode(type, std::numeric_limits<double>::infinity(), options);
  for (size_t index : infinite)
    std::memcpy(data.data() + index * bytes, &code, bytes);
  return findNonFinite(data, type, &context);
}

TEST(WeightData, findsTheFirstElementThatIsNotFiniteWhereverItIs) {
  constexpr size_t count = 1000003; // some parts and a piece
  for (Format type : {Format::F64, Format::F32, Format::F16, Format::BF16}) {
    EXPECT_EQ(findAmongZeros(type, count, {}), std::nullopt);
    EXPECT_EQ(findAmongZeros(type, 0, {}), std::nullopt);
    for (size_t index : {size_t(0), size_t(131072), size_t(524287), size_t(524288), count - 1}) {
      EXPECT_EQ(findAmongZeros(type, count, {index}), int64_t(index));
      EXPECT_EQ(findAmongZeros(type, count, {count - 1, index}), int64_t(index));
    }
  }
}
