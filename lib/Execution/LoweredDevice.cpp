//===- LoweredDevice.cpp - a module as kernels and the host's part in the LLVM dialect --------------------===//
#include "LoweredProgram.h"
#include "Qnt/Fuse/Passes.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/LowerCPU/Passes.h"
#include "Qnt/LowerGPU/Passes.h"
#include "Qnt/LowerLinalg/Passes.h"
#include "Qnt/Target/Passes.h"
#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::qnt;
using namespace mlir::qnt::execution;

//===----------------------------------------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------------------------------------===//

/// Qnt's ops to kernels and launches, unless the module has them. Kernels that are formed already stay as they are.
static LogicalResult makeKernels(ModuleOp module, const DeviceLowering &lowering) {
  if (!module.getOps<gpu::GPUModuleOp>().empty())
    return success();
  PassManager manager(module.getContext());
  buildFusePipeline(manager);
  LowerToGPUOptions options;
  options.target = lowering.target->name.str();
  options.math = lowering.math;
  buildLowerToGPUPipeline(manager, options);
  return runRecorded(manager, module, lowering.records);
}

//===----------------------------------------------------------------------------------------------------===//
// Host
//===----------------------------------------------------------------------------------------------------===//

/// Launches and memory of the device to calls, and all of it to the LLVM dialect.
static void buildHostPipeline(OpPassManager &manager) {
  manager.addPass(qnt::createConvertLaunches());
  manager.addPass(memref::createExpandStridedMetadataPass());
  manager.addPass(createLowerAffinePass());
  manager.addPass(createCanonicalizerPass());
  manager.addPass(createCSEPass());
  buildLoopsToLLVMPipeline(manager);
}

/// What the buffers of each function take.
static std::vector<WorkspaceFacts> getWorkspaces(ModuleOp module) {
  std::vector<WorkspaceFacts> workspaces;
  for (auto function : module.getOps<func::FuncOp>()) {
    if (function.isExternal())
      continue;
    StringRef name = function.getName();
    name.consume_front(kFunctionPrefix);
    WorkspaceFacts facts{name.str()};
    function.walk([&](memref::AllocOp alloc) {
      if (!isa_and_nonnull<gpu::AddressSpaceAttr>(alloc.getType().getMemorySpace()))
        return;
      facts.numAllocations += 1;
      if (alloc.getType().hasStaticShape() && alloc->getBlock() == &function.getBody().front())
        facts.staticBytes += alloc.getType().getNumElements() *
                             static_cast<int64_t>(getElementSize(getElementTypeOrSelf(alloc.getType())));
      else
        facts.isDynamic = true;
    });
    workspaces.push_back(facts);
  }
  return workspaces;
}

static LogicalResult planHost(ModuleOp module, const DeviceLowering &lowering) {
  PassManager manager(module.getContext());
  if (lowering.plansMemory)
    manager.addPass(qnt::createPlanMemory());
  return runRecorded(manager, module, lowering.records);
}

static LogicalResult lowerHost(ModuleOp module, const DeviceLowering &lowering) {
  for (auto kernels : llvm::make_early_inc_range(module.getOps<gpu::GPUModuleOp>())) {
    // Launches name kernels that are compiled.
    OpBuilder builder(kernels);
    func::FuncOp::create(builder, kernels.getLoc(), kernels.getName(), builder.getFunctionType({}, {})).setPrivate();
    kernels.erase();
  }
  module->removeAttr(gpu::GPUDialect::getContainerModuleAttrName());
  PassManager manager(module.getContext());
  buildHostPipeline(manager);
  return runRecorded(manager, module, lowering.records);
}

llvm::Expected<LoweredProgram> LoweredProgram::lowerForDevice(ModuleOp module, ArrayRef<StringRef> entries,
                                                              bool hasCInterface, const DeviceLowering &lowering) {
  LoweredProgram program;
  if (llvm::Error error = program.prepare(module, entries, hasCInterface))
    return error;
  ModuleOp code = *program.module;
  auto makeAll = [&] { return success(succeeded(dropUnreached(code)) && succeeded(makeKernels(code, lowering))); };
  if (llvm::Error error = runAndExplain(code, makeAll))
    return error;
  collectLaunches(code, program.entries, program.launches, program.buffers);
  program.constants = collectConstants(code);
  program.sums = collectSums(code);
  // A program may have nothing for the device to do.
  program.kernels.emplace();
  if (!code.getOps<gpu::GPUModuleOp>().empty()) {
    std::optional<RecordedStep> step(std::in_place, lowering.records, "PTX");
    llvm::Expected<CompiledKernels> kernels = compileKernels(code, *lowering.target);
    if (!kernels)
      return kernels.takeError();
    step.reset();
    // A module of kernels may be empty.
    if (!kernels->kernels.empty())
      program.kernels = std::move(*kernels);
    if (!program.kernels->ptx.empty() && lowering.onKernels)
      lowering.onKernels(*program.kernels);
  }
  if (llvm::Error error = runAndExplain(code, [&] { return planHost(code, lowering); }))
    return error;
  program.workspaces = getWorkspaces(code);
  if (llvm::Error error = runAndExplain(code, [&] { return lowerHost(code, lowering); }))
    return error;
  return program;
}
