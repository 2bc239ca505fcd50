//===- DrawnContraction.h - random contractions -----------------------------------------------------------===//
#ifndef QNT_UNITTESTS_CONTRACTIONS_DRAWNCONTRACTION_H
#define QNT_UNITTESTS_CONTRACTIONS_DRAWNCONTRACTION_H

#include "DrawnOperand.h"

namespace mlir::qnt::test {

/// One contraction with its operands.
struct DrawnContraction {
  std::string body;       ///< of the op, between its name and its type: "%a, %b contracting = ..."
  std::string op;         ///< "qnt.dot_general"
  std::string extraTypes; ///< of operands that the body names itself
  std::string resultType, resultShape;
  DrawnOperand lhs, rhs;
  std::vector<std::pair<std::string, reference::InterpreterValue>> extra; ///< further arguments: type and value
  int64_t numProducts = 1;                                                ///< at most, in one sum

  /// A function with this op on its operands.
  std::string getFunction(StringRef name) const;
  /// The same on magnitudes: operands and result are f64 tensors.
  std::string getMagnitudeFunction(StringRef name) const;
  /// Of f64 sums where the result, an expressed type or a scale is f64 (a zero point may be: it is rounded to f32),
  /// else f32.
  double getRoundoff() const;
  SmallVector<reference::InterpreterValue> getInputs() const;
  SmallVector<reference::InterpreterValue> getMagnitudes(MLIRContext &context) const;
};

DrawnContraction drawDotGeneral(MLIRContext &context, Random &random);
/// One operand is larger than the parts in which arrays are decoded, the other has few rows.
DrawnContraction drawLargeDotGeneral(MLIRContext &context, Random &random);
/// 1 to 63 products, of operands that f32 decodes without a rounding: their sums are in f32, too.
DrawnContraction drawShortDot(MLIRContext &context, Random &random);
DrawnContraction drawConvolution(MLIRContext &context, Random &random);
DrawnContraction drawRaggedDot(MLIRContext &context, Random &random);

} // namespace mlir::qnt::test

#endif // QNT_UNITTESTS_CONTRACTIONS_DRAWNCONTRACTION_H
