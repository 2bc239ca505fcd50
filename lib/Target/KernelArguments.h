//===- KernelArguments.h - buffers of kernels as bare pointers --------------------------------------------===//
#ifndef QNT_LIB_TARGET_KERNELARGUMENTS_H
#define QNT_LIB_TARGET_KERNELARGUMENTS_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"

namespace mlir::qnt {

/// Makes each memref argument of a kernel a `!llvm.ptr<1>`, and its descriptor in the body from the pointer and the
/// type. Errors: a layout that is not row by row, an inner dynamic size, a size of it that the body asks for.
LogicalResult convertKernelArguments(gpu::GPUFuncOp kernel, const LLVMTypeConverter &converter);

} // namespace mlir::qnt

#endif // QNT_LIB_TARGET_KERNELARGUMENTS_H
