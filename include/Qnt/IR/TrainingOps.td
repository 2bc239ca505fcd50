//===- TrainingOps.td - quantization-aware training -------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_TRAININGOPS_TD
#define QNT_IR_TRAININGOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_FakeQuantizeOp : Qnt_Op<"fake_quantize",
    [Qnt_MayFail, Qnt_ReifyShapes, AttrSizedOperandSegments, AllTypesMatch<["input", "result"]>]> {
  let summary = "dequantize(quantize(x)) in one op, kept for training";
  let description = [{
    Semantics: `qnt.dequantize` of `qnt.quantize` of input with the same operands, attributes and encoding.

    Constraints:
    - (C1) the encoding fits the shape of input: a `!qnt.array` of this shape and encoding is a valid type;
    - (C2) .. (C8) as for `qnt.quantize`.

    Example:
    ```mlir
    %y = qnt.fake_quantize %x scale(%s : tensor<1x1xf32>) encoding = #a8 : tensor<?x16xf32>
    %z = qnt.fake_quantize %x dynamic(absmax) encoding = #a8 convention = #qnt.convention<qwix> : tensor<?x16xf32>
    ```
  }];
  let arguments = (ins Qnt_FloatTensor:$input, Optional<Qnt_AnyTensor>:$scale, Optional<Qnt_AnyTensor>:$zero_point,
                       Optional<Qnt_AnyTensor>:$codebook, Optional<Qnt_AnyTensor>:$tensor_scale,
                       Optional<Qnt_AnyTensor>:$mask, Qnt_EncodingAttr:$encoding,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = [{
    $input (`scale` `(` $scale^ `:` type($scale) `)`)? (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)?
    (`codebook` `(` $codebook^ `:` type($codebook) `)`)? (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)?
    (`mask` `(` $mask^ `:` type($mask) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)?
    custom<EncodingAndType>($encoding, $convention, attr-dict, type($input), "getAttributeNames()")
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The array that input is quantized to on the way.
    ArrayType getArrayType();
  }];
}

class Qnt_GradOp<string mnemonic> : Qnt_Op<mnemonic,
    [Qnt_MayFail, Qnt_ReifyShapes, AttrSizedOperandSegments, AllTypesMatch<["input", "gradient", "result"]>]> {
  let arguments = (ins Qnt_FloatTensor:$input, Qnt_FloatTensor:$gradient, Optional<Qnt_AnyTensor>:$scale,
                       Optional<Qnt_AnyTensor>:$zero_point, Optional<Qnt_AnyTensor>:$codebook,
                       Optional<Qnt_AnyTensor>:$tensor_scale, Optional<Qnt_AnyTensor>:$mask,
                       Qnt_EncodingAttr:$encoding,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $gradient (`scale` `(` $scale^ `:` type($scale) `)`)?
    (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)? (`codebook` `(` $codebook^ `:` type($codebook) `)`)?
    (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)? (`mask` `(` $mask^ `:` type($mask) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)?
    custom<EncodingAndType>($encoding, $convention, attr-dict, type($input), "getAttributeNames()")
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The array that input is quantized to in the forward computation.
    ArrayType getArrayType();
  }];
}

def Qnt_FakeQuantizeGradOp : Qnt_GradOp<"fake_quantize_grad"> {
  let summary = "straight-through gradient of fake_quantize: dy * mask";
  let description = [{
    Semantics: `gradient[i]` where quantizing `input[i]` (with the same operands, attributes and encoding) does not
    saturate, else 0. A code at either end of the range that was not saturated lets the gradient pass: integer codes pass
    when the code before saturation lies inside the range, float codes when `|x / scale|` is at most the largest finite
    value, a scalar code book when `x / scale` lies between its smallest and largest entry (a vector code book always).
    NaN stops the gradient, as does a mask bit of 0.

    With a dynamic rule the gradient passes only inside the range that the rule finds for the block, both ends included:
    `absmax(0.5)`, `percentile`, `rms`, `mse` and `fixed` stop it for the values that they cut off, even where the code would
    not saturate (a scale rounded up reaches further than the range). `dynamic(absmax(0.5))` on [-2, -1, 0, 1, 2] passes
    the three in the middle; `absmax` and `minmax` without a factor below 1 leave nothing out. The range is the one that the
    scale is made of: with `mse` that of the candidate that won, with a mask that of the elements it keeps.

    Constraints:
    - (C1) the encoding fits the shape of input: a `!qnt.array` of this shape and encoding is a valid type;
    - (C2) .. (C8) as for `qnt.quantize`.

    Example:
    ```mlir
    %dx = qnt.fake_quantize_grad %x, %dy scale(%s : tensor<1x1xf32>) encoding = #a8 : tensor<?x16xf32>
    ```
  }];
}

def Qnt_QuantizeGradOp : Qnt_GradOp<"quantize_grad"> {
  let summary = "straight-through gradient of quantize: dy / scale * mask";
  let description = [{
    Semantics: `gradient[i] / scale` (the scale of the element's block; IEEE division in the type of the gradient, f32 for
    f16 and bf16) where quantizing `input[i]` does not saturate, else 0. The mask is that of `qnt.fake_quantize_grad`.

    Constraints:
    - (C1) the encoding fits the shape of input: a `!qnt.array` of this shape and encoding is a valid type;
    - (C2) .. (C8) as for `qnt.quantize`.

    Example:
    ```mlir
    %dx = qnt.quantize_grad %x, %dy scale(%s : tensor<1x1xf32>) encoding = #a8 : tensor<?x16xf32>
    ```
  }];
}

#endif // QNT_IR_TRAININGOPS_TD
