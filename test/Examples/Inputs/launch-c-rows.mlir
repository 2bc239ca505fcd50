func.func @rows() -> tensor<2x8xf32> {
  %c = arith.constant dense<[[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], [-1.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0]]> : tensor<2x8xf32>
  return %c : tensor<2x8xf32>
}
