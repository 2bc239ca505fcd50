// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @ragged_dot_c1(%lhs: tensor<6x8xf32>, %rhs: tensor<8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected lhs of rank 2 and rhs of rank 3, but got 2 and 2}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>)
         : (tensor<6x8xf32>, tensor<8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_c2(%lhs: tensor<6x8xf32>, %rhs: tensor<3x9x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected contracting dimension 1 of lhs and 1 of rhs to have one size, but got 8 and 9}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>)
         : (tensor<6x8xf32>, tensor<3x9x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_c3(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<1x3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected group_sizes of rank 1, but got shape [1, 3]}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<1x3xi32>)
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_c4(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>, %first: tensor<0xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected group_offset of one element, but got shape [0]}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>) offset(%first : tensor<0xi32>)
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_c5(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<2xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected 2 groups in rhs as group_sizes has, but got 3}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<2xi32>)
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

#t8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
func.func @ragged_dot_c5_offset(%lhs: tensor<6x8xf32>, %rhs: !qnt.array<3x8x5, #t8>, %sizes: tensor<2xi64>, %first: tensor<1xi64>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected at most 2 groups in rhs as group_sizes has, but got 3}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<2xi64>) offset(%first : tensor<1xi64>)
         : (tensor<6x8xf32>, !qnt.array<3x8x5, #t8>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_c6(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x4xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected a result of shape [6, 5], but got [6, 4]}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>)
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x4xf32>
  return %0 : tensor<6x4xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @ragged_dot_c7(%lhs: !qnt.array<6x8, #a8>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xi32> {
  // expected-error @below {{'qnt.ragged_dot' op expected rhs to be an array of integer codes for an i32 result, but got 'tensor<3x8x5xf32>'}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>)
         : (!qnt.array<6x8, #a8>, tensor<3x8x5xf32>) -> tensor<6x5xi32>
  return %0 : tensor<6x5xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#tk = #qnt.encoding<i8 : f32, block = 1x32x*, scale = f32>
func.func @ragged_dot_c8(%lhs: !qnt.array<6x64, #a8>, %rhs: !qnt.array<3x64x5, #tk>, %sizes: tensor<3xi32>) -> tensor<6x5xi32> {
  // expected-error @below {{'qnt.ragged_dot' op expected one block over contracting dimension 1 of rhs for an i32 result, but got block size 32 and size 64}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>)
         : (!qnt.array<6x64, #a8>, !qnt.array<3x64x5, #tk>) -> tensor<6x5xi32>
  return %0 : tensor<6x5xi32>
}

// -----

func.func @ragged_dot_c6_too_large(%lhs: tensor<536870912x2xf32>, %rhs: tensor<3x2x268435456xf32>, %sizes: tensor<3xi32>) -> tensor<536870912x268435456xf32> {
  // expected-error @below {{'qnt.ragged_dot' op expected a result of less than 2^57 elements, but got shape [536870912, 268435456]}}
  %0 = qnt.ragged_dot %lhs, %rhs groups(%sizes : tensor<3xi32>)
         : (tensor<536870912x2xf32>, tensor<3x2x268435456xf32>) -> tensor<536870912x268435456xf32>
  return %0 : tensor<536870912x268435456xf32>
}
