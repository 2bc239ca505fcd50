// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @ragged_dot_general_c1(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected as many contracting dimensions of lhs as of rhs, but got 1 and 0}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c2(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected as many batch dimensions of lhs as of rhs, but got 0 and 1}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [2] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c3(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected contracting dimensions of rhs between 0 and its rank 3, but got 3}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [3] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c4(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected each dimension of lhs once among its contracting and batch dimensions, but got 1 twice}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [1] x [2] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c5(%lhs: tensor<2x6x8xf32>, %rhs: tensor<3x4x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<2x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected batch dimension 0 of lhs and 1 of rhs to have one size, but got 2 and 4}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [2] x [2] batch = [0] x [1] ragged = [1] group = [0]
         : (tensor<2x6x8xf32>, tensor<3x4x8x5xf32>) -> tensor<2x6x5xf32>
  return %0 : tensor<2x6x5xf32>
}

// -----

func.func @ragged_dot_general_c6(%lhs: tensor<6x8xf32>, %rhs: tensor<3x9x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected contracting dimension 1 of lhs and 1 of rhs to have one size, but got 8 and 9}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x9x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c7(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected one ragged dimension of lhs, but got 0}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c7_two(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected one ragged dimension of lhs, but got 2}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0, 1] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c7_range(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected the ragged dimension of lhs between 0 and its rank 2, but got 2}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [2] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c8(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x3x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected 1 group dimensions of rhs with a ragged dimension of lhs that is free, but got 0}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = []
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x3x5xf32>
  return %0 : tensor<6x3x5xf32>
}

// -----

func.func @ragged_dot_general_c8_contracting(%lhs: tensor<8x6xf32>, %rhs: tensor<8x5xf32>, %sizes: tensor<3xi32>) -> tensor<3x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected 0 group dimensions of rhs with a ragged dimension of lhs that is contracting or batch, but got 1}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = [1]
         : (tensor<8x6xf32>, tensor<8x5xf32>) -> tensor<3x6x5xf32>
  return %0 : tensor<3x6x5xf32>
}

// -----

func.func @ragged_dot_general_c8_not_free(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected the group dimension of rhs to be one of its free dimensions, but got 1}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [1]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c8_range(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected the group dimension of rhs to be one of its free dimensions, but got 3}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [3]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c9(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<i32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected group_sizes of shape [?], but got []}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<i32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c9_no_prefix(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<6x3xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected group_sizes of shape [3], but got [6, 3]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<6x3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c9_prefix(%lhs: tensor<2x6x8xf32>, %rhs: tensor<3x2x8x5xf32>, %sizes: tensor<4x3xi32>) -> tensor<2x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected group_sizes of shape [3] or [2, 3], but got [4, 3]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<4x3xi32>)
         contracting = [2] x [2] batch = [0] x [1] ragged = [1] group = [0]
         : (tensor<2x6x8xf32>, tensor<3x2x8x5xf32>) -> tensor<2x6x5xf32>
  return %0 : tensor<2x6x5xf32>
}

// -----

func.func @ragged_dot_general_c9_prefix_of_contracting(%lhs: tensor<4x8x6xf32>, %rhs: tensor<4x8x5xf32>, %sizes: tensor<5x3xi32>) -> tensor<3x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected group_sizes of shape [3] or [4, 3], but got [5, 3]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<5x3xi32>)
         contracting = [0, 1] x [0, 1] batch = [] x [] ragged = [1] group = []
         : (tensor<4x8x6xf32>, tensor<4x8x5xf32>) -> tensor<3x6x5xf32>
  return %0 : tensor<3x6x5xf32>
}

// -----

func.func @ragged_dot_general_c10(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>, %first: tensor<2xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected group_offset of one element, but got shape [2]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>) offset(%first : tensor<2xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c10_dynamic(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>, %first: tensor<?xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected group_offset of one element, but got shape [?]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>) offset(%first : tensor<?xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c11(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<4xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected 4 groups in rhs as group_sizes has, but got 3}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<4xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

#t8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
func.func @ragged_dot_general_c11_offset(%lhs: tensor<6x8xf32>, %rhs: !qnt.array<3x8x5, #t8>, %sizes: tensor<2xi32>, %first: tensor<1xi32>) -> tensor<6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected at most 2 groups in rhs as group_sizes has, but got 3}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<2xi32>) offset(%first : tensor<1xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, !qnt.array<3x8x5, #t8>) -> tensor<6x5xf32>
  return %0 : tensor<6x5xf32>
}

// -----

func.func @ragged_dot_general_c11_result(%lhs: tensor<8x6xf32>, %rhs: tensor<8x5xf32>, %sizes: tensor<3xi32>) -> tensor<2x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected 3 groups in the result as group_sizes has, but got 2}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = []
         : (tensor<8x6xf32>, tensor<8x5xf32>) -> tensor<2x6x5xf32>
  return %0 : tensor<2x6x5xf32>
}

