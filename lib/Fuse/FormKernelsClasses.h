//===- FormKernelsClasses.h - what an op is to the kernel around it ---------------------------------------===//
#ifndef QNT_LIB_FUSE_FORMKERNELSCLASSES_H
#define QNT_LIB_FUSE_FORMKERNELSCLASSES_H

#include "mlir/IR/Operation.h"

namespace mlir::qnt::form_kernels {

enum class OpClass {
  Host,        ///< constants, sizes, scalars, control flow, effects: never in a kernel of its own
  Empty,       ///< a destination without values: repeated wherever one is needed
  View,        ///< another type for the same data: in a kernel only between two ops of it
  Decode,      ///< moves or widens elements: repeated in every kernel that reads the result
  Pointwise,   ///< an element of the result needs one element of each operand
  Row,         ///< reduces, or finds scales, along some dimensions for each index of the others
  Window,      ///< reduces over windows (pooling), or along dimensions in no simple order
  Contraction, ///< sums of products that share operands between results
  Alone        ///< writes or joins parts of tensors, or computes in an order of its own: a kernel by itself
};

/// The class of an op outside of any kernel and invoke_quant. An invoke_quant has the heaviest class of its body.
OpClass classify(Operation *op);

/// True for the four classes that anything can be joined to.
inline bool isFusible(OpClass opClass) { return opClass >= OpClass::Pointwise && opClass <= OpClass::Contraction; }
/// Repeated in each kernel that needs it, never shared.
inline bool isRepeated(OpClass opClass) { return opClass >= OpClass::Empty && opClass <= OpClass::Decode; }

/// True when the op or one inside it divides, quantizes or computes a function: it is not computed twice for an
/// element.
bool isExpensive(Operation *op);

/// True for products of activations with constant low-bit weights that a GPU's tensor cores can compute: these read lhs
/// as it lies in memory, and write the result in its order.
bool suitsTensorCores(Operation *op);
/// True for products of two tensors of f16 or of bf16 that tensor cores can compute, such as those of attention.
bool multipliesTensors(Operation *op);
/// A contraction that suits tensor cores reads a result of `op` as its lhs, perhaps through views.
bool feedsTensorCores(Operation *op);

/// The value of the op holds for every place: a scalar or splat constant, which kernels hold themselves.
bool isUniformConstant(Operation *op);

/// Why an op that gives tensors or arrays stays outside of kernels, or nothing where that needs no word (constants,
/// control flow, calls).
std::string getHostReason(Operation *op);

/// The op that counts as a whole: `op`, or the outermost op around it that is one for kernels (linalg ops,
/// invoke_quant, kernel). Null when `op` is the terminator or part of no such op's surroundings.
Operation *getWhole(Operation *op);

} // namespace mlir::qnt::form_kernels

#endif // QNT_LIB_FUSE_FORMKERNELSCLASSES_H
