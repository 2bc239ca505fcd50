//===- EntryWrapper.cpp - code of the C functions that call a program -------------------------------------===//
//
// int32_t f(parameters, const char **message) of EntrySignature.h becomes:
//   1. checks of sizes and pointers: a status and a message instead of a crash;
//   2. a frame that holds the arguments of the lowered function: descriptors, numbers;
//   3. qnt.call(thunk, frame): the thunk calls the lowered function and stores what it returns into the frame;
//   4. copies of the results, and all memory of the run freed.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "EntryWrapper.h"
#include "EntrySignature.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/IR/IRBuilder.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// Returns `status` unless it is Ok.
static void returnUnlessGood(llvm::IRBuilder<> &b, llvm::Value *status) {
  llvm::Function *function = b.GetInsertBlock()->getParent();
  auto *failed = llvm::BasicBlock::Create(b.getContext(), "", function);
  auto *good = llvm::BasicBlock::Create(b.getContext(), "", function);
  b.CreateCondBr(b.CreateIsNull(status), good, failed);
  b.SetInsertPoint(failed);
  b.CreateRet(status);
  b.SetInsertPoint(good);
}

namespace {
class Wrapper {
public:
  Wrapper(llvm::Module &module, const EntryPoint &entry, bool onDevice)
      : module(module), entry(entry), onDevice(onDevice), parameters(getParameters(entry)), b(module.getContext()),
        program(module.getFunction((kFunctionPrefix + entry.name).str())) {
    SmallVector<llvm::Type *> fields(program->getFunctionType()->params());
    if (!program->getReturnType()->isVoidTy())
      fields.push_back(program->getReturnType());
    frameType = llvm::StructType::get(module.getContext(), fields);
  }

  void build(StringRef symbol);

private:
  using Sizes = SmallVector<llvm::Value *>;

  llvm::FunctionType *getType();
  llvm::Function *buildThunk(StringRef symbol);
  void collectArguments();
  void require(llvm::Value *condition, const Twine &message, CallStatus status = CallStatus::BadArgument);
  void returnUnless(llvm::Value *status) { returnUnlessGood(b, status); }
  Sizes buildInputSizes(unsigned input);
  void requireWholeVectors(unsigned input, ArrayRef<llvm::Value *> sizes);
  Sizes buildSlotSizes(Type type, const Slot &slot, ArrayRef<llvm::Value *> sizes);
  llvm::Value *buildCount(ArrayRef<llvm::Value *> sizes);
  void buildInput(unsigned input);
  void storeField(llvm::Value *value);
  void checkResultPlaces();
  llvm::Value *loadResult(unsigned field, ArrayRef<unsigned> path = {});
  void buildResults();
  void buildResultShape(unsigned result, llvm::Value *place);
  unsigned getResultField(unsigned result, unsigned slot) const;
  llvm::Value *buildCopy(const Parameter &parameter);

  llvm::Value *number(int64_t value) { return b.getInt64(value); }
  llvm::Function *runtime(StringRef name) { return module.getFunction(name); }
  llvm::Value *get(Parameter::Kind kind, bool isResult, unsigned value, unsigned slot = 0) {
    return arguments.lookup({static_cast<unsigned>(kind) * 2 + isResult, {value, slot}});
  }

  llvm::Module &module;
  const EntryPoint &entry;
  bool onDevice; ///< the first argument is the handle of the kernels
  std::vector<Parameter> parameters;
  llvm::IRBuilder<> b;
  llvm::Function *program;            ///< the lowered function
  llvm::StructType *frameType;        ///< its arguments, then what it returns
  llvm::Function *function = nullptr; ///< the C function
  llvm::Value *frame = nullptr, *run = nullptr, *message = nullptr;
  unsigned nextField = 0; ///< of the frame
  llvm::DenseMap<std::pair<unsigned, std::pair<unsigned, unsigned>>, llvm::Value *> arguments;
};
} // namespace

//===----------------------------------------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------------------------------------===//

llvm::FunctionType *Wrapper::getType() {
  SmallVector<llvm::Type *> types;
  if (onDevice)
    types.push_back(b.getPtrTy());
  for (const Parameter &parameter : parameters) {
    llvm::Type *type = b.getPtrTy();
    if (parameter.kind == Parameter::Kind::Number && !parameter.isResult) {
      type = llvm::StringSwitch<llvm::Type *>(parameter.type)
                 .Case("float", b.getFloatTy())
                 .Case("double", b.getDoubleTy())
                 .Default(b.getIntNTy(8 * getElementSize(entry.inputs[parameter.value][parameter.slot].type)));
    }
    types.push_back(type);
  }
  types.push_back(b.getPtrTy());
  return llvm::FunctionType::get(b.getInt32Ty(), types, /*isVarArg=*/false);
}

