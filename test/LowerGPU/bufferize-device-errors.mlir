// RUN: quant-opt %s --qnt-bufferize-device --split-input-file --verify-diagnostics

#i8 = #qnt.encoding<i8 : f32, block = *, scale = f32>
func.func @arrays_are_not_lowered(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.quantize' op expected an op on tensors that can be bufferized}}
  %q = qnt.quantize %x dynamic(absmax) : tensor<4xf32> -> !qnt.array<4, #i8>
  %y = qnt.dequantize %q : !qnt.array<4, #i8> -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// -----

// expected-error @below {{'func.func' op expected tensors of numbers, which a buffer can hold, but got 'tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>'}}
func.func @argument(%x: tensor<2x!quant.uniform<i8:f32, 0.5>>) {
  return
}

// -----

func.func @result(%x: tensor<2xf32>) {
  // expected-error @below {{'quant.qcast' op expected tensors of numbers, which a buffer can hold, but got 'tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>'}}
  %q = quant.qcast %x : tensor<2xf32> to tensor<2x!quant.uniform<i8:f32, 0.5>>
  return
}

// -----

// expected-error @below {{'func.func' op expected tensors of numbers, which a buffer can hold, but got 'tensor<2x!quant.uniform<i8:f32, 5.000000e-01>>'}}
func.func private @declared(tensor<2x!quant.uniform<i8:f32, 0.5>>)
