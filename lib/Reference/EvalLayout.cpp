//===- EvalLayout.cpp - moving the elements of arrays without decoding ------------------------------------===//

#include "Evaluator.h"
#include "Qnt/IR/QntOps.h"
#include "Rearrange.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

using Position = ArrayRef<int64_t>;

static EvalResult finish(Operation *op, llvm::Expected<Array> array) {
  if (!array)
    return addContext(op, array.takeError());
  return single(std::move(*array));
}

/// The result's encoding.
static EncodingAttr getEncoding(Operation *op) { return cast<ArrayType>(op->getResult(0).getType()).getEncoding(); }

static EvalResult evalTranspose(TransposeOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Array &input = operands[0].getArray();
  ArrayRef<int64_t> permutation = op.getPermutation();
  Shape shape;
  for (int64_t dim : permutation)
    shape.push_back(input.getShape()[dim]);
  auto source = [&](Position position) -> std::optional<ElementSource> {
    ElementSource from{0, SmallVector<int64_t>(position.size())};
    for (auto [dim, inputDim] : llvm::enumerate(permutation))
      from.position[inputDim] = position[dim];
    return from;
  };
  return finish(op, rearrange(input, getEncoding(op), shape, source));
}

/// The one dynamic size of a reshape's result when the static ones are known; several must be those of the input in
/// order.
static llvm::Expected<Shape> getReshapedShape(ReshapeOp op, ArrayRef<int64_t> input, const Evaluator &evaluator) {
  Shape shape(op.getResult().getType().getShape());
  SmallVector<int64_t> dynamic;
  for (auto [size, isDynamic] : llvm::zip(input, op.getInput().getType().getShape()))
    if (ShapedType::isDynamic(isDynamic))
      dynamic.push_back(size);
  auto numDynamic = llvm::count_if(shape, ShapedType::isDynamic);
  if (numDynamic == 1) {
    int64_t known = 1;
    for (int64_t size : shape)
      known *= ShapedType::isDynamic(size) ? 1 : size;
    int64_t total = numerics::getNumElements(input);
    if (known == 0 ? dynamic.size() != 1 : total % known != 0)
      return makeError(op, "expected a dynamic size that follows from the input's shape");
    dynamic.assign(1, known == 0 ? dynamic.front() : total / known);
  }
  assert(static_cast<size_t>(numDynamic) <= dynamic.size() && "verified: dynamic sizes follow from the input's");
  llvm::Expected<Shape> runtime = getRuntimeShape(op, shape, dynamic, evaluator);
  if (runtime && numerics::getNumElements(*runtime) != numerics::getNumElements(input))
    return makeError(op, "expected a result of " + Twine(numerics::getNumElements(input)) + " elements, got " +
                             Twine(numerics::getNumElements(*runtime)));
  return runtime;
}

static EvalResult evalReshape(ReshapeOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  const Array &input = operands[0].getArray();
  llvm::Expected<Shape> shape = getReshapedShape(op, input.getShape(), evaluator);
  if (!shape)
    return shape.takeError();
  auto source = [&](Position position) -> std::optional<ElementSource> {
    int64_t element = 0;
    for (auto [index, size] : llvm::zip(position, *shape))
      element = element * size + index;
    ElementSource from{0, SmallVector<int64_t>(input.getShape().size())};
    for (size_t dim = from.position.size(); dim-- > 0; element /= input.getShape()[dim])
      from.position[dim] = element % input.getShape()[dim];
    return from;
  };
  return finish(op, rearrange(input, getEncoding(op), *shape, source));
}

static EvalResult evalSlice(SliceOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Array &input = operands[0].getArray();
  Shape sizes;
  for (auto [dim, size] : llvm::enumerate(input.getShape())) {
    int64_t offset = op.getOffsets()[dim], stride = op.getStrides()[dim], count = op.getSizes()[dim];
    // -1: the rest of the dimension.
    if (count == -1)
      count = offset >= size ? 0 : (size - offset - 1) / stride + 1;
    // By division: no product of a stride overflows.
    bool isInside =
        offset >= 0 && offset <= size && (count == 0 || (offset < size && count - 1 <= (size - 1 - offset) / stride));
    if (!isInside)
      return makeError(op, "expected a slice inside dimension " + Twine(dim) + " of " + Twine(size) + ", got offset " +
                               Twine(offset) + ", size " + Twine(count) + ", stride " + Twine(stride));
    sizes.push_back(count);
  }
  auto source = [&](Position position) -> std::optional<ElementSource> {
    ElementSource from{0, {}};
    for (auto [dim, index] : llvm::enumerate(position))
      from.position.push_back(op.getOffsets()[dim] + index * op.getStrides()[dim]);
    return from;
  };
  return finish(op, rearrange(input, getEncoding(op), sizes, source));
}