/// void thunk(frame): calls the program's function with what the frame holds.
llvm::Function *Wrapper::buildThunk(StringRef symbol) {
  auto *type = llvm::FunctionType::get(b.getVoidTy(), {b.getPtrTy()}, /*isVarArg=*/false);
  auto *thunk = llvm::Function::Create(type, llvm::Function::InternalLinkage, symbol + ".call", module);
  b.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", thunk));
  SmallVector<llvm::Value *> values;
  unsigned numArguments = program->arg_size();
  for (unsigned i = 0; i < numArguments; ++i)
    values.push_back(b.CreateLoad(frameType->getElementType(i), b.CreateStructGEP(frameType, thunk->getArg(0), i)));
  llvm::Value *result = b.CreateCall(program, values);
  if (frameType->getNumElements() > numArguments)
    b.CreateStore(result, b.CreateStructGEP(frameType, thunk->getArg(0), numArguments));
  b.CreateRetVoid();
  return thunk;
}

void Wrapper::collectArguments() {
  for (auto [index, parameter] : llvm::enumerate(parameters)) {
    llvm::Argument *argument = function->getArg(index + onDevice);
    argument->setName(parameter.name);
    // Small integers: the caller has extended them as C says, the code below does not rely on it.
    arguments[{static_cast<unsigned>(parameter.kind) * 2 + parameter.isResult, {parameter.value, parameter.slot}}] =
        argument;
  }
  message = function->getArg(parameters.size() + onDevice);
}

/// Returns from the function unless `condition`.
void Wrapper::require(llvm::Value *condition, const Twine &text, CallStatus status) {
  auto *rest = llvm::BasicBlock::Create(module.getContext(), "", function);
  auto *refusal = llvm::BasicBlock::Create(module.getContext(), "", function);
  b.CreateCondBr(condition, rest, refusal);
  b.SetInsertPoint(refusal);
  llvm::Value *string = b.CreateGlobalString((entry.name + ": " + text).str());
  b.CreateRet(b.CreateCall(runtime("qnt.refuse"), {message, string, b.getInt32(static_cast<int32_t>(status))}));
  b.SetInsertPoint(rest);
}

//===----------------------------------------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------------------------------------===//

/// The sizes of a value as the caller gives them, checked.
Wrapper::Sizes Wrapper::buildInputSizes(unsigned input) {
  Sizes sizes;
  ArrayRef<int64_t> shape = execution::getShape(entry.type.getInput(input));
  llvm::Value *given = get(Parameter::Kind::Shape, /*isResult=*/false, input);
  std::string name = ("input " + Twine(input)).str();
  if (given)
    require(b.CreateIsNotNull(given), name + ": expected its sizes, but got a null pointer");
  for (auto [dim, size] : llvm::enumerate(shape)) {
    llvm::Value *value = number(size);
    if (given) {
      value = b.CreateLoad(b.getInt64Ty(), b.CreateConstGEP1_64(b.getInt64Ty(), given, dim));
      if (ShapedType::isDynamic(size))
        require(b.CreateICmpULE(value, number(int64_t(1) << 40)),
                name + ": expected a size from 0 to 2^40 in dimension " + Twine(dim));
      else
        require(b.CreateICmpEQ(value, number(size)),
                name + ": expected size " + Twine(size) + " in dimension " + Twine(dim));
    }
    sizes.push_back(value);
  }
  if (!given)
    return sizes;
  requireWholeVectors(input, sizes);
  llvm::Value *count = number(1);
  for (llvm::Value *size : sizes) {
    count = b.CreateCall(runtime("qnt.count"), {count, size});
    require(b.CreateICmpSGE(count, number(0)), name + ": expected at most 2^40 elements");
  }
  return sizes;
}

/// An entry of a code book of vectors stands for whole vectors of elements.
void Wrapper::requireWholeVectors(unsigned input, ArrayRef<llvm::Value *> sizes) {
  auto array = dyn_cast<ArrayType>(entry.type.getInput(input));
  if (!array)
    return;
  for (auto [dim, size] : llvm::enumerate(sizes)) {
    int64_t vector = getPartDivisor(array, PartKind::Codes, dim);
    if (vector > 1 && array.isDynamicDim(dim))
      require(b.CreateICmpEQ(b.CreateURem(size, number(vector)), number(0)),
              "input " + Twine(input) + ": expected a multiple of " + Twine(vector) + " in dimension " + Twine(dim));
  }
}

