//===- AssemblyTask.cpp - ptxas beside other work ---------------------------------------------------------===//
#include "AssemblyTask.h"

using namespace mlir::qnt;
using namespace mlir::qnt::execution;

void AssemblyTask::start(const CompiledKernels &kernels, const DeviceTarget &target, std::string ptxas,
                         bool inBackground) {
  auto assemble = [ptx = kernels.ptx, &target, ptxas = std::move(ptxas)] {
    llvm::Expected<AssembledKernels> assembled = assembleKernels(ptx, target, ptxas);
    return assembled ? Result{std::move(*assembled), {}} : Result{{}, llvm::toString(assembled.takeError())};
  };
  result = std::async(inBackground ? std::launch::async : std::launch::deferred, std::move(assemble));
}

llvm::Expected<AssembledKernels> AssemblyTask::finish() {
  Result own = result.get();
  if (!own.error.empty())
    return llvm::createStringError(own.error);
  return std::move(own.kernels);
}
