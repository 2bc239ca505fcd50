//===- ArrayTypeTest.cpp - the array type and the types of its parts --------------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using ::testing::ElementsAre;

namespace {
class ArrayTypeTest : public ::testing::Test {
protected:
  ArrayTypeTest() { context.loadDialect<QntDialect>(); }

  ArrayType parse(StringRef body) {
    auto type = dyn_cast_if_present<ArrayType>(parseType(("!qnt.array<" + body + ">").str(), &context));
    EXPECT_TRUE(type) << body.str();
    return type;
  }

  std::string print(Type type) {
    std::string text;
    llvm::raw_string_ostream(text) << type;
    return text;
  }

  std::vector<std::string> printParts(ArrayType type) {
    std::vector<std::string> texts;
    for (Type part : type.getPartTypes())
      texts.push_back(print(part));
    return texts;
  }

  MLIRContext context;
};

TEST_F(ArrayTypeTest, parts_in_order) {
  ArrayType type = parse("8x20, #qnt.encoding<lut<u3, i8, group = 4x*> : f32, block = *x8, scale = f8E4M3FN, "
                         "tensor_scale = f32, zero_point = f16, sparsity = 1:4 along 0>");
  EXPECT_THAT(printParts(type), ElementsAre("tensor<8x20xi3>", "tensor<1x3xf8E4M3FN>", "tensor<1x3xf16>",
                                            "tensor<2x1x8xi8>", "tensor<f32>", "tensor<8x20xi1>"));
  EXPECT_THAT(type.getPartKinds(), ElementsAre(PartKind::Codes, PartKind::Scales, PartKind::ZeroPoints,
                                               PartKind::Codebook, PartKind::TensorScale, PartKind::Mask));
  EXPECT_EQ(print(type.getPackedCodesType()), "tensor<8x8xi8>"); // 20 * 3 bits in 8 bytes
  EXPECT_EQ(print(type.getPackedMaskType()), "tensor<8x3xi8>");
  EXPECT_EQ(print(type.getDecodedType()), "tensor<8x20xf32>");
}

TEST_F(ArrayTypeTest, absent_parts_are_null) {
  ArrayType type = parse("8, #qnt.encoding<i8 : f32, block = *>");
  EXPECT_THAT(printParts(type), ElementsAre("tensor<8xi8>"));
  for (auto kind : {PartKind::Scales, PartKind::ZeroPoints, PartKind::Codebook, PartKind::TensorScale, PartKind::Mask})
    EXPECT_FALSE(type.getPartType(kind)) << getPartName(kind).str();
  EXPECT_FALSE(type.getPackedMaskType());
}

TEST_F(ArrayTypeTest, grids) {
  EXPECT_THAT(printParts(parse("5x33x7, #qnt.encoding<i8 : f32, block = 2x32x*, scale = f32>")),
              ElementsAre("tensor<5x33x7xi8>", "tensor<3x2x1xf32>"));
  EXPECT_THAT(printParts(parse("?x?, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>")),
              ElementsAre("tensor<?x?xi8>", "tensor<?x1xf32>"));
  EXPECT_THAT(printParts(parse("0x0, #qnt.encoding<i8 : f32, block = 4x*, scale = f32>")),
              ElementsAre("tensor<0x0xi8>", "tensor<0x1xf32>"));
  EXPECT_THAT(printParts(parse("#qnt.encoding<i4 : f32, scale = f32>")), ElementsAre("tensor<i4>", "tensor<f32>"));
}

/// The same as the grids that Numerics computes with.
TEST_F(ArrayTypeTest, grids_agree_with_numerics) {
  for (int64_t dim : {0, 1, 31, 32, 33, 64})
    for (int64_t block : {int64_t(numerics::kWhole), int64_t(1), int64_t(32), int64_t(100)}) {
      auto encoding = cast<EncodingAttr>(parseAttribute("#qnt.encoding<i8 : f32, block = *, scale = f32>", &context));
      ArrayType type = ArrayType::get(&context, {dim}, encoding.withBlock({block}));
      EXPECT_EQ(type.getScalesType().getShape(), ArrayRef<int64_t>(numerics::getGridShape({dim}, {block})))
          << dim << " by " << block;
    }
}

TEST_F(ArrayTypeTest, vector_code_books) {
  ArrayType type = parse("6x?, #qnt.encoding<lut<u8, f16, vector = 2x4> : f32, block = *x*>");
  EXPECT_THAT(printParts(type), ElementsAre("tensor<3x?xi8>", "tensor<1x1x256x8xf16>"));
  EXPECT_EQ(print(type.getDecodedType()), "tensor<6x?xf32>");
}

TEST_F(ArrayTypeTest, packed_types) {
  EXPECT_EQ(print(parse("3x5, #qnt.encoding<u4 : f32, block = *x*>").getPackedCodesType()), "tensor<3x3xi8>");
  EXPECT_EQ(print(parse("3x5, #qnt.encoding<i16 : f32, block = *x*>").getPackedCodesType()), "tensor<3x10xi8>");
  EXPECT_EQ(print(parse("#qnt.encoding<i32 : f32>").getPackedCodesType()), "tensor<4xi8>");
  EXPECT_EQ(print(parse("3x0, #qnt.encoding<f6E2M3FN : f32, block = *x*>").getPackedCodesType()), "tensor<3x0xi8>");
}

TEST_F(ArrayTypeTest, shape_queries) {
  ArrayType type = parse("?x16, #qnt.encoding<i8 : f16, block = 1x*>");
  EXPECT_EQ(type.getRank(), 2u);
  EXPECT_TRUE(type.isDynamicDim(0));
  EXPECT_FALSE(type.isDynamicDim(1));
  EXPECT_FALSE(type.hasStaticShape());
  ArrayType fixed = type.withShape({4, 16});
  EXPECT_TRUE(fixed.hasStaticShape());
  EXPECT_EQ(fixed.getNumElements(), 64);
  EXPECT_EQ(fixed.getEncoding(), type.getEncoding());
  EXPECT_EQ(type.withEncoding(type.getEncoding().withExpressed(Format::F64)).getExpressedType(),
            Float64Type::get(&context));
}

/// On purpose: upstream code must not take an array for a tensor.
TEST_F(ArrayTypeTest, is_no_shaped_type) {
  Type type = parse("8, #qnt.encoding<i8 : f32, block = *>");
  EXPECT_FALSE(isa<ShapedType>(type));
  EXPECT_FALSE(isa<TensorType>(type));
  EXPECT_EQ(getElementTypeOrSelf(type), type);
}
} // namespace
