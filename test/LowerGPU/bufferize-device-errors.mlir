// RUN: quant-opt %s --qnt-bufferize-device --verify-diagnostics

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @arrays_are_not_lowered(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.quantize' op expected an op on tensors that can be bufferized}}
  %q = qnt.quantize %x dynamic(absmax) : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}
