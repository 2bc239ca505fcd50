// RUN: quant-opt %s | FileCheck %s

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
}
