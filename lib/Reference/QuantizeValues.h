//===- QuantizeValues.h - quantization as ops ask for it --------------------------------------------------===//
#ifndef QNT_LIB_REFERENCE_QUANTIZEVALUES_H
#define QNT_LIB_REFERENCE_QUANTIZEVALUES_H

#include "Evaluator.h"
#include "Qnt/IR/QntOps.h"

namespace mlir::qnt::reference {

/// What qnt.quantize, qnt.requantize, qnt.fake_quantize and the gradients have in common: an encoding, its parameters
/// as operands (null: absent) or a rule that finds them, and a convention (null: default).
struct QuantizeRequest {
  EncodingAttr encoding;
  const Tensor *scale = nullptr;
  const Tensor *zeroPoint = nullptr;
  const Tensor *codebook = nullptr;
  const Tensor *tensorScale = nullptr;
  const Tensor *mask = nullptr;
  CalibrationAttr calibration;
  ConventionAttr convention;

  numerics::Convention getConvention() const;
};

/// Real values and the float format that they are of.
struct RealValues {
  Shape shape;
  std::vector<double> values;
  numerics::Format format;

  explicit RealValues(const Tensor &tensor)
      : shape(tensor.getShape()), values(tensor.getNumbers()), format(tensor.getKind().format) {}
  RealValues(llvm::ArrayRef<int64_t> shape, std::vector<double> values, numerics::Format format)
      : shape(shape), values(std::move(values)), format(format) {}
};

/// Parameters and codes. With a rule the parameters come from the values; a mask that is not given keeps what is not 0.
llvm::Expected<Array> quantizeValues(const RealValues &input, const QuantizeRequest &request);

/// Parameters only: the codes are left empty.
llvm::Expected<numerics::ArrayParts> getParameters(const RealValues &input, const QuantizeRequest &request);

/// The dequantized tensor; its elements are of `expressed`, the encoding's expressed type or the f32 that stands for
/// it.
Tensor dequantizeArray(const Array &array, Type expressed);

/// The tensor of an optional operand of an op; null when it is absent.
const Tensor *getOptionalTensor(mlir::Value operand, const Evaluator &evaluator);

} // namespace mlir::qnt::reference

#endif // QNT_LIB_REFERENCE_QUANTIZEVALUES_H
