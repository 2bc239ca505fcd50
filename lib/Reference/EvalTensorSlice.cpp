//===- EvalTensorSlice.cpp - parts of tensors: slices, padding, concatenation, gather, scatter -----------------===//
//---------------------===//

#include "Window.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

//===----------------------------------------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------------------------------------===//

static EvalResult evalExtractSlice(tensor::ExtractSliceOp op, ArrayRef<InterpreterValue> operands,
                                   Evaluator &evaluator) {
  const Tensor &source = operands[0].getTensor();
  Window window = Window::of(op, evaluator);
  if (llvm::Error error = window.check(op, source.getShape()))
    return error;
  Tensor result(source.getElementType(), window.getReducedSizes(op.getDroppedDims()));
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  window.forEach(source.getShape(), [&](int64_t to, int64_t from) { bits[to] = source.getRaw(from); });
  return single(std::move(result));
}

static EvalResult evalInsertSlice(tensor::InsertSliceOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  const Tensor &source = operands[0].getTensor();
  Tensor result = operands[1].getTensor();
  Window window = Window::of(op, evaluator);
  if (llvm::Error error = window.check(op, result.getShape()))
    return error;
  if (llvm::Error error = checkSourceShape(op, source, window.getReducedSizes(op.getDroppedDims())))
    return error;
  Shape shape(result.getShape());
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  window.forEach(shape, [&](int64_t from, int64_t to) { bits[to] = source.getRaw(from); });
  return single(std::move(result));
}

//===----------------------------------------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------------------------------------===//

/// The value that the body yields at a position of the result.
static llvm::Expected<uint64_t> getPadding(tensor::PadOp op, ArrayRef<int64_t> position, Evaluator &evaluator) {
  Values arguments;
  for (int64_t index : position)
    arguments.push_back(Tensor::fromInteger(IndexType::get(op.getContext()), index));
  EvalResult yielded = evaluator.runRegion(op.getRegion(), arguments);
  if (!yielded)
    return yielded.takeError();
  return yielded->front().getTensor().getRaw();
}

/// The linear index in a source of `shape` that a position of the result shows; nothing in the padding.
static std::optional<int64_t> getPaddedIndex(ArrayRef<int64_t> position, ArrayRef<int64_t> low,
                                             ArrayRef<int64_t> shape) {
  int64_t linear = 0;
  for (size_t dim = 0; dim < shape.size(); ++dim) {
    int64_t index = position[dim] - low[dim];
    if (index < 0 || index >= shape[dim])
      return std::nullopt;
    linear = linear * shape[dim] + index;
  }
  return linear;
}

static EvalResult evalPad(tensor::PadOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  const Tensor &source = operands[0].getTensor();
  // Upstream's verifier does not count them.
  if (llvm::count_if(op.getStaticLow(), ShapedType::isDynamic) != static_cast<int64_t>(op.getLow().size()) ||
      llvm::count_if(op.getStaticHigh(), ShapedType::isDynamic) != static_cast<int64_t>(op.getHigh().size()))
    return makeError(op, "expected an operand for each dynamic padding");
  Shape low = getMixedValues(op.getStaticLow(), op.getLow(), evaluator);
  Shape high = getMixedValues(op.getStaticHigh(), op.getHigh(), evaluator);
  Shape shape(source.getShape());
  for (size_t dim = 0; dim < shape.size(); ++dim)
    if (llvm::AddOverflow(shape[dim], low[dim], shape[dim]) || llvm::AddOverflow(shape[dim], high[dim], shape[dim]))
      return makeError(op, "has a result of too many elements");
  llvm::Expected<Shape> checked = getRuntimeShape(op, shape, {}, evaluator);
  if (!checked)
    return checked.takeError();

  // A body that does not look at the position is evaluated once.
  bool isConstant = llvm::all_of(op.getRegion().getArguments(), [](BlockArgument index) { return index.use_empty(); });
  std::optional<uint64_t> constant;
  Tensor result(source.getElementType(), shape);
  Shape position(shape.size(), 0);
  for (uint64_t &element : result.getMutableBits()) {
    if (std::optional<int64_t> index = getPaddedIndex(position, low, source.getShape())) {
      element = source.getRaw(*index);
    } else if (constant) {
      element = *constant;
    } else {
      llvm::Expected<uint64_t> padding = getPadding(op, position, evaluator);
      if (!padding)
        return padding.takeError();
      element = *padding;
      if (isConstant)
        constant = *padding;
    }
    advance(position, shape);
  }
  return single(std::move(result));
}

