//===- HostValues.cpp - values as they lie in memory, and back --------------------------------------------===//
#include "HostValues.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;
using reference::Tensor;

/// Bytes of an element that is not packed.
static int64_t getBytes(const reference::ElementKind &kind) {
  return llvm::PowerOf2Ceil(llvm::divideCeil(kind.width, 8));
}

static bool isPacked(ArrayType type, PartKind kind) {
  return kind == PartKind::Mask || (kind == PartKind::Codes && type.getEncoding().getCodeWidth() < 8);
}

static bool hasInnerSize(ArrayType type) {
  bool isSomePartPacked = llvm::any_of(type.getPartKinds(), [&](PartKind kind) { return isPacked(type, kind); });
  return isSomePartPacked && type.getRank() > 0 && ShapedType::isDynamic(type.getShape().back());
}

static HostBuffer toBuffer(const Tensor &tensor, bool packed) {
  HostBuffer buffer;
  unsigned width = tensor.getKind().width;
  if (packed) {
    std::vector<uint8_t> bytes = numerics::packCodes(tensor.getBits(), tensor.getShape(), width);
    buffer.sizes = llvm::to_vector(numerics::getPackedShape(tensor.getShape(), width));
    buffer.bytes.assign(bytes.begin(), bytes.end());
    return buffer;
  }
  buffer.sizes = llvm::to_vector(tensor.getShape());
  int64_t size = getBytes(tensor.getKind());
  buffer.bytes.resize(tensor.getNumElements() * size);
  for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
    uint64_t bits = tensor.getRaw(i);
    if (!tensor.getKind().isFloat && width > 1)
      bits = static_cast<uint64_t>(tensor.getSigned(i));
    std::memcpy(buffer.bytes.data() + i * size, &bits, size);
  }
  return buffer;
}

std::vector<HostBuffer> qnt::testing::toBuffers(const InterpreterValue &value, Type type) {
  if (value.isTensor()) {
    HostBuffer buffer = toBuffer(value.getTensor(), false);
    buffer.isScalar = !isa<RankedTensorType>(type);
    return {buffer};
  }
  auto array = cast<ArrayType>(type);
  std::vector<HostBuffer> buffers;
  for (auto [kind, part] : llvm::zip_equal(array.getPartKinds(), value.getArray().getPartTensors()))
    buffers.push_back(toBuffer(part, isPacked(array, kind)));
  if (hasInnerSize(array)) {
    HostBuffer size = toBuffer(Tensor::fromInteger(IndexType::get(type.getContext()), value.getShape().back()), false);
    size.isScalar = true;
    buffers.push_back(size);
  }
  return buffers;
}

unsigned qnt::testing::countBuffers(Type type) {
  auto array = dyn_cast<ArrayType>(type);
  return array ? array.getPartKinds().size() + hasInnerSize(array) : 1;
}

static llvm::Expected<Tensor> fromBuffer(const HostBuffer &buffer, Type element, ArrayRef<int64_t> shape, bool packed) {
  Tensor tensor(element, shape);
  unsigned width = tensor.getKind().width;
  if (packed) {
    std::vector<uint8_t> bytes(buffer.bytes.begin(), buffer.bytes.end());
    llvm::Expected<std::vector<uint64_t>> codes = numerics::unpackCodes(bytes, shape, width);
    if (!codes)
      return codes.takeError();
    return Tensor(element, shape, *codes);
  }
  int64_t size = getBytes(tensor.getKind());
  if (static_cast<int64_t>(buffer.bytes.size()) != size * tensor.getNumElements())
    return llvm::createStringError("a result has another size than its type");
  for (auto [i, bits] : llvm::enumerate(tensor.getMutableBits())) {
    std::memcpy(&bits, buffer.bytes.data() + i * size, size);
    bits &= llvm::maskTrailingOnes<uint64_t>(width);
  }
  return tensor;
}

llvm::Expected<InterpreterValue> qnt::testing::fromBuffers(ArrayRef<HostBuffer> buffers, Type type) {
  auto array = dyn_cast<ArrayType>(type);
  if (!array) {
    llvm::Expected<Tensor> tensor =
        fromBuffer(buffers.front(), getElementTypeOrSelf(type), buffers.front().sizes, false);
    if (!tensor)
      return tensor.takeError();
    return InterpreterValue(*tensor);
  }
  SmallVector<int64_t> shape(buffers.front().sizes);
  if (hasInnerSize(array))
    std::memcpy(&shape.back(), buffers.back().bytes.data(), sizeof(int64_t));
  else if (!shape.empty() && array.getRank() > 0)
    shape.back() = array.getShape().back();
  shape.resize(array.getRank());
  auto sized = ArrayType::get(type.getContext(), shape, array.getEncoding());
  SmallVector<Tensor> parts;
  for (auto [kind, buffer] : llvm::zip(sized.getPartKinds(), buffers)) {
    RankedTensorType part = sized.getPartType(kind);
    llvm::Expected<Tensor> tensor = fromBuffer(buffer, part.getElementType(), part.getShape(), isPacked(array, kind));
    if (!tensor)
      return tensor.takeError();
    parts.push_back(*tensor);
  }
  llvm::Expected<reference::Array> made = reference::Array::fromPartTensors(array.getEncoding(), parts);
  if (!made)
    return made.takeError();
  return InterpreterValue(*made);
}
