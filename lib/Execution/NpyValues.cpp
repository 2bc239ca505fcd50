//===- NpyValues.cpp - values of the IR from and to .npy files --------------------------------------------===//

#include "Qnt/Execution/NpyValues.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;
using reference::ElementKind;

//===----------------------------------------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------------------------------------===//

static bool isNumPyFloat(const ElementKind &kind) {
  return kind.isFloat && (kind.format == Format::F64 || kind.format == Format::F32 || kind.format == Format::F16);
}

/// Bytes of the smallest NumPy type that holds an element.
static unsigned getByteSize(const ElementKind &kind) {
  return kind.width <= 8 ? 1 : kind.width <= 16 ? 2 : kind.width <= 32 ? 4 : 8;
}

/// The type that elements are written as.
static NpyType getWrittenType(const ElementKind &kind, bool isUnsigned) {
  if (isNumPyFloat(kind))
    return {'f', getByteSize(kind)};
  if (!kind.isFloat && kind.width == 1)
    return {'b', 1};
  return {kind.isFloat || isUnsigned ? 'u' : 'i', getByteSize(kind)};
}

static bool canHold(const NpyType &type, const ElementKind &kind) {
  if (type.size != getByteSize(kind))
    return false;
  if (isNumPyFloat(kind))
    return type.kind == 'f';
  if (type.kind == 'b')
    return !kind.isFloat && kind.width == 1;
  // Codes of a float format have no sign of their own.
  return type.kind == 'u' || type.kind == 'V' || (type.kind == 'i' && !kind.isFloat);
}

/// "i4, u4 or V4"
static std::string describeTypes(const ElementKind &kind) {
  std::string size = std::to_string(getByteSize(kind));
  if (isNumPyFloat(kind))
    return "f" + size;
  std::string raw = "u" + size + " or V" + size;
  return kind.isFloat ? raw : (kind.width == 1 ? "b1, i" : "i") + size + ", " + raw;
}

/// A code of fewer bits than its bytes. Signed data holds numbers, -8 to 7 of 4 bits; unsigned data codes, 0 to 15; raw
/// bytes either. Nothing is cut off.
static std::optional<uint64_t> narrow(const NpyType &type, const ElementKind &kind, uint64_t raw) {
  unsigned width = 8 * type.size;
  if (kind.width == width)
    return raw;
  bool fitsUnsigned = raw >> kind.width == 0;
  bool fitsSigned = llvm::isIntN(kind.width, llvm::SignExtend64(raw, width));
  // ml_dtypes writes its signed narrow integers as raw bytes.
  bool mayBeSigned = !kind.isFloat && (type.kind == 'i' || type.kind == 'V');
  bool mayBeUnsigned = type.kind != 'i' || kind.width == 1;
  if ((mayBeUnsigned && fitsUnsigned) || (mayBeSigned && fitsSigned))
    return raw & llvm::maskTrailingOnes<uint64_t>(kind.width);
  return std::nullopt;
}

//===----------------------------------------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------------------------------------===//

/// A code that does not fit.
static llvm::Error makeRangeError(const NpyType &type, const ElementKind &kind, uint64_t raw, StringRef typeName,
                                  size_t index) {
  std::string where = " at element " + std::to_string(index);
  if (type.kind != 'i')
    return llvm::createStringError("expected codes of " + Twine(kind.width) + " bits, got " + Twine(raw) + where);
  return llvm::createStringError("expected numbers from " + Twine(llvm::minIntN(kind.width)) + " to " +
                                 Twine(llvm::maxIntN(kind.width)) + " of " + typeName + " in data of type " +
                                 type.getDescription() + ", got " + Twine(llvm::SignExtend64(raw, 8 * type.size)) +
                                 where);
}

llvm::Expected<Tensor> execution::readTensor(const NpyFile &file, Type elementType) {
  std::string typeName;
  llvm::raw_string_ostream(typeName) << elementType;
  std::optional<ElementKind> kind = reference::getElementKind(elementType);
  if (!kind)
    return llvm::createStringError("elements of type " + typeName + " cannot be read from a file");
  if (!canHold(file.getType(), *kind))
    return llvm::createStringError("expected data of type " + describeTypes(*kind) + " for " + typeName + ", got " +
                                   file.getType().getDescription());
  std::vector<uint64_t> bits(file.getNumElements());
  for (size_t i = 0; i < bits.size(); ++i) {
    std::optional<uint64_t> code = narrow(file.getType(), *kind, file.getRaw(static_cast<int64_t>(i)));
    if (!code)
      return makeRangeError(file.getType(), *kind, file.getRaw(static_cast<int64_t>(i)), typeName, i);
    bits[i] = *code;
  }
  return Tensor(elementType, file.getShape(), std::move(bits));
}

