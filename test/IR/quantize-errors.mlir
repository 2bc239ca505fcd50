// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @quantize_c1(%x: tensor<5x8xf32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected input and result to have compatible shapes, but got 'tensor<5x8xf32>' and '!qnt.array<4x8, #qnt.encoding<i8 : f32, block = *x*, scale = f32>>'}}
  %q = qnt.quantize %x scale(%s : tensor<1x1xf32>)
         : tensor<5x8xf32> -> !qnt.array<4x8, #qnt.encoding<i8 : f32, block = *x*, scale = f32>>
  return
}

// -----

func.func @quantize_c1_rank(%x: tensor<32xf32>, %s: tensor<1x1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected input and result to have compatible shapes, but got 'tensor<32xf32>'}}
  %q = qnt.quantize %x scale(%s : tensor<1x1xf32>)
         : tensor<32xf32> -> !qnt.array<4x8, #qnt.encoding<i8 : f32, block = *x*, scale = f32>>
  return
}

// -----

func.func @quantize_c2(%x: tensor<8xf16>, %s: tensor<1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected input to have the expressed type 'f32', but got 'f16'}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>)
         : tensor<8xf16> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c3_no_scale(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected an encoding with a scale for the dynamic rule 'absmax', but got #qnt.encoding<i8 : f32, block = *>}}
  %q = qnt.quantize %x dynamic(absmax) : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *>>
  return
}

// -----

func.func @quantize_c3_scale(%x: tensor<8xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected no scale operand with a dynamic rule, but got one}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c3_zero_point(%x: tensor<8xf32>, %z: tensor<1xi8>) {
  // expected-error @+1 {{'qnt.quantize' op expected no zero_point operand with a dynamic rule, but got one}}
  %q = qnt.quantize %x zero_point(%z : tensor<1xi8>) dynamic(minmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>>
  return
}

// -----

func.func @quantize_c3_tensor_scale(%x: tensor<16xf32>, %t: tensor<f32>) {
  // expected-error @+1 {{'qnt.quantize' op expected no tensor_scale operand with a dynamic rule, but got one}}
  %q = qnt.quantize %x tensor_scale(%t : tensor<f32>) dynamic(absmax)
         : tensor<16xf32> -> !qnt.array<16, #qnt.encoding<f4E2M1FN : f32, block = 16, scale = f8E4M3FN, tensor_scale = f32>>
  return
}

// -----

func.func @quantize_c4_scale_missing(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a scale operand or a dynamic rule, because the encoding has scales, but got none}}
  %q = qnt.quantize %x : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c4_scale_unexpected(%x: tensor<8xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected no scale operand, because the encoding has no scales, but got one}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *>>
  return
}

// -----

func.func @quantize_c4_zero_point_missing(%x: tensor<8xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a zero_point operand, because the encoding has zero points, but got none}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>>
  return
}

// -----

func.func @quantize_c4_zero_point_unexpected(%x: tensor<8xf32>, %s: tensor<1xf32>, %z: tensor<1xi8>) {
  // expected-error @+1 {{'qnt.quantize' op expected no zero_point operand, because the encoding has no zero points, but got one}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c4_tensor_scale_missing(%x: tensor<16xf32>, %s: tensor<1xf8E4M3FN>) {
  // expected-error @+1 {{'qnt.quantize' op expected a tensor_scale operand, because the encoding has tensor scale, but got none}}
  %q = qnt.quantize %x scale(%s : tensor<1xf8E4M3FN>)
         : tensor<16xf32> -> !qnt.array<16, #qnt.encoding<f4E2M1FN : f32, block = 16, scale = f8E4M3FN, tensor_scale = f32>>
  return
}

// -----

func.func @quantize_c5_codebook_missing(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a codebook operand, because the encoding has code book, but got none}}
  %q = qnt.quantize %x dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<lut<u4, f32> : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c5_codebook_unexpected(%x: tensor<8xf32>, %t: tensor<1x16xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected no codebook operand, because the encoding has no code book, but got one}}
  %q = qnt.quantize %x codebook(%t : tensor<1x16xf32>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c5_mask_missing(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a mask operand, because the encoding has mask, but got none}}
  %q = qnt.quantize %x dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32, sparsity = bitmask>>
  return
}

