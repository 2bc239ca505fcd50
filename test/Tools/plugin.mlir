// The dialect and passes in stock mlir-opt.
// UNSUPPORTED: sanitizer
// RUN: mlir-opt %s --load-dialect-plugin=%qnt_libs/QntPlugin.so --load-pass-plugin=%qnt_libs/QntPlugin.so \
// RUN:   --pass-pipeline='builtin.module(qnt-import,qnt-quantize-weights{dtype=int4 weight-num-threshold=0})' | FileCheck %s

// CHECK: #[[W:.*]] = #qnt.encoding<i4 : f32, block = *x1, scale = f32>
// CHECK: %[[C:.*]] = qnt.constant codes = {{.*}} : !qnt.array<2x2, #[[W]]>
// CHECK: qnt.dot_general %{{.*}}, %[[C]]
func.func @dense(%x: tensor<?x2xf32>, %init: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x2xf32>, tensor<2x2xf32>) outs(%init : tensor<?x2xf32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
