//===- CompileKernels.cpp - from a gpu.module to PTX text -------------------------------------------------===//
#include "Qnt/Target/CompileKernels.h"
#include "BlockSizes.h"
#include "KernelParts.h"
#include "NvptxMachine.h"
#include "Qnt/IR/ExplainedRun.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

using namespace mlir;
using namespace mlir::qnt;

void qnt::registerTargetDialects(DialectRegistry &registry) {
  registry.insert<gpu::GPUDialect, LLVM::LLVMDialect, NVVM::NVVMDialect>();
  registerBuiltinDialectTranslation(registry);
  registerGPUDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerNVVMDialectTranslation(registry);
}

const KernelFacts *CompiledKernels::find(StringRef name) const {
  auto it = llvm::find_if(kernels, [&](const KernelFacts &kernel) { return kernel.name == name; });
  return it == kernels.end() ? nullptr : &*it;
}

//===----------------------------------------------------------------------------------------------------===//
// MLIR
//===----------------------------------------------------------------------------------------------------===//

/// A module that holds a copy of the only gpu.module.
static llvm::Expected<OwningOpRef<ModuleOp>> extractKernels(ModuleOp module) {
  SmallVector<gpu::GPUModuleOp> all(module.getOps<gpu::GPUModuleOp>());
  if (all.size() != 1)
    return llvm::createStringError("expected one gpu.module, got " + Twine(all.size()));
  OwningOpRef<ModuleOp> copy = ModuleOp::create(module.getLoc());
  OpBuilder::atBlockEnd(copy->getBody()).clone(*all.front());
  noteBlockSizes(module, *copy->getOps<gpu::GPUModuleOp>().begin());
  return copy;
}

/// Runs the passes; what they report becomes the error.
static llvm::Error convertKernels(ModuleOp module) {
  PassManager manager(module.getContext());
  manager.addPass(createExpandMath());
  manager.addPass(createConvertKernels());
  return runAndExplain(module.getContext(), "cannot compile the kernels", [&] { return manager.run(module); });
}

//===----------------------------------------------------------------------------------------------------===//
// LLVM IR
//===----------------------------------------------------------------------------------------------------===//

/// Instructions that all lanes of a warp execute together. LLVM must not move them under a condition; inline assembly
/// does not say so by itself.
static bool isCollective(StringRef assembly) {
  static constexpr StringLiteral kCollective[] = {"mma",   "ldmatrix", "stmatrix", "movmatrix",
                                                  "shfl",  "vote",     "match",    "redux",
                                                  "elect", "bar.",     "barrier",  "setmaxnreg"};
  return llvm::any_of(kCollective, [&](StringRef name) { return assembly.contains(name); });
}

static void markCollectives(llvm::Module &module) {
  for (llvm::Function &function : module)
    for (llvm::Instruction &instruction : llvm::instructions(function)) {
      auto *call = dyn_cast<llvm::CallInst>(&instruction);
      auto *assembly = call ? dyn_cast<llvm::InlineAsm>(call->getCalledOperand()) : nullptr;
      if (!assembly || !isCollective(assembly->getAsmString()))
        continue;
      call->setConvergent();
      function.setConvergent();
    }
}

static llvm::Error checkCalls(const llvm::Module &module) {
  // What the driver provides (CUDA C++ programming guide, formatted output and assertions).
  static constexpr StringLiteral kSystem[] = {"vprintf", "__assertfail"};
  for (const llvm::Function &function : module)
    if (function.isDeclaration() && !function.isIntrinsic() && !llvm::is_contained(kSystem, function.getName()))
      return llvm::createStringError("the kernels call '" + function.getName() + "', which has no body");
  return llvm::Error::success();
}

llvm::Expected<CompiledKernels> qnt::compileKernels(ModuleOp module, const DeviceTarget &target) {
  DialectRegistry registry;
  registerTargetDialects(registry);
  module.getContext()->appendDialectRegistry(registry);
  llvm::Expected<OwningOpRef<ModuleOp>> kernels = extractKernels(module);
  if (!kernels)
    return kernels.takeError();
  if (llvm::Error error = convertKernels(**kernels))
    return error;
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine = createNvptxMachine(target);
  if (!machine)
    return machine.takeError();
  llvm::LLVMContext context;
  gpu::GPUModuleOp gpuModule = *(*kernels)->getOps<gpu::GPUModuleOp>().begin();
  std::unique_ptr<llvm::Module> code = translateModuleToLLVMIR(gpuModule, context, gpuModule.getName());
  if (!code)
    return llvm::createStringError("cannot translate the kernels to LLVM IR");
  code->setTargetTriple((*machine)->getTargetTriple());
  code->setDataLayout((*machine)->createDataLayout());
  markCollectives(*code);
  if (llvm::Error error = checkCalls(*code))
    return error;
  return compileParts(*code, target, *module.getContext());
}
