//===- MatrixCase.h - one kernel of the matrix, and what is right for it ----------------------------------===//
#ifndef QNT_UNITTESTS_KERNELMATRIX_MATRIXCASE_H
#define QNT_UNITTESTS_KERNELMATRIX_MATRIXCASE_H

#include "ContractionCheck.h"
#include "Epilogue.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::qnt::test {

/// A context with what the programs of the matrix use, which prints what goes wrong.
class MatrixContext {
protected:
  MatrixContext();
  MLIRContext context;
};

/// A function that is to become one kernel.
struct MatrixCase {
  std::string kind;     ///< "gemv"
  std::string name;     ///< of the function, an identifier: "gemv_i4_block_f16_bias_3x40x70"
  std::string function; ///< its text
  SmallVector<reference::InterpreterValue> inputs;
  SmallVector<unsigned> constants; ///< inputs that are constants of the function: weights

  // A contraction: the same on magnitudes as a function `<name>_magnitude`, and how its error goes on.
  std::string magnitude;
  SmallVector<reference::InterpreterValue> magnitudes;
  double roundoff = 0x1p-24; ///< of the sums
  double loss = 0;           ///< of the sum of magnitudes, by what tensor cores were allowed to lose
  double numProducts = 0, lipschitz = 1, numRoundings = 0;
  std::optional<QuantizedResult> quantized;
  bool isExact = true;      ///< after the contraction; without one: the whole function
  double codeSlack = 0;     ///< without a contraction and not exact: steps by which codes may differ
  double relativeSlack = 0; ///< likewise, for floats
};

/// A module of all functions, weights as constants, accumulators proven. Failures are those of the current test.
OwningOpRef<ModuleOp> makeModule(MLIRContext &context, ArrayRef<MatrixCase> cases);

/// Runs a case on the interpreter and on the device, and compares: bits where every step has one right result, else
/// within the bound of docs/Numerics.md carried through what follows the contraction.
void checkCase(const MatrixCase &matrixCase, ModuleOp module, RunFunction device);

/// `func.func @name(%a: A, ...) -> R { ops; return result }`.
std::string makeFunction(const std::string &name, ArrayRef<std::pair<std::string, std::string>> arguments,
                         const std::string &ops, const std::string &result, const std::string &resultType);

/// A contraction of lhs (%a) and rhs (%b) whose op, without its type, is `op`, followed by an epilogue. `resultText`:
/// "?x64x", empty where no size is dynamic.
MatrixCase makeContractionCase(MLIRContext &context, const std::string &kind, const std::string &name,
                               const std::string &op, DrawnOperand lhs, DrawnOperand rhs, Shape resultShape,
                               FloatType resultType, int64_t numProducts, const Epilogue &epilogue,
                               const std::string &resultText = "");

/// How much of kind x encoding x granularity x what follows.
enum class MatrixScope {
  Sample, ///< every encoding with every granularity; what else there is goes round beside them
  Product ///< each with each: thousands of cases a kind. Sizes go round
};

// The kinds; at least 80 cases each.
std::vector<MatrixCase> makeElementwiseCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeRowwiseCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeGemvCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeMmaCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeConvolutionCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeRequantizeCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeF32ConvolutionCases(MLIRContext &context, MatrixScope scope); // fewer
/// Contractions of f32, and of fp8 on both sides, with the loss of tf32 and fp8 (docs/Numerics.md).
std::vector<MatrixCase> makeTF32Cases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeFP8Cases(MLIRContext &context, MatrixScope scope); // at least 30
/// Of two float tensors.
std::vector<MatrixCase> makeTensorCases(MLIRContext &context, MatrixScope scope);
std::vector<MatrixCase> makeSimtCases(MLIRContext &context, MatrixScope scope);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_KERNELMATRIX_MATRIXCASE_H
