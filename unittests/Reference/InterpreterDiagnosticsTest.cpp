//===- InterpreterDiagnosticsTest.cpp - values that do not fit, through the API ---------------------------===//

#include "../../lib/Reference/Rearrange.h"
#include "Qnt/Reference/Interpreter.h"
#include "Qnt/Reference/Statistics.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

namespace {

class InterpreterDiagnostics : public ::testing::Test {
protected:
  InterpreterDiagnostics() { context.loadDialect<QntDialect>(); }

  EncodingAttr parseEncoding(StringRef text) { return cast<EncodingAttr>(parseAttribute(text, &context)); }
  Type parse(StringRef text) { return parseType(text, &context); }
  Tensor makeTensor(ArrayRef<int64_t> shape) { return Tensor(IntegerType::get(&context, 8), shape); }
  Array makeArray() {
    return cantFail(Array::fromPartTensors(parseEncoding("#qnt.encoding<i8 : f32, block = *>"), makeTensor({2})));
  }
  std::string check(const InterpreterValue &value, StringRef type) {
    return llvm::toString(checkValue(value, parse(type)));
  }
  std::string getPartsError(StringRef encoding, ArrayRef<Tensor> parts) {
    llvm::Expected<Array> array = Array::fromPartTensors(parseEncoding(encoding), parts);
    return array ? std::string() : llvm::toString(array.takeError());
  }

  MLIRContext context;
};

} // namespace

TEST_F(InterpreterDiagnostics, values) {
  EXPECT_EQ(check(makeArray(), "tensor<2xi8>"), "expected a tensor, got an array or a function");
  EXPECT_EQ(check(FunctionReference{"f"}, "i8"), "expected a tensor, got an array or a function");
  EXPECT_EQ(check(makeTensor({2}), "!qnt.array<2, #qnt.encoding<i8 : f32, block = *>>"),
            "expected an array, got a tensor or a function");
  EXPECT_EQ(check(makeTensor({2}), "() -> ()"), "expected a function");
  EXPECT_EQ(check(makeTensor({2}), "memref<2xi8>"),
            "values of type memref<2xi8> are not known to the reference interpreter");
  EXPECT_EQ(check(makeTensor({2}), "none"), "values of type none are not known to the reference interpreter");
  EXPECT_EQ(check(makeTensor({2}), "tensor<2xi8>"), "");
  EXPECT_EQ(check(makeArray(), "!qnt.array<?, #qnt.encoding<i8 : f32, block = *>>"), "");
  EXPECT_EQ(check(FunctionReference{"f"}, "() -> ()"), "");
}

TEST_F(InterpreterDiagnostics, parts) {
  StringRef plain = "#qnt.encoding<i8 : f32, block = *>";
  EXPECT_EQ(getPartsError(plain, {}), "expected codes of rank 1, got no part");
  EXPECT_EQ(getPartsError(plain, makeTensor({2, 2})), "expected codes of rank 1, got rank 2");
  // A size of 0 does not hide the overflow of the others.
  EXPECT_EQ(getPartsError("#qnt.encoding<i8 : f32, block = *x*>", makeTensor({0, int64_t(1) << 41})),
            "the array has too many elements");
}

/// Verified ops keep blocks whole; the interpreter does not take their word for it.
TEST_F(InterpreterDiagnostics, rearrangement) {
  EncodingAttr each = parseEncoding("#qnt.encoding<i8 : f32, block = 1, scale = f32>");
  EncodingAttr pairs = parseEncoding("#qnt.encoding<i8 : f32, block = 2, scale = f32>");
  Tensor scales = Tensor::fromFloats(Float32Type::get(&context), {2}, {1, 2});
  Array input = cantFail(Array::fromPartTensors(each, {makeTensor({2}), scales}));
  auto source = [](ArrayRef<int64_t> position) -> std::optional<ElementSource> {
    return ElementSource{0, {position[0]}};
  };
  llvm::Expected<Array> result = rearrange(input, pairs, {2}, source);
  ASSERT_FALSE(bool(result));
  EXPECT_EQ(llvm::toString(result.takeError()), "elements that share a scale in the result come from different ones");
}

TEST_F(InterpreterDiagnostics, observations) {
  StatisticsRecorder recorder;
  Tensor values = Tensor::fromFloats(Float32Type::get(&context), {2, 2}, {1, 2, 3, 4});
  int64_t row[] = {1, 2}, column[] = {2, 1}, rankOne[] = {2};
  EXPECT_EQ(llvm::toString(recorder.record({"x", values, rankOne})), "expected a block of rank 2, got 1");
  EXPECT_EQ(recorder.lookup("x"), nullptr);
  EXPECT_EQ(llvm::toString(recorder.record({"x", values, row})), "");
  EXPECT_EQ(llvm::toString(recorder.record({"x", values, column})),
            "expected observations under one name to have the same blocks");
  // What was refused was not counted.
  ASSERT_NE(recorder.lookup("x"), nullptr);
  EXPECT_EQ(recorder.lookup("x")->blocks[0].maximum, 2.0);
  EXPECT_EQ(recorder.lookup("x")->blocks[0].count, 2);
}
