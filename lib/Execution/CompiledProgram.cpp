//===- CompiledProgram.cpp - a module as native code of this machine --------------------------------------===//
#include "Qnt/Execution/CompiledProgram.h"
#include "EntrySignature.h"
#include "LoweredProgram.h"
#include "ProgramRuntime.h"
#include "Qnt/LowerLinalg/ContainerTypes.h"
#include "Qnt/Numerics/Packing.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

namespace mlir::qnt::execution::detail {
using NativeFunction = void (*)(void **);

struct DestroyProgram {
  void operator()(QntrtProgram program) const { (void)qntrtProgramDestroy(program); }
};

struct ProgramState {
  std::unique_ptr<QntrtProgramImpl, DestroyProgram> device; ///< kernels; null for the CPU
  std::unique_ptr<ExecutionEngine> engine;
  std::vector<EntryPoint> entries;
  std::vector<NativeFunction> functions; ///< one for each
};

struct InvocationState {
  const EntryPoint &entry;
  NativeFunction function;
  QntrtProgram device;
  SmallVector<std::vector<char>> buffers; ///< of input tensors
  SmallVector<Descriptor> descriptors;    ///< of the same
  SmallVector<uint64_t> scalars;          ///< inputs
  std::vector<int64_t> results;           ///< the struct of results
  ProgramMemory memory;                   ///< that the results lie in
  bool hasRun = false;

  InvocationState(const EntryPoint &entry, NativeFunction function, QntrtProgram device)
      : entry(entry), function(function), device(device) {}
  void addInput(const InterpreterValue &value, ArrayRef<Slot> slots);
  llvm::Error run();
  llvm::Error runOn(MutableArrayRef<void *> arguments);
};
} // namespace mlir::qnt::execution::detail

using namespace mlir::qnt::execution::detail;

//===----------------------------------------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------------------------------------===//

/// `optimizerMachine` is used until this returns; the engine keeps one of its own.
static llvm::Expected<std::unique_ptr<ExecutionEngine>> createEngine(ModuleOp module,
                                                                     llvm::TargetMachine &optimizerMachine) {
  auto machine = createTargetMachine("native", /*isShared=*/false);
  if (!machine)
    return machine.takeError();
  auto transformer = makeOptimizingTransformer(/*optLevel=*/3, /*sizeLevel=*/0, &optimizerMachine);
  ExecutionEngineOptions options;
  options.transformer = transformer;
  options.jitCodeGenOptLevel = llvm::CodeGenOptLevel::Aggressive;
  options.enableGDBNotificationListener = false;
  options.enablePerfNotificationListener = false;
  return ExecutionEngine::create(module, options, std::move(*machine));
}

/// Native code of the program, and the addresses of its entries.
static llvm::Error makeCallable(LoweredProgram program, llvm::TargetMachine &machine, ProgramState &state) {
  llvm::Expected<std::unique_ptr<ExecutionEngine>> engine = createEngine(*program.module, machine);
  if (!engine)
    return engine.takeError();
  registerRuntimeSymbols(**engine);
  state.engine = std::move(*engine);
  state.entries = std::move(program.entries);
  for (const EntryPoint &entry : state.entries) {
    llvm::Expected<NativeFunction> function =
        state.engine->lookupPacked(("_mlir_ciface_" + kFunctionPrefix + entry.name).str());
    if (!function)
      return function.takeError();
    state.functions.push_back(*function);
  }
  return llvm::Error::success();
}

llvm::Expected<CompiledProgram> CompiledProgram::compile(ModuleOp module, ArrayRef<StringRef> entries) {
  auto machine = createTargetMachine("native", /*isShared=*/false);
  if (!machine)
    return machine.takeError();
  llvm::Expected<LoweredProgram> program = LoweredProgram::lower(module, entries, /*hasCInterface=*/true, **machine);
  if (!program)
    return program.takeError();
  auto state = std::make_unique<ProgramState>();
  if (llvm::Error error = makeCallable(std::move(*program), **machine, *state))
    return error;
  return CompiledProgram(std::move(state));
}

/// The newest target that a GPU of this compute capability takes.
static std::string chooseTarget(unsigned capability) {
  std::string name = getDeviceTargets().front().name.str();
  for (const DeviceTarget &target : getDeviceTargets()) {
    bool isExact = target.name.ends_with("a");
    if (isExact ? target.capability == capability : target.capability <= capability)
      name = target.name.str();
  }
  return name;
}

/// The target that is asked for, or what the device takes.
static llvm::Expected<const DeviceTarget *> getTarget(const DeviceOptions &options) {
  if (!options.target.empty())
    return findDeviceTarget(options.target);
  if (options.kind == DeviceOptions::Kind::Emulated)
    return findDeviceTarget(getDeviceTargets().front().name);
  QntrtContext context = nullptr;
  QntrtDeviceProperties properties;
  if (qntrtContextCreate(QntrtDeviceCuda, options.index, &context) != QntrtSuccess)
    return llvm::createStringError(qntrtGetLastError());
  (void)qntrtContextGetProperties(context, &properties);
  (void)qntrtContextDestroy(context);
  return findDeviceTarget(chooseTarget(10 * properties.computeMajor + properties.computeMinor));
}

