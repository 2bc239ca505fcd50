//===- InterpreterValue.cpp - what a value of the IR is at run time ---------------------------------------===//

#include "Qnt/Reference/InterpreterValue.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::reference;

ArrayType Array::getType() const { return ArrayType::get(encoding.getContext(), getShape(), encoding); }

//===----------------------------------------------------------------------------------------------------===//
// Parts to tensors
//===----------------------------------------------------------------------------------------------------===//

/// Numbers of a scale, zero point or code-book part, exactly representable in the part's type.
static Tensor makeNumbers(RankedTensorType type, ArrayRef<double> numbers) {
  if (isa<FloatType>(type.getElementType()))
    return Tensor::fromFloats(type.getElementType(), type.getShape(), numbers);
  ElementKind kind = *getElementKind(type.getElementType());
  std::vector<uint64_t> bits;
  for (double number : numbers)
    bits.push_back(integerToBits(kind, static_cast<uint64_t>(static_cast<int64_t>(number))));
  return Tensor(type.getElementType(), type.getShape(), std::move(bits));
}

static Tensor getPartTensor(const numerics::ArrayParts &parts, RankedTensorType type, PartKind kind) {
  switch (kind) {
  case PartKind::Codes:
    return Tensor(type.getElementType(), type.getShape(), parts.codes);
  case PartKind::Scales:
    return makeNumbers(type, parts.scales);
  case PartKind::ZeroPoints:
    return makeNumbers(type, parts.zeroPoints);
  case PartKind::Codebook:
    return makeNumbers(type, parts.codebook);
  case PartKind::TensorScale:
    return makeNumbers(type, parts.tensorScale.value_or(1.0));
  case PartKind::Mask:
    return Tensor(type.getElementType(), type.getShape(), {parts.mask.begin(), parts.mask.end()});
  }
  llvm_unreachable("unknown part");
}

SmallVector<Tensor, 6> Array::getPartTensors() const {
  SmallVector<Tensor, 6> tensors;
  ArrayType type = getType();
  for (PartKind kind : type.getPartKinds())
    tensors.push_back(getPartTensor(*parts, type.getPartType(kind), kind));
  return tensors;
}

//===----------------------------------------------------------------------------------------------------===//
// Tensors to parts
//===----------------------------------------------------------------------------------------------------===//

bool reference::isUnsignedPart(EncodingAttr encoding, PartKind kind) {
  if (kind == PartKind::Codes)
    return !numerics::getInfo(encoding.getStorage()).isSigned;
  return kind == PartKind::ZeroPoints && !numerics::getInfo(*encoding.getZeroPoint()).isSigned;
}

/// n:m sparsity promises at most n set bits in every m along the axis; the last group may be shorter.
static llvm::Error checkMask(ArrayType type, const Tensor &mask) {
  SparsityAttr sparsity = type.getEncoding().getSparsity();
  if (sparsity.isBitmask())
    return llvm::Error::success();
  numerics::BlockShape group(type.getRank(), 1);
  group[sparsity.getAxis()] = sparsity.getM();
  std::vector<int64_t> kept(numerics::getNumElements(numerics::getGridShape(mask.getShape(), group)), 0);
  for (int64_t i = 0; i < mask.getNumElements(); ++i) {
    int64_t &count = kept[numerics::getBlockIndex(i, mask.getShape(), group)];
    count += static_cast<int64_t>(mask.getRaw(i));
    if (count > sparsity.getN())
      return llvm::createStringError("expected at most " + Twine(sparsity.getN()) + " kept elements in every " +
                                     Twine(sparsity.getM()) + " along dimension " + Twine(sparsity.getAxis()) +
                                     ", got " + Twine(count));
  }
  return llvm::Error::success();
}

/// A part that was computed in f32 where its type is f16 or bf16 (regions that compute in f32) is rounded to its type.
static Tensor roundToPart(const Tensor &tensor, RankedTensorType type) {
  bool isWide = isa<Float32Type>(tensor.getElementType()) && isa<Float16Type, BFloat16Type>(type.getElementType());
  return isWide ? tensor.convertedTo(cast<FloatType>(type.getElementType())) : tensor;
}

