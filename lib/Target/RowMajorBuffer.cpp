//===- RowMajorBuffer.cpp - memrefs of contiguous buffers from their addresses ----------------------------===//
#include "RowMajorBuffer.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

/// The sizes of all dimensions; null where they are not known.
static SmallVector<Value> collectSizes(ImplicitLocOpBuilder &b, MemRefType type, ValueRange dynamicSizes) {
  SmallVector<Value> sizes;
  for (int64_t size : type.getShape()) {
    if (!ShapedType::isDynamic(size)) {
      sizes.push_back(LLVM::ConstantOp::create(b, b.getI64IntegerAttr(size)));
      continue;
    }
    sizes.push_back(dynamicSizes.empty() ? Value() : dynamicSizes.front());
    dynamicSizes = dynamicSizes.empty() ? dynamicSizes : dynamicSizes.drop_front();
  }
  return sizes;
}

Value qnt::buildRowMajorBuffer(ImplicitLocOpBuilder &b, Value pointer, MemRefType type, ValueRange dynamicSizes,
                               const LLVMTypeConverter &converter) {
  Location loc = b.getLoc();
  MemRefDescriptor descriptor = MemRefDescriptor::poison(b, loc, converter.convertType(type));
  Type pointerType = descriptor.getElementPtrType();
  if (pointer.getType() != pointerType)
    pointer = LLVM::AddrSpaceCastOp::create(b, pointerType, pointer);
  descriptor.setAllocatedPtr(b, loc, pointer);
  descriptor.setAlignedPtr(b, loc, pointer);
  descriptor.setConstantOffset(b, loc, 0);
  SmallVector<Value> sizes = collectSizes(b, type, dynamicSizes);
  Value stride = LLVM::ConstantOp::create(b, b.getI64IntegerAttr(1));
  for (int64_t dim = type.getRank() - 1; dim >= 0; --dim) {
    if (stride)
      descriptor.setStride(b, loc, dim, stride);
    if (sizes[dim])
      descriptor.setSize(b, loc, dim, sizes[dim]);
    stride = stride && sizes[dim] ? LLVM::MulOp::create(b, stride, sizes[dim]).getResult() : Value();
  }
  return UnrealizedConversionCastOp::create(b, Type(type), Value(descriptor)).getResult(0);
}
