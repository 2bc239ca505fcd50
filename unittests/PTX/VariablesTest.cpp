//===- VariablesTest.cpp - declarations of variables and their initial values -----------------------------===//
#include "TestSupport.h"

using namespace mlir::qnt::ptx;

/// The last variable of a module made of `text`.
static Variable parseVariable(const std::string &text) {
  Module module = parsePiece(Place::Module, text);
  return module.variables.empty() ? Variable() : module.variables.back();
}

using Bytes = std::vector<uint8_t>;

TEST(Variables, SpacesTypesAndNaturalAlignment) {
  Variable global = parseVariable(".global .v4 .f32 x;");
  EXPECT_EQ(global.space, StateSpace::Global);
  EXPECT_EQ(global.type, ScalarType::F32);
  EXPECT_EQ(global.vectorWidth, 4);
  EXPECT_EQ(global.alignment, 16u);
  EXPECT_FALSE(global.hasExplicitAlignment);
  EXPECT_EQ(global.size, 16u);
  EXPECT_FALSE(global.hasInitializer);
  EXPECT_EQ(parseVariable(".const .b128 x;").size, 16u);
  EXPECT_EQ(parseVariable(".shared .u16 x;").alignment, 2u);
  EXPECT_EQ(parseVariable(".global .texref x;").type, ScalarType::TexRef);
  EXPECT_EQ(parseVariable(".global .samplerref x = { addr_mode_0 = wrap, force_unnormalized_coords = 1 };").type,
            ScalarType::SamplerRef);
}

TEST(Variables, ExplicitAlignmentArraysAndLinkage) {
  Variable array = parseVariable(".visible .global .align 32 .b8 x[3][5];");
  EXPECT_EQ(array.alignment, 32u);
  EXPECT_TRUE(array.hasExplicitAlignment);
  EXPECT_EQ(array.dimensions, (std::vector<uint64_t>{3, 5}));
  EXPECT_EQ(array.size, 15u);
  EXPECT_EQ(array.linkage, Linkage::Visible);
  Variable dynamic = parseVariable(".extern .shared .align 16 .b8 x[];");
  EXPECT_TRUE(dynamic.isUnsized);
  EXPECT_EQ(dynamic.size, 0u);
  EXPECT_EQ(dynamic.linkage, Linkage::Extern);
  EXPECT_EQ(parseVariable(".weak .global .b32 x;").linkage, Linkage::Weak);
  EXPECT_EQ(parseVariable(".common .global .b32 x;").linkage, Linkage::Common);
  EXPECT_EQ(parseVariable(".align 8 .global .b32 x;").alignment, 8u);
}

TEST(Variables, AttributesAndHugeSizes) {
  Variable managed = parseVariable(".global .attribute(.managed, .unified(17, 0x20)) .align 4 .b32 x;");
  EXPECT_TRUE(managed.isManaged);
  EXPECT_TRUE(managed.hasUnifiedUuid);
  EXPECT_EQ(managed.unifiedUuid[0], 17u);
  EXPECT_EQ(managed.unifiedUuid[1], 32u);
  Variable huge = parseVariable(".global .b8 x[4000000000000] = {1};");
  EXPECT_EQ(huge.size, 4000000000000u);
  EXPECT_EQ(huge.initialBytes, Bytes{1});
}

TEST(Variables, SeveralOfOneDeclaration) {
  Module module = parsePiece(Place::Module, ".global .b16 x = 5, y[2], z = -2;");
  ASSERT_EQ(module.variables.size(), 3u);
  EXPECT_EQ(module.variables[0].initialBytes, (Bytes{5, 0}));
  EXPECT_EQ(module.variables[1].size, 4u);
  EXPECT_EQ(module.variables[2].initialBytes, (Bytes{0xfe, 0xff}));
}

TEST(Variables, AnExternalDeclarationAndADefinitionAreOne) {
  Module module =
      parsePiece(Place::Module, ".extern .global .b32 x[]; .global .u64 p = x; .visible .global .b32 x[2] = {7};");
  ASSERT_EQ(module.variables.size(), 2u);
  EXPECT_EQ(module.findVariable("x"), 0u);
  EXPECT_EQ(module.variables[0].linkage, Linkage::Visible);
  EXPECT_EQ(module.variables[0].size, 8u);
  EXPECT_EQ(module.variables[1].relocations.at(0).symbol, 0u);
}

