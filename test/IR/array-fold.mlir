// RUN: quant-opt %s --canonicalize | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
#v = #qnt.encoding<lut<u8, f16, vector = 2x4> : f32, block = *x*>

// CHECK-LABEL: func @assemble_of_disassemble
// CHECK-SAME: (%[[A:.*]]: !qnt.array
func.func @assemble_of_disassemble(%a: !qnt.array<?x16, #a8>) -> !qnt.array<?x16, #a8> {
  // CHECK-NEXT: return %[[A]]
  %c, %s = qnt.disassemble %a : !qnt.array<?x16, #a8> -> (tensor<?x16xi8>, tensor<?x1xf32>)
  %b = qnt.assemble %c, %s : (tensor<?x16xi8>, tensor<?x1xf32>) -> !qnt.array<?x16, #a8>
  return %b : !qnt.array<?x16, #a8>
}

// Scales of another array: not the same value.
// CHECK-LABEL: func @assemble_of_two
func.func @assemble_of_two(%a: !qnt.array<4x16, #a8>, %b: !qnt.array<4x16, #a8>) -> !qnt.array<4x16, #a8> {
  // CHECK: %[[C:.*]]:2 = qnt.disassemble %arg0
  // CHECK: %[[D:.*]]:2 = qnt.disassemble %arg1
  // CHECK: qnt.assemble %[[C]]#0, %[[D]]#1
  %c0, %s0 = qnt.disassemble %a : !qnt.array<4x16, #a8> -> (tensor<4x16xi8>, tensor<4x1xf32>)
  %c1, %s1 = qnt.disassemble %b : !qnt.array<4x16, #a8> -> (tensor<4x16xi8>, tensor<4x1xf32>)
  %r = qnt.assemble %c0, %s1 : (tensor<4x16xi8>, tensor<4x1xf32>) -> !qnt.array<4x16, #a8>
  return %r : !qnt.array<4x16, #a8>
}

// The same parts under another encoding are another value.
#b8 = #qnt.encoding<u8 : f32, block = 1x*, scale = f32>
// CHECK-LABEL: func @assemble_reinterprets
func.func @assemble_reinterprets(%a: !qnt.array<4x16, #a8>) -> !qnt.array<4x16, #b8> {
  // CHECK: qnt.assemble
  %c, %s = qnt.disassemble %a : !qnt.array<4x16, #a8> -> (tensor<4x16xi8>, tensor<4x1xf32>)
  %r = qnt.assemble %c, %s : (tensor<4x16xi8>, tensor<4x1xf32>) -> !qnt.array<4x16, #b8>
  return %r : !qnt.array<4x16, #b8>
}

// CHECK-LABEL: func @disassemble_of_assemble
// CHECK-SAME: (%[[C:.*]]: tensor<4x16xi8>, %[[S:.*]]: tensor<4x1xf32>)
func.func @disassemble_of_assemble(%c: tensor<4x16xi8>, %s: tensor<4x1xf32>) -> (tensor<4x1xf32>, tensor<4x16xi8>) {
  // CHECK-NEXT: return %[[S]], %[[C]]
  %a = qnt.assemble %c, %s : (tensor<4x16xi8>, tensor<4x1xf32>) -> !qnt.array<4x16, #a8>
  %0, %1 = qnt.disassemble %a : !qnt.array<4x16, #a8> -> (tensor<4x16xi8>, tensor<4x1xf32>)
  return %1, %0 : tensor<4x1xf32>, tensor<4x16xi8>
}

// A constant stays packed.
// CHECK-LABEL: func @constant_stays
func.func @constant_stays() -> (tensor<1x16xi8>, tensor<1x1xf32>, tensor<1x16xf32>) {
  // CHECK-NEXT: %[[W:.*]] = qnt.constant codes = dense<1> : tensor<1x16xi8>
  // CHECK-NEXT: qnt.disassemble %[[W]]
  // CHECK-NEXT: qnt.dequantize %[[W]]
  %w = qnt.constant codes = dense<1> : tensor<1x16xi8>, scales = dense<0.5> : tensor<1x1xf32> : !qnt.array<1x16, #a8>
  %c, %s = qnt.disassemble %w : !qnt.array<1x16, #a8> -> (tensor<1x16xi8>, tensor<1x1xf32>)
  %x = qnt.dequantize %w : !qnt.array<1x16, #a8> -> tensor<1x16xf32>
  return %c, %s, %x : tensor<1x16xi8>, tensor<1x1xf32>, tensor<1x16xf32>
}

// CHECK-LABEL: func @cast_to_same_type
// CHECK-SAME: (%[[A:.*]]: !qnt.array
func.func @cast_to_same_type(%a: !qnt.array<?x16, #a8>) -> !qnt.array<?x16, #a8> {
  // CHECK-NEXT: return %[[A]]
  %0 = qnt.cast %a : !qnt.array<?x16, #a8> to !qnt.array<?x16, #a8>
  return %0 : !qnt.array<?x16, #a8>
}

// CHECK-LABEL: func @cast_there_and_back
// CHECK-SAME: (%[[A:.*]]: !qnt.array
func.func @cast_there_and_back(%a: !qnt.array<8x16, #a8>) -> !qnt.array<8x16, #a8> {
  // CHECK-NEXT: return %[[A]]
  %0 = qnt.cast %a : !qnt.array<8x16, #a8> to !qnt.array<?x?, #a8>
  %1 = qnt.cast %0 : !qnt.array<?x?, #a8> to !qnt.array<8x16, #a8>
  return %1 : !qnt.array<8x16, #a8>
}

