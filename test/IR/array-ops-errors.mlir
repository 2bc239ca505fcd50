// RUN: quant-opt %s -verify-diagnostics -split-input-file

#scalar = #qnt.encoding<i8 : f32, scale = f32>
func.func @dim_c1(%a: !qnt.array<#scalar>, %i: index) {
  // expected-error @+1 {{'qnt.dim' op expected source to have a dimension, but got '!qnt.array<#qnt.encoding<i8 : f32, scale = f32>>'}}
  %0 = qnt.dim %a, %i : !qnt.array<#scalar>
  return
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @dim_index_type(%a: !qnt.array<8x16, #a8>, %i: i64) {
  // expected-error @+1 {{'qnt.dim' op operand #1 must be index, but got 'i64'}}
  %0 = "qnt.dim"(%a, %i) : (!qnt.array<8x16, #a8>, i64) -> index
  return
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#b8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @cast_c1(%a: !qnt.array<8x16, #a8>) {
  // expected-error @+1 {{'qnt.cast' op expected source and result to have the same encoding, but got #qnt.encoding<i8 : f32, block = 1x*, scale = f32> and #qnt.encoding<i8 : f32, block = *x*, scale = f32>}}
  %0 = qnt.cast %a : !qnt.array<8x16, #a8> to !qnt.array<8x16, #b8>
  return
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @cast_c2(%a: !qnt.array<8x?, #a8>) {
  // expected-error @+1 {{'qnt.cast' op expected source and result to have compatible shapes, but got '!qnt.array<8x?, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>' and '!qnt.array<9x?, #qnt.encoding<i8 : f32, block = 1x*, scale = f32>>'}}
  %0 = qnt.cast %a : !qnt.array<8x?, #a8> to !qnt.array<9x?, #a8>
  return
}