/// The sizes of a slot of a value of these sizes.
Wrapper::Sizes Wrapper::buildSlotSizes(Type type, const Slot &slot, ArrayRef<llvm::Value *> sizes) {
  auto memory = cast<RankedTensorType>(slot.type);
  if (!slot.part)
    return Sizes(sizes);
  Sizes result;
  unsigned width = getElementTypeOrSelf(slot.logical).getIntOrFloatBitWidth();
  for (auto [dim, size] : llvm::enumerate(memory.getShape())) {
    if (!ShapedType::isDynamic(size)) {
      result.push_back(number(size));
      continue;
    }
    int64_t divisor = getPartDivisor(cast<ArrayType>(type), *slot.part, dim);
    llvm::Value *value = b.CreateUDiv(b.CreateAdd(sizes[dim], number(divisor - 1)), number(divisor));
    if (isPacked(slot) && dim + 1 == memory.getShape().size())
      value = b.CreateUDiv(b.CreateAdd(b.CreateMul(value, number(width)), number(7)), number(8));
    result.push_back(value);
  }
  return result;
}

llvm::Value *Wrapper::buildCount(ArrayRef<llvm::Value *> sizes) {
  llvm::Value *count = number(1);
  for (llvm::Value *size : sizes)
    count = b.CreateMul(count, size);
  return count;
}

void Wrapper::storeField(llvm::Value *value) {
  llvm::Type *type = frameType->getElementType(nextField);
  if (value->getType() != type)
    value = type->isIntegerTy() ? b.CreateTrunc(value, type) : b.CreateBitCast(value, type);
  b.CreateStore(value, b.CreateStructGEP(frameType, frame, nextField++));
}

/// Checks an input, and stores its slots into the frame.
void Wrapper::buildInput(unsigned input) {
  Type type = entry.type.getInput(input);
  Sizes sizes = buildInputSizes(input);
  for (auto [index, slot] : llvm::enumerate(entry.inputs[input])) {
    if (isInnerSize(type, slot)) {
      storeField(sizes.back());
      continue;
    }
    if (llvm::Value *given = get(Parameter::Kind::Number, /*isResult=*/false, input, index)) {
      storeField(given);
      continue;
    }
    llvm::Value *data = get(Parameter::Kind::Data, /*isResult=*/false, input, index);
    Sizes slotSizes = buildSlotSizes(type, slot, sizes);
    std::string part = slot.part ? (" (" + getPartName(*slot.part) + ")").str() : "";
    require(b.CreateOr(b.CreateIsNotNull(data), b.CreateICmpEQ(buildCount(slotSizes), number(0))),
            "input " + Twine(input) + part + ": expected data, but got a null pointer");
    for (llvm::Value *value : {data, data, number(0)})
      storeField(value);
    for (llvm::Value *size : slotSizes)
      storeField(size);
    for (unsigned dim = 0; dim < slotSizes.size(); ++dim)
      storeField(buildCount(ArrayRef(slotSizes).drop_front(dim + 1)));
  }
}

//===----------------------------------------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------------------------------------===//

void Wrapper::checkResultPlaces() {
  for (const Parameter &parameter : parameters)
    if (parameter.isResult)
      require(b.CreateIsNotNull(get(parameter.kind, true, parameter.value, parameter.slot)),
              "expected a place for " + parameter.name + ", but got a null pointer");
}

/// Index of a slot in what the program's function returns.
unsigned Wrapper::getResultField(unsigned result, unsigned slot) const {
  unsigned field = slot;
  for (unsigned i = 0; i < result; ++i)
    field += entry.results[i].size();
  return field;
}

/// A number in what the program's function returned. A function with one slot returns it as it is.
llvm::Value *Wrapper::loadResult(unsigned field, ArrayRef<unsigned> path) {
  unsigned numFields = 0;
  for (const auto &slots : entry.results)
    numFields += slots.size();
  SmallVector<llvm::Value *> indices{b.getInt32(0), b.getInt32(program->arg_size())};
  if (numFields > 1)
    indices.push_back(b.getInt32(field));
  for (unsigned index : path)
    indices.push_back(b.getInt32(index));
  llvm::Type *type = llvm::GetElementPtrInst::getIndexedType(frameType, indices);
  return b.CreateLoad(type, b.CreateGEP(frameType, frame, indices));
}

