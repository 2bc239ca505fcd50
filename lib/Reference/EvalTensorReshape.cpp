//===- EvalTensorReshape.cpp - the same elements in another shape -----------------------------------------===//

#include "Evaluator.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

static EvalResult reshapeTo(Operation *op, const Tensor &tensor, ArrayRef<int64_t> shape) {
  std::optional<int64_t> count = getCheckedNumElements(shape);
  if (!count || *count != tensor.getNumElements())
    return makeError(op, "expected a result of " + Twine(tensor.getNumElements()) + " elements, got shape " +
                             describeShape(shape, tensor.getElementType()));
  return single(tensor.reshaped(shape));
}

static EvalResult evalReshape(tensor::ReshapeOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &sizes = operands[1].getTensor();
  Shape shape;
  for (int64_t i = 0; i < sizes.getNumElements(); ++i)
    shape.push_back(sizes.getSigned(i));
  return reshapeTo(op, operands[0].getTensor(), shape);
}

static EvalResult evalCollapseShape(tensor::CollapseShapeOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  ArrayRef<int64_t> source = operands[0].getShape();
  Shape shape;
  for (const ReassociationIndices &group : op.getReassociationIndices()) {
    shape.push_back(1);
    for (int64_t dim : group)
      shape.back() *= source[dim];
  }
  return reshapeTo(op, operands[0].getTensor(), shape);
}

/// Each dimension of the source must be the product of the dimensions that it becomes.
static EvalResult evalExpandShape(tensor::ExpandShapeOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  Shape shape = getMixedValues(op.getStaticOutputShape(), op.getOutputShape(), evaluator);
  for (auto [dim, group] : llvm::enumerate(op.getReassociationIndices())) {
    Shape sizes = llvm::map_to_vector<4>(group, [&](int64_t resultDim) { return shape[resultDim]; });
    if (getCheckedNumElements(sizes) != operands[0].getShape()[dim])
      return makeError(op, "expected the expansion of dimension " + Twine(dim) + " to have " +
                               Twine(operands[0].getShape()[dim]) + " elements, got shape " +
                               describeShape(sizes, IndexType::get(op.getContext())));
  }
  return reshapeTo(op, operands[0].getTensor(), shape);
}

void reference::registerTensorReshape(EvalRegistry &registry) {
  registry.add<tensor::ReshapeOp>(evalReshape);
  registry.add<tensor::CollapseShapeOp>(evalCollapseShape);
  registry.add<tensor::ExpandShapeOp>(evalExpandShape);
}
