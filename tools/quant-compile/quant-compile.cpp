//===- quant-compile.cpp - from a module to code that other programs call ---------------------------------===//
//
//   quant-compile model.mlir --target=cpu -o model.so     # and model.h
//   quant-compile model.mlir --target=sm_90a -o model.ptx
//
// Exit status: 0 when all files are written, 2 otherwise; no file is touched then.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Compress/Report.h"
#include "Qnt/Execution/DeviceCode.h"
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/Execution/NativeCode.h"
#include "Qnt/Files/AtomicFile.h"
#include "Qnt/Files/DistinctFiles.h"
#include "Qnt/IR/ExplainedRun.h"
#include "Qnt/InitAll.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/Target/AssembleKernels.h"
#include "Qnt/Target/DeviceTarget.h"
#include "RemarkOptions.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/UB/IR/UBOps.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/WithColor.h"
#include <functional>
#include <memory>

using namespace mlir;
using namespace mlir::qnt;
using execution::NativeCode;
using execution::NativeFormat;
using files::AtomicFile;
namespace cl = llvm::cl;

static cl::OptionCategory category("quant-compile options");

static cl::opt<std::string> modelPath(cl::Positional, cl::desc("<model.mlir or .mlirbc>"), cl::cat(category));
static cl::opt<std::string> outputPath("o",
                                       cl::desc("Where the code goes: .so, a shared library; .o, an object file; .ll, "
                                                "LLVM IR; for a GPU also .ptx, .cubin, and .json, the manifest of "
                                                "its kernels"),
                                       cl::value_desc("file"), cl::cat(category));
static cl::opt<std::string>
    headerPath("header", cl::desc("Where the C header goes (beside the code: model.h for model.o and libmodel.so)"),
               cl::value_desc("file"), cl::cat(category));
static cl::opt<std::string> target("target", cl::init("cpu"),
                                   cl::desc("What it is for: cpu (default), or a GPU: sm_80, sm_89, sm_90a, sm_100a, "
                                            "sm_120a"),
                                   cl::value_desc("name"), cl::cat(category));
static cl::list<MathMode> mathModes("math", cl::CommaSeparated,
                                    cl::desc("What a GPU's tensor cores may lose, one or both (nothing)"),
                                    cl::cat(category));
static cl::opt<std::string> ptxas("ptxas", cl::desc("NVIDIA's assembler, for .cubin (ptxas on the path)"),
                                  cl::value_desc("program"), cl::cat(category));
static cl::opt<std::string> cpu("cpu", cl::init("native"),
                                cl::desc("Processor, as LLVM names it: x86-64-v3, znver4 ... (native, this machine's)"),
                                cl::value_desc("name"), cl::cat(category));
static cl::list<std::string> entries("entry", cl::desc("Functions that can be called, once for each (all public ones)"),
                                     cl::value_desc("name"), cl::cat(category));
static cl::opt<std::string> prefix("prefix",
                                   cl::desc("Start of the names in C (the output's name; model for libmodel.so)"),
                                   cl::value_desc("name"), cl::cat(category));
static cl::opt<std::string> passes("passes",
                                   cl::desc("Passes that run first: 'qnt-import,qnt-quantize-weights{dtype=int4}'"),
                                   cl::value_desc("pipeline"), cl::cat(category));
static cl::opt<std::string> weightsPath(
    "weights", cl::init("embedded"),
    cl::desc("Where constants go: embedded, into the code; else a file of this name, which the code maps into memory "
             "(embedded)"),
    cl::value_desc("embedded|file"), cl::cat(category));
static cl::opt<std::string> manifestPath("manifest", cl::desc("Where the manifest of a GPU's kernels goes (nowhere)"),
                                         cl::value_desc("file"), cl::cat(category));
static cl::opt<std::string> linker("linker",
                                   cl::desc("Compiler that links a shared library (the first of clang-22, clang, cc, "
                                            "gcc on the path)"),
                                   cl::value_desc("program"), cl::cat(category));

static cl::opt<bool> pipelineReport("pipeline-report", cl::desc("Print what each pass and step took and left"),
                                    cl::cat(category));
static cl::opt<unsigned> jobs("jobs", cl::init(0),
                              cl::desc("Threads that compile, 1: one does it all (0, as many as the machine has); "
                                       "the code is the same"),
                              cl::value_desc("n"), cl::cat(category));

static constexpr int exitFailure = 2;

static bool hasWeightFile() { return weightsPath != "embedded"; }

