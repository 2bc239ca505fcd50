//===- EvalContraction.cpp - contractions and their sugar -------------------------------------------------===//

#include "Evaluator.h"
#include "Qnt/IR/EinsumEquation.h"
#include "Qnt/IR/QntOps.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Operands and results
//===----------------------------------------------------------------------------------------------------===//

namespace {

/// Operands in the form that contractions take; holds what they refer to.
class OperandList {
public:
  explicit OperandList(ArrayRef<InterpreterValue> values) {
    tensors.reserve(values.size());
    encodings.reserve(values.size());
    for (const InterpreterValue &value : values)
      add(value);
  }
  const ContractionOperand &operator[](unsigned index) const { return operands[index]; }
  ArrayRef<ContractionOperand> get() const { return operands; }

private:
  void add(const InterpreterValue &value) {
    if (value.isArray()) {
      encodings.push_back(value.getArray().getEncoding());
      operands.push_back(ContractionOperand::of(*value.getArray().parts, encodings.back()));
      return;
    }
    const Tensor &tensor = value.getTensor();
    tensors.push_back({Shape(tensor.getShape()), tensor.getNumbers()});
    operands.push_back(ContractionOperand::of(tensors.back()));
  }

  std::vector<RealTensor> tensors;
  std::vector<numerics::Encoding> encodings;
  SmallVector<ContractionOperand> operands;
};

} // namespace

static DimList getDims(ArrayRef<int64_t> dims) { return DimList(dims.begin(), dims.end()); }

/// The element type of an op's only result, as it is computed here.
static Type getResultElementType(Operation *op, const Evaluator &evaluator) {
  return evaluator.getComputeType(getElementTypeOrSelf(op->getResult(0)));
}

static Format getResultFormat(Operation *op, const Evaluator &evaluator) {
  Type type = getResultElementType(op, evaluator);
  return type.isInteger() ? Format::I32 : getElementKind(type)->format;
}

static Tensor makeIntegers(Type type, const RealTensor &value) {
  std::vector<uint64_t> bits;
  for (double element : value.data)
    bits.push_back(integerToBits(*getElementKind(type), static_cast<uint64_t>(static_cast<int64_t>(element))));
  return Tensor(type, value.shape, std::move(bits));
}

/// The value of the op, or the real value where the options ask for it.
static EvalResult finish(Operation *op, llvm::Expected<ContractionResult> result, Evaluator &evaluator) {
  if (!result)
    return addContext(op, result.takeError());
  const InterpreterOptions &options = evaluator.getOptions();
  if (options.inspectContraction)
    options.inspectContraction(op, *result);
  Type type = getResultElementType(op, evaluator);
  if (type.isInteger())
    return single(makeIntegers(type, result->value));
  const RealTensor &value = options.contractions == ContractionPath::Real ? result->real : result->value;
  return single(Tensor::fromFloats(type, value.shape, value.data));
}

//===----------------------------------------------------------------------------------------------------===//
// General forms
//===----------------------------------------------------------------------------------------------------===//

template <typename OpT>
static DotDims getDotDims(OpT op) {
  return {getDims(op.getLhsContracting()), getDims(op.getRhsContracting()), getDims(op.getLhsBatch()),
          getDims(op.getRhsBatch())};
}

static EvalResult evalDotGeneral(DotGeneralOp op, ArrayRef<InterpreterValue> values, Evaluator &evaluator) {
  OperandList operands(values);
  return finish(op, evaluateDotGeneral(operands[0], operands[1], getDotDims(op), getResultFormat(op, evaluator)),
                evaluator);
}

static ConvDims getConvDims(ConvGeneralDilatedOp op) {
  ConvDimensionNumbersAttr numbers = op.getDims();
  ConvDims dims;
  dims.inputBatch = numbers.getInputBatch();
  dims.inputFeature = numbers.getInputFeature();
  dims.inputSpatial = getDims(numbers.getInputSpatial());
  dims.kernelInput = numbers.getKernelInput();
  dims.kernelOutput = numbers.getKernelOutput();
  dims.kernelSpatial = getDims(numbers.getKernelSpatial());
  dims.outputBatch = numbers.getOutputBatch();
  dims.outputFeature = numbers.getOutputFeature();
  dims.outputSpatial = getDims(numbers.getOutputSpatial());
  dims.strides = getDims(op.getStrides());
  dims.padding = getDims(op.getPadding());
  dims.lhsDilation = getDims(op.getLhsDilation());
  dims.rhsDilation = getDims(op.getRhsDilation());
  dims.featureGroups = op.getFeatureGroupCount();
  dims.batchGroups = op.getBatchGroupCount();
  return dims;
}

