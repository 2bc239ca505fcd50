//===- ContainerTypes.cpp - how values lie in the memory of a CPU -----------------------------------------===//
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/Conversion/ArrayExpansion.h"
#include "mlir/Dialect/Quant/IR/QuantTypes.h"

using namespace mlir;
using namespace mlir::qnt;

bool mlir::qnt::isSmallFloat(Type type) { return isa<FloatType>(type) && type.getIntOrFloatBitWidth() <= 8; }

Type mlir::qnt::getContainerScalarType(Type type) {
  // A calibrated type has no storage yet and stays as it is.
  if (auto quantized = dyn_cast<quant::QuantizedType>(type); quantized && quantized.getStorageType())
    return getContainerScalarType(quantized.getStorageType());
  return isSmallFloat(type) ? IntegerType::get(type.getContext(), 8) : type;
}

Type mlir::qnt::getContainerElementType(Type element) {
  auto integer = dyn_cast<IntegerType>(getContainerScalarType(element));
  if (!integer || integer.getWidth() == 1 || integer.getWidth() > 64)
    return getContainerScalarType(element);
  unsigned width = std::max<uint64_t>(8, llvm::PowerOf2Ceil(integer.getWidth()));
  return IntegerType::get(element.getContext(), width);
}

RankedTensorType mlir::qnt::getContainerType(RankedTensorType type) {
  return type.clone(getContainerElementType(type.getElementType()));
}

//===----------------------------------------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------------------------------------===//

bool mlir::qnt::hasPackedCodes(ArrayType type) { return type.getEncoding().getCodeWidth() < 8; }

bool mlir::qnt::needsInnerSize(ArrayType type) {
  if (type.getRank() == 0 || !type.isDynamicDim(type.getRank() - 1))
    return false;
  return hasPackedCodes(type) || type.getMaskType();
}

/// As ArrayType::getPackedCodesType, also with a dynamic inner dimension.
static RankedTensorType getPacked(RankedTensorType logical) {
  unsigned width = logical.getElementType().getIntOrFloatBitWidth();
  SmallVector<int64_t> shape(logical.getShape());
  if (shape.empty())
    shape.push_back(1);
  if (!ShapedType::isDynamic(shape.back()))
    shape.back() = llvm::divideCeil(shape.back() * width, 8);
  return RankedTensorType::get(shape, IntegerType::get(logical.getContext(), 8));
}

RankedTensorType mlir::qnt::getContainerPartType(ArrayType type, PartKind kind) {
  RankedTensorType part = type.getPartType(kind);
  if (kind == PartKind::Mask || (kind == PartKind::Codes && hasPackedCodes(type)))
    return getPacked(part);
  return getContainerType(part);
}

SmallVector<Type> mlir::qnt::getContainerPartTypes(ArrayType type) {
  SmallVector<Type> types;
  for (PartKind kind : type.getPartKinds())
    types.push_back(getContainerPartType(type, kind));
  if (needsInnerSize(type))
    types.push_back(IndexType::get(type.getContext()));
  return types;
}

//===----------------------------------------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------------------------------------===//

/// Not so a calibrated type: its storage is not chosen yet.
static bool hasStorage(Type type) {
  auto quantized = dyn_cast<quant::QuantizedType>(type);
  return !quantized || quantized.getStorageType();
}

ContainerTypeConverter::ContainerTypeConverter() {
  // The last conversion added is the first tried.
  addConversion([](Type type) { return hasStorage(type) ? getContainerScalarType(type) : Type(); });
  addConversion([](RankedTensorType type) -> std::optional<Type> {
    return hasStorage(type.getElementType()) ? Type(getContainerType(type)) : Type();
  });
  // Nothing is known about how many bytes its rows have: only what is its own container.
  addConversion([](UnrankedTensorType type) {
    Type element = type.getElementType();
    return hasStorage(element) && getContainerElementType(element) == element ? Type(type) : Type();
  });
  addConversion([](ArrayType type, SmallVectorImpl<Type> &parts) -> std::optional<LogicalResult> {
    llvm::append_range(parts, getContainerPartTypes(type));
    return success();
  });
  addConversion([this](FunctionType type) { return convertSignature(*this, type); });
}
