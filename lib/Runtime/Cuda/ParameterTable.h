//===- ParameterTable.h - kernels' parameters as PTX text declares them -------------------------------------===//
#ifndef QNT_LIB_RUNTIME_CUDA_PARAMETERTABLE_H
#define QNT_LIB_RUNTIME_CUDA_PARAMETERTABLE_H

#include "../Backend.h"
#include <array>

namespace mlir::qnt::runtime::cuda {

/// What PTX says of a kernel and a driver does not: names and alignments of parameters, the required block.
struct DeclaredKernel {
  std::vector<Parameter> parameters;
  size_t parameterBytes = 0;
  std::array<uint32_t, 3> requiredBlock = {0, 0, 0};
};

/// The kernels of a text by name. Nothing for a text that this reader does not take: the driver has the last word on
/// it.
std::map<std::string, DeclaredKernel> readDeclaredKernels(const std::string &text);

} // namespace mlir::qnt::runtime::cuda

#endif // QNT_LIB_RUNTIME_CUDA_PARAMETERTABLE_H
