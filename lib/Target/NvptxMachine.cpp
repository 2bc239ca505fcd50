//===- NvptxMachine.cpp - LLVM's code generation for a GPU ------------------------------------------------===//
#include "NvptxMachine.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::qnt;

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> qnt::createNvptxMachine(const DeviceTarget &target) {
  static const bool isInitialized = [] {
    LLVMInitializeNVPTXTarget();
    LLVMInitializeNVPTXTargetInfo();
    LLVMInitializeNVPTXTargetMC();
    LLVMInitializeNVPTXAsmPrinter();
    return true;
  }();
  (void)isInitialized;
  llvm::Triple triple("nvptx64-nvidia-cuda");
  std::string message;
  const llvm::Target *nvptx = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!nvptx)
    return llvm::createStringError(message);
  llvm::TargetOptions options;
  // a * b + c is two roundings wherever the program has two operations.
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  return std::unique_ptr<llvm::TargetMachine>(nvptx->createTargetMachine(triple, target.name, target.ptxFeature,
                                                                         options, llvm::Reloc::PIC_, std::nullopt,
                                                                         llvm::CodeGenOptLevel::Aggressive));
}

namespace {
/// Collects errors instead of ending the program.
struct ErrorCollector : llvm::DiagnosticHandler {
  explicit ErrorCollector(std::string &messages) : messages(messages) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() != llvm::DS_Error)
      return true;
    llvm::raw_string_ostream stream(messages);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    stream << (messages.empty() ? "" : "\n");
    info.print(printer);
    return true;
  }
  std::string &messages;
};
} // namespace

llvm::Expected<std::string> qnt::emitPTX(llvm::Module &module, llvm::TargetMachine &machine) {
  std::string errors;
  module.getContext().setDiagnosticHandler(std::make_unique<ErrorCollector>(errors));
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, llvm::CodeGenFileType::AssemblyFile))
    return llvm::createStringError("this LLVM writes no PTX");
  passes.run(module);
  module.getContext().setDiagnosticHandler(nullptr);
  if (!errors.empty())
    return llvm::createStringError("cannot generate code for " + machine.getTargetCPU() + ": " + errors);
  return std::string(bytes.begin(), bytes.end());
}
