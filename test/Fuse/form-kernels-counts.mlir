// RUN: quant-opt %s --qnt-form-kernels -o /dev/null --remarks-filter=qnt 2>&1 | FileCheck %s
// RUN: quant-opt %s --qnt-form-kernels --qnt-form-kernels --qnt-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=TWICE

// The product with what follows it, and the concatenation: the constant is repeated in a kernel, the size stays outside.
// CHECK: [Analysis] qnt-form-kernels {{.*}}| kernels=2, ops=4{{$}}
// A second run forms none.
// TWICE: qnt-form-kernels 2 kernels=2, ops=4{{$}}
func.func @counted(%x: tensor<4x8xf32>, %w: tensor<8x4xf32>) -> (tensor<4x4xf32>, tensor<?x8xf32>, index) {
  %half = arith.constant dense<0.5> : tensor<4x4xf32>
  %y = qnt.dot_general %x, %w contracting = [1] x [0] batch = [] x [] : (tensor<4x8xf32>, tensor<8x4xf32>) -> tensor<4x4xf32>
  %z = math.absf %y : tensor<4x4xf32>
  %h = arith.mulf %z, %half : tensor<4x4xf32>
  %c = tensor.concat dim(0) %x, %x : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<?x8xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %c, %c0 : tensor<?x8xf32>
  return %h, %c, %n : tensor<4x4xf32>, tensor<?x8xf32>, index
}
