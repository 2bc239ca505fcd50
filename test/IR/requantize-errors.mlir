// RUN: quant-opt %s -verify-diagnostics -split-input-file

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c1(%acc: tensor<4x8xi32>, %t: tensor<1x1xf32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected input and result to have compatible shapes, but got 'tensor<4x8xi32>' and '!qnt.array<8x4,}}
  %a = qnt.requantize %acc input_scale(%t : tensor<1x1xf32>) scale(%s : tensor<1x1xf32>)
         : tensor<4x8xi32> -> !qnt.array<8x4, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c1_array(%q: !qnt.array<4x8, #q8>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected input and result to have compatible shapes}}
  %a = qnt.requantize %q scale(%s : tensor<1x1xf32>) : !qnt.array<4x8, #q8> -> !qnt.array<4x9, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c2_missing(%acc: tensor<4x8xi32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected an input_scale operand for i32 accumulators without multiplier and shift, but got none}}
  %a = qnt.requantize %acc scale(%s : tensor<1x1xf32>) : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c2_array(%q: !qnt.array<4x8, #q8>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected no input_scale operand for an array input, but got one}}
  %a = qnt.requantize %q input_scale(%s : tensor<1x1xf32>) scale(%s : tensor<1x1xf32>)
         : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c2_integer_form(%acc: tensor<4x8xi32>, %s: tensor<1x1xf32>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected no input_scale operand with multiplier and shift, but got one}}
  %a = qnt.requantize %acc input_scale(%s : tensor<1x1xf32>) multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>)
         scale(%s : tensor<1x1xf32>) : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c3(%q: !qnt.array<4x8, #q8>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected no scale operand with a dynamic rule, but got one}}
  %a = qnt.requantize %q scale(%s : tensor<1x1xf32>) dynamic(absmax) : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c4(%q: !qnt.array<4x8, #q8>) {
  // expected-error @+1 {{'qnt.requantize' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none}}
  %a = qnt.requantize %q : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #q8>
  return
}

// -----

// The integer form passes the scale on.
#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c4_integer_form(%acc: tensor<4x8xi32>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>)
         : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#nf = #qnt.encoding<lut<u4, f32> : f32, block = *x*, scale = f32>
func.func @requantize_c5(%q: !qnt.array<4x8, #q8>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected a codebook operand, because the encoding has code book, but got none}}
  %a = qnt.requantize %q scale(%s : tensor<1x1xf32>) : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #nf>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c6(%q: !qnt.array<4x8, #q8>, %s: tensor<4x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected scale to have a type compatible with 'tensor<1x1xf32>', but got 'tensor<4x1xf32>'}}
  %a = qnt.requantize %q scale(%s : tensor<4x1xf32>) : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c7(%q: !qnt.array<4x8, #q8>) {
  %s = arith.constant dense<0.0> : tensor<1x1xf32>
  // expected-error @+1 {{'qnt.requantize' op expected constant scale to be finite and not zero, but got another value at element 0}}
  %a = qnt.requantize %q scale(%s : tensor<1x1xf32>) : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c8(%q: !qnt.array<4x8, #q8>) {
  // expected-error @+1 {{'qnt.requantize' op expected an encoding with a zero point for the dynamic rule 'minmax', but got}}
  %a = qnt.requantize %q dynamic(minmax) : !qnt.array<4x8, #q8> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c9_multiplier(%acc: tensor<4x8xi32>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected multiplier and shift together, but got only multiplier}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c9_shift(%acc: tensor<4x8xi32>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected multiplier and shift together, but got only shift}}
  %a = qnt.requantize %acc shift(%m : tensor<1x1xi32>) : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @requantize_c9_dynamic(%acc: tensor<4x8xi32>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected no dynamic rule with multiplier and shift, but got 'absmax'}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>) dynamic(absmax)
         : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#f8 = #qnt.encoding<f8E4M3FN : f32, block = *x*>
func.func @requantize_c10_result(%acc: tensor<4x8xi32>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected result to have integer codes and integer zero points or none with multiplier and shift, but got #qnt.encoding<f8E4M3FN : f32, block = *x*>}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>)
         : tensor<4x8xi32> -> !qnt.array<4x8, #f8>
  return
}

// -----

#nf = #qnt.encoding<lut<u4, f32> : f32, block = *x*>
#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c10_input(%q: !qnt.array<4x8, #nf>, %m: tensor<1x1xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected input to have integer codes and integer zero points or none with multiplier and shift, but got #qnt.encoding<lut<u4, f32> : f32, block = *x*>}}
  %a = qnt.requantize %q multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>)
         : !qnt.array<4x8, #nf> -> !qnt.array<4x8, #q8>
  return
}

// -----

#fz = #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = f32>
func.func @requantize_c10_zero_point(%acc: tensor<4x8xi32>, %m: tensor<1x1xi32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected result to have integer codes and integer zero points or none with multiplier and shift, but got #qnt.encoding<u8 : f32, block = *x*, scale = f32, zero_point = f32>}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%m : tensor<1x1xi32>) scale(%s : tensor<1x1xf32>)
         zero_point(%s : tensor<1x1xf32>) : tensor<4x8xi32> -> !qnt.array<4x8, #fz>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c11_rank(%acc: tensor<4x8xi32>, %m: tensor<8xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected multiplier to have the rank of input and broadcast to it, but got 'tensor<8xi32>' and 'tensor<4x8xi32>'}}
  %a = qnt.requantize %acc multiplier(%m : tensor<8xi32>) shift(%m : tensor<8xi32>)
         : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c11_shift(%acc: tensor<4x8xi32>, %m: tensor<1x8xi32>, %n: tensor<1x4xi32>) {
  // expected-error @+1 {{'qnt.requantize' op expected shift to have the rank of input and broadcast to it, but got 'tensor<1x4xi32>' and 'tensor<4x8xi32>'}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x8xi32>) shift(%n : tensor<1x4xi32>)
         : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c11_input_scale(%acc: tensor<4x8xi32>, %s: tensor<2x8xf32>) {
  // expected-error @+1 {{'qnt.requantize' op expected input_scale to have the rank of input and broadcast to it, but got 'tensor<2x8xf32>' and 'tensor<4x8xi32>'}}
  %a = qnt.requantize %acc input_scale(%s : tensor<2x8xf32>) : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c12_multiplier(%acc: tensor<4x8xi32>, %n: tensor<1x1xi32>) {
  %m = arith.constant dense<1073741823> : tensor<1x1xi32>
  // expected-error @+1 {{'qnt.requantize' op expected constant multiplier in 1073741824 .. 2147483647, but got 1073741823}}
  %a = qnt.requantize %acc multiplier(%m : tensor<1x1xi32>) shift(%n : tensor<1x1xi32>)
         : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c12_shift(%acc: tensor<4x8xi32>, %m: tensor<4x1xi32>) {
  %n = arith.constant dense<[[0], [62], [63], [0]]> : tensor<4x1xi32>
  // expected-error @+1 {{'qnt.requantize' op expected constant shift in -31 .. 62, but got 63}}
  %a = qnt.requantize %acc multiplier(%m : tensor<4x1xi32>) shift(%n : tensor<4x1xi32>)
         : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_c12_input_scale(%acc: tensor<4x8xi32>) {
  %s = arith.constant dense<0x7FC0> : tensor<1x1xbf16>
  // expected-error @+1 {{'qnt.requantize' op expected constant input_scale to be finite and not zero, but got another value at element 0}}
  %a = qnt.requantize %acc input_scale(%s : tensor<1x1xbf16>) : tensor<4x8xi32> -> !qnt.array<4x8, #q8>
  return
}

// -----

#q8 = #qnt.encoding<i8 : f32, block = *x*>
func.func @requantize_input_type(%acc: tensor<4x8xi64>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.requantize' op operand #0 must be array or i32 tensor, but got 'tensor<4x8xi64>'}}
  %a = qnt.requantize %acc input_scale(%s : tensor<1x1xf32>) : tensor<4x8xi64> -> !qnt.array<4x8, #q8>
  return
}

// -----

func.func @requantize_two_inputs(%x: !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>) {
  // expected-error @+1 {{'qnt.requantize' op expected operandSegmentSizes of 1 for input, but got 2}}
  %q = "qnt.requantize"(%x, %x) <{calibration = #qnt.calibration<absmax>, operandSegmentSizes = array<i32: 2, 0, 0, 0, 0, 0, 0, 0, 0>}>
         : (!qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>, !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>)
         -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

#low = #qnt.encoding<i8 : f32, block = *x*, scale = f32, clamp = -8 : 0>
func.func @requantize_c8_codes_up_to_zero(%q: !qnt.array<4x8, #low>) {
  // expected-error @+1 {{'qnt.requantize' op expected a code above 0, the code of 0, for the dynamic rule 'absmax', but got codes from -8 to 0}}
  %a = qnt.requantize %q dynamic(absmax) : !qnt.array<4x8, #low> -> !qnt.array<4x8, #low>
  return
}