llvm::Error reference::setPart(numerics::ArrayParts &parts, ArrayType type, PartKind kind, const Tensor &computed) {
  RankedTensorType expected = type.getPartType(kind);
  if (!expected)
    return llvm::createStringError(Twine("the encoding has no ") + getPartName(kind));
  Tensor tensor = roundToPart(computed, expected);
  if (tensor.getElementType() != expected.getElementType() || tensor.getShape() != expected.getShape())
    return llvm::createStringError("expected " + getPartName(kind) + " of type " +
                                   describeShape(expected.getShape(), expected.getElementType()) + ", got " +
                                   describeShape(tensor.getShape(), tensor.getElementType()));
  switch (kind) {
  case PartKind::Codes:
    parts.codes = tensor.getBits().vec();
    break;
  case PartKind::Scales:
    parts.scales = tensor.getNumbers();
    break;
  case PartKind::ZeroPoints:
    parts.zeroPoints = tensor.getNumbers(isUnsignedPart(type.getEncoding(), kind));
    break;
  case PartKind::Codebook:
    parts.codebook = tensor.getNumbers();
    break;
  case PartKind::TensorScale:
    parts.tensorScale = tensor.getFloat();
    break;
  case PartKind::Mask:
    parts.mask.assign(tensor.getBits().begin(), tensor.getBits().end());
    return checkMask(type, tensor);
  }
  return llvm::Error::success();
}

/// The shape of the value whose codes have `codesShape`: a code of a vector code book stands for several elements.
static Shape getValueShape(EncodingAttr encoding, ArrayRef<int64_t> codesShape) {
  Shape shape(codesShape.begin(), codesShape.end());
  if (LutAttr lut = encoding.getLut(); lut && lut.isVector())
    for (auto [dim, size] : llvm::zip(shape, lut.getVector()))
      dim *= size;
  return shape;
}

llvm::Expected<Array> Array::fromPartTensors(EncodingAttr encoding, ArrayRef<Tensor> tensors) {
  if (tensors.empty() || tensors.front().getRank() != encoding.getRank())
    return llvm::createStringError(
        "expected codes of rank " + Twine(encoding.getRank()) +
        (tensors.empty() ? ", got no part" : ", got rank " + Twine(tensors.front().getRank())));
  Shape shape = getValueShape(encoding, tensors.front().getShape());
  if (!getCheckedNumElements(shape))
    return llvm::createStringError("the array has too many elements");
  ArrayType type = ArrayType::get(encoding.getContext(), shape, encoding);
  SmallVector<PartKind, 6> kinds = type.getPartKinds();
  if (kinds.size() != tensors.size())
    return llvm::createStringError("expected " + Twine(kinds.size()) + " parts, got " + Twine(tensors.size()));
  numerics::ArrayParts parts;
  parts.shape = shape;
  for (auto [kind, tensor] : llvm::zip(kinds, tensors))
    if (llvm::Error error = setPart(parts, type, kind, tensor))
      return error;
  return Array(encoding, std::move(parts));
}

//===----------------------------------------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------------------------------------===//

static bool matchesShape(ArrayRef<int64_t> expected, ArrayRef<int64_t> got) {
  return expected.size() == got.size() && llvm::all_of(llvm::zip(expected, got), [](auto pair) {
           return ShapedType::isDynamic(std::get<0>(pair)) || std::get<0>(pair) == std::get<1>(pair);
         });
}

static llvm::Error checkTensor(const InterpreterValue &value, ArrayRef<int64_t> shape, Type elementType, bool anyRank) {
  if (!value.isTensor())
    return llvm::createStringError("expected a tensor, got an array or a function");
  const Tensor &tensor = value.getTensor();
  if (tensor.getElementType() != elementType || (!anyRank && !matchesShape(shape, tensor.getShape())))
    return llvm::createStringError("expected " + describeShape(shape, elementType) + ", got " +
                                   describeShape(tensor.getShape(), tensor.getElementType()));
  return llvm::Error::success();
}

static llvm::Error checkArray(const InterpreterValue &value, ArrayType type) {
  if (!value.isArray())
    return llvm::createStringError("expected an array, got a tensor or a function");
  const Array &array = value.getArray();
  if (array.encoding == type.getEncoding() && matchesShape(type.getShape(), array.getShape()))
    return llvm::Error::success();
  // The type of an array says its shape.
  std::string text;
  llvm::raw_string_ostream(text) << "expected " << type << ", got " << array.getType();
  return llvm::createStringError(text);
}

llvm::Error reference::checkValue(const InterpreterValue &value, Type type, Type elementType) {
  if (auto array = dyn_cast<ArrayType>(type))
    return checkArray(value, array);
  if (isa<FunctionType>(type))
    return value.isFunction() ? llvm::Error::success() : llvm::createStringError("expected a function");
  if (!elementType)
    elementType = getElementTypeOrSelf(type);
  bool isTensor = isa<TensorType>(type);
  if ((!isTensor && isa<ShapedType>(type)) || !getElementKind(elementType)) {
    std::string text;
    llvm::raw_string_ostream(text) << type;
    return llvm::createStringError("values of type " + text + " are not known to the reference interpreter");
  }
  auto ranked = dyn_cast<RankedTensorType>(type);
  return checkTensor(value, ranked ? ranked.getShape() : ArrayRef<int64_t>(), elementType, isTensor && !ranked);
}
