// Which constants are weights, and along what. The weights hold numbers that int8 holds exactly, so the compressed program
// computes what the program computes.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0" -o %t.mlir
// RUN: FileCheck %s < %t.mlir
// RUN: quant-run %s --print > %t.before
// RUN: quant-run %t.mlir --print > %t.reference
// RUN: quant-run %t.mlir --device=cpu --print > %t.cpu
// RUN: cmp %t.before %t.reference
// RUN: cmp %t.before %t.cpu
// RUN: quant-opt %t.mlir --qnt-quantize-weights="weight-num-threshold=0" -o %t.again
// RUN: cmp %t.mlir %t.again
// With a low other-users-threshold every constant is taken; the other reader gets the decoded value.
// RUN: quant-opt %s --qnt-quantize-weights="weight-num-threshold=0 other-users-threshold=8" -o %t.all --remarks-filter=qnt 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --check-prefix=ALL < %t.all
// RUN: quant-run %t.all --print > %t.after
// RUN: cmp %t.before %t.after
// RUN: quant-opt %t.all --qnt-quantize-weights="weight-num-threshold=0 other-users-threshold=8" -o %t.again
// RUN: cmp %t.all %t.again

// CHECK-DAG: #[[ROWS:.*]] = #qnt.encoding<i8 : f32, block = 1x*, scale = f32>
// CHECK-DAG: #[[COLUMNS:.*]] = #qnt.encoding<i8 : f32, block = *x1, scale = f32>
// CHECK-DAG: #[[BATCH:.*]] = #qnt.encoding<i8 : f32, block = *x*x1, scale = f32>
// CHECK-DAG: #[[KERNEL:.*]] = #qnt.encoding<i8 : f32, block = *x*x*x1, scale = f32>
// CHECK-DAG: #[[BF16:.*]] = #qnt.encoding<i8 : bf16, block = *x1, scale = bf16>

