//===- LinalgConvolution.h - what a named linalg convolution computes -------------------------------------===//
//
// linalg has thirty named convolutions, which differ in the order of their dimensions, in which of them they have
// (batch, channels, groups, features) and in zero points. Their indexing maps say it all:
//
//   depthwise_conv_2d_nhwc_hwcm   input  n, oh + h, ow + w, g    -> batch, spatial 0, spatial 1, feature
//                                 kernel h, w, g, f              -> spatial 0, spatial 1, (in feature), out feature (g,
//                                 f) result n, oh, ow, g, f         -> batch, spatial 0, spatial 1, feature (g, f)
//
// conv_general_dilated has one dimension for the groups and the features in them, and wants those in parentheses.
//
//===-----------------------------------------------------------------------------------------------------===//
#ifndef QNT_LIB_IMPORT_LINALGCONVOLUTION_H
#define QNT_LIB_IMPORT_LINALGCONVOLUTION_H

#include "Qnt/IR/QntDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/IR/PatternMatch.h"

namespace mlir::qnt {

/// A dimension as conv_general_dilated has it.
struct ConvolutionSlot {
  enum Kind : uint8_t { Batch, Spatial, InFeature, Feature } kind;
  unsigned spatial = 0; ///< which of them
  /// The dimensions of the linalg op's operand that it is made of: none, one, or a group and the features in it.
  SmallVector<int64_t, 2> dims;
};

/// How an operand of the linalg op (or its result) is seen by conv_general_dilated, dimension by dimension.
class ConvolutionView {
public:
  SmallVector<ConvolutionSlot> slots;

  /// Position of the slot of a kind; of the spatial ones the `spatial`-th.
  int64_t find(ConvolutionSlot::Kind kind, unsigned spatial = 0) const;
  /// The operand's dimension that spatial slot `spatial` is.
  int64_t getSpatialDim(unsigned spatial) const { return slots[find(ConvolutionSlot::Spatial, spatial)].dims[0]; }
  /// Sizes of the slots, for an operand of `shape`: those without a dimension are 1.
  SmallVector<int64_t> getShape(ArrayRef<int64_t> shape) const;
  /// `value` with a dimension a slot. Constants are reshaped themselves.
  Value apply(RewriterBase &rewriter, Location loc, Value value) const;
  /// The inverse, for views that do not reorder: a value with a dimension a slot, as one of `type`.
  Value applyInverse(RewriterBase &rewriter, Location loc, Value value, RankedTensorType type) const;

  /// The operand's dimensions in the order of the slots.
  SmallVector<int64_t> getOrder() const;

private:
  /// Which dimensions in the order of the slots become one, and which slots one of these becomes.
  SmallVector<ReassociationIndices> getMerged() const, getSplit() const;
};

struct LinalgConvolution {
  ConvolutionView input, kernel, result;
  unsigned numSpatial = 0;
  /// Dimension of the kernel that counts groups (channels where each is a group), -1: there is one group.
  int64_t kernelGroup = -1;
  /// Inputs 2 and 3 are the zero points of the first two.
  bool hasZeroPoints = false;

  ConvDimensionNumbersAttr getDims(MLIRContext *context) const;
};

/// Nothing when the op is no convolution that conv_general_dilated knows.
std::optional<LinalgConvolution> readLinalgConvolution(linalg::LinalgOp op);

} // namespace mlir::qnt

#endif // QNT_LIB_IMPORT_LINALGCONVOLUTION_H
