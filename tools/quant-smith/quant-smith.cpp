//===- quant-smith.cpp - random modules, and what must hold for them --------------------------------------===//
//
//   quant-smith --seed=7 --print                      one module with its data
//   quant-smith --seed=1 --count=200 --check=passes   200 modules, each through a random order of passes
//   quant-smith module.mlir --check=passes --pipeline=cse,canonicalize
//
// A failing seed is written out and the command that repeats it is printed. Exit status: 0 when all checks hold, 1 when
// one does not, 2 when the use is bad.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Checks.h"
#include "Qnt/Execution/NpyValues.h"
#include "Qnt/Files/AtomicFile.h"
#include "Qnt/InitAll.h"
#include "Qnt/RandomModules/Coverage.h"
#include "Qnt/RandomModules/InputData.h"
#include "Qnt/RandomModules/RandomModule.h"
#include "mlir/Dialect/Quant/IR/Quant.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include <atomic>
#include <mutex>
#include <thread>

using namespace mlir;
using namespace mlir::qnt;
namespace cl = llvm::cl;

static cl::OptionCategory category("quant-smith options");

static cl::opt<std::string> modelPath(cl::Positional, cl::desc("<module.mlir with its data, in place of seeds>"),
                                      cl::cat(category));
static cl::opt<uint64_t> seed("seed", cl::init(1), cl::desc("The first seed (1)"), cl::cat(category));
static cl::opt<uint64_t> count("count", cl::init(1), cl::desc("How many seeds, one after the other (1)"),
                               cl::cat(category));
static cl::opt<std::string>
    check("check", cl::init("roundtrip"),
          cl::desc("roundtrip: verify, text, bytecode, a run on the reference interpreter "
                   "(default); passes: the same results after passes that keep values; devices: "
                   "the same results on --device; none"),
          cl::value_desc("name"), cl::cat(category));
static cl::opt<std::string> device("device", cl::init("cpu"),
                                   cl::desc("The device of --check=devices: cpu or emulated (cpu)"),
                                   cl::value_desc("name"), cl::cat(category));
static cl::opt<std::string> pipeline("pipeline", cl::desc("Passes of --check=passes in place of random ones"),
                                     cl::value_desc("a,b,c"), cl::cat(category));
static cl::opt<unsigned> numOps("ops", cl::init(14), cl::desc("Ops that a module has on average (14)"),
                                cl::cat(category));
static cl::opt<unsigned> nonFinite("nonfinite-percent", cl::init(8),
                                   cl::desc("Percent of the float tensors and scales that hold NaN and infinities (8)"),
                                   cl::cat(category));
static cl::list<std::string> families("families", cl::CommaSeparated, cl::desc("Families of ops to draw from (all)"),
                                      cl::value_desc("a,b"), cl::cat(category));
static cl::opt<unsigned> numThreads("jobs", cl::init(1), cl::desc("Seeds at a time (1)"), cl::cat(category));
static cl::opt<bool> printModules("print", cl::desc("Print the modules"), cl::cat(category));
static cl::opt<bool> printCoverage("coverage", cl::desc("Print which ops and encodings the modules have"),
                                   cl::cat(category));
static cl::opt<bool> requireCoverage("require-coverage",
                                     cl::desc("Fail unless the modules have every op of the dialect and every storage "
                                              "format"),
                                     cl::cat(category));
static cl::opt<std::string> outputFolder("output", cl::init("."), cl::desc("Where failing modules go (.)"),
                                         cl::value_desc("folder"), cl::cat(category));
static cl::opt<unsigned> maxFailures("max-failures", cl::init(5), cl::desc("Stop after this many failures (5)"),
                                     cl::cat(category));

static constexpr int exitFailure = 1, exitBadUse = 2;

static DialectRegistry &getRegistry() {
  static DialectRegistry registry = [] {
    DialectRegistry all;
    random_modules::registerRandomModuleDialects(all);
    all.insert<quant::QuantDialect>();
    registerAllDialects(all);
    return all;
  }();
  return registry;
}

