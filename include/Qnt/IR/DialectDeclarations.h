//===- DialectDeclarations.h - dialects that passes depend on ---------------------------------------------===//
//
// What the generated declarations of passes name: the definitions cost seconds to read.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_IR_DIALECTDECLARATIONS_H
#define QNT_IR_DIALECTDECLARATIONS_H

namespace mlir::affine {
class AffineDialect;
} // namespace mlir::affine
namespace mlir::arith {
class ArithDialect;
} // namespace mlir::arith
namespace mlir::bufferization {
class BufferizationDialect;
} // namespace mlir::bufferization
namespace mlir::cf {
class ControlFlowDialect;
} // namespace mlir::cf
namespace mlir::func {
class FuncDialect;
} // namespace mlir::func
namespace mlir::gpu {
class GPUDialect;
} // namespace mlir::gpu
namespace mlir::linalg {
class LinalgDialect;
} // namespace mlir::linalg
namespace mlir::LLVM {
class LLVMDialect;
} // namespace mlir::LLVM
namespace mlir::math {
class MathDialect;
} // namespace mlir::math
namespace mlir::memref {
class MemRefDialect;
} // namespace mlir::memref
namespace mlir::NVVM {
class NVVMDialect;
} // namespace mlir::NVVM
namespace mlir::quant {
class QuantDialect;
} // namespace mlir::quant
namespace mlir::scf {
class SCFDialect;
} // namespace mlir::scf
namespace mlir::tensor {
class TensorDialect;
} // namespace mlir::tensor
namespace mlir::vector {
class VectorDialect;
} // namespace mlir::vector

#endif // QNT_IR_DIALECTDECLARATIONS_H
