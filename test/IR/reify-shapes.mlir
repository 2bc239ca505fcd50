// RUN: quant-opt %s --resolve-ranked-shaped-type-result-dims --canonicalize --cse | FileCheck %s

#a8 = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>

// CHECK-LABEL: func @dequantize
func.func @dequantize(%a: !qnt.array<?x16, #a8>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: %[[N:.*]] = qnt.dim %arg0, %c0
  // CHECK-NEXT: return %[[N]]
  %x = qnt.dequantize %a : !qnt.array<?x16, #a8> -> tensor<?x16xf32>
  %0 = tensor.dim %x, %c0 : tensor<?x16xf32>
  return %0 : index
}

// Through two ops, to the size of the argument.
// CHECK-LABEL: func @dequantize_of_quantize
func.func @dequantize_of_quantize(%x: tensor<?x?xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[N:.*]] = tensor.dim %arg0, %c0
  // CHECK-DAG: %[[M:.*]] = tensor.dim %arg0, %c1
  // CHECK: return %[[N]], %[[M]]
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x?xf32> -> !qnt.array<?x?, #a8>
  %y = qnt.dequantize %a : !qnt.array<?x?, #a8> -> tensor<?x?xf32>
  %0 = tensor.dim %y, %c0 : tensor<?x?xf32>
  %1 = tensor.dim %y, %c1 : tensor<?x?xf32>
  return %0, %1 : index, index
}

// The array's type knows more than the tensor's.
// CHECK-LABEL: func @static_by_the_array
func.func @static_by_the_array(%x: tensor<?x16xf32>) -> index {
  %c0 = arith.constant 0 : index
  // CHECK: return %c4
  %a = qnt.quantize %x dynamic(absmax) : tensor<?x16xf32> -> !qnt.array<4x16, #a8>
  %y = qnt.dequantize %a : !qnt.array<4x16, #a8> -> tensor<4x16xf32>
  %0 = tensor.dim %y, %c0 : tensor<4x16xf32>
  return %0 : index
}

// CHECK-LABEL: func @training
func.func @training(%x: tensor<?x16xf32>, %dy: tensor<?x16xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[N:.*]] = tensor.dim %arg0, %c0
  // CHECK: return %[[N]], %[[N]], %[[N]]
  %0 = qnt.fake_quantize %x dynamic(absmax) encoding = #a8 : tensor<?x16xf32>
  %1 = qnt.fake_quantize_grad %x, %dy dynamic(absmax) encoding = #a8 : tensor<?x16xf32>
  %2 = qnt.quantize_grad %x, %dy dynamic(absmax) encoding = #a8 : tensor<?x16xf32>
  %3 = tensor.dim %0, %c0 : tensor<?x16xf32>
  %4 = tensor.dim %1, %c0 : tensor<?x16xf32>
  %5 = tensor.dim %2, %c0 : tensor<?x16xf32>
  return %3, %4, %5 : index, index, index
}

// CHECK-LABEL: func @codes
func.func @codes(%a: !qnt.array<?x16, #a8>, %t: tensor<256xf32>, %acc: tensor<?x8xi32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  // CHECK-DAG: %[[N:.*]] = qnt.dim %arg0, %c0
  // CHECK-DAG: %[[M:.*]] = tensor.dim %arg2, %c0
  // CHECK: return %[[N]], %[[M]]
  %0 = qnt.lookup %a, %t : !qnt.array<?x16, #a8>, tensor<256xf32> -> tensor<?x16xf32>
  %1 = qnt.round_bits %acc lsbs = 2 : tensor<?x8xi32>
  %2 = tensor.dim %0, %c0 : tensor<?x16xf32>
  %3 = tensor.dim %1, %c0 : tensor<?x8xi32>
  return %2, %3 : index, index
}
