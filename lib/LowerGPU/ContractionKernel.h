//===- ContractionKernel.h - what a tuned contraction kernel needs to know of a qnt.kernel ----------------===//
//
//   result[rows, columns] = epilogue(sum over k of activations[rows, k] * weights[columns, k])
//
// Rows are all free dimensions of the activations in one; columns are the free dimension of the weights. A convolution
// is one, too: rows are the positions of the result, columns its features, k the positions of the kernel and the input
// features.
//
// Where rhs is a float tensor, rows, columns and k are those of a batch; rows of the result count batch after batch.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_LOWERGPU_CONTRACTIONKERNEL_H
#define QNT_LIB_LOWERGPU_CONTRACTIONKERNEL_H

#include "Qnt/IR/GpuTarget.h"
#include "Qnt/IR/QntOps.h"
#include "Qnt/Numerics/Layout.h"
#include <string>

namespace mlir::qnt {

/// Elements that tensor cores multiply. F32: activations are three bf16 numbers each, weights are bf16. TF32:
/// activations of f32 are rounded, weights are bf16 until they are multiplied. F8: codes of f8E4M3FN and f8E5M2 as they
/// are.
enum class MultiplicandType { F16, BF16, I8, F32, TF32, F8 };

/// What a convolution reads at a position of the result. Strides of tensors are in elements.
struct ConvolutionShape {
  struct Spatial {
    int64_t inputSize, inputStride, resultSize, stride, lhsDilation, rhsDilation, low;
  };
  ConvDimensionNumbersAttr dims;
  SmallVector<Spatial, 3> spatial;
  int64_t batchStride = 0, featureStride = 0; ///< of lhs
  int64_t featuresPerGroup = 0;               ///< of lhs
  int64_t featureGroups = 1, batchGroups = 1; ///< one of them is 1
  bool hasHoles = false;                      ///< padding or dilation of lhs, so elements that are real zeros

  int64_t getGroups() const { return featureGroups * batchGroups; }
  /// Positions of the result in one image.
  int64_t getImageRows() const;
};

/// rhs is a float tensor that is read as it lies in memory; what the dimensions of the operands are. The last one of
/// lhs is k, the last one of rhs the columns or k.
struct TensorOperands {
  BlockArgument rhs;
  SmallVector<int64_t> lhsBatch, rhsBatch; ///< of the result, in its order
  SmallVector<int64_t> lhsFree;            ///< rows
  int64_t rhsFree = 0, rhsContracting = 0;
  int64_t batches = 1; ///< ShapedType::kDynamic when the number is

  bool isRowMajor() const { return rhsFree > rhsContracting; }
  bool hasBatch() const { return !lhsBatch.empty(); }
};

struct ContractionKernel {
  KernelOp kernel;
  Operation *op = nullptr; ///< the contraction
  BlockArgument activations;
  ConstantOp weights; ///< outside of the kernel or in its body; null where rhs is a tensor
  std::optional<TensorOperands> tensors;
  MultiplicandType type = MultiplicandType::F16;
  bool isWeightTransposed = false;  ///< weights are [K, columns]
  SmallVector<int64_t> weightOrder; ///< dimensions of the weights as the layout needs them; empty: as they are
  std::optional<ConvolutionShape> convolution;
  BlockArgument groupSizes;      ///< ragged: rows of each matrix of the weights; null: there is one matrix
  numerics::FragmentOrder order; ///< of the weights along K
  int64_t matrices = 1;          ///< of the weights
  int64_t columns = 0;           ///< of tensors: ShapedType::kDynamic when it is
  int64_t sizeK = 0;             ///< positions along K, those of padding between elements included; likewise
  int64_t rows = 0;              ///< of a batch; ShapedType::kDynamic when it is
  int64_t groupSize = 0;         ///< positions along K that share a scale; sizeK when all do
  bool hasScalesPerRow = false;  ///< activations have a scale a row (convolutions: an image), not one for all

  /// Activations are codes of 8 bits of this format that become `type` in the kernel, where sums are floats.
  std::optional<Format> decodedActivations;

