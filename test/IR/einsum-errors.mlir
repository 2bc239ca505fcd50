// RUN: quant-opt %s -verify-diagnostics -split-input-file

func.func @einsum_c1(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected letters and '...' as subscripts, but got 'i1'}}
  %0 = qnt.einsum "i1,jk->ik" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c1_two_dots(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected letters and '...' as subscripts, but got 'i..'}}
  %0 = qnt.einsum "i..,jk->ik" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c1_two_ellipses(%a0: tensor<4x8xf32>, %a1: tensor<8xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.einsum' op expected at most one ellipsis in subscripts, but got '...i...'}}
  %0 = qnt.einsum "...i...,i" %a0, %a1 : (tensor<4x8xf32>, tensor<8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @einsum_c1_two_arrows(%a0: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.einsum' op expected letters and '...' as subscripts, but got 'i->j'}}
  %0 = qnt.einsum "ij->i->j" %a0 : (tensor<4x8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @einsum_c1_output_comma(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected letters and '...' as subscripts, but got 'i,k'}}
  %0 = qnt.einsum "ij,jk->i,k" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c1_unknown_output(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected subscripts of the output to occur in an operand, but got 'z'}}
  %0 = qnt.einsum "ij,jk->iz" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c1_output_twice(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x4xf32> {
  // expected-error @below {{'qnt.einsum' op expected each subscript once in the output, but got 'i' twice}}
  %0 = qnt.einsum "ij,jk->ii" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}

// -----

func.func @einsum_c1_output_without_ellipsis(%a0: tensor<2x4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected an ellipsis in the output for the dimensions under those of the operands, but got 'ik'}}
  %0 = qnt.einsum "...ij,jk->ik" %a0, %a1 : (tensor<2x4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c2(%a0: tensor<4x8xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected 2 operands as the equation has, but got 1}}
  %0 = qnt.einsum "ij,jk->ik" %a0 : (tensor<4x8xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c2_one(%a0: tensor<4x8xf32>, %a1: tensor<4x8xf32>) -> tensor<4x8xf32> {
  // expected-error @below {{'qnt.einsum' op expected 1 operands as the equation has, but got 2}}
  %0 = qnt.einsum "ij->ij" %a0, %a1 : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0 : tensor<4x8xf32>
}

// -----

func.func @einsum_c3(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected operand #0 of rank 3 as its subscripts 'ijk' say, but got rank 2}}
  %0 = qnt.einsum "ijk,jk->ik" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @einsum_c3_ellipsis(%a0: tensor<4x8xf32>, %a1: !qnt.array<8x3, #a8>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected operand #1 of at least rank 3 as its subscripts '...jkl' say, but got rank 2}}
  %0 = qnt.einsum "ij,...jkl->...il" %a0, %a1 : (tensor<4x8xf32>, !qnt.array<8x3, #a8>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @einsum_c4(%a0: tensor<4x8xf32>, %a1: !qnt.array<7x3, #a8>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected one size for 'j', but got 8 and 7}}
  %0 = qnt.einsum "ij,jk->ik" %a0, %a1 : (tensor<4x8xf32>, !qnt.array<7x3, #a8>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c4_letters_do_not_broadcast(%a0: tensor<4x1xf32>, %a1: tensor<8x3xf32>) -> tensor<4x3xf32> {
  // expected-error @below {{'qnt.einsum' op expected one size for 'j', but got 1 and 8}}
  %0 = qnt.einsum "ij,jk->ik" %a0, %a1 : (tensor<4x1xf32>, tensor<8x3xf32>) -> tensor<4x3xf32>
  return %0 : tensor<4x3xf32>
}

// -----

func.func @einsum_c4_diagonal(%a0: tensor<4x8xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.einsum' op expected one size for 'i', but got 4 and 8}}
  %0 = qnt.einsum "ii->i" %a0 : (tensor<4x8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @einsum_c4_ellipsis(%a0: tensor<4x8xf32>, %a1: tensor<5x8xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.einsum' op expected one size for ellipsis dimension 0, but got 4 and 5}}
  %0 = qnt.einsum "...j,...j->..." %a0, %a1 : (tensor<4x8xf32>, tensor<5x8xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @einsum_c5(%a0: tensor<4x8xf32>, %a1: tensor<8x3xf32>) -> tensor<3x4xf32> {
  // expected-error @below {{'qnt.einsum' op expected a result of shape [4, 3], but got [3, 4]}}
  %0 = qnt.einsum "ij,jk" %a0, %a1 : (tensor<4x8xf32>, tensor<8x3xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

func.func @einsum_c5_implicit_order(%a0: tensor<8x4xf32>, %a1: tensor<8x3xf32>) -> tensor<3x4xf32> {
  // expected-error @below {{'qnt.einsum' op expected a result of shape [4, 3], but got [3, 4]}}
  %0 = qnt.einsum "ba,bc" %a0, %a1 : (tensor<8x4xf32>, tensor<8x3xf32>) -> tensor<3x4xf32>
  return %0 : tensor<3x4xf32>
}

// -----

func.func @einsum_c5_trace(%a0: tensor<4x4xf32>) -> tensor<4xf32> {
  // expected-error @below {{'qnt.einsum' op expected a result of shape [], but got [4]}}
  %0 = qnt.einsum "ii" %a0 : (tensor<4x4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @einsum_c6(%a0: !qnt.array<4x8, #a8>, %a1: !qnt.array<8x8, #a8>, %a2: !qnt.array<8x8, #a8>) -> tensor<4x8xi32> {
  // expected-error @below {{'qnt.einsum' op expected two operands for an i32 result, but got 3}}
  %0 = qnt.einsum "ij,jk,kl->il" %a0, %a1, %a2 : (!qnt.array<4x8, #a8>, !qnt.array<8x8, #a8>, !qnt.array<8x8, #a8>) -> tensor<4x8xi32>
  return %0 : tensor<4x8xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @einsum_c6_lone(%a0: !qnt.array<4x8, #a8>, %a1: !qnt.array<8x3, #a8>) -> tensor<3xi32> {
  // expected-error @below {{'qnt.einsum' op expected every summed label in both operands for an i32 result, but got 'i' in one}}
  %0 = qnt.einsum "ij,jk->k" %a0, %a1 : (!qnt.array<4x8, #a8>, !qnt.array<8x3, #a8>) -> tensor<3xi32>
  return %0 : tensor<3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#fp = #qnt.encoding<f8E4M3FN : f32, block = *x*, scale = f32>
func.func @einsum_c7(%a0: !qnt.array<4x8, #a8>, %a1: !qnt.array<8x3, #fp>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.einsum' op expected operand #1 to be an array of integer codes for an i32 result, but got f8E4M3FN}}
  %0 = qnt.einsum "ij,jk->ik" %a0, %a1 : (!qnt.array<4x8, #a8>, !qnt.array<8x3, #fp>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

#a8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#k8 = #qnt.encoding<i8 : f32, block = 1x32, scale = f32>
func.func @einsum_c8(%a0: !qnt.array<4x64, #a8>, %a1: !qnt.array<3x64, #k8>) -> tensor<4x3xi32> {
  // expected-error @below {{'qnt.einsum' op expected one block over contracting dimension 1 of operand #1 for an i32 result, but got block size 32 and size 64}}
  %0 = qnt.einsum "ij,kj->ik" %a0, %a1 : (!qnt.array<4x64, #a8>, !qnt.array<3x64, #k8>) -> tensor<4x3xi32>
  return %0 : tensor<4x3xi32>
}

// -----

func.func @einsum_c5_too_large(%a0: tensor<536870912xf32>, %a1: tensor<268435456xf32>) -> tensor<536870912x268435456xf32> {
  // expected-error @below {{'qnt.einsum' op expected a result of less than 2^57 elements, but got shape [536870912, 268435456]}}
  %0 = qnt.einsum "i,j->ij" %a0, %a1 : (tensor<536870912xf32>, tensor<268435456xf32>) -> tensor<536870912x268435456xf32>
  return %0 : tensor<536870912x268435456xf32>
}
