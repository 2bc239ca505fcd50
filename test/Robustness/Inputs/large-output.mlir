// 32 MB of output.
func.func @main() -> tensor<4194304xf64> {
  %c = arith.constant 1.5 : f64
  %y = tensor.splat %c : tensor<4194304xf64>
  return %y : tensor<4194304xf64>
}
