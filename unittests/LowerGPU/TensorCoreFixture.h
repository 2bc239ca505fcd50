//===- TensorCoreFixture.h - kernels of tensor cores against the interpreter ------------------------------===//
#ifndef QNT_UNITTESTS_LOWERGPU_TENSORCOREFIXTURE_H
#define QNT_UNITTESTS_LOWERGPU_TENSORCOREFIXTURE_H

#include "ContractionProgram.h"
#include "EmulatedProgram.h"
#include "gtest/gtest.h"

namespace mlir::qnt::testing {

class TensorCoreFixture : public ::testing::Test {
protected:
  /// Bit by bit, the codes of an array.
  void check(const ContractionCase &drawn, StringRef target = "sm_80");
  /// Each element of a float contraction lies within (loss (1 + gamma_K) + gamma_K) * sum |a| |b| and a unit in the
  /// last place of the exact sum. `fp8AccumulatorBits`: see runLaunch.
  void checkBound(const ContractionCase &drawn, StringRef target = "sm_80", double loss = 0,
                  unsigned fp8AccumulatorBits = 0);
  /// Every code of fp8 as an activation, times weights of 1: NaN and infinities stay what they are. `one` is the code
  /// of 1 in the storage format `weights`, `lower` one of lowerKernels and lowerRounded.
  void checkEveryFloat8(StringRef weights, int64_t one, StringRef target, bool (*lower)(ModuleOp, StringRef));

  static std::string replaceAll(std::string text, StringRef from, StringRef to);

  std::unique_ptr<MLIRContext> context = createProgramContext();
  std::mt19937 random{20261129};
};

/// A schedule of each kind, with the layout of f16 weights that are not transposed.
inline constexpr llvm::StringLiteral kGemv = "#qnt.gemv<layout = \"mma_k16\", tokens = 8, warps = 4, stages = 2>";
inline constexpr llvm::StringLiteral kMma =
    "#qnt.mma<layout = \"mma_k16\", tokens = 16, column_warps = 2, row_warps = 1, stages = 3>";
/// A product of 16 numbers of f32 in a column, each a row of one element, and 64 columns of weights of 1.
inline constexpr llvm::StringLiteral kProductWithOnes = R"(
#w = #qnt.encoding<i4 : f32, block = 1x*, scale = f32>
func.func @main(%x: tensor<16x1xf32>) -> tensor<16x64xf32> {
  %w = qnt.constant codes = dense<1> : tensor<64x1xi8>, scales = dense<1.0> : tensor<64x1xf32> : !qnt.array<64x1, #w>
  %y = qnt.kernel (%a = %x : tensor<16x1xf32>, %b = %w : !qnt.array<64x1, #w>) -> tensor<16x64xf32> {
    %d = qnt.dot_general %a, %b contracting = [1] x [1] batch = [] x [] : (tensor<16x1xf32>, !qnt.array<64x1, #w>) -> tensor<16x64xf32>
    qnt.yield %d : tensor<16x64xf32>
  }
  return %y : tensor<16x64xf32>
}
)";
/// What tf32 loses of a product; what fp8 does where tensor cores keep 14 bits (docs/Numerics.md).
inline constexpr double kTF32Loss = 0x1p-11, kFP8Loss = 4 * 34 * 0x1p-13;
/// Such a schedule with the layout that `drawn` needs.
std::string getSchedule(StringRef schedule, const ContractionCase &drawn);

} // namespace mlir::qnt::testing

#endif // QNT_UNITTESTS_LOWERGPU_TENSORCOREFIXTURE_H