static EvalResult evalConvGeneralDilated(ConvGeneralDilatedOp op, ArrayRef<InterpreterValue> values,
                                         Evaluator &evaluator) {
  OperandList operands(values);
  return finish(op,
                evaluateConvGeneralDilated(operands[0], operands[1], getConvDims(op), getResultFormat(op, evaluator)),
                evaluator);
}

//===----------------------------------------------------------------------------------------------------===//
// Ragged forms
//===----------------------------------------------------------------------------------------------------===//

template <typename OpT>
static RaggedGroups getGroups(OpT op, const Evaluator &evaluator) {
  RaggedGroups groups;
  const Tensor &sizes = evaluator.getValue(op.getGroupSizes()).getTensor();
  groups.sizes.shape.assign(sizes.getShape().begin(), sizes.getShape().end());
  for (int64_t i = 0; i < sizes.getNumElements(); ++i)
    groups.sizes.data.push_back(sizes.getSigned(i));
  if (op.getGroupOffset())
    groups.offset = evaluator.getValue(op.getGroupOffset()).getTensor().getSigned();
  return groups;
}

static EvalResult evalRaggedDotGeneral(RaggedDotGeneralOp op, ArrayRef<InterpreterValue> values, Evaluator &evaluator) {
  OperandList operands(values.take_front(2));
  RaggedDims dims;
  dims.dot = getDotDims(op);
  dims.lhsRagged = op.getLhsRagged().front();
  if (!op.getRhsGroup().empty())
    dims.rhsGroup = op.getRhsGroup().front();
  RaggedGroups groups = getGroups(op, evaluator);
  // The group dimension comes first in the result; where its size is dynamic all groups that are left are there.
  auto type = cast<RankedTensorType>(op.getResult().getType());
  bool isContracting = llvm::is_contained(op.getLhsContracting(), dims.lhsRagged);
  if (isContracting && !type.isDynamicDim(0))
    groups.resultGroups = type.getDimSize(0);
  return finish(op, evaluateRaggedDotGeneral(operands[0], operands[1], groups, dims, getResultFormat(op, evaluator)),
                evaluator);
}

//===----------------------------------------------------------------------------------------------------===//
// Sugar
//===----------------------------------------------------------------------------------------------------===//

static EvalResult evalDot(DotOp op, ArrayRef<InterpreterValue> values, Evaluator &evaluator) {
  OperandList operands(values);
  return finish(op, evaluateDot(operands[0], operands[1], getResultFormat(op, evaluator)), evaluator);
}

static EvalResult evalRaggedDot(RaggedDotOp op, ArrayRef<InterpreterValue> values, Evaluator &evaluator) {
  OperandList operands(values.take_front(2));
  return finish(op,
                evaluateRaggedDot(operands[0], operands[1], getGroups(op, evaluator), getResultFormat(op, evaluator)),
                evaluator);
}

/// (C4) at run time: under the ellipsis only a size that is 1 in the type broadcasts, so a dynamic one is the label's.
static llvm::Error checkDynamicSizes(EinsumOp op, ArrayRef<InterpreterValue> values) {
  SmallVector<ArrayRef<int64_t>> shapes =
      llvm::map_to_vector(values, [](const InterpreterValue &value) -> ArrayRef<int64_t> { return value.getShape(); });
  llvm::Expected<EinsumEquation> equation = EinsumEquation::parse(op.getEquation(), shapes);
  if (!equation)
    return addContext(op, equation.takeError());
  for (auto [input, labels, shape] : llvm::zip_equal(op.getInputs(), equation->operands, shapes))
    for (auto [dim, label, size] : llvm::enumerate(labels, shape)) {
      int64_t written = isa<ArrayType>(input.getType()) ? cast<ArrayType>(input.getType()).getDimSize(dim)
                                                        : cast<RankedTensorType>(input.getType()).getDimSize(dim);
      if (written != 1 && equation->isBroadcast(label, size))
        return makeError(op, "expected one size for " + describeEinsumLabel(label) + ", but got " + Twine(size) +
                                 " and " + Twine(equation->sizes.lookup(label)));
    }
  return llvm::Error::success();
}

static EvalResult evalEinsum(EinsumOp op, ArrayRef<InterpreterValue> values, Evaluator &evaluator) {
  if (llvm::Error error = checkDynamicSizes(op, values))
    return error;
  OperandList operands(values);
  return finish(op, evaluateEinsum(operands.get(), op.getEquation(), getResultFormat(op, evaluator)), evaluator);
}

void reference::registerContraction(EvalRegistry &registry) {
  registry.add<DotGeneralOp>(evalDotGeneral);
  registry.add<ConvGeneralDilatedOp>(evalConvGeneralDilated);
  registry.add<RaggedDotGeneralOp>(evalRaggedDotGeneral);
  registry.add<DotOp>(evalDot);
  registry.add<RaggedDotOp>(evalRaggedDot);
  registry.add<EinsumOp>(evalEinsum);
}
