//===- NativeCode.cpp - a program as a file that C code calls ---------------------------------------------===//
#include "Qnt/Execution/NativeCode.h"
#include "AssemblyTask.h"
#include "EntrySignature.h"
#include "EntryWrapper.h"
#include "HeaderFile.h"
#include "Manifest.h"
#include "ModelRuntime.h"
#include "MoveWeights.h"
#include "SharedLibrary.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Linker/Linker.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

llvm::Expected<NativeFormat> execution::getNativeFormat(StringRef path) {
  if (path.ends_with(".ll"))
    return NativeFormat::LLVMIR;
  if (path.ends_with(".o"))
    return NativeFormat::Object;
  if (path.ends_with(".so"))
    return NativeFormat::SharedLibrary;
  return llvm::createStringError("expected an output that ends in .ll, .o or .so, got '" + path + "'");
}

static llvm::Error checkNames(ArrayRef<EntryPoint> entries, const NativeOptions &options) {
  if (entries.empty())
    return llvm::createStringError("the module has no public function");
  if (!isCIdentifier(options.prefix))
    return llvm::createStringError("expected a prefix of letters, digits and underscores, no digit first, got '" +
                                   options.prefix + "'");
  SmallVector<StringRef> taken;
  if (!options.target.empty())
    taken.append({"open", "close"});
  if (!options.weights.empty())
    taken.push_back("load_weights");
  for (const EntryPoint &entry : entries) {
    if (!isCIdentifier("_" + entry.name))
      return llvm::createStringError("function @" + entry.name +
                                     " has no name in C: expected letters, digits and underscores");
    if (llvm::is_contained(taken, entry.name))
      return llvm::createStringError("function @" + entry.name + " has no name in C: " + options.prefix + "_" +
                                     entry.name + " is a function that every program of its kind has");
  }
  return llvm::Error::success();
}

//===----------------------------------------------------------------------------------------------------===//
// LLVM IR
//===----------------------------------------------------------------------------------------------------===//

/// What the program calls becomes a function of the run-time part.
static void redirectCalls(llvm::Module &module) {
  for (auto [from, to] : {std::pair("malloc", "qnt.allocate"), std::pair("free", "qnt.release"),
                          std::pair("qnt_runtime_fail", "qnt.fail")})
    if (llvm::Function *function = module.getFunction(from))
      function->setName(to);
}

/// The text is part of the build: it parses, and has no symbol of the program's.
static void linkText(llvm::Module &module, StringRef text) {
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> runtime = llvm::parseAssemblyString(text, diagnostic, module.getContext());
  if (!runtime)
    llvm::report_fatal_error(diagnostic.getMessage());
  runtime->setDataLayout(module.getDataLayout());
  runtime->setTargetTriple(module.getTargetTriple());
  if (llvm::Linker::linkModules(module, std::move(runtime)))
    llvm_unreachable("two definitions of one symbol");
}

/// Only the C functions are seen from outside; all code is for the machine's processor, also where only text is kept.
static void finishFunctions(llvm::Module &module, const llvm::StringSet<> &names, const llvm::TargetMachine &machine) {
  for (llvm::GlobalValue &value : module.global_values())
    if (!value.isDeclaration() && !names.contains(value.getName()))
      value.setLinkage(llvm::GlobalValue::InternalLinkage);
  for (llvm::Function &function : module) {
    if (function.isDeclaration())
      continue;
    function.addFnAttr("target-cpu", machine.getTargetCPU());
    function.addFnAttr("target-features", machine.getTargetFeatureString());
  }
}

namespace {
/// A program on its way to a file.
struct NativeCompilation {
  const NativeOptions &options;
  llvm::TargetMachine &machine;
  PassRecords *records;
  NativeCode &result;
  AssemblyTask assembly = {}; ///< started where there is an assembler

  llvm::Expected<LoweredProgram> lower(ModuleOp module);
  void describe(const LoweredProgram &program, const AssembledKernels *assembled);
  llvm::Error addKernels(llvm::Module &module, const LoweredProgram &program);
  void takeWeights(LoweredProgram &program);
  llvm::Expected<std::unique_ptr<llvm::Module>> makeModule(LoweredProgram &program, llvm::LLVMContext &context);
  llvm::Error optimize(llvm::Module &module);
  std::string emitObject(llvm::Module &module);
  llvm::Expected<std::string> link(StringRef object);
};
} // namespace

llvm::Expected<LoweredProgram> NativeCompilation::lower(ModuleOp module) {
  if (options.target.empty())
    return LoweredProgram::lower(module, options.entries, /*hasCInterface=*/false, machine, records);
  llvm::Expected<const DeviceTarget *> target = findDeviceTarget(options.target);
  if (!target)
    return target.takeError();
  auto startAssembly = [&](const CompiledKernels &kernels) {
    if (findPtxas(options.ptxas))
      assembly.start(kernels, **target, options.ptxas, module.getContext()->isMultithreadingEnabled());
  };
  return LoweredProgram::lowerForDevice(module, options.entries, /*hasCInterface=*/false,
                                        {*target, /*plansMemory=*/true, options.math, records, startAssembly});
}

