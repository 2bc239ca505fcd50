//===- ContractionKernel.h - what a tuned contraction kernel needs to know of a qnt.kernel ----------------===//
//
//   result[rows, columns] = epilogue(sum over k of activations[rows, k] * weights[columns, k])
//
// Rows are all free dimensions of the activations in one; columns are the free dimension of the weights.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_CONTRACTIONKERNEL_H
#define QNT_LIB_LOWERGPU_CONTRACTIONKERNEL_H

#include "Qnt/IR/GpuTarget.h"
#include "Qnt/IR/QntOps.h"
#include <string>

namespace mlir::qnt {

/// Elements that tensor cores multiply.
enum class MultiplicandType { F16, BF16, I8 };

struct ContractionKernel {
  KernelOp kernel;
  DotGeneralOp dot;
  BlockArgument activations;
  ConstantOp weights; ///< outside of the kernel or in its body
  MultiplicandType type = MultiplicandType::F16;
  bool isWeightTransposed = false; ///< weights are [K, columns]
  int64_t columns = 0, sizeK = 0;
  int64_t rows = 0;      ///< ShapedType::kDynamic when it is
  int64_t groupSize = 0; ///< elements along K that share a scale; sizeK when all do

  bool isInteger() const { return type == MultiplicandType::I8; }
  /// One group holds all of K.
  bool hasOneGroup() const { return groupSize >= sizeK; }
  int64_t getNumGroups() const { return llvm::divideCeil(sizeK, groupSize); }
  ArrayType getWeightType() const { return ConstantOp(weights).getType(); }
  EncodingAttr getWeightEncoding() const { return getWeightType().getEncoding(); }
  /// The array of the activations on the integer path.
  EncodingAttr getActivationEncoding() const { return cast<ArrayType>(activations.getType()).getEncoding(); }
  /// Name of the layout that the weights need.
  StringRef getLayoutName() const;
};

/// Nothing where the kernel cannot become one of tensor cores, and the reason.
std::optional<ContractionKernel> matchContractionKernel(KernelOp kernel, std::string &reason);

/// The constant behind a value of a kernel's body: in the body, or the operand of a block argument; null for others.
ConstantOp findConstant(KernelOp kernel, Value value);

/// What the body of a linalg op reads of the values around it, beside its operands.
SmallVector<Value> getCapturedValues(Operation *loops);

/// Why the values that a kernel yields are not element by element functions of the result of `dot` and of tensors that
/// can be read at any place; empty when they are.
std::string whyNotEpilogue(KernelOp kernel, DotGeneralOp dot);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_CONTRACTIONKERNEL_H
