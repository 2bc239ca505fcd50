// RUN: quant-opt %s | quant-opt | FileCheck %s
// RUN: quant-opt -emit-bytecode %s | quant-opt | FileCheck %s
// RUN: quant-opt --mlir-print-op-generic %s | quant-opt | FileCheck %s

#q8 = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
#u2 = #qnt.encoding<u2 : f32, block = *>

// CHECK-LABEL: func @lookup
func.func @lookup(%a: !qnt.array<?x16, #q8>, %table: tensor<256xf32>, %codes: tensor<8xi4>, %short: tensor<16xi8>,
                  %b: !qnt.array<0, #u2>, %tiny: tensor<4xi16>, %acc: tensor<i16>, %long: tensor<65536xf16>)
    -> (tensor<?x16xf32>, tensor<8xi8>, tensor<8xi8>, tensor<0xi16>, tensor<f16>) {
  // CHECK: qnt.lookup %{{.*}}, %{{.*}} : !qnt.array<?x16, #{{.*}}>, tensor<256xf32> -> tensor<?x16xf32>
  %0 = qnt.lookup %a, %table : !qnt.array<?x16, #q8>, tensor<256xf32> -> tensor<?x16xf32>
  // CHECK: qnt.lookup unsigned %{{.*}}, %{{.*}} : tensor<8xi4>, tensor<16xi8> -> tensor<8xi8>
  %1 = qnt.lookup unsigned %codes, %short : tensor<8xi4>, tensor<16xi8> -> tensor<8xi8>
  // CHECK: qnt.lookup %{{.*}}, %{{.*}} {qnt.name = "relu"} : tensor<8xi4>, tensor<16xi8> -> tensor<8xi8>
  %2 = qnt.lookup %codes, %short {qnt.name = "relu"} : tensor<8xi4>, tensor<16xi8> -> tensor<8xi8>
  // CHECK: qnt.lookup %{{.*}}, %{{.*}} : !qnt.array<0, #{{.*}}>, tensor<4xi16> -> tensor<0xi16>
  %3 = qnt.lookup %b, %tiny : !qnt.array<0, #u2>, tensor<4xi16> -> tensor<0xi16>
  // CHECK: qnt.lookup %{{.*}}, %{{.*}} : tensor<i16>, tensor<65536xf16> -> tensor<f16>
  %4 = qnt.lookup %acc, %long : tensor<i16>, tensor<65536xf16> -> tensor<f16>
  return %0, %1, %2, %3, %4 : tensor<?x16xf32>, tensor<8xi8>, tensor<8xi8>, tensor<0xi16>, tensor<f16>
}

// CHECK-LABEL: func @round_bits
func.func @round_bits(%acc: tensor<?x8xi32>, %wide: tensor<i64>) -> (tensor<?x8xi32>, tensor<i64>) {
  // CHECK: qnt.round_bits %{{.*}} lsbs = 3 : tensor<?x8xi32>
  %0 = qnt.round_bits %acc lsbs = 3 : tensor<?x8xi32>
  // CHECK: qnt.round_bits %{{.*}} lsbs = 63 : tensor<i64>
  %1 = qnt.round_bits %wide lsbs = 63 : tensor<i64>
  return %0, %1 : tensor<?x8xi32>, tensor<i64>
}

// CHECK-LABEL: func @observe
func.func @observe(%x: tensor<?x16xf32>, %y: tensor<f16>) {
  // CHECK: qnt.observe %{{.*}} as "conv1.input" block = *x1 : tensor<?x16xf32>
  qnt.observe %x as "conv1.input" block = *x1 : tensor<?x16xf32>
  // CHECK: qnt.observe %{{.*}} as "all" : tensor<?x16xf32>
  qnt.observe %x as "all" : tensor<?x16xf32>
  // CHECK: qnt.observe %{{.*}} as "scalar" {qnt.name = "s"} : tensor<f16>
  qnt.observe %y as "scalar" {qnt.name = "s"} : tensor<f16>
  return
}
