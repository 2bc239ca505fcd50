// RUN: quant-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func @no_bits
func.func @no_bits(%x: tensor<8xi32>) -> tensor<8xi32> {
  // CHECK-NEXT: return %arg0
  %0 = qnt.round_bits %x lsbs = 0 : tensor<8xi32>
  return %0 : tensor<8xi32>
}

// CHECK-LABEL: func @rounded_already
func.func @rounded_already(%x: tensor<8xi32>) -> (tensor<8xi32>, tensor<8xi32>) {
  // CHECK-NEXT: %[[R:.*]] = qnt.round_bits %arg0 lsbs = 4
  // CHECK-NEXT: return %[[R]], %[[R]]
  %0 = qnt.round_bits %x lsbs = 4 : tensor<8xi32>
  %1 = qnt.round_bits %0 lsbs = 3 : tensor<8xi32>
  %2 = qnt.round_bits %0 lsbs = 4 : tensor<8xi32>
  return %1, %2 : tensor<8xi32>, tensor<8xi32>
}

// Two roundings are not one: 7 -> 8 -> 16 by 2 then 4 bits, 7 -> 0 by 4 bits.
// CHECK-LABEL: func @coarser_after_finer
func.func @coarser_after_finer(%x: tensor<8xi32>) -> tensor<8xi32> {
  // CHECK-COUNT-2: qnt.round_bits
  %0 = qnt.round_bits %x lsbs = 2 : tensor<8xi32>
  %1 = qnt.round_bits %0 lsbs = 4 : tensor<8xi32>
  return %1 : tensor<8xi32>
}

// Ties go up, negatives too; a sum beyond the end wraps.
// CHECK-LABEL: func @constants
func.func @constants() -> (tensor<9xi32>, tensor<4xi8>, tensor<5xi4>) {
  // CHECK-DAG: arith.constant dense<[0, 8, 8, 16, 0, -8, -2147483648, -2147483648, 2147483640]> : tensor<9xi32>
  // CHECK-DAG: arith.constant dense<16> : tensor<4xi8>
  // CHECK-DAG: arith.constant dense<[0, 4, -8, -4, -8]> : tensor<5xi4>
  %a = arith.constant dense<[3, 4, 8, 12, -4, -5, 2147483647, 2147483644, 2147483643]> : tensor<9xi32>
  %0 = qnt.round_bits %a lsbs = 3 : tensor<9xi32>
  %b = arith.constant dense<9> : tensor<4xi8>
  %1 = qnt.round_bits %b lsbs = 4 : tensor<4xi8>
  %c = arith.constant dense<[1, 2, 7, -6, -7]> : tensor<5xi4>
  %2 = qnt.round_bits %c lsbs = 2 : tensor<5xi4>
  return %0, %1, %2 : tensor<9xi32>, tensor<4xi8>, tensor<5xi4>
}

// CHECK-LABEL: func @resource_is_left
func.func @resource_is_left() -> tensor<2xi32> {
  // CHECK: qnt.round_bits
  %a = arith.constant dense_resource<acc> : tensor<2xi32>
  %0 = qnt.round_bits %a lsbs = 3 : tensor<2xi32>
  return %0 : tensor<2xi32>
}
{-# dialect_resources: { builtin: { acc: "0x040000000300000004000000" } } #-}
