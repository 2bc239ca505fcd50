//===- quant-opt.cpp - Qnt's passes beside upstream's -----------------------------------------------------===//
//
// mlir-opt with the qnt dialect and passes. The output file appears whole or not at all: a failed or killed run leaves
// what was there before.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Compress/Report.h"
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/Files/AtomicFile.h"
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

static int fail(const Twine &message) {
  llvm::WithColor::error(llvm::errs(), "quant-opt") << message << "\n";
  return EXIT_FAILURE;
}

/// Lets the pipeline's passes write into a report; null when none was asked for.
static std::shared_ptr<qnt::CompressionReport> collectReport(MlirOptMainConfig &config) {
  if (reportPath.empty())
    return nullptr;
  auto report = std::make_shared<qnt::CompressionReport>();
  config.setPassPipelineSetupFn([given = config, report](PassManager &manager) {
    qnt::collectReports(manager, report);
    return given.setupPassPipeline(manager);
  });
  return report;
}

/// Reads, runs what the options ask for, and writes.
static int run(StringRef input, StringRef output, DialectRegistry &registry, MlirOptMainConfig config) {
  // A terminal waits in silence otherwise.
  if (input == "-" && llvm::sys::Process::FileDescriptorIsDisplayed(fileno(stdin)))
    llvm::errs() << "(processing input from stdin now, hit ctrl-c/ctrl-d to interrupt)\n";
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = qnt::execution::openModule(input);
  if (!buffer)
    return fail(llvm::toString(buffer.takeError()));
  auto file = qnt::files::AtomicFile::create(output);
  if (!file)
    return fail(llvm::toString(file.takeError()));
  std::shared_ptr<qnt::CompressionReport> report = collectReport(config);
  if (failed(MlirOptMain(file->getStream(), std::move(*buffer), registry, config)))
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
  auto [input, output] = registerAndParseCLIOptions(argc, argv, "Qnt quantization compiler\n", registry);
  MlirOptMainConfig config = MlirOptMainConfig::createFromCLOptions();
  // Printing what is registered needs no input.
  if (config.shouldShowDialects())
    return asMainReturnCode(MlirOptMain(argc, argv, input, output, registry));
  return run(input, output, registry, config);
}
