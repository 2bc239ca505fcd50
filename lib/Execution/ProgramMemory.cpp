//===- ProgramMemory.cpp - values as compiled programs take and give them ---------------------------------===//
#include "ProgramMemory.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
using reference::ElementKind;

Descriptor::Descriptor(void *data, ArrayRef<int64_t> shape) : rank(shape.size()) {
  words = {reinterpret_cast<int64_t>(data), reinterpret_cast<int64_t>(data), 0};
  llvm::append_range(words, shape);
  llvm::append_range(words, reference::getRowMajorStrides(shape));
}

Descriptor Descriptor::read(const void *memory, Type type) {
  Descriptor descriptor;
  descriptor.rank = cast<RankedTensorType>(type).getRank();
  descriptor.words.resize(3 + 2 * descriptor.rank);
  std::memcpy(descriptor.words.data(), memory, getSize(descriptor.rank));
  return descriptor;
}

const char *Descriptor::getElement(ArrayRef<int64_t> position, size_t elementSize) const {
  int64_t index = words[2];
  for (unsigned dim = 0; dim < rank; ++dim)
    index += position[dim] * words[3 + rank + dim];
  return reinterpret_cast<const char *>(words[1]) + index * static_cast<int64_t>(elementSize);
}

//===----------------------------------------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------------------------------------===//

static bool isNumber(Type type) { return reference::getElementKind(type).has_value(); }

llvm::Expected<SmallVector<Slot>> execution::getSlots(Type type) {
  SmallVector<Slot> slots;
  if (auto array = dyn_cast<ArrayType>(type)) {
    for (PartKind kind : array.getPartKinds())
      slots.push_back({getContainerPartType(array, kind), kind, array.getPartType(kind)});
    if (needsInnerSize(array))
      slots.push_back({IndexType::get(type.getContext()), std::nullopt, IndexType::get(type.getContext())});
    return slots;
  }
  if (auto tensor = dyn_cast<RankedTensorType>(type); tensor && isNumber(tensor.getElementType())) {
    slots.push_back({getContainerType(tensor), std::nullopt, tensor});
    return slots;
  }
  if (!isa<ShapedType>(type) && isNumber(type)) {
    slots.push_back({getContainerScalarType(type), std::nullopt, type});
    return slots;
  }
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return llvm::createStringError("values of type " + text + " cannot enter or leave compiled code");
}

size_t execution::getElementSize(Type type) {
  Type element = getElementTypeOrSelf(type);
  return llvm::PowerOf2Ceil(*getElementBytes(element));
}

bool execution::isPacked(const Slot &slot) {
  if (slot.part == PartKind::Mask)
    return true;
  return slot.part == PartKind::Codes && getElementTypeOrSelf(slot.logical).getIntOrFloatBitWidth() < 8;
}

//===----------------------------------------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------------------------------------===//

/// Whether an integer in memory is wider than its type, and so sign-extended.
static bool isExtended(const Slot &slot) {
  Type element = getElementTypeOrSelf(slot.logical);
  return isa<IntegerType>(element) && isa<RankedTensorType>(slot.type) && element != getElementTypeOrSelf(slot.type);
}

std::vector<char> execution::toBytes(const Tensor &tensor, const Slot &slot) {
  if (isPacked(slot)) {
    std::vector<uint8_t> packed = numerics::packCodes(tensor.getBits(), tensor.getShape(), tensor.getKind().width);
    return std::vector<char>(packed.begin(), packed.end());
  }
  size_t size = getElementSize(slot.type);
  bool extends = isExtended(slot);
  std::vector<char> bytes(size * tensor.getNumElements());
  for (int64_t i = 0, end = tensor.getNumElements(); i < end; ++i) {
    uint64_t raw = extends ? static_cast<uint64_t>(tensor.getSigned(i)) : tensor.getRaw(i);
    std::memcpy(bytes.data() + i * size, &raw, size);
  }
  return bytes;
}

/// Elements of `memory` in row-major order.
static std::vector<uint64_t> readElements(const Descriptor &memory, size_t size) {
  ArrayRef<int64_t> shape = memory.getShape();
  std::vector<uint64_t> elements(numerics::getNumElements(shape));
  SmallVector<int64_t> position(shape.size(), 0);
  for (uint64_t &element : elements) {
    element = 0;
    std::memcpy(&element, memory.getElement(position, size), size);
    reference::advance(position, shape);
  }
  return elements;
}

Tensor execution::fromMemory(const Descriptor &memory, const Slot &slot, ArrayRef<int64_t> shape) {
  std::vector<uint64_t> elements = readElements(memory, getElementSize(slot.type));
  Type element = getElementTypeOrSelf(slot.logical);
  if (isPacked(slot)) {
    std::vector<uint8_t> bytes(elements.begin(), elements.end());
    elements = llvm::cantFail(numerics::unpackCodes(bytes, shape, element.getIntOrFloatBitWidth()));
  }
  for (uint64_t &value : elements)
    value = reference::integerToBits(*reference::getElementKind(element), value);
  return Tensor(element, shape, std::move(elements));
}