//===----------------------------------------------------------------------------------------------------===//
// Concatenation, gather and scatter
//===----------------------------------------------------------------------------------------------------===//

static EvalResult evalConcat(tensor::ConcatOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  uint64_t axis = op.getDim();
  Shape shape(operands[0].getShape());
  shape[axis] = 0;
  for (auto [number, operand] : llvm::enumerate(operands)) {
    for (auto [dim, size] : llvm::enumerate(operand.getShape()))
      if (dim != axis && size != shape[dim])
        return makeError(op, "expected operand " + Twine(number) + " to have size " + Twine(shape[dim]) +
                                 " in dimension " + Twine(dim) + ", got " + Twine(size));
    shape[axis] += operand.getShape()[axis];
  }
  Tensor result(operands[0].getTensor().getElementType(), shape);
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  Window window{Shape(shape.size(), 0), {}, Shape(shape.size(), 1)};
  for (const InterpreterValue &operand : operands) {
    const Tensor &source = operand.getTensor();
    window.sizes.assign(source.getShape().begin(), source.getShape().end());
    window.forEach(shape, [&](int64_t from, int64_t to) { bits[to] = source.getRaw(from); });
    window.offsets[axis] += source.getShape()[axis];
  }
  return single(std::move(result));
}

/// Each row of the indices names a slice of size 1 in the gathered dimensions and whole in the others.
static EvalResult evalGather(tensor::GatherOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &source = operands[0].getTensor(), &indices = operands[1].getTensor();
  ArrayRef<int64_t> dims = op.getGatherDims();
  Window window = Window::ofIndexed(source.getShape(), dims);
  Shape shape(indices.getShape().drop_back());
  int64_t rows = numerics::getNumElements(shape), sliceSize = numerics::getNumElements(window.sizes);
  bool isReduced = op.getResultType().getRank() < static_cast<int64_t>(shape.size() + source.getRank());
  for (auto [dim, size] : llvm::enumerate(window.sizes))
    if (!isReduced || !llvm::is_contained(dims, static_cast<int64_t>(dim)))
      shape.push_back(size);
  Tensor result(source.getElementType(), shape);
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  for (int64_t row = 0; row < rows; ++row) {
    window.setIndices(dims, indices, row);
    if (llvm::Error error = window.check(op, source.getShape()))
      return error;
    window.forEach(source.getShape(),
                   [&](int64_t to, int64_t from) { bits[row * sliceSize + to] = source.getRaw(from); });
  }
  return single(std::move(result));
}

/// The inverse of a gather. Elements that two rows of the indices name have no defined value.
static EvalResult evalScatter(tensor::ScatterOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &source = operands[0].getTensor(), &indices = operands[2].getTensor();
  Tensor result = operands[1].getTensor();
  Shape shape(result.getShape());
  ArrayRef<int64_t> dims = op.getScatterDims();
  Window window = Window::ofIndexed(shape, dims);
  Shape expected(indices.getShape().drop_back());
  int64_t rows = numerics::getNumElements(expected), sliceSize = numerics::getNumElements(window.sizes);
  bool isReduced = source.getRank() < static_cast<int64_t>(expected.size() + shape.size());
  for (auto [dim, size] : llvm::enumerate(window.sizes))
    if (!isReduced || !llvm::is_contained(dims, static_cast<int64_t>(dim)))
      expected.push_back(size);
  if (llvm::Error error = checkSourceShape(op, source, expected))
    return error;
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  std::vector<bool> isWritten(bits.size());
  for (int64_t row = 0; row < rows; ++row) {
    window.setIndices(dims, indices, row);
    if (llvm::Error error = window.check(op, shape))
      return error;
    bool isUnique = true;
    window.forEach(shape, [&](int64_t from, int64_t to) {
      isUnique &= !isWritten[to];
      isWritten[to] = true;
      bits[to] = source.getRaw(row * sliceSize + from);
    });
    if (!isUnique)
      return makeError(op, "expected unique coordinates, got those of row " + Twine(row) + " of the indices twice");
  }
  return single(std::move(result));
}

void reference::registerTensorSlice(EvalRegistry &registry) {
  registry.add<tensor::ExtractSliceOp>(evalExtractSlice);
  registry.add<tensor::InsertSliceOp>(evalInsertSlice);
  registry.add<tensor::PadOp>(evalPad);
  registry.add<tensor::ConcatOp>(evalConcat);
  registry.add<tensor::GatherOp>(evalGather);
  registry.add<tensor::ScatterOp>(evalScatter);
}
