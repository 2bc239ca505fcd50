//===- CompiledProgram.cpp - a module as native code of this machine --------------------------------------===//
#include "Qnt/Execution/CompiledProgram.h"
#include "ProgramMemory.h"
#include "ProgramRuntime.h"
#include "Qnt/LowerCPU/ContainerTypes.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// Functions get this in front of their name, so that one called @exp does not stand in for libm's.
static constexpr llvm::StringLiteral kPrefix = "qnt_";

namespace mlir::qnt::execution::detail {
struct EntryPoint {
  FunctionType type;
  SmallVector<SmallVector<Slot>> inputs, results; ///< slots of each value
  void (*function)(void **) = nullptr;
};

struct ProgramState {
  std::unique_ptr<ExecutionEngine> engine;
  llvm::StringMap<EntryPoint> entries;
};

struct InvocationState {
  const EntryPoint &entry;
  SmallVector<std::vector<char>> buffers; ///< of input tensors
  SmallVector<Descriptor> descriptors;    ///< of the same
  SmallVector<uint64_t> scalars;          ///< inputs
  std::vector<int64_t> results;           ///< the struct of results
  ProgramMemory memory;                   ///< that the results lie in
  bool hasRun = false;

  explicit InvocationState(const EntryPoint &entry) : entry(entry) {}
  void addInput(const InterpreterValue &value, ArrayRef<Slot> slots);
  llvm::Error run();
};
} // namespace mlir::qnt::execution::detail

using namespace mlir::qnt::execution::detail;

//===----------------------------------------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------------------------------------===//

/// Dialects, interfaces and translations that compilation needs, into a context that knows the program's own.
static void loadDialects(MLIRContext &context) {
  DialectRegistry registry;
  registerLowerCPUDialects(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  context.appendDialectRegistry(registry);
  context.loadDialect<LLVM::LLVMDialect>();
}

/// "+avx2,+fma,.."
static std::string getHostFeatures() {
  llvm::SubtargetFeatures features;
  for (const auto &feature : llvm::sys::getHostCPUFeatures())
    features.AddFeature(feature.getKey(), feature.getValue());
  return features.getString();
}

static LogicalResult checkBodies(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isExternal())
      return function.emitOpError("@") << function.getName() << " has no body";
  return success();
}

/// Runs the pipeline on `module`; what it reports becomes the error.
static llvm::Error lower(ModuleOp module) {
  std::string messages;
  ScopedDiagnosticHandler handler(module.getContext(), [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Warning)
      return failure();
    llvm::raw_string_ostream stream(messages);
    stream << (messages.empty() ? "" : "\n") << diagnostic.getLocation() << ": " << diagnostic;
    for (Diagnostic &note : diagnostic.getNotes())
      stream << "\n" << note.getLocation() << ": " << note;
    return success();
  });
  // What no entry reaches is not compiled.
  PassManager reached(module.getContext()), manager(module.getContext());
  reached.addPass(createSymbolDCEPass());
  buildLowerToLLVMPipeline(manager, getHostFeatures());
  if (succeeded(reached.run(module)) && succeeded(checkBodies(module)) && succeeded(manager.run(module)))
    return llvm::Error::success();
  return llvm::createStringError("cannot compile the program\n" + messages);
}

static llvm::Error addEntry(ProgramState &state, func::FuncOp function) {
  EntryPoint entry{function.getFunctionType(), {}, {}, nullptr};
  auto addSlots = [&](TypeRange types, SmallVector<SmallVector<Slot>> &all) -> llvm::Error {
    for (Type type : types) {
      llvm::Expected<SmallVector<Slot>> slots = getSlots(type);
      if (!slots)
        return llvm::createStringError("function @" + function.getName() + ": " + llvm::toString(slots.takeError()));
      all.push_back(std::move(*slots));
    }
    return llvm::Error::success();
  };
  if (llvm::Error error = addSlots(entry.type.getInputs(), entry.inputs))
    return error;
  if (llvm::Error error = addSlots(entry.type.getResults(), entry.results))
    return error;
  state.entries.try_emplace(function.getName(), std::move(entry));
  return llvm::Error::success();
}

static llvm::Error findEntries(ProgramState &state, ModuleOp module, ArrayRef<StringRef> names) {
  for (StringRef name : names) {
    auto function = module.lookupSymbol<func::FuncOp>(name);
    if (!function)
      return llvm::createStringError("the module has no function @" + name);
    if (function.isExternal())
      return llvm::createStringError("function @" + name + " has no body");
    if (llvm::Error error = addEntry(state, function))
      return error;
  }
  if (!names.empty())
    return llvm::Error::success();
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      if (llvm::Error error = addEntry(state, function))
        return error;
  return llvm::Error::success();
}

