//===- StageBoundaries.cpp - functions of the device behind functions of the host -------------------------===//
#include "StageBoundaries.h"

using namespace mlir;
using namespace mlir::qnt;

/// The same buffer on the host.
static Type getHostType(Type type) {
  auto memory = dyn_cast<MemRefType>(type);
  return memory && isOnDevice(type) ? MemRefType::get(memory.getShape(), memory.getElementType()) : type;
}

/// New memory of the host with the contents of `memory`.
static Value downloadResult(ImplicitLocOpBuilder &b, Value memory, RuntimeCalls &calls) {
  auto type = cast<MemRefType>(getHostType(memory.getType()));
  SmallVector<Value> sizes;
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (type.isDynamicDim(dim))
      sizes.push_back(memref::DimOp::create(b, memory, dim));
  Value host = memref::AllocOp::create(b, type, sizes);
  calls.download(b, host, memory);
  return host;
}

void qnt::stageBoundary(func::FuncOp function, RuntimeCalls &calls, SymbolTable &symbols) {
  FunctionType type = function.getFunctionType();
  if (llvm::none_of(type.getInputs(), isOnDevice) && llvm::none_of(type.getResults(), isOnDevice))
    return;
  // The twin takes the body; callers within the module call it.
  auto twin = cast<func::FuncOp>(function->cloneWithoutRegions());
  twin.getBody().takeBody(function.getBody());
  for (StringAttr name : {StringAttr::get(function.getContext(), "llvm.emit_c_interface")})
    twin->removeAttr(name);
  twin.setPrivate();
  twin.setName((function.getName() + "_on_device").str());
  StringAttr twinName = symbols.insert(twin, std::next(function->getIterator()));
  (void)function.replaceAllSymbolUses(twinName, function->getParentOfType<ModuleOp>());

  SmallVector<Type> inputs = llvm::map_to_vector(type.getInputs(), getHostType);
  SmallVector<Type> results = llvm::map_to_vector(type.getResults(), getHostType);
  function.setFunctionType(FunctionType::get(function.getContext(), inputs, results));
  Block *entry = function.addEntryBlock();
  auto b = ImplicitLocOpBuilder::atBlockBegin(function.getLoc(), entry);
  SmallVector<Value> arguments;
  for (auto [argument, inner] : llvm::zip(entry->getArguments(), type.getInputs()))
    arguments.push_back(isOnDevice(inner) ? calls.upload(b, argument, cast<MemRefType>(inner)) : Value(argument));
  auto call = func::CallOp::create(b, twin, arguments);
  SmallVector<Value> outputs;
  for (Value result : call.getResults())
    outputs.push_back(isOnDevice(result.getType()) ? downloadResult(b, result, calls) : result);
  func::ReturnOp::create(b, outputs);
}
