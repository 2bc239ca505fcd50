//===- ContractionOps.td - dot_general, conv_general_dilated, ragged_dot_general --------------*- tablegen -*-===//
#ifndef QNT_IR_CONTRACTIONOPS_TD
#define QNT_IR_CONTRACTIONOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_DotGeneralOp : Qnt_Op<"dot_general", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "contraction of two operands, arrays or float tensors in any mix";
  let description = [{
    Semantics: `result[b..., m..., n...] = sum over k... of lhs[b, m, k] * rhs[b, k, n]`, where b are the batch
    dimensions, k the contracting ones, m and n the free ones of lhs and rhs in their order. Arrays stand for their
    decoded real values, before any rounding to the expressed type; the exact sum is rounded to the result type. When
    both operands have integer codes it is computed on the codes: over each K tile, the common refinement of both
    operands' blocks, the exact sum of (q1 - z1) * (q2 - z2), scaled by lhs's scale, then rhs's, tiles added in ascending
    order in f32 from +0, each step rounded to f32, one cast to the result type.

    The result is a float tensor of any expressed type, or `tensor<..xi32>`: the exact sum of (q1 - z1) * (q2 - z2).

    `accumulator` is the verdict of `qnt-prove-accumulators` on the integer sums, which every lowering obeys.

    Constraints:
    - (C1) `contracting` names as many dimensions of lhs as of rhs;
    - (C2) `batch` names as many dimensions of lhs as of rhs;
    - (C3) each named dimension is at least 0 and below the operand's rank;
    - (C4) no dimension of an operand is named twice, in `contracting` and `batch` together;
    - (C5) paired batch dimensions have one size (a dynamic size fits any);
    - (C6) paired contracting dimensions have one size;
    - (C7) the result has the batch dimensions, then the free ones of lhs, then those of rhs, and less than 2^57 elements
      (dimensions that are 0 or dynamic left out);
    - (C8) an i32 result needs arrays of integer codes on both sides, with integer zero points or none;
    - (C9) an i32 result needs one block over each contracting dimension (`*`, or a size that covers a static dimension);
    - (C10) an `accumulator` other than `none` needs arrays of integer codes on both sides, with integer zero points or none
      and, unless the result is i32, no scales of f64 and no result of f64; an i32 result needs such an accumulator;
    - (C11) an `accumulator` holds the sums that codes of the operands' types can have, whatever their zero points are.

    Example:
    ```mlir
    %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x []
           : (!qnt.array<?x256, #a8>, !qnt.array<64x256, #w4>) -> tensor<?x64xbf16>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs,
                       DenseI64ArrayAttr:$lhs_contracting, DenseI64ArrayAttr:$rhs_contracting,
                       DenseI64ArrayAttr:$lhs_batch, DenseI64ArrayAttr:$rhs_batch,
                       DefaultValuedAttr<Qnt_Precision, "::mlir::qnt::Precision::Default">:$precision,
                       OptionalAttr<Qnt_AccumulatorAttr>:$accumulator);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `contracting` `=` $lhs_contracting `x` $rhs_contracting `batch` `=` $lhs_batch `x` $rhs_batch
    (`precision` `=` $precision^)? (`accumulator` `=` $accumulator^)?
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` functional-type(operands, $result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$lhs, "::mlir::Value":$rhs,
                   "::llvm::ArrayRef<int64_t>":$lhsContracting, "::llvm::ArrayRef<int64_t>":$rhsContracting,
                   "::llvm::ArrayRef<int64_t>":$lhsBatch, "::llvm::ArrayRef<int64_t>":$rhsBatch,
                   CArg<"::mlir::qnt::Precision", "::mlir::qnt::Precision::Default">:$precision), [{
      build($_builder, $_state, result, lhs, rhs, lhsContracting, rhsContracting, lhsBatch, rhsBatch, precision,
            AccumulatorAttr());
    }]>
  ];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  // Files of version 1 have no accumulator.
  let useCustomPropertiesEncoding = 1;
}

