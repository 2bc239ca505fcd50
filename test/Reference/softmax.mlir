// RUN: quant-run %s | FileCheck %s

// exp(x - max) / sum with equal and with vanishing terms, along either dimension.
func.func @main() -> (tensor<2x2xf32>, tensor<2x2xf32>) {
  %x = arith.constant dense<[[1.0, 1.0], [1000.0, 0.0]]> : tensor<2x2xf32>
  %e = tensor.empty() : tensor<2x2xf32>
  // CHECK: tensor<2x2xf32> [{{\[}}0.5, 0.5], [1, 0]]
  %rows = linalg.softmax dimension(1) ins(%x : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  // 1 / (1 + e) = 0.26894143
  // CHECK: tensor<2x2xf32> [{{\[}}0, 0.7310586], [1, 0.26894143]]
  %columns = linalg.softmax dimension(0) ins(%x : tensor<2x2xf32>) outs(%e : tensor<2x2xf32>) -> tensor<2x2xf32>
  return %rows, %columns : tensor<2x2xf32>, tensor<2x2xf32>
}
