//===- RuntimeCalls.cpp - calls of the runtime in host code -----------------------------------------------===//
#include "RuntimeCalls.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/Target/Passes.h"
#include "RowMajorBuffer.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace mlir::qnt;

static constexpr unsigned kDeviceSpace = 1;

bool qnt::isOnDevice(Type type) {
  auto memory = dyn_cast<BaseMemRefType>(type);
  return memory && memory.getMemorySpaceAsInt() == kDeviceSpace;
}

static LowerToLLVMOptions getOptions(MLIRContext *context) {
  LowerToLLVMOptions options(context);
  options.overrideIndexBitwidth(64);
  return options;
}

RuntimeCalls::RuntimeCalls(ModuleOp module)
    : module(module), symbols(module), converter(module.getContext(), getOptions(module.getContext())) {}

//===----------------------------------------------------------------------------------------------------===//
// Pieces
//===----------------------------------------------------------------------------------------------------===//

Value RuntimeCalls::call(ImplicitLocOpBuilder &b, StringRef name, ValueRange arguments, Type result) {
  SmallVector<Type> results;
  if (result)
    results.push_back(result);
  if (!symbols.lookup(name)) {
    OpBuilder builder(module.getContext());
    auto function =
        func::FuncOp::create(builder, module.getLoc(), name, builder.getFunctionType(arguments.getTypes(), results));
    function.setPrivate();
    symbols.insert(function);
  }
  auto op = func::CallOp::create(b, name, results, arguments);
  return result ? op.getResult(0) : Value();
}

Value RuntimeCalls::getNumber(ImplicitLocOpBuilder &b, int64_t number) {
  return arith::ConstantOp::create(b, b.getI64IntegerAttr(number));
}

Value RuntimeCalls::toI64(ImplicitLocOpBuilder &b, Value index) {
  return arith::IndexCastOp::create(b, b.getI64Type(), index);
}

/// The address of a memref without offset.
Value RuntimeCalls::getPointer(ImplicitLocOpBuilder &b, Value memory) {
  Value index = memref::ExtractAlignedPointerAsIndexOp::create(b, memory);
  unsigned space = isOnDevice(memory.getType()) ? kDeviceSpace : 0;
  return LLVM::IntToPtrOp::create(b, LLVM::LLVMPointerType::get(b.getContext(), space), toI64(b, index));
}

Value RuntimeCalls::getBytes(ImplicitLocOpBuilder &b, MemRefType type, ValueRange dynamicSizes) {
  Value product = getNumber(b, *getKnownBytes(type));
  for (Value size : dynamicSizes)
    product = arith::MulIOp::create(b, product, toI64(b, size));
  return product;
}

SmallVector<Value> RuntimeCalls::getDynamicSizes(ImplicitLocOpBuilder &b, Value memory) {
  SmallVector<Value> sizes;
  auto type = cast<MemRefType>(memory.getType());
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      sizes.push_back(memref::DimOp::create(b, memory, dim));
  return sizes;
}

Value RuntimeCalls::wrap(ImplicitLocOpBuilder &b, Value pointer, MemRefType type, ValueRange dynamicSizes) {
  SmallVector<Value> sizes;
  for (Value size : dynamicSizes)
    sizes.push_back(toI64(b, size));
  return buildRowMajorBuffer(b, pointer, type, sizes, converter);
}

Value RuntimeCalls::getElementPointer(ImplicitLocOpBuilder &b, Value memory, ValueRange indices) {
  auto metadata = memref::ExtractStridedMetadataOp::create(b, memory);
  Value position = metadata.getOffset();
  for (auto [index, stride] : llvm::zip(indices, metadata.getStrides()))
    position = arith::AddIOp::create(b, position, arith::MulIOp::create(b, index, stride));
  int64_t size = *getElementBytes(cast<MemRefType>(memory.getType()).getElementType());
  Value bytes = arith::MulIOp::create(b, toI64(b, position), getNumber(b, size));
  Value base = getPointer(b, memory);
  return LLVM::GEPOp::create(b, base.getType(), b.getI8Type(), base, ArrayRef<LLVM::GEPArg>{bytes});
}

/// Memory of the function's frame: a loop does not take it anew in each trip.
Value RuntimeCalls::reserve(ImplicitLocOpBuilder &b, Type type, int64_t count) {
  OpBuilder::InsertionGuard guard(b);
  auto function = b.getInsertionBlock()->getParentOp()->getParentOfType<func::FuncOp>();
  if (auto parent = dyn_cast<func::FuncOp>(b.getInsertionBlock()->getParentOp()))
    function = parent;
  b.setInsertionPointToStart(&function.getBody().front());
  return LLVM::AllocaOp::create(b, LLVM::LLVMPointerType::get(b.getContext()), type, getNumber(b, count));
}

//===----------------------------------------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------------------------------------===//

static Type getDevicePointer(ImplicitLocOpBuilder &b) {
  return LLVM::LLVMPointerType::get(b.getContext(), kDeviceSpace);
}

Value RuntimeCalls::allocate(ImplicitLocOpBuilder &b, MemRefType type, ValueRange dynamicSizes) {
  Value pointer = call(b, kDeviceAllocateName, getBytes(b, type, dynamicSizes), getDevicePointer(b));
  return wrap(b, pointer, type, dynamicSizes);
}

