//===- ContractionEval.h - one output element of a contraction --------------------------------------------===//
//
// Every contraction is a set of outputs, each the sum of products of pairs of elements. An op enumerates outputs and
// hands over, for each, the offset of the free and batch indices in both operands and the list of offsets of the
// contracting indices, in the order of the sum. ContractionSums does the arithmetic, on the decoded real values and on
// the codes.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_REFERENCE_CONTRACTIONEVAL_H
#define QNT_LIB_REFERENCE_CONTRACTIONEVAL_H

#include "Qnt/Reference/Contractions.h"

namespace mlir::qnt::reference {

using Offsets = std::vector<int64_t>;

/// Error "expected ..., but got ..." from its pieces.
template <typename... Parts>
llvm::Error makeContractionError(const Parts &...parts) {
  return llvm::createStringError((llvm::Twine("") + ... + llvm::Twine(parts)).str());
}

/// Row-major element strides.
DimList getStrides(llvm::ArrayRef<int64_t> shape);
/// Offsets of all index tuples over axes of the given sizes and strides, row-major (one 0 for no axes).
Offsets enumerateOffsets(llvm::ArrayRef<int64_t> sizes, llvm::ArrayRef<int64_t> strides);
/// The same over dimensions `dims` of a value.
Offsets enumerateOffsets(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> dims);
/// Dimensions below `rank` that are in none of the lists, ascending.
DimList getFreeDims(int64_t rank, llvm::ArrayRef<int64_t> first, llvm::ArrayRef<int64_t> second,
                    llvm::ArrayRef<int64_t> third = {});
void appendSizes(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<int64_t> dims, numerics::Shape &sizes);

/// Counts, ranges and sizes of the dimension numbers against run-time shapes.
llvm::Error checkDotDims(const ContractionOperand &lhs, const ContractionOperand &rhs, const DotDims &dims);

/// An operand made ready for sums.
struct PreparedOperand {
  std::vector<double> reals;     ///< decoded
  std::vector<int64_t> integers; ///< q - z, 0 where the mask is 0; empty unless the integer path is taken
  Offsets blocks;                ///< of each element; empty like `integers`
  std::vector<float> scales;     ///< of each block, tensor scale included; empty: no scale

  static PreparedOperand create(const ContractionOperand &operand, bool withIntegers);
};

/// Contracting offsets in the order of the sum, split into K tiles: terms with the same block on both sides.
struct Terms {
  Offsets lhs, rhs;
  std::vector<unsigned> tile; ///< of each term
  Offsets tileLhs, tileRhs;   ///< offsets of the first term of each tile, in ascending order of tiles

  /// Those with isKept[k]; their tiles stay in order.
  Terms select(llvm::ArrayRef<bool> isKept) const;
};

class ContractionSums {
public:
  /// `shape` is the result's. Error when an i32 result is asked for without the integer path.
  static llvm::Expected<ContractionSums> create(const ContractionOperand &lhs, const ContractionOperand &rhs,
                                                numerics::Shape shape, numerics::Format result);

  /// The result has no elements: nothing is summed, however large the operands' dimensions are.
  bool isEmpty() const { return result.real.data.empty(); }
  Terms makeTerms(Offsets lhs, Offsets rhs) const;
  /// Sums element `output` of the result. Outputs that are never summed are 0.
  void sum(int64_t output, const Terms &terms, int64_t lhsBase, int64_t rhsBase);
  /// Error when an element of an i32 result did not fit.
  llvm::Expected<ContractionResult> finish();

private:
  ContractionSums() = default;
  void sumIntegers(int64_t output, const Terms &terms, int64_t lhsBase, int64_t rhsBase);

  PreparedOperand lhs, rhs;
  numerics::Format format = numerics::Format::F32;
  ContractionResult result;
  std::vector<__int128> tileSums;
  std::string overflow; ///< of the first element that does not fit in i32
};

/// Rounds to a result type as IEEE 754 converts: beyond the largest finite value comes infinity.
RealTensor roundToResult(const RealTensor &tensor, numerics::Format format);

/// Free, batch and contracting offsets of a dot, in the order of result dimensions.
struct DotLoops {
  Offsets lhsBatch, rhsBatch, lhsFree, rhsFree, lhsTerms, rhsTerms;
};

/// Fills all outputs [batch, lhs free, rhs free] of a dot.
void sumDot(ContractionSums &sums, DotLoops loops);

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_CONTRACTIONEVAL_H
