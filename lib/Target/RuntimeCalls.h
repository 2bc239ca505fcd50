//===- RuntimeCalls.h - calls of the runtime in host code -------------------------------------------------===//
//
// Host code between memref and LLVM: memory of the device is a memref in memory space 1, whose pointers are addresses
// of the device. What works on them are calls of the functions that Qnt/Target/Passes.h names.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_TARGET_RUNTIMECALLS_H
#define QNT_LIB_TARGET_RUNTIMECALLS_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::qnt {

/// Memory space 1 of a memref.
bool isOnDevice(Type type);

/// Builds calls at `b` for memory whose elements have sizes (ElementSize.h), and declares the functions in `module`
/// where they are missing.
class RuntimeCalls {
public:
  RuntimeCalls(ModuleOp module);

  /// New memory for a memref of `type` on the device.
  Value allocate(ImplicitLocOpBuilder &b, MemRefType type, ValueRange dynamicSizes);
  void release(ImplicitLocOpBuilder &b, Value memory);
  /// `host`: a memref of a constant.
  Value getConstant(ImplicitLocOpBuilder &b, Value host, MemRefType type);
  /// A copy of `host`, which is contiguous, as a memref of `type`.
  Value upload(ImplicitLocOpBuilder &b, Value host, MemRefType type);
  /// Copies all of `memory`, which is contiguous, to `host`.
  void download(ImplicitLocOpBuilder &b, Value host, Value memory);
  Value readElement(ImplicitLocOpBuilder &b, Value memory, ValueRange indices);
  void writeElement(ImplicitLocOpBuilder &b, Value element, Value memory, ValueRange indices);
  /// `sizes`: grid, block, cluster, bytes of shared memory, as index. `arguments`: memrefs and scalars.
  void launch(ImplicitLocOpBuilder &b, StringRef kernel, ValueRange sizes, ValueRange arguments);

private:
  Value call(ImplicitLocOpBuilder &b, StringRef name, ValueRange arguments, Type result = {});
  Value getNumber(ImplicitLocOpBuilder &b, int64_t number);
  Value toI64(ImplicitLocOpBuilder &b, Value index);
  Value getPointer(ImplicitLocOpBuilder &b, Value memory);
  Value getBytes(ImplicitLocOpBuilder &b, MemRefType type, ValueRange dynamicSizes);
  SmallVector<Value> getDynamicSizes(ImplicitLocOpBuilder &b, Value memory);
  Value wrap(ImplicitLocOpBuilder &b, Value pointer, MemRefType type, ValueRange dynamicSizes);
  Value getElementPointer(ImplicitLocOpBuilder &b, Value memory, ValueRange indices);
  Value reserve(ImplicitLocOpBuilder &b, Type type, int64_t count);
  Value getName(ImplicitLocOpBuilder &b, StringRef kernel);
  void storeArgument(ImplicitLocOpBuilder &b, Value argument, Value place, Value entry);

  ModuleOp module;
  SymbolTable symbols;
  LLVMTypeConverter converter;
  llvm::StringMap<Operation *> names; ///< of kernels
};

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_RUNTIMECALLS_H