/// malloc'ed elements of a result; null without memory.
llvm::Value *Wrapper::buildCopy(const Parameter &parameter) {
  const Slot &slot = entry.results[parameter.value][parameter.slot];
  unsigned field = getResultField(parameter.value, parameter.slot);
  unsigned rank = cast<RankedTensorType>(slot.type).getRank();
  Sizes sizes;
  for (unsigned dim = 0; dim < rank; ++dim)
    sizes.push_back(loadResult(field, {3, static_cast<unsigned>(dim)}));
  llvm::Value *elementSize = number(getElementSize(slot.type));
  llvm::Value *data =
      b.CreateGEP(b.getInt8Ty(), loadResult(field, {1}), b.CreateMul(loadResult(field, {2}), elementSize));
  return b.CreateCall(runtime("qnt.copy"), {data, b.CreateMul(buildCount(sizes), elementSize)});
}

/// The sizes of a value from those of its codes, or of itself.
void Wrapper::buildResultShape(unsigned result, llvm::Value *place) {
  Type type = entry.type.getResult(result);
  ArrayRef<int64_t> shape = execution::getShape(type);
  ArrayRef<Slot> slots = entry.results[result];
  auto array = dyn_cast<ArrayType>(type);
  for (auto [dim, size] : llvm::enumerate(shape)) {
    llvm::Value *value = number(size);
    if (ShapedType::isDynamic(size)) {
      bool isInner = array && dim + 1 == shape.size() && isInnerSize(type, slots.back());
      unsigned field = getResultField(result, isInner ? slots.size() - 1 : 0);
      value = isInner ? loadResult(field) : loadResult(field, {3, static_cast<unsigned>(dim)});
      if (array && !isInner)
        value = b.CreateMul(value, number(getPartDivisor(array, PartKind::Codes, dim)));
    }
    b.CreateStore(value, b.CreateConstGEP1_64(b.getInt64Ty(), place, dim));
  }
}

void Wrapper::buildResults() {
  SmallVector<std::pair<llvm::Value *, llvm::Value *>> copies; // and where they go
  llvm::Value *hasMemory = b.getTrue();
  for (const Parameter &parameter : parameters) {
    if (!parameter.isResult || parameter.kind != Parameter::Kind::Data)
      continue;
    llvm::Value *copy = buildCopy(parameter);
    copies.emplace_back(copy, get(parameter.kind, true, parameter.value, parameter.slot));
    hasMemory = b.CreateAnd(hasMemory, b.CreateIsNotNull(copy));
  }
  auto *store = llvm::BasicBlock::Create(module.getContext(), "", function);
  auto *refuse = llvm::BasicBlock::Create(module.getContext(), "", function);
  b.CreateCondBr(hasMemory, store, refuse);

  b.SetInsertPoint(refuse);
  for (auto [copy, place] : copies)
    b.CreateCall(runtime("free"), {copy});
  b.CreateCall(runtime("qnt.release_all"), {run});
  b.CreateRet(b.CreateCall(runtime("qnt.refuse"), {message, module.getNamedValue("qnt.no_memory"),
                                                   b.getInt32(static_cast<int32_t>(CallStatus::OutOfMemory))}));

  b.SetInsertPoint(store);
  for (auto [copy, place] : copies)
    b.CreateStore(copy, place);
  for (const Parameter &parameter : parameters) {
    if (!parameter.isResult || parameter.kind == Parameter::Kind::Data)
      continue;
    llvm::Value *place = get(parameter.kind, true, parameter.value, parameter.slot);
    if (parameter.kind == Parameter::Kind::Shape) {
      buildResultShape(parameter.value, place);
      continue;
    }
    const Slot &slot = entry.results[parameter.value][parameter.slot];
    llvm::Value *value = loadResult(getResultField(parameter.value, parameter.slot));
    if (auto *integer = dyn_cast<llvm::IntegerType>(value->getType())) {
      llvm::Type *container = b.getIntNTy(8 * getElementSize(slot.type));
      value = integer->getBitWidth() == 1 ? b.CreateZExt(value, container) : b.CreateSExt(value, container);
    }
    b.CreateStore(value, place);
  }
  b.CreateCall(runtime("qnt.release_all"), {run});
  b.CreateRet(b.getInt32(static_cast<int32_t>(CallStatus::Ok)));
}

//===----------------------------------------------------------------------------------------------------===//
// All of it
//===----------------------------------------------------------------------------------------------------===//

