// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @dot_c1(%lhs: tensor<f32>, %rhs: tensor<8x3xf32>) -> tensor<8xf32> {
  // expected-error @below {{'qnt.dot' op expected lhs of at least rank 1, but got rank 0}}
  %0 = qnt.dot %lhs, %rhs : (tensor<f32>, tensor<8x3xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

func.func @dot_c1_rhs(%lhs: tensor<8xf32>, %rhs: tensor<f32>) -> tensor<f32> {
  // expected-error @below {{'qnt.dot' op expected rhs of at least rank 1, but got rank 0}}
  %0 = qnt.dot %lhs, %rhs : (tensor<8xf32>, tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @dot_c2(%lhs: tensor<4x8xf32>, %rhs: tensor<7x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.dot' op expected contracting dimension 1 of lhs and 0 of rhs to have one size, but got 8 and 7}}
  %0 = qnt.dot %lhs, %rhs : (tensor<4x8xf32>, tensor<7x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

#t8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
func.func @dot_c2_second_to_last(%lhs: tensor<4x8xf32>, %rhs: !qnt.array<2x7x3, #t8>) -> tensor<4x2x3xf32> {
  // expected-error @below {{'qnt.dot' op expected contracting dimension 1 of lhs and 1 of rhs to have one size, but got 8 and 7}}
  %0 = qnt.dot %lhs, %rhs : (tensor<4x8xf32>, !qnt.array<2x7x3, #t8>) -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

func.func @dot_c3(%lhs: tensor<4x8xf32>, %rhs: tensor<2x8x3xf32>) -> tensor<2x4x3xf32> {
  // expected-error @below {{'qnt.dot' op expected a result of shape [4, 2, 3], but got [2, 4, 3]}}
  %0 = qnt.dot %lhs, %rhs : (tensor<4x8xf32>, tensor<2x8x3xf32>) -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// -----

func.func @dot_c3_vectors(%lhs: tensor<8xf32>, %rhs: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error @below {{'qnt.dot' op expected a result of shape [], but got [8]}}
  %0 = qnt.dot %lhs, %rhs : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @dot_c4(%lhs: !qnt.array<4x8, #a8>, %rhs: tensor<8x3xf32>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot' op expected rhs to be an array of integer codes for an i32 result, but got 'tensor<8x3xf32>'}}
  %0 = qnt.dot %lhs, %rhs : (!qnt.array<4x8, #a8>, tensor<8x3xf32>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
func.func @dot_c5(%lhs: !qnt.array<4x64, #k8>, %rhs: !qnt.array<64x3, #a8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot' op expected one block over contracting dimension 1 of lhs for an i32 result, but got block size 32 and size 64}}
  %0 = qnt.dot %lhs, %rhs : (!qnt.array<4x64, #k8>, !qnt.array<64x3, #a8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

func.func @dot_c3_too_large(%lhs: tensor<9223372036854775807x2xf32>, %rhs: tensor<2x9223372036854775807xf32>) -> tensor<9223372036854775807x9223372036854775807xf32> {
  // expected-error @below {{'qnt.dot' op expected a result of less than 2^57 elements, but got shape [9223372036854775807, 9223372036854775807]}}
  %0 = qnt.dot %lhs, %rhs : (tensor<9223372036854775807x2xf32>, tensor<2x9223372036854775807xf32>) -> tensor<9223372036854775807x9223372036854775807xf32>
  return %0 : tensor<9223372036854775807x9223372036854775807xf32>
}
