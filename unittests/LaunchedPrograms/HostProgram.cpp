//===- HostProgram.cpp - executes what qnt-lower-to-gpu makes, on the emulated device ---------------------===//
#include "HostProgram.h"
#include "Qnt/IR/ElementSize.h"
#include "Qnt/IR/PartData.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/InitAll.h"
#include "Qnt/LowerGPU/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;
using reference::InterpreterValue;

/// The programs have no other elements.
static int64_t getBytes(Type element) { return *getElementBytes(element); }

static bool isOnDevice(Type type) { return cast<MemRefType>(type).getMemorySpace() != nullptr; }

static int64_t toInteger(Attribute attr) { return cast<IntegerAttr>(attr).getValue().getSExtValue(); }

static uint64_t toBits(Attribute attr) {
  if (auto number = dyn_cast<FloatAttr>(attr))
    return number.getValue().bitcastToAPInt().getZExtValue();
  return cast<IntegerAttr>(attr).getValue().getZExtValue();
}

static Attribute fromBits(Type type, uint64_t bits) {
  if (auto floating = dyn_cast<FloatType>(type))
    return FloatAttr::get(
        type, APFloat(floating.getFloatSemantics(), APInt(floating.getWidth(), bits, false, /*implicitTrunc=*/true)));
  unsigned width = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return IntegerAttr::get(type, APInt(width, bits, false, /*implicitTrunc=*/true));
}

llvm::Error HostProgram::check(QntrtStatus status) {
  return status == QntrtSuccess ? llvm::Error::success() : llvm::createStringError(qntrtGetLastError());
}

HostProgram::Item HostProgram::number(int64_t value) {
  Item item;
  item.attr = IntegerAttr::get(IndexType::get(module.getContext()), value);
  return item;
}

llvm::Expected<std::unique_ptr<HostProgram>> HostProgram::lower(ModuleOp module) {
  DialectRegistry registry;
  registerAllDialects(registry);
  module.getContext()->appendDialectRegistry(registry);
  OwningOpRef<ModuleOp> lowered = module.clone();
  std::string messages;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    llvm::raw_string_ostream(messages) << diagnostic << "\n";
    return success();
  });
  PassManager manager(module.getContext());
  buildLowerToGPUPipeline(manager, LowerToGPUOptions());
  if (failed(manager.run(*lowered)))
    return llvm::createStringError("cannot lower the module: " + messages);
  std::unique_ptr<HostProgram> made(new HostProgram(*lowered));
  made->owned = std::move(lowered);
  if (llvm::Error error = made->load())
    return std::move(error);
  return made;
}

llvm::Error HostProgram::load() {
  llvm::Expected<const DeviceTarget *> target = findDeviceTarget("sm_80");
  if (!target)
    return target.takeError();
  QntrtProgramCode code = {"kernels", "sm_80", nullptr, 0, nullptr, 0};
  if (module.lookupSymbol(kKernelModuleName)) {
    llvm::Expected<CompiledKernels> compiled = compileKernels(module, **target);
    if (!compiled)
      return compiled.takeError();
    kernels = std::move(*compiled);
    code.ptx = kernels.ptx.data();
    code.ptxLength = kernels.ptx.size();
  }
  return check(qntrtProgramCreate(QntrtDeviceEmulated, 0, &code, &program));
}

HostProgram::~HostProgram() {
  if (program)
    qntrtProgramDestroy(program);
}

//===----------------------------------------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------------------------------------===//

llvm::Expected<HostProgram::Item> HostProgram::allocate(MemRefType type, ArrayRef<int64_t> sizes) {
  Item item;
  item.sizes.assign(sizes.begin(), sizes.end());
  item.strides = llvm::to_vector(reference::getRowMajorStrides(sizes));
  int64_t bytes = getBytes(type.getElementType());
  for (int64_t size : sizes)
    bytes *= size;
  if (!type.getMemorySpace()) {
    hostMemory.push_back(std::make_unique<char[]>(bytes + 1));
    item.base = reinterpret_cast<QntrtPointer>(hostMemory.back().get());
    return item;
  }
  if (llvm::Error error = check(qntrtCallAllocate(open, bytes, &item.base)))
    return std::move(error);
  return item;
}

