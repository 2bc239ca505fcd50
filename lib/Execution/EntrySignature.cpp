//===- EntrySignature.cpp - the C function that calls an entry of a program -------------------------------===//
#include "EntrySignature.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

ArrayRef<int64_t> execution::getShape(Type type) {
  if (auto array = dyn_cast<ArrayType>(type))
    return array.getShape();
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.getShape();
  return {};
}

int64_t execution::getPartDivisor(ArrayType type, PartKind kind, unsigned dim) {
  EncodingAttr encoding = type.getEncoding();
  auto get = [&](ArrayRef<int64_t> sizes) -> int64_t {
    return dim >= sizes.size() || sizes[dim] == numerics::kWhole ? 0 : sizes[dim];
  };
  LutAttr lut = encoding.getLut();
  switch (kind) {
  case PartKind::Codes:
    return lut && lut.isVector() ? get(lut.getVector()) : 1;
  case PartKind::Scales:
  case PartKind::ZeroPoints:
    return get(encoding.getBlock());
  case PartKind::Codebook:
    return get(lut.getGroup());
  case PartKind::TensorScale:
    return 0;
  case PartKind::Mask:
    return 1;
  }
  llvm_unreachable("unknown part");
}

bool execution::isInnerSize(Type type, const Slot &slot) { return isa<ArrayType>(type) && !slot.part; }

bool execution::isCIdentifier(StringRef name) {
  auto isWord = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  return !name.empty() && !llvm::isDigit(name.front()) && llvm::all_of(name, isWord);
}

//===----------------------------------------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------------------------------------===//

/// True when the elements of a part are numbers of an unsigned format, or bits.
static bool isUnsigned(Type type, const Slot &slot) {
  auto array = dyn_cast<ArrayType>(type);
  if (isPacked(slot) || getElementTypeOrSelf(slot.logical).isInteger(1))
    return true;
  if (!array || !slot.part)
    return false;
  numerics::Encoding encoding = array.getEncoding().toNumerics();
  if (*slot.part == PartKind::Codes)
    return encoding.codebook || !numerics::getInfo(encoding.storage).isSigned;
  return *slot.part == PartKind::ZeroPoints && !numerics::getInfo(*encoding.zeroPoint).isSigned;
}

/// Floats that C lacks are raw bits.
static std::string getCType(Type type, const Slot &slot) {
  Type element = getElementTypeOrSelf(slot.type);
  if (element.isF32())
    return "float";
  if (element.isF64())
    return "double";
  bool isRaw = isa<FloatType>(getElementTypeOrSelf(slot.logical)) || isUnsigned(type, slot);
  return (Twine(isRaw ? "uint" : "int") + Twine(8 * getElementSize(slot.type)) + "_t").str();
}

static void addParameters(std::vector<Parameter> &parameters, Type type, ArrayRef<Slot> slots, unsigned value,
                          bool isResult) {
  std::string name = ((isResult ? "result" : "input") + Twine(value)).str();
  for (auto [index, slot] : llvm::enumerate(slots)) {
    if (isInnerSize(type, slot))
      continue;
    std::string part = slot.part ? ("_" + getPartName(*slot.part)).str() : "";
    std::replace(part.begin(), part.end(), ' ', '_');
    auto kind = isa<RankedTensorType>(slot.type) ? Parameter::Kind::Data : Parameter::Kind::Number;
    parameters.push_back({kind, isResult, value, static_cast<unsigned>(index), name + part, getCType(type, slot)});
  }
  if (ShapedType::isDynamicShape(getShape(type)))
    parameters.push_back({Parameter::Kind::Shape, isResult, value, 0, name + "_shape", "int64_t"});
}

std::vector<Parameter> execution::getParameters(const EntryPoint &entry) {
  std::vector<Parameter> parameters;
  for (auto [index, type] : llvm::enumerate(entry.type.getInputs()))
    addParameters(parameters, type, entry.inputs[index], index, /*isResult=*/false);
  for (auto [index, type] : llvm::enumerate(entry.type.getResults()))
    addParameters(parameters, type, entry.results[index], index, /*isResult=*/true);
  return parameters;
}
