//===- ParameterTable.cpp - kernels' parameters as PTX text declares them -----------------------------------===//

#include "ParameterTable.h"
#include "Qnt/PTX/Parser.h"
#include <algorithm>

using namespace mlir::qnt;
using namespace mlir::qnt::runtime;
using namespace mlir::qnt::runtime::cuda;

static DeclaredKernel readKernel(const ptx::Function &function) {
  DeclaredKernel kernel;
  for (const ptx::Variable &variable : function.getParameters()) {
    size_t alignment = std::max<size_t>(variable.alignment, 1);
    size_t offset = (kernel.parameterBytes + alignment - 1) / alignment * alignment;
    kernel.parameters.push_back({std::string(variable.name), offset, static_cast<size_t>(variable.size), alignment});
    kernel.parameterBytes = offset + static_cast<size_t>(variable.size);
  }
  if (function.directives.requiredThreads)
    kernel.requiredBlock = *function.directives.requiredThreads;
  return kernel;
}

std::map<std::string, DeclaredKernel> cuda::readDeclaredKernels(const std::string &text) {
  std::map<std::string, DeclaredKernel> kernels;
  ptx::Result<ptx::Module> module = ptx::parseModule(text);
  if (!module)
    return kernels;
  for (const ptx::Function &function : module->functions)
    if (function.isEntry)
      kernels.emplace(function.name, readKernel(function));
  return kernels;
}
