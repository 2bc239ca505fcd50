//===- QuantizeValues.h - float tensors to codes and parameters, as loops ---------------------------------===//
//
// What qnt.quantize, requantize, fake_quantize and the gradients share:
//
//   QuantizeRequest request = ...;                       // the op's operands and attributes
//   ArrayElements elements = quantizeValues(b, request); // mask, parameters, codes
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERLINALG_QUANTIZEVALUES_H
#define QNT_LIB_LOWERLINALG_QUANTIZEVALUES_H

#include "ArrayElements.h"
#include "Qnt/Emit/Codebook.h"
#include "Qnt/Emit/Quantize.h"

namespace mlir::qnt {

/// Operands as they lie in memory (null: absent), a rule that finds the parameters (null: they are operands), and a
/// convention (null: default).
struct QuantizeRequest {
  Operation *op = nullptr; ///< that messages name
  EncodingAttr encoding;
  Value input; ///< tensor of f64, f32, f16 or bf16
  Sizes sizes; ///< of input
  Value scale, zeroPoint, codebook, tensorScale;
  Value mask; ///< tensor<...xi1>
  CalibrationAttr calibration;
  ConventionAttr convention;

  numerics::Convention getConvention() const;
  /// The encoding that codes are computed with: numerics::getChosenEncoding where a rule chooses.
  numerics::Encoding getChosenEncoding() const;
  Format getInputFormat() const;
};

/// Sets the input, refined by the shape of `type`, and its sizes; asserts that given parts fit it.
void setInput(ImplicitLocOpBuilder &builder, Operation *op, QuantizeRequest &request, Value input, ArrayType type);

/// Parameters of every block, as they lie in memory, and the scales that codes are computed with.
struct BlockParameters {
  Value scales, zeroPoints, tensorScale; ///< null: absent
  Value codeScales;                      ///< numbers (emitScale) over the grid; null without a scale
};

/// The parameters: operands, or found by the rule. `finer`: codeScales are what the convention's codes_use says, else
/// the stored ones.
BlockParameters getParameters(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, bool finer);

/// Codes of the input in their container. An element that the mask leaves out counts as 0.
Value computeCodes(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, const BlockParameters &parameters);

/// Everything. A sparse encoding without a mask keeps what is not 0.
ArrayElements quantizeValues(ImplicitLocOpBuilder &builder, QuantizeRequest request);

/// Scale and zero point of every block prepared for the quotient, computed once a block.
class PreparedBlocks {
public:
  PreparedBlocks(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, const BlockParameters &parameters,
                 const emit::ElementQuantizer &quantizer);
  /// Adds the inputs that a loop over elements reads.
  void addInputs(SmallVectorImpl<LoopInput> &inputs) const;
  /// In the body of such a loop: the block of the element. `args`: the arguments for the inputs that addInputs added.
  emit::BlockValues getBlock(ImplicitLocOpBuilder &builder, ValueRange args) const;

private:
  const emit::ElementQuantizer &quantizer;
  AffineMap map;
  SmallVector<Value> tensors; ///< empty for an encoding without a scale
  emit::BlockValues formats;  ///< which values there are, and their formats
};

/// A choice that depends on sizes: known, or found out when the program runs.
struct SizeCondition {
  bool value = false; ///< where `dynamic` is null
  Value dynamic;      ///< i1
};
/// Every element is a block of its own.
SizeCondition isOnePerElement(ImplicitLocOpBuilder &builder, const QuantizeRequest &request);
/// The whole value is one block.
SizeCondition isOneBlock(ImplicitLocOpBuilder &builder, const QuantizeRequest &request);
/// What `build` gives for the condition; both, in an scf.if, where it is not known.
SmallVector<Value> buildFor(ImplicitLocOpBuilder &builder, const SizeCondition &condition,
                            function_ref<SmallVector<Value>(ImplicitLocOpBuilder &builder, bool holds)> build);

/// tensor<...xi1>: x / scale lies between the ends of the element's table, or for a code book of vectors is not NaN.
/// `scales`: numbers over the grid, null for 1.
Value findInsideTables(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value scales);

/// The search among scalar entries for quotients of a type.
emit::NearestEntry makeNearestEntry(const QuantizeRequest &request, Type quotient);

/// Codes of the input for an encoding with a code book, `quotients` (tensor of f32 or f64) being x / scale.
Value searchTables(ImplicitLocOpBuilder &builder, const QuantizeRequest &request, Value quotients);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERLINALG_QUANTIZEVALUES_H
