//===- InputData.cpp - data that the arguments of a function carry ----------------------------------------===//
#include "Qnt/RandomModules/InputData.h"
#include "Qnt/RandomModules/RandomModule.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::random_modules;
using reference::InterpreterValue;
using reference::Tensor;

DenseElementsAttr random_modules::toAttribute(const Tensor &tensor) {
  auto type = RankedTensorType::get(tensor.getShape(), tensor.getElementType());
  const reference::ElementKind &kind = tensor.getKind();
  SmallVector<APInt> integers;
  for (uint64_t bits : tensor.getBits())
    integers.emplace_back(kind.width, bits);
  auto floatType = dyn_cast<FloatType>(tensor.getElementType());
  if (!floatType)
    return DenseElementsAttr::get(type, integers);
  SmallVector<APFloat> floats;
  for (const APInt &bits : integers)
    floats.emplace_back(floatType.getFloatSemantics(), bits);
  return DenseElementsAttr::get(type, floats);
}

Attribute random_modules::toAttribute(const InterpreterValue &value) {
  if (value.isTensor())
    return toAttribute(value.getTensor());
  SmallVector<Attribute> parts;
  for (const Tensor &part : value.getArray().getPartTensors())
    parts.push_back(toAttribute(part));
  return ArrayAttr::get(value.getArray().encoding.getContext(), parts);
}

static Tensor toTensor(DenseElementsAttr data) {
  std::vector<uint64_t> bits;
  if (isa<FloatType>(data.getElementType()))
    for (const APFloat &value : data.getValues<APFloat>())
      bits.push_back(value.bitcastToAPInt().getZExtValue());
  else
    for (const APInt &value : data.getValues<APInt>())
      bits.push_back(value.getZExtValue());
  return Tensor(data.getElementType(), data.getType().getShape(), std::move(bits));
}

static llvm::Expected<InterpreterValue> readInput(Attribute data, Type type) {
  auto elements = dyn_cast_if_present<DenseElementsAttr>(data);
  if (elements && reference::getElementKind(elements.getElementType()))
    return InterpreterValue(toTensor(elements));
  auto parts = dyn_cast_if_present<ArrayAttr>(data);
  auto array = dyn_cast<ArrayType>(type);
  if (!parts || !array)
    return llvm::createStringError("expected a dense constant, or an array of them for the parts of an array");
  SmallVector<Tensor> tensors;
  for (Attribute part : parts) {
    auto partElements = dyn_cast<DenseElementsAttr>(part);
    if (!partElements || !reference::getElementKind(partElements.getElementType()))
      return llvm::createStringError("expected a dense constant for each part");
    tensors.push_back(toTensor(partElements));
  }
  llvm::Expected<reference::Array> value = reference::Array::fromPartTensors(array.getEncoding(), tensors);
  if (!value)
    return value.takeError();
  return InterpreterValue(std::move(*value));
}

llvm::Expected<SmallVector<InterpreterValue>> random_modules::readInputs(func::FuncOp function) {
  SmallVector<InterpreterValue> inputs;
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    Attribute data = function.getArgAttr(index, kInputAttr);
    if (!data)
      return llvm::createStringError("expected argument " + Twine(index) + " to have an attribute '" + kInputAttr +
                                     "', got none");
    llvm::Expected<InterpreterValue> input = readInput(data, type);
    if (llvm::Error error = input ? reference::checkValue(*input, type) : input.takeError())
      return llvm::createStringError("argument " + Twine(index) + ": " + llvm::toString(std::move(error)));
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

void random_modules::dropMarks(func::FuncOp function) {
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.removeArgAttr(i, kInputAttr);
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    function.removeResultAttr(i, StringAttr::get(function.getContext(), kApproximateAttr));
}