/// What code and manifest call the file; empty without one.
static std::string getWeightName() { return hasWeightFile() ? llvm::sys::path::filename(weightsPath).str() : ""; }

/// The output's name without its ending, and without the `lib` that the linker puts in front of -lmodel.
static StringRef getStem() {
  StringRef path = outputPath, stem = llvm::sys::path::stem(path);
  bool isLinkedByName = path.ends_with(".so") && stem.size() > 3;
  if (isLinkedByName)
    stem.consume_front("lib");
  return stem;
}

static std::string getHeaderPath() {
  if (!headerPath.empty())
    return headerPath;
  llvm::SmallString<128> header(llvm::sys::path::parent_path(outputPath));
  llvm::sys::path::append(header, getStem() + ".h");
  return std::string(header);
}

/// The files besides the code.
static llvm::Error checkPaths() {
  if (hasWeightFile() && (weightsPath.empty() || llvm::sys::path::filename(weightsPath) == "."))
    return llvm::createStringError("expected --weights=embedded or the name of a file, got '" + weightsPath + "'");
  std::vector<std::string> taken{modelPath, outputPath, getHeaderPath()};
  auto take = [&](StringRef what, const std::string &path) -> llvm::Error {
    if (llvm::is_contained(taken, path))
      return llvm::createStringError("expected a file for the " + what + " that is no other one's, got '" + path + "'");
    taken.push_back(path);
    return llvm::Error::success();
  };
  if (hasWeightFile())
    if (llvm::Error error = take("weights", weightsPath))
      return error;
  if (!manifestPath.empty())
    return take("manifest", manifestPath);
  return llvm::Error::success();
}

static bool isDeviceFile(StringRef path) {
  return path.ends_with(".ptx") || path.ends_with(".cubin") || path.ends_with(".json");
}

/// Error for one of `options` that is given, where `what` is not what it is for.
static llvm::Error checkAbsent(std::initializer_list<const cl::Option *> options, const Twine &expected,
                               const Twine &what) {
  for (const cl::Option *option : options)
    if (option->getNumOccurrences() > 0)
      return llvm::createStringError("expected --" + option->ArgStr + " with " + expected + ", got " + what);
  return llvm::Error::success();
}

/// No option is ignored.
static llvm::Error checkOptions() {
  StringRef output = outputPath;
  if (target == "cpu")
    if (llvm::Error error =
            checkAbsent({std::addressof(mathModes), &manifestPath, &ptxas}, "a GPU as target", "target cpu"))
      return error;
  if (target != "cpu" && isDeviceFile(output))
    if (llvm::Error error =
            checkAbsent({&headerPath, &prefix, &cpu}, "an output that ends in .ll, .o or .so", "'" + output + "'"))
      return error;
  if (!output.ends_with(".so"))
    return checkAbsent({&linker}, "an output that ends in .so", "'" + output + "'");
  return llvm::Error::success();
}

static llvm::Error checkUse() {
  if (modelPath.empty())
    return llvm::createStringError("expected a model");
  if (outputPath.empty())
    return llvm::createStringError("expected an output: -o");
  if (llvm::Error error = checkOptions())
    return error;
  return checkPaths();
}

/// The option, or the start of the output's name with what C does not take replaced.
static std::string getPrefix() {
  if (prefix.getNumOccurrences() > 0)
    return prefix;
  std::string name = getStem().str();
  for (char &c : name)
    c = llvm::isAlnum(c) ? c : '_';
  return llvm::isDigit(name.front()) ? "_" + name : name;
}

/// The files that are written.
static std::vector<std::string> getOutputs() {
  std::vector<std::string> outputs{outputPath};
  bool hasHeader = target == "cpu" || !isDeviceFile(outputPath);
  if (hasHeader)
    outputs.push_back(getHeaderPath());
  if (hasWeightFile())
    outputs.push_back(weightsPath);
  if (!manifestPath.empty())
    outputs.push_back(manifestPath);
  return outputs;
}

/// They are neither one another nor the model.
static llvm::Error checkOutputs() {
  if (llvm::Error error = files::checkDistinctFiles(getOutputs()))
    return error;
  return files::checkInputsKept({modelPath}, getOutputs());
}

static llvm::Error runPasses(ModuleOp module) {
  PassManager manager(module.getContext());
  std::string message;
  llvm::raw_string_ostream stream(message);
  if (failed(parsePassPipeline(passes, manager, stream)))
    return llvm::createStringError("cannot read --passes: " + StringRef(message).trim());
  protectOutputs(manager, getOutputs());
  if (failed(manager.run(module)))
    return llvm::createStringError("a pass of --passes failed");
  return llvm::Error::success();
}

