//===- SugarOps.td - dot, einsum, ragged_dot: rewritten to the general ops --------------------*- tablegen -*-===//
#ifndef QNT_IR_SUGAROPS_TD
#define QNT_IR_SUGAROPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_DotOp : Qnt_Op<"dot", [Pure, Qnt_Mixing]> {
  let summary = "last dimension of lhs with the second to last (or only) dimension of rhs, as numpy.dot";
  let arguments = (ins Qnt_ArrayOrFloatTensor:$lhs, Qnt_ArrayOrFloatTensor:$rhs);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` functional-type(operands, $result)";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Qnt_EinsumOp : Qnt_Op<"einsum", [Pure, Qnt_Mixing]> {
  let summary = "general einsum: ellipsis, implicit output, several operands";
  let arguments = (ins Variadic<Qnt_ArrayOrFloatTensor>:$inputs, StrAttr:$equation);
  let results = (outs Qnt_ContractionResult:$result);
  let assemblyFormat = "$equation $inputs attr-dict `:` functional-type($inputs, $result)";
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
}

def Qnt_RaggedDotOp : Qnt_Op<"ragged_dot", [Pure, Qnt_Mixing]> {
  let summary = "lhs [M, K], rhs [G, K, N], group_sizes [G]: rows of lhs times the matrix of their group";
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
