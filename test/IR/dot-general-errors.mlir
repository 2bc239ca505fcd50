// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @dot_general_c1(%lhs: tensor<4x8xf32>, %rhs: tensor<8x3xf32>) -> tensor<4x8x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected as many contracting dimensions of lhs as of rhs, but got 1 and 0}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [] batch = [] x []
         : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x8x3xf32>
  return %0 : tensor<4x8x3xf32>
}

// -----

func.func @dot_general_c2(%lhs: tensor<2x4x8xf32>, %rhs: tensor<2x8x3xf32>) -> tensor<2x4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected as many batch dimensions of lhs as of rhs, but got 1 and 0}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [1] batch = [0] x []
         : (tensor<2x4x8xf32>, tensor<2x8x3xf32>) -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// -----

func.func @dot_general_c3(%lhs: tensor<4x8xf32>, %rhs: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected contracting dimensions of lhs between 0 and its rank 2, but got 2}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [0] batch = [] x []
         : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @dot_general_c3_negative(%lhs: tensor<4x8xf32>, %rhs: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected contracting dimensions of rhs between 0 and its rank 2, but got -1}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [-1] batch = [] x []
         : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @dot_general_c3_batch_of_array(%lhs: tensor<2x4x8xf32>, %rhs: !qnt.array<8x3, #a8>) -> tensor<2x4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected batch dimensions of rhs between 0 and its rank 2, but got 2}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [0] batch = [0] x [2]
         : (tensor<2x4x8xf32>, !qnt.array<8x3, #a8>) -> tensor<2x4x3xf32>
  return %0 : tensor<2x4x3xf32>
}

// -----

func.func @dot_general_c4(%lhs: tensor<4x8xf32>, %rhs: tensor<8x8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected each dimension of lhs once among its contracting and batch dimensions, but got 1 twice}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1, 1] x [0, 1] batch = [] x []
         : (tensor<4x8xf32>, tensor<8x8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @dot_general_c4_both_kinds(%lhs: tensor<4x8x2xf32>, %rhs: tensor<8x3xf32>) -> tensor<4x2x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected each dimension of rhs once among its contracting and batch dimensions, but got 0 twice}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [0] x [0]
         : (tensor<4x8x2xf32>, tensor<8x3xf32>) -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

func.func @dot_general_c5(%lhs: tensor<2x4x8xf32>, %rhs: tensor<3x8x5xf32>) -> tensor<2x4x5xf32> {
  // expected-error @below {{'qnt.dot_general' op expected batch dimension 0 of lhs and 0 of rhs to have one size, but got 2 and 3}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [1] batch = [0] x [0]
         : (tensor<2x4x8xf32>, tensor<3x8x5xf32>) -> tensor<2x4x5xf32>
  return %0 : tensor<2x4x5xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @dot_general_c6(%lhs: !qnt.array<4x8, #a8>, %rhs: !qnt.array<9x3, #a8>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected contracting dimension 1 of lhs and 0 of rhs to have one size, but got 8 and 9}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x8, #a8>, !qnt.array<9x3, #a8>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @dot_general_c6_zero(%lhs: tensor<4x0xf32>, %rhs: tensor<1x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected contracting dimension 1 of lhs and 0 of rhs to have one size, but got 0 and 1}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (tensor<4x0xf32>, tensor<1x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @dot_general_c7_rank(%lhs: tensor<4x8xf32>, %rhs: tensor<8x3xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.dot_general' op expected a result of shape [4, 3], but got [4]}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @dot_general_c7_size(%lhs: tensor<?x8xf32>, %rhs: tensor<8x3xf32>) -> tensor<?x4xf32> {
  // expected-error @below {{'qnt.dot_general' op expected a result of shape [?, 3], but got [?, 4]}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (tensor<?x8xf32>, tensor<8x3xf32>) -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}

// -----

func.func @dot_general_c7_batch_first(%lhs: tensor<4x2x8xf32>, %rhs: tensor<2x8x3xf32>) -> tensor<4x2x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected a result of shape [2, 4, 3], but got [4, 2, 3]}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [1] batch = [1] x [0]
         : (tensor<4x2x8xf32>, tensor<2x8x3xf32>) -> tensor<4x2x3xf32>
  return %0 : tensor<4x2x3xf32>
}

// -----