namespace {
/// A file, and what writes it.
struct Output {
  std::string path;
  std::function<void(llvm::raw_ostream &)> write;
};
} // namespace

/// All files are whole before the first is put in its place; the last is the one that needs the others.
static llvm::Error writeFiles(ArrayRef<Output> outputs) {
  std::vector<AtomicFile> files;
  for (const Output &output : outputs) {
    llvm::Expected<AtomicFile> file = AtomicFile::create(output.path);
    if (!file)
      return file.takeError();
    output.write(file->getStream());
    files.push_back(std::move(*file));
  }
  return files::commitAll(files);
}

static Output makeOutput(StringRef path, StringRef bytes) {
  return {path.str(), [bytes](llvm::raw_ostream &stream) { stream << bytes; }};
}

static llvm::Error writeNative(const NativeCode &code) {
  SmallVector<Output> outputs;
  if (hasWeightFile())
    outputs.push_back({weightsPath, [&](llvm::raw_ostream &stream) { code.weights.write(stream, code.weightsHash); }});
  if (!manifestPath.empty())
    outputs.push_back(makeOutput(manifestPath, code.manifest));
  outputs.push_back(makeOutput(getHeaderPath(), code.header));
  outputs.push_back(makeOutput(outputPath, code.bytes));
  return writeFiles(outputs);
}

/// The model behind --passes.
static llvm::Expected<OwningOpRef<ModuleOp>> readModel(MLIRContext &context) {
  llvm::Expected<OwningOpRef<ModuleOp>> module = execution::readModel(modelPath, context);
  if (!module)
    return module.takeError();
  if (llvm::Error error = runPasses(**module))
    return error;
  return module;
}

//===----------------------------------------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------------------------------------===//

/// A line for each pass, or step that is none: its time, and what the module holds after it.
static void printReport(ArrayRef<execution::PassRecord> passes) {
  if (!pipelineReport)
    return;
  llvm::outs() << "      ms       ops  launches  pass\n";
  for (const execution::PassRecord &pass : passes) {
    llvm::outs() << llvm::format("%8.1f", 1e3 * pass.seconds);
    for (int64_t number : {pass.numOps, pass.numLaunches})
      llvm::outs() << "  " << llvm::right_justify(number < 0 ? "-" : std::to_string(number), 8);
    llvm::outs() << "  " << pass.name << "\n";
  }
}

/// Kernels or their manifest.
static llvm::Error compileForDevice(MLIRContext &context) {
  if (llvm::Error error = checkOutputs())
    return error;
  llvm::Expected<OwningOpRef<ModuleOp>> module = readModel(context);
  if (!module)
    return module.takeError();
  execution::DeviceCodeOptions options;
  options.target = target;
  options.source = llvm::sys::path::filename(modelPath).str();
  options.entries.append(entries.begin(), entries.end());
  options.ptxas = ptxas;
  options.math.append(mathModes.begin(), mathModes.end());
  StringRef output = outputPath;
  options.needsCubin = output.ends_with(".cubin");
  options.needsKernels = !output.ends_with(".json");
  options.needsManifest = !options.needsKernels || !manifestPath.empty();
  options.weights = getWeightName();
  llvm::Expected<execution::DeviceCode> code = execution::DeviceCode::compile(**module, options);
  if (!code)
    return code.takeError();
  printReport(code->passes);
  SmallVector<Output> outputs;
  if (hasWeightFile())
    outputs.push_back(
        {weightsPath, [&](llvm::raw_ostream &stream) { code->weights.write(stream, code->weightsHash); }});
  if (!manifestPath.empty())
    outputs.push_back(makeOutput(manifestPath, code->manifest));
  outputs.push_back(makeOutput(output, options.needsCubin          ? code->cubin
                                       : output.ends_with(".json") ? code->manifest
                                                                   : code->ptx));
  return writeFiles(outputs);
}

/// libQnt-Runtime lies where the build and an installation have it: lib beside the program's folder.
static std::string findRuntimeFolder(const char *program) {
  std::string path = llvm::sys::fs::getMainExecutable(program, reinterpret_cast<void *>(&findRuntimeFolder));
  llvm::SmallString<128> folder(llvm::sys::path::parent_path(llvm::sys::path::parent_path(path)));
  llvm::sys::path::append(folder, "lib");
  return std::string(folder);
}

