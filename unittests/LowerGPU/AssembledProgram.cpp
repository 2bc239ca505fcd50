//===- AssembledProgram.cpp - programs as machine code ----------------------------------------------------===//
#include "AssembledProgram.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::testing;

AssembledProgram::AssembledProgram() : context(createProgramContext()) {
  DialectRegistry registry;
  registerLowerLinalgDialects(registry);
  context->appendDialectRegistry(registry);
  context->loadAllAvailableDialects();
}

void AssembledProgram::SetUp() {
  if (!findPtxas(""))
    GTEST_SKIP() << "no ptxas on the path";
}

bool AssembledProgram::lowerAll(ModuleOp module, StringRef target) {
  PassManager manager(module.getContext());
  LowerToGPUOptions options;
  options.target = target.str();
  buildLowerToGPUPipeline(manager, options);
  bool succeededAll = succeeded(manager.run(module));
  EXPECT_TRUE(succeededAll);
  return succeededAll;
}

/// Nothing, and a failure of the test, where a step has an error.
static std::optional<AssembledKernels> assembleKernelsOf(ModuleOp module, const DeviceTarget &target) {
  llvm::Expected<CompiledKernels> kernels = compileKernels(module, target);
  if (!kernels) {
    ADD_FAILURE() << llvm::toString(kernels.takeError());
    return std::nullopt;
  }
  llvm::Expected<AssembledKernels> assembled = assembleKernels(kernels->ptx, target);
  if (!assembled) {
    ADD_FAILURE() << llvm::toString(assembled.takeError());
    return std::nullopt;
  }
  return std::move(*assembled);
}

MachineCode AssembledProgram::assemble(StringRef text, StringRef target, Lowering lowering, unsigned numKernels) {
  MachineCode code;
  OwningOpRef<ModuleOp> module = parseProgram(*context, text);
  if (!module || !lowering(*module, target))
    return code;
  std::optional<AssembledKernels> assembled = assembleKernelsOf(*module, **findDeviceTarget(target));
  if (!assembled)
    return code;
  EXPECT_EQ(assembled->kernels.size(), numKernels);
  for (const std::string &warning : assembled->warnings)
    ADD_FAILURE() << warning;
  for (const AssembledKernel &kernel : assembled->kernels) {
    EXPECT_EQ(kernel.stackBytes, 0u) << kernel.name;
    EXPECT_EQ(kernel.spillStoreBytes + kernel.spillLoadBytes, 0u) << kernel.name;
    MachineCode own = readCode(assembled->cubin, kernel.name);
    EXPECT_FALSE(own.instructions.empty()) << kernel.name;
    EXPECT_EQ(own.count(Opcode::LDL) + own.count(Opcode::STL), 0u) << kernel.name;
    llvm::append_range(code.instructions, own.instructions);
  }
  return code;
}
