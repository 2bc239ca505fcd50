//===- CompiledProgramTest.cpp - errors of compiling and of calls -----------------------------------------===//
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
using testing::HasSubstr;

namespace {
struct CompiledProgramTest : testing::Test {
  CompiledProgramTest() {
    context.loadDialect<QntDialect, arith::ArithDialect, func::FuncDialect>();
    context.allowUnregisteredDialects();
  }

  llvm::Expected<CompiledProgram> compile(StringRef text, ArrayRef<StringRef> entries = {}) {
    module = parseSourceString<ModuleOp>(text, &context);
    EXPECT_TRUE(module);
    return CompiledProgram::compile(*module, entries);
  }

  /// The message of the error that compiling gives.
  std::string getError(StringRef text, ArrayRef<StringRef> entries = {}) {
    llvm::Expected<CompiledProgram> program = compile(text, entries);
    return program ? "no error" : llvm::toString(program.takeError());
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};
} // namespace

static const char *const doubled = R"(
  func.func @main(%x: f32) -> f32 {
    %y = arith.addf %x, %x : f32
    return %y : f32
  })";

static InterpreterValue makeNumber(MLIRContext &context, uint32_t bits) {
  return InterpreterValue(reference::Tensor::scalar(Float32Type::get(&context), bits));
}

TEST_F(CompiledProgramTest, runs_more_than_once) {
  llvm::Expected<CompiledProgram> program = compile(doubled);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  for (auto [input, output] : {std::pair(0x3f800000u, 0x40000000u), std::pair(0xc0200000u, 0xc0a00000u)}) {
    auto results = program->run("main", makeNumber(context, input));
    ASSERT_TRUE(bool(results)) << llvm::toString(results.takeError());
    ASSERT_EQ(results->size(), 1u);
    EXPECT_EQ((*results)[0].getTensor().getBits()[0], output);
  }
}

TEST_F(CompiledProgramTest, results_before_a_run) {
  llvm::Expected<CompiledProgram> program = compile(doubled);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  llvm::Expected<Invocation> invocation = program->prepare("main", makeNumber(context, 0));
  ASSERT_TRUE(bool(invocation)) << llvm::toString(invocation.takeError());
  EXPECT_EQ(llvm::toString(invocation->getResults().takeError()), "the program has not been run");
}

TEST_F(CompiledProgramTest, unknown_function) {
  llvm::Expected<CompiledProgram> program = compile(doubled);
  ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
  EXPECT_EQ(llvm::toString(program->prepare("absent", {}).takeError()), "the program has no function @absent");
}

TEST_F(CompiledProgramTest, op_that_is_not_lowered) {
  std::string error =
      getError("func.func @main(%x: f32) -> f32 { %y = \"other.op\"(%x) : (f32) -> f32 return %y : f32 }");
  EXPECT_THAT(error, HasSubstr("cannot compile the program\n"));
  EXPECT_THAT(error, HasSubstr("other.op"));
}

TEST_F(CompiledProgramTest, declared_functions) {
  std::string error = getError(R"(
    func.func private @declared(f32) -> f32
    func.func @main(%x: f32) -> f32 {
      %y = call @declared(%x) : (f32) -> f32
      return %y : f32
    })");
  EXPECT_THAT(error, HasSubstr("@declared has no body"));
  // What nothing calls needs none.
  EXPECT_EQ(getError(std::string("func.func private @declared(f32) -> f32") + doubled), "no error");
}

TEST_F(CompiledProgramTest, type_that_does_not_enter_compiled_code) {
  EXPECT_EQ(getError("func.func @main(%x: complex<f32>) { return }"),
            "function @main: values of type complex<f32> cannot enter or leave compiled code");
}