func.func @main() -> (tensor<2x2xf32>, tensor<4x2xf32>, tensor<2x3x2xf32>, tensor<1x2x2x2xf32>, tensor<3x2xf32>, tensor<2x4xf32>, tensor<2x2xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x2xf32>, tensor<2x4xf32>, tensor<2x2xbf16>) {
  %x_integers = arith.constant dense<[[1, 2, 3, 4], [5, -1, 2, 8]]> : tensor<2x4xi32>
  %x = arith.sitofp %x_integers : tensor<2x4xi32> to tensor<2x4xf32>
  %x_t = arith.constant dense<1.0> : tensor<4x2xf32>

  // CHECK: %[[RHS:.*]] = qnt.constant {{.*}}"rhs"} : !qnt.array<4x2, #[[COLUMNS]]>
  // CHECK: qnt.dot_general %{{.*}}, %[[RHS]] contracting
  %rhs = arith.constant dense<[[127.0, -254.0], [3.0, 4.0], [-5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xf32> loc("rhs")
  %0 = qnt.dot_general %x, %rhs contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>

  // CHECK: %[[LHS:.*]] = qnt.constant {{.*}}"lhs"} : !qnt.array<4x4, #[[ROWS]]>
  // CHECK: qnt.dot_general %[[LHS]], %{{.*}} contracting
  %lhs = arith.constant dense<[[127.0, 1.0, 2.0, 3.0], [63.5, 4.0, -5.0, 6.0], [-254.0, 8.0, 6.0, 4.0], [127.0, 0.0, 0.0, 9.0]]> : tensor<4x4xf32> loc("lhs")
  %1 = qnt.dot_general %lhs, %x_t contracting = [1] x [0] batch = [] x [] : (tensor<4x4xf32>, tensor<4x2xf32>) -> tensor<4x2xf32>

  // Batch dimensions lie inside the block.
  // CHECK: qnt.constant {{.*}}"batched"} : !qnt.array<2x4x2, #[[BATCH]]>
  %image_integers = arith.constant dense<[[[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], [[0, 1, 0, 1], [2, 2, 2, 2], [3, 1, 4, 1]]]> : tensor<2x3x4xi32>
  %images = arith.sitofp %image_integers : tensor<2x3x4xi32> to tensor<2x3x4xf32>
  %batched = arith.constant dense<[[[127.0, 254.0], [1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], [[-1.0, 2.0], [3.0, 4.0], [5.0, -254.0], [126.0, 8.0]]]> : tensor<2x4x2xf32> loc("batched")
  %2 = qnt.dot_general %images, %batched contracting = [2] x [1] batch = [0] x [0] : (tensor<2x3x4xf32>, tensor<2x4x2xf32>) -> tensor<2x3x2xf32>

  // CHECK: qnt.constant {{.*}}"kernel"} : !qnt.array<2x2x1x2, #[[KERNEL]]>
  %image = arith.constant dense<1.0> : tensor<1x3x3x1xf32>
  %kernel = arith.constant dense<[[[[127.0, 2.0]], [[3.0, -127.0]]], [[[5.0, 4.0]], [[-2.0, 1.0]]]]> : tensor<2x2x1x2xf32> loc("kernel")
  %3 = qnt.conv_general_dilated %image, %kernel dims = <[b, 0, 1, f] x [0, 1, i, o] -> [b, 0, 1, f]> strides = [1, 1] padding = [0, 0, 0, 0]
         lhs_dilation = [1, 1] rhs_dilation = [1, 1] : (tensor<1x3x3x1xf32>, tensor<2x2x1x2xf32>) -> tensor<1x2x2x2xf32>

  // Rows by index: only those that are read are decoded.
  // CHECK: %[[TABLE:.*]] = qnt.constant {{.*}}"table"} : !qnt.array<4x2, #[[ROWS]]>
  // CHECK: %[[PICKED:.*]] = qnt.gather %[[TABLE]][%{{.*}}] dim = 0 : !qnt.array<4x2, #[[ROWS]]>, tensor<3xi64> -> !qnt.array<3x2, #[[ROWS]]>
  // CHECK: qnt.dequantize %[[PICKED]]
  %table = arith.constant dense<[[127.0, 1.0], [2.0, -254.0], [3.0, 127.0], [-127.0, 9.0]]> : tensor<4x2xf32> loc("table")
  %indices = arith.constant dense<[[3], [0], [1]]> : tensor<3x1xindex>
  %4 = tensor.gather %table[%indices] gather_dims([0]) : (tensor<4x2xf32>, tensor<3x1xindex>) -> tensor<3x2xf32>

  // Through a transpose: output dimension 0 of the constant.
  // CHECK: %[[LINEAR:.*]] = qnt.constant {{.*}}"linear"} : !qnt.array<4x4, #[[ROWS]]>
  // CHECK: %[[TRANSPOSED:.*]] = qnt.transpose %[[LINEAR]] permutation = [1, 0]
  // CHECK: qnt.dot_general %{{.*}}, %[[TRANSPOSED]] contracting
  %linear = arith.constant dense<[[127.0, 1.0, 2.0, 3.0], [4.0, -127.0, 5.0, 6.0], [6.0, 8.0, 254.0, 10.0], [0.5, 63.5, 1.5, 2.5]]> : tensor<4x4xf32> loc("linear")
  %empty = tensor.empty() : tensor<4x4xf32>
  %linear_t = linalg.transpose ins(%linear : tensor<4x4xf32>) outs(%empty : tensor<4x4xf32>) permutation = [1, 0]
  %5 = qnt.dot_general %x, %linear_t contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>

  // Readers that agree: an embedding tied to the last layer.
  // CHECK: %[[TIED:.*]] = qnt.constant {{.*}}"tied"} : !qnt.array<2x4, #[[ROWS]]>
  // CHECK: qnt.dot_general %{{.*}}, %[[TIED]] contracting = [1] x [1]
  // CHECK: qnt.gather %[[TIED]]
  %tied = arith.constant dense<[[127.0, 1.0, 2.0, 3.0], [4.0, -127.0, 5.0, 6.0]]> : tensor<2x4xf32> loc("tied")
  %6 = qnt.dot_general %x, %tied contracting = [1] x [1] batch = [] x [] : (tensor<2x4xf32>, tensor<2x4xf32>) -> tensor<2x2xf32>
  %pair = arith.constant dense<[[1], [0]]> : tensor<2x1xi32>
  %7 = tensor.gather %tied[%pair] gather_dims([0]) : (tensor<2x4xf32>, tensor<2x1xi32>) -> tensor<2x4xf32>

  // Readers that disagree: output 0, input 1.
  // CHECK: qnt.constant {{.*}}"disagree"} : !qnt.array<4x4, #[[ROWS]]>
  // REMARK-DAG: 'disagree': its readers take different dimensions as output and input, assumed 0 and 1
  %disagree = arith.constant dense<[[127.0, 2.0, 3.0, 4.0], [3.0, 127.0, 1.0, 5.0], [5.0, 6.0, -127.0, 8.0], [7.0, 1.0, 2.0, 127.0]]> : tensor<4x4xf32> loc("disagree")
  %8 = qnt.dot_general %x, %disagree contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
  %9 = qnt.dot_general %x, %disagree contracting = [1] x [1] batch = [] x [] : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>

  // Another reader: left alone unless it is large.
  // CHECK: arith.constant dense<{{.*}}> : tensor<4x2xf32>
  // ALL: %[[SHARED:.*]] = qnt.constant {{.*}}"shared"}
  // ALL: %[[DECODED:.*]] = qnt.dequantize %[[SHARED]]
  // ALL: qnt.dot_general %{{.*}}, %[[SHARED]] contracting
  // ALL: arith.addf %[[DECODED]], %[[DECODED]]
  %shared = arith.constant dense<[[127.0, 1.0], [2.0, -127.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<4x2xf32> loc("shared")
  %10 = qnt.dot_general %x, %shared contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  %sum = arith.addf %shared, %shared : tensor<4x2xf32>
  %11 = qnt.dot_general %x, %sum contracting = [1] x [0] batch = [] x [] : (tensor<2x4xf32>, tensor<4x2xf32>) -> tensor<2x2xf32>
  %12 = tensor.concat dim(1) %10, %11 : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x4xf32>

  // CHECK: qnt.constant {{.*}}"half"} : !qnt.array<4x2, #[[BF16]]>
  %half = arith.constant dense<[[127.0, -254.0], [3.0, 4.0], [-5.0, 6.0], [7.0, 8.0]]> : tensor<4x2xbf16> loc("half")
  %x_half = arith.constant dense<1.0> : tensor<2x4xbf16>
  %13 = qnt.dot_general %x_half, %half contracting = [1] x [0] batch = [] x [] : (tensor<2x4xbf16>, tensor<4x2xbf16>) -> tensor<2x2xbf16>
  return %0, %1, %2, %3, %4, %5, %6, %7, %8, %10, %12, %13 : tensor<2x2xf32>, tensor<4x2xf32>, tensor<2x3x2xf32>, tensor<1x2x2x2xf32>, tensor<3x2xf32>, tensor<2x4xf32>, tensor<2x2xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x2xf32>, tensor<2x4xf32>, tensor<2x2xbf16>
}
