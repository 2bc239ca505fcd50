//===- PartDataTest.cpp - the bytes and values of constant parts ------------------------------------------===//
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using ::testing::ElementsAre;

namespace {
class PartDataTest : public ::testing::Test {
protected:
  PartDataTest() { context.loadDialect<QntDialect>(); }

  ElementsAttr parse(StringRef text) {
    auto attr = dyn_cast_if_present<ElementsAttr>(parseAttribute(text, &context));
    EXPECT_TRUE(attr) << text.str();
    return attr;
  }

  ElementsAttr makeResource(ArrayRef<int64_t> shape, Type elementType, ArrayRef<uint8_t> bytes) {
    ArrayRef<char> data(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    return DenseResourceElementsAttr::get(RankedTensorType::get(shape, elementType), "part",
                                          HeapAsmResourceBlob::allocateAndCopyWithAlign(data, 1));
  }

  MLIRContext context;
};

TEST_F(PartDataTest, values_of_dense) {
  EXPECT_THAT(*getPartValues(parse("dense<[0.5, -3.0]> : tensor<2xf32>"), Format::F32), ElementsAre(0.5, -3.0));
  EXPECT_THAT(*getPartValues(parse("dense<[1.5, 2.0]> : tensor<2xf64>"), Format::F64), ElementsAre(1.5, 2.0));
  EXPECT_THAT(*getPartValues(parse("dense<1.0> : tensor<3xbf16>"), Format::BF16), ElementsAre(1.0, 1.0, 1.0));
  EXPECT_THAT(*getPartValues(parse("dense<> : tensor<0xf32>"), Format::F32), ElementsAre());
  EXPECT_THAT(*getPartValues(parse("dense<[0x00, 0x7F, 0xFE]> : tensor<3xf8E8M0FNU>"), Format::F8E8M0FNU),
              ElementsAre(std::ldexp(1.0, -127), 1.0, std::ldexp(1.0, 127)));
}

TEST_F(PartDataTest, the_format_gives_the_sign) {
  ElementsAttr attr = parse("dense<[-1, 7, -8]> : tensor<3xi4>");
  EXPECT_THAT(*getPartValues(attr, Format::I4), ElementsAre(-1, 7, -8));
  EXPECT_THAT(*getPartValues(attr, Format::U4), ElementsAre(15, 7, 8));
  EXPECT_THAT(*getPartValues(parse("dense<-2> : tensor<2xi8>"), Format::U8), ElementsAre(254, 254));
  EXPECT_THAT(*getPartValues(parse("dense<[-70000, 1]> : tensor<2xi32>"), Format::I32), ElementsAre(-70000, 1));
  EXPECT_THAT(*getPartValues(parse("dense<[true, false]> : tensor<2xi1>"), Format::U1), ElementsAre(1, 0));
}

TEST_F(PartDataTest, resources_are_packed_by_rows) {
  Builder builder(&context);
  ElementsAttr attr = makeResource({2, 3}, builder.getIntegerType(4), {0x21, 0x03, 0xF4, 0x05});
  EXPECT_EQ(getResourceSize(attr.getShapedType()), 4);
  EXPECT_THAT(*getPartValues(attr, Format::U4), ElementsAre(1, 2, 3, 4, 15, 5));
  EXPECT_THAT(*getPartValues(makeResource({2}, builder.getF16Type(), {0x00, 0x3C, 0x00, 0xC0}), Format::F16),
              ElementsAre(1.0, -2.0));
}

TEST_F(PartDataTest, wrong_data_has_no_values) {
  Builder builder(&context);
  EXPECT_FALSE(getPartValues(makeResource({2, 3}, builder.getIntegerType(4), {0x21, 0x03, 0x04}), Format::U4));
  EXPECT_FALSE(getPartValues(makeResource({2}, builder.getF32Type(), {0, 0, 0, 0}), Format::F32));
  EXPECT_FALSE(getPartValues(parse("dense<1.0> : tensor<2xf32>"), Format::F16)) << "another width";
  EXPECT_FALSE(getPartValues(parse("dense_resource<nowhere> : tensor<2xf32>"), Format::F32));
  EXPECT_TRUE(failed(getPartBytes(parse("dense_resource<nowhere> : tensor<2xf32>"))));
  EXPECT_TRUE(failed(getPartBytes(parse("sparse<[[0]], [1.0]> : tensor<2xf32>"))));
}

TEST_F(PartDataTest, bytes_are_not_copied) {
  ElementsAttr attr = parse("dense<[1, 2, 3]> : tensor<3xi8>");
  FailureOr<PartBytes> bytes = getPartBytes(attr);
  ASSERT_TRUE(succeeded(bytes));
  EXPECT_EQ(bytes->bytes.data(), cast<DenseElementsAttr>(attr).getRawData().data());
  EXPECT_FALSE(bytes->isSplat);
  EXPECT_TRUE(getPartBytes(parse("dense<1> : tensor<3xi8>"))->isSplat);
}

/// Every code of every small format against its decoded value; boundaries of the large ones.
TEST_F(PartDataTest, unusable_values_of_every_format) {
  for (Format format :
       {Format::F64, Format::F32, Format::F16, Format::BF16, Format::F8E8M0FNU, Format::F8E4M3FN, Format::F8E5M2}) {
    unsigned bits = numerics::bitWidth(format);
    auto type = RankedTensorType::get({1}, getBuiltinType(&context, format));
    auto check = [&](uint64_t code) {
      ArrayRef<char> raw(reinterpret_cast<const char *>(&code), bits / 8);
      ElementsAttr attr = DenseElementsAttr::getFromRawBuffer(type, raw);
      double value = numerics::decode(format, code);
      EXPECT_EQ(findUnusableValue(attr, format, /*allowZero=*/true).has_value(), !std::isfinite(value))
          << numerics::getName(format).str() << " " << code;
      EXPECT_EQ(findUnusableValue(attr, format, /*allowZero=*/false).has_value(), !std::isfinite(value) || value == 0)
          << numerics::getName(format).str() << " " << code;
    };
    if (bits <= 16) {
      for (uint64_t code = 0; code < uint64_t(1) << bits; ++code)
        check(code);
      continue;
    }
    uint64_t sign = uint64_t(1) << (bits - 1), largest = numerics::getMaxFiniteCode(format);
    for (uint64_t code : {uint64_t(0), uint64_t(1), largest, largest + 1, largest + 2, sign - 1})
      for (uint64_t signBit : {uint64_t(0), sign})
        check(code | signBit);
  }
}

TEST_F(PartDataTest, index_of_the_first_unusable_value) {
  ElementsAttr attr = parse("dense<[1.0, 2.0, 0.0, 0x7FC00000]> : tensor<4xf32>");
  EXPECT_EQ(findUnusableValue(attr, Format::F32, /*allowZero=*/false), 2);
  EXPECT_EQ(findUnusableValue(attr, Format::F32, /*allowZero=*/true), 3);
  EXPECT_FALSE(findUnusableValue(parse("dense_resource<nowhere> : tensor<2xf32>"), Format::F32, false));
}
} // namespace