llvm::Expected<HostProgram::Item> HostProgram::upload(const HostBuffer &buffer, Type type) {
  Item item;
  if (buffer.isScalar) {
    uint64_t bits = 0;
    std::memcpy(&bits, buffer.bytes.data(), buffer.bytes.size());
    item.attr = fromBits(type, bits);
    return item;
  }
  item.sizes = buffer.sizes;
  item.strides = llvm::to_vector(reference::getRowMajorStrides(buffer.sizes));
  std::vector<char> bytes = buffer.bytes;
  // No allocation of nothing.
  bytes.resize(std::max<size_t>(bytes.size(), 1));
  if (llvm::Error error = check(qntrtCallUpload(open, bytes.data(), bytes.size(), &item.base)))
    return std::move(error);
  return item;
}

llvm::Expected<HostBuffer> HostProgram::download(const Item &item, Type type) {
  HostBuffer buffer;
  int64_t size = getBytes(getElementTypeOrSelf(type));
  if (item.attr) {
    buffer.isScalar = true;
    uint64_t bits = toBits(item.attr);
    buffer.bytes.resize(size);
    std::memcpy(buffer.bytes.data(), &bits, size);
    return buffer;
  }
  buffer.sizes = item.sizes;
  int64_t count = 1;
  for (int64_t extent : item.sizes)
    count *= extent;
  buffer.bytes.resize(count * size);
  if (llvm::Error error =
          check(qntrtCallRead(open, buffer.bytes.data(), item.base + item.offset * size, buffer.bytes.size())))
    return std::move(error);
  return buffer;
}

llvm::Expected<SmallVector<InterpreterValue>> HostProgram::run(StringRef name, FunctionType type,
                                                               ArrayRef<InterpreterValue> inputs) {
  numLaunches = 0;
  if (llvm::Error error = check(qntrtCallBegin(program, &open)))
    return std::move(error);
  llvm::Expected<SmallVector<InterpreterValue>> results = runOpen(name, type, inputs);
  llvm::Error error = check(qntrtCallEnd(open));
  hostMemory.clear();
  if (!results || !error)
    return results;
  return std::move(error);
}

llvm::Expected<SmallVector<InterpreterValue>> HostProgram::runOpen(StringRef name, FunctionType type,
                                                                   ArrayRef<InterpreterValue> inputs) {
  auto function = module.lookupSymbol<func::FuncOp>(name);
  Items arguments;
  for (auto [value, wanted] : llvm::zip_equal(inputs, type.getInputs()))
    for (const HostBuffer &buffer : toBuffers(value, wanted)) {
      llvm::Expected<Item> item = upload(buffer, function.getArgumentTypes()[arguments.size()]);
      if (!item)
        return item.takeError();
      arguments.push_back(*item);
    }
  llvm::Expected<Items> items = call(function, arguments);
  if (!items)
    return items.takeError();
  SmallVector<HostBuffer> buffers;
  for (auto [item, lowered] : llvm::zip_equal(*items, function.getResultTypes())) {
    llvm::Expected<HostBuffer> buffer = download(item, lowered);
    if (!buffer)
      return buffer.takeError();
    buffers.push_back(*buffer);
  }
  SmallVector<InterpreterValue> results;
  ArrayRef<HostBuffer> rest(buffers);
  for (Type wanted : type.getResults()) {
    llvm::Expected<InterpreterValue> value = fromBuffers(rest.take_front(countBuffers(wanted)), wanted);
    if (!value)
      return value.takeError();
    results.push_back(*value);
    rest = rest.drop_front(countBuffers(wanted));
  }
  return results;
}

llvm::Expected<HostProgram::Items> HostProgram::call(func::FuncOp function, const Items &arguments) {
  Environment values;
  for (auto [argument, item] : llvm::zip_equal(function.getArguments(), arguments))
    values[argument] = item;
  return runBlock(function.getBody().front(), values);
}

llvm::Expected<HostProgram::Items> HostProgram::runBlock(Block &block, Environment &values) {
  for (Operation &op : block.without_terminator())
    if (llvm::Error error = runOp(&op, values))
      return std::move(error);
  return llvm::map_to_vector(block.getTerminator()->getOperands(), [&](Value value) { return values.lookup(value); });
}

