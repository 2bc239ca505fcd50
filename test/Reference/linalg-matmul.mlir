// RUN: quant-run %s | FileCheck %s
// RUN: quant-run %s --entry=vectors | FileCheck %s --check-prefix=VEC
// RUN: quant-run %s --entry=quantized | FileCheck %s --check-prefix=QUANT
// RUN: quant-run %s --entry=order | FileCheck %s --check-prefix=ORDER

#row = affine_map<(d0, d1, d2) -> (d0, d2)>
#column = affine_map<(d0, d1, d2) -> (d2, d0)>
#rhs_transposed = affine_map<(d0, d1, d2) -> (d1, d2)>
#result = affine_map<(d0, d1, d2) -> (d0, d1)>

func.func @main() -> (tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x1x2xf32>) {
  %a = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %b = arith.constant dense<[[1.0, 0.0], [0.0, 1.0], [1.0, 2.0]]> : tensor<3x2xf32>
  %acc = arith.constant dense<[[100.0, 0.0], [0.0, 0.0]]> : tensor<2x2xf32>
  // [1 + 3, 2 + 6], [4 + 6, 5 + 12], on top of the accumulator.
  // CHECK: tensor<2x2xf32> [{{\[}}104, 8], [10, 17]]
  %plain = linalg.matmul ins(%a, %b : tensor<2x3xf32>, tensor<3x2xf32>) outs(%acc : tensor<2x2xf32>) -> tensor<2x2xf32>
  %bt = arith.constant dense<[[1.0, 0.0, 1.0], [0.0, 1.0, 2.0]]> : tensor<2x3xf32>
  // CHECK: tensor<2x2xf32> [{{\[}}104, 8], [10, 17]]
  %transposed_b = linalg.matmul indexing_maps = [#row, #rhs_transposed, #result]
      ins(%a, %bt : tensor<2x3xf32>, tensor<2x3xf32>) outs(%acc : tensor<2x2xf32>) -> tensor<2x2xf32>
  // (b transposed) x b: [1 + 1, 2], [2, 1 + 4].
  %zero = arith.constant dense<0.0> : tensor<2x2xf32>
  // CHECK: tensor<2x2xf32> [{{\[}}2, 2], [2, 5]]
  %transposed_a = linalg.matmul indexing_maps = [#column, affine_map<(d0, d1, d2) -> (d2, d1)>, #result]
      ins(%b, %b : tensor<3x2xf32>, tensor<3x2xf32>) outs(%zero : tensor<2x2xf32>) -> tensor<2x2xf32>
  %x = arith.constant dense<[[[1.0, 2.0]], [[3.0, 4.0]]]> : tensor<2x1x2xf32>
  %y = arith.constant dense<[[[1.0, 1.0], [0.0, 1.0]], [[2.0, 0.0], [0.0, 2.0]]]> : tensor<2x2x2xf32>
  %zeros = arith.constant dense<0.0> : tensor<2x1x2xf32>
  // CHECK: tensor<2x1x2xf32> [{{\[\[}}1, 3]], {{\[\[}}6, 8]]]
  %batch = linalg.batch_matmul ins(%x, %y : tensor<2x1x2xf32>, tensor<2x2x2xf32>)
      outs(%zeros : tensor<2x1x2xf32>) -> tensor<2x1x2xf32>
  return %plain, %transposed_b, %transposed_a, %batch
    : tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x2xf32>, tensor<2x1x2xf32>
}

func.func @vectors() -> (tensor<2xf32>, tensor<3xf32>, tensor<f32>) {
  %a = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %v = arith.constant dense<[1.0, 0.0, -1.0]> : tensor<3xf32>
  %w = arith.constant dense<[1.0, 10.0]> : tensor<2xf32>
  %zero2 = arith.constant dense<0.0> : tensor<2xf32>
  %zero3 = arith.constant dense<0.0> : tensor<3xf32>
  %zero = arith.constant dense<0.5> : tensor<f32>
  // VEC: tensor<2xf32> [-2, -2]
  %matvec = linalg.matvec ins(%a, %v : tensor<2x3xf32>, tensor<3xf32>) outs(%zero2 : tensor<2xf32>) -> tensor<2xf32>
  // VEC: tensor<3xf32> [41, 52, 63]
  %vecmat = linalg.vecmat ins(%w, %a : tensor<2xf32>, tensor<2x3xf32>) outs(%zero3 : tensor<3xf32>) -> tensor<3xf32>
  // VEC: tensor<f32> 2.5
  %dot = linalg.dot ins(%v, %v : tensor<3xf32>, tensor<3xf32>) outs(%zero : tensor<f32>) -> tensor<f32>
  return %matvec, %vecmat, %dot : tensor<2xf32>, tensor<3xf32>, tensor<f32>
}

func.func @quantized() -> (tensor<1x2xi32>, tensor<1x2xi32>) {
  %a = arith.constant dense<[[-128, 127]]> : tensor<1x2xi8>
  %b = arith.constant dense<[[1, -1], [2, 127]]> : tensor<2x2xi8>
  %za = arith.constant 3 : i32
  %zb = arith.constant -1 : i32
  %zero = arith.constant dense<0> : tensor<1x2xi32>
  // (-131, 124) x ((2, 0), (3, 128))
  // QUANT: tensor<1x2xi32> [{{\[}}110, 15872]]
  %q = linalg.quantized_matmul ins(%a, %b, %za, %zb : tensor<1x2xi8>, tensor<2x2xi8>, i32, i32)
      outs(%zero : tensor<1x2xi32>) -> tensor<1x2xi32>
  // Mixed types are sign-extended to the accumulator's.
  // QUANT: tensor<1x2xi32> [{{\[}}126, 16257]]
  %m = linalg.matmul ins(%a, %b : tensor<1x2xi8>, tensor<2x2xi8>) outs(%zero : tensor<1x2xi32>) -> tensor<1x2xi32>
  return %q, %m : tensor<1x2xi32>, tensor<1x2xi32>
}

// f32 accumulates in the order of k: (1e8 + 1) - 1e8 loses the 1, (1e8 - 1e8) + 1 keeps it.
func.func @order() -> (tensor<1x2xf32>) {
  %a = arith.constant dense<[[1.0, 1.0, 1.0]]> : tensor<1x3xf32>
  %b = arith.constant dense<[[1.0e8, 1.0e8], [1.0, -1.0e8], [-1.0e8, 1.0]]> : tensor<3x2xf32>
  %zero = arith.constant dense<0.0> : tensor<1x2xf32>
  // ORDER: tensor<1x2xf32> [{{\[}}0, 1]]
  %c = linalg.matmul ins(%a, %b : tensor<1x3xf32>, tensor<3x2xf32>) outs(%zero : tensor<1x2xf32>) -> tensor<1x2xf32>
  return %c : tensor<1x2xf32>
}