void execution::writeTensor(raw_ostream &stream, const Tensor &tensor, bool isUnsigned) {
  const ElementKind &kind = tensor.getKind();
  NpyType type = getWrittenType(kind, isUnsigned);
  if (type.kind != 'i') {
    writeNpy(stream, type, tensor.getShape(), tensor.getBits());
    return;
  }
  std::vector<uint64_t> extended(tensor.getNumElements());
  for (size_t i = 0; i < extended.size(); ++i)
    extended[i] = static_cast<uint64_t>(tensor.getSigned(static_cast<int64_t>(i)));
  writeNpy(stream, type, tensor.getShape(), extended);
}

//===----------------------------------------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------------------------------------===//

std::vector<NamedTensor> execution::flattenValues(ArrayRef<InterpreterValue> values, StringRef noun) {
  std::vector<NamedTensor> tensors;
  for (auto [index, value] : llvm::enumerate(values)) {
    std::string name = (noun + " " + Twine(index)).str();
    if (value.isTensor())
      tensors.push_back({name, value.getTensor(), false});
    if (!value.isArray())
      continue;
    EncodingAttr encoding = value.getArray().encoding;
    auto parts = value.getArray().getPartTensors();
    for (auto [kind, part] : llvm::zip(value.getArray().getType().getPartKinds(), parts))
      tensors.push_back({name + " (" + getPartName(kind).str() + ")", part, reference::isUnsignedPart(encoding, kind)});
  }
  return tensors;
}

SmallVector<Type> execution::getValueTypes(ArrayRef<Type> types) {
  return llvm::map_to_vector(types, [](Type type) -> Type {
    auto memory = dyn_cast<MemRefType>(type);
    return memory ? RankedTensorType::get(memory.getShape(), memory.getElementType()) : type;
  });
}

unsigned execution::countFiles(ArrayRef<Type> types) {
  unsigned count = 0;
  for (Type type : types) {
    auto array = dyn_cast<ArrayType>(type);
    count += array ? array.getPartKinds().size() : 1;
  }
  return count;
}

static llvm::Expected<Tensor> readFile(StringRef path, Type elementType, const Twine &name) {
  llvm::Expected<NpyFile> file = NpyFile::open(path);
  if (!file)
    return file.takeError();
  llvm::Expected<Tensor> tensor = readTensor(*file, elementType);
  if (!tensor)
    return llvm::createStringError(name + " ('" + path + "'): " + llvm::toString(tensor.takeError()));
  return tensor;
}

static llvm::Expected<InterpreterValue> readArray(ArrayRef<std::string> paths, ArrayType type, const Twine &name) {
  SmallVector<Tensor> parts;
  for (auto [path, kind] : llvm::zip(paths, type.getPartKinds())) {
    Type elementType = type.getPartType(kind).getElementType();
    llvm::Expected<Tensor> part = readFile(path, elementType, name + " (" + getPartName(kind) + ")");
    if (!part)
      return part.takeError();
    parts.push_back(std::move(*part));
  }
  llvm::Expected<reference::Array> array = reference::Array::fromPartTensors(type.getEncoding(), parts);
  if (!array)
    return llvm::createStringError(name + ": " + llvm::toString(array.takeError()));
  return InterpreterValue(std::move(*array));
}

llvm::Expected<SmallVector<InterpreterValue>> execution::readValues(ArrayRef<std::string> paths, ArrayRef<Type> types) {
  if (paths.size() != countFiles(types))
    return llvm::createStringError("expected " + Twine(countFiles(types)) + " input files, got " + Twine(paths.size()));
  SmallVector<InterpreterValue> values;
  for (auto [index, type] : llvm::enumerate(types)) {
    std::string name = "input " + std::to_string(index);
    unsigned count = countFiles(type);
    if (auto array = dyn_cast<ArrayType>(type)) {
      llvm::Expected<InterpreterValue> value = readArray(paths.take_front(count), array, name);
      if (!value)
        return value.takeError();
      values.push_back(std::move(*value));
    } else {
      llvm::Expected<Tensor> tensor = readFile(paths.front(), getElementTypeOrSelf(type), name);
      if (!tensor)
        return tensor.takeError();
      values.push_back(std::move(*tensor));
    }
    paths = paths.drop_front(count);
  }
  return values;
}
