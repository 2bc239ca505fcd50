// RUN: quant-opt %s -verify-diagnostics -split-input-file

// expected-error @+1 {{expected i32, i64, i128 or none, but got 'i16'}}
#accumulator_kind = #qnt.accumulator<i16>

// -----

// expected-error @+1 {{expected a split of at least 1, with an accumulator of i32, but got 4 with i64}}
#accumulator_a1 = #qnt.accumulator<i64, split = 4>

// -----

// expected-error @+1 {{expected a split of at least 1, but got 0}}
#accumulator_a1_zero = #qnt.accumulator<i32, split = 0>

// -----

// expected-error @+1 {{expected split once}}
#accumulator_split_twice = #qnt.accumulator<i32, split = 4, split = 4>

// -----

// expected-error @+1 {{expected at_most of at least 1, with an accumulator of an integer type, but got 4 with none}}
#accumulator_a2 = #qnt.accumulator<none, at_most = 4, "why">

// -----

// expected-error @+1 {{expected at_most of at least 1, but got -1}}
#accumulator_a2_negative = #qnt.accumulator<i32, at_most = -1>

// -----

// expected-error @+1 {{expected at_most once}}
#accumulator_at_most_twice = #qnt.accumulator<i32, at_most = 4, at_most = 4>

// -----

// expected-error @+1 {{expected a reason with an accumulator of none, but got no reason}}
#accumulator_a3_missing = #qnt.accumulator<none>

// -----

// expected-error @+1 {{expected a reason with an accumulator of none, but got no reason}}
#accumulator_a3_empty = #qnt.accumulator<none, "">

// -----

// expected-error @+1 {{expected split, at_most or a reason, each once}}
#accumulator_reason_twice = #qnt.accumulator<none, "x", "y">

// -----

// expected-error @+1 {{expected a reason exactly with an accumulator of none, but got i32}}
#accumulator_a3_extra = #qnt.accumulator<i32, "why">

// -----

// expected-error @+1 {{expected split, at_most or a reason}}
#accumulator_field = #qnt.accumulator<i32, least = 4>

// -----

