//===- LoweredContractionTest.cpp - compiled contractions against the interpreter -------------------------===//
#include "ContractionCheck.h"
#include "Qnt/Execution/CompiledProgram.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using reference::InterpreterValue;

namespace {
class LoweredContractionTest : public testing::TestWithParam<DrawnBatch> {};
} // namespace

TEST_P(LoweredContractionTest, agrees_with_the_interpreter) {
  checkDrawnContractions(
      GetParam(), [](ModuleOp module, ArrayRef<StringRef> entries, llvm::function_ref<void(RunFunction)> use) {
        llvm::Expected<execution::CompiledProgram> program = execution::CompiledProgram::compile(module, entries);
        ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
        use([&](StringRef function, ArrayRef<InterpreterValue> inputs) { return program->run(function, inputs); });
      });
}

INSTANTIATE_TEST_SUITE_P(Drawn, LoweredContractionTest,
                         testing::Values(DrawnBatch{"dot_general", drawDotGeneral, 1, 25},
                                         DrawnBatch{"large_dot_general", drawLargeDotGeneral, 1, 25},
                                         DrawnBatch{"short_dot", drawShortDot, 1, 50},
                                         DrawnBatch{"conv_general_dilated", drawConvolution, 1, 25},
                                         DrawnBatch{"ragged_dot_general", drawRaggedDot, 1, 25}),
                         [](const auto &info) { return std::string(info.param.name); });
