//===- Epilogue.h - what follows a contraction in the kernel matrix ---------------------------------------===//
#ifndef QNT_UNITTESTS_KERNELMATRIX_EPILOGUE_H
#define QNT_UNITTESTS_KERNELMATRIX_EPILOGUE_H

#include "DrawnOperand.h"

namespace mlir::qnt::test {

enum class EpilogueKind { None, Bias, Residual, Relu, Gelu, Silu, Sigmoid, Tanh, Clamp, Cast, Requantize };
inline constexpr EpilogueKind kEpilogues[] = {EpilogueKind::None,    EpilogueKind::Bias,      EpilogueKind::Residual,
                                              EpilogueKind::Relu,    EpilogueKind::Gelu,      EpilogueKind::Silu,
                                              EpilogueKind::Sigmoid, EpilogueKind::Tanh,      EpilogueKind::Clamp,
                                              EpilogueKind::Cast,    EpilogueKind::Requantize};

/// Text from `%0`, a contraction's result, to `result`.
struct Epilogue {
  std::string name;
  std::string ops, result = "%y";
  std::string resultType;
  std::vector<DrawnOperand> extra; ///< further arguments %e0, %e1
  double lipschitz = 1;            ///< an error of %0 grows by at most this
  double numRoundings = 0;         ///< steps that round, each to a neighbour of the right number at most
  bool isExact = true;             ///< every step has one right result, bit by bit
  bool isQuantized = false;        ///< the result is an array
  double scale = 0;                ///< of that array
};

/// `shapeText`: "?x64x" of %0; its last dimension is the channels'.
Epilogue makeEpilogue(MLIRContext &context, Random &random, EpilogueKind kind, llvm::ArrayRef<int64_t> shape,
                      const std::string &shapeText, FloatType type);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_KERNELMATRIX_EPILOGUE_H
