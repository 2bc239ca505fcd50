//===- quant-run.cpp - runs a function of a module on .npy data -------------------------------------------===//
//
//   quant-run model.mlir --input=x.npy --output=y.npy
//
// Exit status: 0 when all went well, 1 when a comparison went beyond its bound, 2 when the input or the use is bad or
// the run failed. With a status other than 0 no output file is touched.
//
//===-----------------------------------------------------------------------------------------------------===//

#include "Qnt/Execution/Compare.h"
#include "Qnt/Execution/CompiledProgram.h"
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/Execution/NpyValues.h"
#include "Qnt/Files/AtomicFile.h"
#include "Qnt/Files/DistinctFiles.h"
#include "Qnt/InitAll.h"
#include "Qnt/Reference/Interpreter.h"
#include "Qnt/Reference/Print.h"
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
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/InitLLVM.h"
#include <chrono>

using namespace mlir;
using namespace mlir::qnt;
using execution::NamedTensor;
using reference::InterpreterValue;
namespace cl = llvm::cl;

static cl::OptionCategory category("quant-run options");

static cl::opt<std::string> modelPath(cl::Positional, cl::desc("<model.mlir or .mlirbc>"), cl::cat(category));
static cl::opt<std::string> entry("entry", cl::init("main"), cl::desc("Function to run (main)"), cl::value_desc("name"),
                                  cl::cat(category));
static cl::opt<std::string>
    device("device", cl::init("reference"),
           cl::desc("What runs it: reference, the interpreter (default); cpu; cuda, a GPU; emulated, kernels for a GPU "
                    "on the CPU, checked strictly"),
           cl::value_desc("name"), cl::cat(category));
static cl::opt<std::string> target("target",
                                   cl::desc("GPU that kernels are made for: sm_80 ... (what the device is; on "
                                            "the emulated one sm_80)"),
                                   cl::value_desc("name"), cl::cat(category));
static cl::opt<int> deviceIndex("device-index", cl::init(0), cl::desc("Which of the GPUs (0)"), cl::value_desc("n"),
                                cl::cat(category));
static cl::opt<bool> plansMemory("plan-memory",
                                 cl::desc("One allocation for the buffers of a function (on with cuda; off with "
                                          "emulated, which finds more defects then)"),
                                 cl::cat(category));
static cl::list<std::string> inputs("input",
                                    cl::desc("An input, once for each in order. An array is given as its parts, in "
                                             "order: codes, scales, zero points, code book, tensor scale, mask. Types "
                                             "that NumPy lacks are raw codes, sub-byte ones one a byte; narrow "
                                             "integers in signed bytes are numbers (-1 is code 15 of 4 bits)"),
                                    cl::value_desc("x.npy"), cl::cat(category));
static cl::list<std::string>
    outputs("output",
            cl::desc("Where a result goes, once for each in order (likewise); -, the standard output, where no "
                     "text is printed"),
            cl::value_desc("y.npy"), cl::cat(category));
static cl::list<std::string> expectedPaths("expected",
                                           cl::desc("What a result must be, once for each in order (likewise)"),
                                           cl::value_desc("y.npy"), cl::cat(category));
static cl::opt<std::string>
    compareWith("compare",
                cl::desc("Compare the results with the reference's: every contraction on decoded "
                         "real values in f64, rounded once"),
                cl::value_desc("reference"), cl::cat(category));
static cl::opt<double> relativeTolerance("rtol", cl::init(0.0),
                                         cl::desc("Bound of a comparison relative to the expected value (f32 1e-5, f64 "
                                                  "1e-10, f16 2e-3, bf16 1.6e-2, others 0)"),
                                         cl::cat(category));
static cl::opt<double> absoluteTolerance("atol", cl::init(0.0),
                                         cl::desc("Bound added to it (f32, f16, bf16 1e-5, f64 1e-10, others 0)"),
                                         cl::cat(category));
static cl::opt<bool> printResults("print",
                                  cl::desc("Print the results as text (also without --output, --expected and "
                                           "--compare)"),
                                  cl::cat(category));
