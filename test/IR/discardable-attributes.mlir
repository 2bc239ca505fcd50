// RUN: quant-opt %s | FileCheck %s
// RUN: quant-opt %s --emit-bytecode | quant-opt | FileCheck %s

// CHECK: module attributes {qnt.name = "model", qnt.target = "sm_90a"}
module attributes {qnt.name = "model", qnt.target = "sm_90a"} {
  // CHECK: func.func private @kernel(%arg0: tensor<4xf32>) -> tensor<4xf32> attributes {qnt.schedule = #qnt.simt}
  func.func private @kernel(%x: tensor<4xf32>) -> tensor<4xf32> attributes {qnt.schedule = #qnt.simt} {
    // CHECK: linalg.exp {qnt.kernel = "kernel"}
    %y = linalg.exp {qnt.kernel = "kernel"} ins(%x : tensor<4xf32>) outs(%x : tensor<4xf32>) -> tensor<4xf32>
    return %y : tensor<4xf32>
  }
  // CHECK: func.func private @parts(tensor<4xi8> {qnt.name = "w", qnt.part = "codes"}) -> (tensor<1xf32> {qnt.part = "scales"})
  func.func private @parts(tensor<4xi8> {qnt.name = "w", qnt.part = "codes"}) -> (tensor<1xf32> {qnt.part = "scales"})
  // CHECK: qnt.dot_general {{.*}} {qnt.sums_in_f32 = 2 : i64}
  func.func private @sums(%x: tensor<2x4xf32>, %w: tensor<4x2xf32>) -> tensor<2x2xf32> {
    %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] {qnt.sums_in_f32 = 2} : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
    return %y : tensor<2x2xf32>
  }
}