func.func @dot_general_c7_static_batch_of_rhs(%lhs: tensor<?x4x8xf32>, %rhs: tensor<2x8x3xf32>) -> tensor<5x4x3xf32> {
  // expected-error @below {{'qnt.dot_general' op expected a result of shape [2, 4, 3], but got [5, 4, 3]}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [1] batch = [0] x [0]
         : (tensor<?x4x8xf32>, tensor<2x8x3xf32>) -> tensor<5x4x3xf32>
  return %0 : tensor<5x4x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @dot_general_c8_float_tensor(%lhs: tensor<4x8xf32>, %rhs: !qnt.array<8x3, #a8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected lhs to be an array of integer codes for an i32 result, but got 'tensor<4x8xf32>'}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (tensor<4x8xf32>, !qnt.array<8x3, #a8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#fp = #qnt.encoding<f8E4M3FN : f32, block = *x*, scale = f32>
func.func @dot_general_c8_float_storage(%lhs: !qnt.array<4x8, #a8>, %rhs: !qnt.array<8x3, #fp>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected rhs to be an array of integer codes for an i32 result, but got f8E4M3FN}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x8, #a8>, !qnt.array<8x3, #fp>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#nf = #qnt.encoding<lut<u4, f32> : f32, block = *x*, scale = f32>
func.func @dot_general_c8_code_book(%lhs: !qnt.array<4x8, #a8>, %rhs: !qnt.array<8x3, #nf>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected rhs to be an array of integer codes for an i32 result, but got a code book}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x8, #a8>, !qnt.array<8x3, #nf>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#zf = #qnt.encoding<i8 : f32, block = *x*, scale = f32, zero_point = f32>
func.func @dot_general_c8_float_zero_point(%lhs: !qnt.array<4x8, #zf>, %rhs: !qnt.array<8x3, #a8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected lhs to be an array of integer codes for an i32 result, but got zero points of type f32}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x8, #zf>, !qnt.array<8x3, #a8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
func.func @dot_general_c9(%lhs: !qnt.array<4x64, #k8>, %rhs: !qnt.array<64x3, #a8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected one block over contracting dimension 1 of lhs for an i32 result, but got block size 32 and size 64}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x64, #k8>, !qnt.array<64x3, #a8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
func.func @dot_general_c9_tail_tile(%lhs: !qnt.array<4x33, #k8>, %rhs: !qnt.array<33x3, #a8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected one block over contracting dimension 1 of lhs for an i32 result, but got block size 32 and size 33}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x33, #k8>, !qnt.array<33x3, #a8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
func.func @dot_general_c9_rhs(%lhs: !qnt.array<4x64, #a8>, %rhs: !qnt.array<3x64, #k8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected one block over contracting dimension 1 of rhs for an i32 result, but got block size 32 and size 64}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [1] batch = [] x []
         : (!qnt.array<4x64, #a8>, !qnt.array<3x64, #k8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
func.func @dot_general_c9_dynamic(%lhs: !qnt.array<4x?, #k8>, %rhs: !qnt.array<?x3, #a8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.dot_general' op expected one block over contracting dimension 1 of lhs for an i32 result, but got block size 32 and size ?}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (!qnt.array<4x?, #k8>, !qnt.array<?x3, #a8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

func.func @dot_general_c7_too_large(%lhs: tensor<536870912x2xf32>, %rhs: tensor<2x268435456xf32>) -> tensor<536870912x268435456xf32> {
  // expected-error @below {{'qnt.dot_general' op expected a result of less than 2^57 elements, but got shape [536870912, 268435456]}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [1] x [0] batch = [] x []
         : (tensor<536870912x2xf32>, tensor<2x268435456xf32>) -> tensor<536870912x268435456xf32>
  return %0 : tensor<536870912x268435456xf32>
}

// -----

// Empty and dynamic dimensions do not hide the others.
func.func @dot_general_c7_too_large_with_zero(%lhs: tensor<0x9223372036854775807x2xf32>, %rhs: tensor<2x?x2xf32>) -> tensor<0x9223372036854775807x?x2xf32> {
  // expected-error @below {{'qnt.dot_general' op expected a result of less than 2^57 elements, but got shape [0, 9223372036854775807, ?, 2]}}
  %0 = qnt.dot_general %lhs, %rhs contracting = [2] x [0] batch = [] x []
         : (tensor<0x9223372036854775807x2xf32>, tensor<2x?x2xf32>) -> tensor<0x9223372036854775807x?x2xf32>
  return %0 : tensor<0x9223372036854775807x?x2xf32>
}