// The middle type asserts 8 rows, which neither end does.
// CHECK-LABEL: func @cast_chain_that_asserts
func.func @cast_chain_that_asserts(%a: !qnt.array<?x16, #a8>) -> !qnt.array<?x?, #a8> {
  // CHECK: qnt.cast %{{.*}} to !qnt.array<8x16
  // CHECK: qnt.cast %{{.*}} to !qnt.array<?x?
  %0 = qnt.cast %a : !qnt.array<?x16, #a8> to !qnt.array<8x16, #a8>
  %1 = qnt.cast %0 : !qnt.array<8x16, #a8> to !qnt.array<?x?, #a8>
  return %1 : !qnt.array<?x?, #a8>
}

// 8 rows and 9 rows: wrong at run time, and left to be.
// CHECK-LABEL: func @cast_contradiction
func.func @cast_contradiction(%a: !qnt.array<8x16, #a8>) -> !qnt.array<9x16, #a8> {
  // CHECK-COUNT-2: qnt.cast
  %0 = qnt.cast %a : !qnt.array<8x16, #a8> to !qnt.array<?x16, #a8>
  %1 = qnt.cast %0 : !qnt.array<?x16, #a8> to !qnt.array<9x16, #a8>
  return %1 : !qnt.array<9x16, #a8>
}

// CHECK-LABEL: func @dim_of_static
func.func @dim_of_static(%a: !qnt.array<?x16, #a8>) -> index {
  %c1 = arith.constant 1 : index
  // CHECK-NEXT: %[[N:.*]] = arith.constant 16 : index
  // CHECK-NEXT: return %[[N]]
  %0 = qnt.dim %a, %c1 : !qnt.array<?x16, #a8>
  return %0 : index
}

// CHECK-LABEL: func @dim_out_of_range
func.func @dim_out_of_range(%a: !qnt.array<?x16, #a8>) -> (index, index) {
  %c2 = arith.constant 2 : index
  %m = arith.constant -1 : index
  // CHECK-COUNT-2: qnt.dim
  %0 = qnt.dim %a, %c2 : !qnt.array<?x16, #a8>
  %1 = qnt.dim %a, %m : !qnt.array<?x16, #a8>
  return %0, %1 : index, index
}

// CHECK-LABEL: func @dim_of_quantize
// CHECK-SAME: (%[[X:.*]]: tensor<?x16xf32>)
func.func @dim_of_quantize(%x: tensor<?x16xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: %[[N:.*]] = tensor.dim %[[X]], %c0
  // CHECK-NEXT: return %[[N]]
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x16xf32> -> !qnt.array<?x16, #a8>
  %0 = qnt.dim %a, %c0 : !qnt.array<?x16, #a8>
  return %0 : index
}

// CHECK-LABEL: func @dim_of_requantize
func.func @dim_of_requantize(%acc: tensor<?x16xi32>, %t: tensor<1x1xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: tensor.dim %arg0, %c0 : tensor<?x16xi32>
  %a = qnt.requantize %acc input_scale(%t : tensor<1x1xf32>) dynamic(absmax) : tensor<?x16xi32> -> !qnt.array<?x16, #a8>
  %0 = qnt.dim %a, %c0 : !qnt.array<?x16, #a8>
  return %0 : index
}

// CHECK-LABEL: func @dim_of_assemble
func.func @dim_of_assemble(%c: tensor<?x16xi8>, %s: tensor<?x1xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: tensor.dim %arg0, %c0 : tensor<?x16xi8>
  %a = qnt.assemble %c, %s : (tensor<?x16xi8>, tensor<?x1xf32>) -> !qnt.array<?x16, #a8>
  %0 = qnt.dim %a, %c0 : !qnt.array<?x16, #a8>
  return %0 : index
}

// A code holds four elements of a row.
// CHECK-LABEL: func @dim_of_vector_codes
func.func @dim_of_vector_codes(%c: tensor<3x?xi8>, %b: tensor<1x1x256x8xf16>) -> index {
  %c1 = arith.constant 1 : index
  // CHECK: %[[N:.*]] = tensor.dim %arg0, %c1 : tensor<3x?xi8>
  // CHECK: %[[M:.*]] = arith.muli %[[N]], %c4 : index
  // CHECK: return %[[M]]
  %a = qnt.assemble %c, %b : (tensor<3x?xi8>, tensor<1x1x256x8xf16>) -> !qnt.array<6x?, #v>
  %0 = qnt.dim %a, %c1 : !qnt.array<6x?, #v>
  return %0 : index
}

// CHECK-LABEL: func @dim_of_cast
func.func @dim_of_cast(%a: !qnt.array<8x?, #a8>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: qnt.dim %arg0, %c1 : !qnt.array<8x?
  // CHECK: return %c8, %{{.*}}
  %b = qnt.cast %a : !qnt.array<8x?, #a8> to !qnt.array<?x?, #a8>
  %0 = qnt.dim %b, %c0 : !qnt.array<?x?, #a8>
  %1 = qnt.dim %b, %c1 : !qnt.array<?x?, #a8>
  return %0, %1 : index, index
}

// CHECK-LABEL: func @dim_of_argument
func.func @dim_of_argument(%a: !qnt.array<?x16, #a8>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: qnt.dim %arg0, %c0
  %0 = qnt.dim %a, %c0 : !qnt.array<?x16, #a8>
  return %0 : index
}