void RuntimeCalls::release(ImplicitLocOpBuilder &b, Value memory) {
  call(b, kDeviceReleaseName, getPointer(b, memory));
}

Value RuntimeCalls::getConstant(ImplicitLocOpBuilder &b, Value host, MemRefType type) {
  Value pointer = call(b, kDeviceConstantName, {getPointer(b, host), getBytes(b, type, {})}, getDevicePointer(b));
  return wrap(b, pointer, type, {});
}

Value RuntimeCalls::upload(ImplicitLocOpBuilder &b, Value host, MemRefType type) {
  SmallVector<Value> sizes = getDynamicSizes(b, host);
  Value pointer = call(b, kDeviceUploadName, {getPointer(b, host), getBytes(b, type, sizes)}, getDevicePointer(b));
  return wrap(b, pointer, type, sizes);
}

void RuntimeCalls::download(ImplicitLocOpBuilder &b, Value host, Value memory) {
  Value bytes = getBytes(b, cast<MemRefType>(memory.getType()), getDynamicSizes(b, memory));
  call(b, kDeviceReadName, {getPointer(b, host), getPointer(b, memory), bytes});
}

Value RuntimeCalls::readElement(ImplicitLocOpBuilder &b, Value memory, ValueRange indices) {
  Type type = cast<MemRefType>(memory.getType()).getElementType();
  Type stored = type.isIndex() ? b.getI64Type() : type.isInteger(1) ? b.getI8Type() : type;
  Value place = reserve(b, stored, 1);
  Value from = getElementPointer(b, memory, indices);
  call(b, kDeviceReadName, {place, from, getNumber(b, *getElementBytes(type))});
  Value value = LLVM::LoadOp::create(b, stored, place);
  if (type.isIndex())
    return arith::IndexCastOp::create(b, type, value);
  return type == stored ? value : arith::TruncIOp::create(b, type, value).getResult();
}

/// As it lies in memory.
static Value toStored(ImplicitLocOpBuilder &b, Value value) {
  if (value.getType().isIndex())
    return arith::IndexCastOp::create(b, b.getI64Type(), value);
  return value.getType().isInteger(1) ? arith::ExtUIOp::create(b, b.getI8Type(), value).getResult() : value;
}

void RuntimeCalls::writeElement(ImplicitLocOpBuilder &b, Value element, Value memory, ValueRange indices) {
  Value stored = toStored(b, element);
  Value place = reserve(b, stored.getType(), 1);
  LLVM::StoreOp::create(b, stored, place);
  Value to = getElementPointer(b, memory, indices);
  call(b, kDeviceWriteName, {to, place, getNumber(b, *getElementBytes(element.getType()))});
}

//===----------------------------------------------------------------------------------------------------===//
// Launches
//===----------------------------------------------------------------------------------------------------===//

Value RuntimeCalls::getName(ImplicitLocOpBuilder &b, StringRef kernel) {
  Operation *&global = names[kernel];
  if (!global) {
    OpBuilder builder(module.getContext());
    std::string text = kernel.str() + '\0';
    auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), text.size());
    global = LLVM::GlobalOp::create(builder, module.getLoc(), type, /*isConstant=*/true, LLVM::Linkage::Internal,
                                    "qnt_kernel", builder.getStringAttr(text));
    symbols.insert(global);
  }
  return LLVM::AddressOfOp::create(b, cast<LLVM::GlobalOp>(global));
}

/// Stores an argument into `place`, and where and how large it is into `entry`, a QntrtArgument.
void RuntimeCalls::storeArgument(ImplicitLocOpBuilder &b, Value argument, Value place, Value entry) {
  Type type = argument.getType();
  bool isBuffer = isa<MemRefType>(type);
  LLVM::StoreOp::create(b, isBuffer ? getPointer(b, argument) : toStored(b, argument), place);
  Value size = getNumber(b, isBuffer ? 8 : *getElementBytes(type));
  auto pointer = cast<LLVM::LLVMPointerType>(entry.getType());
  const Value fields[] = {place, size, size};
  for (auto [index, value] : llvm::enumerate(fields)) {
    Value field = LLVM::GEPOp::create(b, pointer, b.getI64Type(), entry, ArrayRef<LLVM::GEPArg>{int32_t(index)});
    LLVM::StoreOp::create(b, value, field);
  }
}

void RuntimeCalls::launch(ImplicitLocOpBuilder &b, StringRef kernel, ValueRange sizes, ValueRange arguments) {
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  auto getPlace = [&](Value base, int64_t word) -> Value {
    return LLVM::GEPOp::create(b, pointer, b.getI64Type(), base, ArrayRef<LLVM::GEPArg>{int32_t(word)});
  };
  Value numbers = reserve(b, b.getI64Type(), sizes.size());
  for (auto [index, size] : llvm::enumerate(sizes))
    LLVM::StoreOp::create(b, toI64(b, size), getPlace(numbers, index));
  int64_t count = arguments.size();
  Value values = reserve(b, b.getI64Type(), std::max<int64_t>(count, 1));
  Value table = reserve(b, b.getI64Type(), std::max<int64_t>(3 * count, 1));
  for (auto [index, argument] : llvm::enumerate(arguments))
    storeArgument(b, argument, getPlace(values, index), getPlace(table, 3 * index));
  call(b, kDeviceLaunchName, {getName(b, kernel), numbers, table, getNumber(b, count)});
}