static cl::opt<bool> printTime("time", cl::desc("Print the time of the run"), cl::cat(category));
static cl::opt<uint64_t> maxSteps("max-steps", cl::init(0),
                                  cl::desc("The interpreter gives up after this many evaluated ops"),
                                  cl::cat(category));

static constexpr int exitBeyondBound = 1, exitFailure = 2;

//===----------------------------------------------------------------------------------------------------===//
// Before the run
//===----------------------------------------------------------------------------------------------------===//

static bool compares() { return !expectedPaths.empty() || compareWith.getNumOccurrences() > 0; }

/// Options of a comparison, and of what else is printed.
static llvm::Error checkComparison() {
  if (compareWith.getNumOccurrences() > 0 && compareWith != "reference")
    return llvm::createStringError("expected --compare=reference, got '" + compareWith + "'");
  if (!(relativeTolerance >= 0.0) || !(absoluteTolerance >= 0.0))
    return llvm::createStringError("expected --rtol and --atol not to be negative");
  for (const cl::Option *option :
       {static_cast<cl::Option *>(&relativeTolerance), static_cast<cl::Option *>(&absoluteTolerance)})
    if (option->getNumOccurrences() > 0 && !compares())
      return llvm::createStringError("expected --" + option->ArgStr + " with a comparison: --expected or --compare");
  bool printsText = printResults || printTime || compares();
  if (printsText && llvm::is_contained(outputs, "-"))
    return llvm::createStringError("expected no --output=- with --print, --time, --expected and --compare, which print "
                                   "to the standard output as well");
  return llvm::Error::success();
}

static llvm::Error checkUse() {
  if (modelPath.empty())
    return llvm::createStringError("expected a model");
  bool isKnown = llvm::is_contained({"reference", "cpu", "emulated", "cuda"}, device.getValue());
  if (!isKnown)
    return llvm::createStringError("expected device reference, cpu, emulated or cuda, got '" + device + "'");
  bool isDevice = device == "emulated" || device == "cuda";
  for (const cl::Option *option : {static_cast<cl::Option *>(&target), static_cast<cl::Option *>(&deviceIndex),
                                   static_cast<cl::Option *>(&plansMemory)})
    if (option->getNumOccurrences() > 0 && !isDevice)
      return llvm::createStringError("expected --" + option->ArgStr + " with device emulated or cuda, got " + device);
  bool interprets = device == "reference" || !compareWith.empty();
  if (maxSteps.getNumOccurrences() > 0 && !interprets)
    return llvm::createStringError("expected --max-steps with device reference or --compare, got " + device);
  if (llvm::Error error = checkComparison())
    return error;
  if (llvm::Error error = files::checkDistinctFiles(outputs))
    return error;
  std::vector<std::string> read(inputs.begin(), inputs.end());
  read.push_back(modelPath);
  return files::checkInputsKept(read, outputs);
}

static llvm::Error checkNumFiles(StringRef option, size_t got, unsigned expected) {
  if (got == 0 || got == expected)
    return llvm::Error::success();
  return llvm::createStringError("expected " + Twine(expected) + " --" + option + " files, got " + Twine(got));
}

static llvm::Expected<func::FuncOp> findEntry(ModuleOp module) {
  auto function = module.lookupSymbol<func::FuncOp>(entry);
  if (!function)
    return llvm::createStringError("the module has no function @" + entry);
  unsigned numResults = execution::countFiles(execution::getValueTypes(function.getResultTypes()));
  if (llvm::Error error = checkNumFiles("output", outputs.size(), numResults))
    return error;
  if (llvm::Error error = checkNumFiles("expected", expectedPaths.size(), numResults))
    return error;
  return function;
}

//===----------------------------------------------------------------------------------------------------===//
// The run and after it
//===----------------------------------------------------------------------------------------------------===//

using Values = SmallVector<InterpreterValue>;
using Clock = std::chrono::steady_clock;

static void reportTime(StringRef what, Clock::time_point start) {
  std::chrono::duration<double> seconds = Clock::now() - start;
  if (printTime)
    llvm::outs() << what << ": " << llvm::format("%.3f", seconds.count()) << " s on " << device << "\n";
}