/// Prefixes names, and asks for the C interface of entries.
static LogicalResult prepareFunctions(ProgramState &state, ModuleOp module) {
  SymbolTable symbols(module);
  for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
    if (function.isExternal()) {
      function.setPrivate();
      continue;
    }
    bool isEntry = state.entries.contains(function.getName());
    function.setVisibility(isEntry ? SymbolTable::Visibility::Public : SymbolTable::Visibility::Private);
    if (isEntry)
      function->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(), UnitAttr::get(module.getContext()));
    if (failed(symbols.rename(function, (kPrefix + function.getName()).str())))
      return failure();
  }
  return success();
}

static llvm::Expected<std::unique_ptr<llvm::TargetMachine>> createTargetMachine() {
  static const bool isInitialized = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)isInitialized;
  auto builder = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!builder)
    return builder.takeError();
  builder->setCodeGenOptLevel(llvm::CodeGenOptLevel::Aggressive);
  return builder->createTargetMachine();
}

static llvm::Expected<std::unique_ptr<ExecutionEngine>> createEngine(ModuleOp module) {
  // One for the optimizer, which is done when create() returns, and one that the engine keeps.
  auto optimizerMachine = createTargetMachine();
  if (!optimizerMachine)
    return optimizerMachine.takeError();
  auto machine = createTargetMachine();
  if (!machine)
    return machine.takeError();
  auto transformer = makeOptimizingTransformer(/*optLevel=*/3, /*sizeLevel=*/0, optimizerMachine->get());
  ExecutionEngineOptions options;
  options.transformer = transformer;
  options.jitCodeGenOptLevel = llvm::CodeGenOptLevel::Aggressive;
  options.enableGDBNotificationListener = false;
  options.enablePerfNotificationListener = false;
  return ExecutionEngine::create(module, options, std::move(*machine));
}

llvm::Expected<CompiledProgram> CompiledProgram::compile(ModuleOp module, ArrayRef<StringRef> entries) {
  loadDialects(*module.getContext());
  auto state = std::make_unique<ProgramState>();
  if (llvm::Error error = findEntries(*state, module, entries))
    return error;
  OwningOpRef<ModuleOp> copy = module.clone();
  if (failed(prepareFunctions(*state, *copy)))
    return llvm::createStringError("cannot rename the functions of the program");
  if (llvm::Error error = lower(*copy))
    return error;
  llvm::Expected<std::unique_ptr<ExecutionEngine>> engine = createEngine(*copy);
  if (!engine)
    return engine.takeError();
  state->engine = std::move(*engine);
  registerRuntimeSymbols(*state->engine);
  for (auto &entry : state->entries) {
    llvm::Expected<void (*)(void **)> function =
        state->engine->lookupPacked(("_mlir_ciface_" + kPrefix + entry.getKey()).str());
    if (!function)
      return function.takeError();
    entry.second.function = *function;
  }
  return CompiledProgram(std::move(state));
}

//===----------------------------------------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------------------------------------===//

static bool isScalar(const Slot &slot) { return !isa<RankedTensorType>(slot.type); }

void InvocationState::addInput(const InterpreterValue &value, ArrayRef<Slot> slots) {
  SmallVector<Tensor, 6> tensors;
  if (value.isArray())
    tensors = value.getArray().getPartTensors();
  else
    tensors.push_back(value.getTensor());
  for (auto [index, slot] : llvm::enumerate(slots)) {
    if (index == tensors.size()) {
      // The size of the inner dimension.
      scalars.push_back(value.getShape().back());
      continue;
    }
    const Tensor &tensor = tensors[index];
    if (isScalar(slot)) {
      scalars.push_back(tensor.getRaw());
      continue;
    }
    numerics::Shape shape(tensor.getShape());
    if (isPacked(slot))
      shape = numerics::getPackedShape(shape, tensor.getKind().width);
    buffers.push_back(toBytes(tensor, slot));
    descriptors.emplace_back(buffers.back().data(), shape);
  }
}

/// Calls `visit(slot, offset)` for each field of the struct of results; gives its size.
static size_t visitResults(const EntryPoint &entry, llvm::function_ref<void(const Slot &, size_t)> visit) {
  size_t offset = 0;
  for (const auto &slots : entry.results)
    for (const Slot &slot : slots) {
      size_t alignment = isScalar(slot) ? getElementSize(slot.type) : sizeof(int64_t);
      offset = llvm::alignTo(offset, alignment);
      visit(slot, offset);
      offset += isScalar(slot) ? alignment : Descriptor::getSize(cast<RankedTensorType>(slot.type).getRank());
    }
  return offset;
}

static bool returnsOneScalar(const EntryPoint &entry) {
  return entry.results.size() == 1 && entry.results.front().size() == 1 && isScalar(entry.results.front().front());
}

