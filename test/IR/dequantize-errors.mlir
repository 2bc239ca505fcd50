// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @dequantize_c1_shape(%a: !qnt.array<4x8, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{'qnt.dequantize' op inferred type(s) 'tensor<4x8xf32>' are incompatible with return type(s) of operation 'tensor<8x4xf32>'}}
  %x = qnt.dequantize %a : !qnt.array<4x8, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>> -> tensor<8x4xf32>
  return
}

// -----

func.func @dequantize_c1_type(%a: !qnt.array<4x8, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>) {
  // expected-error @+2 {{failed to infer returned types}}
  // expected-error @+1 {{'qnt.dequantize' op inferred type(s) 'tensor<4x8xf32>' are incompatible with return type(s) of operation 'tensor<4x8xbf16>'}}
  %x = qnt.dequantize %a : !qnt.array<4x8, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>> -> tensor<4x8xbf16>
  return
}

// -----

func.func @dequantize_tensor(%a: tensor<4x8xi8>) {
  // expected-error @+1 {{'qnt.dequantize' op operand #0 must be a value of a shape in an encoding, but got 'tensor<4x8xi8>'}}
  %x = "qnt.dequantize"(%a) : (tensor<4x8xi8>) -> tensor<4x8xf32>
  return
}