static llvm::Expected<Values> interpret(ModuleOp module, ArrayRef<InterpreterValue> arguments,
                                        reference::ContractionPath path) {
  reference::InterpreterOptions options;
  options.contractions = path;
  options.stepLimit = maxSteps;
  return reference::Interpreter(module, std::move(options)).run(entry, arguments);
}

static llvm::Expected<execution::CompiledProgram> compile(ModuleOp module) {
  StringRef name = entry.getValue();
  if (device == "cpu")
    return execution::CompiledProgram::compile(module, name);
  execution::DeviceOptions options;
  bool isCuda = device == "cuda";
  options.kind = isCuda ? execution::DeviceOptions::Kind::Cuda : execution::DeviceOptions::Kind::Emulated;
  options.index = deviceIndex;
  options.target = target;
  options.plansMemory = plansMemory.getNumOccurrences() > 0 ? plansMemory : isCuda;
  return execution::CompiledProgram::compileForDevice(module, name, options);
}

static llvm::Expected<Values> runCompiled(ModuleOp module, ArrayRef<InterpreterValue> arguments) {
  Clock::time_point start = Clock::now();
  llvm::Expected<execution::CompiledProgram> program = compile(module);
  if (!program)
    return program.takeError();
  reportTime("compile time", start);
  llvm::Expected<execution::Invocation> invocation = program->prepare(entry, arguments);
  if (!invocation)
    return invocation.takeError();
  start = Clock::now();
  if (llvm::Error error = invocation->run())
    return error;
  reportTime("time", start);
  return invocation->getResults();
}

static llvm::Expected<std::vector<NamedTensor>> run(ModuleOp module, ArrayRef<InterpreterValue> arguments) {
  Clock::time_point start = Clock::now();
  bool isCompiled = device != "reference";
  llvm::Expected<Values> results =
      isCompiled ? runCompiled(module, arguments) : interpret(module, arguments, reference::ContractionPath::Integer);
  if (!results)
    return results.takeError();
  if (!isCompiled)
    reportTime("time", start);
  bool isSilent = !outputs.empty() || compares();
  if (printResults || !isSilent)
    for (const InterpreterValue &value : *results) {
      reference::printValue(llvm::outs(), value);
      llvm::outs() << "\n";
    }
  return execution::flattenValues(*results, "result");
}

/// True when all elements are within the bound.
static llvm::Expected<bool> compare(const NamedTensor &got, const reference::Tensor &expected, StringRef with) {
  execution::Tolerance tolerance = execution::getDefaultTolerance(expected.getElementType());
  if (relativeTolerance.getNumOccurrences() > 0)
    tolerance.relative = relativeTolerance;
  if (absoluteTolerance.getNumOccurrences() > 0)
    tolerance.absolute = absoluteTolerance;
  llvm::Expected<execution::ComparisonStatistics> statistics =
      execution::compareTensors(got.tensor, expected, tolerance, got.isUnsigned);
  if (!statistics)
    return llvm::createStringError(got.name + " against " + with + ": " + llvm::toString(statistics.takeError()));
  llvm::outs() << got.name << " against " << with << ": ";
  execution::printStatistics(llvm::outs(), *statistics);
  llvm::outs() << "\n";
  return statistics->numMismatches == 0;
}

static llvm::Expected<bool> compareWithFiles(ArrayRef<NamedTensor> results) {
  bool isGood = true;
  for (auto [result, path] : llvm::zip(results, expectedPaths)) {
    llvm::Expected<execution::NpyFile> file = execution::NpyFile::open(path);
    if (!file)
      return file.takeError();
    llvm::Expected<reference::Tensor> expected = execution::readTensor(*file, result.tensor.getElementType());
    if (!expected)
      return llvm::createStringError("'" + path + "': " + llvm::toString(expected.takeError()));
    llvm::Expected<bool> isWithin = compare(result, *expected, path);
    if (!isWithin)
      return isWithin;
    isGood &= *isWithin;
  }
  return isGood;
}