void Wrapper::build(StringRef symbol) {
  llvm::Function *thunk = buildThunk(symbol);
  function = llvm::Function::Create(getType(), llvm::Function::ExternalLinkage, symbol, module);
  b.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", function));
  frame = b.CreateAlloca(frameType);
  llvm::AllocaInst *runPlace = b.CreateAlloca(llvm::StructType::getTypeByName(module.getContext(), "qnt.run"));
  runPlace->setAlignment(llvm::Align(16));
  run = runPlace;
  collectArguments();
  if (onDevice)
    require(b.CreateIsNotNull(function->getArg(0)), "expected a program that is open, but got a null pointer");
  checkResultPlaces();
  for (unsigned input = 0; input < entry.inputs.size(); ++input)
    buildInput(input);
  // Those of a program for a device are there since it was opened.
  if (llvm::Function *weights = runtime("qnt.weights_open"); weights && !onDevice)
    returnUnless(b.CreateCall(weights, {message}));
  SmallVector<llvm::Value *> call{run, thunk, frame, message};
  if (onDevice)
    call.insert(call.begin(), function->getArg(0));
  llvm::Value *status = b.CreateCall(runtime(onDevice ? "qnt.call_on_device" : "qnt.call"), call);
  returnUnless(status);
  buildResults();
}

void execution::addEntryWrapper(llvm::Module &module, const EntryPoint &entry, StringRef symbol, bool onDevice) {
  Wrapper(module, entry, onDevice).build(symbol);
}

//===----------------------------------------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------------------------------------===//

/// A constant of the module with these bytes and a 0 behind them.
static llvm::Constant *addBytes(llvm::Module &module, StringRef bytes, StringRef name) {
  llvm::Constant *value = llvm::ConstantDataArray::getString(module.getContext(), bytes);
  auto *global = new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                          llvm::GlobalValue::InternalLinkage, value, name);
  global->setAlignment(llvm::Align(64));
  return global;
}

/// The QntrtProgramCode of Qnt/Runtime/Program.h.
static llvm::Constant *addProgramCode(llvm::Module &module, const CompiledKernels &kernels, StringRef target,
                                      StringRef cubin, StringRef prefix) {
  llvm::LLVMContext &context = module.getContext();
  auto *pointer = llvm::PointerType::get(context, 0);
  auto *number = llvm::Type::getInt64Ty(context);
  llvm::Constant *none = llvm::ConstantPointerNull::get(pointer);
  llvm::Constant *image = cubin.empty() ? none : addBytes(module, cubin, "qnt.cubin");
  llvm::Constant *text = kernels.ptx.empty() ? none : addBytes(module, kernels.ptx, "qnt.ptx");
  llvm::Constant *fields[] = {addBytes(module, (prefix + ".ptx").str(), "qnt.name"),
                              addBytes(module, target, "qnt.target"),
                              text,
                              llvm::ConstantInt::get(number, kernels.ptx.size()),
                              image,
                              llvm::ConstantInt::get(number, cubin.size())};
  llvm::Constant *value = llvm::ConstantStruct::getAnon(context, fields);
  return new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true, llvm::GlobalValue::InternalLinkage,
                                  value, "qnt.code");
}

void execution::addDeviceFunctions(llvm::Module &module, const CompiledKernels &kernels, StringRef target,
                                   StringRef cubin, StringRef prefix) {
  llvm::Constant *code = addProgramCode(module, kernels, target, cubin, prefix);
  llvm::IRBuilder<> b(module.getContext());
  auto create = [&](ArrayRef<llvm::Type *> types, StringRef name) {
    auto *type = llvm::FunctionType::get(b.getInt32Ty(), types, /*isVarArg=*/false);
    auto *function = llvm::Function::Create(type, llvm::Function::ExternalLinkage, prefix + name, module);
    b.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "", function));
    return function;
  };
  llvm::Type *pointer = b.getPtrTy();
  llvm::Function *open = create({b.getInt32Ty(), b.getInt32Ty(), pointer, pointer}, "_open");
  if (llvm::Function *weights = module.getFunction("qnt.weights_open"))
    returnUnlessGood(b, b.CreateCall(weights, {open->getArg(3)}));
  b.CreateRet(b.CreateCall(module.getFunction("qnt.device_open"),
                           {open->getArg(0), open->getArg(1), code, open->getArg(2), open->getArg(3)}));
  llvm::Function *close = create({pointer}, "_close");
  llvm::FunctionCallee destroy = module.getOrInsertFunction("qntrtProgramDestroy", b.getInt32Ty(), pointer);
  llvm::Value *status = b.CreateCall(destroy, {close->getArg(0)});
  b.CreateRet(b.CreateZExt(b.CreateIsNotNull(status), b.getInt32Ty()));
}