//===----------------------------------------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------------------------------------===//

/// Arithmetic on numbers: by the op's own folder.
llvm::Error HostProgram::fold(Operation *op, Environment &values) {
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands())
    operands.push_back(values.lookup(operand).attr);
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(operands, results)) || results.empty())
    return llvm::createStringError("the host cannot execute " + op->getName().getStringRef());
  for (auto [value, result] : llvm::zip_equal(op->getResults(), results)) {
    Item item;
    if (auto attr = dyn_cast<Attribute>(result))
      item.attr = attr;
    else
      item = values.lookup(cast<Value>(result));
    values[value] = item;
  }
  return llvm::Error::success();
}

static Type getElement(Value memory) { return cast<MemRefType>(memory.getType()).getElementType(); }

llvm::Error HostProgram::launch(Operation *op, Environment &values) {
  auto launch = cast<LaunchOp>(op);
  QntrtCallSizes sizes = {};
  for (unsigned i = 0; i < 3; ++i) {
    sizes.grid[i] = toInteger(values.lookup(launch.getGrid()[i]).attr);
    sizes.block[i] = launch.getBlock()[i];
    sizes.cluster[i] = 1;
  }
  if (launch.getSharedBytes())
    sizes.dynamicSharedBytes = toInteger(values.lookup(launch.getSharedBytes()).attr);
  SmallVector<uint64_t> bits;
  SmallVector<size_t> widths;
  for (ValueRange operands : {ValueRange(launch.getInputs()), ValueRange(launch.getOutputs())})
    for (Value operand : operands) {
      Item item = values.lookup(operand);
      if (item.attr && item.offset == 0)
        bits.push_back(toBits(item.attr));
      else
        bits.push_back(item.base + item.offset * getBytes(getElement(operand)));
      widths.push_back(item.attr ? getBytes(operand.getType()) : 8);
    }
  SmallVector<QntrtArgument> arguments;
  for (auto [value, width] : llvm::zip_equal(bits, widths))
    arguments.push_back({&value, width, 0});
  ++numLaunches;
  StringRef name = launch.getKernel().getLeafReference().getValue();
  return check(qntrtCallLaunch(open, name.str().c_str(), &sizes, arguments.data(), arguments.size()));
}

static int64_t getIndex(const SmallVector<int64_t> &strides, ArrayRef<int64_t> indices) {
  int64_t index = 0;
  for (auto [stride, position] : llvm::zip_equal(strides, indices))
    index += stride * position;
  return index;
}

int64_t HostProgram::getInteger(OpFoldResult size, const Environment &values) {
  auto attr = dyn_cast<Attribute>(size);
  return toInteger(attr ? attr : values.lookup(cast<Value>(size)).attr);
}

SmallVector<int64_t> HostProgram::getIntegers(ArrayRef<OpFoldResult> sizes, const Environment &values) {
  return llvm::map_to_vector(sizes, [&](OpFoldResult size) { return getInteger(size, values); });
}

llvm::Error HostProgram::runGlobal(memref::GetGlobalOp op, Environment &values) {
  auto data = module.lookupSymbol<memref::GlobalOp>(op.getName());
  FailureOr<PartBytes> bytes = getPartBytes(cast<ElementsAttr>(*data.getInitialValue()));
  if (failed(bytes))
    return llvm::createStringError("a constant has no data");
  Item item;
  item.sizes = llvm::to_vector(op.getType().getShape());
  item.strides = llvm::to_vector(reference::getRowMajorStrides(item.sizes));
  std::string text(bytes->bytes.begin(), bytes->bytes.end());
  int64_t size = op.getType().getNumElements() * getBytes(op.getType().getElementType());
  if (static_cast<int64_t>(text.size()) < size)
    return llvm::createStringError("a constant is too short");
  text.resize(std::max<int64_t>(size, 1));
  values[op] = item;
  return check(qntrtCallUpload(open, text.data(), text.size(), &values[op].base));
}

