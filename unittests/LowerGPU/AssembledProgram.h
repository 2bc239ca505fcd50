//===- AssembledProgram.h - programs as machine code ------------------------------------------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_ASSEMBLEDPROGRAM_H
#define QNT_UNITTESTS_LOWERGPU_ASSEMBLEDPROGRAM_H

#include "ContractionProgram.h"
#include "EmulatedProgram.h"
#include "OpcodeCensus.h"
#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

namespace mlir::qnt::testing {

/// All that code is generated for.
inline constexpr llvm::StringLiteral kTargets[] = {"sm_80", "sm_89", "sm_90a", "sm_100a", "sm_120a"};

/// Tests of what ptxas makes of programs. Skipped where there is no ptxas on the path.
class AssembledProgram : public ::testing::Test {
protected:
  AssembledProgram();
  void SetUp() override;

  /// Makes kernels of a parsed program; false, and a failure of the test, where that does not work.
  using Lowering = bool (*)(ModuleOp module, StringRef target);
  /// All of stage LowerGPU.
  static bool lowerAll(ModuleOp module, StringRef target);

  /// The kernels of a program, one behind the other. The test fails where it does not become `numKernels`, where one
  /// spills, has a stack or uses local memory, and where ptxas warns.
  MachineCode assemble(StringRef text, StringRef target, Lowering lowering = lowerAll, unsigned numKernels = 1);

  /// Of a drawn program only what its qnt.kernel becomes.
  template <typename CaseT>
  MachineCode assembleDrawn(const CaseT &drawn, StringRef target, unsigned numKernels = 1) {
    SCOPED_TRACE(drawn.describe() + " for " + target.str());
    return assemble(drawProgram(*context, drawn, random).text, target, lowerKernels, numKernels);
  }

  std::unique_ptr<MLIRContext> context;
  std::mt19937 random{3};
};

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_ASSEMBLEDPROGRAM_H
