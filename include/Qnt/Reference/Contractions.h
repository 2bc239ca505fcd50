//===- Contractions.h - values of the contraction ops ----------------------------------------------------===//
//
// What enters: operands (float tensors or arrays as their parts) and dimension numbers. What leaves: the result as the
// decoded real value in f64, and beside it the integer path where its definition applies. Plain C++: no IR is read
// here.
//
// Real value: every product of decoded elements, summed as if in twice the precision of f64 (compensated), so that its
// error is about one f64 rounding of the sum, for any K.
//
// Integer path: the exact sum of (q1 - z1) * (q2 - z2) over each K tile (the common refinement of both operands'
// blocks), then, each step rounded to f32 and never contracted:
//   y = 0;  per tile in ascending order:  t = f32(acc);  t = t * s_lhs;  t = t * s_rhs;  y = y + t
// and one cast of y to the result type. The sum starts at +0, so a tile without terms (all padding) changes no bit and
// the sign of a zero result is plus. An operand without a scale skips its factor; with a tensor scale
// s = f32(tensor scale * block scale).
//
// The value of the op is the integer path where it applies, since that is what every back end gives bit for bit;
// otherwise the real value rounded once to the result type.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_REFERENCE_CONTRACTIONS_H
#define QNT_REFERENCE_CONTRACTIONS_H

#include "Qnt/Numerics/Encoding.h"
#include "llvm/ADT/StringRef.h"

namespace mlir::qnt::reference {

/// A dense row-major tensor; every element type's values are held exactly.
struct RealTensor {
  numerics::Shape shape;
  std::vector<double> data;
};

/// Sizes of groups, a dense row-major integer tensor.
struct GroupSizes {
  numerics::Shape shape;
  std::vector<int64_t> data;
};

/// An operand of a contraction: a float tensor or an array. Refers to its data.
struct ContractionOperand {
  const RealTensor *tensor = nullptr;
  const numerics::ArrayParts *parts = nullptr;
  const numerics::Encoding *encoding = nullptr;

  static ContractionOperand of(const RealTensor &tensor) { return {&tensor, nullptr, nullptr}; }
  static ContractionOperand of(const numerics::ArrayParts &parts, const numerics::Encoding &encoding) {
    return {nullptr, &parts, &encoding};
  }
  bool isArray() const { return parts; }
  llvm::ArrayRef<int64_t> getShape() const { return tensor ? tensor->shape : parts->shape; }
};

using DimList = llvm::SmallVector<int64_t, 4>;

/// Dimension numbers of dot_general. Order of the sum: row-major over the contracting dimensions as listed.
struct DotDims {
  DimList lhsContracting, rhsContracting, lhsBatch, rhsBatch;
};

/// Dimension numbers and window of conv_general_dilated. Order of the sum: row-major over kernel spatial dimensions,
/// then the input feature.
struct ConvDims {
  int64_t inputBatch = 0, inputFeature = 0;
  DimList inputSpatial;
  int64_t kernelInput = 0, kernelOutput = 0;
  DimList kernelSpatial;
  int64_t outputBatch = 0, outputFeature = 0;
  DimList outputSpatial;
  DimList strides, padding, lhsDilation, rhsDilation; ///< padding: low, high per spatial dimension
  int64_t featureGroups = 1, batchGroups = 1;
};

struct RaggedDims {
  DotDims dot;
  int64_t lhsRagged = 0;
  std::optional<int64_t> rhsGroup; ///< present when lhsRagged is a free dimension
};

/// The groups of a ragged contraction: sizes of shape [G] or [prefix..., G] (see qnt.ragged_dot_general).
struct RaggedGroups {
  GroupSizes sizes;
  std::optional<int64_t> offset; ///< first group that rhs / the result holds
  /// Groups in the result when lhsRagged is a contracting dimension; absent: all that are left from the offset on.
  std::optional<int64_t> resultGroups;
};

struct ContractionResult {
  RealTensor real;                       ///< before it is rounded to the result type
  std::optional<RealTensor> integerPath; ///< in the result type
  std::string whyNoIntegerPath;          ///< when integerPath is absent
  RealTensor value;                      ///< the value of the op, in the result type
  std::vector<double> magnitude;         ///< sum of |lhs| * |rhs| for each element: what error bounds are relative to
  int64_t numTerms = 0;                  ///< products in a sum (the most of any element)
};

/// Empty when the integer path applies to the pair of operands and the result type (a float format or I32); otherwise
/// the reason, naming the operand.
std::string whyNoIntegerPath(const ContractionOperand &lhs, const ContractionOperand &rhs, numerics::Format result);

// `result` is F64, F32, F16, BF16 or I32. Each is an error when shapes do not fit together, and with I32 when the
// integer path does not apply or an element of the sum does not fit in 32 bits.

llvm::Expected<ContractionResult> evaluateDotGeneral(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                     const DotDims &dims, numerics::Format result);

llvm::Expected<ContractionResult> evaluateConvGeneralDilated(const ContractionOperand &lhs,
                                                             const ContractionOperand &rhs, const ConvDims &dims,
                                                             numerics::Format result);

/// As jax.lax.ragged_dot_general: rows that belong to no group (beyond the sum of the sizes, or to a group that rhs
/// does not hold) are 0; empty groups take no rows and give 0. A ragged batch dimension splits the work and changes no
/// value.
llvm::Expected<ContractionResult> evaluateRaggedDotGeneral(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                           const RaggedGroups &groups, const RaggedDims &dims,
                                                           numerics::Format result);

/// numpy.dot of operands of rank 1 and more.
llvm::Expected<ContractionResult> evaluateDot(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                              numerics::Format result);

/// lhs [M, K], rhs [G, K, N].
llvm::Expected<ContractionResult> evaluateRaggedDot(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                    const RaggedGroups &groups, numerics::Format result);

/// qnt.einsum: operands are contracted from left to right, intermediates in f32 (f64 when the result is f64).
llvm::Expected<ContractionResult> evaluateEinsum(llvm::ArrayRef<ContractionOperand> operands, llvm::StringRef equation,
                                                 numerics::Format result);

} // namespace mlir::qnt::reference

#endif // QNT_REFERENCE_CONTRACTIONS_H
