//===- EvalTensor.cpp - making tensors, shapes, single elements -------------------------------------------===//

#include "Evaluator.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

static Shape getIndices(ArrayRef<InterpreterValue> values) { return llvm::map_to_vector<4>(values, getInteger); }

//===----------------------------------------------------------------------------------------------------===//
// Making tensors
//===----------------------------------------------------------------------------------------------------===//

/// What an uninitialised element reads as: NaN where the type has one, else alternating bits, so that using it shows.
static uint64_t getUninitialisedBits(const ElementKind &kind) {
  if (kind.isFloat)
    return numerics::getNaNCode(kind.format).value_or(numerics::getMaxFiniteCode(kind.format));
  return integerToBits(kind, 0xAAAAAAAAAAAAAAAA);
}

static EvalResult evalEmpty(tensor::EmptyOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  llvm::Expected<Shape> shape = getRuntimeShape(op, op.getType().getShape(), getIndices(operands), evaluator);
  if (!shape)
    return shape.takeError();
  Type elementType = evaluator.getComputeType(op.getType().getElementType());
  std::optional<ElementKind> kind = getElementKind(elementType);
  if (!kind)
    return makeError(op, "has an element type that is not known to the reference interpreter");
  std::vector<uint64_t> bits(numerics::getNumElements(*shape), getUninitialisedBits(*kind));
  return single(Tensor(elementType, *shape, std::move(bits)));
}

static EvalResult evalSplat(tensor::SplatOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  llvm::Expected<Shape> shape =
      getRuntimeShape(op, op.getType().getShape(), getIndices(operands.drop_front()), evaluator);
  if (!shape)
    return shape.takeError();
  const Tensor &element = operands[0].getTensor();
  std::vector<uint64_t> bits(numerics::getNumElements(*shape), element.getRaw());
  return single(Tensor(element.getElementType(), *shape, std::move(bits)));
}

static EvalResult evalFromElements(tensor::FromElementsOp op, ArrayRef<InterpreterValue> operands,
                                   Evaluator &evaluator) {
  auto type = cast<RankedTensorType>(op.getType());
  std::vector<uint64_t> bits;
  for (const InterpreterValue &operand : operands)
    bits.push_back(operand.getTensor().getRaw());
  return single(Tensor(evaluator.getComputeType(type.getElementType()), type.getShape(), std::move(bits)));
}

static EvalResult evalGenerate(tensor::GenerateOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  auto type = cast<RankedTensorType>(op.getType());
  llvm::Expected<Shape> shape = getRuntimeShape(op, type.getShape(), getIndices(operands), evaluator);
  if (!shape)
    return shape.takeError();
  Tensor result(evaluator.getComputeType(type.getElementType()), *shape);
  MutableArrayRef<uint64_t> bits = result.getMutableBits();
  Shape position(shape->size(), 0);
  for (uint64_t &element : bits) {
    Values arguments;
    for (int64_t index : position)
      arguments.push_back(Tensor::fromInteger(IndexType::get(op.getContext()), index));
    EvalResult yielded = evaluator.runRegion(op.getBody(), arguments);
    if (!yielded)
      return yielded;
    element = yielded->front().getTensor().getRaw();
    advance(position, *shape);
  }
  return single(std::move(result));
}

//===----------------------------------------------------------------------------------------------------===//
// Shapes and types
//===----------------------------------------------------------------------------------------------------===//

static EvalResult evalDim(tensor::DimOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  ArrayRef<int64_t> shape = operands[0].getShape();
  int64_t index = getInteger(operands[1]);
  if (index < 0 || index >= static_cast<int64_t>(shape.size()))
    return makeError(op, "expected an index below the rank " + Twine(shape.size()) + ", got " + Twine(index));
  return single(Tensor::fromInteger(op.getType(), shape[index]));
}

static EvalResult evalRank(tensor::RankOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  return single(Tensor::fromInteger(op.getType(), operands[0].getTensor().getRank()));
}

/// The evaluator checks the run-time shape against the result type.
static EvalResult evalCast(tensor::CastOp, ArrayRef<InterpreterValue> operands, Evaluator &) {
  return Values(operands);
}

static EvalResult evalBitcast(tensor::BitcastOp op, ArrayRef<InterpreterValue> operands, Evaluator &evaluator) {
  const Tensor &input = operands[0].getTensor();
  Type elementType = evaluator.getComputeType(getElementTypeOrSelf(op.getType()));
  std::optional<ElementKind> kind = getElementKind(elementType);
  if (!kind || kind->width != input.getKind().width)
    return makeError(op, "expected element types of one width at run time");
  return single(Tensor(elementType, input.getShape(), input.getBits().vec()));
}

//===----------------------------------------------------------------------------------------------------===//
// Single elements
//===----------------------------------------------------------------------------------------------------===//

static llvm::Expected<int64_t> getElementIndex(Operation *op, const Tensor &tensor, ArrayRef<int64_t> indices) {
  int64_t linear = 0;
  for (auto [dim, size] : llvm::enumerate(tensor.getShape())) {
    if (indices[dim] < 0 || indices[dim] >= size)
      return makeError(op, "expected index " + Twine(dim) + " below " + Twine(size) + ", got " + Twine(indices[dim]));
    linear = linear * size + indices[dim];
  }
  return linear;
}

static EvalResult evalExtract(tensor::ExtractOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  const Tensor &tensor = operands[0].getTensor();
  llvm::Expected<int64_t> index = getElementIndex(op, tensor, getIndices(operands.drop_front()));
  if (!index)
    return index.takeError();
  return single(Tensor::scalar(tensor.getElementType(), tensor.getRaw(*index)));
}

static EvalResult evalInsert(tensor::InsertOp op, ArrayRef<InterpreterValue> operands, Evaluator &) {
  Tensor result = operands[1].getTensor();
  llvm::Expected<int64_t> index = getElementIndex(op, result, getIndices(operands.drop_front(2)));
  if (!index)
    return index.takeError();
  result.getMutableBits()[*index] = operands[0].getTensor().getRaw();
  return single(std::move(result));
}

void reference::registerTensor(EvalRegistry &registry) {
  registry.add<tensor::EmptyOp>(evalEmpty);
  registry.add<tensor::SplatOp>(evalSplat);
  registry.add<tensor::FromElementsOp>(evalFromElements);
  registry.add<tensor::GenerateOp>(evalGenerate);
  registry.add<tensor::DimOp>(evalDim);
  registry.add<tensor::RankOp>(evalRank);
  registry.add<tensor::CastOp>(evalCast);
  registry.add<tensor::BitcastOp>(evalBitcast);
  registry.add<tensor::ExtractOp>(evalExtract);
  registry.add<tensor::InsertOp>(evalInsert);
}
