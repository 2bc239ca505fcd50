#w = #qnt.encoding<i8 : f32, block = *x*, scale = f32>
func.func @main() -> tensor<1x1xf32> {
  %values = arith.constant dense<[5.0, 5.25, 5.5, 6.0]> : tensor<4xf32>
  %x = tensor.expand_shape %values [[0, 1]] output_shape [1, 4] : tensor<4xf32> into tensor<1x4xf32>
  %w = qnt.constant codes = dense<1> : tensor<4x1xi8>, scales = dense<1.0> : tensor<1x1xf32> : !qnt.array<4x1, #w>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<1x4xf32>, !qnt.array<4x1, #w>) -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}
