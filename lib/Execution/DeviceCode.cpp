//===- DeviceCode.cpp - a program's kernels as files, and their manifest ----------------------------------===//
#include "Qnt/Execution/DeviceCode.h"
#include "AssemblyTask.h"
#include "Manifest.h"
#include "MoveWeights.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

llvm::Expected<DeviceCode> DeviceCode::compile(ModuleOp module, const DeviceCodeOptions &options) {
  llvm::Expected<const DeviceTarget *> target = findDeviceTarget(options.target);
  if (!target)
    return target.takeError();
  DeviceCode code;
  AssemblyTask assembly;
  auto startAssembly = [&](const CompiledKernels &kernels) {
    if (options.needsCubin || (options.needsManifest && findPtxas(options.ptxas)))
      assembly.start(kernels, **target, options.ptxas, module.getContext()->isMultithreadingEnabled());
  };
  llvm::Expected<LoweredProgram> program =
      LoweredProgram::lowerForDevice(module, options.entries, /*hasCInterface=*/false,
                                     {*target, /*plansMemory=*/true, options.math, &code.passes, startAssembly});
  if (!program)
    return program.takeError();
  code.ptx = program->kernels->ptx;
  std::optional<AssembledKernels> assembled;
  if (options.needsKernels && code.ptx.empty())
    return llvm::createStringError("the program has no kernels: expected ops that a GPU computes");
  if (assembly.isStarted()) {
    RecordedStep step(&code.passes, "waiting for ptxas");
    llvm::Expected<AssembledKernels> result = assembly.finish();
    if (!result)
      return result.takeError();
    assembled = std::move(*result);
    code.cubin = assembled->cubin;
  }
  std::optional<WeightFacts> facts;
  if (!options.weights.empty()) {
    RecordedStep step(&code.passes, "weights");
    code.weights = moveWeights(*program);
    code.weightsHash = code.weights.computeHash();
    facts.emplace(WeightFacts{options.weights, code.weights, code.weightsHash});
  }
  code.manifest =
      makeManifest(*program, **target, options.source, assembled ? &*assembled : nullptr, facts ? &*facts : nullptr);
  return code;
}