// -----

func.func @quantize_c5_mask_unexpected(%x: tensor<8xf32>, %m: tensor<8xi1>) {
  // expected-error @+1 {{'qnt.quantize' op expected no mask operand, because the encoding has no mask, but got one}}
  %q = qnt.quantize %x mask(%m : tensor<8xi1>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c6_scale_grid(%x: tensor<8x40xf32>, %s: tensor<8x1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected scale to have a type compatible with 'tensor<8x2xf32>', but got 'tensor<8x1xf32>'}}
  %q = qnt.quantize %x scale(%s : tensor<8x1xf32>)
         : tensor<8x40xf32> -> !qnt.array<8x40, #qnt.encoding<i4 : f32, block = 1x32, scale = f32>>
  return
}

// -----

func.func @quantize_c6_scale_rank(%x: tensor<8x40xf32>, %s: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected scale to have a type compatible with 'tensor<8x1xf32>', but got 'tensor<8xf32>'}}
  %q = qnt.quantize %x scale(%s : tensor<8xf32>)
         : tensor<8x40xf32> -> !qnt.array<8x40, #qnt.encoding<i4 : f32, block = 1x*, scale = f32>>
  return
}

// -----

func.func @quantize_c6_scale_type(%x: tensor<8xf32>, %s: tensor<1xf16>) {
  // expected-error @+1 {{'qnt.quantize' op expected scale to have a type compatible with 'tensor<1xf32>', but got 'tensor<1xf16>'}}
  %q = qnt.quantize %x scale(%s : tensor<1xf16>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c6_zero_point(%x: tensor<8xf32>, %s: tensor<1xf32>, %z: tensor<1xi8>) {
  // expected-error @+1 {{'qnt.quantize' op expected zero_point to have a type compatible with 'tensor<1xi4>', but got 'tensor<1xi8>'}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xi8>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32, zero_point = i4>>
  return
}

// -----

func.func @quantize_c6_codebook(%x: tensor<8xf32>, %t: tensor<1x8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected codebook to have a type compatible with 'tensor<1x16xf32>', but got 'tensor<1x8xf32>'}}
  %q = qnt.quantize %x codebook(%t : tensor<1x8xf32>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<lut<u4, f32> : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c6_tensor_scale(%x: tensor<16xf32>, %s: tensor<1xf8E4M3FN>, %t: tensor<1xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected tensor_scale to have a type compatible with 'tensor<f32>', but got 'tensor<1xf32>'}}
  %q = qnt.quantize %x scale(%s : tensor<1xf8E4M3FN>) tensor_scale(%t : tensor<1xf32>)
         : tensor<16xf32> -> !qnt.array<16, #qnt.encoding<f4E2M1FN : f32, block = 16, scale = f8E4M3FN, tensor_scale = f32>>
  return
}

// -----