static EvalResult evalConcat(ConcatOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  SmallVector<Array> inputs =
      llvm::map_to_vector(operands, [](const InterpreterValue &value) { return value.getArray(); });
  auto axis = static_cast<size_t>(op.getDim());
  Shape shape(inputs.front().getShape());
  shape[axis] = 0;
  for (auto [number, input] : llvm::enumerate(inputs)) {
    for (auto [dim, size] : llvm::enumerate(input.getShape()))
      if (dim != axis && size != shape[dim])
        return makeError(op, "expected input " + Twine(number) + " to have size " + Twine(shape[dim]) +
                                 " in dimension " + Twine(dim) + ", got " + Twine(size));
    shape[axis] += input.getShape()[axis];
  }
  auto source = [&](Position position) -> std::optional<ElementSource> {
    ElementSource from{0, SmallVector<int64_t>(position)};
    while (from.position[axis] >= inputs[from.input].getShape()[axis])
      from.position[axis] -= inputs[from.input++].getShape()[axis];
    return from;
  };
  return finish(op, rearrange(inputs, getEncoding(op), shape, source));
}

static EvalResult evalPad(PadOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  const Array &input = operands[0].getArray();
  Shape shape;
  for (auto [size, low, high] : llvm::zip(input.getShape(), op.getLow(), op.getHigh()))
    if (llvm::AddOverflow(size, low, shape.emplace_back()) || llvm::AddOverflow(shape.back(), high, shape.back()))
      return makeError(op, "has a result of too many elements");
  if (llvm::Error error = evaluator.checkSize(op, shape))
    return error;
  auto source = [&](Position position) -> std::optional<ElementSource> {
    ElementSource from{0, {}};
    for (auto [index, low, size] : llvm::zip(position, op.getLow(), input.getShape())) {
      if (index < low || index >= low + size)
        return std::nullopt;
      from.position.push_back(index - low);
    }
    return from;
  };
  return finish(op, rearrange(input, getEncoding(op), shape, source, op.getZeroCode().value_or(0)));
}

static EvalResult evalGather(GatherOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Array &input = operands[0].getArray();
  const Tensor &indices = operands[1].getTensor();
  int64_t axis = op.getDim(), size = input.getShape()[axis], numIndexDims = indices.getRank();
  for (int64_t i = 0; i < indices.getNumElements(); ++i)
    if (indices.getSigned(i) < 0 || indices.getSigned(i) >= size)
      return makeError(op, "expected indices from 0 to " + Twine(size - 1) + ", got " + Twine(indices.getSigned(i)));
  Shape shape(input.getShape().take_front(axis));
  llvm::append_range(shape, indices.getShape());
  llvm::append_range(shape, input.getShape().drop_front(axis + 1));
  Shape indexStrides = getRowMajorStrides(indices.getShape());
  auto source = [&](Position position) -> std::optional<ElementSource> {
    int64_t element = 0;
    for (int64_t dim = 0; dim < numIndexDims; ++dim)
      element += position[axis + dim] * indexStrides[dim];
    ElementSource from{0, SmallVector<int64_t>(position.take_front(axis))};
    from.position.push_back(indices.getSigned(element));
    llvm::append_range(from.position, position.drop_front(axis + numIndexDims));
    return from;
  };
  return finish(op, rearrange(input, getEncoding(op), shape, source));
}

void reference::registerLayout(EvalRegistry &registry) {
  registry.add<TransposeOp>(evalTranspose);
  registry.add<ReshapeOp>(evalReshape);
  registry.add<SliceOp>(evalSlice);
  registry.add<ConcatOp>(evalConcat);
  registry.add<PadOp>(evalPad);
  registry.add<GatherOp>(evalGather);
}
