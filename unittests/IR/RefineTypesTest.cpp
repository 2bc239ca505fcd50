//===- RefineTypesTest.cpp - result types of layout ops by InferTypeOpInterface::refineReturnTypes --------===//
#include "Qnt/IR/QntOps.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {
constexpr const char *kProgram = R"mlir(
  #a = #qnt.encoding<i8 : f32, block = 1x1, scale = f32>
  func.func @f(%x: !qnt.array<2x4, #a>, %ids: tensor<3xi32>) {
    %transposed = qnt.transpose %x permutation = [1, 0] : !qnt.array<2x4, #a> -> !qnt.array<4x2, #a>
    %sliced = qnt.slice %x [0, 1] [2, 3] [1, 1] : !qnt.array<2x4, #a> -> !qnt.array<2x3, #a>
    %both = qnt.concat dim = 0 %x, %x : (!qnt.array<2x4, #a>, !qnt.array<2x4, #a>) -> !qnt.array<4x4, #a>
    %padded = qnt.pad %x low = [0, 0] high = [0, 5] : !qnt.array<2x4, #a> -> !qnt.array<2x9, #a>
    %gathered = qnt.gather %x[%ids] dim = 0 : !qnt.array<2x4, #a>, tensor<3xi32> -> !qnt.array<3x4, #a>
    return
  })mlir";

class RefineTypesTest : public ::testing::Test {
protected:
  RefineTypesTest() {
    context.loadDialect<QntDialect, func::FuncDialect>();
    module = parseSourceString<ModuleOp>(kProgram, &context);
  }

  SmallVector<InferTypeOpInterface> getOps() {
    SmallVector<InferTypeOpInterface> ops;
    module->walk([&](InferTypeOpInterface op) { ops.push_back(op); });
    return ops;
  }

  /// The refined types; nothing where that fails. Messages are collected when there is a place for them.
  std::optional<SmallVector<Type>> refine(InferTypeOpInterface op, SmallVector<Type> types, ValueRange operands,
                                          bool hasPlace = true) {
    messages.clear();
    ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) { messages.push_back(diagnostic.str()); });
    std::optional<Location> loc = hasPlace ? std::optional<Location>(op.getLoc()) : std::nullopt;
    if (failed(op.refineReturnTypes(&context, loc, operands, op->getRawDictionaryAttrs(), op->getPropertiesStorage(),
                                    op->getRegions(), types)))
      return std::nullopt;
    return types;
  }

  static ArrayType getType(InferTypeOpInterface op) { return cast<ArrayType>(op->getResult(0).getType()); }

  ArrayType getDynamic(ArrayType type) {
    SmallVector<int64_t> shape(type.getShape());
    shape.front() = ShapedType::kDynamic;
    return ArrayType::get(&context, shape, type.getEncoding());
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::vector<std::string> messages;
};

TEST_F(RefineTypesTest, what_is_open_is_filled_in) {
  ASSERT_TRUE(module);
  ASSERT_EQ(getOps().size(), 5u);
  for (InferTypeOpInterface op : getOps()) {
    SmallVector<Type> expected{getType(op)};
    for (SmallVector<Type> given : {SmallVector<Type>(), SmallVector<Type>{Type()}, SmallVector<Type>{getType(op)},
                                    SmallVector<Type>{getDynamic(getType(op))}})
      EXPECT_EQ(refine(op, given, op->getOperands()), expected);
    EXPECT_THAT(messages, IsEmpty());
  }
}

TEST_F(RefineTypesTest, other_types_are_one_error) {
  ASSERT_TRUE(module);
  auto encoding = cast<EncodingAttr>(
      parseAttribute("#qnt.encoding<i8 : f32, block = 1x1, scale = f32, zero_point = i8>", &context));
  for (InferTypeOpInterface op : getOps()) {
    ArrayType type = getType(op);
    Type others[] = {ArrayType::get(&context, {type.getDimSize(0), 100}, type.getEncoding()),
                     ArrayType::get(&context, type.getShape(), encoding), Float32Type::get(&context)};
    for (Type other : others) {
      EXPECT_EQ(refine(op, {other}, op->getOperands()), std::nullopt);
      std::string name = op->getName().getStringRef().str();
      EXPECT_THAT(messages, ElementsAre(HasSubstr("'" + name + "' op expected result ")));
      EXPECT_EQ(refine(op, {other}, op->getOperands(), /*hasPlace=*/false), std::nullopt);
      EXPECT_THAT(messages, IsEmpty());
    }
    EXPECT_EQ(refine(op, {type, type}, op->getOperands()), std::nullopt);
    EXPECT_EQ(messages.size(), 1u);
  }
}

TEST_F(RefineTypesTest, operands_that_are_none) {
  ASSERT_TRUE(module);
  for (InferTypeOpInterface op : getOps())
    EXPECT_EQ(refine(op, {}, ValueRange()), std::nullopt);
}

TEST_F(RefineTypesTest, what_cannot_be_inferred_is_one_error) {
  ASSERT_TRUE(module);
  module->walk([&](SliceOp op) {
    op.setSizes({2, 100});
    EXPECT_EQ(refine(cast<InferTypeOpInterface>(op.getOperation()), {}, op->getOperands()), std::nullopt);
    EXPECT_THAT(messages, ElementsAre(HasSubstr("'qnt.slice' op expected ")));
  });
}
} // namespace
