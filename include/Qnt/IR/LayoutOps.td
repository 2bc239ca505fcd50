//===- LayoutOps.td - moving the elements of arrays without decoding --------------------------*- tablegen -*-===//
#ifndef QNT_IR_LAYOUTOPS_TD
#define QNT_IR_LAYOUTOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_TransposeOp : Qnt_Op<"transpose", [Pure, Qnt_InferTypes]> {
  let summary = "permutes the dimensions of an array: result dimension i is input dimension permutation[i]";
  let arguments = (ins Qnt_ArrayType:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$input `permutation` `=` $permutation attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_ReshapeOp : Qnt_Op<"reshape", [Pure]> {
  let summary = "row-major reshape of an array, where the block shape allows it";
  let arguments = (ins Qnt_ArrayType:$input);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_SliceOp : Qnt_Op<"slice", [Pure, Qnt_InferTypes]> {
  let summary = "static strided slice of an array: elements offset, offset + stride, ... (size of them)";
  let arguments = (ins Qnt_ArrayType:$input, DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$strides);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$input $offsets $sizes $strides attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_ConcatOp : Qnt_Op<"concat", [Pure, Qnt_InferTypes]> {
  let summary = "concatenates arrays of one encoding along a dimension";
  let arguments = (ins Variadic<Qnt_ArrayType>:$inputs, I64Attr:$dim);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "`dim` `=` $dim $inputs attr-dict `:` functional-type($inputs, $result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_PadOp : Qnt_Op<"pad", [Pure, Qnt_InferTypes]> {
  let summary = "pads an array with real zero";
  let arguments = (ins Qnt_ArrayType:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$input `low` `=` $low `high` `=` $high attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_GatherOp : Qnt_Op<"gather", [Pure, Qnt_InferTypes]> {
  let summary = "rows of an array by index: an embedding";
  let description = [{ `result[.., i.., ..] = input[.., indices[i..], ..]` along `dim`. }];
  let arguments = (ins Qnt_ArrayType:$input, Qnt_IntegerTensor:$indices, I64Attr:$dim);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = "$input `[` $indices `]` `dim` `=` $dim attr-dict `:` type($input) `,` type($indices) `->` type($result)";
  let hasVerifier = 1;
}

#endif // QNT_IR_LAYOUTOPS_TD