#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c10_float(%a: tensor<?x64xf32>, %w: !qnt.array<64x3, #w8>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulator none, for lhs is a float tensor, but got i32}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (tensor<?x64xf32>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#f8 = #qnt.encoding<f8E4M3FN : f32, block = *x1, scale = f32>
func.func @dot_general_c10_float_codes(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #f8>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulator none, for rhs has codes of type f8E4M3FN, but got i64}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i64> : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #f8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#nf4 = #qnt.encoding<lut<u4, f32> : f32, block = *x1, scale = f32>
func.func @dot_general_c10_code_book(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #nf4>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulator none, for rhs has a code book, but got i128}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i128> : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #nf4>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32, zero_point = f16>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c10_float_zero_point(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #w8>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulator none, for lhs has zero points of type f16, but got i32}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f64, block = 1x*, scale = f64>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c10_f64_scale(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #w8>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulator none, for lhs has scales of type f64, but got i32}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c10_f64_result(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #w8>) -> tensor<?x3xf64> {
  // expected-error @+1 {{expected accumulator none, for the result has type f64, but got i32}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xf64>
  return %0 : tensor<?x3xf64>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c10_i32_result(%a: !qnt.array<?x64, #a8>, %w: !qnt.array<64x3, #w8>) -> tensor<?x3xi32> {
  // expected-error @+1 {{expected an accumulator of an integer type for an i32 result, but got none}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <none, "slow"> : (!qnt.array<?x64, #a8>, !qnt.array<64x3, #w8>) -> tensor<?x3xi32>
  return %0 : tensor<?x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c11(%a: !qnt.array<?x131072, #a8>, %w: !qnt.array<131072x3, #w8>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulators for sums of 131072 products, but got i32, which holds 131071 of them at best}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (!qnt.array<?x131072, #a8>, !qnt.array<131072x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<u8 : f32, block = 1x*, scale = f32, zero_point = i32>
#w8 = #qnt.encoding<u8 : f32, block = *x1, scale = f32>
// The best zero point makes codes -127..128.
func.func @dot_general_c11_zero_point(%a: !qnt.array<?x65794, #a8>, %w: !qnt.array<65794x3, #w8>) -> tensor<?x3xf32> {
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32, at_most = 65793> : (!qnt.array<?x65794, #a8>, !qnt.array<65794x3, #w8>) -> tensor<?x3xf32>
  // expected-error @+1 {{expected accumulators for sums of 65794 products, but got i32, which holds 65793 of them at best}}
  %1 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32> : (!qnt.array<?x65794, #a8>, !qnt.array<65794x3, #w8>) -> tensor<?x3xf32>
  return %1 : tensor<?x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#w8 = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
func.func @dot_general_c11_split(%a: !qnt.array<?x200000, #a8>, %w: !qnt.array<200000x3, #w8>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulators for sums of 131072 products, but got i32, which holds 131071 of them at best}}
  %0 = qnt.dot_general %a, %w contracting = [1] x [0] batch = [] x [] accumulator = <i32, split = 131072> : (!qnt.array<?x200000, #a8>, !qnt.array<200000x3, #w8>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a32 = #qnt.encoding<i32 : f32, block = 1x*, scale = f32>
func.func @dot_general_c11_i64(%a: !qnt.array<?x2, #a32>) -> tensor<?x?xf32> {
  // expected-error @+1 {{expected accumulators for sums of 2 products, but got i64, which holds 1 of them at best}}
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] accumulator = <i64> : (!qnt.array<?x2, #a32>, !qnt.array<?x2, #a32>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @dot_general_c11_dynamic(%a: !qnt.array<?x?, #a8>) -> tensor<?x?xf32> {
  // expected-error @+1 {{expected at_most in an accumulator of i32 where K is dynamic}}
  %0 = qnt.dot_general %a, %a contracting = [1] x [1] batch = [] x [] accumulator = <i32, split = 100> : (!qnt.array<?x?, #a8>, !qnt.array<?x?, #a8>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

#k8 = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
func.func @conv_general_dilated_c13(%x: tensor<1x8x4xf32>, %k: !qnt.array<3x4x5, #k8>) -> tensor<1x6x5xf32> {
  // expected-error @+1 {{expected accumulator none, for lhs is a float tensor, but got i32}}
  %0 = qnt.conv_general_dilated %x, %k dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1]
         rhs_dilation = [1] accumulator = <i32> : (tensor<1x8x4xf32>, !qnt.array<3x4x5, #k8>) -> tensor<1x6x5xf32>
  return %0 : tensor<1x6x5xf32>
}

// -----

#x16 = #qnt.encoding<i16 : f32, block = 1x*x*, scale = f32>
#k16 = #qnt.encoding<i16 : f32, block = *x*x1, scale = f32>
func.func @conv_general_dilated_c14(%x: !qnt.array<1x8x4, #x16>, %k: !qnt.array<3x2x4, #k16>) -> tensor<1x6x4xf32> {
  // expected-error @+1 {{expected accumulators for sums of 6 products, but got i32, which holds 1 of them at best}}
  %0 = qnt.conv_general_dilated %x, %k dims = <[b, 0, f] x [0, i, o] -> [b, 0, f]> strides = [1] padding = [0, 0] lhs_dilation = [1]
         rhs_dilation = [1] feature_groups = 2 accumulator = <i32> : (!qnt.array<1x8x4, #x16>, !qnt.array<3x2x4, #k16>) -> tensor<1x6x4xf32>
  return %0 : tensor<1x6x4xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
func.func @ragged_dot_general_c15(%a: !qnt.array<?x64, #a8>, %r: tensor<2x64x3xf32>, %sizes: tensor<2xi32>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulator none, for rhs is a float tensor, but got i32}}
  %0 = qnt.ragged_dot_general %a, %r groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         accumulator = <i32> : (!qnt.array<?x64, #a8>, tensor<2x64x3xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// -----

#a16 = #qnt.encoding<u16 : f32, block = 1x*, scale = f32>
#r16 = #qnt.encoding<u16 : f32, block = *x*x1, scale = f32>
func.func @ragged_dot_general_c16(%a: !qnt.array<?x64, #a16>, %r: !qnt.array<2x64x3, #r16>, %sizes: tensor<2xi32>) -> tensor<?x3xf32> {
  // expected-error @+1 {{expected accumulators for sums of 64 products, but got i32, which holds 0 of them at best}}
  %0 = qnt.ragged_dot_general %a, %r groups(%sizes : tensor<2xi32>) contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         accumulator = <i32> : (!qnt.array<?x64, #a16>, !qnt.array<2x64x3, #r16>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}
