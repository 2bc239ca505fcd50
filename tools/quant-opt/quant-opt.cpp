//===- quant-opt.cpp - Qnt's passes beside upstream's -----------------------------------------------------===//
//
// mlir-opt with the qnt dialect and passes. The output file appears whole or not at all: a failed or killed run leaves
// what was there before.
//
//===-----------------------------------------------------------------------------------------------------===//
#include "Qnt/Execution/AtomicFile.h"
#include "Qnt/Execution/ModuleFile.h"
#include "Qnt/InitAll.h"
#include "RegisterUpstream.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

static int fail(const Twine &message) {
  llvm::WithColor::error(llvm::errs(), "quant-opt") << message << "\n";
  return EXIT_FAILURE;
}

/// Reads, runs what the options ask for, and writes.
static int run(StringRef input, StringRef output, DialectRegistry &registry, const MlirOptMainConfig &config) {
  // A terminal waits in silence otherwise.
  if (input == "-" && llvm::sys::Process::FileDescriptorIsDisplayed(fileno(stdin)))
    llvm::errs() << "(processing input from stdin now, hit ctrl-c/ctrl-d to interrupt)\n";
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> buffer = qnt::execution::openModule(input);
  if (!buffer)
    return fail(llvm::toString(buffer.takeError()));
  auto file = qnt::execution::AtomicFile::create(output);
  if (!file)
    return fail(llvm::toString(file.takeError()));
  if (failed(MlirOptMain(file->getStream(), std::move(*buffer), registry, config)))
    return EXIT_FAILURE;
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