//===----------------------------------------------------------------------------------------------------===//
// One module
//===----------------------------------------------------------------------------------------------------===//

namespace {
/// A seed that failed.
struct Failure {
  uint64_t seed;
  std::string message, passes;
};

/// What all seeds together gave.
struct Report {
  std::mutex mutex;
  random_modules::Coverage coverage;
  std::vector<Failure> failures;
};
} // namespace

static std::string getPipeline(uint64_t moduleSeed) {
  if (!pipeline.empty())
    return pipeline;
  // A sequence of its own: the passes do not depend on how the module was made.
  random_modules::Random random(~moduleSeed);
  return smith::makePipeline(random);
}

static llvm::Error runCheck(ModuleOp module, const std::string &passes) {
  return smith::withDiagnostics(module.getContext(), [&]() -> llvm::Error {
    if (check == "none")
      return llvm::Error::success();
    if (check == "roundtrip")
      return smith::checkRoundTrip(module);
    if (check == "passes")
      return smith::checkPasses(module, passes);
    return smith::checkDevice(module, device);
  });
}

static random_modules::GeneratorOptions getOptions() {
  random_modules::GeneratorOptions options;
  options.numOps = numOps;
  options.nonFinitePercent = nonFinite;
  options.families.assign(families.begin(), families.end());
  return options;
}

//===----------------------------------------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------------------------------------===//

static llvm::Error writeFile(const Twine &path, llvm::function_ref<void(llvm::raw_ostream &)> write) {
  llvm::Expected<files::AtomicFile> file = files::AtomicFile::create(path.str());
  if (!file)
    return file.takeError();
  write(file->getStream());
  return file->commit();
}

/// The module with its data, and the data as .npy files for quant-run.
static llvm::Error writeModule(ModuleOp module, StringRef stem) {
  SmallString<128> base(outputFolder);
  llvm::sys::path::append(base, stem);
  if (llvm::Error error = writeFile(base + ".mlir", [&](llvm::raw_ostream &os) { module.print(os); }))
    return error;
  auto inputs = random_modules::readInputs(module.lookupSymbol<func::FuncOp>("main"));
  if (!inputs)
    return inputs.takeError();
  for (auto [index, part] : llvm::enumerate(execution::flattenValues(*inputs, "input")))
    if (llvm::Error error = writeFile(base + "-input-" + Twine(index) + ".npy", [&, &part = part](auto &os) {
          execution::writeTensor(os, part.tensor, part.isUnsigned);
        }))
      return error;
  return llvm::Error::success();
}

static std::string getCommand(const Failure &failure) {
  std::string command = "quant-smith --seed=" + std::to_string(failure.seed) + " --check=" + check;
  if (check == "devices")
    command += " --device=" + device;
  if (numOps.getNumOccurrences())
    command += " --ops=" + std::to_string(numOps);
  if (nonFinite.getNumOccurrences())
    command += " --nonfinite-percent=" + std::to_string(nonFinite);
  if (!families.empty())
    command += " --families=" + llvm::join(families, ",");
  if (!pipeline.empty())
    command += " --pipeline=" + pipeline;
  return command;
}

static void reportFailure(ModuleOp module, const Failure &failure) {
  std::string stem = "seed-" + std::to_string(failure.seed) + "-" + check;
  llvm::outs() << "seed " << failure.seed << ": " << failure.message << "\n";
  if (!failure.passes.empty())
    llvm::outs() << "  passes: " << failure.passes << "\n";
  llvm::outs() << "  to repeat: " << getCommand(failure) << "\n";
  if (llvm::Error error = writeModule(module, stem))
    llvm::outs() << "  cannot write the module: " << llvm::toString(std::move(error)) << "\n";
  else
    llvm::outs() << "  module: " << outputFolder << "/" << stem << ".mlir\n";
  llvm::outs().flush();
}

