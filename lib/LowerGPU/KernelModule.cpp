//===- KernelModule.cpp - where kernels stand -------------------------------------------------------------===//
#include "KernelModule.h"
#include "Qnt/LowerGPU/Passes.h"

using namespace mlir;
using namespace mlir::qnt;

gpu::GPUModuleOp qnt::getKernelModule(ModuleOp module) {
  if (auto known = module.lookupSymbol<gpu::GPUModuleOp>(kKernelModuleName))
    return known;
  auto builder = OpBuilder::atBlockEnd(module.getBody());
  return gpu::GPUModuleOp::create(builder, module.getLoc(), kKernelModuleName);
}

/// Marks a program that has no kernels yet.
static gpu::GPUModuleOp openKernelModule(ModuleOp program) {
  gpu::GPUModuleOp kernels = getKernelModule(program);
  if (kernels.getBody()->empty())
    program->setAttr(gpu::GPUDialect::getContainerModuleAttrName(), UnitAttr::get(program.getContext()));
  return kernels;
}

KernelModule::KernelModule(ModuleOp program)
    : op(openKernelModule(program)), symbols(op, /*reserved=*/{kDynamicSharedName}) {}

gpu::GPUFuncOp qnt::createKernel(gpu::GPUModuleOp kernels, Location loc, StringRef name, TypeRange arguments,
                                 int64_t numThreads) {
  auto builder = OpBuilder::atBlockEnd(kernels.getBody());
  auto function = gpu::GPUFuncOp::create(builder, loc, name, builder.getFunctionType(arguments, {}));
  function->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), builder.getUnitAttr());
  function.setKnownBlockSizeAttr(builder.getDenseI32ArrayAttr({static_cast<int32_t>(numThreads), 1, 1}));
  return function;
}
