//===- LoweredProgram.cpp - a module in the LLVM dialect, and how its functions are called ----------------===//
#include "LoweredProgram.h"
#include "Qnt/Execution/NpyValues.h"
#include "Qnt/IR/ExplainedRun.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

/// Dialects, interfaces and translations that compilation needs, into a context that knows the program's own.
static void loadDialects(MLIRContext &context) {
  DialectRegistry registry;
  registerLowerCPUDialects(registry);
  registerLowerGPUDialects(registry);
  registerTargetDialects(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  context.appendDialectRegistry(registry);
  context.loadDialect<func::FuncDialect, LLVM::LLVMDialect, bufferization::BufferizationDialect>();
}

static LogicalResult checkBodies(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isExternal())
      return function.emitOpError("@") << function.getName() << " has no body";
  return success();
}

/// The instruction sets of a machine's processor, "+avx2,+fma,...".
static std::string getFeatures(const llvm::TargetMachine &machine) {
  const llvm::MCSubtargetInfo &info = *machine.getMCSubtargetInfo();
  llvm::SubtargetFeatures features;
  for (const auto &feature : info.getAllProcessorFeatures())
    if (info.getFeatureBits().test(feature.Value))
      features.AddFeature(feature.Key);
  return features.getString();
}

llvm::Error execution::runAndExplain(ModuleOp module, llvm::function_ref<LogicalResult()> run) {
  return qnt::runAndExplain(module.getContext(), "cannot compile the program", run);
}

LogicalResult execution::dropUnreached(ModuleOp module) {
  PassManager manager(module.getContext());
  manager.addPass(createSymbolDCEPass());
  return success(succeeded(manager.run(module)) && succeeded(checkBodies(module)));
}

static LogicalResult lowerForCpu(ModuleOp module, const llvm::TargetMachine &machine, PassRecords *records) {
  PassManager manager(module.getContext());
  buildLowerToLLVMPipeline(manager, getFeatures(machine));
  return success(succeeded(dropUnreached(module)) && succeeded(runRecorded(manager, module, records)));
}

//===----------------------------------------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------------------------------------===//

static llvm::Error addEntry(std::vector<EntryPoint> &entries, func::FuncOp function) {
  if (llvm::any_of(entries, [&](const EntryPoint &entry) { return entry.name == function.getName(); }))
    return llvm::Error::success();
  FunctionType type = function.getFunctionType();
  auto valueType =
      FunctionType::get(type.getContext(), getValueTypes(type.getInputs()), getValueTypes(type.getResults()));
  EntryPoint entry{function.getName().str(), valueType, {}, {}};
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
  entries.push_back(std::move(entry));
  return llvm::Error::success();
}

static llvm::Error findEntries(std::vector<EntryPoint> &entries, ModuleOp module, ArrayRef<StringRef> names) {
  for (StringRef name : names) {
    auto function = module.lookupSymbol<func::FuncOp>(name);
    if (!function)
      return llvm::createStringError("the module has no function @" + name);
    if (function.isExternal())
      return llvm::createStringError("function @" + name + " has no body");
    if (llvm::Error error = addEntry(entries, function))
      return error;
  }
  if (!names.empty())
    return llvm::Error::success();
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !function.isExternal())
      if (llvm::Error error = addEntry(entries, function))
        return error;
  return llvm::Error::success();
}

/// A caller's memory is not ours to write, and may be input of the next call.
static void protectInputs(func::FuncOp function) {
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
    if (isa<RankedTensorType, ArrayType>(type))
      function.setArgAttr(index, bufferization::BufferizationDialect::kWritableAttrName,
                          BoolAttr::get(function.getContext(), false));
}

/// Prefixes names, and asks for the C interface of entries.
static LogicalResult prepareFunctions(ArrayRef<EntryPoint> entries, ModuleOp module, bool hasCInterface) {
  SymbolTable symbols(module);
  for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>())) {
    if (function.isExternal()) {
      function.setPrivate();
      continue;
    }
    bool isEntry = llvm::any_of(entries, [&](const EntryPoint &entry) { return entry.name == function.getName(); });
    function.setVisibility(isEntry ? SymbolTable::Visibility::Public : SymbolTable::Visibility::Private);
    if (isEntry)
      protectInputs(function);
    if (isEntry && hasCInterface)
      function->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(), UnitAttr::get(module.getContext()));
    if (failed(symbols.rename(function, (kFunctionPrefix + function.getName()).str())))
      return failure();
  }
  return success();
}

llvm::Expected<LoweredProgram> LoweredProgram::lower(ModuleOp module, ArrayRef<StringRef> entries, bool hasCInterface,
                                                     const llvm::TargetMachine &machine, PassRecords *records) {
  LoweredProgram program;
  if (llvm::Error error = program.prepare(module, entries, hasCInterface))
    return error;
  if (llvm::Error error =
          runAndExplain(*program.module, [&] { return lowerForCpu(*program.module, machine, records); }))
    return error;
  return program;
}

llvm::Error LoweredProgram::prepare(ModuleOp source, ArrayRef<StringRef> names, bool hasCInterface) {
  loadDialects(*source.getContext());
  if (llvm::Error error = findEntries(entries, source, names))
    return error;
  module = source.clone();
  if (failed(prepareFunctions(entries, *module, hasCInterface)))
    return llvm::createStringError("cannot rename the functions of the program");
  return llvm::Error::success();
}

//===----------------------------------------------------------------------------------------------------===//
// Target machine
//===----------------------------------------------------------------------------------------------------===//

/// Checked here: LLVM goes on with a processor that it does not know.
static llvm::Error checkProcessor(const llvm::Triple &triple, StringRef cpu) {
  std::string message;
  const llvm::Target *target = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return llvm::createStringError(message);
  std::unique_ptr<llvm::MCSubtargetInfo> info(target->createMCSubtargetInfo(triple, "", ""));
  if (info && info->isCPUStringValid(cpu))
    return llvm::Error::success();
  return llvm::createStringError("expected native or a processor of " + triple.getArchName() + ", got '" + cpu + "'");
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> execution::createTargetMachine(StringRef cpu, bool isShared) {
  static const bool isInitialized = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)isInitialized;
  auto builder = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!builder)
    return builder.takeError();
  if (cpu != "native") {
    if (llvm::Error error = checkProcessor(builder->getTargetTriple(), cpu))
      return error;
    builder->setCPU(cpu.str());
    builder->getFeatures() = llvm::SubtargetFeatures();
  }
  if (isShared) {
    builder->setRelocationModel(llvm::Reloc::PIC_);
    builder->getOptions().EmulatedTLS = false;
  }
  builder->setCodeGenOptLevel(llvm::CodeGenOptLevel::Aggressive);
  return builder->createTargetMachine();
}
