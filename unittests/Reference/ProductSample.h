//===- ProductSample.h - contractions of other packages as operands and results ---------------------------===//
#ifndef QNT_UNITTESTS_REFERENCE_PRODUCTSAMPLE_H
#define QNT_UNITTESTS_REFERENCE_PRODUCTSAMPLE_H

#include "Qnt/Reference/Contractions.h"
#include "Samples/SampleFile.h"

namespace mlir::qnt::reference {

using numerics::Format;
using numerics::SampleArray;
using numerics::SampleCase;

/// An operand of a sample with its data.
struct SampleOperand {
  std::optional<RealTensor> tensor;
  numerics::ArrayParts parts;
  numerics::Encoding encoding;

  ContractionOperand view() const {
    return tensor ? ContractionOperand::of(*tensor) : ContractionOperand::of(parts, encoding);
  }
  /// |decoded value| of every element, as a tensor.
  RealTensor getMagnitudes() const;
};

/// An array from codes in a dtype, with scales and zero points in grids that `block` gives.
SampleOperand makeSampleOperand(const SampleArray &codes, llvm::ArrayRef<int64_t> block, const SampleArray *scales,
                                const SampleArray *zeroPoints);

/// Operand "lhs" or "rhs" of a case of qwix.json.
SampleOperand readQwixOperand(const SampleCase &sample, const std::string &side);

/// Calls the evaluation that `sample.op` names, on these operands.
llvm::Expected<ContractionResult> evaluateQwix(const SampleCase &sample, const ContractionOperand &lhs,
                                               const ContractionOperand &rhs, Format result);

} // namespace mlir::qnt::reference

#endif // QNT_UNITTESTS_REFERENCE_PRODUCTSAMPLE_H