llvm::Error HostProgram::runMemoryOp(Operation *op, Environment &values) {
  if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
    llvm::Expected<Item> item = allocate(alloc.getType(), getIntegers(alloc.getMixedSizes(), values));
    if (!item)
      return item.takeError();
    values[alloc] = *item;
    return llvm::Error::success();
  }
  if (auto dealloc = dyn_cast<memref::DeallocOp>(op)) {
    Item item = values.lookup(dealloc.getMemref());
    return isOnDevice(dealloc.getMemref().getType()) ? check(qntrtCallRelease(open, item.base))
                                                     : llvm::Error::success();
  }
  if (auto global = dyn_cast<memref::GetGlobalOp>(op))
    return runGlobal(global, values);
  if (isa<memref::LoadOp, memref::StoreOp, ReadElementOp, WriteElementOp>(op))
    return runAccess(op, values);
  return runView(op, values);
}

/// Other descriptions of memory that there is.
llvm::Error HostProgram::runView(Operation *op, Environment &values) {
  if (auto dim = dyn_cast<memref::DimOp>(op)) {
    values[dim] = number(values.lookup(dim.getSource()).sizes[getInteger(dim.getIndex(), values)]);
  } else if (auto cast = dyn_cast<memref::CastOp>(op)) {
    values[cast] = values.lookup(cast.getSource());
  } else if (auto view = dyn_cast<memref::SubViewOp>(op)) {
    Item item = values.lookup(view.getSource());
    SmallVector<int64_t> sizes = getIntegers(view.getMixedSizes(), values),
                         strides = getIntegers(view.getMixedStrides(), values);
    llvm::SmallBitVector dropped = view.getDroppedDims();
    item.offset += getIndex(item.strides, getIntegers(view.getMixedOffsets(), values));
    Item made = item;
    made.sizes.clear();
    made.strides.clear();
    for (unsigned i = 0; i < sizes.size(); ++i)
      if (!dropped.test(i)) {
        made.sizes.push_back(sizes[i]);
        made.strides.push_back(item.strides[i] * strides[i]);
      }
    values[view] = made;
  } else if (auto view = dyn_cast<memref::ReinterpretCastOp>(op)) {
    Item item = values.lookup(view.getSource());
    item.offset = getIntegers(view.getMixedOffsets(), values).front();
    item.sizes = getIntegers(view.getMixedSizes(), values);
    item.strides = getIntegers(view.getMixedStrides(), values);
    values[view] = item;
  } else if (auto parts = dyn_cast<memref::ExtractStridedMetadataOp>(op)) {
    Item item = values.lookup(parts.getSource()), base;
    base.base = item.base;
    values[parts.getBaseBuffer()] = base;
    values[parts.getOffset()] = number(item.offset);
    for (unsigned i = 0; i < item.sizes.size(); ++i) {
      values[parts.getSizes()[i]] = number(item.sizes[i]);
      values[parts.getStrides()[i]] = number(item.strides[i]);
    }
  } else if (auto pointer = dyn_cast<memref::ExtractAlignedPointerAsIndexOp>(op)) {
    values[pointer] = number(static_cast<int64_t>(values.lookup(pointer.getSource()).base));
  } else {
    return llvm::createStringError("the host cannot execute " + op->getName().getStringRef());
  }
  return llvm::Error::success();
}

QntrtPointer HostProgram::getAddress(Value memory, ValueRange indices, const Environment &values) {
  Item item = values.lookup(memory);
  int64_t index = item.offset + getIndex(item.strides, getIntegers(getAsOpFoldResult(indices), values));
  return item.base + index * getBytes(getElement(memory));
}

/// One element, of the host's memory or a device's.
llvm::Error HostProgram::runAccess(Operation *op, Environment &values) {
  uint64_t bits = 0;
  if (auto load = dyn_cast<memref::LoadOp>(op)) {
    QntrtPointer from = getAddress(load.getMemRef(), load.getIndices(), values);
    std::memcpy(&bits, reinterpret_cast<char *>(from), getBytes(load.getType()));
    values[load].attr = fromBits(load.getType(), bits);
  } else if (auto store = dyn_cast<memref::StoreOp>(op)) {
    bits = toBits(values.lookup(store.getValueToStore()).attr);
    QntrtPointer to = getAddress(store.getMemRef(), store.getIndices(), values);
    std::memcpy(reinterpret_cast<char *>(to), &bits, getBytes(store.getValueToStore().getType()));
  } else if (auto read = dyn_cast<ReadElementOp>(op)) {
    Type type = getElement(read.getMemory());
    QntrtPointer from = getAddress(read.getMemory(), read.getIndices(), values);
    if (llvm::Error error = check(qntrtCallRead(open, &bits, from, getBytes(type))))
      return error;
    values[read].attr = fromBits(type, bits);
  } else {
    auto write = cast<WriteElementOp>(op);
    bits = toBits(values.lookup(write.getElement()).attr);
    QntrtPointer to = getAddress(write.getMemory(), write.getIndices(), values);
    return check(qntrtCallWrite(open, to, &bits, getBytes(getElement(write.getMemory()))));
  }
  return llvm::Error::success();
}