//===----------------------------------------------------------------------------------------------------===//
// Seeds
//===----------------------------------------------------------------------------------------------------===//

static void runSeed(uint64_t moduleSeed, Report &report) {
  MLIRContext context(getRegistry(), MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module = random_modules::makeRandomModule(context, moduleSeed, getOptions());
  std::string passes = check == "passes" ? getPipeline(moduleSeed) : "";
  llvm::Error error = runCheck(*module, passes);
  std::lock_guard<std::mutex> lock(report.mutex);
  report.coverage.add(*module);
  if (printModules) {
    // The operator << leaves out the data of resources.
    module->print(llvm::outs());
    llvm::outs() << "\n";
  }
  if (!error)
    return;
  report.failures.push_back({moduleSeed, llvm::toString(std::move(error)), passes});
  reportFailure(*module, report.failures.back());
}

static void runSeeds(Report &report) {
  std::atomic<uint64_t> next{0};
  auto work = [&] {
    for (uint64_t index = next++; index < count; index = next++) {
      {
        std::lock_guard<std::mutex> lock(report.mutex);
        if (report.failures.size() >= maxFailures)
          return;
      }
      runSeed(seed + index, report);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < numThreads; ++i)
    threads.emplace_back(work);
  work();
  for (std::thread &thread : threads)
    thread.join();
}

static int runSeedsAndReport() {
  Report report;
  runSeeds(report);
  if (printCoverage)
    report.coverage.print(llvm::outs());
  bool isGood = report.failures.empty();
  if (requireCoverage) {
    MLIRContext context(getRegistry(), MLIRContext::Threading::DISABLED);
    context.loadAllAvailableDialects();
    for (const std::string &missing : report.coverage.getMissing(&context)) {
      llvm::outs() << "missing: " << missing << "\n";
      isGood = false;
    }
  }
  llvm::outs() << "seeds " << seed << " to " << seed + count - 1 << ", check " << check << ": "
               << report.failures.size() << " failed\n";
  return isGood ? 0 : exitFailure;
}

static int runFile() {
  MLIRContext context(getRegistry(), MLIRContext::Threading::DISABLED);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(modelPath, &context);
  if (!module)
    return exitBadUse;
  if (!module->lookupSymbol<func::FuncOp>("main")) {
    llvm::errs() << "quant-smith: error: the module has no function @main\n";
    return exitBadUse;
  }
  if (llvm::Error error = runCheck(*module, getPipeline(seed))) {
    llvm::outs() << modelPath << ": " << llvm::toString(std::move(error)) << "\n";
    return exitFailure;
  }
  return 0;
}

static llvm::Error checkUse() {
  if (!llvm::is_contained({"roundtrip", "passes", "devices", "none"}, check.getValue()))
    return llvm::createStringError("expected --check=roundtrip, passes, devices or none, got '" + check + "'");
  if (check == "devices" && !llvm::is_contained(smith::getDevices(), device))
    return llvm::createStringError("device " + device + " is not available in this build");
  for (const std::string &family : families)
    if (!llvm::is_contained(random_modules::getFamilies(), family))
      return llvm::createStringError("expected a family of ops, one of " +
                                     llvm::join(random_modules::getFamilies(), ", ") + ", got '" + family + "'");
  if (numOps < 2 || nonFinite > 50 || numThreads == 0 || count == 0)
    return llvm::createStringError("expected --ops of at least 2, --nonfinite-percent of at most 50, --jobs and "
                                   "--count of at least 1");
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  qnt::addVersionPrinter();
  if (!cl::ParseCommandLineOptions(argc, argv, "Makes random modules and checks what must hold for them.\n",
                                   &llvm::errs()))
    return exitBadUse;
  smith::registerSmithPasses();
  if (llvm::Error error = checkUse()) {
    llvm::errs() << "quant-smith: error: " << llvm::toString(std::move(error)) << "\n";
    return exitBadUse;
  }
  return modelPath.empty() ? runSeedsAndReport() : runFile();
}
