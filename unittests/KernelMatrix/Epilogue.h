//===- Epilogue.h - what follows a contraction in the kernel matrix ---------------------------------------===//
#ifndef QNT_UNITTESTS_KERNELMATRIX_EPILOGUE_H
#define QNT_UNITTESTS_KERNELMATRIX_EPILOGUE_H

#include "DrawnOperand.h"

namespace mlir::qnt::test {

enum class EpilogueKind { None, Bias, Residual, Relu, Gelu, Silu, Sigmoid, Tanh, Clamp, Cast, ToI8, ToI4, ToU4, ToF8 };
inline constexpr EpilogueKind kEpilogues[] = {
    EpilogueKind::None, EpilogueKind::Bias,    EpilogueKind::Residual, EpilogueKind::Relu,  EpilogueKind::Gelu,
    EpilogueKind::Silu, EpilogueKind::Sigmoid, EpilogueKind::Tanh,     EpilogueKind::Clamp, EpilogueKind::Cast,
    EpilogueKind::ToI8, EpilogueKind::ToI4,    EpilogueKind::ToU4,     EpilogueKind::ToF8};

/// The array that a result is quantized to: scales and zero points of all, or of each channel.
struct QuantizedResult {
  numerics::Format storage;
  std::vector<double> scales, zeroPoints; ///< of one size; zero points 0 where there are none

  /// The smallest and the largest code of numbers within `slack` of `exact`, as numbers. `channel`: of the last
  /// dimension.
  std::pair<double, double> getRange(double exact, double slack, size_t channel) const;
};

/// Text from `%0`, a contraction's result, to `result`.
struct Epilogue {
  std::string name;
  std::string ops, result = "%y";
  std::string resultType;
  std::vector<DrawnOperand> extra;          ///< further arguments %e0, %e1
  double lipschitz = 1;                     ///< an error of %0 grows by at most this
  double numRoundings = 0;                  ///< steps that round, each to a neighbour of the right number at most
  bool isExact = true;                      ///< every step has one right result, bit by bit
  std::optional<QuantizedResult> quantized; ///< the result is an array
};

/// `shapeText`: "?x64x" of %0; its last dimension is the channels'.
Epilogue makeEpilogue(MLIRContext &context, Random &random, EpilogueKind kind, llvm::ArrayRef<int64_t> shape,
                      const std::string &shapeText, FloatType type);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_KERNELMATRIX_EPILOGUE_H