TEST(Variables, InitialIntegers) {
  EXPECT_EQ(parseVariable(".global .b32 x = 0x01020304;").initialBytes, (Bytes{4, 3, 2, 1}));
  EXPECT_EQ(parseVariable(".global .b8 x[4] = {-1, 255, 256, 3*2};").initialBytes, (Bytes{255, 255, 0, 6}));
  EXPECT_EQ(parseVariable(".global .b32 x[2][2] = {{1, 2}, {3}};").initialBytes,
            (Bytes{1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0}));
  EXPECT_EQ(parseVariable(".global .b16 x[2][2] = {{1}, {2}};").initialBytes, (Bytes{1, 0, 0, 0, 2, 0}));
  EXPECT_EQ(parseVariable(".global .b128 x = -2;").initialBytes,
            Bytes({0xfe, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255}));
  EXPECT_EQ(parseVariable(".global .v2 .u8 x[2] = {{1, 2}, {3}};").initialBytes, (Bytes{1, 2, 3}));
  Variable empty = parseVariable(".global .b32 x[2] = {};");
  EXPECT_TRUE(empty.hasInitializer);
  EXPECT_TRUE(empty.initialBytes.empty());
}

TEST(Variables, AnInitialValueGivesTheSize) {
  Variable variable = parseVariable(".const .u16 x[] = {1, 2, 3};");
  EXPECT_EQ(variable.dimensions, std::vector<uint64_t>{3});
  EXPECT_EQ(variable.size, 6u);
  EXPECT_FALSE(variable.isUnsized);
  EXPECT_EQ(parseVariable(".const .u8 x[][4] = {{1}, {2}};").size, 8u);
}

TEST(Variables, InitialFloats) {
  EXPECT_EQ(parseVariable(".global .f32 x = 0f3FC00000;").initialBytes, (Bytes{0, 0, 0xc0, 0x3f}));
  EXPECT_EQ(parseVariable(".global .f32 x = -1.5;").initialBytes, (Bytes{0, 0, 0xc0, 0xbf}));
  EXPECT_EQ(parseVariable(".global .f32 x = 0d3FF8000000000000;").initialBytes, (Bytes{0, 0, 0xc0, 0x3f}));
  EXPECT_EQ(parseVariable(".global .f64 x = 0f3FC00000;").initialBytes, (Bytes{0, 0, 0, 0, 0, 0, 0xf8, 0x3f}));
  EXPECT_EQ(parseVariable(".global .b32 x = 1.5;").initialBytes, (Bytes{0, 0, 0xc0, 0x3f}));
  // A signalling NaN keeps its bits.
  EXPECT_EQ(parseVariable(".global .f32 x = 0f7F800001;").initialBytes, (Bytes{1, 0, 0x80, 0x7f}));
}

TEST(Variables, AddressesAsInitialValues) {
  Variable table = parseVariable(".global .b32 a; .func f() { ret; }\n"
                                 ".global .u64 x[4] = {a, generic(a)+8, f, 5};");
  EXPECT_EQ(table.initialBytes.size(), 32u);
  EXPECT_EQ(table.initialBytes[24], 5);
  ASSERT_EQ(table.relocations.size(), 3u);
  EXPECT_EQ(table.relocations[0].offset, 0u);
  EXPECT_FALSE(table.relocations[0].generic);
  EXPECT_EQ(table.relocations[1].offset, 8u);
  EXPECT_TRUE(table.relocations[1].generic);
  EXPECT_EQ(table.relocations[1].addend, 8);
  EXPECT_EQ(table.relocations[1].size, 8);
  EXPECT_TRUE(table.relocations[2].isFunction);
  EXPECT_EQ(table.relocations[2].symbol, 0u);
}

TEST(Variables, BytesOfAddresses) {
  Variable packed = parseVariable(".global .b32 a; .global .align 8 .u8 x[3] = {7, 0xFF(a), 0xFF00(generic(a)+-4)};");
  EXPECT_EQ(packed.initialBytes, (Bytes{7, 0, 0}));
  ASSERT_EQ(packed.relocations.size(), 2u);
  EXPECT_EQ(packed.relocations[0].mask, 0xffu);
  EXPECT_EQ(packed.relocations[0].size, 1);
  EXPECT_EQ(packed.relocations[1].mask, 0xff00u);
  EXPECT_EQ(packed.relocations[1].offset, 2u);
  EXPECT_EQ(packed.relocations[1].addend, -4);
}

TEST(Variables, ParametersOfKernels) {
  Module module =
      parsePiece(Place::Module, ".entry e(.param .b32 a, .param .align 4 .b8 b[12], .param .u64 .ptr .global "
                                ".align 16 c, .param .u64 .ptr d) { ret; }");
  ArrayView<Variable> parameters = module.functions[0].getParameters();
  ASSERT_EQ(parameters.size(), 4u);
  EXPECT_EQ(parameters[1].size, 12u);
  EXPECT_EQ(parameters[1].alignment, 4u);
  EXPECT_TRUE(parameters[2].isPointer);
  EXPECT_EQ(parameters[2].pointerSpace, StateSpace::Global);
  EXPECT_EQ(parameters[2].pointerAlignment, 16u);
  EXPECT_EQ(parameters[3].pointerSpace, StateSpace::None);
  EXPECT_EQ(parameters[3].pointerAlignment, 0u);
}