llvm::Error InvocationState::run() {
  memory.freeAll();
  hasRun = false;
  results.assign(visitResults(entry, [](const Slot &, size_t) {}) / sizeof(int64_t) + 1, 0);
  void *resultStruct = results.data();
  SmallVector<void *> pointers; // what pointer arguments hold
  for (Descriptor &descriptor : descriptors)
    pointers.push_back(descriptor.getMemory());
  SmallVector<void *> arguments;
  if (!entry.results.empty() && !returnsOneScalar(entry))
    arguments.push_back(&resultStruct);
  void **nextPointer = pointers.data();
  uint64_t *nextScalar = scalars.data();
  for (const auto &slots : entry.inputs)
    for (const Slot &slot : slots)
      arguments.push_back(isScalar(slot) ? static_cast<void *>(nextScalar++) : static_cast<void *>(nextPointer++));
  if (returnsOneScalar(entry))
    arguments.push_back(resultStruct);
  if (llvm::Error error = memory.run([&] { entry.function(arguments.data()); }))
    return error;
  hasRun = true;
  return llvm::Error::success();
}

/// The value whose slots lie at `memory` + offsets.
static llvm::Expected<InterpreterValue> readValue(Type type, ArrayRef<Slot> slots, ArrayRef<const char *> fields) {
  SmallVector<Tensor> tensors;
  std::optional<int64_t> innerSize;
  auto array = dyn_cast<ArrayType>(type);
  if (array && array.getRank() != 0 && needsInnerSize(array)) {
    innerSize = 0;
    std::memcpy(&*innerSize, fields.back(), sizeof(int64_t));
    slots = slots.drop_back();
  }
  for (auto [slot, field] : llvm::zip(slots, fields)) {
    if (isScalar(slot)) {
      uint64_t bits = 0;
      std::memcpy(&bits, field, getElementSize(slot.type));
      auto kind = *reference::getElementKind(slot.logical);
      tensors.push_back(Tensor::scalar(slot.logical, reference::integerToBits(kind, bits)));
      continue;
    }
    Descriptor memory = Descriptor::read(field, slot.type);
    numerics::Shape shape(memory.getShape());
    auto logical = cast<RankedTensorType>(slot.logical);
    if (isPacked(slot)) {
      shape.resize(logical.getRank());
      if (logical.getRank() != 0)
        shape.back() = logical.isDynamicDim(logical.getRank() - 1) ? *innerSize : logical.getShape().back();
    }
    tensors.push_back(fromMemory(memory, slot, shape));
  }
  if (!array)
    return tensors.front();
  llvm::Expected<reference::Array> value = reference::Array::fromPartTensors(array.getEncoding(), tensors);
  if (!value)
    return value.takeError();
  return InterpreterValue(std::move(*value));
}

Invocation::Invocation(std::unique_ptr<InvocationState> state) : state(std::move(state)) {}
Invocation::Invocation(Invocation &&) = default;
Invocation &Invocation::operator=(Invocation &&) = default;
Invocation::~Invocation() = default;

llvm::Error Invocation::run() { return state->run(); }

llvm::Expected<SmallVector<InterpreterValue>> Invocation::getResults() const {
  if (!state->hasRun)
    return llvm::createStringError("the program has not been run");
  SmallVector<const char *> fields;
  visitResults(state->entry, [&](const Slot &, size_t offset) {
    fields.push_back(reinterpret_cast<const char *>(state->results.data()) + offset);
  });
  SmallVector<InterpreterValue> values;
  ArrayRef<const char *> rest = fields;
  for (auto [type, slots] : llvm::zip(state->entry.type.getResults(), state->entry.results)) {
    llvm::Expected<InterpreterValue> value = readValue(type, slots, rest.take_front(slots.size()));
    if (!value)
      return value.takeError();
    values.push_back(std::move(*value));
    rest = rest.drop_front(slots.size());
  }
  return values;
}

CompiledProgram::CompiledProgram(std::unique_ptr<ProgramState> state) : state(std::move(state)) {}
CompiledProgram::CompiledProgram(CompiledProgram &&) = default;
CompiledProgram &CompiledProgram::operator=(CompiledProgram &&) = default;
CompiledProgram::~CompiledProgram() = default;

llvm::Expected<Invocation> CompiledProgram::prepare(StringRef function, ArrayRef<InterpreterValue> inputs) const {
  auto it = state->entries.find(function);
  if (it == state->entries.end())
    return llvm::createStringError("the program has no function @" + function);
  const EntryPoint &entry = it->second;
  if (inputs.size() != entry.inputs.size())
    return llvm::createStringError("function @" + function + " expected " + Twine(entry.inputs.size()) +
                                   " inputs, got " + Twine(inputs.size()));
  auto invocation = std::make_unique<InvocationState>(entry);
  for (auto [index, value] : llvm::enumerate(inputs)) {
    if (llvm::Error error = reference::checkValue(value, entry.type.getInput(index)))
      return llvm::createStringError("function @" + function + " input " + Twine(index) + ": " +
                                     llvm::toString(std::move(error)));
    invocation->addInput(value, entry.inputs[index]);
  }
  return Invocation(std::move(invocation));
}

llvm::Expected<SmallVector<InterpreterValue>> CompiledProgram::run(StringRef function,
                                                                   ArrayRef<InterpreterValue> inputs) const {
  llvm::Expected<Invocation> invocation = prepare(function, inputs);
  if (!invocation)
    return invocation.takeError();
  if (llvm::Error error = invocation->run())
    return error;
  return invocation->getResults();
}