void NativeCompilation::describe(const LoweredProgram &program, const AssembledKernels *assembled) {
  if (!options.needsManifest)
    return;
  WeightFacts weights{options.weights, result.weights, result.weightsHash};
  result.manifest = makeManifest(program, *llvm::cantFail(findDeviceTarget(options.target)), options.source, assembled,
                                 options.weights.empty() ? nullptr : &weights);
}

/// The kernels, assembled where there is an assembler, and what opens them.
llvm::Error NativeCompilation::addKernels(llvm::Module &module, const LoweredProgram &program) {
  std::optional<AssembledKernels> kernels;
  if (assembly.isStarted()) {
    RecordedStep step(records, "waiting for ptxas");
    llvm::Expected<AssembledKernels> assembled = assembly.finish();
    if (!assembled)
      return assembled.takeError();
    kernels = std::move(*assembled);
  }
  describe(program, kernels ? &*kernels : nullptr);
  addDeviceFunctions(module, *program.kernels, options.target, kernels ? kernels->cubin : "", options.prefix);
  return llvm::Error::success();
}

llvm::Error NativeCompilation::optimize(llvm::Module &module) {
  RecordedStep step(records, "LLVM");
  return makeOptimizingTransformer(/*optLevel=*/3, /*sizeLevel=*/0, &machine)(&module);
}

/// Out of the program, where they go into a file.
void NativeCompilation::takeWeights(LoweredProgram &program) {
  if (options.weights.empty())
    return;
  RecordedStep step(records, "weights");
  result.weights = moveWeights(program);
  result.weightsHash = result.weights.computeHash();
}

llvm::Expected<std::unique_ptr<llvm::Module>> NativeCompilation::makeModule(LoweredProgram &program,
                                                                            llvm::LLVMContext &context) {
  takeWeights(program);
  std::unique_ptr<llvm::Module> module = translateModuleToLLVMIR(*program.module, context, options.prefix);
  if (!module)
    return llvm::createStringError("cannot translate the program to LLVM IR");
  module->setDataLayout(machine.createDataLayout());
  module->setTargetTriple(machine.getTargetTriple());
  module->setPICLevel(llvm::PICLevel::BigPIC);
  redirectCalls(*module);
  linkText(*module, kModelRuntime);
  llvm::StringSet<> names;
  if (!result.weights.getEntries().empty()) {
    linkText(*module, kWeightsRuntime);
    addWeightFunctions(*module, result.weights, result.weightsHash, options.weights, options.prefix);
    names.insert(options.prefix + "_load_weights");
  }
  bool onDevice = program.kernels.has_value();
  if (onDevice) {
    linkText(*module, kDeviceRuntime);
    if (llvm::Error error = addKernels(*module, program))
      return error;
    names.insert(options.prefix + "_open");
    names.insert(options.prefix + "_close");
  }
  for (const EntryPoint &entry : program.entries) {
    addEntryWrapper(*module, entry, getCName(entry, options), onDevice);
    names.insert(getCName(entry, options));
  }
  finishFunctions(*module, names, machine);
  if (llvm::Error error = optimize(*module))
    return error;
  return module;
}

//===----------------------------------------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------------------------------------===//

std::string NativeCompilation::emitObject(llvm::Module &module) {
  RecordedStep step(records, "object");
  SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  bool hasNoObjects = machine.addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::ObjectFile);
  assert(!hasNoObjects && "every target that the JIT runs on has them");
  (void)hasNoObjects;
  passes.run(module);
  return std::string(bytes.begin(), bytes.end());
}

llvm::Expected<std::string> NativeCompilation::link(StringRef object) {
  RecordedStep step(records, "linker");
  return linkSharedLibrary(object, options.linker, options.target.empty() ? "" : options.runtimeFolder);
}

llvm::Expected<NativeCode> NativeCode::compile(ModuleOp module, NativeFormat format, const NativeOptions &options) {
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine = createTargetMachine(options.cpu, /*isShared=*/true);
  if (!machine)
    return machine.takeError();
  NativeCode result;
  NativeCompilation compilation{options, **machine, options.notesPasses ? &result.passes : nullptr, result};
  llvm::Expected<LoweredProgram> program = compilation.lower(module);
  if (!program)
    return program.takeError();
  if (llvm::Error error = checkNames(program->entries, options))
    return error;
  llvm::LLVMContext context;
  llvm::Expected<std::unique_ptr<llvm::Module>> code = compilation.makeModule(*program, context);
  if (!code)
    return code.takeError();
  result.header =
      makeHeader(program->entries, options, result.weights.getEntries().empty() ? nullptr : &result.weights);
  if (format == NativeFormat::LLVMIR) {
    llvm::raw_string_ostream(result.bytes) << **code;
    return result;
  }
  result.bytes = compilation.emitObject(**code);
  if (format == NativeFormat::Object)
    return result;
  llvm::Expected<std::string> library = compilation.link(result.bytes);
  if (!library)
    return library.takeError();
  result.bytes = std::move(*library);
  return result;
}
