//===- EvalSoftmax.cpp - linalg.softmax -------------------------------------------------------------------===//

#include "Evaluator.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include <cmath>

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

/// One row: exp(x - max) / sum, each step rounded to the type, summed in order.
static void softmaxRow(const Tensor &input, int64_t begin, int64_t stride, int64_t count,
                       MutableArrayRef<uint64_t> result) {
  const ElementKind &kind = input.getKind();
  auto round = [&](double value) { return bitsToFloat(kind, floatToBits(kind, value)); };
  double largest = -std::numeric_limits<double>::infinity(), sum = 0.0;
  for (int64_t i = 0; i < count; ++i)
    largest = std::fmax(largest, input.getFloat(begin + i * stride));
  for (int64_t i = 0; i < count; ++i) {
    double exponential = round(std::exp(round(input.getFloat(begin + i * stride) - largest)));
    sum = round(sum + exponential);
    result[begin + i * stride] = floatToBits(kind, exponential);
  }
  for (int64_t i = 0; i < count; ++i) {
    uint64_t &element = result[begin + i * stride];
    element = floatToBits(kind, bitsToFloat(kind, element) / sum);
  }
}

/// As its decomposition: the maximum along the dimension is subtracted, then exponentials are divided by their sum.
static EvalResult evalSoftmax(linalg::SoftmaxOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &input = operands[0].getTensor();
  if (operands[1].getShape() != input.getShape() || !input.getKind().isFloat)
    return makeError(op, "expected float input and output of the same shape");
  Tensor result(input.getElementType(), input.getShape());
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  auto axis = static_cast<size_t>(op.getDimension());
  Shape rows(input.getShape()), position(rows.size(), 0), strides = getRowMajorStrides(rows);
  rows[axis] = 1;
  int64_t numRows = input.getNumElements() == 0 ? 0 : numerics::getNumElements(rows);
  for (int64_t row = 0; row < numRows; ++row, advance(position, rows)) {
    int64_t begin = 0;
    for (size_t dim = 0; dim < rows.size(); ++dim)
      begin += position[dim] * strides[dim];
    softmaxRow(input, begin, strides[axis], input.getShape()[axis], bits);
  }
  return single(std::move(result));
}

void reference::registerSoftmax(EvalRegistry &registry) { registry.add<linalg::SoftmaxOp>(evalSoftmax); }
