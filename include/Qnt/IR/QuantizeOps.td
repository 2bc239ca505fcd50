//===- QuantizeOps.td - float tensors to arrays and back ------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_QUANTIZEOPS_TD
#define QNT_IR_QUANTIZEOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_QuantizeOp : Qnt_Op<"quantize", [Pure, Qnt_Mixing, AttrSizedOperandSegments]> {
  let summary = "float tensor to array";
  let description = [{
    Static when scales (and zero points, tensor scale) are operands, dynamic when a `calibration` rule finds them from the
    values. A code-book encoding needs the `codebook` operand in both forms.

    ```mlir
    %a = qnt.quantize %x dynamic(absmax) convention = #qnt.convention<qwix, mx_scale = oas>
           : tensor<?x4096xbf16> -> !qnt.array<?x4096, #a8>
    %b = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>) : tensor<4xf32> -> !qnt.array<4, #b8>
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
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)? (`convention` `=` custom<ConventionOperand>($convention)^)?
    attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Qnt_DequantizeOp : Qnt_Op<"dequantize", [Pure, Qnt_InferTypes, Qnt_ReifyShapes]> {
  let summary = "array to float tensor of the expressed type";
  let arguments = (ins Qnt_ArrayType:$input);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
}

def Qnt_RequantizeOp : Qnt_Op<"requantize", [Pure, AttrSizedOperandSegments]> {
  let summary = "array or i32 accumulators to array";
  let description = [{
    Float form: the input's real value (an array decodes; accumulators are multiplied by `input_scale`) is quantized to the
    result's encoding with static `scale` / `zero_point`, or by a `dynamic` rule.
    Integer form (`multiplier`, `shift`): `q = saturate(round(acc * multiplier * 2^-shift) + zero_point)`, integers only;
    for an array input acc = code - zero point.
  }];
  let arguments = (ins Qnt_ArrayOrI32Tensor:$input, Optional<Qnt_AnyTensor>:$input_scale,
                       Optional<Qnt_I32Tensor>:$multiplier, Optional<Qnt_I32Tensor>:$shift,
                       Optional<Qnt_AnyTensor>:$scale, Optional<Qnt_AnyTensor>:$zero_point,
                       Optional<Qnt_AnyTensor>:$codebook, Optional<Qnt_AnyTensor>:$tensor_scale,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_ArrayType:$result);
  let assemblyFormat = [{
    $input (`input_scale` `(` $input_scale^ `:` type($input_scale) `)`)?
    (`multiplier` `(` $multiplier^ `:` type($multiplier) `)`)? (`shift` `(` $shift^ `:` type($shift) `)`)?
    (`scale` `(` $scale^ `:` type($scale) `)`)? (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)?
    (`codebook` `(` $codebook^ `:` type($codebook) `)`)? (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)? (`convention` `=` custom<ConventionOperand>($convention)^)?
    attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // QNT_IR_QUANTIZEOPS_TD
