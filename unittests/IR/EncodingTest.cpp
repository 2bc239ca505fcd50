//===- EncodingTest.cpp - the encoding attribute and its plain C++ form -----------------------------------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;

namespace {
class EncodingTest : public ::testing::Test {
protected:
  EncodingTest() { context.loadDialect<QntDialect>(); }

  EncodingAttr parse(StringRef body) {
    auto attr = dyn_cast_if_present<EncodingAttr>(parseAttribute(("#qnt.encoding<" + body + ">").str(), &context));
    EXPECT_TRUE(attr) << body.str();
    return attr;
  }

  template <typename T>
  std::string print(T value) {
    std::string text;
    llvm::raw_string_ostream(text) << value;
    return text;
  }

  MLIRContext context;
};

constexpr const char *kEncodings[] = {
    "i2 : f32",
    "i32 : f64, block = *, scale = f64, zero_point = i32",
    "u4 : bf16, block = 1x128, scale = bf16, zero_point = u4",
    "f8E5M2 : f16, block = *x32, scale = f8E8M0FNU",
    "f4E2M1FN : f32, block = 1x16, scale = f8E4M3FN, tensor_scale = f32",
    "i8 : f16, block = *x*, scale = f16, zero_point = f16, clamp = -16 : 15, decode = mul_sub, sparsity = 2:4 along 1",
    "u16 : f32, block = 3, sparsity = 2:4 along 0, layout = \"compressed\"",
    "lut<u4, f32> : f32, block = 1x64, scale = f32",
    "lut<u6, f16, group = 16x*, vector = 2x1> : f32, block = *x*",
    "lut<u1, i8, vector = 4> : bf16, block = *, scale = bf16, zero_point = u1",
};

TEST_F(EncodingTest, survives_the_plain_form) {
  for (const char *body : kEncodings) {
    EncodingAttr encoding = parse(body);
    EXPECT_EQ(EncodingAttr::fromNumerics(&context, encoding.toNumerics()), encoding) << body;
  }
}

TEST_F(EncodingTest, prints_as_it_is_read) {
  for (const char *body : kEncodings)
    EXPECT_EQ(print(parse(body)), "#qnt.encoding<" + std::string(body) + ">");
}

TEST_F(EncodingTest, plain_form_has_every_component) {
  numerics::Encoding encoding =
      parse("u4 : f16, block = 1x*x32, scale = f8E4M3FN, tensor_scale = f32, zero_point = i16, "
            "clamp = 1 : 14, decode = mul_sub, sparsity = 2:4 along 2, layout = \"plain\"")
          .toNumerics();
  EXPECT_EQ(encoding.storage, Format::U4);
  EXPECT_EQ(encoding.expressed, Format::F16);
  EXPECT_THAT(encoding.block, ::testing::ElementsAre(1, numerics::kWhole, 32));
  EXPECT_EQ(encoding.scale, Format::F8E4M3FN);
  EXPECT_TRUE(encoding.tensorScale);
  EXPECT_EQ(encoding.zeroPoint, Format::I16);
  EXPECT_EQ(encoding.clamp, std::pair(int64_t(1), int64_t(14)));
  EXPECT_EQ(encoding.decode, numerics::DecodeRule::MulSub);
  EXPECT_EQ(encoding.sparsity.kind, numerics::Sparsity::Kind::NOfM);
  EXPECT_EQ(encoding.sparsity.axis, 2);
  EXPECT_EQ(encoding.layout, "");
  EXPECT_FALSE(encoding.codebook);
}

TEST_F(EncodingTest, plain_code_book_has_a_group_per_dimension) {
  numerics::Encoding encoding = parse("lut<u3, i8, vector = 2x1> : f32, block = 1x8, scale = f32").toNumerics();
  ASSERT_TRUE(encoding.codebook);
  EXPECT_EQ(encoding.codebook->index, Format::U3);
  EXPECT_EQ(encoding.codebook->entry, Format::I8);
  EXPECT_THAT(encoding.codebook->group, ::testing::ElementsAre(numerics::kWhole, numerics::kWhole));
  EXPECT_THAT(encoding.codebook->vector, ::testing::ElementsAre(2, 1));
}

TEST_F(EncodingTest, vector_of_one_element_is_dropped) {
  numerics::Encoding encoding = parse("lut<u3, f32> : f32, block = 1x8").toNumerics();
  encoding.codebook->vector = {1, 1};
  EXPECT_EQ(EncodingAttr::fromNumerics(&context, encoding), parse("lut<u3, f32> : f32, block = 1x8"));
}

TEST_F(EncodingTest, plain_layout_is_none) {
  EncodingAttr none = parse("i8 : f32, block = 1x8");
  EXPECT_EQ(parse("i8 : f32, block = 1x8, layout = \"plain\""), none);
  numerics::Encoding encoding = none.toNumerics();
  encoding.layout = "plain";
  EXPECT_EQ(EncodingAttr::fromNumerics(&context, encoding), none);
  EXPECT_FALSE(EncodingAttr::getCanonicalLayout(&context, "plain"));
  EXPECT_EQ(EncodingAttr::getCanonicalLayout(&context, "mma_k16").getValue(), "mma_k16");
}

TEST_F(EncodingTest, checked_plain_form_reports) {
  numerics::Encoding encoding;
  encoding.storage = Format::F8E4M3FN;
  encoding.zeroPoint = Format::I8;
  encoding.scale = Format::F32;
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  auto emit = [&] { return emitError(UnknownLoc::get(&context)); };
  EXPECT_FALSE(EncodingAttr::getChecked(function_ref<InFlightDiagnostic()>(emit), &context, encoding));
  EXPECT_EQ(message, "expected integer or code-book storage with a zero point, but got f8E4M3FN");
  // What is wrong in an attribute that the encoding holds.
  encoding = {};
  encoding.block = {numerics::kWhole};
  encoding.storage = Format::U4;
  encoding.codebook = numerics::Codebook{Format::U4, Format::F32, {-2}, {}};
  EXPECT_FALSE(EncodingAttr::getChecked(function_ref<InFlightDiagnostic()>(emit), &context, encoding));
  EXPECT_EQ(message, "expected a code book's group to have positive sizes or '*', but got -2");
  encoding.codebook.reset();
  encoding.sparsity = {numerics::Sparsity::Kind::NOfM, 4, 2, 0};
  EXPECT_FALSE(EncodingAttr::getChecked(function_ref<InFlightDiagnostic()>(emit), &context, encoding));
  EXPECT_EQ(message, "expected sparsity n:m with 0 < n < m and an axis of at least 0, but got 4:2 along 0");
}

TEST_F(EncodingTest, types_of_parts) {
  EncodingAttr encoding = parse("u6 : bf16, block = 1x8, scale = f8E8M0FNU, zero_point = u1");
  EXPECT_EQ(encoding.getCodeType(), IntegerType::get(&context, 6));
  EXPECT_EQ(encoding.getCodeWidth(), 6u);
  EXPECT_EQ(encoding.getExpressedType(), BFloat16Type::get(&context));
  EXPECT_EQ(encoding.getScaleType(), Float8E8M0FNUType::get(&context));
  EXPECT_EQ(encoding.getZeroPointType(), IntegerType::get(&context, 1));
  EXPECT_TRUE(encoding.hasIntegerCodes());
  EncodingAttr bare = parse("f6E2M3FN : f32, block = 1x8");
  EXPECT_EQ(bare.getCodeType(), Float6E2M3FNType::get(&context));
  EXPECT_FALSE(bare.getScaleType());
  EXPECT_FALSE(bare.getZeroPointType());
  EXPECT_FALSE(bare.hasIntegerCodes());
  EXPECT_FALSE(parse("lut<u4, f32> : f32").hasIntegerCodes());
}

TEST_F(EncodingTest, with_changes_one_thing) {
  EncodingAttr encoding = parse("u4 : bf16, block = 1x128, scale = bf16, zero_point = u4");
  EXPECT_EQ(encoding.withBlock({4, numerics::kWhole}), parse("u4 : bf16, block = 4x*, scale = bf16, zero_point = u4"));
  EXPECT_EQ(encoding.withExpressed(Format::F32), parse("u4 : f32, block = 1x128, scale = bf16, zero_point = u4"));
}

TEST_F(EncodingTest, formats_and_builtin_types) {
  for (unsigned i = 0; i < numerics::kNumFormats; ++i) {
    auto format = static_cast<Format>(i);
    Type type = getBuiltinType(&context, format);
    if (numerics::isFloat(format))
      EXPECT_EQ(getFormat(cast<FloatType>(type)), format);
    else
      EXPECT_EQ(type, IntegerType::get(&context, numerics::bitWidth(format)));
  }
  EXPECT_FALSE(getFormat(Float128Type::get(&context)));
}

TEST_F(EncodingTest, prints_as_alias) {
  Type array = ArrayType::get(&context, {8, 64}, parse("lut<u4, f32> : f32, block = 1x64, scale = f32"));
  Type other = ArrayType::get(&context, {8}, parse("i8 : f32, block = *"));
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
  module->getOperation()->setAttr("test.types", ArrayAttr::get(&context, {TypeAttr::get(array), TypeAttr::get(other)}));
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  EXPECT_THAT(text, ::testing::HasSubstr("#i8 = #qnt.encoding<i8 : f32, block = *>\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("#lut = #qnt.encoding<lut<u4, f32>"));
  EXPECT_THAT(text, ::testing::HasSubstr("[!qnt.array<8x64, #lut>, !qnt.array<8, #i8>]"));
}

TEST_F(EncodingTest, conventions_that_mean_the_same_are_one) {
  auto emit = [&] { return emitError(UnknownLoc::get(&context)); };
  auto a = ConventionAttr::fromParameters(emit, &context, "qwix", {{"epsilon", "1e-6"}, {"nan", "low"}});
  auto b = ConventionAttr::fromParameters(emit, &context, "qwix", {{"nan", "low"}, {"epsilon", "0.000001"}});
  EXPECT_EQ(a, b);
  EXPECT_EQ(a.toNumerics().epsilon, 1e-6);
  EXPECT_EQ(a.toNumerics().nan, numerics::IntegerNaN::Low);
  std::string rounding = a.toNumerics().get("rounding");
  EXPECT_EQ(ConventionAttr::fromParameters(emit, &context, "qwix", {{"rounding", rounding}}),
            ConventionAttr::get(&context, "qwix"));
  EXPECT_TRUE(ConventionAttr::getDefault(&context).isDefault());
  EXPECT_FALSE(a.isDefault());
  EXPECT_TRUE(ConventionAttr::getDefault(&context).toNumerics() == *numerics::Convention::preset("default"));
}

TEST_F(EncodingTest, convention_must_be_canonical) {
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  auto emit = [&] { return emitError(UnknownLoc::get(&context)); };
  Builder builder(&context);
  auto check = [&](StringRef name, Attribute value) {
    auto overrides = builder.getDictionaryAttr(builder.getNamedAttr(name, value));
    return ConventionAttr::getChecked(emit, &context, builder.getStringAttr("default"), overrides);
  };
  EXPECT_FALSE(check("epsilon", builder.getStringAttr("0")));
  EXPECT_EQ(message, "expected parameter 'epsilon' in canonical form and to differ from the preset, but got \"0\"");
  EXPECT_FALSE(check("epsilon", builder.getStringAttr("0.50")));
  EXPECT_FALSE(check("epsilon", builder.getF64FloatAttr(0.5)));
  EXPECT_EQ(message, "expected parameter 'epsilon' as text, but got 5.000000e-01 : f64");
  EXPECT_TRUE(check("epsilon", builder.getStringAttr("0.5")));
}

/// What the parsers settle before the verifiers see it.
TEST_F(EncodingTest, constraints_that_text_cannot_break) {
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  auto emit = [&] { return emitError(UnknownLoc::get(&context)); };
  using Sizes = ArrayRef<int64_t>;
  auto lut = [&](Sizes group, Sizes vector) {
    return LutAttr::getChecked(emit, &context, Format::U4, Format::F32, group, vector);
  };
  EXPECT_FALSE(lut({-1, 4}, {}));
  EXPECT_EQ(message, "expected a code book's group to have positive sizes or '*', but got -1");
  EXPECT_FALSE(lut({numerics::kWhole, numerics::kWhole}, {}));
  EXPECT_EQ(message, "expected no group for a code book of the whole tensor, but got one of '*' only");
  EXPECT_FALSE(lut({}, {2, -1}));
  EXPECT_EQ(message, "expected a code book's vector to have positive sizes, but got a negative one");
  EXPECT_TRUE(lut({}, {2, 1}));

  EXPECT_TRUE(failed(ConvDimensionNumbersAttr::verify(emit, 0, 2, Sizes{1}, 1, 2, Sizes{0}, 0, 2, Sizes{2})));
  EXPECT_EQ(message, "expected dimension numbers to be a permutation of the dimensions");

  EXPECT_TRUE(failed(EncodingAttr::verify(emit, Format::U8, lut({}, {}), Format::F32, Sizes(), std::nullopt, false,
                                          std::nullopt, std::nullopt, false, SparsityAttr(), StringAttr())));
  EXPECT_EQ(message, "expected storage to be the code book's index u4, but got u8");

  EXPECT_FALSE(ArrayType::getChecked(emit, &context, Sizes{-5}, parse("i8 : f32, block = *")));
  EXPECT_EQ(message, "expected sizes of at least 0 and parts of less than 2^57 elements, but got -5");
  EXPECT_FALSE(ArrayType::getChecked(emit, &context, Sizes{8}, EncodingAttr()));
  EXPECT_EQ(message, "expected an encoding");
}
} // namespace