/// Without the assembler that was named only machine code is missing.
static void warnOfPtxas() {
  if (target == "cpu" || ptxas.empty() || StringRef(outputPath).ends_with(".cubin") || findPtxas(ptxas))
    return;
  llvm::WithColor::warning(llvm::errs(), "quant-compile")
      << "expected NVIDIA's assembler '" << ptxas
      << "': there is no such program, so that there is no machine code and none of its figures\n";
}

static llvm::Error checkDevice() {
  llvm::Expected<const DeviceTarget *> device = findDeviceTarget(target);
  if (!device) {
    llvm::consumeError(device.takeError());
    return llvm::createStringError("expected target cpu, " + describeDeviceTargets() + ", got '" + target + "'");
  }
  StringRef output = outputPath;
  llvm::Expected<NativeFormat> format = execution::getNativeFormat(output);
  if (format || isDeviceFile(output)) {
    llvm::consumeError(format.takeError());
    return llvm::Error::success();
  }
  llvm::consumeError(format.takeError());
  return llvm::createStringError("expected an output that ends in .ptx, .cubin, .json, .ll, .o or .so, got '" + output +
                                 "'");
}

//===----------------------------------------------------------------------------------------------------===//
// Native code
//===----------------------------------------------------------------------------------------------------===//

static llvm::Error compileNative(MLIRContext &context, const char *program) {
  llvm::Expected<NativeFormat> format = execution::getNativeFormat(outputPath);
  if (!format)
    return format.takeError();
  if (llvm::Error error = checkOutputs())
    return error;
  llvm::Expected<OwningOpRef<ModuleOp>> module = readModel(context);
  if (!module)
    return module.takeError();
  execution::NativeOptions options;
  options.prefix = getPrefix();
  options.source = llvm::sys::path::filename(modelPath).str();
  options.entries.append(entries.begin(), entries.end());
  options.cpu = cpu;
  options.linker = linker;
  options.ptxas = ptxas;
  if (target != "cpu") {
    options.target = target;
    options.math.append(mathModes.begin(), mathModes.end());
    options.runtimeFolder = findRuntimeFolder(program);
  }
  options.notesPasses = pipelineReport;
  options.weights = getWeightName();
  options.needsManifest = !manifestPath.empty();
  llvm::Expected<NativeCode> code = NativeCode::compile(**module, *format, options);
  if (!code)
    return code.takeError();
  printReport(code->passes);
  return writeNative(*code);
}

/// Diagnostics with the lines that they speak of, then what failed.
static int report(llvm::Error error, MLIRContext &context) {
  auto print = [](const llvm::Twine &text) { llvm::errs() << "quant-compile: error: " << text << "\n"; };
  llvm::handleAllErrors(
      std::move(error),
      [&](ExplainedError &explained) {
        std::vector<Diagnostic> diagnostics = explained.takeDiagnostics();
        for (Diagnostic &diagnostic : diagnostics)
          context.getDiagEngine().emit(std::move(diagnostic));
        print(explained.getFailure());
      },
      [&](const llvm::ErrorInfoBase &other) { print(other.message()); });
  return exitFailure;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  registerAllPasses();
  addVersionPrinter();
  registerTransformsPasses();
  cl::HideUnrelatedOptions({&category, &remarkCategory});
  if (!cl::ParseCommandLineOptions(argc, argv,
                                   "Compiles a module into code that C programs call, and its header.\n\n"
                                   "Exit status: 0 when both files are written, 2 otherwise; no file is touched "
                                   "then.\n",
                                   &llvm::errs()))
    return exitFailure;
  DialectRegistry registry;
  registerAllDialects(registry);
  registry.insert<memref::MemRefDialect, ub::UBDialect, vector::VectorDialect>();
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, quant::QuantDialect, scf::SCFDialect, tensor::TensorDialect>();
  llvm::DefaultThreadPool pool(llvm::hardware_concurrency(jobs));
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  if (pool.getMaxConcurrency() > 1)
    context.setThreadPool(pool);
  // It finds the lines of the files that locations name by itself.
  llvm::SourceMgr sources;
  SourceMgrDiagnosticHandler diagnostics(sources, &context, llvm::errs());
  context.printOpOnDiagnostic(false);
  bool isDevice = target != "cpu";
  llvm::Error error = checkUse();
  if (!error && isDevice)
    error = checkDevice();
  if (!error)
    error = enableRemarks(context);
  if (!error)
    warnOfPtxas();
  if (!error)
    error = isDevice && isDeviceFile(outputPath) ? compileForDevice(context) : compileNative(context, argv[0]);
  // Writes what is kept to the end.
  context.setRemarkEngine(nullptr);
  return error ? report(std::move(error), context) : 0;
}