def Qnt_ConvGeneralDilatedOp : Qnt_Op<"conv_general_dilated", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "convolution of two operands, arrays or float tensors in any mix";
  let description = [{
    Semantics: lhs is dilated (`lhs_dilation` d puts d - 1 zeros between neighbours), padded with real zero, so with its
    zero point as code (`padding`: low, high per spatial dimension; negative values crop), and correlated with the kernel,
    dilated by `rhs_dilation`, at `strides`:
    `result[n, p, o] = sum over kernel positions w, features i of lhs[n, p * stride + w * rhs_dilation - low, i] * rhs[w, i, o]`.
    With `feature_groups` g the features of lhs and the output features are split into g parts that see only each other;
    with `batch_groups` g the batch of lhs and the output features are. Values are those of `dot_general` over
    kernel spatial dimensions and input features, in this order.

    Constraints:
    - (C1) lhs and rhs have the rank that `dims` have;
    - (C2) `strides`, `lhs_dilation` and `rhs_dilation` have a value per spatial dimension, `padding` two;
    - (C3) strides are between 1 and 2^31 - 1;
    - (C4) dilations are between 1 and 2^31 - 1;
    - (C5) group counts are at least 1, and one of them is 1;
    - (C6) `feature_groups` divides the features of lhs; the quotient is the number of input features of rhs;
    - (C7) `feature_groups` divides the output features of rhs;
    - (C8) `batch_groups` divides the batch of lhs and the output features of rhs;
    - (C9) padding lies between -2^60 and 2^60 and crops at most the dilated size (along a dynamic dimension that crops
      more the result has size 0); dilated and padded sizes are at most 2^60;
    - (C10) the result's batch is that of lhs divided by `batch_groups`, its features are the output features of rhs, its
      spatial sizes floor((padded - window) / stride) + 1, or 0 where the window is larger; it has less than 2^57
      elements, as (C7) of `dot_general` counts them;
    - (C11) an i32 result needs arrays of integer codes on both sides, with integer zero points or none;
    - (C12) an i32 result needs one block over the spatial dimensions and the features of each group of lhs, and over the
      spatial dimensions and the input features of rhs;
    - (C13), (C14) as (C10), (C11) of `dot_general`.

    Example:
    ```mlir
    #k8 = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>
    %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
           strides = [2, 1] padding = [1, 1, 0, -1] lhs_dilation = [1, 1] rhs_dilation = [1, 2]
           : (tensor<?x8x8x32xf32>, !qnt.array<3x3x32x64, #k8>) -> tensor<?x4x3x64xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs,
                       Qnt_ConvDimensionNumbersAttr:$dims, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$lhs_dilation, DenseI64ArrayAttr:$rhs_dilation,
                       DefaultValuedAttr<I64Attr, "1">:$feature_group_count,
                       DefaultValuedAttr<I64Attr, "1">:$batch_group_count,
                       DefaultValuedAttr<Qnt_Precision, "::mlir::qnt::Precision::Default">:$precision,
                       OptionalAttr<Qnt_AccumulatorAttr>:$accumulator);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `dims` `=` $dims `strides` `=` $strides `padding` `=` $padding
    `lhs_dilation` `=` $lhs_dilation `rhs_dilation` `=` $rhs_dilation
    (`feature_groups` `=` $feature_group_count^)? (`batch_groups` `=` $batch_group_count^)?
    (`precision` `=` $precision^)? (`accumulator` `=` $accumulator^)?
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` functional-type(operands, $result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$lhs, "::mlir::Value":$rhs,
                   "::mlir::qnt::ConvDimensionNumbersAttr":$dims, "::llvm::ArrayRef<int64_t>":$strides,
                   "::llvm::ArrayRef<int64_t>":$padding, "::llvm::ArrayRef<int64_t>":$lhsDilation,
                   "::llvm::ArrayRef<int64_t>":$rhsDilation, CArg<"uint64_t", "1">:$featureGroups,
                   CArg<"uint64_t", "1">:$batchGroups,
                   CArg<"::mlir::qnt::Precision", "::mlir::qnt::Precision::Default">:$precision), [{
      build($_builder, $_state, result, lhs, rhs, dims, strides, padding, lhsDilation, rhsDilation, featureGroups,
            batchGroups, precision, AccumulatorAttr());
    }]>
  ];
  let extraClassDeclaration = [{
    /// Bounds of strides and dilations, and of padding and padded sizes: with them no size or position overflows.
    static constexpr int64_t kMaxStep = (int64_t(1) << 31) - 1, kMaxSize = int64_t(1) << 60;
  }];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  // Files of version 1 have no accumulator.
  let useCustomPropertiesEncoding = 1;
}