static llvm::Expected<bool> compareWithReference(ModuleOp module, ArrayRef<InterpreterValue> arguments,
                                                 ArrayRef<NamedTensor> results) {
  bool isGood = true;
  llvm::Expected<Values> values = interpret(module, arguments, reference::ContractionPath::Real);
  if (!values)
    return values.takeError();
  std::vector<NamedTensor> expected = execution::flattenValues(*values, "result");
  for (auto [result, real] : llvm::zip(results, expected)) {
    llvm::Expected<bool> isWithin = compare(result, real.tensor, "reference");
    if (!isWithin)
      return isWithin;
    isGood &= *isWithin;
  }
  return isGood;
}

/// All files are written before the first one is put in its place.
static llvm::Error writeOutputs(ArrayRef<NamedTensor> results) {
  std::vector<files::AtomicFile> files;
  for (auto [path, result] : llvm::zip(outputs, results)) {
    llvm::Expected<files::AtomicFile> file = files::AtomicFile::create(path);
    if (!file)
      return file.takeError();
    execution::writeTensor(file->getStream(), result.tensor, result.isUnsigned);
    files.push_back(std::move(*file));
  }
  return files::commitAll(files);
}

/// What was printed must have arrived; a stream that ends with an error pending would end the program as a crash.
static llvm::Error flushStandardOutput() {
  llvm::outs().flush();
  std::error_code code = llvm::outs().error();
  llvm::outs().clear_error();
  return code ? llvm::createStringError(code, "cannot write the standard output: " + code.message())
              : llvm::Error::success();
}

/// True when all comparisons are within their bounds.
static llvm::Expected<bool> runModel(MLIRContext &context) {
  if (llvm::Error error = checkUse())
    return error;
  llvm::Expected<OwningOpRef<ModuleOp>> module = execution::readModel(modelPath, context);
  if (!module)
    return module.takeError();
  llvm::Expected<func::FuncOp> function = findEntry(**module);
  if (!function)
    return function.takeError();
  llvm::Expected<SmallVector<InterpreterValue>> arguments =
      execution::readValues(inputs, execution::getValueTypes(function->getArgumentTypes()));
  if (!arguments)
    return arguments.takeError();

  llvm::Expected<std::vector<NamedTensor>> results = run(**module, *arguments);
  if (!results)
    return results.takeError();

  llvm::Expected<bool> isGood = compareWithFiles(*results);
  if (isGood && !compareWith.empty()) {
    llvm::Expected<bool> isSame = compareWithReference(**module, *arguments, *results);
    isGood = isSame ? llvm::Expected<bool>(*isSame && *isGood) : std::move(isSame);
  }
  if (!isGood)
    return isGood;
  if (llvm::Error error = flushStandardOutput())
    return error;
  if (!*isGood)
    return false;
  if (llvm::Error error = writeOutputs(*results))
    return error;
  return true;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  addVersionPrinter();
  if (!cl::ParseCommandLineOptions(argc, argv,
                                   "Runs a function of a module on .npy data.\n\n"
                                   "Exit status: 0 when all went well, 1 when a comparison went beyond its bound, 2 "
                                   "when the input or the use is bad\nor the run failed. With a status other than 0 "
                                   "no output file is touched.\n",
                                   &llvm::errs()))
    return exitFailure;
  DialectRegistry registry;
  registry.insert<arith::ArithDialect, cf::ControlFlowDialect, func::FuncDialect, linalg::LinalgDialect,
                  math::MathDialect, quant::QuantDialect, scf::SCFDialect, tensor::TensorDialect, QntDialect>();
  registerAllDialects(registry);
  // What a program holds whose kernels are made already.
  registry.insert<memref::MemRefDialect, vector::VectorDialect, ub::UBDialect>();
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  llvm::Expected<bool> isGood = runModel(context);
  if (!isGood) {
    llvm::errs() << "quant-run: error: " << llvm::toString(isGood.takeError()) << "\n";
    return exitFailure;
  }
  return *isGood ? 0 : exitBeyondBound;
}
