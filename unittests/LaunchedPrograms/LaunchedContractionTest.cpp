//===- LaunchedContractionTest.cpp - contractions as kernels against the interpreter ----------------------===//
#include "ContractionCheck.h"
#include "HostProgram.h"
#include "Qnt/InitAll.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::test;
using mlir::qnt::testing::HostProgram;
using reference::InterpreterValue;

namespace {
class LaunchedContractionTest : public ::testing::TestWithParam<DrawnBatch> {};
} // namespace

TEST_P(LaunchedContractionTest, agrees_with_the_interpreter) {
  checkDrawnContractions(GetParam(),
                         [](ModuleOp module, ArrayRef<StringRef>, llvm::function_ref<void(RunFunction)> use) {
                           llvm::Expected<std::unique_ptr<HostProgram>> program = HostProgram::lower(module);
                           ASSERT_TRUE(bool(program)) << llvm::toString(program.takeError());
                           use([&](StringRef function, ArrayRef<InterpreterValue> inputs) {
                             auto type = module.lookupSymbol<func::FuncOp>(function).getFunctionType();
                             return (*program)->run(function, type, inputs);
                           });
                         });
}

INSTANTIATE_TEST_SUITE_P(Drawn, LaunchedContractionTest,
                         ::testing::Values(DrawnBatch{"dot_general", drawDotGeneral, 3, 12},
                                           DrawnBatch{"conv_general_dilated", drawConvolution, 3, 12},
                                           DrawnBatch{"ragged_dot_general", drawRaggedDot, 3, 12}),
                         [](const auto &info) { return std::string(info.param.name); });