llvm::Error HostProgram::runLoop(Operation *op, Environment &values) {
  auto setAll = [&](ValueRange range, const Items &items) {
    for (auto [value, item] : llvm::zip_equal(range, items))
      values[value] = item;
  };
  auto lookUp = [&](ValueRange range) {
    return llvm::map_to_vector(range, [&](Value value) { return values.lookup(value); });
  };
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    Items state = lookUp(loop.getInitArgs());
    int64_t lower = toInteger(values.lookup(loop.getLowerBound()).attr);
    int64_t upper = toInteger(values.lookup(loop.getUpperBound()).attr);
    int64_t step = toInteger(values.lookup(loop.getStep()).attr);
    for (int64_t i = lower; i < upper; i += step) {
      values[loop.getInductionVar()] = number(i);
      setAll(loop.getRegionIterArgs(), state);
      llvm::Expected<Items> next = runBlock(*loop.getBody(), values);
      if (!next)
        return next.takeError();
      state = *next;
    }
    setAll(loop.getResults(), state);
    return llvm::Error::success();
  }
  if (auto choice = dyn_cast<scf::IfOp>(op)) {
    bool holds = !cast<IntegerAttr>(values.lookup(choice.getCondition()).attr).getValue().isZero();
    Region &region = holds ? choice.getThenRegion() : choice.getElseRegion();
    if (region.empty())
      return llvm::Error::success();
    llvm::Expected<Items> results = runBlock(region.front(), values);
    if (!results)
      return results.takeError();
    setAll(choice.getResults(), *results);
    return llvm::Error::success();
  }
  auto loop = cast<scf::WhileOp>(op);
  Items state = lookUp(loop.getInits());
  while (true) {
    setAll(loop.getBeforeArguments(), state);
    llvm::Expected<Items> condition = runBlock(*loop.getBeforeBody(), values);
    if (!condition)
      return condition.takeError();
    Items passed(llvm::drop_begin(*condition));
    if (cast<IntegerAttr>(condition->front().attr).getValue().isZero()) {
      setAll(loop.getResults(), passed);
      return llvm::Error::success();
    }
    setAll(loop.getAfterArguments(), passed);
    llvm::Expected<Items> next = runBlock(*loop.getAfterBody(), values);
    if (!next)
      return next.takeError();
    state = *next;
  }
}

llvm::Error HostProgram::runOp(Operation *op, Environment &values) {
  if (isa<LaunchOp>(op))
    return launch(op, values);
  if (isa<memref::MemRefDialect>(op->getDialect()) || isa<ReadElementOp, WriteElementOp>(op))
    return runMemoryOp(op, values);
  if (isa<scf::ForOp, scf::IfOp, scf::WhileOp>(op))
    return runLoop(op, values);
  if (auto check = dyn_cast<cf::AssertOp>(op)) {
    if (cast<IntegerAttr>(values.lookup(check.getArg()).attr).getValue().isZero())
      return llvm::createStringError(check.getMsg());
    return llvm::Error::success();
  }
  if (auto inner = dyn_cast<func::CallOp>(op)) {
    Items arguments = llvm::map_to_vector(inner.getOperands(), [&](Value value) { return values.lookup(value); });
    llvm::Expected<Items> results = call(module.lookupSymbol<func::FuncOp>(inner.getCallee()), arguments);
    if (!results)
      return results.takeError();
    for (auto [value, item] : llvm::zip_equal(inner.getResults(), *results))
      values[value] = item;
    return llvm::Error::success();
  }
  return fold(op, values);
}
