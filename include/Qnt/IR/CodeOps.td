//===- CodeOps.td - tables, bit rounding, observation -----------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_CODEOPS_TD
#define QNT_IR_CODEOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_ArrayOrIntegerTensor : AnyTypeOf<[Qnt_ArrayType, Qnt_IntegerTensor], "array or integer tensor">;

def Qnt_LookupOp : Qnt_Op<"lookup", [Pure, Qnt_Univariate, InferTypeOpAdaptor, Qnt_ReifyShapes]> {
  let summary = "table lookup of a univariate function over integer codes";
  let description = [{
    Semantics: `result[i] = table[code(input[i]) - lowest]`, lowest the smallest code of the input's storage (0 for unsigned
    storage and, with `unsigned`, for integer tensors). Scales and zero points of an array input are not used: what the
    function does with them is in the table.

    Constraints:
    - (C1) an array input has integer codes and no code book;
    - (C2) codes have at most 16 bits;
    - (C3) table has one dimension of 2^bits elements;
    - (C4) `unsigned` is for integer tensors: an array's storage says it itself;
    - (C5) result has the shape of input and the element type of table.

    Example:
    ```mlir
    #q8 = #qnt.encoding<u8 : f32, block = *x*, scale = f32>
    %y = qnt.lookup %a, %table : !qnt.array<?x16, #q8>, tensor<256xf32> -> tensor<?x16xf32>
    %z = qnt.lookup unsigned %codes, %short : tensor<8xi4>, tensor<16xi8> -> tensor<8xi8>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrIntegerTensor:$input, Qnt_AnyTensor:$table, UnitAttr:$is_unsigned);
  let results = (outs Qnt_AnyTensor:$result);
  let assemblyFormat = [{
    (`unsigned` $is_unsigned^)? $input `,` $table
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` type($input) `,` type($table) `->` type($result)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Width of a code of input.
    unsigned getCodeWidth();
    /// The code that the first entry of the table is for.
    int64_t getLowestCode();
  }];
}

def Qnt_RoundBitsOp : Qnt_Op<"round_bits",
    [Pure, Qnt_Univariate, Qnt_ReifyShapes, AllTypesMatch<["input", "result"]>]> {
  let summary = "drops low accumulator bits with rounding half up";
  let description = [{
    Semantics: `((x + 2^(lsbs-1)) >> lsbs) << lsbs` with an arithmetic shift, in the two's complement arithmetic of the
    element type (a sum beyond its end wraps); `lsbs = 0` leaves x.

    Constraints:
    - (C1) lsbs is at least 0 and below the width of the element type.

    Folds: `lsbs = 0` is the input; rounding a value that is already rounded to as many or more bits changes nothing;
    `dense` constants are rounded.

    Example:
    ```mlir
    %y = qnt.round_bits %acc lsbs = 3 : tensor<?x8xi32>
    ```
  }];
  let arguments = (ins Qnt_IntegerTensor:$input, I64Attr:$lsbs);
  let results = (outs Qnt_IntegerTensor:$result);
  let assemblyFormat = [{
    $input `lsbs` `=` $lsbs
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` type($input)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_ObserveOp : Qnt_Op<"observe", [MemoryEffects<[MemWrite]>]> {
  let summary = "records statistics of a tensor during calibration";
  let description = [{
    Semantics: adds the elements of input to the statistics kept under `name`, one record per block (one for the whole
    tensor without `block`). The only op of the dialect with a memory effect.

    Constraints:
    - (C1) name is not empty;
    - (C2) block has a positive size or `*` for each dimension of input.

    Example:
    ```mlir
    qnt.observe %x as "conv1.input" block = *x1 : tensor<?x16xf32>
    ```
  }];
  let arguments = (ins Qnt_FloatTensor:$input, StrAttr:$name, OptionalAttr<DenseI64ArrayAttr>:$block);
  let assemblyFormat = [{
    $input `as` $name (`block` `=` custom<Block>($block)^)?
    `` custom<DiscardableAttributes>(attr-dict, "getAttributeNames()") `:` type($input)
  }];
  let hasVerifier = 1;
}

#endif // QNT_IR_CODEOPS_TD