def Qnt_RaggedDotGeneralOp : Qnt_Op<"ragged_dot_general", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "grouped contraction: group sizes split one dimension of lhs";
  let description = [{
    Semantics (those of jax.lax.ragged_dot_general): group g takes `group_sizes[g]` consecutive indices of the ragged
    dimension, after those of the groups before it. What the ragged dimension is decides the mode:
    - free: `result[b, m, n] = sum over k of lhs[b, m, k] * rhs[b, g(m), k, n]`, g(m) the group of the ragged index in m.
      rhs has one group dimension. Rows of no group are 0;
    - contracting: `result[g, b, m, n] = sum over k in group g of lhs[b, m, k] * rhs[b, k, n]`. An empty group gives 0;
    - batch: the values of `dot_general`; the groups only split the work.

    `group_offset` is the first group that is computed: group dimensions of rhs and result start with it and may hold fewer
    groups than there are sizes; rows (batches) of other groups are 0. Sizes must not be negative.

    `group_sizes` has shape [G], or [prefix..., G] with own sizes per batch index and per index of the dimensions of the
    ragged one's kind (free, contracting, batch) that lie before it.

    Constraints:
    - (C1) to (C6) as `dot_general`;
    - (C7) `ragged` names one dimension of lhs;
    - (C8) `group` names one free dimension of rhs when the ragged dimension is free, none otherwise;
    - (C9) `group_sizes` has shape [G] or [prefix..., G];
    - (C10) `group_offset` has one element;
    - (C11) the group dimension of rhs (of the result, in contracting mode) has size G; with a `group_offset` at most G;
    - (C12) the result has in contracting mode the groups (a static number with a `group_offset`), then the batch
      dimensions, the free ones of lhs, and those of rhs but its group dimension, and less than 2^57 elements;
    - (C13) an i32 result needs arrays of integer codes on both sides, with integer zero points or none;
    - (C14) an i32 result needs one block over each contracting dimension;
    - (C15), (C16) as (C10), (C11) of `dot_general`.

    Example:
    ```mlir
    #g8 = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
    %y = qnt.ragged_dot_general %x, %w groups(%sizes : tensor<4xi32>) offset(%first : tensor<1xi32>)
           contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
           : (tensor<?x64xf32>, !qnt.array<2x64x16, #g8>) -> tensor<?x16xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs, Qnt_IntegerTensor:$group_sizes,
                       Optional<Qnt_IntegerTensor>:$group_offset,
                       DenseI64ArrayAttr:$lhs_contracting, DenseI64ArrayAttr:$rhs_contracting,
                       DenseI64ArrayAttr:$lhs_batch, DenseI64ArrayAttr:$rhs_batch,
                       DenseI64ArrayAttr:$lhs_ragged, DenseI64ArrayAttr:$rhs_group,
                       DefaultValuedAttr<Qnt_Precision, "::mlir::qnt::Precision::Default">:$precision,
                       OptionalAttr<Qnt_AccumulatorAttr>:$accumulator);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `groups` `(` $group_sizes `:` type($group_sizes) `)`
    (`offset` `(` $group_offset^ `:` type($group_offset) `)`)?
    `contracting` `=` $lhs_contracting `x` $rhs_contracting `batch` `=` $lhs_batch `x` $rhs_batch
    `ragged` `=` $lhs_ragged `group` `=` $rhs_group
    (`precision` `=` $precision^)? (`accumulator` `=` $accumulator^)?
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` `(` type($lhs) `,` type($rhs) `)` `->` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$lhs, "::mlir::Value":$rhs, "::mlir::Value":$groupSizes,
                   "::mlir::Value":$groupOffset,
                   "::llvm::ArrayRef<int64_t>":$lhsContracting, "::llvm::ArrayRef<int64_t>":$rhsContracting,
                   "::llvm::ArrayRef<int64_t>":$lhsBatch, "::llvm::ArrayRef<int64_t>":$rhsBatch,
                   "::llvm::ArrayRef<int64_t>":$lhsRagged, "::llvm::ArrayRef<int64_t>":$rhsGroup,
                   CArg<"::mlir::qnt::Precision", "::mlir::qnt::Precision::Default">:$precision), [{
      build($_builder, $_state, result, lhs, rhs, groupSizes, groupOffset, lhsContracting, rhsContracting, lhsBatch,
            rhsBatch, lhsRagged, rhsGroup, precision, AccumulatorAttr());
    }]>
  ];
  let hasVerifier = 1;
  let hasCanonicalizer = 1;
  // Files of version 1 have no accumulator.
  let useCustomPropertiesEncoding = 1;
}

#endif // QNT_IR_CONTRACTIONOPS_TD
