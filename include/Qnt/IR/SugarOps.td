//===- SugarOps.td - dot, einsum, ragged_dot: rewritten to the general ops --------------------*- tablegen -*-===//
#ifndef QNT_IR_SUGAROPS_TD
#define QNT_IR_SUGAROPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_DotOp : Qnt_Op<"dot", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "last dimension of lhs with the second to last (or only) dimension of rhs, as numpy.dot";
  let description = [{
    Semantics: `result[m..., n..., j] = sum over k of lhs[m..., k] * rhs[n..., k, j]`; a vector as rhs has no n and j.
    Canonicalized to `qnt.dot_general`, which has the values.

    Constraints:
    - (C1) lhs and rhs have a rank of at least 1;
    - (C2) the contracting dimensions have one size;
    - (C3) the result has the other dimensions of lhs, then those of rhs, and less than 2^57 elements;
    - (C4) an i32 result needs arrays of integer codes on both sides, with integer zero points or none;
    - (C5) an i32 result needs one block over the contracting dimension.

    Example:
    ```mlir
    %y = qnt.dot %x, %w : (tensor<?x64xf32>, !qnt.array<64x16, #w8>) -> tensor<?x16xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Qnt_EinsumOp : Qnt_Op<"einsum", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "general einsum: ellipsis, implicit output, several operands, diagonals";
  let description = [{
    Semantics: the notation of numpy.einsum. Letters name dimensions, `...` stands for the dimensions without a letter,
    aligned at the last and broadcast; without `->` the output is the ellipsis, then the letters that occur once, sorted;
    a letter twice in an operand takes its diagonal.

    Operands are contracted from left to right. Each step is a `dot_general` of what came before with the next operand:
    labels of both that neither a later operand nor the output needs are contracting, in the order of lhs. Labels of one
    side only that nothing needs are then summed, by a `dot_general` with ones. Every step but the last has an f32 result
    (f64 when the op's result is f64). A single operand is one `dot_general` with ones, so rounded once.

    Canonicalized to these steps and a `linalg.transpose`. Arrays stay arrays. Diagonals of an array are taken by `qnt.reshape`
    and `qnt.slice`, and where these cannot, part by part; groups of n:m sparsity along a dimension that goes become a bitmask.
    The op stays as it is where the block sizes along the dimensions of a letter do not divide one another, where a code
    stands for several elements of one, and where a step would have a result of 2^57 elements or more.

    Constraints:
    - (C1) the equation is well formed; output subscripts occur in an operand, once each, with an ellipsis where the operands'
      ellipses stand for dimensions;
    - (C2) there are as many operands as the equation has;
    - (C3) the subscripts of an operand have its rank, or with an ellipsis at most its rank;
    - (C4) a label has one size (under the ellipsis, a static 1 broadcasts; a dynamic size that is 1 at run time does not);
    - (C5) the result has the sizes of the output's labels, and less than 2^57 elements;
    - (C6) an i32 result needs two operands, and in both of them every label that is summed;
    - (C7) an i32 result needs arrays of integer codes, with integer zero points or none;
    - (C8) an i32 result needs one block over each summed dimension.

    Example:
    ```mlir
    %y = qnt.einsum "...k,nk->...n" %x, %w : (tensor<2x?x64xbf16>, !qnt.array<16x64, #w4>) -> tensor<2x?x16xbf16>
    ```
  }];
  let arguments = (ins Variadic<Qnt_ArrayOrFloatTensor>:$inputs, StrAttr:$equation);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $equation $inputs
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` functional-type($inputs, $result)
  }];
  let extraClassDeclaration = [{
    /// Why canonicalization leaves the op as it is; nothing when it is rewritten.
    ::std::optional<::llvm::StringRef> getReasonToStay();
  }];
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Qnt_RaggedDotOp : Qnt_Op<"ragged_dot", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes]> {
  let summary = "lhs [M, K], rhs [G, K, N], group_sizes [G]: rows of lhs times the matrix of their group";
  let description = [{
    Semantics: `result[m, n] = sum over k of lhs[m, k] * rhs[g(m), k, n]`, g(m) the group of row m: the first
    group_sizes[0] rows belong to group 0, the next to group 1. Rows of no group are 0. With a `group_offset` rhs starts with that
    group and may hold fewer. Canonicalized to `qnt.ragged_dot_general`, which has the values.

    Constraints:
    - (C1) lhs has rank 2 and rhs rank 3;
    - (C2) dimension 1 of lhs and of rhs have one size;
    - (C3) group_sizes has rank 1;
    - (C4) group_offset has one element;
    - (C5) rhs has as many groups as group_sizes; with a group_offset at most as many;
    - (C6) the result is [M, N] and has less than 2^57 elements;
    - (C7) an i32 result needs arrays of integer codes on both sides, with integer zero points or none;
    - (C8) an i32 result needs one block over the contracting dimension.

    Example:
    ```mlir
    #g8 = #qnt.encoding<i8 : f32, block = 1x*x1, scale = f32>
    %y = qnt.ragged_dot %x, %w groups(%sizes : tensor<4xi32>)
           : (tensor<?x64xf32>, !qnt.array<4x64x16, #g8>) -> tensor<?x16xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs, Qnt_IntegerTensor:$group_sizes,
                       Optional<Qnt_IntegerTensor>:$group_offset);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `groups` `(` $group_sizes `:` type($group_sizes) `)`
    (`offset` `(` $group_offset^ `:` type($group_offset) `)`)? attr-dict `:` `(` type($lhs) `,` type($rhs) `)` `->` type($result)
  }];
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

#endif // QNT_IR_SUGAROPS_TD
