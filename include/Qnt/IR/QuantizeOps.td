//===- QuantizeOps.td - float tensors to arrays and back ------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_QUANTIZEOPS_TD
#define QNT_IR_QUANTIZEOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_QuantizeOp : Qnt_Op<"quantize", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes, AttrSizedOperandSegments]> {
  let summary = "float tensor to array";
  let description = [{
    Semantics: with the default convention, element x of block b becomes
    `saturate(round_half_even(x / scale[b]) + zero_point[b])`, or the nearest float code, or the index of the nearest
    code-book entry. Another `convention` changes the order of these steps as its parameters say. `scale` is
    `f32(tensor_scale * scale)` where there is a tensor scale; elements whose `mask` bit is 0 have no value of their own
    and decode to 0.

    Static form: scale, zero point and tensor scale are operands. Dynamic form: a `calibration` rule finds them from the
    values, a block at a time: `absmax`, `minmax`, `rms(k)`, `fixed(a, b)`, `percentile(p)`, `mse`. Code book and mask are
    operands in both forms.

    Constraints:
    - (C1) input and result have compatible shapes;
    - (C2) the element type of input is the expressed type of the encoding;
    - (C3) a dynamic rule needs an encoding with a scale, and excludes scale, zero_point and tensor_scale operands;
    - (C4) without a rule, scale, zero_point and tensor_scale are given exactly when the encoding has them;
    - (C5) codebook and mask are given exactly when the encoding has them;
    - (C6) each of these operands has the element type of its part and a shape compatible with it;
    - (C7) constant scales and tensor scales are finite and not zero, constant float zero points and code-book entries
      are finite;
    - (C8) a rule that finds an asymmetric range (`minmax`, `fixed` with two bounds of different size) needs a zero point,
      `percentile(p)` a p of at least 50 where there is a zero point (it cuts off both tails then), `fixed` one block for
      the whole value, `mse` no code book or one of scalar entries for the whole tensor; a rule that finds a symmetric range
      needs a code above that of 0 (not `clamp = -8 : 0`; with a zero point unsigned codes have that of 0 in their middle, so
      not `clamp = 0 : 1`); no rule finds the zero points of a code book.

    Folds: `quantize(dequantize(a))` is `a` when the type is the same, the parameters are the very values that `a` is made
    of and constant, and no code can be lost on the way. With n the largest `|q - zero_point|` (the largest code value in a
    float format), p the precision of the expressed type and c that of the arithmetic (24 bits, 53 for f64), this holds
    when all of the following do:
    - static parameters; the convention divides in f32, rounds to nearest and adds the zero point after rounding;
    - integer codes with `n * (2^-p + 2^-(c-1)) < 1/2`, or `f4E2M1FN`, `f6E2M3FN`, `f6E3M2FN` (the fp8 formats have NaN
      codes that do not come back);
    - an integer zero point or none, no clamp range narrower than the storage, no code book, no sparsity, no `mul_sub`;
    - every scale, and its product with the smallest positive code, is at least the smallest normal number of the expressed
      type, and `2 * n * scale` does not overflow it.

    Example:
    ```mlir
    #mx = #qnt.encoding<f4E2M1FN : bf16, block = 1x32, scale = f8E8M0FNU>
    #b8 = #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>
    %a = qnt.quantize %x dynamic(absmax) convention = #qnt.convention<qwix, mx_scale = oas>
           : tensor<?x4096xbf16> -> !qnt.array<?x4096, #mx>
    %b = qnt.quantize %v scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #b8>
    ```
  }];
  let arguments = (ins Qnt_FloatTensor:$input, Optional<Qnt_AnyTensor>:$scale, Optional<Qnt_AnyTensor>:$zero_point,
                       Optional<Qnt_AnyTensor>:$codebook, Optional<Qnt_AnyTensor>:$tensor_scale,
                       Optional<Qnt_AnyTensor>:$mask,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = [{
    $input (`scale` `(` $scale^ `:` type($scale) `)`)? (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)?
    (`codebook` `(` $codebook^ `:` type($codebook) `)`)? (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)?
    (`mask` `(` $mask^ `:` type($mask) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)?
    custom<ConventionAndType>($convention, attr-dict, type($input), "getAttributeNames()") `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_DequantizeOp : Qnt_Op<"dequantize", [Pure, InferTypeOpAdaptor, Qnt_ReifyShapes]> {
  let summary = "array to float tensor of the expressed type";
  let description = [{
    Semantics: `(code - zero_point) * scale`, the subtraction exact, the product rounded to f32 (f64 when the expressed
    type or the scale is f64), then to the expressed type. A code book's entry stands for the code; with a tensor scale
    the scale is `f32(tensor_scale * scale)`; `decode = mul_sub` gives `code * scale - zero_point * scale`, both
    products and the difference rounded so, each to the expressed type. Elements that the mask leaves out are 0.

    Never folds: not with the quantize that made the array (that would erase the intended error), and not over constants
    (compressed data stays compressed).

    Constraints:
    - (C1) the result has the shape of input and its expressed type.

    Example:
    ```mlir
    %x = qnt.dequantize %a : !qnt.array<?x4096, #a8> -> tensor<?x4096xf32>
    ```
  }];
  let arguments = (ins Qnt_ArrayType:$input);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` type($result)";
}

def Qnt_RequantizeOp : Qnt_Op<"requantize", [Qnt_MayFail, Qnt_Mixing, Qnt_ReifyShapes, AttrSizedOperandSegments]> {
  let summary = "array or i32 accumulators to array";
  let description = [{
    Semantics: in the float form the real value of input (what `dequantize` gives for an array; `f32(acc) * input_scale`
    for accumulators) is quantized to the encoding of the result as `quantize` does, with static operands or a dynamic rule.

    In the integer form (`multiplier`, `shift`) nothing but integers is computed:
    `q = saturate(round(acc * multiplier * 2^-shift) + zero_point)`, acc = code - zero point for an array, and 0 for its
    elements that the mask leaves out. `rounding` and `requantize` of the convention say how (one rounding, or TFLite's two);
    no noise is drawn, so `stochastic` and `noisy_half_even` are `half_even`. The rounded product saturates to 32 bits before
    the zero point is added. The result's scale, if it has one, is only passed on. multiplier, shift and input_scale have
    the rank of input, each size 1 or the dimension's.

    When the program runs, an element of multiplier or shift outside the ranges of (C12) is an error, and so is a
    code - zero point of an element that the mask keeps that does not fit in 32 bits.

    Constraints:
    - (C1) input and result have compatible shapes;
    - (C2) input_scale is given exactly in the float form with accumulators as input;
    - (C3) .. (C8) as for `qnt.quantize`;
    - (C9) multiplier and shift are given together, and exclude a dynamic rule;
    - (C10) in the integer form input (when it is an array) and result have integer codes without a code book, and integer
      zero points or none;
    - (C11) multiplier, shift and input_scale have the rank of input and broadcast to it;
    - (C12) constant multipliers lie in 2^30 .. 2^31-1 and constant shifts in -31 .. 62; a constant input_scale is finite and
      not zero.

    Example:
    ```mlir
    #q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
    %a = qnt.requantize %acc input_scale(%t : tensor<1x8xf32>) scale(%s : tensor<1x1xf32>)
           : tensor<?x8xi32> -> !qnt.array<?x8, #q8>
    %b = qnt.requantize %acc multiplier(%m : tensor<1x8xi32>) shift(%n : tensor<1x8xi32>) scale(%s : tensor<1x1xf32>)
           : tensor<?x8xi32> -> !qnt.array<?x8, #q8>
    ```
  }];
  let arguments = (ins Qnt_ArrayOrI32Tensor:$input, Optional<Qnt_FloatTensor>:$input_scale,
                       Optional<Qnt_I32Tensor>:$multiplier, Optional<Qnt_I32Tensor>:$shift,
                       Optional<Qnt_AnyTensor>:$scale, Optional<Qnt_AnyTensor>:$zero_point,
                       Optional<Qnt_AnyTensor>:$codebook, Optional<Qnt_AnyTensor>:$tensor_scale,
                       Optional<Qnt_AnyTensor>:$mask,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = [{
    $input (`input_scale` `(` $input_scale^ `:` type($input_scale) `)`)?
    (`multiplier` `(` $multiplier^ `:` type($multiplier) `)`)? (`shift` `(` $shift^ `:` type($shift) `)`)?
    (`scale` `(` $scale^ `:` type($scale) `)`)? (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)?
    (`codebook` `(` $codebook^ `:` type($codebook) `)`)? (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)?
    (`mask` `(` $mask^ `:` type($mask) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)?
    custom<ConventionAndType>($convention, attr-dict, type($input), "getAttributeNames()") `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Computes with integers only.
    bool isIntegerForm() { return getMultiplier() != nullptr || getShift() != nullptr; }
  }];
}

#endif // QNT_IR_QUANTIZEOPS_TD