llvm::Expected<CompiledProgram> CompiledProgram::compileForDevice(ModuleOp module, ArrayRef<StringRef> entries,
                                                                  const DeviceOptions &options) {
  auto machine = createTargetMachine("native", /*isShared=*/false);
  if (!machine)
    return machine.takeError();
  llvm::Expected<const DeviceTarget *> target = getTarget(options);
  if (!target)
    return target.takeError();
  llvm::Expected<LoweredProgram> program = LoweredProgram::lowerForDevice(module, entries, /*hasCInterface=*/true,
                                                                          {*target, options.plansMemory, options.math});
  if (!program)
    return program.takeError();
  auto state = std::make_unique<ProgramState>();
  const std::string &ptx = program->kernels->ptx;
  std::string targetName = (*target)->name.str();
  QntrtProgramCode code = {
      "kernels.ptx", targetName.c_str(), ptx.empty() ? nullptr : ptx.data(), ptx.size(), nullptr, 0};
  QntrtDeviceKind kind = options.kind == DeviceOptions::Kind::Cuda ? QntrtDeviceCuda : QntrtDeviceEmulated;
  QntrtProgram device = nullptr;
  if (qntrtProgramCreate(kind, options.index, &code, &device) != QntrtSuccess)
    return llvm::createStringError(qntrtGetLastError());
  state->device.reset(device);
  if (llvm::Error error = makeCallable(std::move(*program), **machine, *state))
    return error;
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

/// Calls the function; its memory on a device ends with the call.
llvm::Error InvocationState::runOn(MutableArrayRef<void *> arguments) {
  QntrtCall call = nullptr;
  if (device && qntrtCallBegin(device, &call) != QntrtSuccess)
    return llvm::createStringError(qntrtGetLastError());
  llvm::Error error = memory.run([&] { function(arguments.data()); }, call);
  if (call)
    (void)qntrtCallEnd(call);
  return error;
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
    arguments.push_back(static_cast<void *>(&resultStruct));
  void **nextPointer = pointers.data();
  uint64_t *nextScalar = scalars.data();
  for (const auto &slots : entry.inputs)
    for (const Slot &slot : slots)
      arguments.push_back(isScalar(slot) ? static_cast<void *>(nextScalar++) : static_cast<void *>(nextPointer++));
  if (returnsOneScalar(entry))
    arguments.push_back(resultStruct);
  if (llvm::Error error = runOn(arguments))
    return error;
  hasRun = true;
  return llvm::Error::success();
}

/// The value whose slots lie at `memory` + offsets.
static llvm::Expected<InterpreterValue> readValue(Type type, ArrayRef<Slot> slots, ArrayRef<const char *> fields) {
  SmallVector<Tensor> tensors;
  int64_t innerSize = 0; // where a slot gives it
  auto array = dyn_cast<ArrayType>(type);
  if (array && array.getRank() != 0 && needsInnerSize(array)) {
    std::memcpy(&innerSize, fields.back(), sizeof(int64_t));
    slots = slots.drop_back();
  }
  for (auto [slot, field] : llvm::zip(slots, fields)) {
    if (isScalar(slot)) {
      uint64_t bits = 0;
      std::memcpy(&bits, field, getElementSize(slot.type));
      reference::ElementKind kind = *reference::getElementKind(slot.logical);
      tensors.push_back(Tensor::scalar(slot.logical, reference::integerToBits(kind, bits)));
      continue;
    }
    Descriptor memory = Descriptor::read(field, slot.type);
    numerics::Shape shape(memory.getShape());
    auto logical = cast<RankedTensorType>(slot.logical);
    if (isPacked(slot)) {
      shape.resize(logical.getRank());
      unsigned inner = shape.size() - 1;
      if (!shape.empty())
        shape.back() = logical.isDynamicDim(inner)
                           ? llvm::divideCeil(innerSize, getPartDivisor(array, *slot.part, inner))
                           : logical.getDimSize(inner);
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
  auto it = llvm::find_if(state->entries, [&](const EntryPoint &entry) { return entry.name == function; });
  if (it == state->entries.end())
    return llvm::createStringError("the program has no function @" + function);
  const EntryPoint &entry = *it;
  if (inputs.size() != entry.inputs.size())
    return llvm::createStringError("function @" + function + " expected " + Twine(entry.inputs.size()) +
                                   " inputs, got " + Twine(inputs.size()));
  auto invocation =
      std::make_unique<InvocationState>(entry, state->functions[it - state->entries.begin()], state->device.get());
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
