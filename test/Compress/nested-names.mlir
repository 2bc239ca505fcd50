// Data that passes on parts of a program make is named after the part: symbols that lead to it, numbers where it has none.
// RUN: quant-opt %s --pass-pipeline="builtin.module(builtin.module(qnt-quantize-weights{weight-num-threshold=0}))" -o %t.mlir
// RUN: FileCheck %s < %t.mlir && quant-opt %t.mlir | cmp - %t.mlir
// RUN: quant-opt %s --pass-pipeline="builtin.module(builtin.module(func.func(qnt-quantize-weights{weight-num-threshold=0})))" | FileCheck %s --check-prefix=FUNCTIONS
// RUN: quant-opt %s --qnt-quantize-weights=weight-num-threshold=0 | FileCheck %s --check-prefix=WHOLE

module {
  func.func @a(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
    // CHECK: qnt.constant codes = dense_resource<"0.w_codes">
    // FUNCTIONS: qnt.constant codes = dense_resource<"0.a.w_codes">
    // WHOLE: qnt.constant codes = dense_resource<w_codes>
    %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32> loc("w")
    %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    return %0 : tensor<2x2xf32>
  }
}
module {
  func.func @a(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
    // CHECK: qnt.constant codes = dense_resource<"1.w_codes">
    // FUNCTIONS: qnt.constant codes = dense_resource<"1.a.w_codes">
    // WHOLE: qnt.constant codes = dense_resource<w_codes_1>
    %w = arith.constant dense<[[1.0, 2.0], [3.0, 5.0]]> : tensor<2x2xf32> loc("w")
    %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    return %0 : tensor<2x2xf32>
  }
}
module @named {
  func.func @a(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
    // CHECK: qnt.constant codes = dense_resource<named.w_codes>
    // FUNCTIONS: qnt.constant codes = dense_resource<named.a.w_codes>
    // WHOLE: qnt.constant codes = dense_resource<w_codes_2>
    %w = arith.constant dense<[[1.0, 2.0], [3.0, 6.0]]> : tensor<2x2xf32> loc("w")
    %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
    return %0 : tensor<2x2xf32>
  }
}