// -----

func.func @ragged_dot_general_c11_result_offset(%lhs: tensor<8x6xf32>, %rhs: tensor<8x5xf32>, %sizes: tensor<3xi32>, %first: tensor<i64>) -> tensor<4x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected at most 3 groups in the result as group_sizes has, but got 4}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>) offset(%first : tensor<i64>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = []
         : (tensor<8x6xf32>, tensor<8x5xf32>) -> tensor<4x6x5xf32>
  return %0 : tensor<4x6x5xf32>
}

// -----

func.func @ragged_dot_general_c12(%lhs: tensor<6x8xf32>, %rhs: tensor<3x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<3x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected a result of shape [6, 5], but got [3, 6, 5]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, tensor<3x8x5xf32>) -> tensor<3x6x5xf32>
  return %0 : tensor<3x6x5xf32>
}

// -----

func.func @ragged_dot_general_c12_contracting(%lhs: tensor<8x6xf32>, %rhs: tensor<8x5xf32>, %sizes: tensor<3xi32>) -> tensor<3x5x6xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected a result of shape [3, 6, 5], but got [3, 5, 6]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = []
         : (tensor<8x6xf32>, tensor<8x5xf32>) -> tensor<3x5x6xf32>
  return %0 : tensor<3x5x6xf32>
}

// -----

func.func @ragged_dot_general_c12_batch(%lhs: tensor<4x6x8xf32>, %rhs: tensor<4x8x5xf32>, %sizes: tensor<3xi32>) -> tensor<6x4x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected a result of shape [4, 6, 5], but got [6, 4, 5]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [2] x [1] batch = [0] x [0] ragged = [0] group = []
         : (tensor<4x6x8xf32>, tensor<4x8x5xf32>) -> tensor<6x4x5xf32>
  return %0 : tensor<6x4x5xf32>
}

// -----

func.func @ragged_dot_general_c12_dynamic_groups(%lhs: tensor<8x6xf32>, %rhs: tensor<8x5xf32>, %sizes: tensor<3xi32>, %first: tensor<1xi32>) -> tensor<?x6x5xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected a static number of groups in the result with a group_offset, but got ?}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>) offset(%first : tensor<1xi32>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = []
         : (tensor<8x6xf32>, tensor<8x5xf32>) -> tensor<?x6x5xf32>
  return %0 : tensor<?x6x5xf32>
}

// -----

func.func @ragged_dot_general_c12_rank_0(%lhs: tensor<8xf32>, %rhs: tensor<8xf32>, %sizes: tensor<3xi32>) -> tensor<f32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected a result of shape [3], but got []}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [0] x [0] batch = [] x [] ragged = [0] group = []
         : (tensor<8xf32>, tensor<8xf32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

#t8 = #qnt.encoding<i8 : f32, block = *x*x*, scale = f32>
func.func @ragged_dot_general_c13(%lhs: tensor<6x8xf32>, %rhs: !qnt.array<3x8x5, #t8>, %sizes: tensor<3xi32>) -> tensor<6x5xi32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected lhs to be an array of integer codes for an i32 result, but got 'tensor<6x8xf32>'}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<6x8xf32>, !qnt.array<3x8x5, #t8>) -> tensor<6x5xi32>
  return %0 : tensor<6x5xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#tk = #qnt.encoding<i8 : f32, block = 1x32x*, scale = f32>
func.func @ragged_dot_general_c14(%lhs: !qnt.array<6x64, #a8>, %rhs: !qnt.array<3x64x5, #tk>, %sizes: tensor<3xi32>) -> tensor<6x5xi32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected one block over contracting dimension 1 of rhs for an i32 result, but got block size 32 and size 64}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (!qnt.array<6x64, #a8>, !qnt.array<3x64x5, #tk>) -> tensor<6x5xi32>
  return %0 : tensor<6x5xi32>
}

// -----

func.func @ragged_dot_general_c12_too_large(%lhs: tensor<536870912x2xf32>, %rhs: tensor<3x2x268435456xf32>, %sizes: tensor<3xi32>) -> tensor<536870912x268435456xf32> {
  // expected-error @below {{'qnt.ragged_dot_general' op expected a result of less than 2^57 elements, but got shape [536870912, 268435456]}}
  %0 = qnt.ragged_dot_general %lhs, %rhs groups(%sizes : tensor<3xi32>)
         contracting = [1] x [1] batch = [] x [] ragged = [0] group = [0]
         : (tensor<536870912x2xf32>, tensor<3x2x268435456xf32>) -> tensor<536870912x268435456xf32>
  return %0 : tensor<536870912x268435456xf32>
}
