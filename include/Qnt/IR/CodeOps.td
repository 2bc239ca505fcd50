//===- CodeOps.td - tables, bit rounding, observation -----------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_CODEOPS_TD
#define QNT_IR_CODEOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_ArrayOrIntegerTensor : AnyTypeOf<[Qnt_ArrayType, Qnt_IntegerTensor], "array or integer tensor">;

def Qnt_LookupOp : Qnt_Op<"lookup", [Pure, Qnt_Univariate, Qnt_InferTypes, Qnt_ReifyShapes]> {
  let summary = "table lookup of a univariate function over integer codes";
  let description = [{
    `result[i] = table[code(input[i]) - lowest]`, lowest the smallest code of the input's storage (0 for unsigned storage and,
    with `unsigned`, for integer tensors).
  }];
  let arguments = (ins Qnt_ArrayOrIntegerTensor:$input, Qnt_AnyTensor:$table, UnitAttr:$is_unsigned);
  let results = (outs Qnt_AnyTensor:$result);
  let assemblyFormat = "(`unsigned` $is_unsigned^)? $input `,` $table attr-dict `:` type($input) `,` type($table) `->` type($result)";
  let hasVerifier = 1;
}

def Qnt_RoundBitsOp : Qnt_Op<"round_bits", [Pure, Qnt_Univariate, Qnt_ReifyShapes, AllTypesMatch<["input", "result"]>]> {
  let summary = "drops low accumulator bits with rounding half up";
  let description = [{ `((x + 2^(l-1)) >> l) << l` with l = `lsbs`, arithmetic shift; l = 0 leaves x. }];
  let arguments = (ins Qnt_IntegerTensor:$input, ConfinedAttr<I64Attr, [IntNonNegative]>:$lsbs);
  let results = (outs Qnt_IntegerTensor:$result);
  let assemblyFormat = "$input `lsbs` `=` $lsbs attr-dict `:` type($input)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_ObserveOp : Qnt_Op<"observe", [MemoryEffects<[MemWrite]>]> {
  let summary = "records statistics of a tensor during calibration";
  let arguments = (ins Qnt_FloatTensor:$input, StrAttr:$name, OptionalAttr<DenseI64ArrayAttr>:$block);
  let assemblyFormat = "$input `as` $name (`block` `=` $block^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}

#endif // QNT_IR_CODEOPS_TD
