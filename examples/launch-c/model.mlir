// Two layers with int4 weights in blocks of four inputs, for any number of rows; outputs are compared by a caller.
#w4 = #qnt.encoding<i4 : f32, block = 4x1, scale = f32>

func.func @classify(%x: tensor<?x8xf32>) -> (tensor<?x3xf32>, tensor<?x3xi1>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %weight = qnt.constant codes = dense<[[33, 2], [-30, 3], [18, 14], [-4, 1], [81, 4], [15, 15], [-112, 9], [3, 7]]> : tensor<8x2xi8>,
                         scales = dense<[[0.5, 0.25, 1.0], [0.125, 0.5, 0.25]]> : tensor<2x3xf32> : !qnt.array<8x3, #w4>
  %w = qnt.dequantize %weight : !qnt.array<8x3, #w4> -> tensor<8x3xf32>
  %n = tensor.dim %x, %c0 : tensor<?x8xf32>
  %one = arith.constant 1 : index
  %some = arith.cmpi uge, %n, %one : index
  cf.assert %some, "expected at least one row"
  %empty = tensor.empty(%n) : tensor<?x3xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<?x3xf32>) -> tensor<?x3xf32>
  %y = linalg.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x3xf32>) outs(%init : tensor<?x3xf32>) -> tensor<?x3xf32>
  %positive = arith.cmpf ogt, %y, %init : tensor<?x3xf32>
  return %y, %positive : tensor<?x3xf32>, tensor<?x3xi1>
}