  bool isInteger() const { return type == MultiplicandType::I8; }
  /// Tensor cores multiply bytes, 32 along K at a time; else 16 numbers of two bytes.
  bool hasByteOperands() const { return type == MultiplicandType::I8 || type == MultiplicandType::F8; }
  /// Activations are f32 in memory.
  bool hasWideActivations() const { return type == MultiplicandType::F32 || type == MultiplicandType::TF32; }
  /// What the products lose.
  MathMode getMath() const {
    return type == MultiplicandType::TF32 ? MathMode::TF32
           : type == MultiplicandType::F8 ? MathMode::FP8
                                          : MathMode::Full;
  }
  bool hasBatch() const { return tensors && tensors->hasBatch(); }
  /// Dimensions of lhs that are those of the result but its columns, in its order; not of convolutions.
  SmallVector<int64_t> getRowDims() const;
  /// Rows of the result, batch after batch, follow each other in lhs.
  bool areRowsInOrder() const { return llvm::is_sorted(getRowDims()); }
  /// Fragments of 16 columns that a warp multiplies, of the four it could.
  unsigned getNumFragments() const {
    return tensors && !ShapedType::isDynamic(columns) && columns < 48
               ? static_cast<unsigned>(llvm::divideCeil(columns, 16))
               : 4;
  }
  /// Storage of the weights that are decoded; of a tensor, which is not, that of bytes.
  Format getWeightStorage() const { return tensors ? Format::I8 : getWeightEncoding().getStorage(); }
  /// Bits of an element of rhs in memory.
  unsigned getWeightWidth() const { return tensors ? 16 : getWeightEncoding().getCodeWidth(); }
  OperandMemory getOperandMemory() const { return {getWeightWidth(), hasWideActivations(), hasCodebook()}; }
  bool hasCodebook() const { return !tensors && getWeightEncoding().hasLut(); }
  /// One group holds all of K.
  bool hasOneGroup() const { return groupSize >= sizeK; }
  int64_t getNumGroups() const { return order.getNumTiles(); }
  ArrayType getWeightType() const { return ConstantOp(weights).getType(); }
  EncodingAttr getWeightEncoding() const { return getWeightType().getEncoding(); }
  bool hasActivationArray() const { return isa<ArrayType>(activations.getType()); }
  /// Groups of the integer path, whose scaled sums are added in order.
  bool hasOrderedGroups() const { return isInteger() && !hasOneGroup(); }
  /// Codes of the activations have zero points.
  bool hasActivationZeroPoints() const { return hasActivationArray() && getActivationEncoding().getZeroPoint(); }
  /// Of the array of the activations.
  EncodingAttr getActivationEncoding() const { return cast<ArrayType>(activations.getType()).getEncoding(); }
  RankedTensorType getResultType() const { return cast<RankedTensorType>(op->getResult(0).getType()); }
  /// Name of the layout that the weights need, or that the tensor has.
  StringRef getLayoutName() const;

  /// Columns fall into so many parts, each of which sees activations of its own.
  int64_t getColumnGroups() const { return convolution ? convolution->getGroups() : 1; }
  /// Tiles of `tileColumns` that cover one of these parts, starting at a multiple of kWarpColumns.
  int64_t getTilesPerColumnGroup(int64_t tileColumns) const;
  /// The result is [rows, columns] in memory.
  bool isResultRowMajor() const;
};

/// Nothing where the kernel cannot become one of tensor cores, and the reason. `allowed`: what it may lose where its
/// operands are of the kind.
std::optional<ContractionKernel> matchContractionKernel(KernelOp kernel, std::string &reason,
                                                        ArrayRef<MathMode> allowed);
/// What the schedule of the kernel says may be lost.
std::optional<ContractionKernel> matchContractionKernel(KernelOp kernel, std::string &reason);

/// The constant behind a value of a kernel's body: in the body, or the operand of a block argument; null for others.
ConstantOp findConstant(KernelOp kernel, Value value);

/// What the body of a linalg op reads of the values around it, beside its operands.
SmallVector<Value> getCapturedValues(Operation *loops);

/// Fills in what a convolution reads, in the order of the weights that it needs; `match` has the kernel, the op and the
/// weights. Why no kernel of tensor cores can; empty when one can.
std::string matchConvolution(ContractionKernel &match);

/// Fills in what a product of two float tensors reads; `match` has the kernel and the op. Why no kernel of tensor cores
/// can; empty when one can.
std::string matchTensors(ContractionKernel &match);

/// Why the values that a kernel yields are not element by element functions of the result of `contraction` and of
/// tensors that can be read at any place; empty when they are.
std::string whyNotEpilogue(KernelOp kernel, Operation *contraction);

} // namespace mlir::qnt

#endif // QNT_LIB_LOWERGPU_CONTRACTIONKERNEL_H
