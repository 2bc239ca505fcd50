//===- TrainingOps.td - quantization-aware training -------------------------------------------*- tablegen -*-===//
#ifndef QNT_IR_TRAININGOPS_TD
#define QNT_IR_TRAININGOPS_TD

include "Qnt/IR/OpBase.td"

def Qnt_FakeQuantizeOp : Qnt_Op<"fake_quantize",
    [Pure, Qnt_ReifyShapes, AttrSizedOperandSegments, AllTypesMatch<["input", "result"]>]> {
  let summary = "dequantize(quantize(x)) in one op, kept for training";
  let arguments = (ins Qnt_FloatTensor:$input, Optional<Qnt_AnyTensor>:$scale, Optional<Qnt_AnyTensor>:$zero_point,
                       Optional<Qnt_AnyTensor>:$codebook, Optional<Qnt_AnyTensor>:$tensor_scale,
                       Qnt_EncodingAttr:$encoding,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = [{
    $input (`scale` `(` $scale^ `:` type($scale) `)`)? (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)?
    (`codebook` `(` $codebook^ `:` type($codebook) `)`)? (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)? `encoding` `=` custom<EncodingOperand>($encoding)
    (`convention` `=` custom<ConventionOperand>($convention)^)? attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

class Qnt_GradOp<string mnemonic> : Qnt_Op<mnemonic,
    [Pure, Qnt_ReifyShapes, AttrSizedOperandSegments, AllTypesMatch<["input", "gradient", "result"]>]> {
  let arguments = (ins Qnt_FloatTensor:$input, Qnt_FloatTensor:$gradient, Optional<Qnt_AnyTensor>:$scale,
                       Optional<Qnt_AnyTensor>:$zero_point, Optional<Qnt_AnyTensor>:$tensor_scale,
                       Qnt_EncodingAttr:$encoding,
                       OptionalAttr<Qnt_CalibrationAttr>:$calibration, OptionalAttr<Qnt_ConventionAttr>:$convention);
  let results = (outs Qnt_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $gradient (`scale` `(` $scale^ `:` type($scale) `)`)?
    (`zero_point` `(` $zero_point^ `:` type($zero_point) `)`)?
    (`tensor_scale` `(` $tensor_scale^ `:` type($tensor_scale) `)`)?
    (`dynamic` `(` custom<Calibration>($calibration)^ `)`)? `encoding` `=` custom<EncodingOperand>($encoding)
    (`convention` `=` custom<ConventionOperand>($convention)^)? attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

def Qnt_FakeQuantizeGradOp : Qnt_GradOp<"fake_quantize_grad"> {
  let summary = "straight-through gradient of fake_quantize: dy * mask";
}

def Qnt_QuantizeGradOp : Qnt_GradOp<"quantize_grad"> {
  let summary = "straight-through gradient of quantize: dy / scale * mask";
}

#endif // QNT_IR_TRAININGOPS_TD
