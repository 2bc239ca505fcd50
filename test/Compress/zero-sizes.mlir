// Weights without elements, every way to compress takes them or says why not.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=-1" --qnt-report=%t.txt -o %t.mlir && FileCheck %s --check-prefix=QUANTIZED < %t.txt
// RUN: quant-run %t.mlir --print | FileCheck %s
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=-1 dtype=uint4 qscheme=asymmetric calibration=hqq" | quant-run - --print | FileCheck %s
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=-1 dtype=int4 calibration=exact granularity=per_block" | quant-run - --print | FileCheck %s
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=-1 granularity=per_channel entry-dtype=int8 channel-scale=input" | quant-run - --print | FileCheck %s
// RUN: quant-opt %s --qnt-palettize-weights="weight-num-threshold=-1 cluster-dim=2" | quant-run - --print | FileCheck %s
// RUN: quant-opt %s --qnt-sparsify-weights="weight-num-threshold=-1 target-sparsity=0.5 block-size=2 n-bits=2" --qnt-report=%t.txt -o %t.mlir && FileCheck %s --check-prefix=SPARSE < %t.txt
// RUN: quant-run %t.mlir --print | FileCheck %s
// The operands without elements too; %y is one value for all.
// QUANTIZED: total {{ *}}3 compressed {{ *}}1 left alone
// SPARSE: v {{.*}} its output dimension 0 is smaller than a block of 2
// CHECK: tensor<2x4xf32> {{\[\[}}0, 0, 0, 0], [0, 0, 0, 0]]
// CHECK: tensor<2x0xf32>
func.func @main() -> (tensor<2x4xf32>, tensor<2x0xf32>) {
  %x = arith.constant dense<> : tensor<2x0xf32>
  %y = arith.constant dense<1.0> : tensor<2x3xf32>
  %w = arith.constant dense<> : tensor<0x4xf32> loc("w")
  %0 = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<2x0xf32>, tensor<0x4xf32>) -> tensor<2x4xf32>
  %v = arith.constant dense<> : tensor<3x0xf32> loc("v")
  %1 = qnt.dot_general %y, %v contracting = [1] x [0] batch = [] x [] : (tensor<2x3xf32>, tensor<3x0xf32>) -> tensor<2x0xf32>
  return %0, %1 : tensor<2x4xf32>, tensor<2x0xf32>
}
