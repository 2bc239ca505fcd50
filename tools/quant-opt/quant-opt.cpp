//===- quant-opt.cpp - Qnt's passes beside upstream's -----------------------------------------------------===//
//
// mlir-opt with the qnt dialect and passes. The output file appears whole or not at all: a failed or killed run leaves
// what was there before.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Compress/Progress.h"
#include "Qnt/Compress/Report.h"
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/Files/AtomicFile.h"
#include "Qnt/Files/DistinctFiles.h"
#include "Qnt/IR/PassCounts.h"
#include "Qnt/InitAll.h"
#include "RegisterUpstream.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

static llvm::cl::opt<std::string> reportPath(
    "qnt-report", llvm::cl::value_desc("file"),
    llvm::cl::desc("What the passes that compress weights did to each: a table, or JSON when the name ends in "
                   ".json; - is the standard output"));

static llvm::cl::opt<double> progressDelay(
    "qnt-progress", llvm::cl::value_desc("seconds"), llvm::cl::init(1.0),
    llvm::cl::desc(
        "Show how far weight compression is when it takes longer than this, if stderr is a terminal (1; below 0: "
        "never)"));

static llvm::cl::opt<bool> showsStatistics(
    "qnt-statistics",
    llvm::cl::desc("Print on stderr what Qnt's passes counted, summed over all runs of each (--mlir-pass-statistics is "
                   "empty where MLIR was built without statistics)"));

static int fail(const Twine &message) {
  llvm::WithColor::error(llvm::errs(), "quant-opt") << message << "\n";
  return EXIT_FAILURE;
}

/// For a terminal that can clear a line; else null.
static std::shared_ptr<qnt::CompressionProgress> makeProgress() {
  const char *terminal = std::getenv("TERM");
  if (!(progressDelay >= 0.0) || !llvm::sys::Process::StandardErrIsDisplayed() || !terminal ||
      StringRef(terminal) == "dumb")
    return nullptr;
  // What is longer than a day is never.
  auto delay = std::chrono::milliseconds(static_cast<int64_t>(1000 * std::min(progressDelay.getValue(), 86400.0)));
  return std::make_shared<qnt::CompressionProgress>(llvm::errs(), delay);
}

/// Lets the pipeline's passes add what they count to `counts`, where it is not null.
static void prepareCounts(MlirOptMainConfig &config, const std::shared_ptr<qnt::PassCounts> &counts) {
  if (!counts)
    return;
  config.setPassPipelineSetupFn([given = config, counts](PassManager &manager) {
    qnt::collectCounts(*manager.getContext(), counts);
    return given.setupPassPipeline(manager);
  });
}

/// Lets the pipeline's passes show their progress, write into a report, and leave the files of others alone; null when
/// no report was asked for.
static std::shared_ptr<qnt::CompressionReport> prepareCompression(MlirOptMainConfig &config, StringRef output) {
  std::shared_ptr<qnt::CompressionProgress> progress = makeProgress();
  std::shared_ptr<qnt::CompressionReport> report;
  std::vector<std::string> outputs{output.str()};
  if (!reportPath.empty()) {
    report = std::make_shared<qnt::CompressionReport>();
    outputs.push_back(reportPath);
  }
  config.setPassPipelineSetupFn([given = config, report, progress, outputs](PassManager &manager) {
    qnt::protectOutputs(manager, outputs);
    if (report)
      qnt::collectReports(manager, report);
    if (progress)
      qnt::showProgress(manager, progress);
    return given.setupPassPipeline(manager);
  });
  return report;
}

/// Reads, runs what the options ask for, and writes.
static int run(StringRef input, StringRef output, DialectRegistry &registry, MlirOptMainConfig config) {
  // A terminal waits in silence otherwise.
  if (input == "-" && llvm::sys::Process::FileDescriptorIsDisplayed(fileno(stdin)))
    llvm::errs() << "(processing input from stdin now, hit ctrl-c/ctrl-d to interrupt)\n";
  if (!reportPath.empty())
    if (llvm::Error error = qnt::files::checkDistinctFiles({output.str(), reportPath.getValue()}))
      return fail(llvm::toString(std::move(error)));
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = qnt::execution::openModule(input);
  if (!buffer)
    return fail(llvm::toString(buffer.takeError()));
  auto file = qnt::files::AtomicFile::create(output);
  if (!file)
    return fail(llvm::toString(file.takeError()));
  std::shared_ptr<qnt::CompressionReport> report = prepareCompression(config, output);
  std::shared_ptr<qnt::PassCounts> counts = showsStatistics ? std::make_shared<qnt::PassCounts>() : nullptr;
  prepareCounts(config, counts);
  LogicalResult result = MlirOptMain(file->getStream(), std::move(*buffer), registry, config);
  // Also of a run that fails: what its passes had done until then.
  if (counts)
    counts->write(llvm::errs());
  if (failed(result))
    return EXIT_FAILURE;
  if (llvm::Error error = file->finish())
    return fail(llvm::toString(std::move(error)));
  if (report)
    if (llvm::Error error = report->write(reportPath))
      return fail(llvm::toString(std::move(error)));
  if (llvm::Error error = file->commit())
    return fail(llvm::toString(std::move(error)));
  return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  DialectRegistry registry;
  registerUpstream(registry);
  qnt::registerAllDialects(registry);
  qnt::registerAllPasses();
  qnt::addVersionPrinter();
  auto [input, output] = registerAndParseCLIOptions(argc, argv, "Qnt quantization compiler\n", registry);
  MlirOptMainConfig config = MlirOptMainConfig::createFromCLOptions();
  // Printing what is registered needs no input.
  if (config.shouldShowDialects())
    return asMainReturnCode(MlirOptMain(argc, argv, input, output, registry));
  return run(input, output, registry, config);
}
