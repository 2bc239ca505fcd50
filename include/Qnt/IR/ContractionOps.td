//===- ContractionOps.td - dot_general, conv_general_dilated, ragged_dot_general --------------*- tablegen -*-===//
#ifndef QNT_IR_CONTRACTIONOPS_TD
#define QNT_IR_CONTRACTIONOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_DotGeneralOp : Qnt_Op<"dot_general", [Pure, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "contraction of two operands, arrays or float tensors in any mix";
  let description = [{
    Result dimensions: batch, then the free dimensions of lhs, then those of rhs.

    ```mlir
    %y = qnt.dot_general %a, %w contracting = [1] x [1] batch = [] x []
           : (!qnt.array<?x4096, #a8>, !w4) -> tensor<?x4096xbf16>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs,
                       DenseI64ArrayAttr:$lhs_contracting, DenseI64ArrayAttr:$rhs_contracting,
                       DenseI64ArrayAttr:$lhs_batch, DenseI64ArrayAttr:$rhs_batch,
                       DefaultValuedAttr<Qnt_Precision, "::mlir::qnt::Precision::Default">:$precision);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `contracting` `=` $lhs_contracting `x` $rhs_contracting `batch` `=` $lhs_batch `x` $rhs_batch
    (`precision` `=` $precision^)? attr-dict `:` functional-type(operands, $result)
  }];
  let hasVerifier = 1;
}

def Qnt_ConvGeneralDilatedOp : Qnt_Op<"conv_general_dilated", [Pure, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "convolution of two operands, arrays or float tensors in any mix";
  let description = [{
    The operand is dilated (`lhs_dilation`), padded with real zero (`padding`: low, high per spatial dimension; negative
    values crop), and correlated with the dilated kernel at `strides`.

    ```mlir
    %y = qnt.conv_general_dilated %x, %w dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]>
           strides = [1, 1] padding = [1, 1, 1, 1] lhs_dilation = [1, 1] rhs_dilation = [1, 1]
           : (tensor<?x8x8x32xf32>, !w) -> tensor<?x8x8x64xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs,
                       Qnt_ConvDimensionNumbersAttr:$dims, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
                       DenseI64ArrayAttr:$lhs_dilation, DenseI64ArrayAttr:$rhs_dilation,
                       DefaultValuedAttr<I64Attr, "1">:$feature_group_count,
                       DefaultValuedAttr<I64Attr, "1">:$batch_group_count,
                       DefaultValuedAttr<Qnt_Precision, "::mlir::qnt::Precision::Default">:$precision);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `dims` `=` $dims `strides` `=` $strides `padding` `=` $padding
    `lhs_dilation` `=` $lhs_dilation `rhs_dilation` `=` $rhs_dilation
    (`feature_groups` `=` $feature_group_count^)? (`batch_groups` `=` $batch_group_count^)?
    (`precision` `=` $precision^)? attr-dict `:` functional-type(operands, $result)
  }];
  let hasVerifier = 1;
}

def Qnt_RaggedDotGeneralOp : Qnt_Op<"ragged_dot_general", [Pure, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "grouped contraction: group sizes split one dimension of lhs";
  let description = [{
    Three modes by what the single dimension in `lhs_ragged` is: a free dimension (result [M, N], rhs has a group dimension),
    a contracting one (result [G, M, N]), or a batch one. `group_offset` names the first group that rhs / the result holds.
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs, Qnt_IntegerTensor:$group_sizes,
                       Optional<Qnt_IntegerTensor>:$group_offset,
                       DenseI64ArrayAttr:$lhs_contracting, DenseI64ArrayAttr:$rhs_contracting,
                       DenseI64ArrayAttr:$lhs_batch, DenseI64ArrayAttr:$rhs_batch,
                       DenseI64ArrayAttr:$lhs_ragged, DenseI64ArrayAttr:$rhs_group,
                       DefaultValuedAttr<Qnt_Precision, "::mlir::qnt::Precision::Default">:$precision);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `groups` `(` $group_sizes `:` type($group_sizes) `)`
    (`offset` `(` $group_offset^ `:` type($group_offset) `)`)?
    `contracting` `=` $lhs_contracting `x` $rhs_contracting `batch` `=` $lhs_batch `x` $rhs_batch
    `ragged` `=` $lhs_ragged `group` `=` $rhs_group
    (`precision` `=` $precision^)? attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // QNT_IR_CONTRACTIONOPS_TD