func.func @quantize_c6_mask(%x: tensor<8xf32>, %m: tensor<8xi8>) {
  // expected-error @+1 {{'qnt.quantize' op expected mask to have a type compatible with 'tensor<8xi1>', but got 'tensor<8xi8>'}}
  %q = qnt.quantize %x mask(%m : tensor<8xi8>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32, sparsity = bitmask>>
  return
}

// -----

func.func @quantize_c7_zero_scale(%x: tensor<2x8xf32>) {
  %s = arith.constant dense<[[1.0], [0.0]]> : tensor<2x1xf32>
  // expected-error @+1 {{'qnt.quantize' op expected constant scale to be finite and not zero, but got another value at element 1}}
  %q = qnt.quantize %x scale(%s : tensor<2x1xf32>)
         : tensor<2x8xf32> -> !qnt.array<2x8, #qnt.encoding<i4 : f32, block = 1x*, scale = f32>>
  return
}

// -----

func.func @quantize_c7_negative_zero_scale(%x: tensor<8xf32>) {
  %s = arith.constant dense<-0.0> : tensor<1xf32>
  // expected-error @+1 {{'qnt.quantize' op expected constant scale to be finite and not zero, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c7_nan_scale(%x: tensor<8xf32>) {
  %s = arith.constant dense<0x7E01> : tensor<1xf16>
  // expected-error @+1 {{'qnt.quantize' op expected constant scale to be finite and not zero, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf16>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i4 : f32, block = *, scale = f16>>
  return
}

// -----

func.func @quantize_c7_infinite_scale(%x: tensor<8xf64>) {
  %s = arith.constant dense<0xFFF0000000000000> : tensor<1xf64>
  // expected-error @+1 {{'qnt.quantize' op expected constant scale to be finite and not zero, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf64>)
         : tensor<8xf64> -> !qnt.array<8, #qnt.encoding<i4 : f64, block = *, scale = f64>>
  return
}

// -----

func.func @quantize_c7_e8m0_nan_scale(%x: tensor<32xf32>) {
  %s = arith.constant dense<0xFF> : tensor<1xf8E8M0FNU>
  // expected-error @+1 {{'qnt.quantize' op expected constant scale to be finite and not zero, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf8E8M0FNU>)
         : tensor<32xf32> -> !qnt.array<32, #qnt.encoding<f4E2M1FN : f32, block = 32, scale = f8E8M0FNU>>
  return
}

// -----

func.func @quantize_c7_e4m3_nan_scale(%x: tensor<16xf32>, %t: tensor<f32>) {
  %s = arith.constant dense<0x7F> : tensor<1xf8E4M3FN>
  // expected-error @+1 {{'qnt.quantize' op expected constant scale to be finite and not zero, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf8E4M3FN>) tensor_scale(%t : tensor<f32>)
         : tensor<16xf32> -> !qnt.array<16, #qnt.encoding<f4E2M1FN : f32, block = 16, scale = f8E4M3FN, tensor_scale = f32>>
  return
}

// -----

func.func @quantize_c7_tensor_scale(%x: tensor<16xf32>, %s: tensor<1xf8E4M3FN>) {
  %t = arith.constant dense<0.0> : tensor<f32>
  // expected-error @+1 {{'qnt.quantize' op expected constant tensor_scale to be finite and not zero, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf8E4M3FN>) tensor_scale(%t : tensor<f32>)
         : tensor<16xf32> -> !qnt.array<16, #qnt.encoding<f4E2M1FN : f32, block = 16, scale = f8E4M3FN, tensor_scale = f32>>
  return
}

// -----

func.func @quantize_c7_float_zero_point(%x: tensor<8xf32>, %s: tensor<1xf32>) {
  %z = arith.constant dense<0x7F800000> : tensor<1xf32>
  // expected-error @+1 {{'qnt.quantize' op expected constant zero_point to be finite, but got another value at element 0}}
  %q = qnt.quantize %x scale(%s : tensor<1xf32>) zero_point(%z : tensor<1xf32>)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<u4 : f32, block = *, scale = f32, zero_point = f32>>
  return
}

// -----

func.func @quantize_c7_codebook(%x: tensor<8xf32>) {
  %t = arith.constant dense<[[0.0, 1.0, 2.0, 0x7FC00000]]> : tensor<1x4xf32>
  // expected-error @+1 {{'qnt.quantize' op expected constant codebook to be finite, but got another value at element 3}}
  %q = qnt.quantize %x codebook(%t : tensor<1x4xf32>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<lut<u2, f32> : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c8_minmax(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected an encoding with a zero point for the dynamic rule 'minmax', but got #qnt.encoding<i8 : f32, block = *, scale = f32>}}
  %q = qnt.quantize %x dynamic(minmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c8_fixed_range(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected an encoding with a zero point for the dynamic rule 'fixed', but got #qnt.encoding<i8 : f32, block = *, scale = f32>}}
  %q = qnt.quantize %x dynamic(fixed(-1.0, 2.0))
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c8_fixed_blocks(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected one block for the whole value with the dynamic rule 'fixed', but got #qnt.encoding<i8 : f32, block = 4, scale = f32>}}
  %q = qnt.quantize %x dynamic(fixed(1.0))
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = 4, scale = f32>>
  return
}

// -----

func.func @quantize_c8_percentile(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected the dynamic rule 'percentile' to have a percentile of at least 50 with a zero point, where it cuts off both tails, but got 1.000000e+01}}
  %q = qnt.quantize %x dynamic(percentile(10.0))
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32, zero_point = i8>>
  return
}

// -----

func.func @quantize_c8_code_book_zero_point(%x: tensor<8xf32>, %t: tensor<1x16xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected an encoding without a code book or without a zero point for a dynamic rule, but got}}
  %q = qnt.quantize %x codebook(%t : tensor<1x16xf32>) dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<lut<u4, f32> : f32, block = *, scale = f32, zero_point = u4>>
  return
}

// -----

func.func @quantize_c8_mse_vectors(%x: tensor<8xf32>, %t: tensor<1x16x2xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected no code book or one of scalar entries for the whole tensor with the dynamic rule 'mse', but got}}
  %q = qnt.quantize %x codebook(%t : tensor<1x16x2xf32>) dynamic(mse)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<lut<u4, f32, vector = 2> : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_integer_input(%x: tensor<8xi32>) {
  // expected-error @+1 {{'qnt.quantize' op operand #0 must be ranked tensor of f64, f32, f16 or bf16 values, but got 'tensor<8xi32>'}}
  %q = qnt.quantize %x dynamic(absmax)
         : tensor<8xi32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_tensor_result(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op result #0 must be a value of a shape in an encoding, but got 'tensor<8xi8>'}}
  %q = "qnt.quantize"(%x) <{calibration = #qnt.calibration<absmax>, operandSegmentSizes = array<i32: 1, 0, 0, 0, 0, 0>}>
         : (tensor<8xf32>) -> tensor<8xi8>
  return
}

// -----

func.func @quantize_two_inputs(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected operandSegmentSizes of 1 for input, but got 2}}
  %q = "qnt.quantize"(%x, %x) <{calibration = #qnt.calibration<absmax>, operandSegmentSizes = array<i32: 2, 0, 0, 0, 0, 0>}>
         : (tensor<8xf32>, tensor<8xf32>) -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_without_input(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected operandSegmentSizes of 1 for input, but got 0}}
  %q = "qnt.quantize"(%x) <{operandSegmentSizes = array<i32: 0, 1, 0, 0, 0, 0>}>
         : (tensor<8xf32>) -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32>>
  return
}

// -----

func.func @quantize_c8_codes_below_zero(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a code above 0, the code of 0, for the dynamic rule 'absmax', but got codes from -10 to -5}}
  %q = qnt.quantize %x dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f8E8M0FNU, clamp = -10 : -5>>
  return
}

// -----

func.func @quantize_c8_codes_up_to_zero(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a code above 0, the code of 0, for the dynamic rule 'mse', but got codes from -8 to 0}}
  %q = qnt.quantize %x dynamic(mse)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<i8 : f32, block = *, scale = f32, clamp = -8 : 0>>
  return
}

// -----

func.func @quantize_c8_two_codes(%x: tensor<8xf32>) {
  // expected-error @+1 {{'qnt.quantize' op expected a code above 201, the code of 0, for the dynamic rule 'rms', but got codes from 200 to 201}}
  %q = qnt.quantize %x dynamic(rms(2.0))
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8, clamp = 200 : 201>>
  return
}

// -----

// A range with two ends has its zero point where these put it, and without a zero point 0 is the code of 0.
func.func @quantize_c8_two_codes_asymmetric(%x: tensor<8xf32>) {
  %q = qnt.quantize %x dynamic(mse)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<u8 : f32, block = *, scale = f32, zero_point = u8, clamp = 200 : 201>>
  %r = qnt.quantize %x dynamic(absmax)
         : tensor<8xf32> -> !qnt.array<8, #qnt.encoding<u2 : f32, block = *, scale = f32, clamp = 0 : 1>>
  return
}
